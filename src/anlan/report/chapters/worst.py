"""The worst credible scenario: which event, why, its neighbours, and the same for each hazard."""

from collections.abc import Iterator, Mapping

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.register import STRATEGIES
from anlan.report.chapters.worst_floor import floors_grid
from anlan.report.chapters.worst_moment import record_of, when_said
from anlan.report.chapters.worst_tables import (
    currency_of,
    described,
    dimension_cells,
    dimension_columns,
    event_record,
    frame,
    identified,
    kind_name,
    period_cell,
    period_column,
    told,
    weighs_alike,
)
from anlan.report.choices import chance_within, years_between
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said
from anlan.report.risks import unit_of
from anlan.report.words import CONSEQUENCES
from anlan.risk.register import Register
from anlan.scenarios import SEARCHED, Choice, Worst
from anlan.scenarios.candidates import measured

RETURN = mark("The return period is that of an event of the same hazard at least as severe.")

WEIGHTY = 3
"""Dimensions that are named as making the severity."""


def choice_chapter(worst: Worst, register: Register) -> Chapter:
    """Say which event is the worst that is credible, and why.

    Parameters
    ----------
    worst
        The search.
    register
        What is done about each risk.
    """
    title = Message(mark("The worst credible scenario"))
    if not worst.choices:
        return Chapter(key="choice", title=title, sentences=(_nothing(worst),))
    choice = worst.choices[0]
    return Chapter(
        key="choice",
        title=title,
        sentences=tuple(_sentences(worst, choice, strategies_of(register))),
        grids={"worst-criteria": _criteria(worst, choice), "worst-neighbours": _neighbours(worst, choice)},
        limits=tuple(_limits(worst)),
    )


def _limits(worst: Worst) -> Iterator[Message]:
    if weighs_alike(worst):
        yield Message(
            mark(
                "All dimensions weigh the same; no rate of exchange between lives and money is used. A city that "
                "weighs otherwise finds its candidates among the events that no other outdoes."
            )
        )
    else:
        yield Message(
            mark(
                "The dimensions weigh as this run was asked to weigh them. Whoever weighs otherwise finds other "
                "candidates among the events that no other outdoes."
            )
        )
    if all(len(one.hazards) == 1 for one in worst.candidates.values()):
        yield Message(
            mark(
                "Each event is of one hazard. Events that set off others, and failures that spread from network to "
                "network, are not followed here."
            )
        )


def strategies_of(register: Register) -> dict[str, str]:
    """Return the strategy for each hazard in the whole city.

    Parameters
    ----------
    register
        The register.
    """
    areas = register.assessment.city.areas
    root = areas.codes[areas.root]
    return {
        item.hazard: item.control.strategy
        for item in register.items
        if item.area == root and item.origin == "computed" and item.hazard is not None
    }


def _strategy(worst: Worst, kind: str, strategies: Mapping[str, str]) -> str | None:
    """Return the strategy for a hazard; for compound events that for the hazard that leads."""
    return strategies.get(worst.candidates[kind].hazards[0])


def _nothing(worst: Worst) -> Message:
    pattern = mark("No simulated event does harm once in {floor} years or more often; give a lower floor.")
    return Message(pattern, floor=_years(worst.floor))


def _years(frequency: float) -> Quantity:
    return Quantity(1.0 / frequency, "", 2)


def _sentences(worst: Worst, choice: Choice, strategies: dict[str, str]) -> Iterator[Message]:
    horizon = worst.assessment.city.settings["planning_years"]
    hazard = kind_name(worst, choice.kind)
    consequences = worst.consequences(choice.kind, choice.event)
    yield Message(
        mark("{hazard}: {event}. It brings {consequences}."),
        hazard=hazard,
        event=described(worst, choice.kind, choice.event),
        consequences=told(worst, consequences),
    )
    yield when_said(worst, choice)
    yield Message(
        mark(
            "An event is credible if one of its hazard that is at least as severe happens once in {floor} years or "
            "more often. This is the most severe of them: one at least as severe happens once in {often} years, "
            "with a chance of {chance} over {years} years. Of any hazard, one at least as severe happens once in {any} "
            "years."
        ),
        floor=_years(choice.floor),
        often=_years(choice.frequency),
        chance=Quantity(chance_within(choice.frequency, horizon), "%"),
        years=horizon,
        any=_years(worst.joint[choice.kind]),
    )
    yield _severity_said(worst, choice)
    yield from _around(worst, choice)
    if (strategy := _strategy(worst, choice.kind, strategies)) is not None:
        pattern = mark("The risk register says of this hazard: {strategy}.")
        yield Message(pattern, strategy=Message(STRATEGIES[strategy]))
    yield from _small(worst, choice)


