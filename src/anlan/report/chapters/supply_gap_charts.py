"""Charts of the gap: tiers by hour, strength against supply, what binds by day, time to survive and to recover."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from anlan.language import Message, mark
from anlan.report.book import Chart, KeyEntry, Spec
from anlan.report.chapters.run_charts import found_by_pointer
from anlan.report.chapters.run_parts import hourly
from anlan.report.chapters.supply_gap_parts import TIER_COLOURS, GapStory
from anlan.report.charts import hour_axis, number_format
from anlan.report.colours import NEED_COLOUR
from anlan.report.quantity import Unit
from anlan.report.specs import FLAT_TITLE, PLAIN_AXIS, SMALL_ON_NARROW, framed, named
from anlan.report.voice import Voice
from anlan.supplies.production import REASONS, Strength
from anlan.supplies.sources import KINDS

UNMET = mark("Not covered")

SERIES = {
    "nameplate": ("#b8c2cc", mark("Lines at the full rate around the clock")),
    "shifts": ("#7d8b99", mark("In their shifts, fit for use")),
    "ramped": ("#e6a100", mark("After conversion, ramp and damage")),
    "supplied": ("#d55e00", mark("What their suppliers allow: it reaches people")),
    "wanted": (NEED_COLOUR, mark("What people want")),
}
"""Series of the chart of strength, the most promising first."""

REASON_COLOURS = dict(
    zip(REASONS, ("#999999", "#c6dbef", "#6baed6", "#7b3294", "#e6a100", "#d55e00", "#8c564b", "#009e73"), strict=True)
)
"""Colour of each reason for which no more is to be had."""

MOST_LOSSES = 16


def tier_chart(story: GapStory, row: int, *, legend: bool) -> Chart:
    """Draw what covers an item in the first scenario, tier by tier.

    Parameters
    ----------
    story
        The balances.
    row
        Place of the item among the needs.
    legend
        Whether the chart bears the key.
    """
    gap = story.first
    item, once = gap.needs.items[row], bool(gap.needs.once[row])
    need, parts = gap.needs.city_amount[row], dict(zip(gap.kinds, gap.covered.used[:, row], strict=True))
    parts["unmet"] = gap.covered.unmet[row].sum(axis=0)
    if once:
        need = np.cumsum(need)
        parts = {kind: one if kind == "unmet" else np.cumsum(one) for kind, one in parts.items()}
    data = hourly(need=need.tolist(), **{kind: one.tolist() for kind, one in parts.items()})
    key, unit, kinds = f"gap-{item}", story.unit(item), list(parts)

    def draw(voice: Voice) -> Spec:
        return _tiers(voice, key, kinds, unit, gap.needs.hours, once=once)

    key_of = (
        *(KeyEntry(TIER_COLOURS[kind], Message(KINDS.get(kind, UNMET))) for kind in kinds),
        KeyEntry(NEED_COLOUR, Message(mark("Needed")), "1 0"),
    )
    return Chart(key, Message("{item}", item=story.name(item)), draw, data, "short", key_of if legend else ())


def _tiers(voice: Voice, key: str, kinds: Sequence[str], unit: str, hours: int, *, once: bool) -> Spec:
    title = mark("{unit}, so far") if once else mark("{unit} an hour")
    x = hour_axis(voice, hours, 8)
    y: Spec = {
        "type": "quantitative",
        "title": voice.say(Message(title, unit=Unit(unit))),
        "axis": {**number_format(voice), "tickCount": 4, **FLAT_TITLE},
    }
    order = "".join(f"datum.tier == '{kind}' ? {place} : " for place, kind in enumerate(kinds)) + str(len(kinds))
    colours = {"domain": list(kinds), "range": [TIER_COLOURS[kind] for kind in kinds]}
    stacked: Spec = {
        "transform": [{"fold": list(kinds), "as": ["tier", "amount"]}, {"calculate": order, "as": "order"}],
        "mark": {"type": "area", "interpolate": "step-after"},
        "encoding": {
            "x": x,
            "y": {**y, "field": "amount", "stack": "zero"},
            "order": {"field": "order", "type": "quantitative"},
            "color": {"field": "tier", "type": "nominal", "scale": colours, "legend": None},
        },
    }
    need: Spec = {
        "mark": {"type": "line", "interpolate": "step-after", "color": NEED_COLOUR, "strokeWidth": 1.6},
        "encoding": {"x": x, "y": {**y, "field": "need"}},
    }
    tips: list[Spec] = [{"field": "hour", "title": voice.say(Message(mark("hour")))}]
    for field, text in (("need", mark("Needed")), *((kind, KINDS.get(kind, UNMET)) for kind in kinds)):
        tips.append({"field": field, "title": voice.say(Message(text)), "type": "quantitative", **number_format(voice)})
    return framed(voice, key, [stacked, need, found_by_pointer(x, tips)])


def strength_chart(story: GapStory, strength: Strength, *, legend: bool) -> Chart:
    """Draw what the lines of an item could make, and what of it reaches people.

    Parameters
    ----------
    story
        The balances.
    strength
        Of one item.
    legend
        Whether the chart bears the key.
    """
    data: dict[str, list[Any]] = {"series": [], "by": [], "amount": []}
    for name in SERIES:
        for hour, value in zip(strength.hours.tolist(), getattr(strength, name).tolist(), strict=True):
            data["series"].append(name)
            data["by"].append(f"H+{hour}")
            data["amount"].append(float(value))
    key, unit = f"strength-{strength.item}", story.unit(strength.item)

    def draw(voice: Voice) -> Spec:
        return _bars(voice, key, unit)

    key_of = tuple(KeyEntry(colour, Message(text)) for colour, text in SERIES.values())
    return Chart(key, Message("{item}", item=story.name(strength.item)), draw, data, "short", key_of if legend else ())


def _bars(voice: Voice, key: str, unit: str) -> Spec:
    names = {name: voice.say(Message(text)) for name, (_, text) in SERIES.items()}
    amount = voice.say(Unit(unit))
    encoding: Spec = {
        "x": {"field": "by", "type": "nominal", "title": None, "sort": None, "axis": PLAIN_AXIS},
        "xOffset": {"field": "series", "type": "nominal", "sort": list(SERIES)},
        "y": {"field": "amount", "type": "quantitative", "title": amount,
              "axis": {**number_format(voice), "tickCount": 4, **FLAT_TITLE}},
        "color": {"field": "series", "type": "nominal", "legend": None,
                  "scale": {"domain": list(SERIES), "range": [colour for colour, _ in SERIES.values()]}},
        "tooltip": [{"field": "name", "title": ""}, {"field": "by", "title": ""},
                    {"field": "amount", "title": amount, "type": "quantitative", **number_format(voice)}],
    }  # fmt: skip
    return framed(voice, key, [{"mark": {"type": "bar"}, "encoding": encoding}], [named(names, "series")])


def binding_chart(story: GapStory) -> Chart:
    """Draw what stops each item on each day."""
    data: dict[str, list[Any]] = {"item": [], "day": [], "reason": [], "part": []}
    for one in story.bindings:
        data["item"].append(one.item)
        data["day"].append(one.day + 1)
        data["reason"].append(one.reason)
        data["part"].append(one.chain[-1])
    used = [reason for reason in REASONS if reason in set(data["reason"])]

    def draw(voice: Voice) -> Spec:
        return _days(voice, story, used)

    legend = tuple(KeyEntry(REASON_COLOURS[reason], Message(REASONS[reason])) for reason in used)
    return Chart("binding", Message(mark("What stops each item, day by day")), draw, data, "tall", legend)


def _days(voice: Voice, story: GapStory, used: Sequence[str]) -> Spec:
    parts = {part: voice.say(story.name(part)) for one in story.bindings for part in one.chain}
    reasons = {reason: voice.say(Message(REASONS[reason])) for reason in used}
    day = voice.say(Message(mark("day of the scenario")))
    encoding: Spec = {
        "x": {"field": "day", "type": "ordinal", "title": day, "axis": {**PLAIN_AXIS, "labelOverlap": "greedy"}},
        "y": {"field": "name", "type": "nominal", "title": None, "sort": None,
              "axis": {**PLAIN_AXIS, "labelLimit": 150, "labelFontSize": SMALL_ON_NARROW, "labelOverlap": False}},
        "color": {"field": "reason", "type": "nominal", "legend": None,
                  "scale": {"domain": list(used), "range": [REASON_COLOURS[reason] for reason in used]}},
        "tooltip": [{"field": "name", "title": ""}, {"field": "day", "title": day},
                    {"field": "short", "title": voice.say(Message(mark("what binds")))},
                    {"field": "why", "title": voice.say(Message(mark("why")))}],
    }  # fmt: skip
    layer: Spec = {"mark": {"type": "rect", "stroke": "white", "strokeWidth": 1}, "encoding": encoding}
    texts = [named(parts, "item"), named(parts, "part", "short"), named(reasons, "reason", "why")]
    return framed(voice, "binding", [layer], texts)


def survival_chart(story: GapStory) -> Chart:
    """Draw the time to survive and the time to recover of the suppliers whose loss is felt most."""
    hours = story.first.needs.hours
    data: dict[str, list[Any]] = {"name": [], "kind": [], "series": [], "hour": []}
    for loss in [one for one in story.losses if one.extra > 0.0 and np.isfinite(one.survive_h)][:MOST_LOSSES]:
        for series, value in (("survive", loss.survive_h), ("recover", loss.recover_h)):
            if not np.isnan(value):
                data["name"].append(loss.name)
                data["kind"].append(loss.kind)
                data["series"].append(series)
                data["hour"].append(min(value, float(hours)))

    def draw(voice: Voice) -> Spec:
        return _survival(voice, story, hours)

    legend = (
        KeyEntry("#0072b2", Message(mark("Time to survive: the rest keeps up supply so long"))),
        KeyEntry("#d55e00", Message(mark("Time to recover in the scenario; at the right edge: not within its hours"))),
    )
    return Chart("survival", Message(mark("If a supplier or a component is lost")), draw, data, "tall", legend)


def _survival(voice: Voice, story: GapStory, hours: int) -> Spec:
    names = {one.name: voice.say(story.organisation(one.name) if one.kind == "organisation" else story.name(one.name))
             for one in story.losses}  # fmt: skip
    hour = voice.say(Message(mark("hours after the event")))
    encoding: Spec = {
        "x": {"field": "hour", "type": "quantitative", "title": hour, "scale": {"domain": [0, hours], "nice": False},
              "axis": {"grid": True, "tickCount": 8}},
        "y": {"field": "text", "type": "nominal", "title": None, "sort": None,
              "axis": {**PLAIN_AXIS, "labelLimit": 170, "labelFontSize": SMALL_ON_NARROW, "labelOverlap": False}},
        "color": {"field": "series", "type": "nominal", "legend": None,
                  "scale": {"domain": ["survive", "recover"], "range": ["#0072b2", "#d55e00"]}},
        "tooltip": [{"field": "text", "title": ""},
                    {"field": "hour", "title": hour, "type": "quantitative", **number_format(voice)}],
    }  # fmt: skip
    layer: Spec = {"mark": {"type": "point", "filled": True, "size": 70}, "encoding": encoding}
    return framed(voice, "survival", [layer], [named(names, "name", "text")])
