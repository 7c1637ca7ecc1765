"""Charts of the chapter on measures, as Vega-Lite."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from anlan.language import Message, mark
from anlan.report.book import Chart, KeyEntry, Spec
from anlan.report.chapters.plan_names import Names, saved_quantity
from anlan.report.charts import number_format
from anlan.report.colours import INK, PERSON_COLOURS, SERVICE
from anlan.report.quantity import Unit
from anlan.report.specs import NARROW, SMALL_ON_NARROW
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES
from anlan.risk import MONEY
from anlan.risk.treatment import CONSEQUENCES as COUNTED
from anlan.risk.treatment import Outcome, PlanRun, flow_of

WORKING = "#0b4f7d"

PHASES = {"build": ("#e6a100", mark("under construction")), "use": (WORKING, mark("in use"))}
"""Colour and name of each state of a measure."""

COLOURS = {
    "killed": INK,
    "severely_injured": PERSON_COLOURS["severely_injured"],
    "displaced": PERSON_COLOURS["displaced"],
    MONEY: "#7b6d5a",
}
"""Colour of each consequence's course over the years."""


NAMES_AXIS: Spec = {
    "ticks": False,
    "domain": False,
    "labelFontSize": SMALL_ON_NARROW,
    # On a narrow screen a long name breaks once, after its twelfth letter.
    "labelExpr": f"{NARROW} ? split(replace(datum.label, /^(.{{12}}[^ ]*) /, '$1|'), '|') : datum.label",
}
"""Axis of the names of measures."""


def plan_charts(run: PlanRun, names: Names) -> tuple[Chart, ...]:
    """Return the charts of the chapter: timeline, spending, remaining risk, and what each budget buys.

    Parameters
    ----------
    run
        The plan and what explains it.
    names
        Names of the city.
    """
    charts = []
    if run.plan.outcome is not None and run.plan.outcome.starts:
        charts += [_timeline(run, run.plan.outcome, names), _spending(run, run.plan.outcome)]
        charts.append(_remaining(run, run.plan.outcome))
    if len(run.curve) > 1:
        charts.append(_budgets(run))
    return tuple(charts)


def _spec(voice: Voice, layer: Sequence[Spec], data: str) -> Spec:
    return {
        "data": {"name": data},
        "width": "container",
        "height": "container",
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": list(layer),
        "usermeta": {"language": voice.language},
    }


def _years(voice: Voice, field: str, last: int) -> Spec:
    step = next(step for step in (1, 2, 5, 10, 25, 100, 1000) if last / step <= 12)
    return {
        "field": field,
        "type": "quantitative",
        "title": voice.say(Message(mark("year of the programme"))),
        "scale": {"domain": [1, last + 1], "nice": False},
        "axis": {"values": list(range(1, last + 2, step)), "format": "d", "grid": False},
    }


def _upright(voice: Voice, field: str, title: str, **axis: Any) -> Spec:
    flat = {"titleAngle": 0, "titleAlign": "left", "titleX": 0, "titleY": -10, "titleBaseline": "bottom"}
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "axis": {**number_format(voice), "tickCount": 4, **flat, **axis},
    }


def _tip(field: str, title: str, voice: Voice | None = None) -> Spec:
    return {"field": field, "title": title, **({"type": "quantitative", **number_format(voice)} if voice else {})}


def _named(texts: dict[str, str], field: str) -> str:
    return f"({json.dumps(texts, ensure_ascii=False)})[datum.{field}]"


def _timeline(run: PlanRun, outcome: Outcome, names: Names) -> Chart:
    horizon = run.plan.settings.horizon
    measures = {measure.id: measure for measure in run.plan.treatment.measures}
    rows: list[tuple[str, str, int, int]] = []
    for name, start in outcome.starts.items():
        measure, works = measures[name], measures[name].works_from(start)
        if works > start:
            rows.append((name, "build", start, works))
        working = int(flow_of(measure, start, run.plan.settings).working.sum())
        rows.append((name, "use", works, min(works + working, horizon + 1)))
    columns = dict(zip(("measure", "phase", "first", "last"), map(list, zip(*rows, strict=True)), strict=True))
    title = Message(mark("The programme, measure by measure"))
    draw = partial(_draw_timeline, run, list(outcome.starts), names)
    legend = tuple(KeyEntry(PHASES[name][0], Message(PHASES[name][1])) for name in PHASES)
    return Chart("plan-timeline", title, draw, columns, "tall", legend)


def _draw_timeline(run: PlanRun, order: list[str], names: Names, voice: Voice) -> Spec:
    said = {name: voice.say(names.measures[name]) for name in order}
    phases = {name: voice.say(Message(text)) for name, (_, text) in PHASES.items()}
    settings = run.plan.settings
    x = _years(voice, "first", settings.horizon)
    bars: Spec = {
        "transform": [
            {"calculate": _named(said, "measure"), "as": "name"},
            {"calculate": _named(phases, "phase"), "as": "state"},
        ],
        "mark": {"type": "bar", "cornerRadius": 2, "height": {"band": 0.62}},
        "encoding": {
            "x": x,
            "x2": {"field": "last"},
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": list(said.values()),
                "title": None,
                "axis": {**NAMES_AXIS, "labelLimit": 220},
            },
            "color": {
                "field": "phase",
                "type": "nominal",
                "scale": {"domain": list(PHASES), "range": [colour for colour, _ in PHASES.values()]},
                "legend": None,
            },
            "tooltip": [
                _tip("name", voice.say(Message(mark("Measure")))),
                _tip("state", voice.say(Message(mark("State")))),
                _tip("first", voice.say(Message(mark("from year")))),
                _tip("last", voice.say(Message(mark("to the beginning of year")))),
            ],
        },
    }
    end: Spec = {
        "data": {"values": [{"year": settings.years + 1}]},
        "mark": {"type": "rule", "strokeDash": [3, 3], "color": INK},
        "encoding": {"x": {"field": "year", "type": "quantitative"}},
    }
    return _spec(voice, [bars, end], "plan-timeline")


