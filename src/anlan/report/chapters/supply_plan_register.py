"""The reserve plan against the risk register: which risks it covers on the first day."""

from collections.abc import Iterator, Mapping, Sequence

from anlan.city.tables.register import RISK_COLOURS
from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.supply_plan_charts import quantity_share
from anlan.report.chapters.supply_plan_parts import PlanNames
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity
from anlan.report.words import hazard_name
from anlan.supplies.reserve.outcome import PlanOutcome
from anlan.supplies.reserve.register import COVERED, RegisterCover

GRAVE = ("red", "orange")
"""Levels of which sentences speak."""

NAMED = 5
"""Risks that a sentence names."""

STATES: Mapping[str, str] = {
    "covered": mark("covered"),
    "short": mark("not covered"),
    "nothing": mark("nothing needed"),
    "absent": mark("no scenario in the plan"),
}
"""What the plan has for a risk."""


def supply_register_chapter(outcome: PlanOutcome) -> Chapter:
    """Set the plan against the register.

    Parameters
    ----------
    outcome
        The plan; its `register` is not empty.
    """
    names = PlanNames.of(outcome)
    return Chapter(
        key="reserve-register",
        title=Message(mark("The plan against the risk register")),
        sentences=tuple(_sentences(outcome.register, names)),
        grids={"reserve-register": _grid(outcome.register, names)},
        limits=(
            Message(
                mark(
                    "A risk is a hazard in an area. It counts as covered where {share} of what is needed there by hour "
                    "{hour} is there in every scenario of the plan in which the hazard is at work. A hazard without a "
                    "scenario in the plan is not tested."
                ),
                share=Quantity(COVERED, "%"),
                hour=round(outcome.register[0].hour),
            ),
        ),
    )


def _sentences(covers: Sequence[RegisterCover], names: PlanNames) -> Iterator[Message]:
    grave = [one for one in covers if one.item.rating.level in GRAVE]
    tested = [one for one in grave if one.state in ("covered", "short")]
    yield Message(
        mark(
            "Of {count} risks of the two highest levels the plan covers {covered} by hour {hour}, today's reserve "
            "{today}; {short} are not covered, for {nothing} nothing has to be sent, and {absent} have no scenario in "
            "the plan."
        ),
        count=len(grave),
        covered=sum(one.state == "covered" for one in grave),
        hour=round(covers[0].hour),
        today=sum(one.today >= COVERED - 1e-9 for one in tested),
        short=sum(one.state == "short" for one in grave),
        nothing=sum(one.state == "nothing" for one in grave),
        absent=sum(one.state == "absent" for one in grave),
    )
    short = sorted((one for one in grave if one.state == "short"), key=lambda one: one.share)[:NAMED]
    if short:
        yield Message(
            mark("Least is covered of {risks}."),
            risks=tuple(
                Message(mark("{hazard} in {area} ({share})"), hazard=hazard_name(one.item.hazard),
                        area=names.run.say(one.item.area), share=Quantity(one.share, "%"))
                for one in short
            ),
        )  # fmt: skip
    absent = tuple(dict.fromkeys(one.item.hazard for one in grave if one.state == "absent"))
    if absent:
        yield Message(
            mark("Not tested, because no scenario of the plan has them: {hazards}."),
            hazards=tuple(hazard_name(kind) for kind in absent),
        )


def _grid(covers: Sequence[RegisterCover], names: PlanNames) -> Grid:
    hour = round(covers[0].hour)
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("area", Message(mark("Area"))),
        Column("level", Message(mark("Level"))),
        Column("share", Message(mark("Covered by hour {hour}, worst scenario"), hour=hour), "%", bar=True),
        Column("today", Message(mark("The same today")), "%"),
        Column("state", Message(mark("Under the plan"))),
        Column("scenarios", Message(mark("In which scenarios"))),
    )
    rows = tuple(
        Row(
            one.item.id,
            (
                hazard_name(one.item.hazard), names.run.say(one.item.area),
                Message(RISK_COLOURS[one.item.rating.level]), quantity_share(one.share), quantity_share(one.today),
                Message(STATES[one.state]), tuple(names.scenario(name) for name in one.scenarios),
            ),
        )
        for one in covers
    )  # fmt: skip
    return Grid(Message(mark("Risks of the register under the plan")), columns, rows)
