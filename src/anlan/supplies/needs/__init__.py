"""What is needed of each item, where and when."""

from anlan.supplies.needs.by_area import AreaNeeds, area_needs
from anlan.supplies.needs.by_city import Needs, needs_of

__all__ = ["AreaNeeds", "Needs", "area_needs", "needs_of"]