def _spending(run: PlanRun, outcome: Outcome) -> Chart:
    spending = outcome.spending.tolist()
    columns = {"year": list(range(1, len(spending) + 1)), "spent": spending}
    draw = partial(_draw_spending, run)
    return Chart("plan-spending", Message(mark("Spending in each year")), draw, columns, "short")


def _draw_spending(run: PlanRun, voice: Voice) -> Spec:
    currency, settings = run.city.info["currency"], run.plan.settings
    unit = voice.say(Unit(currency))
    bars: Spec = {
        "mark": {"type": "bar", "color": WORKING, "width": {"band": 0.7}},
        "encoding": {
            "x": {
                "field": "year",
                "type": "ordinal",
                "title": voice.say(Message(mark("year of the programme"))),
                "axis": {"labelAngle": 0},
            },
            "y": _upright(voice, "spent", unit),
            "tooltip": [_tip("year", voice.say(Message(mark("Year")))), _tip("spent", unit, voice)],
        },
    }
    layers = [bars]
    if settings.yearly != float("inf"):
        layers.append(
            {
                "data": {"values": [{"most": settings.yearly}]},
                "mark": {"type": "rule", "strokeDash": [3, 3], "color": INK},
                "encoding": {"y": {"field": "most", "type": "quantitative"}},
            }
        )
    return _spec(voice, layers, "plan-spending")


def _remaining(run: PlanRun, outcome: Outcome) -> Chart:
    today = run.plan.treatment.annual(()).sum(axis=0)
    rows = [
        (year + 1, name, float(outcome.remaining[year, :, place].sum() / today[place]))
        for place, name in enumerate(COUNTED)
        if today[place] > 0.0
        for year in range(run.plan.settings.horizon)
    ]
    columns = dict(zip(("year", "kind", "left"), map(list, zip(*rows, strict=True)), strict=True))
    title = Message(mark("Yearly risk that remains, against today"))
    legend = tuple(
        KeyEntry(COLOURS[name], Message(CONSEQUENCES[name]), "1 0") for name in COUNTED if name in columns["kind"]
    )
    return Chart("plan-remaining", title, partial(_draw_remaining, run), columns, "short", legend)


def _draw_remaining(run: PlanRun, voice: Voice) -> Spec:
    said = {name: voice.say(Message(CONSEQUENCES[name])) for name in COUNTED}
    y = _upright(voice, "left", voice.say(Message(mark("share of today's risk"))))
    y["axis"] |= {"format": ".0%", "formatType": "number"}
    line: Spec = {
        "transform": [{"calculate": _named(said, "kind"), "as": "name"}],
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
        "encoding": {
            "x": _years(voice, "year", run.plan.settings.horizon),
            "y": y,
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": list(said), "range": [COLOURS[name] for name in said]},
                "legend": None,
            },
        },
    }
    return _spec(voice, [line], "plan-remaining")


def _budgets(run: PlanRun) -> Chart:
    currency = run.city.info["currency"]
    points = [(point, point.plan.outcome) for point in run.curve if point.plan.outcome is not None]
    columns: dict[str, list[Any]] = {
        "budget": [point.budget for point, _ in points],
        "saved": [saved_quantity(run.plan, currency, outcome.saved).value for _, outcome in points],
        "measures": [len(outcome.starts) for _, outcome in points],
    }
    title = Message(mark("What each budget buys"))
    return Chart("plan-budgets", title, partial(_draw_budgets, run), columns, "short")


def _draw_budgets(run: PlanRun, voice: Voice) -> Spec:
    currency, settings = run.city.info["currency"], run.plan.settings
    unit = voice.say(Unit(currency))
    title = unit if settings.monetised else voice.say(Message(mark("share of the risk that is avoided")))
    y = _upright(voice, "saved", title)
    saved = _tip("saved", title, voice)
    if not settings.monetised:
        y["axis"] |= {"format": ".0%", "formatType": "number"}
        saved |= {"format": ".1%", "formatType": "number"}
    x: Spec = {
        "field": "budget",
        "type": "quantitative",
        "title": voice.say(Message(mark("budget, {unit}"), unit=Unit(currency))),
        "axis": {**number_format(voice), "tickCount": 5, "grid": False},
    }
    tips = [_tip("budget", unit, voice), saved, _tip("measures", voice.say(Message(mark("Measures"))))]
    curve: Spec = {
        "mark": {"type": "line", "point": {"size": 50}, "color": SERVICE},
        "encoding": {"x": x, "y": y, "tooltip": tips},
    }
    layers = [curve]
    if settings.budget != float("inf"):
        layers.append(
            {
                "data": {"values": [{"budget": settings.budget}]},
                "mark": {"type": "rule", "strokeDash": [3, 3], "color": INK},
                "encoding": {"x": {"field": "budget", "type": "quantitative"}},
            }
        )
    return _spec(voice, layers, "plan-budgets")
