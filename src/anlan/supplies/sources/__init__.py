"""Where supplies come from in a scenario, and what the scenario does to each source."""

from anlan.supplies.sources.conditions import EPOCHS, Conditions, ConditionSettings, conditions_of
from anlan.supplies.sources.source import KINDS, Source

__all__ = ["EPOCHS", "KINDS", "ConditionSettings", "Conditions", "Source", "conditions_of"]
