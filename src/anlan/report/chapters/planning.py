"""The planning set: a few scenarios with frequencies, and what is lost by taking them for all events."""

from typing import Any

from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, Spec
from anlan.report.chapters.worst_tables import (
    currency_of,
    described,
    dimension_cells,
    dimension_columns,
    event_record,
    frame,
    identified,
    kind_name,
)
from anlan.report.colours import SERVICE
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, money
from anlan.report.risks import unit_of
from anlan.report.specs import FLAT_TITLE, framed
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES
from anlan.scenarios import SEARCHED, PlanningSet, Worst
from anlan.scenarios.planning import OFTEN, TAIL


def planning_chapter(worst: Worst, planned: PlanningSet) -> Chapter:
    """Show the planning set and its errors.

    Parameters
    ----------
    worst
        The search.
    planned
        The set.
    """
    order = sorted(planned.scenarios, key=lambda one: one.frequency)
    records = [
        event_record(
            worst, one.kind, one.event, frequency_per_year=one.frequency, stands_for_events=float(one.stands_for)
        )
        for one in order
    ]
    title = Message(mark("Scenarios for planning"))
    if not records:
        return Chapter(key="planning", title=title, sentences=(Message(mark("No event does harm at the floor.")),))
    return Chapter(
        key="planning",
        title=title,
        sentences=(_stands(planned),),
        chart_note=Message(
            mark(
                "Mean distance of an event to the scenario that stands for it, in multiples of the levels at the "
                "floor, by the number of scenarios: where the line is flat, more scenarios add little."
            )
        ),
        charts=(_chart(planned),),
        grids={"planning-errors": _errors(worst, planned), "planning-set": _set(worst, planned)},
        limits=(
            Message(
                mark(
                    "The scenarios are selected one after another, each time the one that brings the distance down "
                    "most; another set of the same size may do better. They were selected from {selected} events."
                ),
                selected=Quantity(planned.selected_from, "", None),
            ),
        ),
        tables={"planning_set": frame(records), "planning_errors": frame(_records(worst, planned))},
        data={"planning_set": records},
    )


def _stands(planned: PlanningSet) -> Message:
    return Message(
        mark(
            "{kept} scenarios stand for {events} events that happen {frequency} together: all that are at least as "
            "severe as what happens {often} a year. Each carries the frequency of the events nearest to it, so that "
            "plans computed with the set are computed with the risk of all of them."
        ),
        kept=len(planned.scenarios),
        events=Quantity(planned.events, "", None),
        frequency=Quantity(planned.frequency, "1/year", 3),
        often=Message(mark("once")) if OFTEN == 1.0 else Quantity(OFTEN, "", 2),
    )


def _chart(planned: PlanningSet) -> Chart:
    data: dict[str, list[Any]] = {
        "number": [float(number) for number in range(1, planned.distance.size + 1)],
        "distance": planned.distance.tolist(),
    }
    return Chart("distance", Message(mark("Distance by number of scenarios")), _draw, data, "short")


def _draw(voice: Voice) -> Spec:
    count, distance = voice.say(Message(mark("scenarios"))), voice.say(Message(mark("mean distance")))
    x: Spec = {"field": "number", "type": "quantitative", "title": count, "axis": {"format": "d", "grid": False}}
    y: Spec = {
        "field": "distance",
        "type": "quantitative",
        "title": distance,
        "axis": {**FLAT_TITLE, "tickCount": 4, "format": "~g"},
    }
    tips: list[Spec] = [
        {"field": "number", "title": count, "type": "quantitative", "format": "d"},
        {"field": "distance", "title": distance, "type": "quantitative", "format": ".3g"},
    ]
    layers: list[Spec] = [
        {"mark": {"type": "line", "color": SERVICE, "strokeWidth": 2}, "encoding": {"x": x, "y": y}},
        {"mark": {"type": "point", "size": 50, "opacity": 0}, "encoding": {"x": x, "y": y, "tooltip": tips}},
    ]
    return framed(voice, "distance", layers)


def _error(kept: float, whole: float) -> Quantity | None:
    return Quantity(kept / whole - 1.0, "%") if whole > 0.0 else None


def _errors(worst: Worst, planned: PlanningSet) -> Grid:
    currency = currency_of(worst)
    once = Quantity(1.0 / TAIL, "", 2)
    columns = (
        Column("dimension", Message(mark("Dimension"))),
        Column("share", Message(mark("Share of all harm"))),
        Column("mean", Message(mark("Mean of these events"))),
        Column("mean-error", Message(mark("Error"))),
        Column("level", Message(mark("Once in {years} years"), years=once)),
        Column("level-error", Message(mark("Error"))),
        Column("tail", Message(mark("Mean beyond once in {years} years"), years=once)),
        Column("tail-error", Message(mark("Error"))),
    )
    rows = []
    for one in SEARCHED:
        found, unit = planned.fidelity[one.name], unit_of(one.name, currency)
        yearly = money(currency, "year") if one.unit == "currency" else "persons/year"
        cells = (
            Message(CONSEQUENCES[one.name]),
            Quantity(found.share, "%"),
            Quantity(found.mean, yearly),
            _error(found.mean_kept, found.mean),
            Quantity(found.level, unit),
            _error(found.level_kept, found.level),
            Quantity(found.tail, unit),
            _error(found.tail_kept, found.tail),
        )
        rows.append(Row(one.name, cells))
    note = mark(
        "The rest of the harm comes from milder events, for which no scenario stands. The error is that of the set "
        "against all events; a level of a few scenarios moves in steps, the mean beyond it is steadier."
    )
    return Grid(Message(mark("What the set keeps")), columns, tuple(rows), Message(note))


def _records(worst: Worst, planned: PlanningSet) -> list[dict[str, Any]]:
    currency = currency_of(worst).lower()
    return [
        {
            "dimension": one.name,
            "unit": currency if one.unit == "currency" else one.unit,
            "share_of_mean": found.share,
            "mean_per_year": found.mean,
            "mean_per_year_of_set": found.mean_kept,
            "once_in_100_years": found.level,
            "once_in_100_years_of_set": found.level_kept,
            "mean_beyond_once_in_100_years": found.tail,
            "mean_beyond_once_in_100_years_of_set": found.tail_kept,
        }
        for one in SEARCHED
        for found in (planned.fidelity[one.name],)
    ]


def _set(worst: Worst, planned: PlanningSet) -> Grid:
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("event", Message(mark("What it is"))),
        Column("frequency", Message(mark("Frequency")), "1/year"),
        Column("stands", Message(mark("Stands for")), "events"),
        *dimension_columns(worst),
    )
    rows = tuple(
        Row(
            identified(worst, one.kind, one.event),
            (
                kind_name(worst, one.kind),
                described(worst, one.kind, one.event),
                Quantity(one.frequency, "1/year"),
                Quantity(one.stands_for, "events", None),
                *dimension_cells(worst, worst.consequences(one.kind, one.event)),
            ),
        )
        for one in sorted(planned.scenarios, key=lambda one: one.frequency)
    )
    return Grid(Message(mark("The scenarios, the rarest first")), columns, rows)
