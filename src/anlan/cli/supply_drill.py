"""``anlan supply stock drill``: which lines and agreements were rehearsed, and what the drills measured."""

from collections.abc import Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.cli.supply_board import show_sheet, write_sheets
from anlan.cli.supply_books import books_of, day_of, day_option, now, prepare
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.supplies.exchange import Column, Format, Sheet
from anlan.supplies.exchange.stock_export import SYNTHETIC
from anlan.supplies.exchange.tables import Value
from anlan.supplies.ledger import Declared, Drill, DrillResult, Proof, Readiness, declared_of, proofs
from anlan.supplies.ledger.readiness import READINESS

PACKAGE = mark("City package: a folder or a zip archive")
SUBJECT = mark("Identifier in capacity.csv or agreements.csv; all are listed if absent")
RESULT = mark("What it showed: passed, partly or failed")
HOURS = mark("Measured hours from the call to the first unit, or to delivery")
RATE = mark("Measured output at the end, units per hour")


def add_drill(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``drill``.

    Parameters
    ----------
    group
        Group to add it to.
    screen
        Where the command writes.
    """
    say = screen.translate

    def told(text: str) -> Any:
        return typer.Option(help=say(text))

    whole = say(mark("List what drills have proven of production lines and agreements, or record a drill."))

    @group.command(name="drill", help=whole)
    def run(
        path: Annotated[Path, typer.Argument(help=say(PACKAGE))],
        subject: Annotated[str | None, typer.Argument(help=say(SUBJECT))] = None,
        journal: Annotated[Path | None, told(mark("Journal of the ledger, in which drills are recorded"))] = None,
        result: Annotated[str | None, told(RESULT)] = None,
        hours: Annotated[float | None, told(HOURS)] = None,
        rate: Annotated[float | None, told(RATE)] = None,
        note: Annotated[str, told(mark("What was not mastered"))] = "",
        number: Annotated[str | None, told(mark("Number of the record; made from subject and day if absent"))] = None,
        accept: Annotated[bool, told(mark("Enter it; without this option it is a trial"))] = False,
        out: Annotated[Path | None, told(mark("Write it as a table too, .xlsx or .csv"))] = None,
        on: Annotated[datetime | None, day_option(screen)] = None,
    ) -> None:  # fmt: skip
        city = City.load(path)
        day, at = day_of(city, on), now(city)
        declared, books = declared_of(city), books_of(journal, city, at)
        if subject is None and result is None:
            _list(screen, city, proofs(declared, books.drills, day), day, out)
            return
        promise = _promise(declared, subject or "")
        drill = Drill(number or f"drill-{promise.id}-{day}", promise.id, day, _result(result), hours, rate, note)
        after = books.apply([drill], at=at)
        proof = proofs([promise], after.drills, day)[0]
        _tell(screen, proof)
        if not accept:
            screen.say(Message(mark("nothing was entered yet; do so with --accept")), "bold green")
            return
        if journal is None:
            raise SettingError(Message(mark("a drill is recorded in a journal; name its file with --journal")))
        prepare(journal, city, [drill], at, opening=True, adds=True)()
        screen.say(Message(mark("entered under the number {number}"), number=drill.id), "bold green")


def _list(screen: Terminal, city: City, found: Sequence[Proof], day: date, out: Path | None) -> None:
    sheet = _sheet(city, screen, found, day)
    show_sheet(screen, sheet)
    _count(screen, found)
    write_sheets(out, [sheet])


def _promise(declared: Sequence[Declared], subject: str) -> Declared:
    found = next((one for one in declared if one.id == subject), None)
    if found is None:
        near = get_close_matches(subject, [one.id for one in declared], n=1, cutoff=0.5)
        if near:
            pattern = mark("'{subject}' is in neither capacity.csv nor agreements.csv; did you mean '{near}'?")
            raise SettingError(Message(pattern, subject=subject, near=near[0]))
        pattern = mark("'{subject}' is in neither capacity.csv nor agreements.csv; give an identifier of one of them")
        raise SettingError(Message(pattern, subject=subject))
    return found


def _result(text: str | None) -> DrillResult:
    if text is None or text not in list(DrillResult):
        pattern = mark("the drill's result is not one of {choices}; give one of them with --result")
        raise SettingError(Message(pattern, choices=", ".join(one.value for one in DrillResult)))
    return DrillResult(text)


def _tell(screen: Terminal, proof: Proof) -> None:
    pattern = mark("{subject}: {state}; declared {declared:g} h; plan with {hours:g} h")
    said = Message(
        pattern,
        subject=proof.declared.id,
        state=Message(READINESS[proof.state]),
        declared=proof.declared.hours,
        hours=proof.hours,
    )
    screen.say(said)
    if proof.rate is not None and proof.declared.rate is not None:
        pattern = mark("rate: declared {declared:g} units/h; plan with {rate:g} units/h")
        screen.say(Message(pattern, declared=proof.declared.rate, rate=proof.rate))


def _count(screen: Terminal, found: Sequence[Proof]) -> None:
    proven = sum(proof.state is Readiness.PROVEN for proof in found)
    pattern = mark("lines and agreements: {count}; proven by a drill: {proven}; never rehearsed: {never}")
    never = sum(proof.state is Readiness.NEVER for proof in found)
    screen.say(Message(pattern, count=len(found), proven=proven, never=never), "bold green")


def _sheet(city: City, screen: Terminal, found: Sequence[Proof], day: date) -> Sheet:
    say, number = screen.translate, Format.NUMBER
    columns = [
        Column(say(mark("Line or agreement")), format=Format.TEXT),
        Column(say(mark("Item")), format=Format.TEXT),
        Column(say(mark("Readiness")), format=Format.TEXT),
        Column(say(mark("Last drill")), format=Format.DATE),
        Column(say(mark("Declared hours")), format=number),
        Column(say(mark("Measured hours")), format=number),
        Column(say(mark("Declared rate")), format=number),
        Column(say(mark("Measured rate")), format=number),
        Column(say(mark("Note")), format=Format.TEXT),
    ]
    items = _items(city, screen)
    rows: list[list[Value]] = [
        [
            proof.declared.id,
            items[proof.declared.id],
            say(READINESS[proof.state]),
            None if proof.last is None else proof.last.on,
            proof.declared.hours,
            None if proof.last is None else proof.last.hours,
            proof.declared.rate,
            None if proof.last is None else proof.last.rate,
            None if proof.last is None else proof.last.note,
        ]
        for proof in found
    ]
    first = Message(mark("Drills of conversion and of call-off, {day}"), day=day).render(say)
    made_up = any(city.table(name)["synthetic"].any() for name in ("capacity", "agreements"))
    return Sheet(say(mark("Drills")), columns, rows, [first, say(SYNTHETIC)] if made_up else [first])


def _items(city: City, screen: Terminal) -> dict[str, str]:
    """Return the name of the item of each line and agreement."""
    english = screen.language == "en"
    rows = city.table("items").select("id", "name_zh", "name_en").iter_rows()
    names = {item: (name_en or name_zh) if english else name_zh for item, name_zh, name_en in rows}
    pairs = (row for table in ("capacity", "agreements") for row in city.table(table).select("id", "item").iter_rows())
    return {identifier: names.get(item, item) for identifier, item in pairs}
