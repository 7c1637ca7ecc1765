"""The thin cycle: assess, curves, worst credible scenario, needs, supplies, gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anlan.city import City
from anlan.compute import Executor
from anlan.errors import SettingError
from anlan.hazards import HAZARDS, Hazard
from anlan.language import Message, mark
from anlan.rehearsal.rehearsed import Rehearsed, rehearse
from anlan.risk import Assessment, EventImpacts, ExceedanceCurve, Skipped, Watcher, assess_city
from anlan.scenarios import DIMENSIONS, Choice, choose

SLOW = frozenset({"epidemic", "heat_wave", "cold_wave", "drought"})
"""Hazards that unfold over weeks: they are assessed, but not told by the hour."""


@dataclass(frozen=True)
class CycleSettings:
    """Settings of a run.

    Parameters
    ----------
    events
        Events simulated for each hazard.
    floor
        Frequency below which the cycle plans for no event, 1/year.
    hours
        Length of the scenarios, h.
    planning_years
        Horizon over which chances are stated, years.
    seed
        Seed of all random numbers.

    Raises
    ------
    SettingError
        If a setting is outside its range.
    """

    events: int
    floor: float
    hours: int
    planning_years: int
    seed: int

    def __post_init__(self) -> None:
        for name, value in (("events", self.events), ("hours", self.hours), ("planning_years", self.planning_years)):
            if value < 1:
                raise SettingError(Message(mark("{name} is {value}; give 1 or more"), name=name, value=value))
        if not 0.0 < self.floor <= 1.0:
            raise SettingError(
                Message(
                    mark("credibility floor is {value}; give a yearly frequency above 0 and at most 1"),
                    value=self.floor,
                )
            )
        if self.seed < 0:
            raise SettingError(Message(mark("seed is {value}; give 0 or more"), value=self.seed))

    @classmethod
    def of(
        cls, city: City, *, events: int | None = None, floor: float | None = None, seed: int | None = None
    ) -> "CycleSettings":
        """Take the city's settings, each replaced where a value is given.

        Parameters
        ----------
        city
            The city.
        events, floor, seed
            Values that replace the city's.
        """
        own = city.settings
        return cls(
            events=own["events"] if events is None else events,
            floor=own["cycle_floor"] if floor is None else floor,
            hours=own["horizon_hours"],
            planning_years=own["planning_years"],
            seed=own["seed"] if seed is None else seed,
        )


@dataclass(frozen=True)
class HazardRun:
    """Risk of one hazard.

    Parameters
    ----------
    hazard
        The hazard.
    impacts
        Impacts of its events.
    curves
        Exceedance curve of each dimension of `anlan.scenarios.DIMENSIONS`.
    """

    hazard: Hazard
    impacts: EventImpacts
    curves: Mapping[str, ExceedanceCurve]


@dataclass(frozen=True)
class CycleRun:
    """Everything that one run of the cycle found.

    Parameters
    ----------
    city
        The city.
    settings
        Settings of the run.
    hazards
        Risk of each hazard that could be assessed.
    curves
        Exceedance curves over all hazards, by dimension; empty when no hazard was assessed.
    rehearsed
        The worst credible scenario of each hazard with its supplies, the worst of all first.
    skipped
        What could not be run, and why.
    provenance
        Version, seed and checksum of the input.
    """

    city: City
    settings: CycleSettings
    hazards: tuple[HazardRun, ...]
    curves: Mapping[str, ExceedanceCurve]
    rehearsed: tuple[Rehearsed, ...]
    skipped: tuple[Skipped, ...]
    provenance: Mapping[str, str | int]


def run_cycle(city: City, settings: CycleSettings, executor: Executor, watcher: Watcher) -> CycleRun:
    """Run the cycle for a city.

    What the city has no data for is skipped and said in the result. The result depends on the city, the settings and
    the version only, not on the executor.

    Parameters
    ----------
    city
        The city.
    settings
        Settings of the run.
    executor
        Where the work runs.
    watcher
        Told of each stage.

    Raises
    ------
    PackageError
        If tables of the city contradict each other in a way that only shows in use.
    """
    assessment = assess_city(city, settings.events, settings.seed, executor, watcher)
    hazards = _runs(assessment)
    watcher.begin(Message(mark("Worst credible scenarios")))
    choices = choose([run.impacts for run in hazards if run.hazard.kind not in SLOW], settings.floor)
    watcher.end(_chosen(hazards, choices))
    watcher.begin(Message(mark("Needs and supplies")))
    by_kind = {run.hazard.kind: run.impacts for run in hazards}
    rehearsed = []
    for done, choice in enumerate(choices, start=1):
        rehearsed.append(rehearse(city, by_kind[choice.kind], choice, settings.hours))
        watcher.advance(done, len(choices))
    watcher.end(_gap(rehearsed))
    curves = {name: assessment.curve(name) for name in DIMENSIONS} if hazards else {}
    return CycleRun(
        city,
        settings,
        tuple(hazards),
        curves,
        tuple(rehearsed),
        (*assessment.skipped, *_skipped_stages(city)),
        assessment.provenance,
    )


def _runs(assessment: Assessment) -> list[HazardRun]:
    known = {hazard.kind: hazard for hazard in HAZARDS}
    return [
        HazardRun(known[kind], impacts, {name: assessment.curve(name, kind) for name in DIMENSIONS})
        for kind, impacts in assessment.impacts.items()
    ]


def _chosen(hazards: list[HazardRun], choices: Sequence[Choice]) -> Message:
    if not choices:
        return Message(mark("no event does harm at the credibility floor"))
    worst = choices[0]
    impacts = next(run.impacts for run in hazards if run.hazard.kind == worst.kind)
    return Message(mark("the worst: {event}"), event=impacts.events.describe(worst.event))


def _gap(rehearsed: list[Rehearsed]) -> Message:
    if not rehearsed or not rehearsed[0].balance.needs.items:
        return Message(mark("no needs were computed"))
    worst = rehearsed[0]
    short = int((worst.balance.shortage > 0.0).sum())
    return Message(
        mark("{short} of {items} items fall short; {hours:,.0f} person-hours of need unmet"),
        short=short,
        items=len(worst.balance.needs.items),
        hours=worst.resilience.unmet_person_hours,
    )


def _skipped_stages(city: City) -> list[Skipped]:
    """Say which tables the needs and supplies would have used and did not find."""
    stages = {
        "needs": ("items", "needs"),
        "supplies": ("stock", "agreements", "capacity"),
        "risk": ("vulnerability_functions", "vulnerability_points"),
    }
    absent = {missing.table: missing.without for missing in city.missing}
    return [
        Skipped(
            stage,
            tuple(
                Message(mark("{table}.csv is missing: {without}"), table=name, without=absent[name])
                for name in names
                if name in absent
            ),
        )
        for stage, names in stages.items()
        if any(name in absent for name in names)
    ]
