"""One row of a stock list against the city: item, place, owner, quantity in the catalogue's unit, and its days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from anlan.city import City
from anlan.errors import Problem, Severity
from anlan.language import Message, mark
from anlan.supplies.exchange.grids import Grid, Row
from anlan.supplies.exchange.stock_fields import Header, column_name, norm
from anlan.supplies.exchange.stock_values import READERS, Wrong, into_unit, read_text
from anlan.supplies.ledger.lots import CONDITIONS, Condition, Lot
from anlan.supplies.ledger.moves import Reason

NAMED: Mapping[str, str] = {"item": "items", "place": "places", "organisation": "organisations"}
"""Table of the city in which each field that names something is looked up."""

SHORT = 3
"""Signs up to which half of a name must agree to be suggested: one wrong sign of a Chinese name of two."""

SHELF_LIFE_SLACK = 1.1
"""Share by which the time from receipt to expiry may exceed the shelf life before it is noted: assumption."""


@dataclass(frozen=True)
class StockRow:
    """A lot of an imported list.

    Parameters
    ----------
    lot
        The lot; its unit is that of the catalogue.
    place
        Where it lies; empty where the list does not say.
    quantity
        How much, in the unit of the catalogue.
    file, line
        Where it stands in the list.
    dispatch_h
        Hours until it can be handed out; None where the list does not say.
    synthetic
        Whether the list calls it synthetic; None where it does not say.
    source
        Source that the list names; None where it names none.
    reason
        In a list of a count, why the quantity differs from the books.
    """

    lot: Lot
    place: str
    quantity: Decimal
    file: str
    line: int
    dispatch_h: float | None = None
    synthetic: bool | None = None
    source: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True, eq=False)
class Names:
    """What things of a city are called.

    Parameters
    ----------
    ids
        Identifiers by field and by name in the compared form: their own, their names in both languages, item codes.
    spellings
        Identifiers by field.
    units
        Unit by item.
    shelf_life
        Days by item; None where unknown.
    sources
        Identifiers of the city's sources.
    """

    ids: Mapping[str, Mapping[str, frozenset[str]]]
    spellings: Mapping[str, tuple[str, ...]]
    units: Mapping[str, str]
    shelf_life: Mapping[str, float | None]
    sources: frozenset[str]

    @classmethod
    def of(cls, city: City) -> "Names":
        """Collect the names of a city.

        Parameters
        ----------
        city
            The city.
        """
        ids: dict[str, dict[str, frozenset[str]]] = {}
        for field_name, table in NAMED.items():
            columns = ["id", "name_zh", "name_en", *(["code"] if table == "items" else [])]
            index = ids.setdefault(field_name, {})
            for identifier, *names in city.table(table).select(columns).iter_rows():
                for name in filter(None, (identifier, *names)):
                    index[norm(name)] = index.get(norm(name), frozenset()) | {identifier}
        items = city.table("items")
        return cls(
            ids,
            {name: tuple(city.table(table)["id"].to_list()) for name, table in NAMED.items()},
            dict(items.select("id", "unit").iter_rows()),
            dict(items.select("id", "shelf_life_days").iter_rows()),
            frozenset(city.sources["id"].to_list()),
        )

    def named(self, field: str, value: str) -> str | Wrong:
        """Return the identifier of what is called by an identifier, a name or a code.

        Parameters
        ----------
        field
            A key of `NAMED`.
        value
            What it is called.
        """
        known = self.ids[field]
        found = known.get(norm(value), frozenset())
        if len(found) == 1:
            return next(iter(found))
        if found:
            what = Message("is '{value}', which may be any of {ids}", value=value, ids=", ".join(sorted(found)))
            return Wrong(what, Message("write the identifier"), "ambiguous")
        near = get_close_matches(norm(value), list(known), n=1, cutoff=0.5 if len(value) <= SHORT else 0.6)
        file = f"{NAMED[field]}.csv"
        what = Message("is '{value}', which is not in {file}", value=value, file=file)
        if near:
            return Wrong(what, Message("did you mean '{near}'?", near=min(known[near[0]])), f"unknown-{field}")
        return Wrong(what, Message("add it to {file}, or correct it", file=file), f"unknown-{field}")


@dataclass(eq=False)
class RowReader:
    """Reads the rows of one sheet and collects what is wrong with them.

    Parameters
    ----------
    grid, header
        The sheet and its header.
    names
        What the city calls things.
    packs
        Declared conversions.
    on
        Day of the import, in the city's zone.
    problems
        What was found so far.
    counting
        Whether it is the list of a count, in which zero is an answer.
    """

    grid: Grid
    header: Header
    names: Names
    packs: Mapping[tuple[str, str], Decimal]
    on: date
    problems: list[Problem] = field(default_factory=list)
    counting: bool = False

    def read(self, row: Row) -> StockRow | None:
        """Return the lot of a row; None where something is wrong with it or it holds nothing.

        Parameters
        ----------
        row
            The row.
        """
        before = len(self.problems)
        values = self._values(row)
        item = self._named(row, values, "item", required=True)
        place = self._named(row, values, "place", required=False)
        owner = self._named(row, values, "organisation", required=False)
        quantity = self._quantity(row, values, item)
        self._days(row, values, item)
        self._source(row, values)
        faulty = any(problem.severity is Severity.ERROR for problem in self.problems[before:])
        if faulty or item is None or quantity is None:
            return None
        if quantity == 0 and not self.counting:
            what, remedy = Message("the quantity is zero; the row is left out"), Message("nothing needs to be done")
            self._note(row, "quantity", Wrong(what, remedy, "nothing"))
            return None
        state = values.get("condition", Condition.GOOD)
        days = (values.get("received"), values.get("expires"))
        lot = Lot(values.get("id", ""), item, self.names.units[item], owner or "", state, *days)
        hours = values.get("dispatch_h")
        return StockRow(
            lot, place or "", quantity, self.grid.file, row.line,
            None if hours is None else float(hours), values.get("synthetic"), values.get("source"),
            values.get("reason"),
        )  # fmt: skip

    def _values(self, row: Row) -> dict[str, Any]:
        """Return the sound values of a row by field; the first column of a field counts."""
        values: dict[str, Any] = {}
        for column, name in self.header.fields.items():
            fault = self.grid.faults.get((row.line, column))
            if fault is not None:
                self.problems.append(fault)
            elif column in row.cells and name not in values:
                value = READERS.get(name, read_text)(row.cells[column])
                if isinstance(value, Wrong):
                    self._wrong(row, name, value)
                else:
                    values[name] = value
        return values

    def _named(self, row: Row, values: Mapping[str, Any], name: str, *, required: bool) -> str | None:
        """Return the identifier of what a row names: its code where it gives one, else its name."""
        fields = [one for one in (name, f"{name}_name") if one in values]
        if not fields:
            if required and not any(self._faulty(row, one) for one in (name, f"{name}_name")):
                remedy = Message("name an item of items.csv in every row")
                self._wrong(row, name, Wrong(Message("is empty"), remedy, "empty-value"))
            return None
        one, value = fields[0], values[fields[0]]
        found = self.names.named(name, value)
        if isinstance(found, Wrong):
            self._wrong(row, one, found)
            return None
        if len(fields) > 1 and found not in self.names.ids[name].get(norm(values[fields[1]]), frozenset()):
            what = Message("is '{value}', which is not the name of '{id}'", value=values[fields[1]], id=value)
            self._note(row, fields[1], Wrong(what, Message("see which is right; the code counts"), "other-name"))
        return found

    def _quantity(self, row: Row, values: Mapping[str, Any], item: str | None) -> Decimal | None:
        quantity = values.get("quantity")
        if quantity is None:
            if not self._faulty(row, "quantity"):
                remedy = Message("give the quantity, 0 if there is none")
                self._wrong(row, "quantity", Wrong(Message("is empty"), remedy, "empty-value"))
            return None
        if item is None:
            return None
        result = into_unit(quantity, values.get("unit"), item, self.names.units[item], self.packs)
        if isinstance(result, Wrong):
            self._wrong(row, "unit" if self.header.has("unit") and "unit" in values else "quantity", result)
            return None
        return result

    def _days(self, row: Row, values: Mapping[str, Any], item: str | None) -> None:
        received, expires = values.get("received"), values.get("expires")
        if received is not None and received > self.on:
            what = Message("is {day}, after the day of the import", day=received)
            self._wrong(row, "received", Wrong(what, Message("correct it"), "future-receipt"))
        if received is not None and expires is not None and expires < received:
            what = Message("is {day}, before the day of receipt", day=expires)
            self._wrong(row, "expires", Wrong(what, Message("correct one of the two"), "wrong-dates"))
        if expires is not None and expires < self.on:
            what = Message("is {day}: the lot has expired; it is counted and never handed out", day=expires)
            self._note(row, "expires", Wrong(what, Message("dispose of it, or correct the date"), "expired-lot"))
        life = None if item is None else self.names.shelf_life.get(item)
        if life and received and expires and (expires - received).days > life * SHELF_LIFE_SLACK:
            what = Message("is {day}, longer than the {days:.0f} days for which the item keeps", day=expires, days=life)
            self._note(row, "expires", Wrong(what, Message("see whether the date or items.csv is wrong"), "long-life"))

    def _source(self, row: Row, values: Mapping[str, Any]) -> None:
        source = values.get("source")
        if source is not None and source not in self.names.sources:
            what = Message("is '{value}', which is no source of city.toml", value=source)
            self._wrong(row, "source", Wrong(what, Message("add it there, or correct it"), "unknown-source"))
        elif values.get("synthetic") and source is None:
            what, remedy = Message("is empty, and the row is synthetic"), Message("name the source in city.toml")
            self._wrong(row, "source" if self.header.has("source") else "synthetic", Wrong(what, remedy, "no-source"))

    def _faulty(self, row: Row, name: str) -> bool:
        """Say whether something was said already about a field of a row."""
        columns = [column for column, one in self.header.fields.items() if one == name]
        return any((row.line, column) in self.grid.faults or column in row.cells for column in columns)

    def _wrong(self, row: Row, name: str, wrong: Wrong, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(
            Problem(
                self.grid.file,
                Message("{cell} {what}", cell=self._cell(row, name), what=wrong.what),
                wrong.remedy,
                line=row.line,
                severity=severity,
                code=wrong.code,
            )
        )

    def _note(self, row: Row, name: str, wrong: Wrong) -> None:
        self._wrong(row, name, wrong, Severity.NOTICE)

    def _cell(self, row: Row, name: str) -> Message:
        """Return how the cell of a field is named: by its place and its heading."""
        column = self.header.column(name) or self.header.column(f"{name}_name")
        if column is None:
            return Message("'{title}'", title=name)
        place = f"{column_name(self.grid, column)}{row.line}" if self.grid.letters else str(column)
        pattern = mark("{place} '{title}'") if self.grid.letters else mark("column {place} '{title}'")
        return Message(pattern, place=place, title=self.header.titles[column])


def unfit_notices(rows: Iterator[StockRow]) -> Iterator[Problem]:
    """Yield a notice for each lot that cannot be handed out because of its condition.

    Parameters
    ----------
    rows
        Lots.
    """
    for row in rows:
        if not row.lot.usable:
            what = Message(
                "the condition of lot '{lot}' is: {condition}",
                lot=row.lot.id,
                condition=Message(CONDITIONS[row.lot.condition]),
            )
            remedy = Message("it goes into the ledger only, not into stock.csv, which counts what can be handed out")
            yield Problem(row.file, what, remedy, line=row.line, severity=Severity.NOTICE, code="unfit-lot")
