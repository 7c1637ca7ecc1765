"""Writes a report to a folder: the page, the numbers, the tables."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import polars as pl

from anlan.language import LANGUAGES, Message
from anlan.report.document import MARKER, SCHEMA, Report
from anlan.report.page import page_of
from anlan.report.quantity import Bare, Name, Quantity, Unit
from anlan.report.voice import Voice

PAGE = "report.html"
NUMBERS = "report.json"
TABLES = "tables"

DRAWN_ONLY = frozenset({"ground", "maps", "curves", "hours", "tables"})
"""Parts of a report that charts and maps are drawn from; their numbers stand in the tables."""

FILES_ONLY = frozenset({"risk_by_cell"})
"""Tables that are too long for ``report.json``; they are among the files."""


def write_report(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write a report.

    The files depend on the report alone, to the byte; an existing file of the same name is replaced.

    Parameters
    ----------
    report
        The report.
    folder
        Existing folder.

    Returns
    -------
    The files that were written: the page first, then the numbers, then the tables.
    """
    return write_files(folder, page_of(report), numbers_of(report), report.tables)


def write_files(folder: Path, page: str, numbers: str, tables: Mapping[str, pl.DataFrame]) -> tuple[Path, ...]:
    """Write the page, the numbers and the tables of a report.

    Parameters
    ----------
    folder
        Existing folder.
    page
        Content of the page.
    numbers
        Content of ``report.json``.
    tables
        Tables by name.

    Returns
    -------
    The files that were written, in that order.
    """
    written = [folder / PAGE, folder / NUMBERS]
    written[0].write_text(page, encoding="utf-8")
    written[1].write_text(numbers, encoding="utf-8")
    (folder / TABLES).mkdir(exist_ok=True)
    for name, frame in tables.items():
        written += [folder / TABLES / f"{name}.csv", folder / TABLES / f"{name}.parquet"]
        frame.write_csv(written[-2])
        frame.write_parquet(written[-1])
    return tuple(written)


def numbers_of(report: Report) -> str:
    """Return the content of ``report.json``: strict JSON, all numbers in full, texts in every language.

    Parameters
    ----------
    report
        The report.
    """
    voices = tuple(Voice.of(language) for language in LANGUAGES)
    parts = {
        field.name: plain(getattr(report, field.name), voices)
        for field in fields(report)
        if field.name not in DRAWN_ONLY
    }
    content = {
        "marker": MARKER,
        "schema": SCHEMA,
        **parts,
        "tables": {name: _columns(frame) for name, frame in report.tables.items() if name not in FILES_ONLY},
    }
    lines = (
        f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False, allow_nan=False)}" for name, part in content.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def plain(value: Any, voices: tuple[Voice, ...]) -> Any:
    """Return a value of a report as JSON has it: texts as one text for each language, no number that is not finite.

    Parameters
    ----------
    value
        Any part of a report.
    voices
        Languages of the texts.
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Quantity):
        return {"value": plain(value.value, voices), "unit": value.unit}
    if isinstance(value, Message | Name | Unit | Bare):
        return {voice.language: voice.say(value) for voice in voices}
    if isinstance(value, Mapping):
        return {str(key): plain(each, voices) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name), voices) for field in fields(value)}
    return [plain(each, voices) for each in value]


def _columns(frame: pl.DataFrame) -> dict[str, list[Any]]:
    return {name: [plain(value, ()) for value in frame[name].to_list()] for name in frame.columns}


def is_report(folder: Path) -> bool:
    """Say whether a folder holds a report that this program wrote.

    Parameters
    ----------
    folder
        Any folder.
    """
    try:
        content = json.loads((folder / NUMBERS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("marker") == MARKER
