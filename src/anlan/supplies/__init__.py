"""Supplies: what is needed by the hour, what arrives, and what is missing."""

from anlan.supplies.arrivals import Arrivals, arrivals_of
from anlan.supplies.balance import Balance, balance
from anlan.supplies.capabilities import CapabilityTarget, capability_targets
from anlan.supplies.duties import Duty, duty_for
from anlan.supplies.needs import (
    AreaNeeds,
    Needs,
    NeedsSettings,
    SuppliesList,
    SupplyLine,
    area_needs,
    needs_of,
    supplies_list,
)
from anlan.supplies.needs.targets import TaskCapability, task_capability

__all__ = [
    "AreaNeeds",
    "Arrivals",
    "Balance",
    "CapabilityTarget",
    "Duty",
    "Needs",
    "NeedsSettings",
    "SuppliesList",
    "SupplyLine",
    "TaskCapability",
    "area_needs",
    "arrivals_of",
    "balance",
    "capability_targets",
    "duty_for",
    "needs_of",
    "supplies_list",
    "task_capability",
]
