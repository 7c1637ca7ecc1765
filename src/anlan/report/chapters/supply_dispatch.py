"""The dispatch: who gets what and why, which vehicle brings it when, what is late and whom it hurts."""

from collections.abc import Iterator
from dataclasses import dataclass

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.supply_dispatch_map import routes_chart
from anlan.report.chapters.supply_story import SupplyStory
from anlan.report.document import Column, Grid, KeyFigure, Row
from anlan.report.quantity import Name, Quantity, Said
from anlan.supplies.dispatch import Dispatch, by_district
from anlan.supplies.dispatch.allocation import REASONS
from anlan.supplies.dispatch.plan import LEFT
from anlan.supplies.dispatch.priorities import CLASSES
from anlan.supplies.dispatch.sheets import dispatch_tables

SHOWN = 40
"""Most vehicles whose sheets are on the page; all are in the tables."""

LINES = 120
"""Most requests on the page; all are in the tables."""


@dataclass(frozen=True, eq=False)
class DispatchStory(SupplyStory):
    """A dispatch, ready to be told.

    Parameters
    ----------
    city
        The city.
    dispatch
        The dispatch.
    before
        The dispatch that it takes the place of; None where there was none.
    """

    dispatch: Dispatch
    before: Dispatch | None = None


def dispatch_chapter(story: DispatchStory) -> Chapter:
    """Show a dispatch.

    Parameters
    ----------
    story
        The dispatch.
    """
    chart = routes_chart(story.city, story.dispatch)
    return Chapter(
        key="dispatch",
        title=Message(mark("Unified dispatch")),
        sentences=tuple(_sentences(story)),
        figures=tuple(_figures(story)),
        chart_note=Message(
            mark("Each line is the way of one vehicle over open roads; rings are stores, dots are places of delivery.")
        ),
        charts=(chart,) if chart else (),
        grids={
            "late-by-district": _districts(story), "convoy-sheets": _convoys(story), "allocation": _allocation(story),
            "waiting": _waiting(story),
        },
        limits=tuple(_limits(story)),
        tables={name: frame for name, frame in dispatch_tables(story.city, story.dispatch).items() if frame.width},
    )  # fmt: skip


def _sentences(story: DispatchStory) -> Iterator[Message]:
    one = story.dispatch
    calls = sum(len(convoy.calls) for convoy in one.convoys)
    yield Message(
        mark("At hour {hour:g}: requests answered: {requests}; vehicles sent out: {vehicles}; deliveries by hour "
             "{end:g}: {calls}."),
        hour=one.now_h, requests=len(one.requests), vehicles=len(one.convoys), calls=calls, end=one.end_h,
    )  # fmt: skip
    if one.local:
        yield Message(
            mark("Loads that lie where they are needed and are handed out at once: {count}."), count=len(one.local)
        )
    if one.closed:
        yield Message(
            mark("Roads closed: {count}, of them {damaged} by the scenario's own damage; no vehicle uses them."),
            count=len(one.closed), damaged=len(one.damaged),
        )  # fmt: skip
    if story.before is not None:
        before, now = _hours(story.before, one.end_h), _hours(one, one.end_h, story.before)
        yield Message(
            mark("Of the requests that the plan before knew it was to leave {before:.0f} person-hours late or missing "
                 "by hour {end:g}; this one leaves {now:.0f}."),
            before=before, now=now, end=one.end_h,
        )  # fmt: skip
    waiting = len(one.left)
    if waiting:
        yield Message(mark("Loads that are not on their way: {count}; the table says why."), count=waiting)
    if one.allocation.status != "optimal" and one.allocation.verdicts:
        yield Message(mark("The allocation is not proven: the solver says {status}."), status=one.allocation.status)


def _hours(dispatch: Dispatch, end_h: float, known: Dispatch | None = None) -> float:
    """Return the person-hours late and missing up to an hour, of the requests of another dispatch where one is given.

    Plans of different hours end at different hours; without one end for both they could not be compared.
    """
    due = {one.key: one.needed_by_h for one in dispatch.requests}
    keys = due.keys() if known is None else {one.key for one in known.requests}
    total = 0.0
    for one in dispatch.lateness:
        if one.request in keys and one.wanted > 0.0:
            waited = max(end_h - due[one.request], 0.0)
            total += one.person_hours_late + one.people * one.missing / one.wanted * waited
    return total


def _figures(story: DispatchStory) -> Iterator[KeyFigure]:
    one = story.dispatch
    late = sum(each.person_hours_late for each in one.lateness)
    missing = sum(each.person_hours_missing for each in one.lateness)
    km = sum(convoy.km for convoy in one.convoys)
    kg = sum(haul.kg for convoy in one.convoys for haul in convoy.hauls)
    yield KeyFigure("vehicles", Message(mark("Vehicles on the road")), Quantity(len(one.convoys), "", None))
    yield KeyFigure("carried", Message(mark("Carried")), Quantity(kg / 1000.0, "t"))
    yield KeyFigure("way", Message(mark("Way of all vehicles")), Quantity(km, "km"))
    yield KeyFigure("late", Message(mark("Person-hours late")), Quantity(late, "person-hours"))
    yield KeyFigure("missing", Message(mark("Person-hours without")), Quantity(missing, "person-hours"))


