"""The choice and timing of measures as a mixed-integer linear programme.

Columns: for each measure and start year whether it begins then (0 or 1), and for each set of measures that act
together, period and combination of them the share of that period spent in it. The latter sum to 1 and must agree with
each measure's state, so with whole starts exactly one combination is 1: the joint effect is exact, and no column
beyond the starts needs to be whole.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from anlan.programs import Answer
from anlan.risk.treatment.appraisal import PlanSettings, flow_of, present_cost, whole_risk, worth_of
from anlan.risk.treatment.combinations import CONSEQUENCES, Combinations, Treatment
from anlan.risk.treatment.measures import CashFlow, Measure
from anlan.risk.treatment.milp import Model
from anlan.risk.treatment.worst_futures import WorstFutures, solve_with_tail

FAMILIES = ("budget", "yearly", "must", "least", "fairness", "rules")
"""Limits that a programme can break, by family."""


@dataclass(frozen=True)
class Start:
    """One measure begun in one year.

    Parameters
    ----------
    measure
        The measure.
    year
        Year in which construction begins.
    flow
        Its yearly cost and use.
    cost
        Its cost at values of today, currency.
    """

    measure: Measure
    year: int
    flow: CashFlow
    cost: float


def starts_of(treatment: Treatment, settings: PlanSettings) -> tuple[Start, ...]:
    """Return every measure with every year in which it can begin and still be finished in the programme.

    Parameters
    ----------
    treatment
        The measures.
    settings
        Settings of the programme.
    """
    return tuple(
        Start(measure, year, flow_of(measure, year, settings), present_cost(measure, year, settings))
        for measure in treatment.measures
        for year in range(1, settings.years + 2 - max(measure.build_years, 1))
    )


class Programme:
    """Builds the model of a programme.

    Parameters
    ----------
    treatment
        Impacts under every combination of measures.
    settings
        Settings of the programme.
    relaxed
        Families of limits that may be broken, as little as possible; none builds the programme itself.
    """

    def __init__(self, treatment: Treatment, settings: PlanSettings, relaxed: Collection[str] = ()) -> None:
        self.treatment, self.settings, self.relaxed = treatment, settings, relaxed
        self.model = Model()
        self.worth = worth_of(treatment, settings)
        self.starts = starts_of(treatment, settings)
        self.slacks: dict[tuple[str, str], int] = {}
        self.columns = [self._start_column(start) for start in self.starts]
        self.states: dict[tuple[tuple[str, ...], int], list[int]] = {}
        for measures in self.groups:
            for period in range(len(self.periods)):
                self._add_state(measures, period)
        self._add_limits()
        self.tail = self._tail_of()

    @cached_property
    def periods(self) -> tuple[NDArray[np.intp], ...]:
        """Years, from 0, in which each start is in the same state: they share their columns."""
        if not self.starts:
            return (np.arange(self.settings.horizon),)
        patterns = np.array([start.flow.working for start in self.starts])
        _, period = np.unique(patterns, axis=1, return_inverse=True)
        return tuple(np.flatnonzero(period == place) for place in range(int(period.max()) + 1))

    @cached_property
    def groups(self) -> Mapping[tuple[str, ...], list[Combinations]]:
        """Hazards and districts by the measures that act on them: they share their columns."""
        groups: dict[tuple[str, ...], list[Combinations]] = defaultdict(list)
        for each in self.treatment.combinations:
            if each.measures:
                groups[each.measures].append(each)
        return groups

    @cached_property
    def scale(self) -> float:
        """Worth of the whole risk without measures; the model is counted in it."""
        risk = whole_risk(self.treatment, self.settings)
        return risk if risk > 0.0 else 1.0

    def solve(self, *, gap: float, nodes: int) -> Answer:
        """Minimise what the programme is judged by.

        Parameters
        ----------
        gap
            Relative gap at which the solver may stop, 1.
        nodes
            Most nodes of the search.
        """
        if self.tail is None:
            return self.model.solve(gap=gap, nodes=nodes)
        return solve_with_tail(self.model, self.tail, gap=gap, nodes=nodes)

    def chosen(self, values: NDArray[np.float64]) -> dict[str, int]:
        """Return the start year of each measure that a solution begins.

        Parameters
        ----------
        values
            Value of each column.
        """
        pairs = zip(self.starts, self.columns, strict=True)
        return {start.measure.id: start.year for start, column in pairs if values[column] > 0.5}

    def _weight(self, period: int) -> float:
        return float(self.settings.factors[self.periods[period]].sum())

    def _start_column(self, start: Start) -> int:
        price = 0.0 if self.relaxed else (1.0 - self._tail) * self.worth.cost * start.cost / self.scale
        return self.model.column(cost=price, upper=1.0, whole=True)

    @property
    def _tail(self) -> float:
        return self.settings.tail if self.treatment.futures else 0.0

    def _add_state(self, measures: tuple[str, ...], period: int) -> None:
        """Add the combinations of a group in a period, tied to the starts."""
        burden = np.sum([each.annual @ self.worth.unit for each in self.groups[measures]], axis=0)
        prices = (1.0 - self._tail) * self._weight(period) * burden / self.scale * (0.0 if self.relaxed else 1.0)
        columns = [self.model.column(cost=float(price), upper=1.0) for price in prices]
        self.states[measures, period] = columns
        self.model.row(((column, 1.0) for column in columns), lower=1.0, upper=1.0)
        year = int(self.periods[period][0])
        for bit, name in enumerate(measures):
            terms = [(column, 1.0) for number, column in enumerate(columns) if number >> bit & 1]
            terms += [(column, -1.0) for start, column in self._of(name) if start.flow.working[year]]
            self.model.row(terms, lower=0.0, upper=0.0)

    def _of(self, measure: str) -> Iterator[tuple[Start, int]]:
        for start, column in zip(self.starts, self.columns, strict=True):
            if start.measure.id == measure:
                yield start, column

    def _slack(self, family: str, name: str) -> list[tuple[int, float]]:
        """Return a column by which a limit may be broken, where its family is relaxed."""
        if family not in self.relaxed:
            return []
        self.slacks[family, name] = self.model.column(cost=1.0)
        return [(self.slacks[family, name], 1.0)]

    def _add_limits(self) -> None:
        for measure in self.treatment.measures:
            self.model.row(((column, 1.0) for _, column in self._of(measure.id)), upper=1.0)
        self._add_budgets()
        for name in self.settings.must:
            terms = [(column, 1.0) for _, column in self._of(name)]
            self.model.row([*terms, *self._slack("must", name)], lower=1.0)
        self._add_rules()
        self._add_least()
        if self.settings.fairness > 0.0:
            self._add_fairness(self._fair_by_benefit() if self.settings.fair_by == "benefit" else self._fair_by_money())

    def _add_budgets(self) -> None:
        years = self.settings.years
        pairs = list(zip(self.starts, self.columns, strict=True))
        if np.isfinite(self.settings.budget):
            size = max(self.settings.budget, 1.0)
            terms = [(column, float(start.flow.spending[:years].sum()) / size) for start, column in pairs]
            slack = [(column, -value) for column, value in self._slack("budget", "budget")]
            self.model.row([*terms, *slack], upper=self.settings.budget / size)
        if np.isfinite(self.settings.yearly):
            size = max(self.settings.yearly, 1.0)
            for year in range(years):
                terms = [(column, float(start.flow.spending[year]) / size) for start, column in pairs]
                slack = [(column, -value) for column, value in self._slack("yearly", str(year + 1))]
                self.model.row([*terms, *slack], upper=self.settings.yearly / size)

    def _add_rules(self) -> None:
        for rule in self.treatment.rules:
            name = f"{rule.measure} {rule.kind} {rule.other}"
            slack = [(column, -value) for column, value in self._slack("rules", name)]
            one, other = list(self._of(rule.measure)), list(self._of(rule.other))
            if rule.kind == "excludes":
                self.model.row([*((column, 1.0) for _, column in one + other), *slack], upper=1.0)
                continue
            for year in sorted({start.measure.works_from(start.year) for start, _ in one}):
                begun = [(column, 1.0) for start, column in one if start.measure.works_from(start.year) <= year]
                ready = [(column, -1.0) for start, column in other if start.measure.works_from(start.year) <= year]
                self.model.row([*begun, *ready, *slack], upper=0.0)

    def _add_least(self) -> None:
        after = next(place for place, years in enumerate(self.periods) if self.settings.years in years)
        today = self.treatment.annual(()).sum(axis=0)
        for name, share in self.settings.least.items():
            place = CONSEQUENCES.index(name)
            if today[place] <= 0.0:
                continue
            terms = [
                (column, float(saved))
                for measures, found in self.groups.items()
                for column, saved in zip(
                    self.states[measures, after],
                    np.sum([each.annual[0] - each.annual for each in found], axis=0)[:, place] / today[place],
                    strict=True,
                )
            ]
            self.model.row([*terms, *self._slack("least", name)], lower=share)

    def _fair_by_benefit(self) -> dict[int, NDArray[np.float64]]:
        """Return for each column what it brings to each district, in parts of the whole risk, shape (d,)."""
        brings: dict[int, NDArray[np.float64]] = {}
        for (measures, period), columns in self.states.items():
            gains = np.zeros((len(columns), len(self.treatment.areas)))
            for each in self.groups[measures]:
                gains[:, self.treatment.areas.index(each.area)] += (each.annual[0] - each.annual) @ self.worth.unit
            gains *= self._weight(period) / self.scale
            brings |= dict(zip(columns, gains, strict=True))
        return brings

    def _fair_by_money(self) -> dict[int, NDArray[np.float64]]:
        """Return for each column what is spent in each district, in parts of all that could be spent, shape (d,)."""
        years = self.settings.years
        spent = {
            column: self.treatment.reach[start.measure.id] * start.flow.spending[:years].sum()
            for start, column in zip(self.starts, self.columns, strict=True)
        }
        size = max((float(each.sum()) for each in spent.values()), default=0.0)
        return {column: each / size for column, each in spent.items()} if size > 0.0 else {}

    def _add_fairness(self, brings: Mapping[int, NDArray[np.float64]]) -> None:
        """Demand a share of the mean per head in each district that anything can reach."""
        people = self.treatment.people
        whole = people.sum()
        possible = sum(brings.values(), start=np.zeros(people.size))
        for place, code in enumerate(self.treatment.areas):
            if people[place] <= 0.0 or possible[place] <= 0.0:
                continue
            terms = [
                (column, float(each[place] * whole / people[place] - self.settings.fairness * each.sum()))
                for column, each in brings.items()
            ]
            self.model.row([*terms, *self._slack("fairness", code)], lower=0.0)

    def _tail_of(self) -> WorstFutures | None:
        """Add the worst futures; None where they do not count."""
        if self.relaxed or self._tail <= 0.0:
            return None
        futures = self.treatment.futures
        burdens = np.zeros((futures, len(self.model.cost)))
        for start, column in zip(self.starts, self.columns, strict=True):
            burdens[:, column] = self.worth.cost * start.cost
        sums = {measures: np.sum([each.samples for each in found], axis=0) for measures, found in self.groups.items()}
        for (measures, period), columns in self.states.items():
            burdens[:, columns] = self._weight(period) * (sums[measures] @ self.worth.unit)
        constant = np.zeros(futures)
        for each in self.treatment.combinations:
            if not each.measures:
                constant += each.samples[:, 0] @ self.worth.unit * self.settings.factors.sum()
        share = self.settings.tail_share
        return WorstFutures.of(self.model, burdens / self.scale, constant / self.scale, self._tail, share)
