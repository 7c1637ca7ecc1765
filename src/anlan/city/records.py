"""Where the records of a CSV file begin and how many fields each has, found with array arithmetic.

Polars parses the values; this module knows the line of each record as an editor counts it, leaves out comments and
blank lines, and finds records with too few or too many fields, which Polars fills or refuses as a whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.errors import Problem
from anlan.language import Message

NEWLINE, QUOTE, COMMENT, COMMA = b'\n"#,'


@dataclass(frozen=True)
class Records:
    """The records of a CSV file, as text.

    Parameters
    ----------
    header
        Names in the header record, stripped.
    rows
        One string column for each header field, named by its position ("0", "1", ...); empty text is null.
    lines
        int64 (rows,): line of each row in the file, from 1.
    header_line
        Line of the header.
    problems
        Records that were left out, and why.
    """

    header: tuple[str, ...]
    rows: pl.DataFrame
    lines: NDArray[np.int64]
    header_line: int
    problems: tuple[Problem, ...] = ()


def split_records(file: str, text: str) -> Records:
    """Split the text of a CSV file into records.

    Parameters
    ----------
    file
        Name of the file, for messages.
    text
        Decoded text with line feeds as line ends; lines that begin with ``#`` are comments.

    Returns
    -------
    Records
        With an empty header where the file holds none.
    """
    content = text.encode()
    data = np.frombuffer(content, dtype=np.uint8)
    inside, quotes = _quoted(data)
    breaks = np.flatnonzero(data == NEWLINE)
    ends = breaks if inside is None else breaks[~inside[breaks]]
    if data.size and (not ends.size or ends[-1] != data.size - 1):
        ends = np.append(ends, data.size)
    starts = np.concatenate(([0], ends[:-1] + 1)) if ends.size else np.empty(0, dtype=np.int64)
    lines = np.searchsorted(breaks, starts) + 1
    kept = ~_skipped(data, starts, ends)
    starts, ends, lines = starts[kept], ends[kept], lines[kept].astype(np.int64)
    if not starts.size:
        return Records((), pl.DataFrame(), np.empty(0, dtype=np.int64), 1)
    broken = list(_stray_quotes(file, data, inside, quotes, breaks))
    if broken:
        header = _first_fields(content[starts[0] : ends[0]])
        return Records(header, pl.DataFrame(), np.empty(0, dtype=np.int64), int(lines[0]), tuple(broken))
    return _parsed(file, content, data, inside, starts, ends, lines)


def _quoted(data: NDArray[np.uint8]) -> tuple[NDArray[np.bool_] | None, NDArray[np.int64]]:
    """Return for each byte whether it lies in a quoted value (None: nowhere), and where the quotes are."""
    quotes = np.flatnonzero(data == QUOTE)
    if not quotes.size:
        return None, quotes
    line_starts = np.concatenate(([0], np.flatnonzero(data == NEWLINE) + 1))
    line_starts = line_starts[line_starts < data.size]
    comment = data[line_starts] == COMMENT
    if comment.any():
        quotes = quotes[~comment[np.searchsorted(line_starts, quotes, side="right") - 1]]
    flips = np.zeros(data.size + 1, dtype=np.int8)
    flips[quotes] = 1
    return (np.cumsum(flips, dtype=np.int64) % 2).astype(np.bool_), quotes


def _skipped(data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which records are blank or comments; a spreadsheet puts a comment that holds a comma in quotes."""
    blank = starts >= ends
    first = data[np.minimum(starts, data.size - 1)] if data.size else np.empty(0, dtype=np.uint8)
    second = data[np.minimum(starts + 1, data.size - 1)] if data.size else first
    return np.asarray(blank | (first == COMMENT) | ((first == QUOTE) & (second == COMMENT)))


def _stray_quotes(
    file: str,
    data: NDArray[np.uint8],
    inside: NDArray[np.bool_] | None,
    quotes: NDArray[np.int64],
    breaks: NDArray[np.int64],
) -> Iterable[Problem]:
    if inside is None or not quotes.size:
        return
    opening, closing = quotes[inside[quotes]], quotes[~inside[quotes]]
    before = data[np.maximum(opening - 1, 0)]
    after = data[np.minimum(closing + 1, data.size - 1)]
    early = opening[(opening > 0) & ~np.isin(before, (COMMA, NEWLINE, QUOTE))]
    late = closing[(closing < data.size - 1) & ~np.isin(after, (COMMA, NEWLINE, QUOTE))]
    if early.size and not (late.size and late[0] < early[0]):
        where, what = early[0], Message("a quotation mark stands inside a value that does not begin with one")
    elif late.size:
        where, what = late[0], Message("a quoted value goes on after its closing quotation mark")
    elif quotes.size % 2:
        where, what = opening[-1], Message("a quotation mark opens here and is not closed")
    else:
        return
    yield Problem(
        file,
        what,
        Message("put the whole value in quotation marks and double the ones inside it"),
        line=int(np.searchsorted(breaks, where)) + 1,
        code="stray-quote",
    )


def _first_fields(line: bytes) -> tuple[str, ...]:
    return tuple(field.strip().strip('"') for field in line.decode().split(","))


def _parsed(
    file: str,
    content: bytes,
    data: NDArray[np.uint8],
    inside: NDArray[np.bool_] | None,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    lines: NDArray[np.int64],
) -> Records:
    commas = np.flatnonzero(data == COMMA)
    if inside is not None:
        commas = commas[~inside[commas]]
    fields = np.searchsorted(commas, ends) - np.searchsorted(commas, starts) + 1
    ragged = fields != fields[0]
    problems = tuple(
        _ragged(file, int(line), int(count), int(fields[0]))
        for line, count in zip(lines[ragged], fields[ragged], strict=True)
    )
    starts, ends, lines = starts[~ragged], ends[~ragged], lines[~ragged]
    whole = np.array_equal(starts[1:], ends[:-1] + 1)
    body = (
        content[starts[0] : ends[-1]]
        if whole
        else b"\n".join(content[start:end] for start, end in zip(starts, ends, strict=True))
    )
    table = pl.read_csv(
        body,
        has_header=False,
        infer_schema=False,
        new_columns=[str(number) for number in range(fields[0])],
        truncate_ragged_lines=False,
    )
    table = table.select(pl.all().str.strip_chars())
    header = tuple(name or "" for name in table.row(0))
    rows = table.slice(1)
    rows = rows.select(pl.when(pl.all() != "").then(pl.all()))
    filled = rows.select(~pl.all_horizontal(pl.all().is_null())).to_series().to_numpy()
    return Records(header, rows.filter(filled), lines[1:][filled], int(lines[0]), problems)


def _ragged(file: str, line: int, count: int, expected: int) -> Problem:
    return Problem(
        file,
        Message("the row has {count} fields and the header has {expected}", count=count, expected=expected),
        Message("add or remove commas, and put a value that holds a comma in quotation marks"),
        line=line,
        code="ragged-row",
    )
