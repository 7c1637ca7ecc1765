"""``city.toml``: read, checked against its declaration, with the line of each problem."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from anlan.city.declare import Column, Kind, Section
from anlan.city.decoding import decode
from anlan.city.source import CITY_FILE
from anlan.city.tables import SECTIONS
from anlan.city.units import written
from anlan.errors import Problem
from anlan.language import Message

SYNTHETIC_NEEDS = ("method", "seed", "constraint")
"""What a source of kind synthetic must state."""

_HEADING = re.compile(r"^\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*[\"']?([\w-]+)[\"']?\s*=")
_DTYPES: Mapping[Kind, pl.DataType] = {Kind.INTEGER: pl.Int64(), Kind.NUMBER: pl.Float64(), Kind.FLAG: pl.Boolean()}


@dataclass(frozen=True)
class CityFile:
    """What ``city.toml`` says.

    Parameters
    ----------
    info, settings
        Sections ``[city]`` and ``[cycle]``, typed, defaults filled in; a bad value is replaced by its default or None.
    sources
        One row for each ``[[sources]]``, all declared columns.
    lines
        Line of each key, by (section, number of the section among its like, key).
    complete
        False where the file could not be read or the id of a source is bad, so that its absence proves nothing.
    """

    info: Mapping[str, Any]
    settings: Mapping[str, Any]
    sources: pl.DataFrame
    lines: Mapping[tuple[str, int, str], int] = field(default_factory=dict)
    complete: bool = True

    def line(self, section: str, key: str = "", number: int = 0) -> int | None:
        """Return the line of a key, or of the section's heading where the key is not written."""
        return self.lines.get((section, number, key), self.lines.get((section, number, "")))


def read_city_file(content: bytes) -> tuple[CityFile, list[Problem]]:
    """Read ``city.toml``.

    Parameters
    ----------
    content
        Its bytes.

    Returns
    -------
    city_file
        What could be read; sections that could not hold their defaults.
    problems
        Syntax errors, unknown or missing sections and keys, values of the wrong type or outside their range.
    """
    text, problems = decode(CITY_FILE, content)
    if text is None:
        return _typed({}, {}, read=False)[0], problems
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        problems.append(_syntax(text, str(error)))
        return _typed({}, {}, read=False)[0], problems
    lines = dict(_key_lines(text))
    problems.extend(_unknown_sections(document, lines))
    city_file, wrong = _typed(document, lines)
    problems.extend(wrong)
    problems.extend(_zone(city_file))
    problems.extend(_sources(city_file))
    return city_file, problems


def _syntax(text: str, reason: str) -> Problem:
    found = re.search(r"\(at line (\d+)", reason)
    line = int(found.group(1)) if found else text.count("\n") + 1
    return Problem(
        CITY_FILE,
        Message("it is not valid TOML: {reason}", reason=reason.split(" (at ", maxsplit=1)[0]),
        Message("correct this line; text values stand in quotation marks"),
        line=line,
        code="bad-toml",
    )


def _key_lines(text: str) -> Iterator[tuple[tuple[str, int, str], int]]:
    section, counts = "", dict[str, int]()
    for line, content in enumerate(text.split("\n"), start=1):
        heading = _HEADING.match(content)
        if heading:
            section = heading.group(2)
            counts[section] = counts.get(section, -1) + 1
            yield (section, counts[section], ""), line
        elif found := _KEY.match(content):
            yield (section, counts.get(section, 0), found.group(1)), line


def _unknown_sections(document: Mapping[str, Any], lines: Mapping[tuple[str, int, str], int]) -> Iterator[Problem]:
    known = [section.name for section in SECTIONS]
    for name in document:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            line = lines.get((name, 0, ""), lines.get(("", 0, name)))
            yield Problem(
                CITY_FILE,
                Message("there is no section or key {name!r} at the top", name=name),
                Message("did you mean [{near}]?", near=near[0])
                if near
                else Message("use the sections [city], [cycle] and [[sources]]"),
                line=line,
                code="unknown-section",
            )


