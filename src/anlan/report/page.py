"""One self-contained HTML page from a report, in all languages of the interface."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from anlan.city.show import drawing_bundle
from anlan.city.tables.supplies import SUPPLY_GROUPS
from anlan.language import LANGUAGES, Message
from anlan.report.charts import CONFIG, chart_specs, people_lines
from anlan.report.colours import DASHES, KIND_COLOURS, SERVICE_SCALE, SOURCE_COLOURS
from anlan.report.document import Report
from anlan.report.labels import LABELS
from anlan.report.map_specs import legend, map_specs, unit_word
from anlan.report.page_data import page_data
from anlan.report.quantity import Name, Unit
from anlan.report.risks import unit_of
from anlan.report.voice import SPACE, Voice
from anlan.report.wording import aspect_of, figure_words, grid_words
from anlan.report.words import CONSEQUENCES, SOURCES, hazard_name

PREFIX = {"zh-Hans": "zh", "en": "en"}
"""How addresses within the page begin, by language."""

OWN_NAMES = {"zh-Hans": "中文", "en": "English"}
"""Each language in its own words."""

SECTIONS = (
    "summary", "maps", "curves", "scenario", "supplies", "gaps", "resilience", "districts", "evidence", "rest",
)  # fmt: skip
"""Parts of the page, in order."""

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
    return rendered("report.html.j2", [_edition(report, voice) for voice in voices], data)


def rendered(template: str, editions: Sequence[Mapping[str, Any]], data: Any) -> str:
    """Return a page from a template: HTML with its styles, scripts and data inside.

    Parameters
    ----------
    template
        Name of the template.
    editions
        What the template shows in each language.
    data
        What the script draws from: mappings, lists, texts and finite numbers.
    """
    environment = Environment(
        loader=PackageLoader("anlan.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_held,
    )
    return environment.get_template(template).render(
        editions=editions,
        style=Markup(_asset("report.css")),  # noqa: S704 - our own file, not input
        script=Markup(_asset("report.js")),  # noqa: S704 - our own file, not input
        bundle=Markup(drawing_bundle()),  # noqa: S704 - the drawing library, not input
        data=Markup(script_json(data)),  # noqa: S704 - escaped for a script element by script_json
    )


def _held(value: Any) -> Any:
    """Keep a number and its % on one line; scripts and styles, which are marked as such, stay as they are."""
    return re.sub(r"(?<=[0-9]) (?=%)", SPACE, value) if type(value) is str else value


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
    grids = {name: grid_words(grid, voice) for name, grid in report.grids.items()}
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
        "figures": list(figure_words(report.figures, voice)),
        "maps": _maps(report, voice),
        "aspect": aspect_of(report.ground),
        "synthetic_maps": report.ground.synthetic,
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
