"""What is needed of each item, where and when."""

from anlan.supplies.needs.by_area import AreaNeeds, area_needs
from anlan.supplies.needs.by_city import Needs, needs_of
from anlan.supplies.needs.list import HORIZONS, SuppliesList, SupplyLine, arrived_by, supplies_list
from anlan.supplies.needs.settings import NeedsSettings

__all__ = [
    "HORIZONS",
    "AreaNeeds",
    "Needs",
    "NeedsSettings",
    "SuppliesList",
    "SupplyLine",
    "area_needs",
    "arrived_by",
    "needs_of",
    "supplies_list",
]
