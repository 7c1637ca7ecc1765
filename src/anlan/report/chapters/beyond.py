"""Where events go beyond the points of a vulnerability function, and the share lost is held constant."""

from collections.abc import Iterator, Mapping

import polars as pl

from anlan.language import Message, mark
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity
from anlan.report.words import CONSEQUENCES, hazard_name, intensity_name
from anlan.risk import Assessment
from anlan.risk.reach import Beyond, beyond_last_point, harm_before_first_point

Exceeded = Mapping[str, tuple[Beyond, ...]]
"""Functions that are exceeded, by hazard."""


def exceeded_of(assessment: Assessment) -> Exceeded:
    """Return the functions of every hazard that still rise at their last point and are exceeded.

    Parameters
    ----------
    assessment
        Risk of a city.
    """
    found = {kind: beyond_last_point(assessment.city, one) for kind, one in assessment.impacts.items()}
    return {kind: several for kind, several in found.items() if several}


def beyond_limits(assessment: Assessment, exceeded: Exceeded) -> Iterator[Message]:
    """Name the assumption at either end of the functions, where it is made.

    Parameters
    ----------
    assessment
        Risk of a city.
    exceeded
        As `exceeded_of` gives it.
    """
    count = sum(len(several) for several in exceeded.values())
    if count:
        yield Message(
            mark(
                "Events go beyond the last point of {count} vulnerability functions that still rise there. Beyond it "
                "the share that is lost is taken as constant, which may understate the strongest events; the table "
                "names each function."
            ),
            count=count,
        )
    early = tuple(
        Message(
            mark("{hazard}: {what} below {intensity}"),
            hazard=hazard_name(kind),
            what=Message(CONSEQUENCES[target]),
            intensity=Quantity(first, one.events.unit),
        )
        for kind, one in assessment.impacts.items()
        for target, first in harm_before_first_point(assessment.city, one).items()
    )
    if early:
        yield Message(
            mark(
                "Some vulnerability functions lose something at their first point already. Below it the same share is "
                "taken for every intensity above zero, which may overstate: {functions}."
            ),
            functions=early,
        )


def beyond_grids(assessment: Assessment, exceeded: Exceeded) -> dict[str, Grid]:
    """Tabulate the functions that are exceeded; empty where there is none.

    Parameters
    ----------
    assessment
        Risk of a city.
    exceeded
        As `exceeded_of` gives it.
    """
    if not exceeded:
        return {}
    rows = []
    for kind, several in exceeded.items():
        unit = assessment.impacts[kind].events.unit
        group = Message(mark("{hazard}: {intensity}"), hazard=hazard_name(kind), intensity=intensity_name(kind))
        for one in several:
            cells = (
                Message(CONSEQUENCES[one.target]),
                Quantity(one.last, unit),
                Quantity(one.share, "%"),
                Quantity(one.strongest, unit),
                Quantity(one.frequency, "1/year"),
            )
            rows.append(Row(f"{kind}/{one.target}", cells, group))
    columns = (
        Column("consequence", Message(mark("Consequence"))),
        Column("last", Message(mark("Last point"))),
        Column("share", Message(mark("Lost there and beyond"))),
        Column("strongest", Message(mark("Strongest met, at least"))),
        Column("frequency", Message(mark("Exceeded somewhere, at least"))),
    )
    note = Message(
        mark(
            "What is met is known from the frequencies in each cell and from the events that are worst for the "
            "consequence; the true values may be higher."
        )
    )
    title = Message(mark("Beyond the last point of a vulnerability function"))
    return {"beyond": Grid(title, columns, tuple(rows), note)}


def beyond_table(assessment: Assessment, exceeded: Exceeded) -> pl.DataFrame:
    """Return the same as rows, each with the unit of its intensities.

    Parameters
    ----------
    assessment
        Risk of a city.
    exceeded
        As `exceeded_of` gives it.
    """
    rows = [
        (
            kind,
            one.target,
            assessment.impacts[kind].events.unit,
            one.last,
            one.share,
            one.strongest,
            one.frequency,
        )
        for kind, several in exceeded.items()
        for one in several
    ]
    schema = {
        "hazard": pl.String,
        "consequence": pl.String,
        "unit": pl.String,
        "last_point": pl.Float64,
        "share_lost_there": pl.Float64,
        "strongest_at_least": pl.Float64,
        "exceeded_per_year_at_least": pl.Float64,
    }
    return pl.DataFrame(rows, schema, orient="row")
