"""Charts of the reserve plan: where its bases are, how it is built up, what money and coverage cost."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from anlan.language import Message, mark
from anlan.report.book import Chart, KeyEntry, Spec
from anlan.report.chapters.supply_plan_grids import step_name
from anlan.report.chapters.supply_plan_parts import PlanNames
from anlan.report.charts import number_format
from anlan.report.colours import EMPTY, INK, MUTED
from anlan.report.districts import ground_of
from anlan.report.quantity import Quantity, Unit
from anlan.report.specs import FLAT_TITLE, PLAIN_AXIS, SMALL_ON_NARROW, framed, named
from anlan.report.voice import Voice
from anlan.supplies.reserve.build_up import BASE, GOODS, OUTSIDE
from anlan.supplies.reserve.outcome import PlanOutcome

STATES: Mapping[str, tuple[str, str]] = {
    "store": ("#0b4f7d", mark("today's store")),
    "new": ("#d55e00", mark("new base")),
    "unused": (MUTED, mark("site that is not used")),
}
"""Colour and name of each state of a site."""

STEP_COLOURS: Mapping[str, tuple[str, str]] = {
    OUTSIDE: ("#e6a100", mark("agreements and lines")),
    GOODS: ("#0b4f7d", mark("goods for today's stores")),
    BASE: ("#d55e00", mark("base with its goods")),
}
"""Colour and name of each kind of step."""

FEW = 4
"""Most steps that a low chart shows."""


def bases_chart(outcome: PlanOutcome, names: PlanNames) -> Chart:
    """Return the map of today's stores and of the sites, opened or not.

    Parameters
    ----------
    outcome
        The plan.
    names
        Names of the city.
    """
    city, problem, answer = outcome.reserve.city, outcome.reserve.problem, outcome.answer
    ground = ground_of(city)
    where = dict(city.table("places").select("id", "lon", "lat").rows_by_key("id", unique=True))
    where |= city.table("candidate_sites").select("id", "lon", "lat").rows_by_key("id", unique=True)
    shown = [n for n, site in enumerate(outcome.reserve.sites) if site.kind != "pool" and site.id in where]
    spots = ground.mesh.plane.place(np.array([where[problem.sites[n]] for n in shown]).reshape(-1, 2))
    volume = answer.stock @ problem.volume
    states = [
        "store" if outcome.reserve.sites[n].kind == "store" else "new" if answer.opened[n].any() else "unused"
        for n in shown
    ]
    data: dict[str, list[Any]] = {
        "x": spots[:, 0].round().tolist(), "y": spots[:, 1].round().tolist(), "state": states,
        "site": [problem.sites[n] for n in shown], "volume": [round(float(volume[n]), 1) for n in shown],
    }  # fmt: skip
    legend = tuple(KeyEntry(colour, Message(text)) for colour, text in STATES.values())
    rings = [ring for rings in ground.areas.rings.values() for ring in rings]
    draw = partial(_draw_bases, names, data["site"], [[list(point) for point in ring] for ring in rings])
    return Chart("reserve-sites", Message(mark("Stores and bases")), draw, data, "graph", legend)


def _draw_bases(names: PlanNames, sites: list[str], rings: list[list[list[int]]], voice: Voice) -> Spec:
    outlines: Spec = {
        "data": {"values": [_outline(each) for each in rings]},
        "mark": {"type": "geoshape", "fill": EMPTY, "stroke": INK, "strokeWidth": 0.7},
    }  # fmt: skip
    said = {site: voice.say(names.site(site)) for site in sites}
    states = {state: voice.say(Message(text)) for state, (_, text) in STATES.items()}
    keys = list(STATES)
    points: Spec = {
        "transform": [named(said, "site"), named(states, "state", "what")],
        "mark": {"type": "point", "filled": True, "opacity": 0.85, "stroke": "white", "strokeWidth": 0.6},
        "encoding": {
            "longitude": {"field": "x", "type": "quantitative"},
            "latitude": {"field": "y", "type": "quantitative"},
            "color": {"field": "state", "type": "nominal", "legend": None,
                      "scale": {"domain": keys, "range": [STATES[key][0] for key in keys]}},
            "shape": {"field": "state", "type": "nominal", "legend": None,
                      "scale": {"domain": keys, "range": ["circle", "square", "square"]}},
            "size": {"field": "volume", "type": "quantitative", "legend": None, "scale": {"range": [40, 700]}},
            "tooltip": [
                {"field": "name", "title": voice.say(Message(mark("Site")))},
                {"field": "what", "title": voice.say(Message(mark("What it is")))},
                {"field": "volume", "type": "quantitative", "title": voice.say(Message(mark("goods, m³"))),
                 **number_format(voice)},
            ],
        },
    }  # fmt: skip
    return {**framed(voice, "reserve-sites", [outlines, points]), "projection": {"type": "identity"}}


def _outline(ring: list[list[int]]) -> Spec:
    return {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def building_chart(outcome: PlanOutcome, names: PlanNames) -> tuple[Chart, ...]:
    """Return the chart of what each step of the building up avoids.

    Parameters
    ----------
    outcome
        The plan.
    names
        Names of the city.
    """
    if not outcome.steps:
        return ()
    data: dict[str, list[Any]] = {
        "place": list(range(len(outcome.steps))),
        "year": [step.year for step in outcome.steps],
        "kind": [step.kind for step in outcome.steps],
        "late": [step.late for step in outcome.steps],
        "once": [step.once for step in outcome.steps],
    }
    used = {step.kind for step in outcome.steps}
    legend = tuple(KeyEntry(colour, Message(text)) for kind, (colour, text) in STEP_COLOURS.items() if kind in used)
    title = Message(mark("Hours of going without that each step avoids"))
    size = "graph" if len(outcome.steps) > FEW else "short"
    return (Chart("reserve-building", title, partial(_draw_building, outcome, names), data, size, legend),)


def _draw_building(outcome: PlanOutcome, names: PlanNames, voice: Voice) -> Spec:
    said = [
        voice.say(Message(mark("{year}: {what}"), year=step.year, what=step_name(step, names)))
        for step in outcome.steps
    ]
    keys = list(STEP_COLOURS)
    currency = voice.say(Unit(str(outcome.reserve.city.info["currency"])))
    bars: Spec = {
        "mark": {"type": "bar", "cornerRadius": 2},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None,
                  "axis": {**PLAIN_AXIS, "labelLimit": 260, "labelFontSize": SMALL_ON_NARROW}},
            "x": {"field": "late", "type": "quantitative",
                  "title": voice.say(Message(mark("person-hours avoided, mean of the scenarios"))),
                  "axis": {**number_format(voice), "tickCount": 4, "grid": False}},
            "color": {"field": "kind", "type": "nominal", "legend": None,
                      "scale": {"domain": keys, "range": [STEP_COLOURS[key][0] for key in keys]}},
            "tooltip": [
                {"field": "name", "title": voice.say(Message(mark("What is done")))},
                {"field": "once", "type": "quantitative", "title": currency, **number_format(voice)},
                {"field": "late", "type": "quantitative", "title": voice.say(Unit("person-hours")),
                 **number_format(voice)},
            ],
        },
    }  # fmt: skip
    texts = {str(place): text for place, text in enumerate(said)}
    return framed(voice, "reserve-building", [bars], [named(texts, "place")])


def budget_chart(outcome: PlanOutcome) -> tuple[Chart, ...]:
    """Return the chart of what each budget buys.

    Parameters
    ----------
    outcome
        The plan.
    """
    if len(outcome.budgets) < 2:
        return ()
    data: dict[str, list[Any]] = {
        "once": [0.0, *(step.once for step in outcome.budgets)],
        "late": [_nothing_bought(outcome), *(step.late for step in outcome.budgets)],
    }
    title = Message(mark("What each budget buys"))
    return (Chart("reserve-budgets", title, partial(_draw_budgets, outcome), data, "short"),)


def _nothing_bought(outcome: PlanOutcome) -> float:
    return outcome.today.mean_late


def _draw_budgets(outcome: PlanOutcome, voice: Voice) -> Spec:
    currency = str(outcome.reserve.city.info["currency"])
    axis = {**number_format(voice), "tickCount": 4}
    unit = voice.say(Unit("person-hours"))
    spent = voice.say(Message(mark("spent once, {unit}"), unit=Unit(currency)))
    line: Spec = {
        "mark": {"type": "line", "point": {"size": 50}, "color": "#0072b2"},
        "encoding": {
            "x": {"field": "once", "type": "quantitative", "title": spent, "axis": {**axis, "grid": False}},
            "y": {"field": "late", "type": "quantitative", "title": unit, "axis": {**axis, **FLAT_TITLE}},
            "tooltip": [
                {"field": "once", "type": "quantitative", "title": spent, **number_format(voice)},
                {"field": "late", "type": "quantitative", "title": unit, **number_format(voice)},
            ],
        },
    }
    return framed(voice, "reserve-budgets", [line])


def covered_chart(outcome: PlanOutcome) -> Chart:
    """Return the chart of what is covered by when, under the plan and today's reserve, in the mean and the worst.

    Parameters
    ----------
    outcome
        The plan.
    """
    now, before = outcome.judged.coverage, outcome.today.coverage
    rows = [
        (f"{hour:g}", key, float(value))
        for key, values in (
            ("plan", now.city_mean), ("plan-worst", now.city_worst), ("today", before.city_mean),
            ("today-worst", before.city_worst),
        )
        for hour, value in zip(now.hours.tolist(), values.tolist(), strict=True)
        if np.isfinite(value)
    ]  # fmt: skip
    data = dict(zip(("hour", "kind", "share"), map(list, zip(*rows, strict=True)), strict=True)) if rows else {
        "hour": [], "kind": [], "share": []
    }  # fmt: skip
    legend = tuple(KeyEntry(colour, Message(text), dashes) for colour, text, dashes in COVERED.values())
    hours = [f"{hour:g}" for hour in now.hours.tolist()]
    title = Message(mark("Share of what is needed that is there by then"))
    return Chart("reserve-covered", title, partial(_draw_covered, hours), data, "short", legend)


COVERED: Mapping[str, tuple[str, str, str]] = {
    "plan": ("#0072b2", mark("the plan, mean of the scenarios"), "1 0"),
    "plan-worst": ("#0072b2", mark("the plan, worst scenario"), "4 3"),
    "today": (MUTED, mark("today's reserve, mean of the scenarios"), "1 0"),
    "today-worst": (MUTED, mark("today's reserve, worst scenario"), "4 3"),
}
"""Colour, name and dashes of each line of the chart of coverage."""


def _draw_covered(hours: list[str], voice: Voice) -> Spec:
    keys = list(COVERED)
    said = {key: voice.say(Message(text)) for key, (_, text, _) in COVERED.items()}
    dashes = [[1, 0] if each == "1 0" else [4, 3] for _, _, each in COVERED.values()]
    percent = {"format": ".0%", "formatType": "number"}
    line: Spec = {
        "mark": {"type": "line", "point": {"size": 40}, "strokeWidth": 2},
        "encoding": {
            "x": {"field": "hour", "type": "ordinal", "sort": hours,
                  "title": voice.say(Message(mark("hours after the event"))), "axis": {"labelAngle": 0}},
            "y": {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1]}, "title": None,
                  "axis": {**percent, "tickCount": 5}},
            "color": {"field": "kind", "type": "nominal", "legend": None,
                      "scale": {"domain": keys, "range": [COVERED[key][0] for key in keys]}},
            "strokeDash": {"field": "kind", "type": "nominal", "legend": None,
                           "scale": {"domain": keys, "range": dashes}},
            "tooltip": [
                {"field": "name", "title": voice.say(Message(mark("Reserve")))},
                {"field": "share", "type": "quantitative", "title": voice.say(Message(mark("Share"))),
                 "format": ".1%", "formatType": "number"},
            ],
        },
    }  # fmt: skip
    return framed(voice, "reserve-covered", [line], [named(said, "kind")])


def quantity_share(value: float) -> Quantity:
    """Return a share for a table; nothing where nobody needs anything."""
    return Quantity(value if np.isfinite(value) else None, "%")
