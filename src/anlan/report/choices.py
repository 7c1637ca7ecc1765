"""Why this event: the choice of the worst credible scenario, its neighbours and the other hazards' scenarios."""

from math import expm1

from anlan.language import Message, mark
from anlan.rehearsal import CycleRun, Rehearsed
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said, money
from anlan.report.risks import unit_of
from anlan.report.words import CONSEQUENCES, hazard_name
from anlan.risk import EventImpacts
from anlan.scenarios import DIMENSIONS


def years_between(frequency: float) -> Message:
    """Say a frequency as the mean time between events.

    Parameters
    ----------
    frequency
        1/year.
    """
    return Message(mark("1 in {years} years"), years=Quantity(1.0 / frequency, "", 2))


def chance_within(frequency: float, years: float) -> float:
    """Return the chance of at least one event within a horizon; events are independent in time (Poisson).

    Parameters
    ----------
    frequency
        1/year.
    years
        Length of the horizon, years.
    """
    return -expm1(-frequency * years)


def reasons_of(run: CycleRun, worst: Rehearsed) -> tuple[Message, ...]:
    """Say why the worst credible scenario is this event.

    Parameters
    ----------
    run
        A run of the cycle.
    worst
        Its worst credible scenario.
    """
    choice, years = worst.choice, run.settings.planning_years
    impacts = _impacts(run, choice.kind)
    reasons = [
        Message(
            mark(
                "Planning counts events that happen at least once in {floor} years. Of {events} simulated events, "
                "{hazard}, one at least as severe as this happens {often}; over {years} years the chance is {chance}."
            ),
            floor=Quantity(1.0 / choice.floor, "", 2),
            events=Quantity(impacts.frequency.size, "", None),
            hazard=hazard_name(choice.kind),
            often=years_between(choice.frequency),
            years=years,
            chance=Quantity(chance_within(choice.frequency, years), "%"),
        ),
        Message(
            mark(
                "Severity weighs {dimensions} alike, each as a multiple of what all hazards together reach at that "
                "frequency; this event has {severity}."
            ),
            dimensions=tuple(Message(CONSEQUENCES[name]) for name in DIMENSIONS),
            severity=Quantity(choice.severity, "1", 2),
        ),
    ]
    if choice.beyond:
        text = mark(
            "{beyond} simulated events are more severe and too rare for the floor; the mildest of them is below."
        )
        reasons.append(Message(text, beyond=Quantity(choice.beyond, "", None)))
    else:
        text = mark("No simulated event is more severe: simulate more events to see what lies beyond the floor.")
        reasons.append(Message(text))
    return tuple(reasons)


def neighbour_grid(run: CycleRun, worst: Rehearsed) -> Grid:
    """Tabulate the chosen event beside the next worse and two likelier ones.

    Parameters
    ----------
    run
        A run of the cycle.
    worst
        Its worst credible scenario.
    """
    choice = worst.choice
    impacts = _impacts(run, choice.kind)
    currency = run.city.info["currency"]
    events = [(Message(mark("Chosen")), choice.event)]
    if choice.worse is not None:
        events.insert(0, (Message(mark("Next worse, too rare")), choice.worse))
    events += [(Message(mark("Likelier")), event) for event in choice.likelier]
    columns = (
        Column("role", Message(mark("Event"))),
        Column("event", Message(mark("What it is"))),
        Column("often", Message(mark("How often, at least as severe"))),
        *_dimension_columns(currency),
    )
    rows = [
        Row(
            impacts.events.ids[event],
            (
                role,
                impacts.events.describe(event),
                years_between(choice.frequency_of[event]),
                *(Quantity(float(impacts.of(name)[event]), unit_of(name, currency)) for name in DIMENSIONS),
            ),
        )
        for role, event in events
    ]
    return Grid(Message(mark("The chosen event and its neighbours")), columns, tuple(rows))


def _dimension_columns(currency: str) -> tuple[Column, ...]:
    return tuple(Column(name, Message(CONSEQUENCES[name]), unit_of(name, currency)) for name in DIMENSIONS)


def hazard_grid(run: CycleRun) -> Grid:
    """Tabulate the worst credible scenario of each hazard, the worst of all first.

    Parameters
    ----------
    run
        A run of the cycle.
    """
    currency = run.city.info["currency"]
    supplied = any(each.balance.needs.items for each in run.rehearsed)
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("event", Message(mark("What it is"))),
        Column("severity", Message(mark("Severity")), "1"),
        Column("often", Message(mark("How often, at least as severe"))),
        *_dimension_columns(currency),
        *((Column("unmet", Message(mark("Unmet need")), "person-hours"),) if supplied else ()),
    )
    rows = []
    for each in run.rehearsed:
        cells: list[Said] = [
            hazard_name(each.choice.kind),
            each.scenario.description,
            Quantity(each.choice.severity, "1", 2),
            years_between(each.choice.frequency),
        ]
        impacts = _impacts(run, each.choice.kind)
        cells += [Quantity(float(impacts.of(name)[each.choice.event]), unit_of(name, currency)) for name in DIMENSIONS]
        if supplied:
            cells.append(Quantity(each.resilience.unmet_person_hours, "person-hours"))
        rows.append(Row(each.choice.kind, tuple(cells)))
    return Grid(Message(mark("Worst credible scenario of each hazard")), columns, tuple(rows))


def scenario_grid(run: CycleRun, worst: Rehearsed) -> Grid:
    """Tabulate every consequence of the worst credible scenario for the whole city.

    Parameters
    ----------
    run
        A run of the cycle.
    worst
        Its worst credible scenario.
    """
    currency = run.city.info["currency"]
    columns = (Column("what", Message(mark("Consequence"))), Column("value", Message(mark("Whole city"))))
    people = [name for name in worst.scenario.targets if name in worst.scenario.course]
    rows = [
        Row(
            name,
            (
                Message(CONSEQUENCES[name]),
                Quantity(worst.scenario.totals[name], "persons" if name in people else money(currency)),
            ),
            Message(mark("People")) if name in people else Message(mark("Direct loss")),
        )
        for name in worst.scenario.targets
    ]
    return Grid(Message(mark("Consequences for the whole city")), columns, tuple(rows))


def _impacts(run: CycleRun, kind: str) -> EventImpacts:
    return next(hazard.impacts for hazard in run.hazards if hazard.hazard.kind == kind)
