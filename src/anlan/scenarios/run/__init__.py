"""A saved scenario followed through the city, hour by hour: who is hit, what stops, and who must talk."""

from anlan.scenarios.run.result import (
    CAUSES,
    LEVELS,
    PARTS,
    SECONDARY_KINDS,
    WHOLE,
    CareLoad,
    CityQuality,
    FailurePath,
    GroupService,
    PathStep,
    ScenarioRun,
    SecondaryEvent,
    Talk,
    TravelTimes,
)
from anlan.scenarios.run.run import breaking_kinds, run_scenario
from anlan.scenarios.run.settings import EQUAL, RunSettings

__all__ = [
    "CAUSES",
    "EQUAL",
    "LEVELS",
    "PARTS",
    "SECONDARY_KINDS",
    "WHOLE",
    "CareLoad",
    "CityQuality",
    "FailurePath",
    "GroupService",
    "PathStep",
    "RunSettings",
    "ScenarioRun",
    "SecondaryEvent",
    "Talk",
    "TravelTimes",
    "breaking_kinds",
    "run_scenario",
]
