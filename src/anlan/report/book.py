"""A report made of chapters: risk, register, plan, each with sentences, figures, charts, maps and tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.language import Message
from anlan.report.document import CellMap, Grid, Ground, KeyFigure
from anlan.report.player import Player
from anlan.report.quantity import Name, Said
from anlan.report.voice import Voice

Spec = dict[str, Any]


@dataclass(frozen=True)
class KeyEntry:
    """An entry of a chart's key.

    Parameters
    ----------
    colour
        Colour of the line or area, as CSS writes it.
    name
        What it stands for.
    dashes
        Dashes of a line, as SVG writes them; empty for a filled patch.
    """

    colour: str
    name: Message
    dashes: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart.

    Parameters
    ----------
    key
        Name, unique in the book; the data set of the specification has the same name.
    title
        Heading.
    draw
        Makes the Vega-Lite specification for a language.
    data
        Columns of equal length.
    size
        Height: ``short``, ``tall``, ``strips`` or ``graph``.
    legend
        Entries of its key; charts of a chapter that share a key give it once.
    """

    key: str
    title: Message
    draw: Callable[[Voice], Spec]
    data: Mapping[str, Sequence[Any]]
    size: str = "tall"
    legend: tuple[KeyEntry, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """A part of a book.

    Parameters
    ----------
    key
        Name, unique in the book.
    title
        Heading.
    sentences
        What the chapter says, in order.
    figures
        Key figures.
    chart_note
        What the reader must know to read the charts.
    charts
        Its charts.
    map_note
        What the reader must know to read the maps.
    maps
        Its maps; maps that follow each other and share bounds, unit and palette share a legend.
    player
        A map that is played hour by hour; it stands before the charts.
    player_note
        What the reader must know to read it.
    grids
        Its tables by name, unique in the book.
    limits
        What its figures do not contain.
    tables
        Tables in full, written as CSV and Parquet; units in the column names.
    data
        Numbers for other programs, written to ``report.json`` alone.
    """

    key: str
    title: Message
    sentences: tuple[Message, ...] = ()
    figures: tuple[KeyFigure, ...] = ()
    chart_note: Message | None = None
    charts: tuple[Chart, ...] = ()
    map_note: Message | None = None
    maps: tuple[CellMap, ...] = ()
    player: Player | None = None
    player_note: Message | None = None
    grids: Mapping[str, Grid] = field(default_factory=dict)
    limits: tuple[Message, ...] = ()
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Layers:
    """Values for geographic information systems, written as ``risk.gpkg``.

    Parameters
    ----------
    city
        The city.
    on_cells
        Values on cells by name, shape (c,) each; units in the names.
    on_areas
        Values on areas by name and code.
    """

    city: City
    on_cells: Mapping[str, NDArray[np.float64]]
    on_areas: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Book:
    """A report made of chapters.

    Parameters
    ----------
    title
        What the report is.
    subtitle
        One sentence about it.
    city
        Name of the city.
    banner
        How much of the city is synthetic; None where nothing is.
    note
        What the package says about itself.
    facts
        Short facts about the city and the run.
    provenance
        Version, seed and checksum of the input.
    settings
        Settings of the run.
    names
        Names of the areas by code.
    ground
        Geometry of the maps.
    chapters
        Its parts.
    layers
        Values for geographic information systems; None for none.
    synthetic
        How much of each table is invented; None where nothing is.
    """

    title: Message
    subtitle: Message
    city: Name
    banner: Message | None
    note: str | None
    facts: tuple[tuple[Message, Said], ...]
    provenance: Mapping[str, str | int]
    settings: Mapping[str, Any]
    names: Mapping[str, Name]
    ground: Ground
    chapters: tuple[Chapter, ...]
    layers: Layers | None = None
    synthetic: Grid | None = None