def _severity_said(worst: Worst, choice: Choice) -> Message:
    consequences = worst.consequences(choice.kind, choice.event)
    counting = measured(worst.levels, worst.weights)
    shares = {name: worst.weights[name] * consequences[name] / worst.levels[name] for name in counting}
    weighty = sorted((name for name in shares if shares[name] > 0.0), key=lambda name: -shares[name])[:WEIGHTY]
    return Message(
        mark(
            "Its severity is {severity}: the mean of {count} dimensions, each as a multiple of what all hazards "
            "together reach at the floor. It weighs most in: {dimensions}."
        )
        if weighs_alike(worst)
        else mark(
            "Its severity is {severity}: the weighted mean of {count} dimensions, each as a multiple of what all "
            "hazards together reach at the floor. It weighs most in: {dimensions}."
        ),
        severity=Quantity(choice.severity, "1", 2),
        count=len(shares),
        dimensions=tuple(Message(CONSEQUENCES[name]) for name in weighty),
    )


def _around(worst: Worst, choice: Choice) -> Iterator[Message]:
    if choice.worse is None:
        yield Message(
            mark("No simulated event is more severe: simulate more events to see what lies beyond the floor.")
        )
    else:
        yield Message(
            mark("The next worse event is too rare: {event} ({often})."),
            event=described(worst, choice.kind, choice.worse),
            often=years_between(choice.frequency_of[choice.worse]),
        )
    if choice.kind in worst.nearly:
        event, frequency = worst.nearly[choice.kind]
        yield Message(
            mark("Nearly as bad and likelier: {event} ({often})."),
            event=described(worst, choice.kind, event),
            often=years_between(frequency),
        )


def _small(worst: Worst, choice: Choice) -> Iterator[Message]:
    resolution = worst.resolution[choice.kind]
    if not resolution.enough:
        yield Message(
            mark(
                "The simulation is too small for this floor: of {events} events, {expected} lie at and beyond it. "
                "Simulate {needed} events, or take a higher floor."
            ),
            events=Quantity(resolution.events, "", None),
            expected=Quantity(resolution.expected, "", 2),
            needed=Quantity(resolution.needed, "", None),
        )


def _criteria(worst: Worst, choice: Choice) -> Grid:
    currency = currency_of(worst)
    consequences = worst.consequences(choice.kind, choice.event)
    columns = (
        Column("dimension", Message(mark("Dimension"))),
        Column("chosen", Message(mark("This event"))),
        Column("level", Message(mark("All hazards, at the floor"))),
        Column("ratio", Message(mark("Multiple")), "1", bar=True),
        Column("weight", Message(mark("Weight")), "1"),
    )
    rows = []
    for one in SEARCHED:
        value, level, unit = consequences[one.name], worst.levels[one.name], unit_of(one.name, currency)
        ratio = Quantity(value / level, "1", 2) if level > 0.0 else None
        weight = Quantity(worst.weights[one.name], "1", 2)
        amounts = (Quantity(value, unit), Quantity(level, unit))
        rows.append(Row(one.name, (Message(CONSEQUENCES[one.name]), *amounts, ratio, weight)))
    note = mark(
        "Severity is the mean of the multiples by these weights. Needs in the worst hour count everybody once for each "
        "need: help for the injured, a roof, access, water, electricity."
    )
    return Grid(Message(mark("By what events are compared")), columns, tuple(rows), Message(note))


