"""The reserve plan: bases, stock, agreements and reserved production as a two-stage programme."""

from anlan.supplies.reserve.answer import BrokenFloor, ReserveAnswer
from anlan.supplies.reserve.model import ReserveModel, reserve_model
from anlan.supplies.reserve.problem import Floor, ReserveProblem
from anlan.supplies.reserve.settings import ReserveSettings
from anlan.supplies.reserve.solve import solve_reserve

__all__ = [
    "BrokenFloor",
    "Floor",
    "ReserveAnswer",
    "ReserveModel",
    "ReserveProblem",
    "ReserveSettings",
    "reserve_model",
    "solve_reserve",
]
