"""A city package in numbers: what there is, what is missing, what is invented, where it comes from."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from anlan.city.cells import AGE_GROUPS
from anlan.city.model import City
from anlan.city.show.figures import Reader, count, percent
from anlan.city.tables import TABLE, TABLES
from anlan.city.tables.ground import AREA_LEVELS, ASSET_CLASSES, PLACE_KINDS
from anlan.language import mark

ASSETS = {
    "residential": mark("Dwellings and contents"),
    "commercial": mark("Shops, offices and public buildings"),
    "industrial": mark("Plants and stores"),
    "infrastructure": mark("Roads and utilities"),
    "agriculture": mark("Crops, livestock and fisheries"),
}
AGES = {
    "age_0_14": mark("Residents aged 0 to 14"),
    "age_15_59": mark("Residents aged 15 to 59"),
    "age_60_plus": mark("Residents aged 60 and over"),
}
LEVELS_SHOWN = ("district",)
"""Levels listed area by area; a list of all townships would hide the rest."""


@dataclass(frozen=True)
class Block:
    """A small table, in the reader's language.

    Parameters
    ----------
    title
        Heading.
    header
        Headings of the columns; empty where the rows speak for themselves.
    rows
        Cells as text.
    numbers
        Columns that hold numbers, to be set flush right.
    wide
        Whether its texts need the whole width of a page.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    wide: bool = False


@dataclass(frozen=True)
class Summary:
    """A package in numbers, in the reader's language.

    Parameters
    ----------
    title
        Name of the city.
    subtitle
        Country, version, zone.
    note
        What a reader must know; empty where the package says nothing.
    blocks
        Tables in the order of reading; those without rows are left out.
    """

    title: str
    subtitle: str
    note: str
    blocks: tuple[Block, ...]


def summarise(city: City, reader: Reader) -> Summary:
    """Return the summary of a package."""
    blocks = (
        _overview(city, reader),
        _assets(city, reader),
        _areas(city, reader),
        _places(city, reader),
        _present(city, reader),
        _missing(city, reader),
        _sources(city, reader),
    )
    info = city.info
    said = reader.say(
        mark("package {id}, version {version}; H3 resolution {resolution}; time zone {zone}"),
        id=info["id"],
        version=info["version"],
        resolution=info["h3_resolution"],
        zone=info["timezone"],
    )
    title = reader.name(info["name_zh"], info["name_en"])
    return Summary(title, said, info["note"] or "", tuple(block for block in blocks if block.rows))


def _overview(city: City, reader: Reader) -> Block:
    cells, areas = city.cells, city.table("areas")
    surface = float((cells.area_km2[cells.row_cell] * cells.share).sum())
    people = float(cells.population.sum())
    rows = [
        (reader.say(meaning), count(number))
        for level, meaning in AREA_LEVELS.items()
        if (number := areas.filter(pl.col("level") == level).height)
    ]
    rows += [
        (reader.say(mark("H3 cells")), count(len(cells))),
        (reader.say(mark("Surface, km²")), count(surface)),
        (reader.say(mark("People at night")), count(people)),
        (reader.say(mark("People on a working day")), count(float(cells.population_day.sum()))),
    ]
    if cells.ages is not None and people > 0.0:
        for name, residents in zip(AGE_GROUPS, cells.ages.sum(axis=0).tolist(), strict=True):
            rows.append((reader.say(AGES[name]), f"{count(residents)} ({percent(residents / people)})"))
    return Block(reader.say(mark("Overview")), (), tuple(rows), frozenset({1}))


def _assets(city: City, reader: Reader) -> Block:
    sums = city.cells.assets.sum(axis=0).tolist()
    rows = [
        (reader.say(ASSETS[name]), reader.money(value, city.info["currency"]))
        for name, value in zip(ASSET_CLASSES, sums, strict=True)
        if value > 0.0
    ]
    if rows:
        rows.append((reader.say(mark("Total")), reader.money(sum(sums), city.info["currency"])))
    return Block(reader.say(mark("Assets at replacement value")), (), tuple(rows), frozenset({1}))


