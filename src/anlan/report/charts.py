"""Vega-Lite specifications of the charts, in one language, without their data."""

import json
from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, log10
from typing import Any

from anlan.city.tables.supplies import SUPPLY_GROUPS
from anlan.language import Message, mark
from anlan.report.colours import (
    DASHES,
    INK,
    KIND_COLOURS,
    MUTED,
    NEED_COLOUR,
    PERSON_COLOURS,
    SERVICE,
    SERVICE_SCALE,
    SOURCE_COLOURS,
)
from anlan.report.document import CurveLine, Hours, ItemLines, Report
from anlan.report.quantity import Unit
from anlan.report.risks import unit_of
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES, SOURCES, hazard_name

Spec = dict[str, Any]

FONT = (
    '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", '
    '"Noto Sans CJK SC", "Noto Sans SC", sans-serif'
)

BEYOND = 10.0
"""Curves are drawn up to this multiple of the floor's return period."""

CONFIG: Spec = {
    "background": "transparent",
    "font": FONT,
    "customFormatTypes": True,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "titleFontSize": 12,
        "labelFontSize": 11,
        "gridColor": "#e6eaee",
        "domainColor": "#b8c2cc",
        "tickColor": "#b8c2cc",
        "labelOverlap": "greedy",
        "labelSeparation": 6,
    },
}
"""What all charts have in common."""


def chart_specs(report: Report, voice: Voice) -> dict[str, Spec]:
    """Return the charts of a report by name; the data are filled in by the page.

    Parameters
    ----------
    report
        The report.
    voice
        Language of the texts.
    """
    charts: dict[str, Spec] = {}
    for dimension in dict.fromkeys(line.dimension for line in report.curves):
        charts[f"curve-{dimension}"] = _curve(report, voice, dimension)
    if report.hours is not None:
        charts |= dict(_hour_charts(report.hours, voice))
    return charts


def _hour_charts(hours: Hours, voice: Voice) -> Iterator[tuple[str, Spec]]:
    for target in people_lines(hours):
        yield f"course-{target}", _course(target, voice, hours)
    for item in hours.items:
        yield f"item-{item.item}", _item(item, voice)
    if hours.items:
        yield "level", _level(voice, len(hours.level))
        yield "groups", _groups(hours, voice)


def people_lines(hours: Hours) -> tuple[str, ...]:
    """Return the consequences whose course is drawn: all living people in need.

    Parameters
    ----------
    hours
        The scenario by the hour.
    """
    return tuple(target for target, people in hours.course.items() if target != "killed" and max(people, default=0.0))


def _chart(voice: Voice, layer: Sequence[Spec], data: str) -> Spec:
    return {
        "data": {"name": data},
        "width": "container",
        "height": "container",
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": list(layer),
        "usermeta": {"language": voice.language},
    }


def number_format(voice: Voice) -> Spec:
    """Return how numbers of axes and pointers are written; the page knows the format."""
    return {"formatType": "anlanNumber", "format": "zh" if voice.chinese else "en"}


def _tip(field: str, title: str, voice: Voice | None = None) -> Spec:
    return {"field": field, "title": title, **({"type": "quantitative", **number_format(voice)} if voice else {})}


def hour_axis(voice: Voice, hours: int, most: int = 5) -> Spec:
    """Return the axis of the hours after the event.

    Parameters
    ----------
    voice
        Language of its title.
    hours
        Last hour.
    most
        Most labelled hours after the first.
    """
    step = next(step for step in (1, 6, 12, 24, 48, 168, 720, 8760) if hours / step <= most)
    return {
        "field": "hour",
        "type": "quantitative",
        "title": voice.say(Message(mark("hours after the event"))),
        "scale": {"domain": [0, hours], "nice": False},
        "axis": {"values": list(range(0, hours + 1, step)), "grid": False, "format": "d"},
    }


def _amount_axis(voice: Voice, field: str, title: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "axis": {**number_format(voice), "tickCount": 4, "titleAnchor": "end", "titleAngle": 0} | _FLAT_TITLE,
    }


_FLAT_TITLE: Spec = {"titleAlign": "left", "titleX": 0, "titleY": -10, "titleBaseline": "bottom"}
"""Titles of upright axes lie flat above the axis: easier to read, and Chinese cannot be turned."""


