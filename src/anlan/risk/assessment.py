"""Every hazard of a city, assessed together."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from anlan import __version__
from anlan.city import City
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.compute import Executor, ahead
from anlan.errors import PackageError, SettingError
from anlan.hazards import HAZARDS, EventSet, Hazard
from anlan.language import Message, mark
from anlan.risk.curves import ExceedanceCurve, exceedance
from anlan.risk.fitness import misfits
from anlan.risk.impact import MONEY, EventImpacts, assess
from anlan.risk.years import YearImpacts, YearSample, sample_years


@dataclass(frozen=True)
class Skipped:
    """A hazard or stage that could not be run, and what is missing for it.

    Parameters
    ----------
    what
        Kind of the hazard, or name of the stage.
    reasons
        What is missing.
    """

    what: str
    reasons: tuple[Message, ...]


class Watcher(Protocol):
    """Whoever wants to see how a run goes on."""

    def begin(self, stage: Message) -> None:
        """Learn that a stage begins."""
        ...

    def advance(self, done: int, total: int) -> None:
        """Learn how much of the stage is done."""
        ...

    def end(self, result: Message) -> None:
        """Learn the result of the stage that ends."""
        ...


@dataclass(frozen=True)
class Assessment:
    """What the hazards of a city do, how often.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of each hazard that could be assessed, by kind.
    skipped
        What could not be assessed, and why.
    years
        Number of simulated years for curves of years.
    dispersion
        Variance of the yearly number of events over its mean; 1 for independent events.
    seed
        Seed of all random numbers.
    """

    city: City
    impacts: Mapping[str, EventImpacts]
    skipped: tuple[Skipped, ...]
    years: int
    dispersion: float
    seed: int

    @property
    def provenance(self) -> Mapping[str, str | int]:
        """Version, seed and checksum of the input."""
        return {"version": __version__, "seed": self.seed, "checksum": self.city.checksum}

    @property
    def targets(self) -> tuple[str, ...]:
        """Every target that any hazard was assessed for, people first."""
        assessed = {target for one in self.impacts.values() for target in one.targets}
        return tuple(target for target in (*PEOPLE_TARGETS, *ASSET_TARGETS) if target in assessed)

    def curve(self, target: str, kind: str | None = None, district: str | None = None) -> ExceedanceCurve:
        """Return how often an event reaches or exceeds an impact (event rate).

        Parameters
        ----------
        target
            Name of a target, or `MONEY`.
        kind
            Hazard; None for all together.
        district
            Code of a top district; None for the whole city.
        """
        chosen = [self.impacts[kind]] if kind is not None else list(self.impacts.values())
        if not chosen:
            return exceedance(np.zeros(0), np.zeros(0))
        lost = np.concatenate([one.of(target, district) for one in chosen])
        return exceedance(lost, np.concatenate([one.frequency for one in chosen]))

    def year_impacts(self, target: str, district: str | None = None) -> YearImpacts:
        """Return the impacts of simulated years over all hazards; the same years for every target and district.

        Parameters
        ----------
        target
            Name of a target, or `MONEY`.
        district
            Code of a top district; None for the whole city.
        """
        lost = [one.of(target, district) for one in self.impacts.values()]
        return self._sample.of(np.concatenate(lost) if lost else np.zeros(0))

    @cached_property
    def _sample(self) -> YearSample:
        rates = [one.frequency for one in self.impacts.values()]
        frequency = np.concatenate(rates) if rates else np.zeros(0)
        return sample_years(frequency, self.years, self.seed, dispersion=self.dispersion)


def hazards_of(kinds: Sequence[str] | None) -> tuple[Hazard, ...]:
    """Return the hazards of some kinds, all where none is named.

    Parameters
    ----------
    kinds
        Keys of ``HAZARD_KINDS``.

    Raises
    ------
    SettingError
        If there is no method for a kind.
    """
    if not kinds:
        return HAZARDS
    known = {hazard.kind: hazard for hazard in HAZARDS}
    for kind in kinds:
        if kind not in known:
            raise SettingError(
                Message(mark("no hazard '{kind}'; give one of {names}"), kind=kind, names=", ".join(known))
            )
    return tuple(hazard for hazard in HAZARDS if hazard.kind in kinds)


def assess_city(
    city: City,
    events: int,
    seed: int,
    executor: Executor,
    watcher: Watcher,
    *,
    kinds: Sequence[str] | None = None,
    imported: Sequence[EventSet] = (),
    years: int = 100_000,
    dispersion: float = 1.0,
    maps: bool = False,
) -> Assessment:
    """Assess hazards of a city; what it has no data for is skipped and said in the result.

    Parameters
    ----------
    city
        The city.
    events
        Events simulated for each hazard.
    seed
        Seed of all random numbers.
    executor
        Where the work runs; the result does not depend on it.
    watcher
        Told of each hazard.
    kinds
        Hazards to assess; None for all.
    imported
        Event sets that stand in for the simulation of their kind.
    years
        Number of simulated years for curves of years.
    dispersion
        Variance of the yearly number of events over its mean; 1 for independent events.
    maps
        Whether the intensities are counted for maps by return period.

    Raises
    ------
    SettingError
        If there is no method for a kind.
    PackageError
        If tables of the city contradict each other or the hazards in a way that only shows in use; with every problem
        that can be told before the hazards are simulated.
    """
    found: dict[str, EventImpacts] = {}
    skipped: list[Skipped] = []
    given = {one.kind: one for one in imported}
    wanted = [hazard for hazard in hazards_of(kinds) if hazard.kind not in given]
    if problems := misfits(city, wanted):
        raise PackageError(problems)
    absent = {kind: _missing(city, kind, None) for kind in given}
    absent |= {hazard.kind: _missing(city, hazard.kind, hazard) for hazard in wanted}
    ready = [hazard for hazard in wanted if not absent[hazard.kind]]
    with closing(ahead(lambda hazard: hazard.event_set(city, events, seed), ready, executor)) as simulated:
        for kind, reasons in absent.items():
            watcher.begin(Message(mark("Assess {hazard}"), hazard=Message(HAZARD_KINDS[kind])))
            if reasons:
                skipped.append(Skipped(kind, reasons))
                watcher.end(Message(mark("skipped: {reason}"), reason=reasons[0]))
                continue
            event_set = given[kind] if kind in given else next(simulated)
            found[kind] = assess(city, event_set, executor, maps=maps, advance=watcher.advance)
            watcher.end(_told(city, found[kind]))
    return Assessment(city, found, tuple(skipped), years, dispersion, seed)


def _missing(city: City, kind: str, hazard: Hazard | None) -> tuple[Message, ...]:
    reasons = () if hazard is None else hazard.missing(city)
    if kind in city.table("vulnerability_functions")["hazard"].to_list():
        return reasons
    absent = Message(
        mark(
            "no vulnerability function for this hazard; add functions with hazard {kind} to vulnerability_functions.csv"
        ),
        kind=kind,
    )
    return (*reasons, absent)


def _told(city: City, impacts: EventImpacts) -> Message:
    return Message(
        mark("{events:,} events; mean direct loss {loss:,.0f} {currency} a year"),
        events=impacts.frequency.size,
        loss=float(impacts.of(MONEY) @ impacts.frequency),
        currency=city.info["currency"],
    )
