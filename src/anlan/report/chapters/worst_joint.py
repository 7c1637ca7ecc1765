"""Compound events: the worst that is credible of each family, its parts, and how much their dependence matters."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, KeyEntry, Spec
from anlan.report.chapters.worst_tables import (
    dimension_cells,
    dimension_columns,
    frame,
    period_cell,
    period_column,
    told,
)
from anlan.report.charts import decades, number_format
from anlan.report.colours import INK
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said
from anlan.report.specs import FLAT_TITLE, framed, lines_and_tips, log_axis, named
from anlan.report.voice import Voice
from anlan.report.words import hazard_name
from anlan.risk import ExceedanceCurve, Skipped
from anlan.scenarios import SEARCHED, Candidates, Choice, Worst, consequences_of
from anlan.scenarios.joint import BASES, COPULAS, JOINT_KINDS, Dependence, JointChoice, parts_at_work

LOOKS: Mapping[str, tuple[str, list[int], str]] = {
    "modelled": (INK, [1, 0], mark("As modelled")),
    "apart": ("#0072b2", [7, 3], mark("Parts never meet")),
    "perfect": ("#d55e00", [2, 2], mark("Worst always with worst")),
}
"""Colour, dashes and name of each curve."""

POINTS = 60
"""Points of a curve."""

BEYOND = 10.0
"""Curves are drawn up to this multiple of the floor's return period."""

SEVERITY = mark("severity")


def joint_chapter(worst: Worst, choices: Sequence[JointChoice], missing: Sequence[Skipped] = ()) -> Chapter:
    """Tell the compound choices, their parts, the dependence and how much it matters.

    Parameters
    ----------
    worst
        The search that the families entered.
    choices
        What was chosen of each family, the worst of all first.
    missing
        Families, or parts of families, that could not be made.
    """
    chosen = [(one, one.compound) for one in choices if one.compound is not None]
    grids: dict[str, Grid] = {}
    if chosen:
        grids = {"joint-choices": _choices(worst, chosen), "joint-parts": _parts(worst, *chosen[0])}
    if choices:
        grids["joint-dependence"] = _dependence(choices)
    records = [_record(worst, one, choice) for one, choice in chosen]
    curves = _curve_records(worst, choices)
    return Chapter(
        key="joint",
        title=Message(mark("Hazards that strike together")),
        sentences=tuple(_sentences(worst, choices, chosen, missing)),
        chart_note=Message(
            mark(
                "How often events of a family reach a severity: as modelled; if no two parts ever happened together; "
                "and if the worst of each part always came with the worst of every other. The curves may cross at "
                "common events, because what happens together happens less often."
            )
        ),
        charts=tuple(_chart(worst, one) for one in choices),
        grids=grids,
        limits=_limits(),
        tables=({"compound_scenarios": frame(records)} if records else {})
        | ({"compound_curves": frame(curves)} if curves else {}),
        data={"compound_scenarios": records},
    )


def _sentences(
    worst: Worst,
    choices: Sequence[JointChoice],
    chosen: Sequence[tuple[JointChoice, Choice]],
    missing: Sequence[Skipped],
) -> Iterator[Message]:
    if not chosen:
        yield Message(mark("No compound event of which two parts or more weigh is credible at the floor."))
    else:
        yield from _leading(worst, *chosen[0])
        yield from _effect(chosen[0][0], chosen[0][1].floor)
        light = tuple(Message(JOINT_KINDS[one.kind]) for one in choices if one.compound is None)
        if light:
            yield Message(
                mark(
                    "Not credible at the floor with two parts of which each has 1 % or more of the severity of the "
                    "gravest: {families}."
                ),
                families=light,
            )
    lack = {one.what: one.reasons for one in missing}
    made = {one.kind for one in choices}
    for kind, reasons in lack.items():
        text = mark("{family} is without a part: {reason}.") if kind in made else mark("No {family}: {reason}.")
        yield Message(text, family=Message(JOINT_KINDS[kind]), reason=reasons[0])


def _leading(worst: Worst, one: JointChoice, choice: Choice) -> Iterator[Message]:
    yield Message(
        mark("{family}: {event}. Together they bring {consequences}."),
        family=Message(JOINT_KINDS[one.kind]),
        event=_happening(one, choice),
        consequences=told(worst, _consequences(one, choice)),
    )
    yield Message(
        mark(
            "Its severity is {severity}. Compound events of this family at least as severe happen once in {often} "
            "years; with events of one part alone, once in {any} years."
        ),
        severity=Quantity(choice.severity, "1", 2),
        often=_years(choice.frequency),
        any=_years(one.modelled.frequency_of(choice.severity)),
    )
    single = next((other for other in worst.choices if other.kind in worst.assessment.impacts), None)
    if single is not None:
        yield Message(
            mark("The worst credible event of a single hazard is of {hazard}, with a severity of {severity}."),
            hazard=hazard_name(single.kind),
            severity=Quantity(single.severity, "1", 2),
        )