def _neighbours(worst: Worst, choice: Choice) -> Grid:
    places: list[tuple[Message, int, float]] = []
    if choice.worse is not None:
        places.append((Message(mark("Next worse, too rare")), choice.worse, choice.frequency_of[choice.worse]))
    places.append((Message(mark("Chosen")), choice.event, choice.frequency))
    if choice.kind in worst.nearly:
        places.append((Message(mark("Nearly as bad")), *worst.nearly[choice.kind]))
    places += [(Message(mark("Likelier")), event, choice.frequency_of[event]) for event in choice.likelier]
    columns = (
        Column("role", Message(mark("Event"))),
        Column("event", Message(mark("What it is"))),
        Column("severity", Message(mark("Severity")), "1", bar=True),
        period_column(),
        *dimension_columns(worst),
    )
    severity = worst.candidates[choice.kind].severity(worst.levels, worst.weights)
    rows = [
        Row(
            f"{number}-{identified(worst, choice.kind, event)}",
            (
                role,
                described(worst, choice.kind, event),
                Quantity(float(severity[event]), "1", 2),
                period_cell(frequency),
                *dimension_cells(worst, worst.consequences(choice.kind, event)),
            ),
        )
        for number, (role, event, frequency) in enumerate(places)
    ]
    return Grid(Message(mark("The chosen event and its neighbours")), columns, tuple(rows), Message(RETURN))


def hazards_chapter(worst: Worst, register: Register) -> Chapter:
    """Show the worst credible scenario of each hazard.

    Parameters
    ----------
    worst
        The search.
    register
        What is done about each risk.
    """
    strategies = strategies_of(register)
    chosen = {choice.kind for choice in worst.choices}
    records = [
        event_record(
            worst,
            choice.kind,
            choice.event,
            strategy=_strategy(worst, choice.kind, strategies),
            severity=choice.severity,
            exceedance_per_year=choice.frequency,
            **record_of(worst, choice),
            floor_per_year=choice.floor,
            any_hazard_exceedance_per_year=worst.joint[choice.kind],
            events=worst.resolution[choice.kind].events,
            events_needed=worst.resolution[choice.kind].needed,
        )
        for choice in worst.choices
    ]
    return Chapter(
        key="hazards",
        title=Message(mark("The worst of each hazard")),
        sentences=tuple(_hazard_sentences(worst, [kind for kind in worst.candidates if kind not in chosen])),
        grids={
            **({"worst-hazards": _hazards(worst, strategies)} if worst.choices else {}),
            "credibility-floors": floors_grid(worst),
        },
        tables={"worst_of_each_hazard": frame(records)} if records else {},
        data={"scenarios": records},
    )


def _hazard_sentences(worst: Worst, harmless: list[str]) -> Iterator[Message]:
    if harmless:
        yield Message(
            mark("No event that does harm is frequent enough for the floor of its hazard: {hazards}."),
            hazards=tuple(kind_name(worst, kind) for kind in harmless),
        )
    small = [choice.kind for choice in worst.choices if not worst.resolution[choice.kind].enough]
    if small:
        yield Message(
            mark("Too few events were simulated for the floor, the table of floors says how many it takes: {hazards}."),
            hazards=tuple(kind_name(worst, kind) for kind in small),
        )


def _hazards(worst: Worst, strategies: dict[str, str]) -> Grid:
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("event", Message(mark("What it is"))),
        Column("strategy", Message(mark("Strategy"))),
        Column("severity", Message(mark("Severity")), "1", bar=True),
        period_column(),
        *dimension_columns(worst),
    )
    rows = []
    for choice in worst.choices:
        strategy = _strategy(worst, choice.kind, strategies)
        cells: tuple[Said, ...] = (
            kind_name(worst, choice.kind),
            described(worst, choice.kind, choice.event),
            None if strategy is None else Message(STRATEGIES[strategy]),
            Quantity(choice.severity, "1", 2),
            period_cell(choice.frequency),
            *dimension_cells(worst, worst.consequences(choice.kind, choice.event)),
        )
        rows.append(Row(choice.kind, cells))
    return Grid(Message(mark("Worst credible scenario of each hazard")), columns, tuple(rows), Message(RETURN))
