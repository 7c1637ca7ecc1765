"""What the chapters on needs share: needs, list and targets of the scenarios, and the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from anlan.city import City
from anlan.city.tables.supplies import SUPPLY_GROUPS
from anlan.language import Message
from anlan.report.chapters.run_parts import texts
from anlan.report.quantity import Name, Quantity
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.needs import AreaNeeds, SuppliesList, SupplyLine
from anlan.supplies.needs.targets import TaskCapability

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7b3294", "#8c564b", "#637939", "#999999")
"""Colours of scenarios, in their order; the last again where there are more."""


@dataclass(frozen=True, eq=False)
class NeedsStory:
    """Needs of several scenarios, ready to be told.

    Parameters
    ----------
    city
        The city.
    runs
        The scenarios hour by hour, the worst first.
    needs
        Needs of each of them, in the same order.
    listed
        The supplies list.
    capability
        Capability targets beside it.
    """

    city: City
    runs: tuple[ScenarioRun, ...]
    needs: tuple[AreaNeeds, ...]
    listed: SuppliesList
    capability: TaskCapability

    @cached_property
    def items(self) -> Mapping[str, Mapping[str, Any]]:
        """Rows of the catalogue by identifier."""
        return {row["id"]: row for row in self.city.table("items").iter_rows(named=True)}

    @cached_property
    def grounds(self) -> Mapping[str, tuple[tuple[str, ...], bool]]:
        """Sources of the standards of each item, and whether any of them is an assumption."""
        rows = self.city.table("needs").group_by("item", maintain_order=True).agg(
            pl.col("source").drop_nulls().unique(maintain_order=True), (pl.col("confidence") == "assumption").any()
        )  # fmt: skip
        return {item: (tuple(sources), assumed) for item, sources, assumed in rows.iter_rows()}

    @cached_property
    def by_scenario(self) -> Mapping[str, AreaNeeds]:
        """Needs by identifier of the scenario."""
        return {one.scenario: one for one in self.needs}

    @cached_property
    def areas(self) -> Mapping[str, Name]:
        """Names of the areas by code."""
        return {row["code"]: Name.of(row) for row in self.city.table("areas").iter_rows(named=True)}

    def item(self, identifier: str) -> Name:
        """Return the name of an item."""
        return Name.of(self.items[identifier])

    def unit(self, identifier: str) -> str:
        """Return the unit of an item."""
        return str(self.items[identifier]["unit"])

    def group(self, identifier: str) -> Message:
        """Return the name of the group of an item."""
        return Message(SUPPLY_GROUPS[str(self.items[identifier]["group"])])

    def scenario(self, identifier: str) -> Name:
        """Return the name of a scenario."""
        return texts(self.listed.names.get(identifier, {"en": identifier, "zh-Hans": identifier}))

    def colour(self, identifier: str) -> str:
        """Return the colour of a scenario."""
        return COLOURS[min(self.listed.scenarios.index(identifier), len(COLOURS) - 1)]

    def amount(self, line: SupplyLine, value: float) -> Quantity:
        """Return an amount of the item of a line with its unit."""
        return Quantity(value, self.unit(line.item))

    def sum_of(self, column: str, lines: Sequence[SupplyLine] | None = None) -> tuple[float, int]:
        """Return the sum of a column of the catalogue over the peaks of the list, and the lines without it.

        Parameters
        ----------
        column
            ``weight_kg``, ``volume_m3`` or ``price``.
        lines
            Lines that count; None for all.
        """
        total, unknown = 0.0, 0
        for line in self.listed.lines if lines is None else lines:
            value = self.items[line.item][column]
            total += line.peak * float(value or 0.0)
            unknown += value is None
        return total, unknown
