"""What is exposed but has no vulnerability function, and so counts as unharmed."""

from collections.abc import Iterator

import polars as pl

from anlan.language import Message, mark
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity
from anlan.report.risks import unit_of
from anlan.report.words import CONSEQUENCES, hazard_name
from anlan.risk import Assessment
from anlan.risk.exposure import without_function


def uncounted_limits(assessment: Assessment) -> tuple[Message, ...]:
    """Name the assumption, where there is any such pair of hazard and consequence.

    Parameters
    ----------
    assessment
        Risk of a city.
    """
    count = sum(1 for _ in _pairs(assessment))
    if not count:
        return ()
    sentence = mark(
        "{count} pairs of hazard and consequence have no vulnerability function in the package. Nothing is counted "
        "for them; that is an assumption, and the table names each with what is exposed."
    )
    return (Message(sentence, count=count),)


def uncounted_grids(assessment: Assessment) -> dict[str, Grid]:
    """Tabulate each such consequence with what is exposed and the hazards; empty where there is none.

    Parameters
    ----------
    assessment
        Risk of a city.
    """
    currency = assessment.city.info["currency"]
    exposures: dict[str, float] = {}
    hazards: dict[str, list[str]] = {}
    for kind, target, exposed in _pairs(assessment):
        exposures[target] = exposed
        hazards.setdefault(target, []).append(kind)
    rows = tuple(
        Row(
            target,
            (
                Message(CONSEQUENCES[target]),
                Quantity(exposures[target], unit_of(target, currency)),
                tuple(hazard_name(kind) for kind in hazards[target]),
            ),
        )
        for target in CONSEQUENCES
        if target in exposures
    )
    columns = (
        Column("consequence", Message(mark("Consequence"))),
        Column("exposed", Message(mark("Exposed"))),
        Column("hazards", Message(mark("Not counted for"))),
    )
    title = Message(mark("Counted as none, for want of a vulnerability function"))
    return {"uncounted": Grid(title, columns, rows)} if rows else {}


def uncounted_table(assessment: Assessment) -> pl.DataFrame:
    """Return the same as rows: hazard, consequence, exposed people or money, unit.

    Parameters
    ----------
    assessment
        Risk of a city.
    """
    currency = assessment.city.info["currency"]
    rows = [(kind, target, exposed, unit_of(target, currency)) for kind, target, exposed in _pairs(assessment)]
    schema = {"hazard": pl.String, "consequence": pl.String, "exposed": pl.Float64, "unit": pl.String}
    return pl.DataFrame(rows, schema, orient="row")


def _pairs(assessment: Assessment) -> Iterator[tuple[str, str, float]]:
    for kind, impacts in assessment.impacts.items():
        for target, exposed in without_function(assessment.city.cells, impacts.targets).items():
            yield kind, target, exposed
