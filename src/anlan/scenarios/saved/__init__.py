"""Scenarios that are kept in files."""

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

__all__ = [
    "FORMAT",
    "LANGUAGES",
    "ORIGINS",
    "TIDES",
    "Assumption",
    "Footprint",
    "Moment",
    "SavedScenario",
    "event_sets",
]