def _typed(
    document: Mapping[str, Any], lines: Mapping[tuple[str, int, str], int], *, read: bool = True
) -> tuple[CityFile, list[Problem]]:
    """Return the sections in their types; with `read` false nothing is missed because nothing could be read."""
    problems: list[Problem] = []
    sections: dict[str, list[dict[str, Any]]] = {}
    for section in SECTIONS:
        given = document.get(section.name, [] if section.many else {})
        if not isinstance(given, list if section.many else dict) or not all(
            isinstance(one, dict) for one in (given if section.many else [given])
        ):
            form = f"[[{section.name}]]" if section.many else f"[{section.name}]"
            problems.append(
                Problem(
                    CITY_FILE,
                    Message("{name} is not a section", name=section.name),
                    Message("write it as {form}", form=form),
                    line=lines.get((section.name, 0, ""), lines.get(("", 0, section.name))),
                    code="wrong-type",
                )
            )
            given = [] if section.many else {}
        elif section.required and read and section.name not in document:
            problems.append(
                Problem(
                    CITY_FILE,
                    Message("the section [{name}] is missing", name=section.name),
                    Message("add it"),
                    code="missing-section",
                )
            )
            sections[section.name] = [_defaults(section)]
            continue
        rows = given if section.many else [given]
        sections[section.name] = [
            _section(section, number, row, lines, problems, strict=read) for number, row in enumerate(rows)
        ]
    columns = SECTIONS[2].columns
    sources = pl.DataFrame(sections["sources"], schema={c.name: _DTYPES.get(c.kind, pl.String()) for c in columns})
    complete = read and isinstance(document.get("sources", []), list) and not sources["id"].null_count()
    return CityFile(sections["city"][0], sections["cycle"][0], sources, lines, complete), problems


def _defaults(section: Section) -> dict[str, Any]:
    return {column.name: _default(column) for column in section.columns}


def _default(column: Column) -> Any:
    if column.default is None:
        return None
    if column.kind is Kind.TEXTS:
        return tuple(column.default.split(","))
    if column.kind is Kind.FLAG:
        return column.default == "true"
    convert = {Kind.INTEGER: int, Kind.NUMBER: float}.get(column.kind, str)
    return convert(column.default)


def _section(
    section: Section,
    number: int,
    given: Mapping[str, Any],
    lines: Mapping[tuple[str, int, str], int],
    problems: list[Problem],
    *,
    strict: bool,
) -> dict[str, Any]:
    """Return the values of one section; append what is wrong with it."""
    values = _defaults(section)
    heading = lines.get((section.name, number, ""))
    declared = {column.name: column for column in section.columns}
    for key, value in given.items():
        line = lines.get((section.name, number, key), heading)
        if key not in declared:
            problems.append(_unknown_key(section, key, line))
            continue
        typed, wrong = _value(declared[key], value)
        if wrong is not None:
            code, what, remedy = wrong
            problems.append(Problem(CITY_FILE, what, remedy, line=line, code=code))
        else:
            values[key] = typed
    if strict:
        problems.extend(
            Problem(
                CITY_FILE,
                Message("[{section}] lacks the required key {key}", section=section.name, key=column.name),
                Message("add {key} = {example}", key=column.name, example=_toml(column)),
                line=heading,
                code="missing-key",
            )
            for column in section.columns
            if column.required and column.name not in given
        )
    return values


def _toml(column: Column) -> str:
    return column.example if column.kind in (Kind.INTEGER, Kind.NUMBER, Kind.FLAG) else f'"{column.example}"'


def _unknown_key(section: Section, key: str, line: int | None) -> Problem:
    near = get_close_matches(key, [column.name for column in section.columns], n=1)
    return Problem(
        CITY_FILE,
        Message("[{section}] has no key {key!r}", section=section.name, key=key),
        Message("did you mean {near}?", near=near[0])
        if near
        else Message("remove it; docs/city-package.md lists the keys"),
        line=line,
        code="unknown-key",
    )


