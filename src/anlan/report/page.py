"""One self-contained HTML page from a report, in all languages of the interface."""

import json
import math
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from anlan.city.tables.supplies import SUPPLY_GROUPS
from anlan.language import LANGUAGES, Message
from anlan.report.charts import CONFIG, chart_specs, people_lines
from anlan.report.colours import DASHES, KIND_COLOURS, SERVICE_SCALE, SOURCE_COLOURS
from anlan.report.document import Column, Grid, Report, Row
from anlan.report.labels import LABELS
from anlan.report.map_specs import legend, map_specs, unit_word
from anlan.report.page_data import page_data
from anlan.report.quantity import Name, Quantity, Said, Unit
from anlan.report.risks import unit_of
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES, SOURCES, hazard_name

PREFIX = {"zh-Hans": "zh", "en": "en"}
"""How addresses within the page begin, by language."""

OWN_NAMES = {"zh-Hans": "中文", "en": "English"}
"""Each language in its own words."""

SECTIONS = (
    "summary", "maps", "curves", "scenario", "supplies", "gaps", "resilience", "districts", "evidence", "rest",
)  # fmt: skip
"""Parts of the page, in order."""

LONG = 24
"""Texts of more letters than this get a wide column."""

EVIDENCE = ("figures", "settings", "vulnerability", "parameters", "standards", "profiles", "supplies", "sources")
"""Tables of the part on assumptions and sources, in order."""