def _effect(one: JointChoice, floor: float) -> Iterator[Message]:
    yield Message(
        mark(
            "Once in {floor} years the family reaches a severity of {modelled}; of {apart} if its parts never met, and "
            "of {perfect} if the worst of each always came with the worst of every other."
        ),
        floor=_years(floor),
        modelled=Quantity(one.modelled.impact_at(floor), "1", 2),
        apart=Quantity(one.apart.impact_at(floor), "1", 2),
        perfect=Quantity(one.perfect.impact_at(floor), "1", 2),
    )


def _limits() -> tuple[Message, ...]:
    return (
        Message(
            mark(
                "All parts begin in the same hour. One release is followed for each storm, flood or earthquake. In a "
                "storm it has the storm's month and wind at the plant; hour and direction of the wind are drawn, and "
                "after an earthquake all its weather."
            )
        ),
        Message(
            mark(
                "In one place the parts act independently: who is hit by both is counted once. Crowded shelters in an "
                "epidemic, dry reservoirs in a heat wave and other effects of one part on the harm of another are not "
                "modelled."
            )
        ),
    )


def _years(frequency: float) -> Quantity:
    return Quantity(1.0 / frequency, "", 2)


def _happening(one: JointChoice, choice: Choice) -> Message:
    told_parts = [impacts.events.describe(event) for _, impacts, event in parts_at_work(one.family, choice.event)]
    said = told_parts[0]
    for part in told_parts[1:]:
        said = Message(mark("{first}. At the same time: {second}"), first=said, second=part)
    return said


def _consequences(one: JointChoice, choice: Choice) -> dict[str, float]:
    return {each.name: float(one.impacts.of(each.name)[choice.event]) for each in SEARCHED}


def _choices(worst: Worst, chosen: Sequence[tuple[JointChoice, Choice]]) -> Grid:
    columns = (
        Column("family", Message(mark("Compound event"))),
        Column("event", Message(mark("What it is"))),
        Column("month", Message(mark("Month"))),
        Column("severity", Message(mark("Severity")), "1", bar=True),
        period_column(),
        *dimension_columns(worst),
    )
    rows = []
    for one, choice in chosen:
        month = one.family.joint.moment(choice.event).month
        cells: tuple[Said, ...] = (
            Message(JOINT_KINDS[one.kind]),
            _happening(one, choice),
            None if month is None else Quantity(month, "", None),
            Quantity(choice.severity, "1", 2),
            period_cell(choice.frequency),
            *dimension_cells(worst, _consequences(one, choice)),
        )
        rows.append(Row(one.kind, cells))
    note = mark(
        "The return period is that of compound events of the family at least as severe; where one part outweighs the "
        "others by far, that of all its events."
    )
    return Grid(Message(mark("Worst credible compound event of each family")), columns, tuple(rows), Message(note))


def _parts(worst: Worst, one: JointChoice, choice: Choice) -> Grid:
    columns = (
        Column("part", Message(mark("Part"))),
        Column("event", Message(mark("What it is"))),
        Column("severity", Message(mark("Severity")), "1", bar=True),
        *dimension_columns(worst),
    )
    hours = int(worst.assessment.city.settings["horizon_hours"])
    rows = []
    for place, impacts, event in parts_at_work(one.family, choice.event):
        alone = Candidates.with_values(impacts, consequences_of(worst.assessment.city, impacts, hours))
        values = {each.name: float(alone.values[each.name][event]) for each in SEARCHED}
        severity = float(alone.severity(worst.levels, worst.weights)[event])
        first: tuple[Said, ...] = (
            hazard_name(impacts.events.kind),
            impacts.events.describe(event),
            Quantity(severity, "1", 2),
        )
        rows.append(Row(f"{place}-{impacts.events.kind}", (*first, *dimension_cells(worst, values))))
    whole: tuple[Said, ...] = (Message(mark("Together")), None, Quantity(choice.severity, "1", 2))
    rows.append(Row("together", (*whole, *dimension_cells(worst, _consequences(one, choice)))))
    note = mark("Each part as if it came alone; together everybody and everything is counted once.")
    return Grid(Message(mark("Parts of the worst compound event")), columns, tuple(rows), Message(note))


