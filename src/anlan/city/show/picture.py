"""The map of a city package: people per square kilometre, districts and places."""

import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

import numpy as np
import polars as pl
import vl_convert
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.city.model import City
from anlan.city.show.classes import round_breaks
from anlan.city.show.families import FAMILIES, Family
from anlan.city.show.figures import Reader, count
from anlan.city.show.map import Outline, Points, Spec, cell_map, picture_size
from anlan.city.show.summary import attributions, synthetic_note
from anlan.city.tables.ground import PLACE_KINDS
from anlan.language import Message, mark

ON_MAP = ("cells", "areas", "places")
"""Tables that the map shows."""

CROWDED = 120
"""Places of a family above which it may be left out; see `BACKDROP`."""

BACKDROP = ("Schools and care homes",)
"""Families that are left out of the map where there are so many that they hide the rest; the tables count them."""

SYMBOL_INK = 2400.0
"""Square pixels that the symbols of a family take together, as far as they stay within `SYMBOL_SIZES`."""

SYMBOL_SIZES = (14.0, 46.0)
"""Smallest and largest symbol, square pixels."""

PNG_SCALE = 2.0
"""Pixels of the PNG for each pixel of the drawing."""


@dataclass(frozen=True)
class CityMap:
    """What the map of a city shows.

    Parameters
    ----------
    cells
        H3 cells, ``(n,)``.
    density
        People per km2 of each, ``(n,)``.
    breaks
        Bounds of the classes.
    outlines
        Districts.
    fine
        Borders below them.
    points
        Places by family.
    notes
        What is synthetic, and whom to thank.
    """

    cells: NDArray[np.int64]
    density: NDArray[np.float64]
    breaks: tuple[float, ...]
    outlines: tuple[Outline, ...]
    fine: tuple[BaseGeometry, ...]
    points: tuple[Points, ...]
    notes: tuple[str, ...]
    title: Message
    legend: Message

    def spec(self, reader: Reader, size: tuple[int, int] | None = None) -> Spec:
        """Return the Vega-Lite specification; see `cell_map`."""
        notes = [line for note in self.notes for line in wrapped(note, 150)]
        return cell_map(
            self.cells,
            self.density,
            self.breaks,
            self.title,
            self.legend,
            reader.translate,
            outlines=self.outlines,
            fine=self.fine,
            points=self.points,
            notes=notes,
            size=size,
        )

    def png(self, reader: Reader) -> bytes:
        """Return the map as a picture with title, legends and notes."""
        spec = self.spec(reader, picture_size(self.cells))
        return bytes(vl_convert.vegalite_to_png(json.dumps(spec), scale=PNG_SCALE))


def map_of(city: City, reader: Reader) -> CityMap:
    """Gather what the map of a city shows."""
    cells = city.cells
    people = np.bincount(cells.row_cell, weights=cells.population, minlength=len(cells))
    inside = np.bincount(cells.row_cell, weights=cells.share, minlength=len(cells))
    density = np.divide(people, cells.area_km2 * inside, out=np.zeros(len(cells)), where=inside > 0.0)
    level = "district" if len(city.areas.at_level("district")) else "city"
    notes = [note for note in (synthetic_note(city, ON_MAP, reader),) if note]
    if city.table("places")["synthetic"].any():
        notes.append(reader.say(mark("Filled symbols are real places, symbols with a white inside are synthetic.")))
    thanks = attributions(city, ON_MAP)
    if thanks:
        notes.append(reader.say(mark("Sources: {sources}"), sources=" ".join(thanks)))
    return CityMap(
        cells=cells.h3,
        density=density,
        breaks=round_breaks(density),
        outlines=tuple(_outlines(city, level, density, reader)),
        fine=tuple(_shapes(city, "township")),
        points=tuple(_points(city, reader)),
        notes=tuple(notes),
        title=Message(mark("{city}: people and places"), city=reader.name(city.info["name_zh"], city.info["name_en"])),
        legend=Message(mark("People per km², at night")),
    )


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines; a Chinese character is as wide as two letters and may stand at any line's end."""
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    if wide < len(text) / 4:
        return textwrap.wrap(text, width)
    lines, line, used = [], "", 0
    for letter in text:
        size = 2 if east_asian_width(letter) in "WF" else 1
        if used + size > width and letter not in "，。；：、）":
            lines.append(line)
            line, used = "", 0
        line, used = line + letter, used + size
    return [*lines, line] if line else lines


def _shapes(city: City, level: str) -> Iterator[BaseGeometry]:
    for at in city.areas.at_level(level):
        shape = city.shapes["areas"].get(city.areas.codes[at])
        if isinstance(shape, BaseGeometry):
            yield shape


def _outlines(city: City, level: str, density: NDArray[np.float64], reader: Reader) -> Iterator[Outline]:
    areas, cells = city.areas, city.cells
    people = areas.roll_up(np.bincount(cells.row_area, weights=cells.population, minlength=len(areas)))
    area, resident = reader.say(mark("Area")), reader.say(mark("People"))
    for at in areas.at_level(level):
        shape = city.shapes["areas"].get(areas.codes[at])
        if isinstance(shape, BaseGeometry):
            name = reader.name(areas.names_zh[at], areas.names_en[at])
            yield Outline(name, shape, {area: name, resident: count(people[at])})


def _points(city: City, reader: Reader) -> Iterator[Points]:
    places = city.table("places")
    for family in FAMILIES:
        members = places.filter(pl.col("kind").is_in(family.kinds))
        if members.height and not (family.name in BACKDROP and members.height > CROWDED):
            yield _group(members, family, reader)


def _group(members: pl.DataFrame, family: Family, reader: Reader) -> Points:
    kinds = members["kind"].to_list()
    names = [reader.name(zh, en) for zh, en in members.select("name_zh", "name_en").iter_rows()]
    return Points(
        label=reader.say(mark("{family} ({count})"), family=Message(family.name), count=members.height),
        colour=family.colour,
        shape=family.shape,
        lon=members["lon"].to_numpy(),
        lat=members["lat"].to_numpy(),
        names=[f"{reader.say(PLACE_KINDS[kind])}: {name}" for kind, name in zip(kinds, names, strict=True)],
        hollow=members["synthetic"].to_numpy(),
        size=float(np.clip(SYMBOL_INK / members.height, *SYMBOL_SIZES)),
    )
