"""The supplies list: what all scenarios call for, line by line, with the scenario that drives each."""

from collections.abc import Iterator

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.supply_needs_parts import NeedsStory, band_of
from anlan.report.chapters.supply_needs_tables import area_frame, hour_frame, list_frame
from anlan.report.choices import years_between
from anlan.report.document import Column, Grid, KeyFigure, Row
from anlan.report.quantity import Quantity, Said, money
from anlan.supplies.needs import NeedsSettings, SupplyLine

BAND_NOTE = mark(
    "Bands hold 5 to 95 % of draws from the ranges of the standards, the samples of damage and repair, and the spread "
    "of the damage functions. They do not hold whether the scenario happens, how strong it is and where people are."
)


def supply_list_chapter(story: NeedsStory) -> Chapter:
    """Show the list.

    Parameters
    ----------
    story
        Needs of the scenarios.
    """
    title = Message(mark("The supplies list"))
    if not story.listed.lines:
        nobody = Message(mark("No standard of need applies to what the scenarios do; nothing is needed."))
        return Chapter(key="supplies-list", title=title, sentences=(nobody,))
    return Chapter(
        key="supplies-list",
        title=title,
        sentences=tuple(_sentences(story)),
        figures=tuple(_figures(story)),
        grids={"supply-scenarios": _scenarios(story), "supplies-list": _list(story), "arrivals": _arrivals(story)},
        limits=(
            Message(BAND_NOTE),
            Message(
                mark(
                    "A city is taken to meet one of the scenarios at a time: each line holds the largest need of any "
                    "of them, not their sum. What is handed out once is not counted as returned."
                )
            ),
            Message(
                mark(
                    "Responders at work are one for {people:g} people in need, as far as there are teams; an "
                    "assumption."
                ),
                people=NeedsSettings().people_per_responder,
            ),
        ),
        tables={
            "supplies_list": list_frame(story),
            "needs_by_area": area_frame(story),
            "needs_by_hour": hour_frame(story),
        },
    )


def _sentences(story: NeedsStory) -> Iterator[Message]:
    lines = story.listed.lines
    yield Message(
        mark(
            "Items needed: {items}. Scenarios followed: {scenarios}. Each line holds the largest peak of any of them."
        ),
        items=len(lines), scenarios=len(story.listed.scenarios),
    )  # fmt: skip
    driven: dict[str, int] = {}
    for line in lines:
        driven[line.driven_by] = driven.get(line.driven_by, 0) + 1
    for scenario, count in sorted(driven.items(), key=lambda pair: -pair[1])[:3]:
        yield Message(mark("Lines driven by “{scenario}”: {count}."), scenario=story.scenario(scenario), count=count)
    alone = [line for line in lines if len(line.needed_in) == 1]
    if alone and len(story.listed.scenarios) > 1:
        yield Message(
            mark("Needed in one scenario alone ({count}): {items}."), count=len(alone),
            items=tuple(story.item(line.item) for line in alone[:5]),
        )  # fmt: skip
    assumed = sum(story.grounds.get(line.item, ((), True))[1] for line in lines)
    if assumed == len(lines):
        yield Message(mark("All lines rest on assumed rates in whole or in part."))
    elif assumed:
        pattern = mark(
            "Lines that rest on assumed rates in whole or in part: {count} of {lines}; the others restate a standard."
        )
        yield Message(pattern, count=assumed, lines=len(lines))
    uncoded = sum(story.items[line.item]["code"] is None for line in lines)
    if uncoded:
        yield Message(mark("Items of the list that have no code of GB/T 38565-2020 yet: {count}."), count=uncoded)


def _figures(story: NeedsStory) -> Iterator[KeyFigure]:
    currency = str(story.city.info["currency"])
    said = (
        ("value", mark("Value at the peak"), "price", 1.0, money(currency)),
        ("weight", mark("Weight at the peak"), "weight_kg", 0.001, "t"),
        ("volume", mark("Volume at the peak"), "volume_m3", 1.0, "m3"),
    )
    yield KeyFigure("lines", Message(mark("Lines of the list")), Quantity(len(story.listed.lines), "", None))
    for key, label, column, factor, unit in said:
        total, unknown = story.sum_of(column)
        note = Message(mark("{count} lines without it in the catalogue"), count=unknown) if unknown else None
        known = None if unknown == len(story.listed.lines) else total * factor
        yield KeyFigure(key, Message(label), Quantity(known, unit), note=note)


