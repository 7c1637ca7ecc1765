"""What the loss of a supplier or of a component does: time to survive, time to recover, unmet person-hours.

Simchi-Levi, Schmidt and Wei (2014), *From superstorms to factory fires*, Harvard Business Review 92(1-2); Simchi-Levi
et al. (2015), *Identifying risks and mitigating disruptions in the automotive supply chain*, Interfaces 45(5). A node's
time to recover (TTR) is how long it needs to work again; its time to survive (TTS) how long the rest can keep up
supply without it. Where TTS is shorter than TTR people feel the loss.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anlan.programs import Answer, Basis, Program, Session, SolveOptions, solve
from anlan.supplies.production.network import ProductionNetwork
from anlan.supplies.production.plan import ProductionPlan
from anlan.supplies.sources.conditions import Conditions

FloatArray = NDArray[np.float64]

SAME = 1e-6
"""Share of the person-hours by which two plans may differ and still be equal: rounding of the solver."""

RECOVERED = 0.95
"""Share of its rate with which a maker counts as recovered; that of `anlan.scenarios.cascade.RESTORED`."""

KINDS = ("organisation", "component")

WARM = 20_000
"""Iterations from the basis of the plan after which a programme is begun anew: a guard against cycling, since costs are
not shaken."""


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
        Time to recover in the scenario, h: from when what damage, services and staff leave of it stays at `RECOVERED`
        or above; 0 where nothing of it fails, infinite where it does not recover within the hours, as a works that is
        damaged does not; NaN where unknown.
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
    survival: bool = True, advance: Callable[[int, int], None] | None = None,
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
    survival
        Whether times to survive are found; else they are NaN where the loss is felt.
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
        recover = recovery_of(plan.network, makers, conditions)
        found.append(sweep.without(kind, name, makers, recover, survival=survival))
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
    known = [index for index in makers if network.makers.places[index] is not None]
    if not known:
        return float("nan")
    last = np.flatnonzero(np.any(network.makers.condition[known] < RECOVERED, axis=0))
    if not last.size:
        return 0.0
    return float(last[-1] + 1) if last[-1] + 1 < conditions.hours else float("inf")


class _Sweep:
    """Two solvers, brought back to the plan before each loss: one for all hours, one for the time to survive."""

    def __init__(self, plan: ProductionPlan, basis: Basis) -> None:
        self.plan = plan
        program, self.weight = plan.model.program, plan.step_demand.weight
        self.whole = _Warm(program, basis)
        self.horizons: dict[int, _Horizon] = {}

    def without(self, kind: str, name: str, makers: tuple[int, ...], recover_h: float, *, survival: bool) -> Loss:
        """Solve without some makers."""
        plan = self.plan
        columns = plan.model.columns_of(list(makers))
        answer = self.whole.without(columns) if (plan.answer.values[columns] > 0.0).any() else plan.answer
        missing = answer.values[plan.model.unmet] * self.weight if answer.status == "optimal" else self.weight * np.nan
        total = float(missing.sum())
        extra = total - plan.person_hours
        harmed = extra > SAME * max(plan.person_hours, 1.0)
        found = answer.status == "optimal" and survival
        survive = float("inf") if not harmed else self._survive(columns) if found else float("nan")
        return Loss(
            kind=kind, name=name, makers=makers, person_hours=total, extra=extra,
            by_item=(missing - plan.missing_person_hours).sum(axis=1), survive_h=survive, recover_h=recover_h,
            status=answer.status,
        )  # fmt: skip

    def _survive(self, columns: NDArray[np.intp]) -> float:
        """Return the longest horizon over which as few person-hours are unmet without as with, by halving."""
        low, high = 0, self.plan.edges.size - 1
        while high - low > 1:
            middle = (low + high) // 2
            if middle not in self.horizons:
                self.horizons[middle] = _Horizon(self.plan, middle)
            low, high = (middle, high) if self.horizons[middle].survives(columns) else (low, middle)
        return float(self.plan.edges[low])


class _Horizon:
    """The fewest person-hours unmet over the first steps, money left aside."""

    def __init__(self, plan: ProductionPlan, steps: int) -> None:
        weight = plan.step_demand.weight.copy()
        weight[:, steps:] = 0.0
        cost = np.zeros(plan.model.program.columns)
        cost[plan.model.unmet] = weight
        self.program = replace(plan.model.program, cost=cost)
        self.answer = solve(self.program, options=SolveOptions(keep_basis=True))
        self.warm: _Warm | None = None

    def survives(self, columns: NDArray[np.intp]) -> bool:
        """Return whether as few person-hours are unmet when some columns give nothing.

        Yes if the plan of the horizon does not use them. No if its dual solution, which stays feasible when upper
        bounds fall, shows that more are unmet: by the reduced cost of each column times the bound that it loses. Else
        the programme is solved without them.
        """
        if not (self.answer.values[columns] > 0.0).any():
            return True
        rounding = SAME * max(self.answer.objective, 1.0)
        lost = -np.minimum(self.answer.reduced_costs[columns], 0.0) @ self._upper(columns)
        if lost > rounding:
            return False
        if self.warm is None:
            self.warm = _Warm(self.program, self.answer.basis)
        return bool(self.warm.without(columns).objective <= self.answer.objective + rounding)

    def _upper(self, columns: NDArray[np.intp]) -> FloatArray:
        upper = self.program.upper[columns]
        return np.where(np.isfinite(upper), upper, 0.0)


class _Warm:
    """A programme that is solved again and again from one basis, without some columns.

    Falling upper bounds leave the basis dual feasible, so that the dual simplex goes on from it. Costs are not shaken:
    the optimum is near, and to shake them costs several times as many steps (measured on the programme of `bench`).
    """

    def __init__(self, program: Program, basis: Basis | None) -> None:
        self.program, self.basis = program, basis
        options = SolveOptions(presolve=False, perturb=False, iterations=WARM)
        self.session = Session(program, options=options, basis=basis)

    def without(self, columns: NDArray[np.intp]) -> Answer:
        """Solve with nothing in one column or more, all of whose lower bounds are nothing."""
        self.session.change_columns(columns, bounds=(0.0, 0.0))
        if self.basis is not None:
            self.session.start_from(self.basis)
        answer = self.session.solve()
        self.session.change_columns(columns, bounds=(0.0, self.program.upper[columns]))
        return self._anew(columns) if answer.status == "limit" else answer

    def _anew(self, columns: NDArray[np.intp]) -> Answer:
        upper = self.program.upper.copy()
        upper[columns] = 0.0
        return solve(replace(self.program, upper=upper))
