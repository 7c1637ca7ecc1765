"""Solving the programme of production, and what its answer says."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from anlan.errors import SettingError
from anlan.language import Message
from anlan.programs import Answer, Session, SolveOptions
from anlan.supplies.production.demand import Demand, StepDemand, edges_of, step_demand
from anlan.supplies.production.model import ProductionModel, production_model
from anlan.supplies.production.network import ProductionNetwork

FloatArray = NDArray[np.float64]

THRIFT = 1e-6
"""Person-hours that one unit of currency weighs: a million weighs one person for an hour. Assumption; it only decides
between plans that leave as many person-hours unmet."""


@dataclass(frozen=True)
class ProductionSettings:
    """Rules of a plan of production.

    Parameters
    ----------
    step_h
        Length of a step, h.
    thrift
        Person-hours that one unit of currency weighs.
    method
        How the first programme is solved; see `anlan.programs.SolveOptions`.

    Raises
    ------
    SettingError
        If a setting is outside its range.
    """

    step_h: int = 6
    thrift: float = THRIFT
    method: Literal["simplex", "ipm"] = "simplex"

    def __post_init__(self) -> None:
        if self.step_h < 1 or not self.thrift >= 0.0:
            raise SettingError(
                Message("steps of {step} h with thrift {thrift}; give 1 h or more and a thrift of 0 or more",
                        step=self.step_h, thrift=self.thrift)
            )  # fmt: skip


@dataclass(frozen=True, eq=False)
class ProductionPlan:
    """Who makes what when, and what is missing all the same.

    Parameters
    ----------
    network, demand, edges, model
        What was planned for; hours that bound the steps, int64[steps + 1].
    step_demand
        The demand by step.
    status
        How the solver ended; anything but ``optimal`` leaves the arrays empty.
    made
        What each maker makes in each step, units fit for use, float64[k, steps].
    arriving
        What newly made arrives of each material in each step, float64[m, steps].
    kept
        What is kept of each material at the end of each step, float64[m, steps].
    unmet
        What is missing of each item in a step; of items handed out once what is waited for at its end,
        float64[items, steps].
    value
        Person-hours that one unit more of a material in a step would save, float64[m, steps].
    person_hours
        Unmet person-hours of all items.
    objective, bound, gap
        Objective of the plan, what none can be below, and the relative gap between them.
    answer
        What the solver said.
    """

    network: ProductionNetwork
    demand: Demand
    edges: NDArray[np.int64]
    model: ProductionModel
    step_demand: StepDemand
    status: str
    made: FloatArray
    arriving: FloatArray
    kept: FloatArray
    unmet: FloatArray
    value: FloatArray
    person_hours: float
    objective: float
    bound: float
    gap: float
    answer: Answer

    @property
    def missing_person_hours(self) -> FloatArray:
        """Unmet person-hours of each item in each step, float64[items, steps]."""
        return self.unmet * self.step_demand.weight

    def hourly(self) -> FloatArray:
        """Return what arrives of each item of the demand from production in each hour, float64[i, hours].

        What goes into other items is taken off in the step in which it does; a step's output is spread evenly over its
        hours.
        """
        length = np.diff(self.edges)
        place = {name: index for index, name in enumerate(self.network.materials[: self.network.items])}
        net = self.for_people()
        rate = np.zeros((len(self.demand.items), self.edges.size - 1))
        for row, name in enumerate(self.demand.items):
            if name in place:
                rate[row] = net[place[name]] / length
        return np.repeat(rate, length, axis=1)

    def for_people(self) -> FloatArray:
        """Return what of each item is there for people in each step, float64[items, steps].

        Newly made and drawn from suppliers' stocks, less what goes into other items; what is kept and goes into others
        in a later step is not handed out before.
        """
        network, makers = self.network, self.network.makers
        given, used = self.arriving.copy(), np.zeros(self.arriving.shape)
        drawn = np.flatnonzero(self.model.stock >= 0)
        np.add.at(given, (makers.material[drawn], self.model.ready[drawn]), self.answer.values[self.model.stock[drawn]])
        new = np.where(self.model.new >= 0, self.answer.values[self.model.new], 0.0)
        for maker in np.flatnonzero(new.any(axis=1)).tolist():
            parts, quantity = network.parts_of(int(network.makers.material[maker]))
            used[parts] += (quantity * network.makers.scrap[maker])[:, None] * new[maker]
        so_far = np.cumsum((given - used)[: network.items], axis=1)
        lasting = np.minimum.accumulate(so_far[:, ::-1], axis=1)[:, ::-1]
        return np.diff(np.maximum(lasting, 0.0), axis=1, prepend=0.0)


def plan_production(
    network: ProductionNetwork, demand: Demand, settings: ProductionSettings | None = None
) -> ProductionPlan:
    """Plan production so that the fewest person-hours are unmet.

    Parameters
    ----------
    network
        Who makes what of what.
    demand
        What is wanted, over the hours of the network.
    settings
        The rules; None for the defaults.

    Raises
    ------
    SettingError
        If the demand and the network differ in length.
    """
    return _Planner(network, demand, settings or ProductionSettings()).plan()


class _Planner:
    """Keeps the solver alive between the plan and its variants."""

    def __init__(self, network: ProductionNetwork, demand: Demand, settings: ProductionSettings) -> None:
        if network.hours != demand.hours:
            raise SettingError(
                Message("lines are given for {lines} h and needs for {needs} h; give both for the same hours",
                        lines=network.hours, needs=demand.hours)
            )  # fmt: skip
        self.network, self.demand, self.settings = network, demand, settings
        self.edges = edges_of(network.hours, settings.step_h)
        self.steps = step_demand(network, demand, self.edges)
        self.model = production_model(network, self.steps, self.edges, settings.thrift)

    def session(self) -> Session:
        """Return a solver with the programme in it."""
        return Session(self.model.program, options=SolveOptions(method=self.settings.method, keep_basis=True))

    def plan(self, session: Session | None = None) -> ProductionPlan:
        """Solve and read the answer."""
        return read_plan(self, (session or self.session()).solve())


def planner_of(network: ProductionNetwork, demand: Demand, settings: ProductionSettings) -> _Planner:
    """Return what keeps the programme, for plans that are solved again and again."""
    return _Planner(network, demand, settings)


def read_plan(planner: _Planner, answer: Answer) -> ProductionPlan:
    """Read an answer of the solver as a plan."""
    model, network = planner.model, planner.network
    found = answer.status == "optimal"
    values = answer.values if found else np.zeros(model.program.columns)
    duals = answer.row_duals if found else np.zeros(model.program.rows)
    unmet = values[model.unmet]
    return ProductionPlan(
        network=network, demand=planner.demand, edges=planner.edges, model=model, step_demand=planner.steps,
        status=answer.status, made=model.made(values), arriving=model.arriving(values, network),
        kept=values[model.kept], unmet=unmet, value=duals[model.balance],
        person_hours=float((unmet * planner.steps.weight).sum()), objective=answer.objective, bound=answer.bound,
        gap=answer.gap, answer=answer,
    )  # fmt: skip