def _value(column: Column, value: Any) -> tuple[Any, tuple[str, Message, Message] | None]:
    """Return a key's value in its type, and what is wrong with it."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {
        Kind.INTEGER: number and (isinstance(value, int) or value == int(value)) if _finite(value) else False,
        Kind.NUMBER: number and _finite(value),
        Kind.FLAG: isinstance(value, bool),
        Kind.TEXTS: isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value),
    }.get(column.kind, isinstance(value, str) and bool(value.strip() or not column.required))
    if not fits:
        return None, ("wrong-type", Message("{key} is {value!r}", key=column.name, value=value), _wanted(column))
    if column.kind is Kind.TEXTS:
        return tuple(value), None
    if column.kind in (Kind.INTEGER, Kind.NUMBER):
        value = int(value) if column.kind is Kind.INTEGER else float(value)
        low, high = column.minimum, column.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            return None, (
                "out-of-range",
                Message("{key} is {value}, outside the allowed range", key=column.name, value=value),
                _range(low, high),
            )
    if column.choices and value not in column.choices:
        return None, (
            "not-a-choice",
            Message("{key} is {value!r}, which is not in its list", key=column.name, value=value),
            Message("use one of {choices}", choices=", ".join(column.choices)),
        )
    return value.strip() if isinstance(value, str) else value, None


def _finite(value: Any) -> bool:
    if isinstance(value, int):
        return abs(value) < 2**63
    return isinstance(value, float) and abs(value) < float("inf")


def _range(low: float | None, high: float | None) -> Message:
    if high is None:
        return Message("give a value of at least {low}", low=written(low or 0.0))
    return Message("give a value from {low} to {high}", low=written(low or 0.0), high=written(high))


def _wanted(column: Column) -> Message:
    if column.kind is Kind.INTEGER:
        return Message("write a whole number without quotation marks, such as {example}", example=column.example)
    if column.kind is Kind.NUMBER:
        return Message("write a number without quotation marks, such as {example}", example=column.example)
    if column.kind is Kind.FLAG:
        return Message("write true or false without quotation marks")
    if column.kind is Kind.TEXTS:
        return Message('write a list of texts, such as ["zh-Hans", "en"]')
    if not column.example:
        return Message("write a text in quotation marks")
    return Message("write a text in quotation marks, such as {example}", example=_toml(column))


def _zone(city_file: CityFile) -> Iterator[Problem]:
    zone = city_file.info["timezone"]
    if zone is None:
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem(
            CITY_FILE,
            Message("timezone is {value!r}, which is not a known zone", value=zone),
            Message("use an IANA name such as Asia/Shanghai"),
            line=city_file.line("city", "timezone"),
            code="unknown-zone",
        )


def _sources(city_file: CityFile) -> Iterator[Problem]:
    seen: dict[str, int | None] = {}
    for number, row in enumerate(city_file.sources.iter_rows(named=True)):
        line = city_file.line("sources", "id", number)
        if row["id"] in seen:
            yield Problem(
                CITY_FILE,
                Message("source {id!r} is declared again; first in line {first}", id=row["id"], first=seen[row["id"]]),
                Message("give each source its own id"),
                line=line,
                code="duplicate-source",
            )
        elif row["id"] is not None:
            seen[row["id"]] = line
        # A value that is written but bad is told where it is read, not again here.
        written = [name for name in SYNTHETIC_NEEDS if ("sources", number, name) in city_file.lines]
        lacking = [name for name in SYNTHETIC_NEEDS if row[name] == "" or (row[name] is None and name not in written)]
        if row["kind"] == "synthetic" and lacking:
            yield Problem(
                CITY_FILE,
                Message(
                    "the synthetic source {id!r} does not state its {lacking}", id=row["id"], lacking=", ".join(lacking)
                ),
                Message("say how its rows were made, so that they can be made again"),
                line=line,
                code="synthetic-source-incomplete",
            )
