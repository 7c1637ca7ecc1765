"""From a file to a scenario: everything that is wrong is told at once, nothing unknown is passed over."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import h3.api.basic_int as h3
import numpy as np

from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.hazards.exchange.quantities import QUANTITIES
from anlan.language import Message
from anlan.scenarios.saved.checked_json import Document, Place, is_number, read_document
from anlan.scenarios.saved.model import (
    FORMAT,
    LANGUAGES,
    ORIGINS,
    TIDES,
    Assumption,
    Footprint,
    Moment,
    SavedScenario,
)

MARKER = "anlan-scenario"
"""What the key ``kind`` of a scenario file says."""

SUFFIX = ".scenario.json"
"""How the name of a scenario file ends."""

IDENTIFIER = re.compile(r"\w[\w.-]{0,99}")
"""Form of the short name of a scenario."""

LONGEST_HOURS = 8760.0
"""Latest onset of a hazard, hours after the start of the scenario: a year."""

Migration = Callable[[Mapping[str, Any]], dict[str, Any]]

MIGRATIONS: Mapping[int, Migration] = {}
"""Pure function from each older format to the next; there is no older format yet."""

_CELL = re.compile(r"[0-9a-f]{15}")
_FIELDS = (
    "assumptions", "city", "footprints", "format", "frequency_per_year", "id", "kind", "moment", "name", "origin",
    "origin_detail", "provenance", "story", "synthetic", "version",
)  # fmt: skip
_FOOTPRINT_FIELDS = ("cells", "event", "hazard", "onset_hour", "parameters", "unit")
_MOMENT_FIELDS = ("by_day", "hour", "month", "tide", "workday")


def read_scenario(path: Path | str) -> SavedScenario:
    """Read a scenario file.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ImportDataError
        With every problem of the file: what is not JSON, not known, missing, of the wrong type or out of range, or a
        format that this program does not read.
    """
    document = brought_up(read_document(Path(path)), MIGRATIONS, FORMAT)
    scenario = _scenario(document)
    document.finish()
    return scenario


def brought_up(document: Document, migrations: Mapping[int, Migration], wanted: int) -> Document:
    """Bring a document of an older format to the one that is wanted, step by step.

    Parameters
    ----------
    document
        The document as it was read.
    migrations
        Function from each older format to the next.
    wanted
        The format to which it is brought.

    Raises
    ------
    ImportDataError
        If it is no scenario file, of a newer format, or of an older one from which no migration leads on.
    """
    root = document.root
    if not isinstance(root, dict) or root.get("kind") != MARKER:
        what = Message("it is not a scenario file: its key 'kind' is not '{marker}'", marker=MARKER)
        document.wrong(("kind",), what, Message("make one with 'anlan scenario new'"), "no-scenario")
        document.finish()
    found = document.whole(root.get("format"), ("format",), 0, 10_000)
    document.finish()
    if found > wanted:
        remedy = Message("this program reads up to format {wanted}; use a newer version of it", wanted=wanted)
        document.refuse(("format",), found, remedy, "newer-format")
    while found < wanted and not document.problems:
        step = migrations.get(found)
        if step is None:
            remedy = Message("no way leads from it to format {wanted}; make the scenario again", wanted=wanted)
            document.refuse(("format",), found, remedy, "older-format")
            continue
        found += 1
        root = {**step(root), "format": found}
    document.finish()
    return Document(document.file, root, document.lines, document.problems)


def _scenario(document: Document) -> SavedScenario:
    root = document.members(document.root, (), _FIELDS)
    city = document.members(root.get("city"), ("city",), ("checksum", "id"))
    return SavedScenario(
        id=_identifier(document, root.get("id")),
        version=document.whole(root.get("version"), ("version",), 1, 1_000_000),
        name=_told(document, root.get("name"), ("name",)),
        story=_told(document, root.get("story"), ("story",)),
        origin=document.choice(root.get("origin"), ("origin",), ORIGINS),
        origin_detail=document.plain(root.get("origin_detail"), ("origin_detail",)),
        city=document.text(city.get("id"), ("city", "id")),
        city_checksum=document.text(city.get("checksum"), ("city", "checksum"), empty=True),
        moment=_moment(document, root.get("moment")),
        footprints=_footprints(document, root.get("footprints")),
        frequency=_frequency(document, root.get("frequency_per_year")),
        assumptions=_assumptions(document, root.get("assumptions")),
        synthetic=document.flag(root.get("synthetic"), ("synthetic",)),
        provenance=_provenance(document, root.get("provenance")),
    )


def _identifier(document: Document, value: Any) -> str:
    name = document.text(value, ("id",))
    if name and not IDENTIFIER.fullmatch(name):
        document.refuse(("id",), value, Message("write letters, digits, '_', '-' and '.', at most 100"), "bad-id")
    return name


def _told(document: Document, value: Any, place: Place) -> dict[str, str]:
    """Return a text by language; at least one language must be there."""
    texts = document.members(value, place, (), LANGUAGES)
    if isinstance(value, dict) and not value:
        document.refuse(place, value, Message("tell it in one of {languages}", languages=", ".join(LANGUAGES)))
    return {language: document.text(text, (*place, language)) for language, text in texts.items()}


def _frequency(document: Document, value: Any) -> float | None:
    return None if value is None else document.number(value, ("frequency_per_year",), 0.0, 366.0)


def _provenance(document: Document, value: Any) -> dict[str, str | int]:
    plain = document.plain(value, ("provenance",))
    for key, one in plain.items():
        if one is None or isinstance(one, float):
            document.refuse(("provenance", key), one, Message("write a text or a whole number"), "wrong-type")
    return {key: one for key, one in plain.items() if isinstance(one, str | int)}


def _moment(document: Document, value: Any) -> Moment:
    given = document.members(value, ("moment",), _MOMENT_FIELDS)

    def known(key: str, check: Callable[[Any, Place], Any]) -> Any:
        return None if given.get(key) is None else check(given[key], ("moment", key))

    return Moment(
        month=known("month", lambda one, place: document.whole(one, place, 1, 12)),
        workday=known("workday", document.flag),
        hour=known("hour", lambda one, place: document.whole(one, place, 0, 23)),
        tide=known("tide", lambda one, place: document.choice(one, place, TIDES)),
        by_day=document.flag(given.get("by_day"), ("moment", "by_day")),
    )


def _assumptions(document: Document, value: Any) -> tuple[Assumption, ...]:
    found = []
    for number, item in enumerate(document.items(value, ("assumptions",))):
        place: Place = ("assumptions", number)
        given = document.members(item, place, ("source", "text"))
        text = _told(document, given.get("text"), (*place, "text"))
        found.append(Assumption(text, document.text(given.get("source"), (*place, "source"))))
    return tuple(found)


def _footprints(document: Document, value: Any) -> tuple[Footprint, ...]:
    items = document.items(value, ("footprints",))
    found = tuple(_footprint(document, item, ("footprints", number)) for number, item in enumerate(items))
    if not document.problems and not any(one.cells.size for one in found):
        remedy = Message("give at least one footprint with at least one cell")
        document.wrong(("footprints",), Message("no footprint has a cell"), remedy, "no-footprint")
    return found


def _footprint(document: Document, value: Any, place: Place) -> Footprint:
    given = document.members(value, place, _FOOTPRINT_FIELDS)
    known = _cells(document, document.mapping(given.get("cells"), (*place, "cells")), (*place, "cells"))
    order = sorted(known)
    return Footprint(
        kind=document.choice(given.get("hazard"), (*place, "hazard"), HAZARD_KINDS),
        unit=_unit(document, given, (*place, "unit")),
        onset_hour=document.number(given.get("onset_hour"), (*place, "onset_hour"), 0.0, LONGEST_HOURS),
        cells=np.array(order, dtype=np.int64),
        intensity=np.array([known[cell] for cell in order], dtype=np.float32),
        event=document.text(given.get("event"), (*place, "event"), empty=True),
        parameters=document.plain(given.get("parameters"), (*place, "parameters")),
    )


def _unit(document: Document, given: Mapping[str, Any], place: Place) -> str:
    """Return the unit of the intensities; it must be one in which the hazard is computed, where that is known."""
    unit = document.text(given.get("unit"), place)
    hazard = given.get("hazard")
    known = [one.unit for one in QUANTITIES.get(hazard, ())] if isinstance(hazard, str) else []
    if unit and known and unit not in known:
        document.refuse(place, unit, Message("write one of {units}", units=", ".join(known)), "unknown-unit")
    return unit


def _cells(document: Document, given: Mapping[str, Any], place: Place) -> dict[int, np.float32]:
    """Return the intensity of each cell that can be used; note the others."""
    kept: dict[int, np.float32] = {}
    resolution = None
    for name, value in given.items():
        here = (*place, name)
        cell = int(name, 16) if _CELL.fullmatch(name) else 0
        if not h3.is_valid_cell(cell):
            what = Message("'{cell}' is not an H3 cell", cell=name)
            document.wrong(here, what, Message("write its 15 hexadecimal digits in lower case"), "no-cell")
            continue
        resolution = h3.get_resolution(cell) if resolution is None else resolution
        if h3.get_resolution(cell) != resolution:
            what = Message("cell {cell} is not of resolution {resolution}", cell=name, resolution=resolution)
            document.wrong(here, what, Message("give all cells in one resolution"), "mixed-resolution")
        elif not is_number(value) or not 0.0 < _single(value) < np.inf:
            document.refuse(here, value, Message("write a number above zero, or leave the cell out"), "bad-intensity")
        else:
            kept[cell] = _single(value)
    return kept


def _single(value: float) -> np.float32:
    with np.errstate(over="ignore", under="ignore"):
        return np.float32(value)
