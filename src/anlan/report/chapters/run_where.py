"""When and where: the map that is played, and the key moments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, isfinite

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.run_parts import (
    CONSEQUENCE_OF,
    WITHOUT,
    FloatArray,
    RunNames,
    RunStory,
    people_without,
    quality_name,
    services_of,
)
from anlan.report.classes import classify, even_bounds, wide_bounds
from anlan.report.document import CellMap, Column, Grid, Row
from anlan.report.exposure import by_cell, surface
from anlan.report.player import Player, PlayerLayer, chosen_hours, stills_of
from anlan.report.quantity import Quantity, Said
from anlan.report.words import CONSEQUENCES, hazard_name, intensity_name
from anlan.scenarios.run import SECONDARY_KINDS
from anlan.scenarios.saved import Footprint, SavedScenario

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Bounds between the classes of shares of people."""

NOTICEABLE = 0.005
"""Share of the people of a cell below which nothing is shown."""

SERVICES = ("power", "water", "telecom", "road", "gas", "heat", "sewage", "rail")
"""Networks in the order in which the map offers them."""

LIKELY = 0.01
"""Chance from which what may follow is a key moment, 1; the files and the table of services have the rest."""

MOMENTS = (0, 6, 24, 72, 168)
"""Hours after the onset that are printed, as far as the map stops near them."""


@dataclass(frozen=True)
class Key:
    """A key moment.

    Parameters
    ----------
    hour
        Hours after the start of the scenario.
    kind
        ``onset``, ``peak``, ``back``, ``care`` or ``secondary``.
    what
        What happens.
    quantity
        How much; None where nothing is counted.
    """

    hour: int
    kind: str
    what: Message
    quantity: Quantity | None = None


def where_chapter(story: RunStory) -> Chapter:
    """Show the scenario on a map hour by hour, and its key moments.

    Parameters
    ----------
    story
        The run.
    """
    moments = key_moments(story)
    return Chapter(
        key="when-where",
        title=Message(mark("When and where")),
        player=played(story),
        player_note=_note(story),
        grids={"moments": _grid(moments)},
        tables={"key_moments": _table(moments)},
        data={"key_moments": [vars(one) for one in moments]},
    )


def _note(story: RunStory) -> Message:
    if story.run.cascade is None:
        return Message(
            mark(
                "Choose what is shown, then play, or move the slider. The map stops where much changes. A hazard is "
                "drawn at its largest intensity from its onset on."
            )
        )
    return Message(
        mark(
            "Choose what is shown, then play, or move the slider. The map stops where much changes. Shares are the "
            "mean of {samples} samples of damage and repair. A hazard is drawn at its largest intensity from its "
            "onset on."
        ),
        samples=story.run.samples,
    )


def played(story: RunStory) -> Player:
    """Return the map: hazards, services that people are without, and displaced people.

    Parameters
    ----------
    story
        The run.
    """
    city, run = story.city, story.run
    shares = {
        service: cell_shares(city, run.cascade.by_cell(service))
        for service in SERVICES
        if run.cascade is not None and service in run.cascade.model.service_names
    }
    weight = by_cell(city, np.asarray(city.cells.population, dtype=np.float64))
    onsets = [ceil(one.onset_hour) for one in run.scenario.footprints]
    hours = chosen_hours(_change(story, shares, weight), onsets)
    place = np.asarray(hours)
    layers = [
        _hazard(city, one, hours, key) for key, one in zip(_keys(run.scenario), run.scenario.footprints, strict=True)
    ]
    for service, share in shares.items():
        if share.max(initial=0.0) >= NOTICEABLE:
            totals = tuple(people_without(run, service)[place].tolist())
            layers.append(_without(service, share[place], totals))
    layers += [*_displaced(story, place)]
    stills = stills_of(hours, [min(onsets) + moment for moment in MOMENTS if min(onsets) + moment < run.hours])
    title = Message(mark("The scenario on the map, hour by hour"))
    return Player("run", title, hours, tuple(layers), stills)


