"""Running a saved scenario from its footprints to those who must talk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from anlan import __version__
from anlan.city import City
from anlan.compute import Executor
from anlan.errors import Problem, SettingError
from anlan.hazards import EventSet
from anlan.language import Message
from anlan.risk import Watcher, assess
from anlan.scenarios.cascade import (
    Cascade,
    Hardening,
    SpareValue,
    cascade_of,
    rank_hardening,
    value_of_spares,
)
from anlan.scenarios.run import notices
from anlan.scenarios.run.care import care_of
from anlan.scenarios.run.followed import Followed, follow_samples
from anlan.scenarios.run.groups import groups_of
from anlan.scenarios.run.paths import trace_of
from anlan.scenarios.run.quality import quality_of
from anlan.scenarios.run.result import FailurePath, GroupService, ScenarioRun, Talk, TravelTimes
from anlan.scenarios.run.secondary import Cause, secondary_of
from anlan.scenarios.run.settings import RunSettings
from anlan.scenarios.run.talks import operators_of, talks_of
from anlan.scenarios.run.travel import travel_of, ways_of
from anlan.scenarios.run.union import union_of
from anlan.scenarios.saved import SavedScenario, event_sets


@dataclass(frozen=True, eq=False)
class _Services:
    """What follows from the networks; nothing where no cascade was followed."""

    cascade: Cascade | None = None
    followed: Followed | None = None
    travel: TravelTimes | None = None
    groups: GroupService | None = None
    hardening: tuple[Hardening, ...] = ()
    spares: tuple[SpareValue, ...] = ()
    paths: tuple[FailurePath, ...] = ()
    talks: tuple[Talk, ...] = ()
    notices: tuple[Problem, ...] = ()


def run_scenario(
    city: City, scenario: SavedScenario, *, samples: int, seed: int, executor: Executor,
    settings: RunSettings | None = None, progress: Watcher | None = None,
) -> ScenarioRun:  # fmt: skip
    """Follow a saved scenario through a city, hour by hour.

    Parameters
    ----------
    city
        The city.
    scenario
        The scenario.
    samples
        Samples of damage and repair, one or more.
    seed
        Seed of all random numbers, zero or more.
    executor
        Where work runs; the result does not depend on it.
    settings
        The rules; None for the defaults.
    progress
        Learns of the stages.

    Raises
    ------
    SettingError
        If `samples` or `seed` is out of range, or the scenario does not touch the city.
    PackageError
        With everything that is wrong in the city's tables.
    """
    if samples < 1 or seed < 0:
        raise SettingError(
            Message("{samples} samples with seed {seed}; give 1 or more samples and a seed of 0 or more",
                    samples=samples, seed=seed)
        )  # fmt: skip
    rules = settings or RunSettings()
    watch = _Watch(progress)
    watch.begin(Message("Impacts of {count} hazards", count=len(scenario.footprints)))
    events = event_sets(scenario, city)
    impacts = tuple(assess(city, one, executor) for one in events)
    union = union_of(city, impacts, [one.onset_hour for one in scenario.footprints], rules.hours)
    watch.end(Message("{count} consequences", count=len(union.targets)))
    services = _services_of(city, events, samples, seed, executor, rules, watch)
    care = care_of(city, union.course, services.cascade, rules)
    secondary = secondary_of(Cause(city, scenario, events, services.cascade, services.followed, rules))
    told = [*notices.of_scenario(city, scenario), *notices.of_impacts(city, union, services.cascade is not None),
            *services.notices,
            *notices.of_installations(city)]  # fmt: skip
    return ScenarioRun(
        scenario=scenario, impacts=impacts, targets=union.targets, totals=union.totals, by_row=union.by_row,
        course=union.course, hours=rules.hours, samples=samples, seed=seed, cascade=services.cascade,
        quality=quality_of(city, union, services.cascade, care, rules), care=care.load, travel=services.travel,
        secondary=secondary, groups=services.groups, hardening=services.hardening,
        spares=services.spares, paths=services.paths,
        talks=services.talks, notices=tuple(told), provenance=_provenance(city, scenario, samples, seed),
    )  # fmt: skip


def _services_of(
    city: City, events: Sequence[EventSet], samples: int, seed: int, executor: Executor, rules: RunSettings,
    watch: "_Watch",
) -> _Services:  # fmt: skip
    """Follow the networks and all that depends on them."""
    breaking = [one for one in events if one.kind in breaking_kinds(city)]
    if not breaking or not len(city.cells):
        return _Services(notices=(notices.without_cascade(),))
    watch.begin(Message("Services in {count} samples", count=samples))
    cascade = cascade_of(city, breaking, [0], samples=samples, seed=seed, executor=executor, settings=rules.cascade)
    ways = ways_of(city, cascade.model, rules)
    followed = follow_samples(cascade, breaking, ways, rules.followed, executor, watch.advance)
    travel = None
    if ways is not None and followed.minutes is not None:
        travel = travel_of(ways, cascade.model.districts, followed.minutes)
    watch.end(Message("{count} components fail in some sample", count=int((cascade.failures > 0.0).sum())))
    unbreaking = [one.kind for one in events if one.kind not in breaking_kinds(city)]
    found = _Services(
        cascade=cascade, followed=followed, travel=travel, groups=groups_of(city, cascade),
        notices=tuple(notices.of_cascade(city, cascade, unbreaking, rules)),
    )  # fmt: skip
    return _with_reasons(city, found, cascade, breaking, executor, rules, watch) if rules.reasons else found


def _with_reasons(
    city: City, found: _Services, cascade: Cascade, breaking: Sequence[EventSet], executor: Executor,
    rules: RunSettings, watch: "_Watch",
) -> _Services:  # fmt: skip
    """Seek why services fail, and what would help."""
    watch.begin(Message("What is worth hardening, and how failures spread"))
    hardening = rank_hardening(cascade, breaking, executor, rules.candidates) if rules.candidates else ()
    spares = tuple(one for one in value_of_spares(cascade, breaking, executor) if one.short > 0.0)
    trace, operators = trace_of(cascade, breaking), operators_of(city)
    talks = talks_of(trace, operators)
    watch.end(Message("{count} chains of failures", count=len(trace.chains)))
    return replace(
        found, hardening=hardening, spares=spares, paths=trace.paths(rules.paths), talks=talks.talks,
        notices=(*found.notices, *notices.of_operators(operators, talks)),
    )  # fmt: skip


def breaking_kinds(city: City) -> frozenset[str]:
    """Return the hazards for which some component of the city's networks has a fragility function.

    Parameters
    ----------
    city
        The city.
    """
    named = (("nodes", "fragility"), ("links", "fragility"), ("fragilities", "function"))
    used = pl.concat([city.table(table)[column].drop_nulls().alias("id") for table, column in named])
    functions = city.table("vulnerability_functions").filter(
        (pl.col("target") == "component") & pl.col("id").is_in(used.implode())
    )
    return frozenset(functions["hazard"].to_list())


def _provenance(city: City, scenario: SavedScenario, samples: int, seed: int) -> dict[str, str | int]:
    return {
        "version": __version__, "seed": seed, "samples": samples, "checksum": city.checksum,
        "scenario": scenario.id, "scenario_version": scenario.version,
    }  # fmt: skip


@dataclass(frozen=True)
class _Watch:
    """Tells a watcher, if there is one."""

    watcher: Watcher | None

    def begin(self, stage: Message) -> None:
        if self.watcher is not None:
            self.watcher.begin(stage)

    def advance(self, done: int, total: int) -> None:
        if self.watcher is not None:
            self.watcher.advance(done, total)

    def end(self, result: Message) -> None:
        if self.watcher is not None:
            self.watcher.end(result)
