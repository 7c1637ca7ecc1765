"""``anlan scenario diff``: what changed from one version of a scenario to another."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.language import Message, mark
from anlan.report import Voice
from anlan.report.quantity import Quantity
from anlan.report.words import hazard_name
from anlan.scenarios.saved import (
    ORIGINS,
    TIDES,
    Differences,
    FootprintChange,
    differences,
    read_scenario,
)

DIFFERENT = 1
"""Exit status where the scenarios differ, as that of ``diff``."""

FIELDS: Mapping[str, str] = {
    "id": mark("Short name"),
    "version": mark("Version"),
    "name": mark("Name"),
    "story": mark("What happens"),
    "origin": mark("Where it comes from"),
    "origin_detail": mark("Made from"),
    "city": mark("City"),
    "frequency_per_year": mark("How often, at least as severe"),
    "synthetic": mark("Synthetic"),
    "moment.month": mark("Month"),
    "moment.workday": mark("Working day"),
    "moment.hour": mark("Hour"),
    "moment.tide": mark("Tide"),
    "moment.by_day": mark("People are at work"),
    "provenance": mark("Provenance"),
    "event": mark("Event"),
    "onset_hour": mark("Begins at hour"),
    "parameters": mark("Parameter"),
}
"""What the fields are called."""

STATES: Mapping[str, str] = {
    "added": mark("footprint added"),
    "removed": mark("footprint removed"),
    "changed": mark("footprint changed"),
}


def add_diff(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``diff``.

    Parameters
    ----------
    group
        Group to add it to.
    screen
        Where the command writes.
    """
    say = screen.translate
    whole = say(mark("Say what changed from one scenario file to another; status 1 if anything did."))

    @group.command(name="diff", help=whole)
    def run(
        old: Annotated[Path, typer.Argument(help=say(mark("The former version")))],
        new: Annotated[Path, typer.Argument(help=say(mark("The new version")))],
        city: Annotated[Path | None, typer.Option(help=say(mark("City package whose people are counted")))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=say(mark("Write JSON for other programs")))] = False,
    ) -> None:
        one, other = read_scenario(old), read_scenario(new)
        found = differences(one, other, None if city is None else City.load(city))
        if as_json:
            content = {"different": bool(found), **asdict(found)}
            screen.out.print(json.dumps(content, ensure_ascii=False), markup=False, highlight=False, soft_wrap=True)
        else:
            _show(found, screen)
        if found:
            raise typer.Exit(DIFFERENT)


def _show(found: Differences, screen: Terminal) -> None:
    voice = Voice.of(screen.language)
    if not found:
        screen.say(Message(mark("The two scenarios are the same.")))
        return
    table = Table(title=escape(voice.say(Message(mark("What changed")))), title_justify="left", box=None)
    table.title_style = "bold"
    for heading in (mark("What"), mark("Before"), mark("After")):
        table.add_column(escape(voice.say(Message(heading))), overflow="fold")
    for change in found.fields:
        table.add_row(*(escape(text) for text in _field(change.field, change.old, change.new, voice)))
    for title, assumptions, places in (
        (mark("Assumption dropped"), found.assumptions_removed, (1, 0)),
        (mark("Assumption added"), found.assumptions_added, (0, 1)),
    ):
        for one in assumptions:
            text = one.text.get(screen.language) or next(iter(one.text.values()))
            cells = [text if here else "" for here in places]
            table.add_row(escape(voice.say(Message(title))), *(escape(cell) for cell in cells))
    screen.out.print(table)
    for footprint in found.footprints:
        _footprint(footprint, screen, voice)


def _field(name: str, old: Any, new: Any, voice: Voice) -> tuple[str, str, str]:
    stem, _, rest = name.partition(".")
    label = FIELDS.get(name) or FIELDS.get(stem)
    said = voice.say(Message(label)) if label else name
    said = said if name in FIELDS or not rest else f"{said} ({rest})"
    return said, _value(name, old, voice), _value(name, new, voice)


def _value(name: str, value: Any, voice: Voice) -> str:
    if value is None:
        return voice.say(None)
    if isinstance(value, bool):
        return voice.say(Message(mark("yes") if value else mark("no")))
    if name == "origin":
        return voice.say(Message(ORIGINS[value]))
    if name == "moment.tide":
        return voice.say(Message(TIDES[value]))
    if name.endswith("per_year") and isinstance(value, int | float):
        return voice.say(Quantity(float(value), "1/year", None))
    return str(value)


def _footprint(change: FootprintChange, screen: Terminal, voice: Voice) -> None:
    def counted(number: int) -> Quantity:
        return Quantity(float(number), "", None)

    head = Message(mark("{hazard}: {state}"), hazard=hazard_name(change.kind), state=Message(STATES[change.state]))
    screen.out.print()
    screen.out.print(escape(voice.say(head)), style="bold", highlight=False)
    cells = Message(
        mark("{added} cells added, {removed} removed, {changed} changed"),
        added=counted(change.added),
        removed=counted(change.removed),
        changed=counted(change.changed),
    )
    said = [cells]
    if change.largest_cell:
        pattern = mark("largest change {change} in cell {cell}")
        largest = f"{change.largest:+.4g} {change.unit if change.unit != '1' else ''}".strip()
        said.append(Message(pattern, change=largest, cell=change.largest_cell))
    if change.people_old is not None and change.people_new is not None:
        people = [Quantity(round(number), "", None) for number in (change.people_old, change.people_new)]
        said.append(Message(mark("people in the footprint: {old} before, {new} after"), old=people[0], new=people[1]))
    for one in said:
        screen.out.print(f"  {escape(voice.say(one))}", highlight=False, soft_wrap=True)
    for field in change.fields:
        name, old, new = (escape(text) for text in _field(field.field, field.old, field.new, voice))
        screen.out.print(f"  {name}: {old} → {new}", highlight=False, soft_wrap=True)
