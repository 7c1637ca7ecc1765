"""What the reader must bear in mind: what is synthetic, what is missing, what no figure contains."""

from collections.abc import Mapping

import polars as pl

from anlan.city import City
from anlan.city.tables import TABLE, TABLES
from anlan.language import Message, mark
from anlan.rehearsal import CycleRun
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Name, Quantity, Said
from anlan.report.words import skipped_name

LIMITS = (
    mark("One event at a time: no second hazard follows, and no failure of power, water, roads or telecom spreads."),
    mark("All stores, vehicles and production lines survive the event, and their upstream components suffice."),
    mark("The city is supplied as one: transport inside it is only the stated hours until hand-out."),
    mark("Nothing arrives from outside the city except what an agreement says."),
    mark("Agreements count with their expected value, quantity less the chance of default."),
    mark("Vulnerability is the mean; the spread around it is not carried into the results."),
    mark("A person affected in two ways that both need an item counts twice."),
    mark("The band covers events about as frequent as the chosen one, not doubts about the models or the data."),
    mark("Frequencies are those of the record and the stated models; a changing climate is not in them."),
)
"""Statements that hold for every run of this version."""

LIMITS_OF: Mapping[str, tuple[str, ...]] = {
    "typhoon_wind": (mark("Typhoon wind is wind alone: surge and rain of the same storm are not added."),),
    "rain_flood": (mark("Rain flood is rain that falls on the city: rivers from upstream and tides are not added."),),
    "earthquake": (mark("Earthquake is shaking alone: fire, landslides and liquefaction are not added."),),
}
"""Statements that hold where a hazard was assessed."""


def limits_of(run: CycleRun) -> tuple[Message, ...]:
    """Say what the figures of a run do not contain.

    Parameters
    ----------
    run
        A run of the cycle.
    """
    if not run.hazards:
        return ()
    own = (text for hazard in run.hazards for text in LIMITS_OF.get(hazard.hazard.kind, ()))
    return (*(Message(text) for text in (*own, *LIMITS)), *_rarer(run))


def _rarer(run: CycleRun) -> tuple[Message, ...]:
    """Say that the city plans for rarer events than the cycle looks at, where it does."""
    stated = float(run.city.settings["credibility_floor"])
    if run.settings.floor <= stated:
        return ()
    pattern = mark(
        "The cycle plans for what happens at least once in {years} years. The city's credibility floor is once in "
        "{rarer} years; 'anlan scenario worst' searches down to it, with as many events as that takes."
    )
    years, rarer = (Quantity(1.0 / frequency, "", 2) for frequency in (run.settings.floor, stated))
    return (Message(pattern, years=years, rarer=rarer),)


def banner_of(city: City) -> Message | None:
    """Say in a few words how much of the city is synthetic, for the top of the report; None where nothing is.

    Parameters
    ----------
    city
        The city.
    """
    counts = _counts(city)
    invented = [name for name, _, synthetic in counts if synthetic]
    if not invented:
        return None
    return Message(
        mark(
            "{count} of the {all} tables behind this report hold rows that are invented by stated methods because no "
            "real layer exists. Figures that rest on them show how the method works; they are no basis for decisions "
            "about a real city. Such rows carry an S; the last part lists them all."
        ),
        count=len(invented),
        all=len(counts),
    )


def synthetic_grid(city: City) -> Grid:
    """Tabulate how many rows of each table are synthetic.

    Parameters
    ----------
    city
        The city.
    """
    rows = [
        Row(
            name,
            (
                f"{name}.csv",
                Message(TABLE[name].meaning),
                Quantity(count, "rows", None),
                Quantity(synthetic, "rows", None),
                Quantity(synthetic / count, "%"),
                _synthetic_sources(city, name),
            ),
            None,
            synthetic > 0,
        )
        for name, count, synthetic in _counts(city)
    ]
    columns = (
        Column("table", Message(mark("Table"))),
        Column("meaning", Message(mark("A row is"))),
        Column("rows", Message(mark("Rows")), bare=True),
        Column("synthetic", Message(mark("Synthetic rows")), bare=True),
        Column("share", Message(mark("Share")), bar=True),
        Column("sources", Message(mark("Synthetic sources"))),
    )
    return Grid(Message(mark("What is synthetic")), columns, tuple(rows))


def _counts(city: City) -> list[tuple[str, int, int]]:
    return [
        (table.name, frame.height, int(frame["synthetic"].sum()))
        for table in TABLES
        if (frame := city.table(table.name)).height
    ]


def _synthetic_sources(city: City, table: str) -> Said:
    used = city.table(table).filter(pl.col("synthetic"))["source"].unique().to_list()
    titles = city.sources.filter(pl.col("id").is_in(used)).sort("id")["title"].to_list()
    return tuple(titles) or None


def missing_grid(run: CycleRun) -> Grid:
    """Tabulate what could not be run and what the package does not have.

    Parameters
    ----------
    run
        A run of the cycle.
    """
    skipped = [
        Row(f"skipped/{each.what}", (skipped_name(each.what), tuple(each.reasons)), Message(mark("Not computed")))
        for each in run.skipped
    ]
    absent = [
        Row(f"missing/{each.table}", (f"{each.table}.csv", each.without), Message(mark("Tables without rows")))
        for each in run.city.missing
    ]
    columns = (Column("what", Message(mark("What"))), Column("why", Message(mark("Why, or what follows"))))
    return Grid(Message(mark("What is missing")), columns, (*skipped, *absent))


def city_name(city: City) -> Name:
    """Return the name of a city."""
    return Name.of(city.info)
