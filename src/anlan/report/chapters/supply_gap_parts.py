"""What the chapters on the gap share: balances of the scenarios, what follows from the worst of them, the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from anlan.city import City
from anlan.language import Message, mark
from anlan.report.chapters.run_parts import texts
from anlan.report.chapters.supply_gap_words import component_name
from anlan.report.chapters.supply_needs_parts import whole
from anlan.report.quantity import Name, Quantity
from anlan.report.words import hazard_name
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.gap import Gap
from anlan.supplies.production import Binding, Loss, MinimumCapacity, OptionValue, Strength

TIER_COLOURS: Mapping[str, str] = {
    "stock": "#0b4f7d",
    "household": "#8c6bb1",
    "community": "#88419d",
    "agreement": "#56a3d9",
    "mutual_aid": "#009e73",
    "market": "#a6c96a",
    "capacity": "#e6a100",
    "unmet": "#f6d3cb",
}
"""Colour of each tier, and of what none of them covers."""


@dataclass(frozen=True, eq=False)
class GapStory:
    """Balances of several scenarios, ready to be told.

    Parameters
    ----------
    city
        The city.
    runs
        The scenarios hour by hour, the worst first.
    gaps
        Balance of each of them, in the same order.
    bindings, losses, options, strengths
        What binds, what the loss of each supplier does, what a reservation costs, and what of the lines' strength
        reaches people: all of the first scenario.
    """

    city: City
    runs: tuple[ScenarioRun, ...]
    gaps: tuple[Gap, ...]
    bindings: tuple[Binding, ...]
    losses: tuple[Loss, ...]
    options: tuple[OptionValue, ...]
    strengths: tuple[Strength, ...]

    @property
    def first(self) -> Gap:
        """Balance of the first scenario."""
        return self.gaps[0]

    @cached_property
    def items(self) -> Mapping[str, Mapping[str, Any]]:
        """Rows of the catalogue by identifier."""
        return {row["id"]: row for row in self.city.table("items").iter_rows(named=True)}

    @cached_property
    def organisations(self) -> Mapping[str, Name]:
        """Names of organisations by identifier."""
        return {row["id"]: Name.of(row) for row in self.city.table("organisations").iter_rows(named=True)}

    @cached_property
    def worst_for(self) -> tuple[tuple[str, int, int], ...]:
        """Each item that some scenario lacks, with the place of the scenario and of the item in it, the worst first."""
        found: dict[str, tuple[float, int, int]] = {}
        for place, gap in enumerate(self.gaps):
            for row, item in enumerate(gap.needs.items):
                lost = float(gap.person_hours[row])
                if lost >= 0.5 and lost > found.get(item, (0.0, 0, 0))[0]:
                    found[item] = (lost, place, row)
        ordered = sorted(found.items(), key=lambda pair: (-pair[1][0], pair[0]))
        return tuple((item, place, row) for item, (_, place, row) in ordered)

    def name(self, identifier: str) -> Name | Message | str:
        """Return the name of an item or of a well-known component, else the identifier of the package."""
        return Name.of(self.items[identifier]) if identifier in self.items else component_name(identifier)

    def unit(self, identifier: str) -> str:
        """Return the unit of an item."""
        return str(self.items[identifier]["unit"])

    def organisation(self, identifier: str) -> Name | str:
        """Return the name of an organisation."""
        return self.organisations.get(identifier, identifier)

    def scenario(self, place: int) -> Name:
        """Return the name of a scenario."""
        return texts(self.runs[place].scenario.name)

    def label(self, place: int) -> Message:
        """Return the number of a scenario and the hazards at work, for tables."""
        kinds = dict.fromkeys(one.kind for one in self.runs[place].scenario.footprints)
        pattern = mark("{number}. {hazards}")
        return Message(pattern, number=place + 1, hazards=tuple(hazard_name(kind) for kind in kinds))

    @cached_property
    def once(self) -> frozenset[str]:
        """Items that are handed out once."""
        return frozenset(
            item
            for gap in self.gaps
            for item, once in zip(gap.needs.items, gap.needs.once.tolist(), strict=True)
            if once
        )

    def amount(self, item: str, value: float) -> Quantity:
        """Return an amount of an item with its unit; whole where it is handed out once."""
        return Quantity(whole(value) if item in self.once else value, self.unit(item))

    def least(self, place: int, row: int) -> MinimumCapacity:
        """Return the smallest capacity that leaves no gap of an item."""
        return self.gaps[place].capacity[row]

    def chain(self, one: Binding) -> Message:
        """Return the names from an item to what binds."""
        return Message("{chain}", chain=tuple(self.name(part) for part in one.chain))

    def most_lacking(self, count: int) -> tuple[int, ...]:
        """Return the items of the first scenario that lack most person-hours, as places, the worst first."""
        lost = self.first.person_hours
        order = np.argsort(-lost, kind="stable")[:count]
        return tuple(int(row) for row in order if lost[row] >= 0.5)
