"""Which scenario sets the line of each item: the peak demand at the floor, and what the choice leaves out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from anlan.city.tables.supplies import SUPPLY_GROUPS
from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, KeyEntry, Spec
from anlan.report.chapters.worst_tables import described, frame, identified, kind_colour, kind_name
from anlan.report.choices import years_between
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Name, Quantity, Said
from anlan.report.specs import PLAIN_AXIS, SMALL_ON_NARROW, framed, named
from anlan.report.voice import Voice
from anlan.scenarios import ItemPeak, Worst

BARS = 14
"""Most items that are drawn, those of which the choice leaves out most; the table has all."""


def items_chapter(worst: Worst, peaks: Sequence[ItemPeak]) -> Chapter:
    """Show the peak demand on each item, the event that sets it, and whether the choice covers it.

    Parameters
    ----------
    worst
        The search, with at least one choice.
    peaks
        Peak of each item that anybody needs.
    """
    title = Message(mark("Which scenario sets the line of each item"))
    needed = [one for one in peaks if one.kind]
    if not needed:
        none = Message(mark("No standard of need applies to what the events do at the floor."))
        return Chapter(key="items", title=title, sentences=(none,))
    rows = {str(row["id"]): row for row in worst.assessment.city.table("items").iter_rows(named=True)}
    return Chapter(
        key="items",
        title=title,
        sentences=tuple(_sentences(worst, needed, rows)),
        chart_note=Message(
            mark(
                "Each bar is what the worst scenario of all needs of an item, as a share of its line; the colour is "
                "the hazard whose event sets the line. Where a bar ends before 100 %, plan for that event too. The "
                "table has all items."
            )
        ),
        charts=(_chart(worst, needed, rows),),
        grids={"item-peaks": _grid(worst, needed, rows)},
        limits=(
            Message(
                mark(
                    "Peaks follow from the standards of need and the courses of the hazard that leads, without stock "
                    "or rescue; a person affected in two ways that both need the item counts twice."
                )
            ),
        ),
        tables={"item_peaks": frame(_records(worst, peaks, rows))},
    )


def _sentences(worst: Worst, needed: list[ItemPeak], rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Message]:
    yield Message(
        mark(
            "The line of an item is the demand that events of any hazard reach or exceed {often}: what is to be at "
            "hand, from stock, agreements and production together."
        ),
        often=years_between(worst.floor),
    )
    short = [one for one in needed if not one.covered]
    if not short:
        yield Message(mark("The worst scenario of all covers the line of all {count} items."), count=len(needed))
        return
    yield Message(
        mark(
            "The worst scenario of all covers the line of {covered} of {count} items; it leaves out most of: {items}."
        ),
        covered=len(needed) - len(short),
        count=len(needed),
        items=tuple(Name.of(rows[one.item]) for one in sorted(short, key=lambda one: one.chosen / one.level)[:3]),
    )
    left = [one for one in short if one.missing_in_all > 0.0]
    if left:
        yield Message(
            mark("Even with the worst of every hazard, {count} items stay below their line: {items}."),
            count=len(left),
            items=tuple(Name.of(rows[one.item]) for one in left[:5]),
        )
    else:
        yield Message(mark("With the worst of every hazard, each looked at by itself, every line is covered."))


def _amount(value: float, row: Mapping[str, Any], peak: ItemPeak) -> Said:
    quantity = Quantity(value, str(row["unit"]))
    return quantity if peak.once else Message(mark("{amount} a day"), amount=quantity)


def _chart(worst: Worst, needed: list[ItemPeak], rows: Mapping[str, Mapping[str, Any]]) -> Chart:
    shown = sorted(needed, key=lambda one: one.chosen / one.level)[:BARS]
    kinds = [kind for kind in worst.candidates if any(one.kind == kind for one in shown)]
    data: dict[str, list[Any]] = {
        "item": [one.item for one in shown],
        "kind": [one.kind for one in shown],
        "share": [min(one.chosen / one.level, 1.0) for one in shown],
    }
    legend = tuple(KeyEntry(kind_colour(worst, kind), kind_name(worst, kind)) for kind in kinds)

    def draw(voice: Voice) -> Spec:
        said = {one.item: voice.say(Name.of(rows[one.item])) for one in shown}
        amounts = {
            one.item: voice.say(
                Message(
                    mark("{chosen} of {level}"),
                    chosen=_amount(one.chosen, rows[one.item], one),
                    level=_amount(one.level, rows[one.item], one),
                )
            )
            for one in shown
        }
        events = {one.item: voice.say(_event(worst, one)) for one in shown}
        colours = {kind: kind_colour(worst, kind) for kind in kinds}
        return _draw(voice, said, amounts, events, colours)

    return Chart("item-peaks", Message(mark("What the choice covers of each line")), draw, data, "tall", legend)


def _event(worst: Worst, one: ItemPeak) -> Message:
    event = described(worst, one.kind, one.event)
    return Message(mark("{hazard}: {event}"), hazard=kind_name(worst, one.kind), event=event)


def _draw(
    voice: Voice, said: Mapping[str, str], amounts: Mapping[str, str], events: Mapping[str, str],
    colours: Mapping[str, str],
) -> Spec:  # fmt: skip
    title = voice.say(Message(mark("share of the line that the worst scenario of all needs")))
    x: Spec = {
        "field": "share",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "tickCount": 5},
    }
    y: Spec = {
        "field": "name",
        "type": "nominal",
        "title": None,
        "sort": None,
        "axis": {**PLAIN_AXIS, "labelLimit": 170, "labelFontSize": SMALL_ON_NARROW, "labelOverlap": False},
    }
    colour: Spec = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(colours), "range": list(colours.values())},
        "legend": None,
    }
    tips: list[Spec] = [
        {"field": "name", "title": ""},
        {"field": "amount", "title": voice.say(Message(mark("Needed in the choice")))},
        {"field": "told", "title": voice.say(Message(mark("Set by")))},
    ]
    layers: list[Spec] = [
        {"mark": {"type": "bar", "height": {"band": 0.7}}, "encoding": {"x": x, "y": y, "color": colour}},
        {
            "mark": {"type": "bar", "opacity": 0, "height": {"band": 1}},
            "encoding": {"x": {"datum": 0}, "x2": {"datum": 1}, "y": y, "tooltip": tips},
        },
    ]
    words = [named(said, "item"), named(amounts, "item", "amount"), named(events, "item", "told")]
    return framed(voice, "item-peaks", layers, words)


def _grid(worst: Worst, needed: list[ItemPeak], rows: Mapping[str, Mapping[str, Any]]) -> Grid:
    columns = (
        Column("item", Message(mark("Item"))),
        Column("level", Message(mark("Line"))),
        Column("hazard", Message(mark("Set by"))),
        Column("event", Message(mark("What it is"))),
        Column("chosen", Message(mark("In the worst of all"))),
        Column("missing", Message(mark("Missing there"))),
        Column("all", Message(mark("Missing in the worst of every hazard"))),
    )
    order = list(SUPPLY_GROUPS)
    found = []
    for one in sorted(needed, key=lambda one: order.index(rows[one.item]["group"])):
        row, group = rows[one.item], SUPPLY_GROUPS[rows[one.item]["group"]]
        cells: tuple[Said, ...] = (
            Name.of(row),
            _amount(one.level, row, one),
            kind_name(worst, one.kind),
            described(worst, one.kind, one.event),
            _amount(one.chosen, row, one),
            Message(mark("nothing")) if one.covered else _amount(one.missing, row, one),
            Message(mark("nothing")) if one.missing_in_all == 0.0 else _amount(one.missing_in_all, row, one),
        )
        found.append(Row(one.item, cells, Message(group)))
    note = mark(
        "What is handed out once is a total; what is used up is for a day at the pace of the worst hour. The event is "
        "the one whose demand is the line."
    )
    return Grid(Message(mark("The line of each item")), columns, tuple(found), Message(note))


def _records(worst: Worst, peaks: Sequence[ItemPeak], rows: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "item": one.item,
            "unit": str(rows[one.item]["unit"]) if one.once else f"{rows[one.item]['unit']}/day",
            "line": one.level,
            "hazard": one.kind or None,
            "event": identified(worst, one.kind, one.event) if one.kind else None,
            "in_worst_of_all": one.chosen,
            "missing": one.missing,
            "missing_in_worst_of_every_hazard": one.missing_in_all,
            **{f"in_{kind}": amount for kind, amount in one.by_choice.items()},
        }
        for one in peaks
    ]
