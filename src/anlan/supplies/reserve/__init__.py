"""The reserve plan: bases, stock, agreements and reserved production as a two-stage programme."""

from anlan.supplies.reserve.answer import BrokenFloor, ReserveAnswer
from anlan.supplies.reserve.problem import Floor, ReserveProblem
from anlan.supplies.reserve.settings import ReserveSettings

__all__ = ["BrokenFloor", "Floor", "ReserveAnswer", "ReserveProblem", "ReserveSettings"]