def _named(texts: Mapping[str, str], field: str) -> str:
    """Return the expression that turns a key into its text."""
    return f"({json.dumps(texts, ensure_ascii=False)})[datum.{field}]"


def _curve(report: Report, voice: Voice, dimension: str) -> Spec:
    shown = [line for line in report.curves if line.dimension == dimension]
    kinds = list(dict.fromkeys(line.kind for line in shown))
    x, y = _curve_axes(report, voice, dimension, shown)
    names = {kind: voice.say(hazard_name(kind)) for kind in kinds}
    tips = [
        _tip("name", voice.say(Message(mark("Hazard")))),
        _tip("period", x["title"], voice),
        _tip("impact", voice.say(Unit(unit_of(dimension, report.currency))), voice),
    ]
    lines: Spec = {
        "mark": {"type": "line", "strokeWidth": 2, "interpolate": "monotone", "clip": True},
        "encoding": {"x": x, "y": y, "color": _by_kind(kinds, KIND_COLOURS), "strokeDash": _by_kind(kinds, DASHES)},
    }
    points: Spec = {
        "transform": [{"calculate": _named(names, "kind"), "as": "name"}],
        "mark": {"type": "point", "size": 60, "opacity": 0, "clip": True},
        "encoding": {"x": x, "y": y, "tooltip": tips},
    }
    floor: Spec = {
        "data": {"values": [{"period": 1.0 / report.floor}]},
        "mark": {"type": "rule", "strokeDash": [3, 3], "color": INK},
        "encoding": {"x": {"field": "period", "type": "quantitative"}},
    }
    return _chart(voice, [floor, lines, points], f"curve-{dimension}")


def _curve_axes(report: Report, voice: Voice, dimension: str, shown: Sequence[CurveLine]) -> tuple[Spec, Spec]:
    # What is far beyond the floor is simulated to show that the tail is known; it would only squeeze the rest.
    farthest = BEYOND / report.floor
    points = [
        (1.0 / frequency, impact)
        for line in shown
        for frequency, impact in zip(line.frequency, line.impact, strict=True)
        if 1.0 / frequency <= farthest
    ] or [(farthest, shown[0].impact[0])]
    periods = decades([period for period, _ in points], 5)
    impacts = decades([impact for _, impact in points], 4)
    x: Spec = {
        "field": "period",
        "type": "quantitative",
        "title": voice.say(Message(mark("return period, years"))),
        "scale": {"type": "log", "domain": periods[:: len(periods) - 1]},
        "axis": {**number_format(voice), "values": periods},
    }
    y = _amount_axis(voice, "impact", voice.say(Unit(unit_of(dimension, report.currency))))
    y["scale"] = {"type": "log", "domain": impacts[:: len(impacts) - 1]}
    y["axis"]["values"] = impacts
    return x, y


def _by_kind(kinds: Sequence[str], looks: Mapping[str, Any]) -> Spec:
    scale = {"domain": list(kinds), "range": [looks[kind] for kind in kinds]}
    return {"field": "kind", "type": "nominal", "scale": scale, "legend": None}


def decades(values: Sequence[float], most: int) -> list[float]:
    """Return the powers of ten that hold the values, at least two and from the top at most `most` + 1.

    Parameters
    ----------
    values
        Above zero.
    most
        Largest number of decades; smaller values are cut off.
    """
    high = ceil(log10(max(values)) - 1e-9)
    low = min(max(floor(log10(min(values)) + 1e-9), high - most), high - 1)
    return [10.0**power for power in range(low, high + 1)]


def _course(target: str, voice: Voice, hours: Hours) -> Spec:
    people = voice.say(Unit("persons"))
    encoding = {
        "x": hour_axis(voice, len(hours.course[target])),
        "y": _amount_axis(voice, "people", people),
        "tooltip": [
            _tip("hour", voice.say(Message(mark("hour")))),
            _tip("people", voice.say(Message(CONSEQUENCES[target])), voice),
        ],
    }
    colour = PERSON_COLOURS[target]
    area = {"type": "area", "interpolate": "step-after", "color": colour, "opacity": 0.25, "line": {"color": colour}}
    return _chart(voice, [{"mark": area, "encoding": encoding}, _hover(encoding)], f"course-{target}")


def _hover(encoding: Spec) -> Spec:
    """Return an unseen line at each hour that the pointer can find."""
    return {
        "mark": {"type": "rule", "opacity": 0, "strokeWidth": 5},
        "encoding": {"x": encoding["x"], "tooltip": encoding["tooltip"]},
    }


