"""When the worst credible scenario happens, and what the same event would do at another moment."""

from collections.abc import Iterator, Mapping
from typing import Any

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.worst_tables import dimension_cells, dimension_columns, frame, identified, kind_name, told
from anlan.report.document import Column, Grid, Row
from anlan.scenarios import Choice, Elsewhen, Worst
from anlan.scenarios.moment import timing_of
from anlan.scenarios.saved import TIDES, Moment

MONTHS = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"), mark("July"),
    mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip


def moment_chapter(worst: Worst, moments: Mapping[str, tuple[Elsewhen, ...]]) -> Chapter:
    """Say when the choices happen, and what they would do at other moments.

    Parameters
    ----------
    worst
        The search, with at least one choice.
    moments
        The choices at other moments, by kind.
    """
    grids = {"moments": _grid(worst)}
    if moments:
        grids["other-moments"] = _others(worst, moments)
    return Chapter(
        key="moment",
        title=Message(mark("When it happens")),
        sentences=tuple(_sentences(worst, worst.choices[0], moments)),
        grids=grids,
        tables={"other_moments": frame(_records(worst, moments))} if moments else {},
        data={"moments": {choice.kind: record_of(worst, choice) for choice in worst.choices}},
    )


def moment_record(moment: Moment) -> dict[str, int | str | bool | None]:
    """Return a moment as a row for other programs; None where it is not modelled.

    Parameters
    ----------
    moment
        When.
    """
    return {
        "month": moment.month,
        "workday": moment.workday,
        "hour": moment.hour,
        "tide": moment.tide,
        "by_day": moment.by_day,
    }


def when_said(worst: Worst, choice: Choice) -> Message:
    """Say when a choice happens.

    Parameters
    ----------
    worst
        The search.
    choice
        One of its choices.
    """
    return Message(mark("It happens {parts}."), parts=_parts(_moment(worst, choice)))


def record_of(worst: Worst, choice: Choice) -> dict[str, int | str | bool | None]:
    """Return when a choice happens, as `moment_record` does."""
    return moment_record(_moment(worst, choice))


def _moment(worst: Worst, choice: Choice) -> Moment:
    return worst.candidates[choice.kind].teller.moment(choice.event)


def _parts(moment: Moment) -> tuple[Message, ...]:
    """Say the parts of a moment that are known."""
    parts = []
    if moment.month is not None:
        parts.append(Message(mark("in {month}"), month=Message(MONTHS[moment.month - 1])))
    if moment.workday is not None:
        parts.append(Message(mark("on a working day") if moment.workday else mark("on a day off")))
    if moment.hour is not None:
        parts.append(Message(mark("at {hour}:00"), hour=f"{moment.hour:02d}"))
    if moment.tide is not None:
        parts.append(Message(mark("at {tide}"), tide=Message(TIDES[moment.tide])))
    parts.append(
        Message(mark("while people are at work and school") if moment.by_day else mark("while people are at home"))
    )
    return tuple(parts)


def _people(moment: Moment) -> str:
    return mark("at work and school") if moment.by_day else mark("at home")


def _sentences(worst: Worst, choice: Choice, moments: Mapping[str, tuple[Elsewhen, ...]]) -> Iterator[Message]:
    yield when_said(worst, choice)
    leading = worst.candidates[choice.kind].hazards[0]
    yield Message(timing_of(leading).reason)
    for one in moments.get(choice.kind, ())[1:]:
        yield Message(
            mark("The same event {when}: {consequences}."), when=one.label, consequences=told(worst, one.consequences)
        )


def _grid(worst: Worst) -> Grid:
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("month", Message(mark("Month"))),
        Column("day", Message(mark("Day"))),
        Column("hour", Message(mark("Hour"))),
        Column("tide", Message(mark("Tide"))),
        Column("people", Message(mark("People"))),
        Column("reason", Message(mark("Where it comes from"))),
    )
    rows = []
    for choice in worst.choices:
        moment = _moment(worst, choice)
        day = None if moment.workday is None else Message(mark("working day") if moment.workday else mark("day off"))
        cells = (
            kind_name(worst, choice.kind),
            None if moment.month is None else Message(MONTHS[moment.month - 1]),
            day,
            None if moment.hour is None else f"{moment.hour:02d}:00",
            None if moment.tide is None else Message(TIDES[moment.tide]),
            Message(_people(moment)),
            Message(timing_of(worst.candidates[choice.kind].hazards[0]).reason),
        )
        rows.append(Row(choice.kind, cells))
    note = Message(mark("An empty cell is not modelled: plan for any."))
    return Grid(Message(mark("When the worst of each hazard happens")), columns, tuple(rows), note)


def _others(worst: Worst, moments: Mapping[str, tuple[Elsewhen, ...]]) -> Grid:
    columns = (Column("when", Message(mark("When"))), *dimension_columns(worst))
    rows = tuple(
        Row(
            f"{kind}-{place}",
            (one.label, *dimension_cells(worst, one.consequences)),
            group=kind_name(worst, kind),
        )
        for kind, several in moments.items()
        for place, one in enumerate(several)
    )
    note = mark(
        "By night and by day the footprint and the weather stay, and only where people are changes; at other tides the "
        "sea level of the surge changes by the difference of the tide."
    )
    return Grid(Message(mark("The same event at another moment")), columns, rows, Message(note))


def _records(worst: Worst, moments: Mapping[str, tuple[Elsewhen, ...]]) -> list[dict[str, Any]]:
    events = {choice.kind: choice.event for choice in worst.choices}
    return [
        {
            "hazard": kind,
            "event": identified(worst, kind, events[kind]),
            "when": one.label,
            "as_simulated": one.itself,
            **moment_record(one.moment),
            **one.consequences,
        }
        for kind, several in moments.items()
        for one in several
    ]