def _areas(city: City, reader: Reader) -> Block:
    cells, areas = city.cells, city.areas
    people = areas.roll_up(np.bincount(cells.row_area, weights=cells.population, minlength=len(areas)))
    surface = areas.roll_up(
        np.bincount(cells.row_area, weights=cells.share * cells.area_km2[cells.row_cell], minlength=len(areas))
    )
    rows = [
        (
            reader.name(areas.names_zh[at], areas.names_en[at]),
            areas.codes[at],
            count(people[at]),
            count(surface[at]),
            count(people[at] / surface[at]) if surface[at] > 0.0 else "",
        )
        for level in LEVELS_SHOWN
        for at in areas.at_level(level)
    ]
    header = (mark("Name"), mark("Code"), mark("People"), mark("Surface, km²"), mark("People per km²"))
    title = reader.say(mark("Districts and counties"))
    return Block(title, tuple(map(reader.say, header)), tuple(rows), frozenset({2, 3, 4}))


def _places(city: City, reader: Reader) -> Block:
    places = city.table("places")
    counts = places.group_by("kind").agg(pl.len(), pl.col("synthetic").sum().alias("invented"))
    found = {kind: (number, invented) for kind, number, invented in counts.iter_rows()}
    rows = [
        (reader.say(meaning), count(found[kind][0]), count(found[kind][1]))
        for kind, meaning in PLACE_KINDS.items()
        if kind in found
    ]
    header = tuple(map(reader.say, (mark("Kind"), mark("Places"), mark("of which synthetic"))))
    return Block(reader.say(mark("Places")), header, tuple(rows), frozenset({1, 2}))


def _present(city: City, reader: Reader) -> Block:
    rows = [
        (
            table.file,
            reader.say(table.meaning),
            count(frame.height),
            percent(float(frame["synthetic"].sum()) / frame.height),
        )
        for table in TABLES
        if (frame := city.table(table.name)).height
    ]
    header = tuple(map(reader.say, (mark("File"), mark("A row is"), mark("Rows"), mark("Synthetic"))))
    return Block(reader.say(mark("Tables")), header, tuple(rows), frozenset({2, 3}), wide=True)


def _missing(city: City, reader: Reader) -> Block:
    rows = [(TABLE[gap.table].file, gap.without.render(reader.translate)) for gap in city.missing]
    header = tuple(map(reader.say, (mark("File"), mark("Without it"))))
    return Block(reader.say(mark("Missing tables")), header, tuple(rows), wide=True)


def _sources(city: City, reader: Reader) -> Block:
    kinds = {
        "published": mark("published"),
        "derived": mark("derived"),
        "assumption": mark("assumption"),
        "synthetic": mark("synthetic"),
    }
    rows = [
        (row["title"], reader.say(kinds[row["kind"]]), row["licence"]) for row in city.sources.iter_rows(named=True)
    ]
    header = tuple(map(reader.say, (mark("Source"), mark("Kind"), mark("Licence"))))
    return Block(reader.say(mark("Sources")), header, tuple(rows), wide=True)


def synthetic_note(city: City, tables: tuple[str, ...], reader: Reader) -> str:
    """Return a sentence that says how much of some tables is synthetic; empty where nothing is."""
    shares = {
        name: float(frame["synthetic"].sum()) / frame.height for name in tables if (frame := city.table(name)).height
    }
    said = [f"{TABLE[name].file} {percent(share)}" for name, share in shares.items() if share > 0.0]
    if not said:
        return ""
    pattern = mark("Synthetic, that is invented by a stated method and not observed: {tables} of the rows.")
    return reader.say(pattern, tables=reader.listed(said))


def attributions(city: City, tables: tuple[str, ...]) -> tuple[str, ...]:
    """Return the attributions that the sources of some tables ask for, each once."""
    used = {source for name in tables for source in city.table(name)["source"].unique() if source is not None}
    rows = city.sources.filter(pl.col("id").is_in(sorted(used))).iter_rows(named=True)
    said = [row["attribution"] or f"{row['title']} ({row['licence']})" for row in rows if row["attribution_required"]]
    return tuple(dict.fromkeys(said))
