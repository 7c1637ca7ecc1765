"""The scenarios that a command names: files, kinds of hazard, the worst of all, or all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from anlan.city import City
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.cli.searching import searched
from anlan.cli.stages import Stages
from anlan.compute import Executor
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.risk import assess_city
from anlan.scenarios import Search, Worst, read_search
from anlan.scenarios.joint import JOINT_KINDS
from anlan.scenarios.made import WORST, saved_choices
from anlan.scenarios.saved import SavedScenario, read_scenario

ALL = "all"
"""Name that stands for the choice of every hazard and of every family of compound events."""

KINDS = (WORST, *HAZARD_KINDS, *JOINT_KINDS)
"""Names that stand for a choice of the search."""

SAMPLES = 100
"""Samples of damage and repair, where nothing else is asked for."""


@dataclass(frozen=True)
class Wish:
    """How scenarios are searched and followed.

    Parameters
    ----------
    samples
        Samples of damage and repair.
    seed
        Seed of all random numbers.
    events
        Events simulated for each hazard in the search.
    workers
        Threads; None for all cores.
    search
        Floors and weights of the search.
    """

    samples: int
    seed: int
    events: int
    workers: int | None
    search: Search


def read_wish(
    city: City, *, samples: int = SAMPLES, seed: int | None = None, workers: int | None = None,
    floors: Sequence[str] | None = None, events: int | None = None,
) -> Wish:  # fmt: skip
    """Read what was asked for; the city's own settings hold where nothing is given.

    Parameters
    ----------
    city
        The city.
    samples, seed, workers, events
        See `Wish`.
    floors
        Credibility floors as a user writes them; see `anlan.scenarios.read_search`.

    Raises
    ------
    SettingError
        If anything is not as it should be; names each problem.
    """
    own = city.settings
    seed = int(own["seed"]) if seed is None else seed
    events = int(own["events"]) if events is None else events
    counts = {"samples": (samples, 1), "events": (events, 1), "seed": (seed, 0)}
    return Wish(samples, seed, events, workers, read_search(city, floors or (), counts=counts))


def chosen(
    city: City, names: Sequence[str], wish: Wish, executor: Executor, stages: Stages
) -> tuple[tuple[SavedScenario, ...], Worst | None]:
    """Read the scenarios that are files, and search for those that are named by a kind.

    Parameters
    ----------
    city
        The city.
    names
        Files, keys of `KINDS`, or `ALL`.
    wish
        How scenarios are searched.
    executor
        Where the search runs.
    stages
        Told of the stages.

    Returns
    -------
    The scenarios in the order of the names, none twice, and the search, where one was made.

    Raises
    ------
    SettingError
        If a name is neither a file nor a kind, or no credible event of a kind does harm; names each.
    PackageError
        If a file is not a scenario.
    """
    check_names(names)
    kinds = [name for name in names if name in (ALL, *KINDS)]
    files = {name: read_scenario(Path(name)) for name in names if name not in kinds}
    if not kinds:
        return _once([files[name] for name in names]), None
    assessment = assess_city(city, wish.events, wish.seed, executor, stages)
    found = searched(assessment, wish.search, executor, stages)
    saved = saved_choices(found.worst, found.families)
    missing = [name for name in kinds if name not in saved and not (name == ALL and saved)]
    if missing:
        raise SettingError.of([_nothing(name, city) for name in missing])
    ordered: list[SavedScenario] = []
    for name in names:
        of_kind = [one for kind, one in saved.items() if kind != WORST] if name == ALL else [saved.get(name)]
        ordered += [files[name]] if name in files else [one for one in of_kind if one is not None]
    return _once(ordered), found.worst


def check_names(names: Sequence[str], kinds: Sequence[str] = (ALL, *KINDS)) -> None:
    """Refuse names that are neither files nor kinds, before anything is computed.

    Parameters
    ----------
    names
        See `chosen`.
    kinds
        Names that may stand for a choice.

    Raises
    ------
    SettingError
        With each name that stands for nothing.
    """
    pattern = mark("'{scenario}' is neither a file nor a kind of hazard; give a file, or one of {kinds}")
    wrong = [
        Message(pattern, scenario=name, kinds=", ".join(kinds))
        for name in names
        if name not in kinds and not Path(name).is_file()
    ]
    if wrong:
        raise SettingError.of(wrong)


def _once(scenarios: Sequence[SavedScenario]) -> tuple[SavedScenario, ...]:
    """Return scenarios without those whose footprints and moment were there before."""
    kept: list[SavedScenario] = []
    for one in scenarios:
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)


def _same(one: SavedScenario, other: SavedScenario) -> bool:
    if one.moment != other.moment or len(one.footprints) != len(other.footprints):
        return False
    pairs = zip(one.footprints, other.footprints, strict=True)
    return all(
        a.kind == b.kind
        and a.onset_hour == b.onset_hour
        and a.cells.tobytes() == b.cells.tobytes()
        and a.intensity.tobytes() == b.intensity.tobytes()
        for a, b in pairs
    )


def _nothing(kind: str, city: City) -> Message:
    if kind in JOINT_KINDS:
        pattern = mark(
            "in no credible event of '{kind}' in {city} do two hazards weigh; give one of its hazards, or '{worst}'"
        )
    else:
        pattern = mark("no credible event of '{kind}' does harm in {city}; see 'anlan scenario worst'")
    return Message(pattern, kind=kind, city=city.info["id"], worst=WORST)
