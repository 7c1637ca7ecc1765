"""Names and words of the chapter on measures."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.language import Message, mark
from anlan.report.quantity import Name, Quantity, money
from anlan.risk import MONEY
from anlan.risk.treatment import Outcome, Plan, PlanRun, whole_risk

PURPOSES: Mapping[str, str] = {
    "prevent": mark("Prevent"),
    "prepare": mark("Prepare"),
    "baseline": mark("Baseline readiness"),
}
"""What measures are for, in a word."""

CHECKPOINTS: Mapping[str, str] = {
    "start": mark("Begin"),
    "commissioning": mark("Put into use"),
    "inspection": mark("Inspect every year"),
    "renewal": mark("Renew"),
    "end_of_life": mark("Take out of use"),
}
"""What has to happen to a measure."""


@dataclass(frozen=True)
class Names:
    """Names of measures, organisations and areas of a city.

    Parameters
    ----------
    measures, owners, areas
        Names by identifier or code.
    """

    measures: Mapping[str, Name]
    owners: Mapping[str, Name]
    areas: Mapping[str, Name]

    @classmethod
    def of(cls, city: City) -> "Names":
        """Read the names of a city.

        Parameters
        ----------
        city
            The city.
        """
        return cls(
            {row["id"]: Name.of(row) for row in city.table("measures").iter_rows(named=True)},
            {row["id"]: Name.of(row) for row in city.table("organisations").iter_rows(named=True)},
            {row["code"]: Name.of(row) for row in city.table("areas").iter_rows(named=True)},
        )

    def owner(self, code: str | None) -> Name | None:
        """Return the name of an organisation; None where none is named.

        Parameters
        ----------
        code
            Identifier of the organisation.
        """
        return None if code is None else self.owners.get(code, Name(code, None))


@dataclass(frozen=True)
class BudgetStep:
    """A budget, and what each million bought since the budget before.

    Parameters
    ----------
    budget
        Most that may be spent, currency.
    outcome
        The best programme under it.
    per_million
        Impacts avoided over the horizon, discounted, for each million more, by consequence, shape (4,); None at the
        first.
    """

    budget: float
    outcome: Outcome
    per_million: NDArray[np.float64] | None


def budget_steps(run: PlanRun) -> tuple[BudgetStep, ...]:
    """Return the budgets under which a programme exists.

    Parameters
    ----------
    run
        The plan and what explains it.
    """
    steps: list[BudgetStep] = []
    for point in run.curve:
        outcome = point.plan.outcome
        if outcome is None:
            continue
        slope = None
        if steps:
            more = (point.budget - steps[-1].budget) / 1e6
            slope = (outcome.avoided - steps[-1].outcome.avoided) / more
        steps.append(BudgetStep(point.budget, outcome, slope))
    return tuple(steps)


def saved_quantity(plan: Plan, currency: str, saved: float) -> Quantity:
    """Return what a programme saves: money, or a share of the whole risk.

    Parameters
    ----------
    plan
        The plan, whose settings say how worth is counted.
    currency
        ISO 4217 code.
    saved
        Worth, as `anlan.risk.treatment.Outcome` counts it.
    """
    if plan.settings.monetised:
        return Quantity(saved, currency)
    risk = whole_risk(plan.treatment, plan.settings)
    return Quantity(saved / risk if risk > 0.0 else 0.0, "%")


def yearly_unit(consequence: str, currency: str) -> str:
    """Return the unit of a yearly consequence.

    Parameters
    ----------
    consequence
        One of `anlan.risk.treatment.CONSEQUENCES`.
    currency
        ISO 4217 code.
    """
    return money(currency if consequence == MONEY else "persons", "year")


def counted_in(plan: Plan) -> Message:
    """Say in one sentence how people and money are weighed against each other.

    Parameters
    ----------
    plan
        The plan.
    """
    if plan.settings.monetised:
        return Message(mark("All consequences are expressed in money, with the values per person that were given."))
    return Message(
        mark(
            "Money and people are not weighed against each other: what counts is the share of the risk that is "
            "avoided, averaged over deaths, severe injuries, displaced people and direct loss with the given weights."
        )
    )