def _districts(story: DispatchStory) -> Grid:
    columns = (
        Column("district", Message(mark("District"))),
        Column("late", Message(mark("Person-hours late")), "person-hours", bar=True),
        Column("missing", Message(mark("Person-hours without")), "person-hours", bar=True),
    )
    rows = [
        Row(code or "none", (story.names.say(code) if code else Message(mark("No district")),
                             Quantity(late, "person-hours"), Quantity(missing, "person-hours")))
        for code, (late, missing) in by_district(story.dispatch.lateness).items()
    ]  # fmt: skip
    return Grid(Message(mark("Whom it hurts")), columns, tuple(rows))


def _convoys(story: DispatchStory) -> Grid:
    columns = (
        Column("stop", Message(mark("Stop"))),
        Column("place", Message(mark("Place"))),
        Column("arrives", Message(mark("Arrives, hour"))),
        Column("leaves", Message(mark("Leaves, hour"))),
        Column("load", Message(mark("Load"))),
        Column("signed", Message(mark("Received by, at"))),
    )
    rows = []
    groups = {row["id"]: Name.of(row) for row in story.city.table("vehicles").iter_rows(named=True)}
    for convoy in story.dispatch.convoys[:SHOWN]:
        title = Message(
            mark("{group} ({vehicle}) of {owner}, loads at {store}, back at hour {hour:.1f}"),
            group=groups.get(convoy.carrier.id, convoy.carrier.kind), vehicle=convoy.id,
            owner=story.names.organisation(convoy.carrier.organisation) or "–", store=story.names.say(convoy.site),
            hour=convoy.returns_h,
        )  # fmt: skip
        for trip, haul in enumerate(convoy.hauls, start=1):
            for stop, call in enumerate(haul.calls, start=1):
                cells: tuple[Said, ...] = (
                    f"{trip}.{stop}", story.names.say(call.place), f"{call.arrives_h:.1f}", f"{call.leaves_h:.1f}",
                    _contents(story, call.load), None,
                )  # fmt: skip
                rows.append(Row(f"{convoy.id}-{trip}-{stop}", cells, title))
    note = Message(
        mark("Trip and stop of each vehicle. The first {count} vehicles are shown; all are in convoy-sheets.xlsx."),
        count=SHOWN,
    )
    return Grid(Message(mark("Convoy sheets")), columns, tuple(rows), note)


def _contents(story: DispatchStory, load: str) -> tuple[Said, ...]:
    total: dict[str, float] = {}
    for content in story.dispatch.loads[load].contents:
        total[content.item] = total.get(content.item, 0.0) + content.quantity
    return tuple(
        Message(mark("{quantity} {item}"), quantity=Quantity(amount, story.units.get(item, "")),
                item=story.names.item(item)) for item, amount in total.items()
    )  # fmt: skip


def _allocation(story: DispatchStory) -> Grid:
    columns = (
        Column("place", Message(mark("Place"))),
        Column("item", Message(mark("Item"))),
        Column("wanted", Message(mark("Wanted"))),
        Column("granted", Message(mark("Allotted"))),
        Column("why", Message(mark("Why no more"))),
        Column("first", Message(mark("Priority"))),
        Column("price", Message(mark("Person-hours that one unit more would save")), "person-hours"),
    )
    verdicts = sorted(story.dispatch.allocation.verdicts, key=lambda one: one.reason in {"met", "pieces"})
    rows = [
        Row(
            one.priority.request.key,
            (
                story.names.say(one.priority.request.place), story.names.item(one.priority.request.item),
                Quantity(one.priority.request.quantity, story.units.get(one.priority.request.item, "")),
                Quantity(one.granted, story.units.get(one.priority.request.item, "")),
                Message(REASONS[one.reason]), one.priority.why(), Quantity(one.price, "person-hours"),
            ),
            Message(CLASSES[one.priority.triage]),
        )
        for one in sorted(verdicts[:LINES], key=lambda one: one.priority.triage)
    ]  # fmt: skip
    note = Message(
        mark("Requests that are not met in full come first; at most {count} are shown, all are in the tables. The last "
             "column is the dual price of the linear programme."),
        count=LINES,
    )  # fmt: skip
    return Grid(Message(mark("Who gets what, and why")), columns, tuple(rows), note)


def _waiting(story: DispatchStory) -> Grid:
    columns = (
        Column("store", Message(mark("Store"))),
        Column("place", Message(mark("Place"))),
        Column("load", Message(mark("Load"))),
        Column("why", Message(mark("Why it is not on its way"))),
    )
    rows = [
        Row(name, (story.names.say(story.dispatch.loads[name].site), story.names.say(story.dispatch.loads[name].place),
                   _contents(story, name), Message(LEFT[reason])))
        for name, reason in list(story.dispatch.left.items())[:LINES]
    ]  # fmt: skip
    return Grid(Message(mark("Loads that wait")), columns, tuple(rows))


def _limits(story: DispatchStory) -> Iterator[Message]:
    if story.dispatch.damaged:
        yield Message(
            mark("A road that the scenario damages counts as closed if it, or a junction at its end, is out at the "
                 "hour of the decision in at least half of the samples.")
        )  # fmt: skip
    yield Message(
        mark("Priorities, the hours to load and unload, and what a load is worth against the cost of the way are "
             "assumptions; docs/methods/dispatch.md lists them.")
    )  # fmt: skip
    yield Message(mark("Rooms, wards, teams and vehicles that drive themselves are not carried and are in no load."))
    yield Message(
        mark("The allocation is proven best; the routes are the best that the search has found, without a bound.")
    )
    if story.dispatch.placeless:
        yield Message(mark("Lots in no plan, because nobody says where they are: {count}."),
                      count=len(story.dispatch.placeless))  # fmt: skip
