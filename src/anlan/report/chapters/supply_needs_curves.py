"""Needs hour by hour with their bands, and how they are spread over the areas."""

from typing import Any

import numpy as np

from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, KeyEntry, Spec
from anlan.report.chapters.run_charts import found_by_pointer
from anlan.report.chapters.run_parts import hourly
from anlan.report.chapters.supply_needs_parts import NeedsStory
from anlan.report.charts import hour_axis, number_format
from anlan.report.colours import SERVICE
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Said, Unit
from anlan.report.specs import FLAT_TITLE, PLAIN_AXIS, SMALL_ON_NARROW, framed, named
from anlan.report.voice import Voice
from anlan.supplies.needs import SupplyLine
from anlan.supplies.needs.bands import peaks_of

CURVES = 8
"""Most items that are drawn, those of the greatest value at the peak; the table has all."""

SHOWN = 12
"""Most items of the chart by area, those of the greatest value at the peak; the table has all."""


def supply_courses_chapter(story: NeedsStory) -> Chapter:
    """Show when and where supplies are needed.

    Parameters
    ----------
    story
        Needs of the scenarios, with one line at least.
    """
    ranked = sorted(story.listed.lines, key=lambda line: -_value(story, line))
    drawn = ranked[:CURVES]
    return Chapter(
        key="supply-courses",
        title=Message(mark("When and where it is needed")),
        chart_note=Message(
            mark(
                "Each curve is what has been needed since the start, in the scenario that drives the line; the pale "
                "area holds 5 to 95 % of the draws."
            )
        ),
        charts=(*(_curve(story, line, place == 0) for place, line in enumerate(drawn)), _heat(story, ranked[:SHOWN])),
        grids={"needs-by-area": _grid(story)},
    )


def _value(story: NeedsStory, line: SupplyLine) -> float:
    return line.peak * float(story.items[line.item]["price"] or 0.0)


def _curve(story: NeedsStory, line: SupplyLine, first: bool) -> Chart:
    one = story.by_scenario[line.driven_by]
    at = one.items.index(line.item)
    so_far = np.cumsum(one.city_amount[at])
    low, high = one.so_far_band[:, at]
    key, unit, hours = f"need-{line.item}", story.unit(line.item), one.hours
    data = hourly(level=so_far.tolist(), low=low.tolist(), high=high.tolist())

    def draw(voice: Voice) -> Spec:
        return _band(voice, key, hours, unit)

    title = Message(mark("{item}: {scenario}"), item=story.item(line.item), scenario=story.label(line.driven_by))
    legend = (
        KeyEntry(SERVICE, Message(mark("Needed so far")), "1 0"),
        KeyEntry("#cce3f0", Message(mark("5 to 95 % of the draws"))),
    )
    return Chart(key, title, draw, data, "short", legend if first else ())


def _band(voice: Voice, key: str, hours: int, unit: str) -> Spec:
    x = hour_axis(voice, hours, 8)
    y: Spec = {
        "type": "quantitative",
        "title": voice.say(Unit(unit)),
        "axis": {**number_format(voice), "tickCount": 4, **FLAT_TITLE},
    }
    tips: list[Spec] = [{"field": "hour", "title": voice.say(Message(mark("hour")))}]
    for field, text in (
        ("level", mark("needed so far")), ("low", mark("band, low")), ("high", mark("band, high"))
    ):  # fmt: skip
        tips.append({"field": field, "title": voice.say(Message(text)), "type": "quantitative", **number_format(voice)})
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "interpolate": "step-after", "color": SERVICE, "opacity": 0.2},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "interpolate": "step-after", "color": SERVICE, "strokeWidth": 2},
            "encoding": {"x": x, "y": {**y, "field": "level"}},
        },
        found_by_pointer(x, tips),
    ]
    return framed(voice, key, layers)


def _by_area(story: NeedsStory, line: SupplyLine) -> list[tuple[str, float]]:
    """Return the peak of a line in each area, in the scenario that drives it."""
    one = story.by_scenario[line.driven_by]
    at = one.items.index(line.item)
    return [(code, float(peaks_of(one.amount[[at], area], one.once[[at]])[0])) for area, code in enumerate(one.areas)]


def _heat(story: NeedsStory, lines: list[SupplyLine]) -> Chart:
    data: dict[str, list[Any]] = {"item": [], "area": [], "share": []}
    for line in lines:
        peaks = _by_area(story, line)
        whole = sum(value for _, value in peaks)
        for code, value in peaks:
            data["item"].append(line.item)
            data["area"].append(code)
            data["share"].append(value / whole if whole > 0.0 else 0.0)

    def draw(voice: Voice) -> Spec:
        items = {line.item: voice.say(story.item(line.item)) for line in lines}
        areas = {code: voice.say(story.areas[code]) for code in dict.fromkeys(data["area"])}
        return _rects(voice, items, areas)

    return Chart("needs-heat", Message(mark("Share of each item that each area needs")), draw, data, "tall")


def _rects(voice: Voice, items: dict[str, str], areas: dict[str, str]) -> Spec:
    title = voice.say(Message(mark("share of the peaks of all areas")))
    axis = {**PLAIN_AXIS, "labelLimit": 150, "labelFontSize": SMALL_ON_NARROW, "labelOverlap": False}
    encoding: Spec = {
        "x": {"field": "place", "type": "nominal", "title": None, "sort": None,
              "axis": {**axis, "orient": "top", "labelAngle": -30, "labelAlign": "left"}},
        "y": {"field": "name", "type": "nominal", "title": None, "sort": None, "axis": axis},
        "color": {"field": "share", "type": "quantitative", "title": title,
                  "scale": {"scheme": "blues", "domainMin": 0}, "legend": {"format": ".0%", "orient": "bottom"}},
        "tooltip": [
            {"field": "name", "title": ""}, {"field": "place", "title": ""},
            {"field": "share", "title": title, "type": "quantitative", "format": ".1%"},
        ],
    }  # fmt: skip
    layer: Spec = {"mark": {"type": "rect"}, "encoding": encoding}
    return framed(voice, "needs-heat", [layer], [named(items, "item"), named(areas, "area", "place")])


def _grid(story: NeedsStory) -> Grid:
    codes = list(dict.fromkeys(code for one in story.needs for code in one.areas))
    columns = (
        Column("item", Message(mark("Item"))),
        *(Column(code, Message("{name}", name=story.areas[code])) for code in codes),
    )
    rows = []
    for line in story.listed.lines:
        peaks = dict(_by_area(story, line))
        cells: tuple[Said, ...] = (
            story.item(line.item),
            *(story.amount(line, peaks[code]) if code in peaks else None for code in codes),
        )
        rows.append(Row(line.item, cells, None, story.listed.synthetic))
    note = Message(
        mark("In the scenario that drives the line. Areas do not peak in the same hours, so they may add up to more.")
    )
    return Grid(Message(mark("Peak in each area")), columns, tuple(rows), note)