def page_of(report: Report) -> str:
    """Return the page: HTML with its styles, scripts and data inside; it loads nothing from anywhere.

    Parameters
    ----------
    report
        The report.
    """
    voices = [Voice.of(language) for language in LANGUAGES]
    names = {row.key: row.cells[0] for row in report.grids["districts"].rows}
    areas = {code: name for code, name in names.items() if isinstance(name, Name)}
    charts = {
        PREFIX[voice.language]: {**chart_specs(report, voice), **map_specs(report, areas, voice)} for voice in voices
    }
    data = {**page_data(report), "charts": charts, "config": CONFIG}
    environment = Environment(
        loader=PackageLoader("anlan.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html.j2")
    return template.render(
        editions=[_edition(report, voice) for voice in voices],
        style=Markup(_asset("report.css")),  # noqa: S704 - our own file, not input
        script=Markup(_asset("report.js")),  # noqa: S704 - our own file, not input
        bundle=Markup(drawing_bundle()),  # noqa: S704 - the drawing library, not input
        data=Markup(script_json(data)),  # noqa: S704 - escaped for a script element by script_json
    )


@cache
def drawing_bundle() -> str:
    """Return the drawing libraries (Vega, Vega-Lite, Vega-Embed) as one script; made once in a process."""
    return _closed(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def _closed(script: str) -> str:
    """Keep a script's own names to itself, and its texts from closing its element."""
    return "(() => {" + script.replace("</script", "<\\/script") + "})();"


def script_json(data: Any) -> str:
    """Return JSON that can stand in a script element whatever its texts hold.

    Parameters
    ----------
    data
        Mappings, lists, texts and finite numbers.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # "<" opens tags and comments; the two separators end lines in older scripts.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _asset(name: str) -> str:
    return (files("anlan.report") / "templates" / name).read_text(encoding="utf-8")


def _edition(report: Report, voice: Voice) -> dict[str, Any]:
    """Return everything that the template shows in one language, as texts."""
    labels = {name: voice.say(Message(text)) for name, text in LABELS.items()}
    grids = {name: _grid(grid, voice) for name, grid in report.grids.items()}
    shown = _sections(report)
    return {
        "language": voice.language,
        "prefix": PREFIX[voice.language],
        "own_name": OWN_NAMES[voice.language],
        "others": [(PREFIX[other], OWN_NAMES[other], other) for other in LANGUAGES if other != voice.language],
        "label": labels,
        "sections": [(name, labels[name]) for name in SECTIONS if name in shown],
        "city": voice.say(report.city),
        "hazard": voice.say(report.hazard),
        "scenario": None if report.scenario is None else voice.say(report.scenario),
        "banner": None if report.banner is None else voice.say(report.banner),
        "note": None if not report.note else voice.say(Message(LABELS["note"], note=report.note)),
        "summary": [voice.say(message) for message in report.summary],
        "figures": list(_figures(report, voice)),
        "maps": _maps(report, voice),
        "aspect": _aspect(report),
        "curves": _curves(report, voice),
        "hazards": _hazards(report, voice),
        "reasons": [voice.say(message) for message in report.reasons],
        "phases": list(_phases(report, voice)),
        "courses": _courses(report, voice),
        "items": _items(report, voice),
        "sources": [(SOURCE_COLOURS[key], voice.say(Message(text))) for key, text in SOURCES.items()],
        "service": SERVICE_SCALE,
        "grids": grids,
        "evidence": [(name, grids[name]) for name in EVIDENCE if name in grids],
        "limits": [voice.say(message) for message in report.limits],
        "facts": [(voice.say(title), voice.say(value)) for title, value in report.facts],
    }


def _sections(report: Report) -> frozenset[str]:
    absent = set()
    if not report.curves:
        absent.add("curves")
    if report.scenario is None:
        absent |= {"scenario"}
    if report.hours is None or not report.hours.items:
        absent |= {"supplies", "gaps", "resilience"}
    return frozenset(SECTIONS) - absent


def _figures(report: Report, voice: Voice) -> Iterator[dict[str, Any]]:
    for figure in report.figures:
        value = figure.value
        yield {
            "key": figure.key,
            "label": voice.say(figure.label),
            "text": voice.say(value),
            "value": _raw(value),
            "band": None
            if figure.low is None or figure.high is None
            else f"{voice.number(figure.low)} – {voice.number(figure.high)}",
            "note": None if figure.note is None else voice.say(figure.note),
        }


def _maps(report: Report, voice: Voice) -> dict[str, list[dict[str, Any]]]:
    parts: dict[str, list[dict[str, Any]]] = {"risk": [], "people": [], "footprint": []}
    for each in report.maps:
        part = each.key.split("-")[0]
        parts[part].append(
            {
                "chart": f"map-{each.key}",
                "title": voice.say(each.title),
                "unit": unit_word(each, voice),
                "legend": legend(each, voice),
            }
        )
    return parts


def _aspect(report: Report) -> float:
    corners = report.ground.mesh.corners.astype(float)
    if not corners.size:
        return 1.0
    width, height = (corners.max(axis=0) - corners.min(axis=0)).tolist()
    return float(round(min(max(width / (height * 1.06), 0.6), 2.2), 3))


def _curves(report: Report, voice: Voice) -> list[dict[str, str]]:
    return [
        {
            "chart": f"curve-{dimension}",
            "title": voice.say(Message(CONSEQUENCES[dimension])),
            "unit": voice.say(Unit(unit_of(dimension, report.currency))),
        }
        for dimension in dict.fromkeys(line.dimension for line in report.curves)
    ]


def _hazards(report: Report, voice: Voice) -> list[tuple[str, str, str]]:
    """Return colour, dashes (as SVG writes them) and name of each line of the curves."""
    kinds = dict.fromkeys(line.kind for line in report.curves)
    return [
        (KIND_COLOURS[kind], " ".join(str(part) for part in DASHES[kind]), voice.say(hazard_name(kind)))
        for kind in kinds
    ]


def _phases(report: Report, voice: Voice) -> Iterator[dict[str, Any]]:
    for phase in report.phases:
        yield {
            "title": voice.say(Message(LABELS["hours_phase"], first=phase.first, last=phase.last)),
            "sentences": [(kind, voice.say(message)) for kind, message in phase.sentences],
        }


def _courses(report: Report, voice: Voice) -> list[dict[str, str]]:
    if report.hours is None:
        return []
    return [
        {"chart": f"course-{target}", "title": voice.say(Message(CONSEQUENCES[target]))}
        for target in people_lines(report.hours)
    ]


def _items(report: Report, voice: Voice) -> list[tuple[str, str, list[dict[str, str]]]]:
    """Return key, name and charts of each supply group."""
    if report.hours is None:
        return []
    return [
        (
            group,
            voice.say(Message(SUPPLY_GROUPS[group])),
            [{"chart": f"item-{item.item}", "title": voice.say(item.name)} for item in members],
        )
        for group, members in groupby(report.hours.items, key=lambda item: item.group)
    ]


def _grid(grid: Grid, voice: Voice) -> dict[str, Any]:
    largest = [_largest(grid, place) if column.bar else 0.0 for place, column in enumerate(grid.columns)]
    numeric = [any(isinstance(row.cells[place], Quantity) for row in grid.rows) for place in range(len(grid.columns))]
    groups = [
        (None if group is None else voice.say(group), [_row(row, grid.columns, largest, voice) for row in rows])
        for group, rows in groupby(grid.rows, key=lambda row: row.group)
    ]
    return {
        "title": voice.say(grid.title),
        "note": None if grid.note is None else voice.say(grid.note),
        "columns": [
            (
                column.key,
                voice.say(column.title),
                voice.unit(column.unit) if column.unit not in ("", "1") else "",
                right,
            )
            for column, right in zip(grid.columns, numeric, strict=True)
        ],
        "groups": groups,
        "count": len(grid.rows),
        "wordy": not any(numeric),
        "narrow": len(grid.columns) == 2 and any(numeric),
    }


def _largest(grid: Grid, place: int) -> float:
    values = (row.cells[place] for row in grid.rows)
    return max((cell.value or 0.0 for cell in values if isinstance(cell, Quantity)), default=0.0)


def _row(row: Row, columns: tuple[Column, ...], largest: list[float], voice: Voice) -> dict[str, Any]:
    cells = []
    for cell, column, most in zip(row.cells, columns, largest, strict=True):
        value, text = _raw(cell), _cell_text(cell, column, voice)
        cells.append(
            {
                "text": text,
                "value": value,
                "long": len(text) > LONG,
                "bar": round(100.0 * value / most, 1) if most > 0.0 and value is not None else None,
            }
        )
    return {"key": row.key, "cells": cells, "synthetic": row.synthetic, "depth": row.depth}


def _cell_text(cell: Said, column: Column, voice: Voice) -> str:
    if isinstance(cell, Quantity) and (column.unit or column.bare):
        return voice.number(cell)
    return voice.say(cell)


def _raw(said: Said) -> float | None:
    if isinstance(said, Quantity) and said.value is not None and math.isfinite(said.value):
        return float(said.value)
    return None
