"""``anlan supply dispatch``: requests to convoys, and a new plan when a road closes or a request arrives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import polars as pl
import typer

from anlan.city import City
from anlan.cli.asking import Asking
from anlan.cli.choosing import SAMPLES, Wish, read_wish
from anlan.cli.console import Terminal
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.cli.supply_books import books_of, now
from anlan.cli.supply_inputs import read_input
from anlan.cli.supply_scenes import refuse_scenes, scenes_of
from anlan.compute import local
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.report import write_book
from anlan.report.book import Book
from anlan.report.chapters.supply_dispatch import DispatchStory, dispatch_chapter
from anlan.report.supply_book import supply_book
from anlan.report.voice import Voice
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.dispatch import (
    ConvoySettings,
    Dispatch,
    DispatchSettings,
    Request,
    RouteSettings,
    Stores,
    plan_dispatch,
    read_requests,
    replan,
    stores_of,
)
from anlan.supplies.dispatch.arrived import journal_stores, stores_in
from anlan.supplies.dispatch.damage import damaged_roads
from anlan.supplies.dispatch.from_needs import requests_from_needs
from anlan.supplies.dispatch.records import dispatch_text, read_dispatch
from anlan.supplies.exchange.tables import Column, Sheet, write_csv, write_xlsx
from anlan.supplies.gap import Gap, gap_of

NUMBERS, WORKBOOK, SHEETS = "dispatch.json", "convoy-sheets.xlsx", "convoy-sheets.csv"

JOURNAL = mark("Journal of the ledger, whose lots count instead of those of the package")
SECONDS = mark("End the search for routes after so long; routes then differ between machines")


@dataclass(frozen=True)
class _Order:
    """What was asked for."""

    scenarios: tuple[str, ...]
    requests: Path | None
    closed: tuple[str, ...]
    opened: tuple[str, ...]
    hour: float
    level: str
    replan: Path | None
    iterations: int
    seconds: float | None
    journal: Path | None


def add_dispatch(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``anlan supply dispatch``.

    Parameters
    ----------
    group
        Command to add it to.
    screen
        Where the command writes.
    """
    ask = Asking(screen)
    told, named = ask.option, ask.argument

    whole = screen.translate(
        mark("Share out supplies of all owners, route them, and plan again while they are moving.")
    )

    @group.command(name="dispatch", help=whole)
    def dispatch(
        path: Annotated[Path, ask.package],
        out: Annotated[Path, ask.out],
        scenario: Annotated[
            list[str] | None,
            named(mark("Scenarios that say what is needed, where no requests are given; the first one counts")),
        ] = None,
        requests: Annotated[Path | None, told(mark("File of requests, CSV"))] = None,
        closed: Annotated[list[str] | None, told(mark("Closed road, an identifier of links.csv; repeatable"))] = None,
        opened: Annotated[
            list[str] | None, told(mark("Road that is open, whatever the plan before or the scenario says; repeatable"))
        ] = None,
        hour: Annotated[float, told(mark("Hour of the decision, after the start of the scenario"))] = 6.0,
        level: Annotated[str, told(mark("Level of the areas that ask, where no requests are given"))] = "district",
        replan: Annotated[Path | None, told(mark("dispatch.json of the plan under way, to be planned again"))] = None,
        journal: Annotated[Path | None, told(JOURNAL)] = None,
        iterations: Annotated[int, told(mark("Iterations of the search for routes at each store"))] = 200,
        seconds: Annotated[float | None, told(SECONDS)] = None,
        samples: Annotated[int, ask.samples] = SAMPLES,
        seed: Annotated[int | None, ask.seed] = None,
        workers: Annotated[int | None, ask.workers] = None,
        events: Annotated[int | None, ask.events] = None,
        force: Annotated[bool, ask.force] = False,
    ) -> None:
        order = _Order(tuple(scenario or ()), requests, tuple(closed or ()), tuple(opened or ()), hour, level, replan,
                       iterations, seconds, journal)  # fmt: skip
        counts = {"samples": samples, "seed": seed, "workers": workers, "events": events}
        _dispatch(screen, path, out, order, counts, force=force)


def _dispatch(
    screen: Terminal, path: Path, out: Path, order: _Order, counts: Mapping[str, Any], *, force: bool
) -> None:
    """Do what was asked for."""
    _refuse(order, out, force=force)
    stages = Stages(screen)
    try:
        city = load_city(path, screen, stages)
        story, runs = _story(city, order, read_wish(city, **counts), stages)
        book = dispatch_book(story, runs)
        write_folder(out, stages, lambda fresh: (*write_book(book, fresh), *_extras(story, book, fresh, screen)))
    finally:
        stages.stop()
    finished(screen, stages, book.chapters[0].sentences, out, (WORKBOOK, SHEETS, NUMBERS))


def _refuse(order: _Order, out: Path, *, force: bool) -> None:
    """Refuse what cannot be done, before anything is computed."""
    refuse_scenes(order.scenarios, out, force=force)
    said = []
    if not order.scenarios and order.requests is None and order.replan is None:
        said.append(Message(mark("nobody asks for anything; name a scenario, or give --requests or --replan")))
    for file in (order.requests, order.replan, order.journal):
        if file is not None and not file.is_file():
            said.append(Message(mark("{file} is no file; give the path of one"), file=file))
        elif file is not None and file.resolve().is_relative_to(out.resolve()):
            pattern = mark("{file} lies in {out}, which would be replaced; give another folder for the report")
            said.append(Message(pattern, file=file, out=out))
    if order.opened and order.replan is None and not order.scenarios:
        said.append(Message(mark("--opened is for a plan under way or a scenario; give --replan or a scenario too")))
    both = sorted(set(order.opened) & set(order.closed))
    if both:
        said.append(Message(mark("{names} are both closed and opened; say one of both"), names=", ".join(both)))
    if said:
        raise SettingError.of(said)


