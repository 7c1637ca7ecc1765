"""The credibility floors, how far the choice rests on them, and what lies beyond."""

from collections.abc import Iterator

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.worst_tables import (
    currency_of,
    described,
    dimension_cells,
    dimension_columns,
    event_record,
    frame,
    kind_name,
    period_cell,
    told,
)
from anlan.report.choices import years_between
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said
from anlan.report.risks import unit_of
from anlan.report.words import CONSEQUENCES
from anlan.scenarios import SEARCHED, Choice, Worst
from anlan.scenarios.floors import ORIGINS

TENTH = 0.1
"""Multiple of the floor that begins the next class of the tail."""


def floors_grid(worst: Worst) -> Grid:
    """Tabulate the floor of every hazard, who states it, and whether the simulation places it.

    Parameters
    ----------
    worst
        The search.
    """
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("floor", Message(mark("Floor")), "years"),
        Column("origin", Message(mark("Stated by"))),
        Column("events", Message(mark("Events simulated"))),
        Column("expected", Message(mark("Of these at and beyond the floor"))),
        Column("needed", Message(mark("Events it takes"))),
    )
    rows = []
    for kind, found in worst.resolution.items():
        floor = worst.floors[kind]
        cells = (
            kind_name(worst, kind),
            period_cell(floor.frequency),
            Message(ORIGINS[floor.origin]),
            Quantity(found.events, "", None),
            Quantity(found.expected, "", 2),
            Message(mark("enough")) if found.enough else Quantity(found.needed, "", None),
        )
        rows.append(Row(kind, cells))
    note = mark(
        "An event is planned for if one of its hazard that is at least as severe happens once in so many years or more "
        "often. Ten events at and beyond the floor place it well."
    )
    return Grid(Message(mark("The floor of each hazard")), columns, tuple(rows), Message(note))


def floor_chapter(worst: Worst) -> Chapter:
    """Show how far the choice rests on the floor, and what the next class of the tail would add.

    Parameters
    ----------
    worst
        The search, with at least one choice.
    """
    records = [
        event_record(
            worst,
            choice.kind,
            choice.event,
            floor_per_year=worst.floors[choice.kind].frequency * factor,
            worst_of_all=choice is choices[0],
            severity=choice.severity,
            exceedance_per_year=choice.frequency,
            simulated_beyond=choice.beyond,
        )
        for factor, choices in worst.sensitivity.items()
        for choice in choices
    ]
    return Chapter(
        key="floor",
        title=Message(mark("How far the choice rests on the floor")),
        sentences=tuple(_floor_sentences(worst)),
        grids={"floors": _floors(worst), "next-class": _next(worst), "next-class-events": _next_events(worst)},
        tables={"worst_by_floor": frame(records)},
    )


def _floor_sentences(worst: Worst) -> Iterator[Message]:
    best = worst.choices[0]
    other = {
        factor: choices[0] for factor, choices in worst.sensitivity.items() if choices and choices[0].kind != best.kind
    }
    if not other:
        yield Message(
            mark("At every floor tried the worst credible scenario is of the same hazard: {hazard}."),
            hazard=kind_name(worst, best.kind),
        )
    for factor, choice in other.items():
        yield Message(
            mark("With a floor of once in {years} years it would be {hazard}: {event}."),
            years=Quantity(1.0 / (worst.floor * factor), "", 2),
            hazard=kind_name(worst, choice.kind),
            event=described(worst, choice.kind, choice.event),
        )
    yield _next_sentence(worst)


def _further(worst: Worst, kind: str) -> Choice | None:
    """Return the choice of a hazard at a tenth of its floor; None where it is the same event."""
    chosen = next(choice for choice in worst.choices if choice.kind == kind)
    further = next((choice for choice in worst.sensitivity.get(TENTH, ()) if choice.kind == kind), chosen)
    return None if further.event == chosen.event else further


