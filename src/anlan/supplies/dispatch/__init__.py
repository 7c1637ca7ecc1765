"""Unified dispatch: requests, priorities, allocation across all owners, convoys, receipts, and plans made anew."""

from anlan.supplies.dispatch.allocation import Allocation, AllocationSettings, Allotment, Verdict, allocate
from anlan.supplies.dispatch.convoys import Call, Convoy, ConvoySettings, Haul, Vehicle
from anlan.supplies.dispatch.lateness import Lateness, by_district
from anlan.supplies.dispatch.loads import Content, Load
from anlan.supplies.dispatch.lots import Lot, Stores, stores_of
from anlan.supplies.dispatch.plan import Delivered, Dispatch, DispatchSettings, plan_dispatch
from anlan.supplies.dispatch.priorities import Priority, PrioritySettings, priorities_of
from anlan.supplies.dispatch.replan import replan
from anlan.supplies.dispatch.requests import Request, read_requests
from anlan.supplies.dispatch.routes import RouteSettings, solve_routes
from anlan.supplies.dispatch.routing import Fleet, Route, RoutingProblem, Stop, Trip, evaluate

__all__ = [
    "Allocation",
    "AllocationSettings",
    "Allotment",
    "Call",
    "Content",
    "Convoy",
    "ConvoySettings",
    "Delivered",
    "Dispatch",
    "DispatchSettings",
    "Fleet",
    "Haul",
    "Lateness",
    "Load",
    "Lot",
    "Priority",
    "PrioritySettings",
    "Request",
    "Route",
    "RouteSettings",
    "RoutingProblem",
    "Stop",
    "Stores",
    "Trip",
    "Vehicle",
    "Verdict",
    "allocate",
    "by_district",
    "evaluate",
    "plan_dispatch",
    "priorities_of",
    "read_requests",
    "replan",
    "solve_routes",
    "stores_of",
]
