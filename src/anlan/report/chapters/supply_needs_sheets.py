"""The supplies list as sheets for a purchasing office, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from anlan.city.tables.supplies import SUPPLY_GROUPS
from anlan.language import Message, mark
from anlan.report.chapters.run_parts import RunNames
from anlan.report.chapters.supply_needs_parts import NeedsStory, whole
from anlan.report.voice import Voice
from anlan.supplies.capabilities import GROUPS
from anlan.supplies.exchange.tables import Column, Format, Sheet, Value
from anlan.supplies.needs import SupplyLine
from anlan.supplies.needs.bands import peaks_of

STORAGE: Mapping[str, str] = {
    "dry": mark("dry hall"),
    "cool": mark("cool hall"),
    "cold": mark("cold chain"),
    "fresh": mark("fresh, not stored"),
    "chemical": mark("store for chemicals"),
    "fuel": mark("fuel store"),
    "tank": mark("tank"),
    "yard": mark("yard"),
    "building": mark("in a building"),
    "people": mark("people, not stored"),
}
"""Words for storage classes; others are shown as the package writes them."""

SYNTHETIC = mark("Synthetic: parts of the input are invented; no basis for decisions.")
"""Stands above every table that rests on made-up rows."""


def needs_sheets(story: NeedsStory, voice: Voice, notes: Sequence[str]) -> tuple[Sheet, ...]:
    """Return the list, the needs by area and the tasks, those that have rows.

    Parameters
    ----------
    story
        Needs of the scenarios.
    voice
        Language of headings and names.
    notes
        Sentences above the header of the list.
    """
    warning = (voice.say(Message(SYNTHETIC)),) if story.listed.synthetic else ()
    sheets = (
        list_sheet(story, voice, (*warning, *notes)),
        _areas(story, voice, warning),
        _tasks(story, voice, warning),
    )
    return tuple(sheet for place, sheet in enumerate(sheets) if place == 0 or sheet.rows)


def list_sheet(story: NeedsStory, voice: Voice, notes: Sequence[str]) -> Sheet:
    """Return the list as one sheet.

    Parameters
    ----------
    story
        Needs of the scenarios.
    voice
        Language of the headings.
    notes
        Sentences above the header.
    """
    rows = [tuple(_row(story, voice, line)) for line in story.listed.lines]
    return Sheet(voice.say(Message(mark("The supplies list"))), tuple(_columns(story, voice)), rows, notes)


def _columns(story: NeedsStory, voice: Voice) -> Iterator[Column]:
    def titled(text: str, unit: str = "", form: Format = Format.TEXT) -> Column:
        return Column(voice.say(Message(text)), unit, form)

    number, currency = Format.DECIMAL, voice.unit(str(story.city.info["currency"]))
    yield titled(mark("Identifier"))
    yield titled(mark("Code of GB/T 38565-2020"))
    yield titled(mark("Name in Chinese"))
    yield titled(mark("Name in English"))
    yield titled(mark("Group"))
    yield titled(mark("Unit"))
    yield titled(mark("How it is counted"))
    yield titled(mark("To provide at the peak"), "", number)
    yield titled(mark("Peak, 5 %"), "", number)
    yield titled(mark("Peak, 95 %"), "", number)
    yield titled(mark("In all"), "", number)
    for hour in story.listed.horizons:
        yield Column(voice.say(Message(mark("there by H+{hour}"), hour=hour)), "", number)
    yield titled(mark("Driven by"))
    yield titled(mark("Also needed in"))
    yield titled(mark("Weight at the peak"), voice.unit("t"), number)
    yield titled(mark("Volume at the peak"), voice.unit("m3"), number)
    yield titled(mark("Unit price"), currency, Format.MONEY)
    yield titled(mark("Value at the peak"), currency, Format.MONEY)
    yield titled(mark("Storage class"))
    yield titled(mark("Shelf life"), voice.say(Message(mark("days"))), Format.WHOLE)
    yield titled(mark("Basis"))
    yield titled(mark("Sources"))


def _row(story: NeedsStory, voice: Voice, line: SupplyLine) -> Iterator[Value]:
    row = story.items[line.item]
    sources, assumed = story.grounds.get(line.item, ((), True))
    counted = whole if line.once else float
    yield from (line.item, row["code"], row["name_zh"], row["name_en"])
    yield voice.say(Message(SUPPLY_GROUPS[str(row["group"])]))
    yield voice.unit(str(row["unit"]))
    yield voice.say(Message(mark("once, in all")) if line.once else Message(mark("used up, in 24 hours")))
    yield from (counted(line.peak), counted(line.band[0]), counted(line.band[1]), counted(line.total))
    yield from (counted(amount) for amount in line.arrived)
    yield voice.say(story.scenario(line.driven_by))
    yield "; ".join(voice.say(story.scenario(name)) for name in line.needed_in if name != line.driven_by)
    for column, factor in (("weight_kg", 0.001), ("volume_m3", 1.0)):
        yield None if row[column] is None else counted(line.peak) * float(row[column]) * factor
    yield row["price"]
    yield None if row["price"] is None else counted(line.peak) * float(row["price"])
    yield voice.say(Message(STORAGE[row["storage"]])) if row["storage"] in STORAGE else row["storage"]
    yield row["shelf_life_days"]
    yield voice.say(Message(mark("assumption")) if assumed else Message(mark("standard")))
    yield ", ".join(sources)


def _areas(story: NeedsStory, voice: Voice, notes: Sequence[str]) -> Sheet:
    """Return what each area needs in each scenario, names in the reader's language."""
    columns = (
        Column(voice.say(Message(mark("Scenario"))), "", Format.TEXT),
        Column(voice.say(Message(mark("Identifier"))), "", Format.TEXT),
        Column(voice.say(Message(mark("Item"))), "", Format.TEXT),
        Column(voice.say(Message(mark("Area"))), "", Format.TEXT),
        Column(voice.say(Message(mark("Code"))), "", Format.TEXT),
        Column(voice.say(Message(mark("Unit"))), "", Format.TEXT),
        Column(voice.say(Message(mark("Peak"))), "", Format.DECIMAL),
        Column(voice.say(Message(mark("In all"))), "", Format.DECIMAL),
        Column(voice.say(Message(mark("Most people in need"))), voice.unit("persons"), Format.WHOLE),
    )
    rows: list[tuple[Value, ...]] = []
    for one in story.needs:
        scenario, totals = voice.say(story.scenario(one.scenario)), one.amount.sum(axis=2)
        persons = one.persons.max(axis=2, initial=0.0)
        for place, area in np.argwhere(totals > 0.0).tolist():
            item, code = one.items[place], one.areas[area]
            peak = float(peaks_of(one.amount[[place], area], one.once[[place]])[0])
            rows.append((
                scenario, item, voice.say(story.item(item)), voice.say(story.areas[code]), code,
                voice.unit(story.unit(item)), peak, float(totals[place, area]), float(persons[place, area]),
            ))  # fmt: skip
    return Sheet(voice.say(Message(mark("Peak in each area"))), columns, rows, notes)


