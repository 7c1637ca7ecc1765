"""The gap as sheets for a purchasing office, headings and names in the reader's language."""

from collections.abc import Iterator, Sequence

import numpy as np

from anlan.language import Message, mark
from anlan.report.chapters.supply_gap_parts import GapStory
from anlan.report.chapters.supply_needs_sheets import SYNTHETIC
from anlan.report.quantity import money
from anlan.report.voice import Voice
from anlan.supplies.exchange.tables import Column, Format, Sheet, Value
from anlan.supplies.production import REASONS
from anlan.supplies.sources import KINDS


def gap_sheets(story: GapStory, voice: Voice, notes: Sequence[str]) -> tuple[Sheet, ...]:
    """Return the sheets that have rows; the first, what is missing, always.

    Parameters
    ----------
    story
        Balances of the scenarios.
    voice
        Language of headings and names.
    notes
        Sentences above the header of the first sheet.
    """
    office = _Office(story, voice)
    first = office.missing(notes)
    return (first, *(sheet for sheet in office.others() if sheet.rows))


class _Office:
    """Puts the balances into sheets."""

    def __init__(self, story: GapStory, voice: Voice) -> None:
        self.story, self.voice = story, voice
        synthetic = any(gap.needs.synthetic for gap in story.gaps)
        self.warning = (self.say(SYNTHETIC),) if synthetic else ()

    def say(self, text: str) -> str:
        """Say a sentence in the language of the sheets."""
        return self.voice.say(Message(text))

    def head(self, text: str, unit: str = "", shown: Format = Format.TEXT) -> Column:
        """Return a column."""
        return Column(self.say(text), self.voice.unit(unit), shown)

    def item(self, identifier: str) -> tuple[str, str, str]:
        """Return identifier, name and unit of an item."""
        return identifier, self.voice.say(self.story.name(identifier)), self.voice.unit(self.story.unit(identifier))

    def items(self) -> tuple[Column, Column, Column]:
        """Return the columns of `item`."""
        return self.head(mark("Identifier")), self.head(mark("Item")), self.head(mark("Unit"))

    def others(self) -> Iterator[Sheet]:
        """Yield all sheets but the first."""
        yield self.tiers()
        yield self.least()
        yield self.binding()
        yield self.losses()
        yield self.options()

    def missing(self, notes: Sequence[str]) -> Sheet:
        """Return what is missing of each item in each scenario."""
        number, whole = Format.DECIMAL, Format.WHOLE
        columns = (
            self.head(mark("Scenario")), *self.items(), self.head(mark("Needed"), "", number),
            self.head(mark("Missing"), "", number), self.head(mark("From hour"), "h", whole),
            self.head(mark("To hour"), "h", whole), self.head(mark("Unmet"), "person-hours", whole),
        )  # fmt: skip
        rows: list[tuple[Value, ...]] = []
        for place, gap in enumerate(self.story.gaps):
            scenario, needed = self.voice.say(self.story.scenario(place)), gap.needs.city_amount.sum(axis=1)
            for row, item in enumerate(gap.needs.items):
                hours = gap.short_hours[row]
                rows.append((
                    scenario, *self.item(item), float(needed[row]), float(gap.shortage[row]),
                    None if hours is None else hours[0], None if hours is None else hours[1],
                    float(gap.person_hours[row]),
                ))  # fmt: skip
        return Sheet(self.say(mark("What is missing")), columns, rows, (*self.warning, *notes))

    def tiers(self) -> Sheet:
        """Return what each tier gives of each item in each scenario."""
        number = Format.DECIMAL
        columns = (
            self.head(mark("Scenario")), *self.items(), self.head(mark("Source")),
            self.head(mark("Arriving"), "", number), self.head(mark("Handed out"), "", number),
            self.head(mark("Left over"), "", number), self.head(mark("From hour"), "h", Format.WHOLE),
        )  # fmt: skip
        rows: list[tuple[Value, ...]] = []
        for scene, gap in enumerate(self.story.gaps):
            scenario, arriving = self.voice.say(self.story.scenario(scene)), gap.arriving.sum(axis=2)
            for place, row in np.argwhere(arriving > 0.0).tolist():
                rows.append((
                    scenario, *self.item(gap.needs.items[row]), self.say(KINDS[gap.kinds[place]]),
                    float(arriving[place, row]), float(gap.covered.used[place, row].sum()),
                    float(gap.covered.left[place, row]), _finite(float(gap.first_hour[place, row])),
                ))  # fmt: skip
        return Sheet(self.say(mark("What covers it, and from when")), columns, rows, self.warning)

    def least(self) -> Sheet:
        """Return the smallest capacity that leaves no gap."""
        number = Format.DECIMAL
        columns = (
            self.head(mark("Scenario")), *self.items(), self.head(mark("Missing so far at most"), "", number),
            self.head(mark("First unit"), "h", Format.WHOLE), self.head(mark("In stock before it"), "", number),
            self.head(mark("Made in an hour from then on"), "", number),
        )  # fmt: skip
        rows: list[tuple[Value, ...]] = []
        for place, gap in enumerate(self.story.gaps):
            scenario = self.voice.say(self.story.scenario(place))
            for one in gap.capacity:
                for start, stock, rate in zip(one.starts, one.stock_first, one.rate, strict=True):
                    if one.gap > 0.0:
                        rows.append((
                            scenario, *self.item(one.item), one.gap, float(start), float(stock), float(rate),
                        ))  # fmt: skip
        return Sheet(self.say(mark("The smallest capacity that leaves no gap")), columns, rows, self.warning)

    def binding(self) -> Sheet:
        """Return what stops each item on each day of the first scenario."""
        columns = (
            *self.items(), self.head(mark("Day"), "", Format.WHOLE), self.head(mark("From the item to what binds")),
            self.head(mark("Why no more is to be had")), self.head(mark("Organisation")),
            self.head(mark("Missing"), "", Format.DECIMAL), self.head(mark("Unmet"), "person-hours", Format.WHOLE),
        )  # fmt: skip
        rows = [
            (
                *self.item(one.item), one.day + 1,
                " > ".join(self.voice.say(self.story.name(part)) for part in one.chain), self.say(REASONS[one.reason]),
                self.voice.say(self.story.organisation(one.maker)) if one.maker else None, one.missing,
                one.person_hours,
            )
            for one in self.story.bindings
        ]  # fmt: skip
        return Sheet(self.say(mark("What stops production")), columns, rows, self.warning)

    def losses(self) -> Sheet:
        """Return what the loss of each supplier and component does in the first scenario."""
        story = self.story
        columns = (
            self.head(mark("Lost")), self.head(mark("What it is")),
            self.head(mark("More unmet"), "person-hours", Format.WHOLE),
            self.head(mark("Time to survive"), "h", Format.WHOLE),
            self.head(mark("Time to recover"), "h", Format.WHOLE),
        )  # fmt: skip
        kinds = {"organisation": mark("Supplier"), "component": mark("Component, all its suppliers")}
        rows = [
            (
                self.voice.say(story.organisation(one.name) if one.kind == "organisation" else story.name(one.name)),
                self.say(kinds[one.kind]), one.extra, _told(one.survive_h), _told(one.recover_h),
            )
            for one in story.losses
        ]  # fmt: skip
        return Sheet(self.say(mark("If a supplier or a component is lost")), columns, rows, self.warning)

    def options(self) -> Sheet:
        """Return what reserving each line costs against a stock."""
        yearly = money(str(self.story.city.info["currency"]), "year")
        columns = (
            self.head(mark("Line")), *self.items(), self.head(mark("Organisation")),
            self.head(mark("It gives"), "", Format.DECIMAL), self.head(mark("First unit"), "h", Format.WHOLE),
            self.head(mark("Reserving it"), yearly, Format.MONEY),
            self.head(mark("A stock of as much"), yearly, Format.MONEY),
        )  # fmt: skip
        rows = [
            (
                one.line, *self.item(one.item), self.voice.say(self.story.organisation(one.organisation)), one.quantity,
                one.first_h, one.reserve_yearly, _finite(one.stock_yearly),
            )
            for one in self.story.options
        ]  # fmt: skip
        return Sheet(self.say(mark("Reserving lines against keeping stock")), columns, rows, self.warning)


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _told(value: float) -> float | None:
    """Return hours; infinity is kept, the table shows its sign."""
    return None if np.isnan(value) else value
