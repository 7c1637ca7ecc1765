"""Credible events that no other outdoes."""

from collections.abc import Mapping
from typing import Any

from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, KeyEntry, Spec
from anlan.report.chapters.worst_tables import (
    described,
    dimension_cells,
    dimension_columns,
    event_record,
    frame,
    identified,
    kind_colour,
    kind_name,
    period_cell,
    period_column,
)
from anlan.report.charts import number_format
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity
from anlan.report.specs import PLAIN_AXIS, framed, named
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES
from anlan.scenarios import SEARCHED, FrontEvent, Worst

DRAWN = 60
"""Most events that are drawn, the most severe ones; the table has all."""

MULTIPLE = mark("multiple of the level at the floor")

LISTED = 20
"""Most events in the page's table; the files have all."""


def front_chapter(worst: Worst) -> Chapter:
    """Show the credible events that no other credible event outdoes in every dimension.

    Parameters
    ----------
    worst
        The search, with at least one choice.
    """
    front = worst.front
    kinds = [kind for kind in worst.candidates if any(one.kind == kind for one in front)]
    records = [
        event_record(worst, one.kind, one.event, severity=one.severity, exceedance_per_year=one.frequency)
        for one in front
    ]
    return Chapter(
        key="front",
        title=Message(mark("What no other event outdoes")),
        sentences=(
            Message(
                mark(
                    "Of all credible events, {count} are not outdone: no other is at least as bad in every dimension "
                    "and worse in one (Pareto-optimal). Whoever weighs the dimensions in another way chooses among "
                    "these. They are of: {hazards}."
                ),
                count=len(front),
                hazards=tuple(kind_name(worst, kind) for kind in kinds),
            ),
        ),
        chart_note=Message(
            mark(
                "Each line is an event; it passes every dimension at the multiple of what all hazards together reach "
                "at the floor. The thick line is the worst credible scenario. Point at a line for the amounts."
            )
        ),
        charts=(_chart(worst, kinds),),
        grids={"front": _grid(worst)},
        tables={"pareto_set": frame(records)},
    )


def _chart(worst: Worst, kinds: list[str]) -> Chart:
    best = (worst.choices[0].kind, worst.choices[0].event)
    rows = [
        (one, dimension.name, place)
        for one in reversed(worst.front[:DRAWN])
        for place, dimension in enumerate(SEARCHED)
        if worst.levels[dimension.name] > 0.0
    ]
    amounts = {(one.kind, one.event): worst.consequences(one.kind, one.event) for one in worst.front[:DRAWN]}
    data: dict[str, list[Any]] = {
        "event": [_identifier(worst, one) for one, _, _ in rows],
        "kind": [one.kind for one, _, _ in rows],
        "dimension": [name for _, name, _ in rows],
        "place": [float(place) for _, _, place in rows],
        "multiple": [amounts[one.kind, one.event][name] / worst.levels[name] for one, name, _ in rows],
        "amount": [amounts[one.kind, one.event][name] for one, name, _ in rows],
        "chosen": [float((one.kind, one.event) == best) for one, _, _ in rows],
    }
    said = {_identifier(worst, one): described(worst, one.kind, one.event) for one in worst.front[:DRAWN]}
    legend = tuple(KeyEntry(kind_colour(worst, kind), kind_name(worst, kind), "1 0") for kind in kinds)

    def draw(voice: Voice) -> Spec:
        return _draw(voice, {name: voice.say(text) for name, text in said.items()}, kinds, worst)

    return Chart("front", Message(mark("Events that no other outdoes, by dimension")), draw, data, "tall", legend)


def _identifier(worst: Worst, one: FrontEvent) -> str:
    return identified(worst, one.kind, one.event)


def _draw(voice: Voice, said: Mapping[str, str], kinds: list[str], worst: Worst) -> Spec:
    names = {one.name: voice.say(Message(CONSEQUENCES[one.name])) for one in SEARCHED if worst.levels[one.name] > 0.0}
    x: Spec = {
        "field": "multiple",
        "type": "quantitative",
        "title": voice.say(Message(MULTIPLE)),
        "scale": {"domainMin": 0, "nice": True},
        "axis": {"tickCount": 6},
    }
    y: Spec = {
        "field": "name",
        "type": "nominal",
        "title": None,
        "sort": list(names.values()),
        "scale": {"type": "point", "padding": 0.3},
        "axis": {**PLAIN_AXIS, "grid": True, "labelLimit": 150, "labelFontSize": 12},
    }
    shared: Spec = {"x": x, "y": y, **_series(worst, kinds)}
    line = {"type": "line", "interpolate": "linear"}
    layers: list[Spec] = [
        {
            "transform": [{"filter": "datum.chosen === 0"}],
            "mark": {**line, "strokeWidth": 1.2, "opacity": 0.55},
            "encoding": shared,
        },
        {"transform": [{"filter": "datum.chosen === 1"}], "mark": {**line, "strokeWidth": 4}, "encoding": shared},
        {"mark": {"type": "point", "size": 60, "opacity": 0}, "encoding": {"x": x, "y": y, "tooltip": _tips(voice)}},
    ]
    return framed(voice, "front", layers, [named(names, "dimension"), named(said, "event", "told")])


def _series(worst: Worst, kinds: list[str]) -> Spec:
    """Join the points of an event from the first dimension to the last, in the colour of its hazard."""
    return {
        "detail": {"field": "event"},
        "order": {"field": "place", "type": "quantitative"},
        "color": {
            "field": "kind",
            "type": "nominal",
            "scale": {"domain": kinds, "range": [kind_colour(worst, kind) for kind in kinds]},
            "legend": None,
        },
    }


def _tips(voice: Voice) -> list[Spec]:
    amount = voice.say(Message(mark("amount")))
    return [
        {"field": "told", "title": ""},
        {"field": "name", "title": voice.say(Message(mark("Dimension")))},
        {"field": "amount", "title": amount, "type": "quantitative", **number_format(voice)},
        {"field": "multiple", "title": voice.say(Message(MULTIPLE)), "type": "quantitative", "format": ".2f"},
    ]


def _grid(worst: Worst) -> Grid:
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("event", Message(mark("What it is"))),
        Column("severity", Message(mark("Severity")), "1", bar=True),
        period_column(),
        *dimension_columns(worst),
    )
    rows = tuple(
        Row(
            _identifier(worst, one),
            (
                kind_name(worst, one.kind),
                described(worst, one.kind, one.event),
                Quantity(one.severity, "1", 2),
                period_cell(one.frequency),
                *dimension_cells(worst, worst.consequences(one.kind, one.event)),
            ),
        )
        for one in worst.front[:LISTED]
    )
    note = None
    if len(worst.front) > LISTED:
        note = Message(mark("The {count} most severe; the files have all."), count=LISTED)
    return Grid(Message(mark("Events that no other outdoes")), columns, rows, note)
