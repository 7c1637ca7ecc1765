"""The reserve plan as tables: for the report's files, and as sheets that a purchasing office can use."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Any

import polars as pl

from anlan.language import Message, mark
from anlan.report.chapters.supply_plan_grids import step_name
from anlan.report.chapters.supply_plan_parts import PlanNames, use_name
from anlan.report.quantity import Quantity, Unit
from anlan.report.voice import Voice
from anlan.supplies.exchange.tables import Column, Format, Sheet
from anlan.supplies.reserve.outcome import (
    Contract,
    PlanOutcome,
    Purchase,
    agreements,
    lines,
    openings,
    purchases,
    unmet_items,
)
from anlan.supplies.reserve.stand_ins import stand_ins


def plan_tables(outcome: PlanOutcome) -> Mapping[str, pl.DataFrame]:
    """Return the plan as tables, identifiers and numbers in full.

    Parameters
    ----------
    outcome
        The plan.
    """
    money = str(outcome.reserve.city.info["currency"]).lower()
    coverage, problem = outcome.judged.coverage, outcome.reserve.problem
    tables: dict[str, list[dict[str, Any]]] = {
        "reserve_purchases": [
            {"site": one.site.id, "item": one.item, "unit": one.unit, "amount": one.amount, "held": one.held,
             f"price_{money}": one.once, f"keeping_{money}_per_year": one.yearly, "renewed_every_years": one.every,
             "sold_or_used": one.rotated}
            for one in purchases(outcome)
        ],
        "reserve_bases": [
            {"site": one.site.id, "use": one.site.use, "area": one.site.area, "size_share": one.size,
             f"opening_{money}": one.once, f"running_{money}_per_year": one.yearly, f"goods_{money}": one.goods,
             "room_filled_share": one.filled}
            for one in openings(outcome)
        ],
        "reserve_agreements": [_contract(one, money) for one in agreements(outcome)],
        "reserve_lines": [_contract(one, money) for one in lines(outcome)],
        "reserve_coverage": [
            {"area": area, "hour": hour, "mean_share": float(coverage.mean[a, t]),
             "worst_share": float(coverage.worst[a, t])}
            for a, area in enumerate(problem.areas) for t, hour in enumerate(problem.edges.tolist())
        ],
        "reserve_unmet": [vars(one) for one in unmet_items(outcome)],
        "reserve_stand_ins": [vars(one) for one in stand_ins(outcome.reserve, outcome.judged)],
        "reserve_order": [vars(one) for one in outcome.steps],
        "reserve_register": [
            {"risk": one.item.id, "hazard": one.item.hazard, "area": one.item.area, "level": one.item.rating.level,
             "hour": one.hour, "covered_share": one.share, "today_share": one.today, "state": one.state,
             "scenarios": " ".join(one.scenarios)}
            for one in outcome.register
        ],
    }  # fmt: skip
    return {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in tables.items() if rows}


def _contract(one: Contract, money: str) -> dict[str, Any]:
    return {
        "id": one.row["id"], "organisation": one.row["organisation"], "item": one.row["item"], "unit": one.unit,
        "kept_share": one.share, f"cost_{money}_per_year": one.yearly, "used_mean": one.used, "used_most": one.most,
        f"worth_{money}_per_year": one.worth,
    }  # fmt: skip


def plan_sheets(outcome: PlanOutcome, voice: Voice) -> Sequence[Sheet]:
    """Return the sheets of the workbook for the purchasing office, in one language.

    Parameters
    ----------
    outcome
        The plan.
    voice
        The language.
    """
    return tuple(_Office(outcome, voice).sheets())


class _Office:
    """Puts the plan into sheets."""

    def __init__(self, outcome: PlanOutcome, voice: Voice) -> None:
        self.outcome, self.voice = outcome, voice
        self.names = PlanNames.of(outcome)
        self.money = str(outcome.reserve.city.info["currency"])
        self.currency = voice.say(Unit(self.money))
        self.hours = voice.say(Unit("person-hours"))
        self.yearly = voice.say(Unit(f"{outcome.reserve.city.info['currency']}/year"))

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets that have rows."""
        yield self._buy()
        if openings(self.outcome):
            yield self._bases()
        yield self._contracts(mark("Agreements"), agreements(self.outcome), mark("Share to agree"))
        yield self._contracts(mark("Production lines"), lines(self.outcome), mark("To reserve"))
        if self.outcome.steps:
            yield self._order()

    def say(self, text: str) -> str:
        """Say a sentence in the language of the sheets."""
        return self.voice.say(Message(text))

    def head(self, text: str, unit: str = "", shown: Format = Format.NUMBER) -> Column:
        """Return a column."""
        return Column(self.say(text), unit, shown)

    def notes(self) -> tuple[str, ...]:
        """Return what stands above each table."""
        found = [
            self.voice.say(
                Message(mark("From the reserve plan of {city}; amounts are those of the model, in whole units."),
                        city=self.names.run.say(self.outcome.reserve.city.areas.codes[0]))
            )
        ]  # fmt: skip
        if any(one.synthetic for one in self.outcome.reserve.needs):
            found.append(self.say(mark("Synthetic: parts of the input are invented; no basis for decisions.")))
        return tuple(found)

    def _buy(self) -> Sheet:
        columns = (
            self.head(mark("Item code"), shown=Format.TEXT),
            self.head(mark("Item"), shown=Format.TEXT),
            self.head(mark("Where"), shown=Format.TEXT),
            self.head(mark("To buy"), shown=Format.WHOLE),
            self.head(mark("Unit"), shown=Format.TEXT),
            self.head(mark("There today"), shown=Format.WHOLE),
            self.head(mark("Unit price"), self.currency, Format.MONEY),
            self.head(mark("Price"), self.currency, Format.MONEY),
            self.head(mark("Cost of keeping"), self.yearly, Format.MONEY),
            self.head(mark("Renewed every, years"), shown=Format.DECIMAL),
            self.head(mark("How it is renewed"), shown=Format.TEXT),
        )
        rows = [
            (
                one.item, self.voice.say(self.names.run.item(one.item)), self.voice.say(self.names.site(one.site.id)),
                ceil(one.amount - 1e-6), self.voice.say(Unit(one.unit)), round(one.held), one.once / one.amount,
                ceil(one.amount - 1e-6) * one.once / one.amount, one.yearly, one.every,
                self.say(mark("sold or used before its last day") if one.rotated else mark("replaced")),
            )
            for one in purchases(self.outcome)
        ]  # fmt: skip
        return Sheet(self.say(mark("To buy")), columns, rows, (*self.notes(), self._sum(purchases(self.outcome))))

    def _sum(self, bought: Sequence[Purchase]) -> str:
        """Return the sum of the prices, in whole units and as the plan reckons it."""
        pattern = mark("Price of all rows, in whole units: {rounded}; the plan reckons with {planned}.")
        rounded = sum(ceil(one.amount - 1e-6) * one.once / one.amount for one in bought)
        planned = sum(one.once for one in bought)
        return self.voice.say(
            Message(pattern, rounded=Quantity(rounded, self.money, 6), planned=Quantity(planned, self.money, 6))
        )

    def _bases(self) -> Sheet:
        columns = (
            self.head(mark("Base"), shown=Format.TEXT),
            self.head(mark("What it becomes"), shown=Format.TEXT),
            self.head(mark("Area"), shown=Format.TEXT),
            self.head(mark("Size"), shown=Format.PERCENT),
            self.head(mark("Cost of opening"), self.currency, Format.MONEY),
            self.head(mark("Cost of running"), self.yearly, Format.MONEY),
            self.head(mark("Goods bought for it"), self.currency, Format.MONEY),
            self.head(mark("Room filled"), shown=Format.PERCENT),
        )
        rows = [
            (
                self.voice.say(self.names.site(one.site.id)), self.voice.say(use_name(one.site.use)),
                self.voice.say(self.names.run.say(one.site.area)), one.size, one.once, one.yearly, one.goods,
                one.filled,
            )
            for one in openings(self.outcome)
        ]  # fmt: skip
        return Sheet(self.say(mark("Bases")), columns, rows, self.notes())

    def _contracts(self, title: str, contracts: tuple[Contract, ...], share: str) -> Sheet:
        columns = (
            self.head(mark("Number"), shown=Format.TEXT),
            self.head(mark("Organisation"), shown=Format.TEXT),
            self.head(mark("Item"), shown=Format.TEXT),
            self.head(share, shown=Format.PERCENT),
            self.head(mark("Cost"), self.yearly, Format.MONEY),
            self.head(mark("Used, mean of the scenarios"), shown=Format.WHOLE),
            self.head(mark("Used at most"), shown=Format.WHOLE),
            self.head(mark("Unit"), shown=Format.TEXT),
            self.head(mark("Worth at the margin"), self.yearly, Format.MONEY),
        )
        rows = [
            (
                one.row["id"], self.voice.say(self.names.run.organisation(one.row["organisation"])),
                self.voice.say(self.names.run.item(one.row["item"])), one.share, one.yearly, round(one.used),
                round(one.most), self.voice.say(Unit(one.unit)), max(one.worth, 0.0),
            )
            for one in contracts
        ]  # fmt: skip
        return Sheet(self.say(title), columns, rows, self.notes())

    def _order(self) -> Sheet:
        columns = (
            self.head(mark("Year"), shown=Format.WHOLE),
            self.head(mark("What is done"), shown=Format.TEXT),
            self.head(mark("Spent once"), self.currency, Format.MONEY),
            self.head(mark("Spent each year"), self.yearly, Format.MONEY),
            self.head(
                mark("Hours of going without that it avoids"), self.voice.say(Unit("person-hours")), Format.WHOLE
            ),
        )
        rows = [
            (step.year, self.voice.say(step_name(step, self.names)), step.once, step.yearly, round(step.late))
            for step in self.outcome.steps
        ]
        return Sheet(self.say(mark("Order")), columns, rows, self.notes())
