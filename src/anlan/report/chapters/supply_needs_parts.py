"""What the chapters on needs share: needs, list and targets of the scenarios, and the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

import polars as pl

from anlan.city import City
from anlan.city.tables.supplies import SUPPLY_GROUPS
from anlan.language import Message, mark
from anlan.report.chapters.run_parts import texts
from anlan.report.quantity import Name, Quantity
from anlan.report.words import hazard_name
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.needs import AreaNeeds, SuppliesList, SupplyLine
from anlan.supplies.needs.targets import TaskCapability


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

    def label(self, identifier: str) -> Message:
        """Return the number of a scenario and the hazards at work, for tables."""
        place = self.listed.scenarios.index(identifier)
        kinds = dict.fromkeys(one.kind for one in self.runs[place].scenario.footprints)
        return Message(
            mark("{number}. {hazards}"), number=place + 1, hazards=tuple(hazard_name(kind) for kind in kinds)
        )

    def amount(self, line: SupplyLine, value: float) -> Quantity:
        """Return an amount of the item of a line with its unit; whole where it is handed out once."""
        return Quantity(whole(value) if line.once else value, self.unit(line.item))

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
            total += to_provide(line) * float(value or 0.0)
            unknown += value is None
        return total, unknown


def whole(value: float) -> float:
    """Return an amount rounded up to what can be handed out; what lies above by rounding alone is left.

    Parameters
    ----------
    value
        Amount in the item's unit.
    """
    return float(ceil(value - 1e-6))


def to_provide(line: SupplyLine) -> float:
    """Return the peak of a line as it is bought: whole where it is handed out once.

    Parameters
    ----------
    line
        The line.
    """
    return whole(line.peak) if line.once else line.peak


def band_of(story: NeedsStory, line: SupplyLine) -> Message | None:
    """Return the band of the peak of a line in words; None where no spread is stated, so that it has no width.

    Parameters
    ----------
    story
        Needs of the scenarios.
    line
        The line.
    """
    low, high = line.band
    if high - low <= 1e-9 * max(abs(high), 1.0):
        return None
    return Message(mark("{low} to {high}"), low=story.amount(line, low), high=story.amount(line, high))
