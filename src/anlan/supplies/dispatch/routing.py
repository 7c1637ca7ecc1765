"""A routing problem in hours, kilometres, kilograms and cubic metres, and what its routes come to.

The evaluator here is independent of the solver: it follows every route activity by activity and says what is broken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
FOREVER = float("inf")
NEAR = 1e-6
"""What counts as equal in comparisons of loads and hours."""

DIMENSIONS = 2
"""Dimensions of a load: kg and m3."""


@dataclass(frozen=True)
class Stop:
    """A delivery.

    Parameters
    ----------
    id
        Identifier.
    place
        Index of the place.
    load
        Weight, kg, and volume, m3.
    early_h, late_h
        When it may begin, h.
    service_h
        How long it takes, h.
    release_h
        When what it needs is ready to be loaded, h.
    prize
        What it is worth in the cost's unit; None where it must be made.
    aboard
        Index of the fleet of one vehicle that has it on board already; None where it is loaded at a depot.
    """

    id: str
    place: int
    load: tuple[float, float]
    early_h: float = 0.0
    late_h: float = FOREVER
    service_h: float = 0.0
    release_h: float = 0.0
    prize: float | None = None
    aboard: int | None = None


@dataclass(frozen=True)
class Fleet:
    """Like vehicles that start and end at the same places.

    Parameters
    ----------
    id
        Identifier.
    count
        How many.
    capacity
        Payload, kg, and volume, m3, of one.
    start, end
        Indices of the places where they start and end.
    profile
        Index of the matrices of their ways.
    early_h, late_h
        From when and until when they may be under way, h.
    shift_h, max_km
        Longest route, h and km.
    fixed_cost, cost_per_km, cost_per_h
        Cost of using one, of a kilometre, of an hour.
    reload
        Indices of places where they may load again.
    trips
        Most trips of one vehicle.
    under_way
        Whether they are on the road with what is aboard: nothing else can be loaded before they have been at a depot.
    """

    id: str
    count: int
    capacity: tuple[float, float]
    start: int
    end: int
    profile: int = 0
    early_h: float = 0.0
    late_h: float = FOREVER
    shift_h: float = FOREVER
    max_km: float = FOREVER
    fixed_cost: float = 0.0
    cost_per_km: float = 1.0
    cost_per_h: float = 0.0
    reload: tuple[int, ...] = ()
    trips: int = 1
    under_way: bool = False


@dataclass(frozen=True, eq=False)
class RoutingProblem:
    """Who must be served, by whom, over which ways.

    Parameters
    ----------
    km, hours
        float64[profiles, p, p], lengths and times between places; infinite where there is no way.
    stops
        Deliveries.
    fleets
        Vehicles.
    """

    km: FloatArray
    hours: FloatArray
    stops: tuple[Stop, ...]
    fleets: tuple[Fleet, ...]


@dataclass(frozen=True)
class Trip:
    """What a vehicle does between two visits to a depot.

    Parameters
    ----------
    depot
        Index of the place where it is loaded or, for the first trip of a vehicle under way, where it is.
    stops
        Indices of the stops, in order.
    """

    depot: int
    stops: tuple[int, ...]


@dataclass(frozen=True)
class Route:
    """What one vehicle does.

    Parameters
    ----------
    fleet
        Index of its fleet.
    trips
        Its trips in order.
    """

    fleet: int
    trips: tuple[Trip, ...]


@dataclass(frozen=True)
class Leg:
    """One stop of a timed route.

    Parameters
    ----------
    stop
        Index of the stop; None for a depot.
    place
        Index of the place.
    arrives_h, begins_h, leaves_h
        Arrival, begin of the service and departure, h.
    km
        Length of the way to it, km.
    load
        Weight, kg, and volume, m3, on board on arrival.
    trip
        Number of the trip, from 0.
    """

    stop: int | None
    place: int
    arrives_h: float
    begins_h: float
    leaves_h: float
    km: float
    load: tuple[float, float]
    trip: int


@dataclass(frozen=True, eq=False)
class Timed:
    """A route with its earliest times.

    Parameters
    ----------
    route
        The route.
    legs
        Its activities, from the first depot to the last.
    km, hours
        Length, and time from the latest possible start to the end.
    broken
        What it breaks: key of the rule and by how much.
    """

    route: Route
    legs: tuple[Leg, ...]
    km: float
    hours: float
    broken: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a set of routes comes to.

    Parameters
    ----------
    routes
        The routes with their times.
    left_out
        Indices of stops that nobody serves.
    travel_cost
        Fixed costs, kilometres and hours.
    lost_prizes
        Prizes of stops that are left out.
    broken
        What is broken, over all routes; empty where the routes can be driven.
    """

    routes: tuple[Timed, ...]
    left_out: tuple[int, ...]
    travel_cost: float
    lost_prizes: float
    broken: Mapping[str, float]

    @property
    def cost(self) -> float:
        """What the routes cost and what they leave undone."""
        return self.travel_cost + self.lost_prizes

    @property
    def feasible(self) -> bool:
        """Whether the routes can be driven and every stop that must be made is."""
        return not self.broken


