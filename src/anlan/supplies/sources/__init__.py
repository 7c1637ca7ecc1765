"""Where supplies come from in a scenario, and what the scenario does to each source."""

from anlan.supplies.sources.conditions import EPOCHS, Conditions, ConditionSettings, conditions_of
from anlan.supplies.sources.reach import people_of, reach_of, released
from anlan.supplies.sources.source import KINDS, Source
from anlan.supplies.sources.tiers import sources_of

__all__ = [
    "EPOCHS",
    "KINDS",
    "ConditionSettings",
    "Conditions",
    "Source",
    "conditions_of",
    "people_of",
    "reach_of",
    "released",
    "sources_of",
]
