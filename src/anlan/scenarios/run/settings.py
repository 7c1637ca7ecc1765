"""What a run of a scenario may be told, with the defaults and where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from anlan.city.tables.networks import NETWORK_KINDS
from anlan.errors import SettingError
from anlan.hazards.fire.following import UNFOUGHT_MINUTES
from anlan.language import Message
from anlan.scenarios.cascade import CascadeSettings
from anlan.scenarios.run.result import PARTS

EQUAL: Mapping[str, float] = MappingProxyType(dict.fromkeys(PARTS, 1.0))
"""Every part of the city's service level counts the same; assumption."""


@dataclass(frozen=True)
class RunSettings:
    """Rules of a run.

    Parameters
    ----------
    cascade
        Rules of the cascade; its `hours` are those of the run, and its `refuge` the kind of place that is a hospital.
    parts
        Weights of the parts of the city's service level, 1, by key of `PARTS`; parts that are not named count nothing,
        and those that are not known are left out. They are scaled to add up to 1. Assumption: all the same.
    services
        Weights of the networks among the lifelines, 1; networks that are not named have weight 1. Assumption.
    occupied
        Share of the beds that patients of every day lie in, 1; assumption, the rest of the 0.4 that the hazard of
        epidemics takes to be free.
    stay_days
        Mean stay in hospital, days; assumption, that of the hazard of epidemics.
    lightly_admitted
        Share of the lightly injured who need a bed, 1; assumption.
    staff_per_bed
        Staff that a bed at work needs, persons; the least of the 1.3 to 1.7 of the principles for the staffing of
        general hospitals (Ministry of Health of China, 1978). A city that has fewer needs no more than it has.
    travel_hours
        Hours at which ways to hospital are looked at; those beyond the run are left out.
    followed
        Samples, the first ones, in which ways and places are followed one by one.
    road_kmh
        Speed on roads without one of their own, km/h; assumption.
    local_kmh
        Speed from home to the nearest junction, in a straight line, km/h; assumption.
    release_chance
        Chance that an installation that stands still for lack of power or water loses its contents, 1; assumption.
    release_km
        Distance within which people are counted as within reach of a release, km; assumption.
    unfought_minutes
        Time in which nobody fights a fire after an earthquake, min; assumption.
    outbreak_rate
        Outbreaks for each person and day without drinking water, 1/person-day; assumption.
    candidates
        Components that are tried for strengthening; 0 for none.
    paths
        Chains of failures that are told.
    reasons
        Whether it is sought why services fail: chains of failures, who must talk, and what is worth hardening or
        keeping as a spare part. It takes longer than all else.

    Raises
    ------
    SettingError
        If a setting is outside its range.
    """

    cascade: CascadeSettings = field(default_factory=CascadeSettings)
    parts: Mapping[str, float] = field(default_factory=lambda: EQUAL)
    services: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    occupied: float = 0.6
    stay_days: float = 9.0
    lightly_admitted: float = 0.1
    staff_per_bed: float = 1.3
    travel_hours: tuple[int, ...] = (0, 6, 12, 24, 48, 72, 168, 335)
    followed: int = 64
    road_kmh: float = 40.0
    local_kmh: float = 20.0
    release_chance: float = 0.01
    release_km: float = 1.0
    unfought_minutes: float = UNFOUGHT_MINUTES
    outbreak_rate: float = 1e-8
    candidates: int = 20
    paths: int = 10
    reasons: bool = True

    def __post_init__(self) -> None:
        for wrong, message in (*self._weights(), *self._numbers()):
            if wrong:
                raise SettingError(message)

    def _weights(self) -> tuple[tuple[bool, Message], ...]:
        parts = sorted({*self.parts} - {*PARTS})
        services = sorted({*self.services} - {*NETWORK_KINDS})
        low = {name: value for name, value in {**self.parts, **self.services}.items() if not value >= 0.0}
        return (
            (
                bool(parts),
                Message("no part of the city's service level is called {names}; give some of {parts}", names=str(parts),
                        parts=", ".join(PARTS)),
            ),
            (
                bool(services),
                Message("no network is called {names}; see network in nodes.csv", names=str(services)),
            ),
            (bool(low), Message("weights: {weights}; give 0 or more", weights=str(low))),
            (
                not any(value > 0.0 for value in self.parts.values()),
                Message("every part of the city's service level has weight 0; give one a weight above 0"),
            ),
        )  # fmt: skip

    def _numbers(self) -> list[tuple[bool, Message]]:
        shares = ("occupied", "lightly_admitted", "release_chance", "outbreak_rate")
        above = ("stay_days", "staff_per_bed", "road_kmh", "local_kmh", "followed")
        least = ("release_km", "unfought_minutes", "candidates", "paths")
        found = [
            (not 0.0 <= getattr(self, name) <= 1.0,
             Message("{name} is {value}; give 0 to 1", name=name, value=getattr(self, name)))
            for name in shares
        ]  # fmt: skip
        found += [
            (not getattr(self, name) > 0,
             Message("{name} is {value}; give more than 0", name=name, value=getattr(self, name)))
            for name in above
        ]  # fmt: skip
        found += [
            (not getattr(self, name) >= 0,
             Message("{name} is {value}; give 0 or more", name=name, value=getattr(self, name)))
            for name in least
        ]  # fmt: skip
        hours = Message("hours of travel are {hours}; give 0 or more", hours=str(self.travel_hours))
        found.append((any(hour < 0 for hour in self.travel_hours), hours))
        return found

    @property
    def hours(self) -> int:
        """Hours that are followed."""
        return self.cascade.hours