def evaluate(problem: RoutingProblem, routes: Sequence[Route]) -> Evaluation:
    """Follow routes and say what they cost and what they break.

    Parameters
    ----------
    problem
        The problem.
    routes
        Its routes.
    """
    timed = tuple(follow(problem, route) for route in routes)
    broken: dict[str, float] = {}
    for one in timed:
        for rule, by in one.broken.items():
            broken[rule] = broken.get(rule, 0.0) + by
    served = [stop for route in routes for trip in route.trips for stop in trip.stops]
    twice = len(served) - len(set(served))
    left_out = tuple(sorted(set(range(len(problem.stops))) - set(served)))
    missing = sum(problem.stops[stop].prize is None for stop in left_out)
    used = np.bincount([route.fleet for route in routes], minlength=len(problem.fleets)) if routes else np.zeros(0)
    many = sum(max(0, int(n) - fleet.count) for n, fleet in zip(used, problem.fleets, strict=False))
    for rule, by in (("twice", twice), ("missing", missing), ("vehicles", many)):
        if by:
            broken[rule] = float(by)
    return Evaluation(
        routes=timed, left_out=left_out, travel_cost=sum(_cost(problem, one) for one in timed),
        lost_prizes=sum(problem.stops[stop].prize or 0.0 for stop in left_out), broken=broken,
    )  # fmt: skip


def _cost(problem: RoutingProblem, timed: Timed) -> float:
    fleet = problem.fleets[timed.route.fleet]
    per_h = 0.0 if fleet.cost_per_h == 0.0 else fleet.cost_per_h * timed.hours
    return fleet.fixed_cost + fleet.cost_per_km * timed.km + per_h


def follow(problem: RoutingProblem, route: Route) -> Timed:
    """Follow one route at its earliest times.

    Parameters
    ----------
    problem
        The problem.
    route
        The route.

    Returns
    -------
    The route with its times. Its duration counts from the latest start that delays nothing (Savelsbergh 1992, "The
    vehicle routing problem with time windows: minimizing route duration", ORSA Journal on Computing 4(2)).
    """
    walk = _Walk(problem, route)
    for number, trip in enumerate(route.trips):
        walk.load(number, trip)
        for stop in trip.stops:
            walk.serve(stop)
    walk.home()
    return walk.timed()


class _Walk:
    """A vehicle on its way: where it is, when, with what on board, and what it has broken so far."""

    def __init__(self, problem: RoutingProblem, route: Route) -> None:
        self.p, self.route, self.fleet = problem, route, problem.fleets[route.fleet]
        self.at, self.now, self.trip, self.km = self.fleet.start, self.fleet.early_h, 0, 0.0
        self.aboard = np.zeros(DIMENSIONS)
        self.legs: list[Leg] = []
        self.broken: dict[str, float] = {}
        self.waited, self.slack, self.first = 0.0, FOREVER, self.fleet.early_h

    def _break(self, rule: str, by: float) -> None:
        if by > NEAR * max(1.0, abs(self.now) if by < FOREVER else 1.0):
            self.broken[rule] = self.broken.get(rule, 0.0) + by

    def _go(self, place: int, early: float, late: float, service: float, stop: int | None) -> None:
        km = float(self.p.km[self.fleet.profile, self.at, place])
        hours = float(self.p.hours[self.fleet.profile, self.at, place])
        if not np.isfinite(km + hours):
            self.broken["no_way"] = self.broken.get("no_way", 0.0) + 1.0
            km = hours = 0.0
        arrives = self.now + hours
        begins = max(arrives, early)
        self.waited += begins - arrives
        if begins > late:
            self._break("late", begins - late)
            begins = late  # as solvers do: the time that was stolen is counted once
        self.slack = min(self.slack, self.waited + late - begins)
        self.km += km
        load = (float(self.aboard[0]), float(self.aboard[1]))
        self.legs.append(Leg(stop, place, arrives, begins, begins + service, km, load, self.trip))
        self.at, self.now = place, begins + service

    def load(self, number: int, trip: Trip) -> None:
        """Load what a trip delivers at its depot."""
        stops = [self.p.stops[stop] for stop in trip.stops]
        allowed = (self.fleet.start,) if number == 0 else self.fleet.reload
        if trip.depot not in allowed:
            self.broken["depot"] = self.broken.get("depot", 0.0) + 1.0
        locked = self.fleet.under_way and number == 0
        for one in stops:
            if (one.aboard is not None and one.aboard != self.route.fleet) or (locked and one.aboard is None):
                self.broken["aboard"] = self.broken.get("aboard", 0.0) + 1.0
        release = max((one.release_h for one in stops if one.aboard is None), default=0.0)
        self.trip = number
        self._go(trip.depot, max(release, self.fleet.early_h), self.fleet.late_h, 0.0, None)
        self.aboard = np.array([[one.load[axis] for axis in range(DIMENSIONS)] for one in stops]).sum(axis=0) + 0.0 \
            if stops else np.zeros(DIMENSIONS)  # fmt: skip
        over = self.aboard - np.array(self.fleet.capacity)
        if (over > NEAR * np.maximum(1.0, self.aboard)).any():
            self._break("load", float(np.maximum(over, 0.0).sum()))

    def serve(self, stop: int) -> None:
        """Go to a stop and deliver."""
        one = self.p.stops[stop]
        self._go(one.place, one.early_h, one.late_h, one.service_h, stop)
        self.aboard = self.aboard - np.array(one.load)

    def home(self) -> None:
        """Go to the last depot."""
        self._go(self.fleet.end, 0.0, self.fleet.late_h, 0.0, None)
        if len(self.route.trips) > self.fleet.trips:
            self._break("trips", float(len(self.route.trips) - self.fleet.trips))

    def timed(self) -> Timed:
        """Return the route with its times."""
        hours = max(self.now - self.first - min(self.waited, self.slack), 0.0)
        self._break("shift", hours - self.fleet.shift_h)
        self._break("distance", self.km - self.fleet.max_km)
        return Timed(self.route, tuple(self.legs), self.km, hours, self.broken)
