"""A table of the package: from its file's text to typed columns, with every problem on the way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city.declare import Column, Table
from anlan.city.decoding import decode
from anlan.city.records import Records, split_records
from anlan.city.units import factor, written
from anlan.city.values import cast, dtype, explain
from anlan.errors import Problem
from anlan.language import Message

HEADER_WITH_UNIT = re.compile(r"^(.*?)\s*[(（\[]\s*([^)）\]]*?)\s*[)）\]]$")


@dataclass(frozen=True)
class Reading:
    """What was read of one table.

    Parameters
    ----------
    table
        Its declaration.
    frame
        One row for each record that could be split, with the full schema; null where a value was bad.
    lines
        int64 (rows,): line of each row in the file.
    faulty
        Columns in which at least one value was bad or missing although required.
    complete
        False where records were left out, so that the absence of a key proves nothing.
    """

    table: Table
    frame: pl.DataFrame
    lines: NDArray[np.int64]
    faulty: frozenset[str] = frozenset()
    complete: bool = True


def schema(table: Table) -> dict[str, pl.DataType]:
    """Return the Polars type of each column of a table, in the declared order."""
    return {column.name: dtype(column) for column in table.all_columns}


def absent(table: Table, *, complete: bool = True) -> Reading:
    """Return the reading of a table that has no rows."""
    return Reading(table, pl.DataFrame(schema=schema(table)), np.empty(0, dtype=np.int64), complete=complete)


def read_table(table: Table, content: bytes, resolution: int | None) -> tuple[Reading, list[Problem]]:
    """Read one CSV file.

    Parameters
    ----------
    table
        Declaration of the table.
    content
        Bytes of its file.
    resolution
        H3 resolution of the city; None where city.toml does not give it.

    Returns
    -------
    reading
        What could be read.
    problems
        What could not, and what a reader must know.
    """
    text, problems = decode(table.file, content)
    if text is None:
        return absent(table, complete=False), problems
    records = split_records(table.file, text)
    problems.extend(records.problems)
    if not records.header:
        problems.append(
            Problem(
                table.file,
                Message("the file is empty"),
                Message("give it at least a header row, or remove it"),
                line=1,
                code="empty-file",
            )
        )
        return absent(table, complete=False), problems
    wrong_header = list(_header_problems(table, records))
    problems.extend(wrong_header)
    if not records.rows.width or any(problem.code == "wrong-separator" for problem in wrong_header):
        return absent(table, complete=False), problems
    reading, bad = _typed(table, records, resolution)
    problems.extend(bad)
    return reading, problems


def _header_problems(table: Table, records: Records) -> Iterator[Problem]:
    header, line = records.header, records.header_line
    if len(header) == 1 and any(mark in header[0] for mark in ";\t；"):
        yield Problem(
            table.file,
            Message("the header is not separated by commas"),
            Message("save the file as comma-separated values"),
            line=line,
            code="wrong-separator",
        )
        return
    free = [column for column in table.all_columns if column.name not in header]
    meant: set[str] = set()
    for position, name in enumerate(header):
        if not name:
            yield from _nameless(table, records, position)
        elif name in header[:position]:
            what = Message("column {name!r} appears twice", name=name)
            yield Problem(table.file, what, Message("remove one of them"), line=line, code="duplicate-column")
        elif not any(column.name == name for column in table.all_columns):
            near, remedy = _rename(name, free)
            meant.add(near)
            what = Message("there is no column {name!r}", name=name)
            yield Problem(table.file, what, remedy, line=line, code="unknown-column")
    for column in free:
        if column.required and column.name not in meant:
            what = Message("the required column {name} is missing", name=column.name)
            remedy = Message("add it; an example of its values is {example}", example=column.example)
            yield Problem(table.file, what, remedy, line=line, code="missing-column")


def _nameless(table: Table, records: Records, position: int) -> Iterator[Problem]:
    """Yield a problem for a column that has values and no name; a spreadsheet leaves empty ones behind."""
    if records.rows.width and records.rows.to_series(position).null_count() < records.rows.height:
        yield Problem(
            table.file,
            Message("column {position} has values but no name", position=position + 1),
            Message("name it in the header or remove it"),
            line=records.header_line,
            code="unknown-column",
        )


def _rename(name: str, free: list[Column]) -> tuple[str, Message]:
    """Return the declared column that an unknown header probably means, or "", and the remedy.

    Parameters
    ----------
    name
        The header.
    free
        Declared columns that the file does not have.
    """
    match = HEADER_WITH_UNIT.match(name)
    stem, unit = match.groups() if match else (name, "")
    near = _nearest(stem, free)
    if near is None:
        return "", Message("remove it; docs/city-package.md lists the columns")
    if not unit:
        return near.name, Message("did you mean {near}?", near=near.name)
    times = factor(unit, near.unit)
    if times is None or times == 1.0:
        return near.name, Message("call it {near}; its unit is {unit}", near=near.name, unit=near.unit or "1")
    return near.name, Message(
        "call it {near} and multiply the values by {times}; its unit is {unit}",
        near=near.name,
        times=written(times),
        unit=near.unit,
    )


def _nearest(stem: str, free: list[Column]) -> Column | None:
    wanted = re.sub(r"\W+", "_", stem.lower()).strip("_")
    by_name = {column.name: column for column in free}
    for name, column in by_name.items():
        if name == wanted or name.removesuffix(f"_{column.unit}") == wanted:
            return column
    near = get_close_matches(wanted, list(by_name), n=1, cutoff=0.6)
    return by_name[near[0]] if near else None


def _typed(table: Table, records: Records, resolution: int | None) -> tuple[Reading, list[Problem]]:
    named = _named(table, records)
    raw = named.with_columns(
        pl.col(column.name).fill_null(column.default) for column in table.all_columns if column.default is not None
    )
    typed = raw.select(cast(column, resolution) for column in table.all_columns)
    was, before, after = (frame.null_count().row(0) for frame in (named, raw, typed))
    again = [one for one, there, left in zip(table.all_columns, before, after, strict=True) if left > there]
    if again:
        typed = typed.with_columns(raw.select(cast(column, resolution, lenient=True) for column in again))
        after = typed.null_count().row(0)
    problems: list[Problem] = []
    faulty: set[str] = set()
    for column, empty, there, left in zip(table.all_columns, was, before, after, strict=True):
        if left > there:
            faulty.add(column.name)
            bad = raw[column.name].is_not_null() & typed[column.name].is_null()
            problems.extend(_bad_values(table, column, raw[column.name], bad, records.lines, resolution))
        if column.required and empty:
            faulty.add(column.name)
            if column.name in records.header:
                lines = records.lines[named[column.name].is_null().to_numpy()]
                problems.extend(_empty_values(table, column, lines))
        elif column.required and column.name not in records.header:
            faulty.add(column.name)
    return Reading(table, typed, records.lines, frozenset(faulty), complete=not records.problems), problems


def _named(table: Table, records: Records) -> pl.DataFrame:
    """Return the declared columns as text; null throughout where the file does not have one."""
    named = records.rows.with_columns(
        (
            pl.col(str(records.header.index(column.name)))
            if column.name in records.header
            else pl.lit(None, dtype=pl.String)
        ).alias(column.name)
        for column in table.all_columns
    )
    return named.select(column.name for column in table.all_columns)


def _bad_values(
    table: Table, column: Column, raw: pl.Series, bad: pl.Series, lines: NDArray[np.int64], resolution: int | None
) -> Iterator[Problem]:
    for text, line in zip(raw.filter(bad), lines[bad.to_numpy()], strict=True):
        code, what, remedy = explain(column, text, resolution)
        yield Problem(table.file, what, remedy, line=int(line), code=code)


def _empty_values(table: Table, column: Column, lines: NDArray[np.int64]) -> list[Problem]:
    return [
        Problem(
            table.file,
            Message("{column} is empty and required", column=column.name),
            Message("give a value such as {example}", example=column.example),
            line=int(line),
            code="empty-value",
        )
        for line in lines
    ]
