"""A report as data: what is said and shown, not yet in any language or layout."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from anlan.language import Message
from anlan.report.mesh import AreaShapes, Mesh
from anlan.report.quantity import Name, Quantity, Said

MARKER = "anlan-report"
"""Value of the key ``marker`` in ``report.json``, by which a folder is known to hold a report."""

SCHEMA = 1
"""Version of the layout of ``report.json``."""


@dataclass(frozen=True)
class KeyFigure:
    """One of the figures at the top of the report.

    Parameters
    ----------
    key
        Stable name.
    label
        What it is.
    value
        The figure.
    low, high
        Band of the figure; None where there is none.
    note
        One sentence that says how to read it.
    """

    key: str
    label: Message
    value: Quantity | Message
    low: Quantity | None = None
    high: Quantity | None = None
    note: Message | None = None


@dataclass(frozen=True)
class Column:
    """A column of a `Grid`.

    Parameters
    ----------
    key
        Stable name.
    title
        Heading.
    unit
        Unit that holds for the whole column, shown under the heading; empty if none or if it differs by row.
    bar
        Whether the cells carry a bar in proportion to their value.
    bare
        Whether only the numbers are shown, because another column or the row's group names the unit.
    """

    key: str
    title: Message
    unit: str = ""
    bar: bool = False
    bare: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a `Grid`.

    Parameters
    ----------
    key
        Stable name, unique in the grid.
    cells
        One for each column.
    group
        Heading under which the row stands; rows of one group follow each other.
    synthetic
        Whether any of its input is invented by a stated method.
    depth
        How far the first cell is indented.
    """

    key: str
    cells: tuple[Said, ...]
    group: Message | None = None
    synthetic: bool = False
    depth: int = 0


@dataclass(frozen=True)
class Grid:
    """A table of the page.

    Parameters
    ----------
    title
        Heading.
    columns
        Its columns.
    rows
        Its rows.
    note
        What the reader must know to read it.
    """

    title: Message
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Message | None = None


@dataclass(frozen=True)
class Phase:
    """A stretch of the scenario and what happens in it.

    Parameters
    ----------
    first, last
        Hours after the event, from and to.
    sentences
        What happens, in order; each with the key of its kind: ``event``, ``need``, ``source``, ``short``, ``level``.
    """

    first: int
    last: int
    sentences: tuple[tuple[str, Message], ...]


@dataclass(frozen=True)
class CurveLine:
    """An exceedance curve thinned for display; every point is a simulated event.

    Parameters
    ----------
    kind
        Kind of hazard, or ``all``.
    dimension
        Consequence.
    impact
        People or money, descending.
    frequency
        How often at least so much happens, 1/year.
    """

    kind: str
    dimension: str
    impact: tuple[float, ...]
    frequency: tuple[float, ...]


@dataclass(frozen=True)
class ItemLines:
    """The hours of one item, in its unit.

    Parameters
    ----------
    item
        Identifier.
    name
        Its name.
    unit
        Its unit.
    group
        Key of its supply group.
    once
        Whether the lines are totals so far (an item handed out once) rather than amounts of each hour.
    need, stock, agreement, capacity, unmet
        One value for each hour.
    """

    item: str
    name: Name
    unit: str
    group: str
    once: bool
    need: tuple[float, ...]
    stock: tuple[float, ...]
    agreement: tuple[float, ...]
    capacity: tuple[float, ...]
    unmet: tuple[float, ...]


@dataclass(frozen=True)
class Hours:
    """The worst credible scenario by the hour.

    Parameters
    ----------
    course
        People in need by consequence.
    items
        Needs against supplies of each item, the worst gap first.
    level, level_low, level_high
        Service level of all groups and its band, 1.
    groups
        Service level of each supply group, 1.
    """

    course: Mapping[str, tuple[float, ...]]
    items: tuple[ItemLines, ...]
    level: tuple[float, ...]
    level_low: tuple[float, ...]
    level_high: tuple[float, ...]
    groups: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class CellMap:
    """A map of cells coloured by class.

    Parameters
    ----------
    key
        Stable name.
    title
        What it shows.
    unit
        Unit of the values.
    bounds
        Bounds between the classes, ascending; b bounds part b + 1 classes.
    classes
        Class of each cell, from 0; -1 where there is nothing.
    palette
        Name of the colour scale.
    by_area
        What the pointer says over an area: a value for each code, unit given by `area_unit`.
    area_unit
        Unit of `by_area`.
    area_title
        What `by_area` is.
    """

    key: str
    title: Message
    unit: str
    bounds: tuple[float, ...]
    classes: tuple[int, ...]
    palette: str
    by_area: Mapping[str, float] = field(default_factory=dict)
    area_unit: str = ""
    area_title: Message | None = None


@dataclass(frozen=True)
class Ground:
    """What all maps of a report share.

    Parameters
    ----------
    mesh
        The cells.
    areas
        Outlines of the districts; empty where the package has no polygons.
    synthetic
        Whether anything about the cells is invented by a stated method.
    """

    mesh: Mesh
    areas: AreaShapes
    synthetic: bool = False


@dataclass(frozen=True)
class Report:
    """Everything a report says.

    Parameters
    ----------
    city
        Name of the city.
    facts
        Short facts about the city and the run.
    provenance
        Version, seed and checksum of the input.
    settings
        Settings of the run.
    banner
        How much of the city is synthetic; None where nothing is.
    note
        What the package says about itself.
    summary
        The report in a few sentences.
    figures
        The key figures.
    hazard
        Hazard of the worst credible scenario; None when there is none.
    scenario
        What its event is.
    reasons
        Why this event.
    phases
        Its story by the hour.
    hours
        Its lines by the hour; None when there is no scenario.
    curves
        Exceedance curves.
    floor
        Credibility floor, 1/year.
    currency
        Currency of all money.
    hazards
        Kinds of hazard that were assessed.
    ground
        Geometry of the maps.
    maps
        The maps.
    grids
        The tables of the page, by name.
    limits
        What the figures do not contain.
    tables
        Tables in full, written as CSV and Parquet; units in the column names.
    """

    city: Name
    facts: tuple[tuple[Message, Said], ...]
    provenance: Mapping[str, str | int]
    settings: Mapping[str, Any]
    banner: Message | None
    note: str | None
    summary: tuple[Message, ...]
    figures: tuple[KeyFigure, ...]
    hazard: Message | None
    scenario: Message | None
    reasons: tuple[Message, ...]
    phases: tuple[Phase, ...]
    hours: Hours | None
    curves: tuple[CurveLine, ...]
    floor: float
    currency: str
    hazards: tuple[str, ...]
    ground: Ground
    maps: tuple[CellMap, ...]
    grids: Mapping[str, Grid]
    limits: tuple[Message, ...]
    tables: Mapping[str, pl.DataFrame]
