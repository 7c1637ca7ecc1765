"""What the chapters on the worst credible scenario have in common: columns, cells and rows of events."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from anlan.language import Message, mark
from anlan.report.colours import COMPOUND_COLOURS, KIND_COLOURS
from anlan.report.document import Column
from anlan.report.quantity import Quantity
from anlan.report.risks import unit_of
from anlan.report.words import CONSEQUENCES, counted
from anlan.scenarios import SEARCHED, Worst


def currency_of(worst: Worst) -> str:
    """Return the city's currency."""
    return str(worst.assessment.city.info["currency"])


def weighs_alike(worst: Worst) -> bool:
    """Return whether all dimensions weigh the same."""
    return len(set(worst.weights.values())) == 1


def described(worst: Worst, kind: str, event: int) -> Message:
    """Say what an event is."""
    return worst.candidates[kind].teller.describe(event)


def kind_name(worst: Worst, kind: str) -> Message:
    """Return what a hazard, or a kind of compound events, is called."""
    return worst.candidates[kind].name


def kind_colour(worst: Worst, kind: str) -> str:
    """Return the colour of a hazard, or of a kind of compound events."""
    if kind in KIND_COLOURS:
        return KIND_COLOURS[kind]
    compound = [one for one in worst.candidates if one not in KIND_COLOURS]
    return COMPOUND_COLOURS[compound.index(kind) % len(COMPOUND_COLOURS)]


def identified(worst: Worst, kind: str, event: int) -> str:
    """Return the name of an event."""
    return worst.candidates[kind].teller.identifier(event)


def dimension_columns(worst: Worst) -> tuple[Column, ...]:
    """Return a column for each dimension."""
    currency = currency_of(worst)
    return tuple(Column(one.name, Message(CONSEQUENCES[one.name]), unit_of(one.name, currency)) for one in SEARCHED)


def period_column() -> Column:
    """Return the column for how often an event at least as severe happens."""
    return Column("period", Message(mark("Return period")), "years")


def period_cell(frequency: float) -> Quantity:
    """Return its cell.

    Parameters
    ----------
    frequency
        1/year.
    """
    return Quantity(1.0 / frequency, "years", 2)


def dimension_cells(worst: Worst, values: Mapping[str, float]) -> tuple[Quantity, ...]:
    """Return a cell for each dimension.

    Parameters
    ----------
    worst
        The search.
    values
        People or money by dimension.
    """
    currency = currency_of(worst)
    return tuple(Quantity(values[one.name], unit_of(one.name, currency)) for one in SEARCHED)


def told(worst: Worst, values: Mapping[str, float]) -> tuple[Message, ...]:
    """Say the consequences that are not zero.

    Parameters
    ----------
    worst
        The search.
    values
        People or money by dimension.
    """
    currency = currency_of(worst)
    return tuple(
        counted(one.name, values[one.name], unit_of(one.name, currency)) for one in SEARCHED if values[one.name] > 0.0
    )


def event_record(worst: Worst, kind: str, event: int, **more: float | str | bool | None) -> dict[str, Any]:
    """Return an event as a row of a table, its consequences last; units in the names.

    Parameters
    ----------
    worst
        The search.
    kind, event
        The event.
    **more
        Further columns, after the event's identifier.
    """
    consequences = worst.consequences(kind, event)
    currency = currency_of(worst).lower()
    units = {one.name: currency if one.unit == "currency" else one.unit for one in SEARCHED}
    return {
        "hazard": kind,
        "hazard_name": kind_name(worst, kind),
        "event": identified(worst, kind, event),
        "description": described(worst, kind, event),
        **more,
        **{f"{name}_{units[name]}": value for name, value in consequences.items()},
    }


def frame(records: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return records as a table; what is said stands in English."""
    rows = [{key: str(one) if isinstance(one, Message) else one for key, one in record.items()} for record in records]
    return pl.DataFrame(rows, infer_schema_length=None)
