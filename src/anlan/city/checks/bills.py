"""Bills of materials must be possible: no circles, units that agree, products that exist, quantities above nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import polars as pl

from anlan.city.draft import Draft
from anlan.errors import Problem
from anlan.language import Message

BILL, SUPPLIERS, LINES = "bill_of_materials.csv", "component_sources.csv", "capacity.csv"


@dataclass(frozen=True)
class BillRows:
    """The tables that a bill of materials is judged by.

    Parameters
    ----------
    frames
        Rows of ``bill_of_materials``, ``component_sources``, ``capacity`` and ``items``.
    lines
        Line of each row in its file.
    """

    frames: Mapping[str, pl.DataFrame]
    lines: Mapping[str, Sequence[int]]

    def rows(self, table: str, *columns: str) -> Iterator[tuple[object, ...]]:
        """Yield the line and some values of each row."""
        values = self.frames[table].select(columns).iter_rows()
        yield from ((line, *row) for line, row in zip(self.lines[table], values, strict=True))


def bills_of_materials(draft: Draft) -> Iterator[Problem]:
    """Yield everything that makes a bill of materials impossible."""
    tables = ("bill_of_materials", "component_sources", "capacity", "items")
    if all(draft.usable(table) and draft.readings[table].complete for table in tables):
        yield from bill_problems(
            BillRows(
                {name: draft.frame(name) for name in tables},
                {name: [int(line) for line in draft.lines(name)] for name in tables},
            )
        )


def bill_problems(rows: BillRows) -> Iterator[Problem]:
    """Yield everything that makes a bill of materials impossible.

    Parameters
    ----------
    rows
        The tables.
    """
    yield from _units(rows)
    yield from _unknown(rows)
    yield from _impossible(rows)
    yield from _circles(rows)


def _units(rows: BillRows) -> Iterator[Problem]:
    """Yield components whose unit is not that of the catalogue, or of the row that named them first."""
    known = {name: (str(unit), "items.csv") for _, name, unit in rows.rows("items", "id", "unit")}
    for table, file in (("bill_of_materials", BILL), ("component_sources", SUPPLIERS)):
        for line, component, unit in rows.rows(table, "component", "component_unit"):
            if component is None or unit is None:
                continue
            told, where = known.setdefault(component, (str(unit), f"{file}:{line}"))
            if told != unit:
                yield Problem(
                    file,
                    Message(
                        "component {component!r} is in {unit!r}, but in {told!r} in {where}",
                        component=component, unit=unit, told=told, where=where,
                    ),
                    Message("state it in one unit everywhere and convert the quantities"),
                    line=_line(line), code="unit-mismatch",
                )  # fmt: skip


def _unknown(rows: BillRows) -> Iterator[Problem]:
    """Yield products that are neither items of the catalogue nor go into anything."""
    items = {name for _, name in rows.rows("items", "id")}
    parts = {name for _, name in rows.rows("bill_of_materials", "component")}
    for line, product in rows.rows("bill_of_materials", "product"):
        if product is not None and product not in items and product not in parts:
            yield Problem(
                BILL,
                Message("product {product!r} is not in items.csv and goes into nothing", product=product),
                Message("add it to items.csv, correct its name, or remove the row"),
                line=_line(line), code="unknown-product",
            )  # fmt: skip
    for line, component in rows.rows("component_sources", "component"):
        if component is not None and component not in items and component not in parts:
            yield Problem(
                SUPPLIERS,
                Message("component {component!r} goes into nothing in bill_of_materials.csv", component=component),
                Message("correct its name or remove the row"),
                line=_line(line), code="unknown-component",
            )  # fmt: skip


def _impossible(rows: BillRows) -> Iterator[Problem]:
    """Yield quantities of nothing, negative rates, and lines of which nothing is fit for use."""
    for line, product, component, quantity in rows.rows("bill_of_materials", "product", "component", "quantity"):
        if isinstance(quantity, float) and not quantity > 0.0:
            yield Problem(
                BILL,
                Message("{quantity} of {component!r} in one {product!r}", quantity=quantity, component=component,
                        product=product),
                Message("give a quantity above 0 or remove the row"),
                line=_line(line), code="impossible-quantity",
            )  # fmt: skip
    for line, name, rate, share in rows.rows("capacity", "id", "max_rate", "yield_share"):
        if (isinstance(rate, float) and rate < 0.0) or (isinstance(share, float) and not share > 0.0):
            yield Problem(
                LINES,
                Message("line {id!r} has the rate {rate} and the yield {share}", id=name, rate=rate, share=share),
                Message("give a rate of 0 or more and a yield above 0"),
                line=_line(line), code="impossible-rate",
            )  # fmt: skip
    for line, name, stock, rate in rows.rows("component_sources", "component", "stock", "rate"):
        if any(isinstance(value, float) and value < 0.0 for value in (stock, rate)):
            yield Problem(
                SUPPLIERS,
                Message("component {component!r} has the stock {stock} and the rate {rate}", component=name,
                        stock=stock, rate=rate),
                Message("give 0 or more of each"),
                line=_line(line), code="impossible-rate",
            )  # fmt: skip


def _circles(rows: BillRows) -> Iterator[Problem]:
    """Yield the circles of the bill, one after the other, each at the first of its rows."""
    parts: dict[str, dict[str, int]] = {}
    for line, product, component in rows.rows("bill_of_materials", "product", "component"):
        if isinstance(product, str) and isinstance(component, str):
            parts.setdefault(product, {}).setdefault(component, int(str(line)))
    while (circle := _circle(parts)) is not None:
        pairs = list(pairwise(circle))
        line = min(parts[one][other] for one, other in pairs)
        yield Problem(
            BILL,
            Message("{circle} is made of itself", circle=" > ".join(circle)),
            Message("remove a row of the circle"),
            line=line, code="circular-bill",
        )  # fmt: skip
        first = next((one, other) for one, other in pairs if parts[one][other] == line)
        del parts[first[0]][first[1]]


def _circle(parts: Mapping[str, Mapping[str, int]]) -> list[str] | None:
    """Return a product, its component, and so on until the product again; None where there is no circle."""
    try:
        TopologicalSorter({product: list(components) for product, components in parts.items()}).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found[::-1]
    return None


def _line(line: object) -> int:
    return int(str(line))
