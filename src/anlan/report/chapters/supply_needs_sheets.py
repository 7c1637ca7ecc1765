"""The supplies list as a sheet for a purchasing office, in the reader's language."""

from collections.abc import Iterator, Sequence

from anlan.city.tables.supplies import SUPPLY_GROUPS
from anlan.language import Message, mark
from anlan.report.chapters.supply_needs_parts import NeedsStory, whole
from anlan.report.voice import Voice
from anlan.supplies.exchange.tables import Column, Format, Sheet, Value
from anlan.supplies.needs import SupplyLine


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

    number, currency = Format.DECIMAL, str(story.city.info["currency"])
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
    yield titled(mark("Weight at the peak"), "t", number)
    yield titled(mark("Volume at the peak"), "m3", number)
    yield titled(mark("Value at the peak"), currency, Format.MONEY)
    yield titled(mark("Storage class"))
    yield titled(mark("Shelf life"), "d", Format.WHOLE)
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
    for column, factor in (("weight_kg", 0.001), ("volume_m3", 1.0), ("price", 1.0)):
        yield None if row[column] is None else counted(line.peak) * float(row[column]) * factor
    yield row["storage"]
    yield row["shelf_life_days"]
    yield voice.say(Message(mark("assumption")) if assumed else Message(mark("standard")))
    yield ", ".join(sources)
