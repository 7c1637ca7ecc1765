"""Scenarios that are kept in files: what they hold, how they are read and written, what changed between two."""

from anlan.scenarios.saved.differences import Differences, FieldChange, FootprintChange, differences, people_in
from anlan.scenarios.saved.model import (
    FORMAT,
    LANGUAGES,
    ORIGINS,
    TIDES,
    Assumption,
    Footprint,
    Moment,
    SavedScenario,
    event_sets,
)
from anlan.scenarios.saved.reading import MIGRATIONS, SUFFIX, read_scenario
from anlan.scenarios.saved.writing import scenario_text, write_scenario

__all__ = [
    "FORMAT",
    "LANGUAGES",
    "MIGRATIONS",
    "ORIGINS",
    "SUFFIX",
    "TIDES",
    "Assumption",
    "Differences",
    "FieldChange",
    "Footprint",
    "FootprintChange",
    "Moment",
    "SavedScenario",
    "differences",
    "event_sets",
    "people_in",
    "read_scenario",
    "scenario_text",
    "write_scenario",
]
