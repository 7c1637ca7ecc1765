"""``anlan assess``: the risk of a city from every hazard."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.cli.replacing import replaceable
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.compute import Executor, local
from anlan.compute.cluster import cluster
from anlan.hazards import EventSet
from anlan.hazards.exchange import event_set, read_folder
from anlan.language import Message, mark
from anlan.report import Book, book_of, refuse_foreign, risk_chapters, risk_layers, write_book
from anlan.report.chapters.where import MAP_YEARS
from anlan.risk import Assessment, assess_city
from anlan.risk.uncertainty import Effort, Uncertainty, uncertainty_of


@dataclass(frozen=True)
class _Order:
    """What was asked for; None stands for the city's own settings."""

    hazards: list[str] | None
    imported: Sequence[Path]
    within: float
    horizon: float | None
    events: int | None
    seed: int | None
    dispersion: float
    samples: int
    workers: int | None
    cluster: str | None

    def executor(self) -> AbstractContextManager[Executor]:
        """Open what the work runs on."""
        return local(self.workers) if self.cluster is None else cluster(self.cluster)


def add_assess(app: typer.Typer, screen: Terminal) -> None:
    """Add the command ``assess``.

    Parameters
    ----------
    app
        Command to add it to.
    screen
        Where the command writes.
    """

    def told(text: str) -> Any:
        return typer.Option(help=screen.translate(text))

    package = typer.Argument(help=screen.translate(mark("City package: a folder or a zip archive")))
    whole = screen.translate(mark("Assess the risk from every hazard: curves, chances, tail, maps; write the report."))

    @app.command(name="assess", help=whole)
    def run(
        path: Annotated[Path, package],
        out: Annotated[Path, told(mark("Folder of the report"))],
        hazard: Annotated[list[str] | None, told(mark("Only this hazard; may be given several times"))] = None,
        event_set: Annotated[list[Path] | None, told(mark("Imported events in place of simulated ones"))] = None,
        within: Annotated[float, told(mark("Farthest imported point that a cell may take, km"))] = 5.0,
        horizon: Annotated[float | None, told(mark("Planning horizon, years"))] = None,
        events: Annotated[int | None, told(mark("Events simulated for each hazard"))] = None,
        seed: Annotated[int | None, told(mark("Seed of all random numbers"))] = None,
        dispersion: Annotated[float, told(mark("Variance over mean of the yearly number of events"))] = 1.0,
        samples: Annotated[int, told(mark("Samples of what is not known, for intervals; 0 for none"))] = 0,
        workers: Annotated[int | None, told(mark("Threads; all cores if not given"))] = None,
        cluster: Annotated[str | None, told(mark("Address of a Dask scheduler that does the work"))] = None,
        force: Annotated[bool, told(mark("Replace the folder whatever it holds"))] = False,
    ) -> None:
        refuse_foreign(out, replaceable, force=force)
        stages = Stages(screen)
        order = _Order(
            hazard, tuple(event_set or ()), within, horizon, events, seed, dispersion, samples, workers, cluster
        )
        try:
            book = _book(load_city(path, screen, stages), order, stages)
            write_folder(out, stages, lambda fresh: write_book(book, fresh))
        finally:
            stages.stop()
        finished(screen, stages, book.chapters[0].sentences, out)


def _book(city: City, order: _Order, stages: Stages) -> Book:
    own = city.settings
    horizon = float(own["planning_years"]) if order.horizon is None else order.horizon
    imported = [_imported(city, folder, order.within) for folder in order.imported]
    if order.samples:
        Effort(order.samples).check()
    with order.executor() as executor:
        assessment = assess_city(
            city,
            own["events"] if order.events is None else order.events,
            own["seed"] if order.seed is None else order.seed,
            executor,
            stages,
            kinds=order.hazards,
            imported=imported,
            dispersion=order.dispersion,
            maps=True,
        )
        intensities = {kind: one.rates.map_of([MAP_YEARS]) for kind, one in assessment.impacts.items() if one.rates}
        uncertainty = _uncertainty(assessment, order, horizon, executor, stages, imported)
    title = Message(mark("Risk assessment"))
    subtitle = Message(mark("What every hazard may do to the city, how often, where, and to whom"))
    chapters = risk_chapters(assessment, intensities, horizon, uncertainty)
    return book_of(assessment, title, subtitle, chapters, risk_layers(assessment, intensities))


def _uncertainty(
    assessment: Assessment,
    order: _Order,
    horizon: float,
    executor: Executor,
    stages: Stages,
    imported: Sequence[EventSet],
) -> Uncertainty | None:
    """Sample what is not known, where that was asked for and there is something to sample."""
    if not order.samples or not assessment.impacts:
        return None
    return uncertainty_of(assessment, Effort(order.samples), horizon, executor, stages, imported=imported)


def _imported(city: City, folder: Path, within: float) -> EventSet:
    return event_set(read_folder(folder), city, within)
