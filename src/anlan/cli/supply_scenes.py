"""The scenarios for which supplies are planned, each followed hour by hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from anlan.city import City
from anlan.cli.choosing import Wish, check_names, chosen
from anlan.cli.replacing import replaceable
from anlan.cli.stages import Stages
from anlan.compute import Executor
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.report import refuse_foreign
from anlan.scenarios import Worst
from anlan.scenarios.run import RunSettings, ScenarioRun, run_scenario

QUIET = RunSettings(reasons=False)
"""Rules of a run that looks at supplies alone: why services fail is not sought."""


@dataclass(frozen=True, eq=False)
class SupplyScenes:
    """A city and what some scenarios do to it.

    Parameters
    ----------
    city
        The city.
    runs
        Runs of the scenarios, in the order in which they were named; of ``all``, the worst first.
    worst
        The search from which they were taken; None where all are files.
    """

    city: City
    runs: tuple[ScenarioRun, ...]
    worst: Worst | None


def refuse_scenes(names: Sequence[str], out: Path, *, force: bool) -> None:
    """Refuse what cannot be done, before anything is computed.

    Parameters
    ----------
    names
        Names of scenarios; see `anlan.cli.choosing.chosen`.
    out
        Folder of the report.
    force
        Whether the folder may be replaced whatever it holds.

    Raises
    ------
    SettingError
        If a name stands for no scenario, or a scenario lies in the folder that would be replaced.
    """
    check_names(names)
    inside = [name for name in names if Path(name).is_file() and Path(name).resolve().is_relative_to(out.resolve())]
    pattern = mark("{scenario} lies in {out}, which would be replaced; give another folder for the report")
    if inside:
        raise SettingError.of([Message(pattern, scenario=name, out=out) for name in inside])
    refuse_foreign(out, replaceable, force=force)


def refuse_without_standards(city: City) -> None:
    """Refuse a city of which nobody can say what people need.

    Parameters
    ----------
    city
        The city.

    Raises
    ------
    SettingError
        If it has no standards of need.
    """
    if city.table("needs").is_empty():
        raise SettingError(
            Message(mark("the city has no standards of need; add needs.csv and items.csv, see docs/city-package.md"))
        )


def scenes_of(city: City, names: Sequence[str], wish: Wish, executor: Executor, stages: Stages) -> SupplyScenes:
    """Find the scenarios and follow each of them.

    Parameters
    ----------
    city
        The city.
    names
        Names of scenarios; see `anlan.cli.choosing.chosen`.
    wish
        How they are searched and followed.
    executor
        Where work runs.
    stages
        Told of the stages.
    """
    scenarios, worst = chosen(city, names, wish, executor, stages)
    stages.begin(Message(mark("Follow the scenarios hour by hour")))
    runs = []
    for done, one in enumerate(scenarios, start=1):
        runs.append(run_scenario(city, one, samples=wish.samples, seed=wish.seed, executor=executor, settings=QUIET))
        stages.advance(done, len(scenarios))
    stages.end(Message(mark("{count} scenarios"), count=len(runs)))
    return SupplyScenes(city, tuple(runs), worst)