def _amount(story: NeedsStory, line: SupplyLine, value: float) -> Said:
    quantity = story.amount(line, value)
    return quantity if line.once else Message(mark("{amount} a day"), amount=quantity)


def _list(story: NeedsStory) -> Grid:
    columns = (
        Column("item", Message(mark("Item"))),
        Column("peak", Message(mark("Peak"))),
        Column("band", Message(mark("5 to 95 %"))),
        Column("total", Message(mark("In all"))),
        Column("driver", Message(mark("Driven by"))),
        Column("others", Message(mark("Also needed in"))),
        Column("persons", Message(mark("Most people in need")), "persons"),
        Column("basis", Message(mark("Basis"))),
    )
    coded = any(story.items[line.item]["code"] is not None for line in story.listed.lines)
    code = (Column("code", Message(mark("Code of GB/T 38565-2020"))),) if coded else ()
    rows = []
    for line in _in_groups(story):
        cells = _cells(story, line) + ((story.items[line.item]["code"],) if coded else ())
        rows.append(Row(line.item, cells, story.group(line.item), story.listed.synthetic))
    note = Message(
        mark(
            "The peak of what is used up is the largest need of 24 hours on end; of what is handed out once it is all "
            "of it. No band is shown where neither the standard nor the function of damage states a spread: there the "
            "peak is no more certain."
        )
    )
    return Grid(Message(mark("What must be at hand")), (*columns, *code), tuple(rows), note)


def _in_groups(story: NeedsStory) -> list[SupplyLine]:
    order = list(dict.fromkeys(str(row["group"]) for row in story.items.values()))
    return sorted(story.listed.lines, key=lambda line: order.index(str(story.items[line.item]["group"])))


def _cells(story: NeedsStory, line: SupplyLine) -> tuple[Said, ...]:
    others: tuple[Said, ...] = tuple(
        str(story.listed.scenarios.index(name) + 1) for name in line.needed_in if name != line.driven_by
    )  # fmt: skip
    assumed = story.grounds.get(line.item, ((), True))[1]
    return (
        story.item(line.item),
        _amount(story, line, line.peak),
        band_of(story, line),
        story.amount(line, line.total),
        story.label(line.driven_by),
        others or None,
        Quantity(line.persons, "persons"),
        Message(mark("assumption")) if assumed else Message(mark("standard")),
    )


def _arrivals(story: NeedsStory) -> Grid:
    """Show what must have arrived by H+x."""
    columns = (
        Column("item", Message(mark("Item"))),
        *(Column(f"h{hour}", Message(mark("H+{hour}"), hour=hour)) for hour in story.listed.horizons),
        *(Column(f"share{hour}", Message(mark("share by H+{hour}"), hour=hour)) for hour in story.listed.horizons),
        Column("first", Message(mark("Most urgent in"))),
    )
    rows = []
    for line in _in_groups(story):
        urgent = next((name for name in line.arrived_driven_by if name), None)
        cells: tuple[Said, ...] = (
            story.item(line.item),
            *(story.amount(line, value) for value in line.arrived),
            *(Quantity(share, "%") for share in line.shares),
            _label(story, urgent),
        )
        rows.append(Row(line.item, cells, story.group(line.item), story.listed.synthetic))
    note = Message(
        mark(
            "Amounts are those of the scenario that needs most by then; shares are of all that the scenario that "
            "drives the line needs. H is the hour in which the first hazard begins."
        )
    )
    return Grid(Message(mark("What must have arrived by when")), columns, tuple(rows), note)


def _label(story: NeedsStory, scenario: str | None) -> Message | None:
    return None if scenario is None else story.label(scenario)


def _scenarios(story: NeedsStory) -> Grid:
    """Show which scenarios stand behind the list, and how many of its lines each drives."""
    columns = (
        Column("label", Message(mark("Scenario"))),
        Column("name", Message(mark("What happens"))),
        Column("frequency", Message(mark("How often"))),
        Column("lines", Message(mark("Lines driven")), bare=True),
    )
    driven = [line.driven_by for line in story.listed.lines]
    rows = []
    for run in story.runs:
        identifier, often = run.scenario.id, run.scenario.frequency
        cells: tuple[Said, ...] = (
            story.label(identifier),
            story.scenario(identifier),
            None if not often else years_between(often),
            Quantity(driven.count(identifier), "", None),
        )
        rows.append(Row(identifier, cells, None, run.scenario.synthetic))
    return Grid(Message(mark("Scenarios behind the list")), columns, tuple(rows))