def _tasks(story: NeedsStory, voice: Voice, notes: Sequence[str]) -> Sheet:
    """Return the tasks, those of the scenario that asks most."""
    names = RunNames.of(story.city)
    columns = (
        Column(voice.say(Message(mark("Group"))), "", Format.TEXT),
        Column(voice.say(Message(mark("Task"))), "", Format.TEXT),
        Column(voice.say(Message(mark("How much"))), "", Format.WHOLE),
        Column(voice.say(Message(mark("Unit"))), "", Format.TEXT),
        Column(voice.say(Message(mark("By hour"))), "", Format.WHOLE),
        Column(voice.say(Message(mark("Asked most by"))), "", Format.TEXT),
        Column(voice.say(Message(mark("Led by"))), "", Format.TEXT),
        Column(voice.say(Message(mark("Basis"))), "", Format.TEXT),
    )
    rows = [
        (
            voice.say(Message(GROUPS[one.group])), voice.say(one.name), whole(one.quantity), voice.unit(one.unit),
            one.by_hour, voice.say(story.scenario(scenario)), voice.say(names.organisation(one.lead)) or None,
            voice.say(one.basis),
        )
        for one, scenario in story.capability.tasks
    ]  # fmt: skip
    return Sheet(voice.say(Message(mark("Tasks at their peak"))), columns, rows, notes)
