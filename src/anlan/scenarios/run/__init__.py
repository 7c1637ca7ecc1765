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

__all__ = [
    "CAUSES",
    "LEVELS",
    "PARTS",
    "SECONDARY_KINDS",
    "WHOLE",
    "CareLoad",
    "CityQuality",
    "FailurePath",
    "GroupService",
    "PathStep",
    "ScenarioRun",
    "SecondaryEvent",
    "Talk",
    "TravelTimes",
]