def _next_sentence(worst: Worst) -> Message:
    best = worst.choices[0]
    name = kind_name(worst, best.kind)
    further = _further(worst, best.kind)
    if further is None:
        pattern = mark("{hazard}: no worse event was simulated between the floor and a tenth of it.")
        return Message(pattern, hazard=name)
    before, after = (worst.consequences(best.kind, one.event) for one in (best, further))
    added = {name: after[name] - before[name] for name in before}
    return Message(
        mark("{hazard}, at a tenth of the floor: {event}. Beyond the choice it brings {consequences}."),
        hazard=name,
        event=described(worst, best.kind, further.event),
        consequences=told(worst, added),
    )


def _next_events(worst: Worst) -> Grid:
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("event", Message(mark("Worst event at a tenth of the floor"))),
        Column("period", Message(mark("Return period")), "years"),
        Column("severity", Message(mark("Severity added")), "1"),
        *dimension_columns(worst),
    )
    rows = []
    for choice in worst.choices:
        further = _further(worst, choice.kind)
        if further is None:
            same: tuple[Said, ...] = (kind_name(worst, choice.kind), Message(mark("no worse one was simulated")))
            rows.append(Row(choice.kind, same + (None,) * (len(columns) - 2)))
            continue
        before, after = (worst.consequences(choice.kind, one.event) for one in (choice, further))
        cells: tuple[Said, ...] = (
            kind_name(worst, choice.kind),
            described(worst, choice.kind, further.event),
            period_cell(further.frequency),
            Quantity(further.severity - choice.severity, "1", 2),
            *dimension_cells(worst, {name: after[name] - before[name] for name in before}),
        )
        rows.append(Row(choice.kind, cells))
    note = mark("The difference to the chosen event of the hazard; below zero where the worse event does less harm.")
    return Grid(Message(mark("What the worst event there would add")), columns, tuple(rows), Message(note))


def _floors(worst: Worst) -> Grid:
    columns = (
        Column("floor", Message(mark("Floor")), "years"),
        Column("hazard", Message(mark("Hazard"))),
        Column("event", Message(mark("What it is"))),
        Column("severity", Message(mark("Severity")), "1", bar=True),
        Column("beyond", Message(mark("Simulated events beyond"))),
        *dimension_columns(worst),
    )
    rows = [
        Row(
            f"{factor:g}",
            (
                period_cell(worst.floor * factor),
                kind_name(worst, choices[0].kind),
                described(worst, choices[0].kind, choices[0].event),
                Quantity(choices[0].severity, "1", 2),
                Quantity(choices[0].beyond, "", None),
                *dimension_cells(worst, worst.consequences(choices[0].kind, choices[0].event)),
            ),
        )
        for factor, choices in worst.sensitivity.items()
        if choices
    ]
    note = Message(
        mark("The worst of all hazards at each floor; severity is measured by the levels at the floor of {floor}."),
        floor=years_between(worst.floor),
    )
    return Grid(Message(mark("The choice at other floors")), columns, tuple(rows), note)


def _next(worst: Worst) -> Grid:
    currency = currency_of(worst)
    columns = (
        Column("dimension", Message(mark("Dimension"))),
        Column("floor", years_between(worst.floor)),
        Column("next", years_between(worst.floor / 10.0)),
        Column("added", Message(mark("Added"))),
        Column("times", Message(mark("Multiple")), "1", bar=True),
    )
    rows = []
    for one in SEARCHED:
        level, further, unit = worst.levels[one.name], worst.beyond[one.name], unit_of(one.name, currency)
        amounts = (Quantity(level, unit), Quantity(further, unit), Quantity(further - level, unit))
        times = Quantity(further / level, "1", 2) if level > 0.0 else None
        rows.append(Row(one.name, (Message(CONSEQUENCES[one.name]), *amounts, times)))
    note = mark(
        "What all hazards together reach or exceed so often, each dimension by itself: what is left beyond the floor "
        "when the city is ready for everything above it."
    )
    return Grid(Message(mark("What the next class of the tail would add")), columns, tuple(rows), Message(note))
