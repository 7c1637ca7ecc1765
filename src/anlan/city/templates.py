"""A new city package: every file with commented headers, ready to be filled in."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from anlan.city.declare import Column, Kind, Section, Table
from anlan.city.importing.writing import write_package
from anlan.city.tables import SECTIONS, TABLES
from anlan.errors import SettingError
from anlan.language import LANGUAGES, Message, Translator, mark, translator

START = ("areas", "cells", "places")
"""Tables that a template holds unless all are asked for."""

WORDS = {
    "required": mark("required"),
    "default": mark("default"),
    "example": mark("example"),
    "unit": mark("unit"),
    "one of": mark("one of"),
    "refers to": mark("refers to"),
}


def new_package(path: Path, *, all_tables: bool = False) -> tuple[Path, ...]:
    """Write a template of a city package.

    Parameters
    ----------
    path
        Folder to make; it must not exist or be empty.
    all_tables
        Whether every table is written, or only those to begin with.

    Returns
    -------
    The files that were written.

    Raises
    ------
    SettingError
        If the folder exists and is not empty.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise SettingError(
            Message(mark("{path} exists and is not empty; name a new folder or empty this one"), path=path)
        )
    tables = [table for table in TABLES if all_tables or table.name in START]
    texts = {"city.toml": settings_template(), **{table.file: table_template(table) for table in tables}}
    write_package(path, {name: text.encode() for name, text in texts.items()}, Path.exists, overwrite=False)
    return tuple(path / name for name in texts)


def settings_template() -> str:
    """Return ``city.toml`` with every key explained; required keys hold their examples, the others are comments."""
    return "\n".join(line for section in SECTIONS for line in (*_section(section), ""))


def table_template(table: Table) -> str:
    """Return a table's file: its columns explained in comments, its header, and no rows.

    Parameters
    ----------
    table
        Declaration of the table.
    """
    lines = [f"# {text}" for text in _said(table.meaning)]
    lines.append("#")
    lines.extend(line for column in table.all_columns for line in _column(column))
    lines.append("#")
    lines.append("# " + _record(column.example for column in table.all_columns))
    lines.append(",".join(column.name for column in table.all_columns))
    return "\n".join(lines) + "\n"


def _record(values: Iterable[str]) -> str:
    """Return one row of a CSV file, with quotation marks where a value holds a comma."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()


def _section(section: Section) -> Iterator[str]:
    active = section.required
    prefix = "" if active else "# "
    for text in _said(section.meaning):
        yield f"# {text}"
    yield f"{prefix}[[{section.name}]]" if section.many else f"{prefix}[{section.name}]"
    for column in section.columns:
        yield from _column(column)
        example = _toml(column, column.default if column.default is not None else column.example)
        yield f"{column.name} = {example}" if active and column.required else f"# {column.name} = {example}"


def _toml(column: Column, value: str) -> str:
    if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.FLAG):
        return value
    if column.kind is Kind.TEXTS:
        return "[" + ", ".join(f'"{part}"' for part in value.split(",")) + "]"
    return f'"{value}"'


def _column(column: Column) -> Iterator[str]:
    for language in LANGUAGES:
        say = translator(language)
        yield f"# {column.name}: " + "; ".join([say(column.meaning), *_notes(column, say)])


def _notes(column: Column, say: Translator) -> Iterator[str]:
    if column.unit and column.unit != "1":
        yield f"{say(WORDS['unit'])} {column.unit}"
    if column.required:
        yield say(WORDS["required"])
    elif column.default is not None:
        yield f"{say(WORDS['default'])} {column.default}"
    if column.choices:
        yield f"{say(WORDS['one of'])} {', '.join(column.choices)}"
    if column.to:
        yield f"{say(WORDS['refers to'])} {column.to.replace('|', ', ')}"
    if column.example:
        yield f"{say(WORDS['example'])} {column.example}"


def _said(text: str) -> Iterator[str]:
    for language in LANGUAGES:
        yield translator(language)(text)