def _item(item: ItemLines, voice: Voice) -> Spec:
    sources = {key: voice.say(Message(SOURCES[key])) for key in SOURCES}
    title = mark("{unit}, so far") if item.once else mark("{unit} an hour")
    y = _amount_axis(voice, "amount", voice.say(Message(title, unit=Unit(item.unit))))
    x = hour_axis(voice, len(item.need))
    order = {key: index for index, key in enumerate(SOURCES)}
    stacked: Spec = {
        "transform": [
            {"fold": list(SOURCES), "as": ["source", "amount"]},
            {"calculate": f"({json.dumps(order)})[datum.source]", "as": "order"},
        ],
        "mark": {"type": "area", "interpolate": "step-after"},
        "encoding": {
            "x": x,
            "y": {**y, "stack": "zero"},
            "order": {"field": "order", "type": "quantitative"},
            "color": {
                "field": "source",
                "type": "nominal",
                "scale": {"domain": list(SOURCES), "range": [SOURCE_COLOURS[key] for key in SOURCES]},
                "legend": None,
            },
        },
    }
    need: Spec = {
        "mark": {"type": "line", "interpolate": "step-after", "color": NEED_COLOUR, "strokeWidth": 1.6},
        "encoding": {"x": x, "y": {"field": "need", "type": "quantitative"}},
    }
    tips = [_tip("hour", voice.say(Message(mark("hour")))), _tip("need", voice.say(Message(mark("Needed"))), voice)]
    tips += [_tip(key, text, voice) for key, text in sources.items()]
    return _chart(voice, [stacked, need, _hover({"x": x, "tooltip": tips})], f"item-{item.item}")


def _level(voice: Voice, hours: int) -> Spec:
    x = hour_axis(voice, hours, 8)
    axis: Spec = {"format": ".0%", "tickCount": 5, "titleAngle": 0} | _FLAT_TITLE
    low, high = voice.say(Message(mark("band, low"))), voice.say(Message(mark("band, high")))
    title = voice.say(Message(mark("service level")))
    scale: Spec = {"domain": [0, 1]}
    y: Spec = {
        "type": "quantitative",
        "title": title,
        "scale": scale,
        "axis": axis,
    }
    tips: list[Spec] = [_tip("hour", voice.say(Message(mark("hour"))))]
    for field, text in (("level", title), ("low", low), ("high", high)):
        tips.append({"field": field, "title": text, "type": "quantitative", "format": ".0%"})
    band: Spec = {
        "mark": {"type": "area", "interpolate": "step-after", "color": SERVICE, "opacity": 0.2},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    line: Spec = {
        "mark": {"type": "line", "interpolate": "step-after", "color": SERVICE, "strokeWidth": 2},
        "encoding": {"x": x, "y": {**y, "field": "level"}},
    }
    return _chart(voice, [band, line, _hover({"x": x, "tooltip": tips})], "level")


def _groups(hours: Hours, voice: Voice) -> Spec:
    names = {group: voice.say(Message(SUPPLY_GROUPS[group])) for group in hours.groups}
    hour = voice.say(Message(mark("hour")))
    level = voice.say(Message(mark("service level")))
    tips = [_tip("name", ""), _tip("hour", hour)]
    tips.append({"field": "level", "title": level, "type": "quantitative", "format": ".0%"})
    x = hour_axis(voice, len(hours.level), 8)
    scale: Spec = {"domain": [0, 0.5, 1], "range": list(SERVICE_SCALE), "interpolate": "rgb"}
    shade: Spec = {"scale": scale, "legend": None}
    cells: Spec = {
        "transform": [
            {"calculate": _named(names, "group"), "as": "name"},
            {"calculate": "datum.hour + 1", "as": "end"},
        ],
        "mark": {"type": "rect", "strokeWidth": 0.7},
        "encoding": {
            "x": x,
            "x2": {"field": "end"},
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": list(names.values()),
                "title": None,
                "scale": {"paddingInner": 0.18},
                "axis": {"ticks": False, "domain": False, "labelLimit": 130, "labelFontSize": 12},
            },
            "color": {
                "field": "level",
                "type": "quantitative",
                **shade,
            },
            "stroke": {"field": "level", "type": "quantitative", **shade},
            "tooltip": tips,
        },
    }
    return _chart(voice, [cells], "groups")
