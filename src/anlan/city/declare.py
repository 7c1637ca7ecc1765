"""The language in which the city package is declared.

One declaration of a table drives loading, checking, templates and the documentation page; nothing about a column is
said anywhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from anlan.language import mark


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    KEY = "key"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    REFERENCE = "reference"
    CELL = "cell"
    TIME = "time"
    DATE = "date"
    TEXTS = "texts"


@dataclass(frozen=True)
class Column:
    """One column of a table, or one key of a section of ``city.toml``.

    Parameters
    ----------
    name
        Header in the file.
    kind
        What it holds. `TEXTS` is a list of text, allowed in ``city.toml`` only.
    meaning
        English sentence, translated through the catalogue.
    unit
        Unit of a number, in the spelling of `anlan.city.units`; empty where none applies.
    required
        Whether an empty value is an error.
    default
        What an empty or absent optional value becomes, written as in the file; None stays null.
    example
        A valid value, written as in the file.
    minimum, maximum
        Allowed range of a number, both ends included.
    choices
        Allowed values of a `CHOICE` and the meaning of each (English, translated through the catalogue).
    to
        For a `REFERENCE`: ``table.column`` it must be found in; several are separated by ``|``.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    default: str | None = None
    example: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    to: str = ""


@dataclass(frozen=True)
class Table:
    """One file of the city package.

    Parameters
    ----------
    name
        Attribute of `City.tables` and stem of the file.
    group
        Which part of the package it belongs to; a key of `GROUPS`.
    meaning
        What a row is.
    without
        What the cycle cannot say when the table is absent.
    key
        Columns that together identify a row.
    columns
        Its own columns; `PROVENANCE` is appended to every table.
    required
        Whether a package without it is refused.
    shapes
        Name of a GeoJSON file whose features carry geometry for rows, by the property named like the first key;
        empty where the table has no geometry.
    lines
        Whether a feature may be a line as well as a surface.
    """

    name: str
    group: str
    meaning: str
    without: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    shapes: str = ""
    lines: bool = False

    @property
    def file(self) -> str:
        """Name of the file in the package."""
        return f"{self.name}.csv"

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Own columns followed by the provenance columns."""
        return self.columns + PROVENANCE

    def column(self, name: str) -> Column:
        """Return the column called `name`; raises KeyError if there is none."""
        for column in self.all_columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Section:
    """One section of ``city.toml``; with `many`, an array of such sections."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    required: bool = False
    many: bool = False


GROUPS: Mapping[str, str] = {
    "ground": mark("Ground: areas, cells and places"),
    "networks": mark("Networks and who depends on them"),
    "hazards": mark("Hazard inputs"),
    "consequences": mark("Vulnerability and measures"),
    "organisations": mark("Organisations, duties and plans"),
    "sensors": mark("Sensors and rules"),
    "supplies": mark("Supplies"),
}
"""Parts of the package, in the order of the documentation."""


def key(name: str, meaning: str, *, example: str) -> Column:
    """Declare an identifying column."""
    return Column(name, Kind.KEY, meaning, required=True, example=example)


def text(name: str, meaning: str, *, required: bool = False, default: str | None = None, example: str = "") -> Column:
    """Declare a column of free text."""
    return Column(name, Kind.TEXT, meaning, required=required, default=default, example=example)


def number(
    name: str,
    meaning: str,
    unit: str,
    *,
    example: str,
    required: bool = False,
    default: str | None = None,
    low: float | None = 0.0,
    high: float | None = None,
) -> Column:
    """Declare a column of real numbers; the lower bound is zero unless stated otherwise."""
    return Column(name, Kind.NUMBER, meaning, unit, required, default, example, minimum=low, maximum=high)


def integer(
    name: str,
    meaning: str,
    unit: str = "",
    *,
    example: str,
    required: bool = False,
    default: str | None = None,
    low: float | None = 0,
    high: float | None = None,
) -> Column:
    """Declare a column of whole numbers; the lower bound is zero unless stated otherwise."""
    return Column(name, Kind.INTEGER, meaning, unit, required, default, example, minimum=low, maximum=high)


def flag(name: str, meaning: str, *, default: str = "false") -> Column:
    """Declare a yes/no column, written ``true`` or ``false``."""
    return Column(name, Kind.FLAG, meaning, default=default, example="true")


def choice(
    name: str,
    meaning: str,
    choices: Mapping[str, str],
    *,
    required: bool = True,
    default: str | None = None,
    example: str = "",
) -> Column:
    """Declare a column whose values come from a documented list."""
    return Column(
        name,
        Kind.CHOICE,
        meaning,
        required=required,
        default=default,
        example=example or next(iter(choices)),
        choices=choices,
    )


def reference(name: str, to: str, meaning: str, *, required: bool = False, example: str = "") -> Column:
    """Declare a column that points to a row of another table."""
    return Column(name, Kind.REFERENCE, meaning, required=required, example=example, to=to)


def cell(name: str, meaning: str, *, required: bool = False) -> Column:
    """Declare a column of H3 cells, written as 15 hexadecimal digits."""
    return Column(name, Kind.CELL, meaning, required=required, example="8830a1cc5bfffff")


def time(name: str, meaning: str, *, required: bool = False, example: str = "2012-08-02T12:00Z") -> Column:
    """Declare a moment in UTC, ISO 8601 with a trailing Z."""
    return Column(name, Kind.TIME, meaning, required=required, example=example)


def date(name: str, meaning: str, *, required: bool = False, example: str = "2026-01-31") -> Column:
    """Declare a calendar date in the city's zone, ISO 8601."""
    return Column(name, Kind.DATE, meaning, required=required, example=example)


def longitude(*, required: bool = False, name: str = "lon", meaning: str = mark("Longitude, WGS 84")) -> Column:
    """Declare a longitude in degrees."""
    return number(name, meaning, "deg", required=required, example="119.1789", low=-180.0, high=180.0)


def latitude(*, required: bool = False, name: str = "lat", meaning: str = mark("Latitude, WGS 84")) -> Column:
    """Declare a latitude in degrees."""
    return number(name, meaning, "deg", required=required, example="34.5995", low=-90.0, high=90.0)


def names(meaning: str = mark("Name")) -> tuple[Column, Column]:
    """Declare the pair of name columns, Chinese and English."""
    return (
        replace(text("name_zh", meaning, required=True, example="青口镇")),
        text("name_en", mark("English name"), example="Qingkou"),
    )


PROVENANCE: tuple[Column, ...] = (
    flag("synthetic", mark("Whether the row is invented by a stated method rather than observed or published")),
    reference(
        "source",
        "sources.id",
        mark("Where the row comes from: a source of city.toml; required when synthetic"),
        example="census-2020",
    ),
)
"""Columns that every table ends with."""