def _dependence(choices: Sequence[JointChoice]) -> Grid:
    columns = (
        Column("pair", Message(mark("Parts"))),
        Column("rate", Message(mark("Happen together")), "1/year"),
        Column("chance", Message(mark("By chance")), "1/year"),
        Column("copula", Message(mark("Ranks"))),
        Column("tau", Message(mark("Rank correlation"))),
        Column("basis", Message(mark("Rests on"))),
    )
    rows = [
        Row(f"{one.kind}/{place}", _dependence_cells(each), Message(JOINT_KINDS[one.kind]))
        for one in choices
        for place, each in enumerate(one.family.joint.dependence)
    ]
    note = mark(
        "Rank correlation is Kendall's tau among the events that happen together; it is empty where each event of the "
        "second part belongs to one event of the first."
    )
    return Grid(Message(mark("How the parts depend on each other")), columns, tuple(rows), Message(note))


def _dependence_cells(one: Dependence) -> tuple[Said, ...]:
    pair = Message(mark("{first} and {second}"), first=hazard_name(one.first), second=hazard_name(one.second))
    return (
        pair,
        Quantity(one.rate, "1/year", 2),
        None if one.by_chance is None else Quantity(one.by_chance, "1/year", 2),
        None if one.copula is None else Message(COPULAS[one.copula.family]),
        None if one.copula is None else Quantity(one.copula.tau, "1", 2),
        Message(mark("{basis}: {source}"), basis=Message(BASES[one.basis]), source=one.source),
    )


def _record(worst: Worst, one: JointChoice, choice: Choice) -> dict[str, Any]:
    joint = one.family.joint
    moment = joint.moment(choice.event)
    units = {each.name: worst.assessment.city.info["currency"].lower() if each.unit == "currency" else each.unit
             for each in SEARCHED}  # fmt: skip
    return {
        "family": one.kind,
        "event": joint.identifier(choice.event),
        "parts": " + ".join(joint.ids(choice.event)),
        "description": _happening(one, choice),
        "month": moment.month,
        "tide": moment.tide,
        "by_day": moment.by_day,
        "severity": choice.severity,
        "compound_exceedance_per_year": choice.frequency,
        "family_exceedance_per_year": one.modelled.frequency_of(choice.severity),
        "exact": bool(one.impacts.exact[choice.event]),
        **{f"{name}_{units[name]}": value for name, value in _consequences(one, choice).items()},
    }


def _series(worst: Worst, one: JointChoice) -> list[tuple[str, float, float]]:
    """Return points of the three curves: name, return period in years, severity."""
    floor = worst.floors[one.kind].frequency
    curves: dict[str, ExceedanceCurve] = {"modelled": one.modelled, "apart": one.apart, "perfect": one.perfect}
    periods = np.geomspace(1.0, BEYOND / floor, POINTS)
    return [
        (name, float(period), curve.impact_at(1.0 / float(period)))
        for name, curve in curves.items()
        for period in periods
        if curve.frequency.size and curve.frequency[0] <= 1.0 / period
    ]


def _curve_records(worst: Worst, choices: Sequence[JointChoice]) -> list[dict[str, Any]]:
    return [
        {"family": one.kind, "curve": name, "return_period_years": period, "severity": severity}
        for one in choices
        for name, period, severity in _series(worst, one)
    ]


def _chart(worst: Worst, one: JointChoice) -> Chart:
    points = _series(worst, one)
    data: dict[str, list[Any]] = {
        "series": [name for name, _, _ in points],
        "period": [period for _, period, _ in points],
        "severity": [severity for _, _, severity in points],
    }
    key = f"joint-{one.kind.replace('_', '-')}"
    farthest = BEYOND / worst.floors[one.kind].frequency

    def draw(voice: Voice) -> Spec:
        names = {name: voice.say(Message(text)) for name, (_, _, text) in LOOKS.items()}
        title = voice.say(Message(mark("return period, years")))
        x = log_axis(voice, "period", title, decades([1.0, farthest], 6))
        said = voice.say(Message(SEVERITY))
        y: Spec = {
            "field": "severity", "type": "quantitative", "title": said, "scale": {"domainMin": 0, "nice": True},
            "axis": {"tickCount": 5, **FLAT_TITLE},
        }  # fmt: skip
        tips: list[Spec] = [
            {"field": "name", "title": ""},
            {"field": "period", "title": title, "type": "quantitative", **number_format(voice)},
            {"field": "severity", "title": said, "type": "quantitative", "format": ".2f"},
        ]
        looks = {name: (colour, dashes) for name, (colour, dashes, _) in LOOKS.items()}
        return framed(voice, key, lines_and_tips(x, y, looks, tips), [named(names, "series")])

    legend = tuple(
        KeyEntry(colour, Message(text), " ".join(str(part) for part in dashes))
        for colour, dashes, text in LOOKS.values()
    )
    return Chart(key, Message(JOINT_KINDS[one.kind]), draw, data, "tall", legend)
