"""What the chapters on the reserve plan share: names of sites, items, areas, organisations, scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from anlan.language import Message, mark
from anlan.report.chapters.run_parts import RunNames, texts
from anlan.report.quantity import Name, Said
from anlan.supplies.reserve.outcome import PlanOutcome
from anlan.supplies.reserve.places import POOL

USES: Mapping[str, str] = {
    "warehouse": mark("warehouse"),
    "production base": mark("production base"),
    "transfer point": mark("transfer point"),
}
"""What a site is or could become; other uses are shown as the package writes them."""


@dataclass(frozen=True)
class PlanNames:
    """Names of everything that a reserve plan speaks of.

    Parameters
    ----------
    run
        Names of the city.
    sites
        Names of candidate sites.
    scenarios
        Names of scenarios by identifier.
    synthetic
        Whether any scenario or the city it strikes is made up in part, so that every figure of the plan rests on it.
    """

    run: RunNames
    sites: Mapping[str, Name]
    scenarios: Mapping[str, Name]
    synthetic: bool = False

    @classmethod
    def of(cls, outcome: PlanOutcome) -> "PlanNames":
        """Read the names.

        Parameters
        ----------
        outcome
            The plan.
        """
        city = outcome.reserve.city
        sites = {row["id"]: Name.of(row) for row in city.table("candidate_sites").iter_rows(named=True)}
        needs = outcome.reserve.needs
        synthetic = any(one.synthetic for one in needs)
        return cls(RunNames.of(city), sites, {one.scenario: texts(one.name) for one in needs}, synthetic)

    def site(self, identifier: str) -> Said:
        """Return the name of a site of the reserve.

        Parameters
        ----------
        identifier
            Identifier of a place, a candidate site or a pool.
        """
        if identifier in self.sites:
            return self.sites[identifier]
        if identifier.startswith(POOL):
            pattern = mark("hospitals, fire stations and other holders in {area}")
            return Message(pattern, area=self.run.say(identifier.removeprefix(POOL)))
        return self.run.say(identifier)

    def scenario(self, identifier: str) -> Said:
        """Return the name of a scenario.

        Parameters
        ----------
        identifier
            Its identifier.
        """
        return self.scenarios.get(identifier, identifier)

    def what(self, text: str) -> Said:
        """Return the name of an item or the text itself: a supply group, or all."""
        return self.run.items.get(text, text)


def use_name(use: str) -> Said:
    """Return what a site is or could become."""
    return Message(USES[use]) if use in USES else use


MEASURED = frozenset({"L", "kg", "t", "m", "m2", "m3", "kWh"})
"""Units of what is measured rather than counted."""


def to_order(amount: float, unit: str) -> float:
    """Return an amount as it can be ordered: rounded up to whole units of what is counted.

    Parameters
    ----------
    amount
        Amount of the model.
    unit
        Its unit.
    """
    return amount if unit in MEASURED else float(ceil(amount - 1e-6))
