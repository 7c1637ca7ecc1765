"""What a first stage does in each scenario, read from the shipments of its items."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.programs.two_stage import RiskMeasure
from anlan.supplies.reserve.model import ReserveModel
from anlan.supplies.reserve.second_stage import ItemBlock, floor_levels

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Course:
    """What is handed out in each scenario; letters of shapes as in `ReserveProblem`.

    Parameters
    ----------
    served, on_time, unmet
        Handed out in each window, of its needs met by its end, and never met, unit, shape (w, i, a, t).
    by_level
        Of each window's needs met by the end of each level of `floor_levels`, unit, shape (w, i, a, t, f).
    late
        Person-hours of going without, unweighted, shape (w, i, a).
    from_stock, from_agreements, from_lines
        What each source hands out, unit, shapes (w, s, i), (w, j), (w, l).
    stock_price, agreement_price, line_price
        Change of the judged cost for one unit more of stock, the whole agreement, the whole line, of the same shapes.
    costs
        Judged cost of each scenario, scaled, shape (w,).
    """

    served: Floats
    on_time: Floats
    unmet: Floats
    by_level: Floats
    late: Floats
    from_stock: Floats
    from_agreements: Floats
    from_lines: Floats
    stock_price: Floats
    agreement_price: Floats
    line_price: Floats
    costs: Floats

    @classmethod
    def empty(cls, model: ReserveModel, scenarios: int) -> "Course":
        """Return a course in which nothing happens.

        Parameters
        ----------
        model
            The model.
        scenarios
            For how many scenarios.
        """
        n = model.problem.sizes_of | {"w": scenarios, "f": floor_levels(model.problem).size}
        shapes = ("wiat", "wiat", "wiat", "wiatf", "wia", "wsi", "wj", "wl", "wsi", "wj", "wl", "w")
        return cls(*(np.zeros(tuple(n[letter] for letter in shape)) for shape in shapes))


def course_of(model: ReserveModel, values: Floats, executor: Executor) -> Course:
    """Return what a first stage does in every scenario.

    Parameters
    ----------
    model
        The model.
    values
        The first stage.
    executor
        Where scenarios are computed.
    """
    count = len(model.problem.scenarios)
    whole = Course.empty(model, count)
    scenarios = [[block for block in model.blocks if block.scenario == place] for place in range(count)]
    for place, course in enumerate(executor.map(partial(_scenario, model, values), scenarios)):
        for name in Course.__dataclass_fields__:
            getattr(whole, name)[place] = getattr(course, name)[0]
    return whole


def _scenario(model: ReserveModel, values: Floats, blocks: list[ItemBlock]) -> Course:
    course = Course.empty(model, 1)
    for block in blocks:
        _read(block, values, course)
    return course


def _read(block: ItemBlock, values: Floats, course: Course) -> None:
    """Add what one item does to the course of its scenario."""
    problem, sinks, places = block.problem, block.sinks, block.sources
    shipped = block.ship(values)
    item, flow = block.item, shipped.flow
    course.costs[0] += shipped.cost
    reached = np.maximum(block.arrival[:, sinks.area], sinks.window)
    source, sink = np.nonzero(flow)
    amount, window = flow[source, sink], reached[source, sink]
    area, arose = sinks.area[sink], sinks.window[sink]
    np.add.at(course.served[0, item], (area, window), amount)
    there = window <= arose
    np.add.at(course.on_time[0, item], (area[there], arose[there]), amount[there])
    for level, last in enumerate(block.levels.tolist()):
        there = window <= last
        np.add.at(course.by_level[0, item, :, :, level], (area[there], arose[there]), amount[there])
    np.add.at(course.unmet[0, item], (sinks.area, sinks.window), shipped.unmet)
    burden = problem.burden[block.scenario, item]
    until = np.concatenate([np.zeros((burden.shape[0], 1)), burden.cumsum(axis=1)], axis=1)
    end = problem.edges.size if problem.once[item] else sinks.window + 1
    missed = (until[sinks.area, end] - until[sinks.area, sinks.window]) * shipped.unmet
    np.add.at(course.late[0, item], sinks.area, missed)
    np.add.at(course.late[0, item], area, (until[area, window] - until[area, arose]) * amount)
    for kind, used, price, column in (
        (places.site, course.from_stock, course.stock_price, np.s_[0, :, item]),
        (places.agreement, course.from_agreements, course.agreement_price, np.s_[0]),
        (places.line, course.from_lines, course.line_price, np.s_[0]),
    ):
        there = kind >= 0
        np.add.at(used[column], kind[there], flow[there].sum(axis=1))
        np.add.at(price[column], kind[there], (shipped.price * block.available)[there])


def slopes(measure: RiskMeasure, costs: Floats, probability: Floats) -> Floats:
    """Return how much the measure rises with the cost of each scenario, shape (w,).

    Parameters
    ----------
    measure
        The measure.
    costs, probability
        Of each scenario, shape (w,).
    """
    found: Floats = measure.mean * probability
    if measure.cvar > 0.0:
        order = np.argsort(-costs, kind="stable")
        before = np.concatenate([[0.0], np.cumsum(probability[order])[:-1]])
        share = np.zeros(costs.size)
        share[order] = np.clip(1.0 - measure.level - before, 0.0, probability[order])
        found = found + measure.cvar * share / (1.0 - measure.level)
    if measure.worst > 0.0:
        found = found + measure.worst * (np.arange(costs.size) == np.argmax(costs))
    return found