def cell_shares(city: City, by_row: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the share of the residents of each cell without a service, float32 (hours, c).

    Parameters
    ----------
    city
        The city.
    by_row
        The same for each row of the cells table, float32 (hours, m).
    """
    people = np.asarray(city.cells.population, dtype=np.float64)
    cell, count = city.cells.row_cell, len(city.cells)
    whole = np.bincount(cell, weights=people, minlength=count)
    found = np.zeros((by_row.shape[0], count), dtype=np.float32)
    for hour, row in enumerate(by_row):
        sums = np.bincount(cell, weights=people * row, minlength=count)
        found[hour] = np.divide(sums, whole, out=np.zeros(count), where=whole > 0.0)
    return found


def _change(story: RunStory, shares: Mapping[str, NDArray[np.float32]], weight: FloatArray) -> FloatArray:
    """Return how much changes at each hour: people of each layer who gain or lose something, over its largest sum."""
    change = np.zeros(story.run.hours)
    for share in shares.values():
        moved = np.abs(np.diff(share, axis=0, prepend=0.0)) @ weight
        change += moved / max(float(moved.sum()), 1.0)
    course = story.run.course.get("displaced")
    if course is not None and course.max(initial=0.0) > 0.0:
        moved = np.abs(np.diff(course, prepend=0.0))
        change += moved / float(moved.sum())
    return change


def _keys(scenario: SavedScenario) -> list[str]:
    """Return a key for each footprint; further ones of a hazard get a number."""
    keys: list[str] = []
    for one in scenario.footprints:
        before = sum(key.split(".")[0] == f"hazard-{one.kind}" for key in keys)
        keys.append(f"hazard-{one.kind}" + (f".{before + 1}" if before else ""))
    return keys


def _hazard(city: City, one: Footprint, hours: tuple[int, ...], key: str) -> PlayerLayer:
    values = np.zeros(len(city.cells))
    _, own, at = np.intersect1d(city.cells.h3, one.cells, assume_unique=True, return_indices=True)
    values[own] = one.intensity[at]
    bounds = even_bounds(values)
    begun = np.asarray(classify(values, bounds), dtype=np.int8)
    nothing = np.full(begun.shape, -1, dtype=np.int8)
    title = Message(mark("{hazard}: {intensity}"), hazard=hazard_name(one.kind), intensity=intensity_name(one.kind))
    classes = np.stack([begun if hour >= one.onset_hour else nothing for hour in hours])
    return PlayerLayer(CellMap(key, title, one.unit, bounds, (), "intensity"), classes)


def _without(service: str, share: NDArray[np.float32], totals: tuple[float, ...]) -> PlayerLayer:
    seen = np.where(share >= NOTICEABLE, share, 0.0).astype(np.float64)
    classes = np.stack([np.asarray(classify(row, SHARES), dtype=np.int8) for row in seen])
    look = CellMap(f"without-{service}", Message(WITHOUT[service]), "%", SHARES, (), "risk")
    return PlayerLayer(look, classes, totals, Message(mark("People in the city")))


def _displaced(story: RunStory, place: NDArray[np.int64]) -> Iterator[PlayerLayer]:
    run, city = story.run, story.city
    course = run.course.get("displaced")
    if course is None or course.max(initial=0.0) < 1.0 or "displaced" not in run.targets:
        return
    rows = run.by_row[:, run.targets.index("displaced")]
    area = surface(city)
    density = np.divide(by_cell(city, rows), area, out=np.zeros_like(area), where=area > 0.0)
    scaled = course[place] / max(float(rows.sum()), 1.0)
    bounds = wide_bounds(density * float(scaled.max()))
    classes = np.stack([np.asarray(classify(density * share, bounds), dtype=np.int8) for share in scaled])
    look = CellMap("displaced", Message(CONSEQUENCES["displaced"]), "persons/km2", bounds, (), "risk")
    totals = tuple(course[place].tolist())
    yield PlayerLayer(look, classes, totals, Message(mark("People in the city")))


def key_moments(story: RunStory) -> tuple[Key, ...]:
    """Return the key moments of a run by hour: onsets, worst hours, what comes back, what may follow.

    Parameters
    ----------
    story
        The run.
    """
    found = [*_onsets(story), *_worst_hours(story), *_back(story), *_care(story), *_secondary(story)]
    return tuple(sorted(found, key=lambda one: one.hour))


def _onsets(story: RunStory) -> Iterator[Key]:
    for one in story.run.scenario.footprints:
        pattern = mark("{hazard} begins")
        yield Key(round(one.onset_hour), "onset", Message(pattern, hazard=hazard_name(one.kind)))


def _worst_hours(story: RunStory) -> Iterator[Key]:
    run = story.run
    lines: dict[str, tuple[Message, FloatArray]] = {
        name: (Message(CONSEQUENCES[name]), people) for name, people in run.course.items() if name != "killed"
    }
    for service in services_of(run):
        lines.pop(CONSEQUENCE_OF.get(service, ""), None)
        lines[service] = (Message(WITHOUT[service]), people_without(run, service))
    for what, people in lines.values():
        if people.max(initial=0.0) >= 0.5:
            hour = int(people.argmax())
            yield Key(hour, "peak", Message(mark("Worst hour: {what}"), what=what),
                      Quantity(float(people[hour]), "persons"))  # fmt: skip


def _back(story: RunStory) -> Iterator[Key]:
    quality = story.run.quality
    if quality is None:
        return
    for part, (mean, *_) in quality.rapidity.items():
        if mean > 0.0 and isfinite(mean):
            said = Message(mark("Back at 95 % (mean of the samples): {part}"), part=quality_name(part))
            yield Key(ceil(mean), "back", said)


def _care(story: RunStory) -> Iterator[Key]:
    waiting = story.run.care.waiting
    if waiting.max(initial=0.0) >= 0.5:
        first = int(np.argmax(waiting >= 0.5))
        yield Key(first, "care", Message(mark("First patients without a staffed bed")),
                  Quantity(float(waiting[first]), "persons"))  # fmt: skip


def _secondary(story: RunStory) -> Iterator[Key]:
    names = RunNames.of(story.city)
    for one in story.run.secondary[:10]:
        if one.hour is not None and isfinite(one.hour) and one.chance >= LIKELY:
            place: Said = names.say(one.place or one.area)
            what = Message(SECONDARY_KINDS[one.kind])
            pattern = mark("May follow from now on: {what} ({place}), chance {chance}")
            if place is None:
                pattern = mark("May follow from now on: {what}, chance {chance}")
            said = Message(pattern, what=what, place=place, chance=Quantity(one.chance, "%"))
            yield Key(round(one.hour), "secondary", said)


def _grid(moments: tuple[Key, ...]) -> Grid:
    columns = (
        Column("hour", Message(mark("Hour"))),
        Column("what", Message(mark("What happens"))),
    )
    rows = tuple(Row(f"{place}-{one.kind}", (str(one.hour), _told(one))) for place, one in enumerate(moments))
    return Grid(Message(mark("Key moments")), columns, rows)


def _told(one: Key) -> Message:
    if one.quantity is None:
        return one.what
    return Message(mark("{what}: {quantity}"), what=one.what, quantity=one.quantity)


def _table(moments: tuple[Key, ...]) -> pl.DataFrame:
    rows = [
        (one.hour, one.kind, str(one.what), None if one.quantity is None else one.quantity.value,
         None if one.quantity is None else one.quantity.unit)
        for one in moments
    ]  # fmt: skip
    schema = {"hour": pl.Int64, "kind": pl.String, "what": pl.String, "quantity": pl.Float64, "unit": pl.String}
    return pl.DataFrame(rows, schema, orient="row")
