"""What the loss of a supplier or of a component does: time to survive, time to recover, unmet person-hours.

Simchi-Levi, Schmidt and Wei (2014), *From superstorms to factory fires*, Harvard Business Review 92(1-2); Simchi-Levi
et al. (2015), *Identifying risks and mitigating disruptions in the automotive supply chain*, Interfaces 45(5). A node's
time to recover (TTR) is how long it needs to work again; its time to survive (TTS) how long the rest can keep up
supply without it. Where TTS is shorter than TTR people feel the loss.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.programs import Answer, Basis, Session, SolveOptions
from anlan.supplies.production.network import ProductionNetwork
from anlan.supplies.production.plan import ProductionPlan
from anlan.supplies.sources.conditions import Conditions

FloatArray = NDArray[np.float64]

SAME = 1e-6
"""Share of the person-hours by which two plans may differ and still be equal: rounding of the solver."""

RECOVERED = 0.95
"""Share of services and staff with which a maker counts as recovered; that of `anlan.scenarios.cascade.RESTORED`."""

KINDS = ("organisation", "component")


@dataclass(frozen=True, eq=False)
class Loss:
    """What happens when a supplier, or all suppliers of a component, give nothing in the whole scenario.

    Parameters
    ----------
    kind
        ``organisation`` or ``component``.
    name
        Identifier of the organisation or the component.
    makers
        Indices of its lines and supplies.
    person_hours
        Unmet person-hours without it.
    extra
        By how much that exceeds the plan with it.
    by_item
        Extra unmet person-hours of each item, float64[items]; negative where others take its share.
    survive_h
        Time to survive, h: the longest time over which as few person-hours are unmet without it as with it; infinite
        where it is not missed within the hours.
    recover_h
        Time to recover in the scenario, h: from when its services and staff stay at `RECOVERED` or above; 0 where
        nothing of it fails, infinite where it does not recover within the hours; NaN where unknown.
    status
        How the solver ended.
    """

    kind: str
    name: str
    makers: tuple[int, ...]
    person_hours: float
    extra: float
    by_item: FloatArray
    survive_h: float
    recover_h: float
    status: str

    @property
    def exposed(self) -> bool:
        """Whether the supply ends before it recovers."""
        return bool(self.survive_h < self.recover_h)


def losses_of(
    plan: ProductionPlan, conditions: Conditions | None = None, *, kinds: tuple[str, ...] = KINDS,
    advance: Callable[[int, int], None] | None = None,
) -> tuple[Loss, ...]:  # fmt: skip
    """Take out every supplier, and all suppliers of every component, one after the other.

    Each programme starts from the basis of the plan, so that the order does not matter.

    Parameters
    ----------
    plan
        The plan with all of them; empty where it was not solved.
    conditions
        What the scenario does to places; None where unknown.
    kinds
        Which of `KINDS` to take out.
    advance
        Called after each with the number done and of all.

    Returns
    -------
    Losses, the largest extra person-hours first, then by name.
    """
    if plan.status != "optimal" or plan.answer.basis is None:
        return ()
    groups = [(kind, *group) for kind in kinds for group in groups_of(plan.network, kind).items()]
    sweep = _Sweep(plan, plan.answer.basis)
    found = []
    for number, (kind, name, makers) in enumerate(groups, 1):
        found.append(sweep.without(kind, name, makers, recovery_of(plan.network, makers, conditions)))
        if advance is not None:
            advance(number, len(groups))
    return tuple(sorted(found, key=lambda one: (-one.extra, one.kind, one.name)))


def groups_of(network: ProductionNetwork, kind: str) -> Mapping[str, tuple[int, ...]]:
    """Return the makers of each organisation, or of each component that is bought.

    Parameters
    ----------
    network
        Who makes what.
    kind
        One of `KINDS`.
    """
    found: dict[str, list[int]] = {}
    makers = network.makers
    for index, organisation in enumerate(makers.organisations):
        if kind == "organisation" and organisation:
            found.setdefault(organisation, []).append(index)
        elif kind == "component" and not makers.line[index]:
            found.setdefault(network.materials[makers.material[index]], []).append(index)
    return {name: tuple(indices) for name, indices in found.items()}


def recovery_of(network: ProductionNetwork, makers: tuple[int, ...], conditions: Conditions | None) -> float:
    """Return the hour from which all of some makers stay recovered; infinite for never, NaN where unknown."""
    if conditions is None:
        return float("nan")
    places = {network.makers.places[index] for index in makers} - {None}
    if not places:
        return float("nan")
    below = np.any([conditions.working(place) < RECOVERED for place in places], axis=0)
    last = np.flatnonzero(below)
    if not last.size:
        return 0.0
    return float(last[-1] + 1) if last[-1] + 1 < conditions.hours else float("inf")


class _Sweep:
    """One solver, brought back to the plan before each loss."""

    def __init__(self, plan: ProductionPlan, basis: Basis) -> None:
        self.plan, self.basis = plan, basis
        self.session = Session(plan.model.program, options=SolveOptions(presolve=False), basis=basis)
        self.weight = plan.step_demand.weight
        self.base: dict[int, float] = {}

    def without(self, kind: str, name: str, makers: tuple[int, ...], recover_h: float) -> Loss:
        """Solve without some makers."""
        plan = self.plan
        columns = plan.model.columns_of(list(makers))
        self._take(columns)
        answer = self._solved()
        missing = answer.values[plan.model.unmet] * self.weight if answer.status == "optimal" else self.weight * np.nan
        total = float(missing.sum())
        extra = total - plan.person_hours
        harmed = extra > SAME * max(plan.person_hours, 1.0)
        survive = self._survive(columns, answer.status) if harmed else float("inf")
        self._give_back(columns)
        return Loss(
            kind=kind, name=name, makers=makers, person_hours=total, extra=extra,
            by_item=(missing - plan.missing_person_hours).sum(axis=1), survive_h=survive, recover_h=recover_h,
            status=answer.status,
        )  # fmt: skip

    def _survive(self, columns: NDArray[np.intp], status: str) -> float:
        """Return the longest horizon over which as few person-hours are unmet without as with, by halving."""
        if status != "optimal":
            return float("nan")
        low, high = 0, self.plan.edges.size - 1
        while high - low > 1:
            middle = (low + high) // 2
            least = self._least(middle)
            self._give_back(columns)
            whole = self.base.setdefault(middle, -1.0)
            if whole < 0.0:
                whole = self.base[middle] = self._least(middle)
            self._take(columns)
            low, high = (middle, high) if least <= whole + SAME * max(whole, 1.0) else (low, middle)
        self._weigh(self.plan.edges.size - 1)
        return float(self.plan.edges[low])

    def _least(self, steps: int) -> float:
        """Return the fewest unmet person-hours over the first steps, as the programme now is."""
        self._weigh(steps)
        answer = self._solved()
        return float((answer.values[self.plan.model.unmet] * self.weight)[:, :steps].sum())

    def _solved(self) -> Answer:
        self.session.start_from(self.basis)
        return self.session.solve()

    def _weigh(self, steps: int) -> None:
        weight = self.weight.copy()
        weight[:, steps:] = 0.0
        self.session.change_columns(self.plan.model.unmet.ravel(), cost=weight.ravel())

    def _take(self, columns: NDArray[np.intp]) -> None:
        if columns.size:
            self.session.change_columns(columns, bounds=(0.0, 0.0))

    def _give_back(self, columns: NDArray[np.intp]) -> None:
        if columns.size:
            program = self.plan.model.program
            self.session.change_columns(columns, bounds=(program.lower[columns], program.upper[columns]))