def _story(city: City, order: _Order, wish: Wish, stages: Stages) -> tuple[DispatchStory, tuple[ScenarioRun, ...]]:
    runs: tuple[ScenarioRun, ...] = ()
    if order.scenarios:
        with local(wish.workers) as executor:
            runs = scenes_of(city, order.scenarios, wish, executor, stages).runs
    routes = RouteSettings(iterations=order.iterations, seed=wish.seed)
    settings = DispatchSettings(convoys=ConvoySettings(routes=routes))
    before = None
    if order.replan is not None:
        before = read_dispatch(city, read_input(order.replan), order.replan.name, settings)
    gap = _balance(city, runs, order, stages)
    asked = _requests(city, order, gap, before)
    stages.begin(Message(mark("Share out and route the supplies")))
    damaged = damaged_roads(city, runs[0], order.hour) if runs else None
    stores, stop = _stores(city, order, gap, before), _until(order.seconds)
    if before is None:
        found = plan_dispatch(city, asked, order.hour, closed=order.closed, damaged=damaged or (), opened=order.opened,
                              settings=settings, stores=stores, stop=stop)  # fmt: skip
    else:
        found = replan(city, before, order.hour, closed=order.closed, opened=order.opened, damaged=damaged,
                       requests=asked, settings=settings, stores=stores, stop=stop)  # fmt: skip
    stages.end(Message(mark("{vehicles} vehicles, {loads} loads"), vehicles=len(found.convoys), loads=len(found.loads)))
    return DispatchStory(city, found, before), runs


def _balance(city: City, runs: Sequence[ScenarioRun], order: _Order, stages: Stages) -> Gap | None:
    """Balance the first scenario: its needs, what its damage leaves of stores, and what production delivers."""
    if not runs:
        return None
    stages.begin(Message(mark("Balance every item and hour")))
    found = gap_of(city, runs[0], level=order.level)
    stages.end(Message(mark("production: {status}"), status=found.plan.status))
    return found


def _stores(city: City, order: _Order, gap: Gap | None, before: Dispatch | None) -> Stores | None:
    """Return what there is: of the scenario, with the lots of the journal; None where neither says anything new."""
    if gap is None and order.journal is None:
        return None
    stores = stores_in(city, gap, order.hour) if gap is not None else before.stores if before else stores_of(city)
    if order.journal is None:
        return stores
    moment = now(city)
    gone = {} if before is None else before.loads
    return journal_stores(city, books_of(order.journal, city, moment), moment, stores, gone)


def _requests(city: City, order: _Order, gap: Gap | None, before: Dispatch | None) -> tuple[Request, ...]:
    """Return the requests of the file, or those that the first scenario calls for; of a new plan, the new ones."""
    if order.requests is not None:
        return read_requests(city, read_input(order.requests), order.requests.name)
    if gap is not None and before is None:
        return requests_from_needs(city, gap.needs, order.hour)
    return ()


def _until(seconds: float | None) -> Callable[[float], bool] | None:
    """Return what ends the search after some time; this is the caller's watch, the engine has none."""
    if seconds is None:
        return None
    end = monotonic() + seconds
    return lambda _cost: monotonic() >= end


def dispatch_book(story: DispatchStory, runs: Sequence[ScenarioRun]) -> Book:
    """Bind the chapter on the dispatch to a book.

    Parameters
    ----------
    story
        The dispatch.
    runs
        The scenarios hour by hour.
    """
    one = story.dispatch
    return supply_book(
        story.city, runs, Message(mark("What goes where: the dispatch")),
        Message(mark("Who gets what from whose store, which vehicle brings it when, and what is late")),
        (dispatch_chapter(story),), {"hour": one.now_h, "closed": sorted(one.closed)},
    )  # fmt: skip


def _extras(story: DispatchStory, book: Book, folder: Path, screen: Terminal) -> tuple[Path, ...]:
    """Write the sheets of the vehicles as a workbook and as CSV, and the dispatch as JSON."""
    frames = {name: frame for chapter in book.chapters for name, frame in chapter.tables.items()}
    voice = Voice.of(screen.language)
    notes = tuple(voice.say(note) for note in (book.banner, *book.chapters[0].limits) if note is not None)
    sheets = [_sheet(name, frame, notes) for name, frame in frames.items()]
    written = []
    if sheets:
        written.append(write_xlsx(folder / WORKBOOK, sheets))
    if "convoy_sheets" in frames:
        written.append(write_csv(folder / SHEETS, _sheet("convoy_sheets", frames["convoy_sheets"], ())))
    numbers = folder / NUMBERS
    numbers.write_text(dispatch_text(story.dispatch), encoding="utf-8")
    return (*written, numbers)


def _sheet(name: str, frame: pl.DataFrame, notes: Sequence[str]) -> Sheet:
    return Sheet(name, [Column(title) for title in frame.columns], frame.rows(), notes)
