"""The solution of a reserve plan, with both bounds; where floors cannot be kept, which, and what would help."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

import anlan
from anlan.compute import Executor
from anlan.programs import gap_between, solve_two_stage
from anlan.programs.two_stage import EXPECTED, TwoStageAnswer, Watcher
from anlan.supplies.reserve.answer import BrokenFloor, ReserveAnswer
from anlan.supplies.reserve.model import HARD, ReserveModel, floors_only, reserve_model
from anlan.supplies.reserve.problem import ReserveProblem
from anlan.supplies.reserve.reading import Course, course_of, slopes
from anlan.supplies.reserve.second_stage import floor_levels
from anlan.supplies.reserve.settings import ReserveSettings

Floats = NDArray[np.float64]

MISSING = 1e-6
"""Share of what a floor demands whose lack counts as none: the solver's tolerance."""


def solve_reserve(
    problem: ReserveProblem, settings: ReserveSettings, executor: Executor, progress: Watcher | None = None
) -> ReserveAnswer:
    """Find a reserve plan and prove how good it is.

    Where no plan keeps the floors the answer is ``infeasible``: it holds the plan that breaks them least, names the
    floors, and says what money would keep them.

    Parameters
    ----------
    problem
        What could be laid in, and what scenarios need.
    settings
        How the plan is judged.
    executor
        Where scenarios are computed.
    progress
        Is told after each round where the search stands, in scaled cost.
    """
    for hard in (HARD, HARD * 1000.0):
        model = reserve_model(problem, settings, hard=hard)
        found = _solved(model, executor, progress)
        course = course_of(model, found.values, executor)
        broken = broken_floors(problem, course)
        if not broken:
            return _answer(model, found, course)
        least = least_breach(problem, settings, executor)
        if least.bound > 0.0:
            break
    course = course_of(least.model, least.found.values, executor)
    shown = replace(found, values=least.found.values)
    full = course_of(model, shown.values, executor)
    answer = _answer(model, shown, full)
    return replace(
        answer,
        status="infeasible" if least.bound > 0.0 else "limit",
        bound=np.inf if least.bound > 0.0 else answer.bound,
        gap=np.inf,
        broken=broken_floors(problem, course),
        relaxed_budget=cheapest_kept(problem, settings, executor),
    )


@dataclass(frozen=True, eq=False)
class Breach:
    """The plan that breaks floors least.

    Parameters
    ----------
    model, found
        The programme in which only floors count, and its solution.
    bound
        0 where floors may be kept; above 0 it is proven that they cannot be.
    """

    model: ReserveModel
    found: TwoStageAnswer
    bound: float


def least_breach(problem: ReserveProblem, settings: ReserveSettings, executor: Executor) -> Breach:
    """Return the plan that breaks floors least, and whether it is proven that they cannot be kept.

    Parameters
    ----------
    problem, settings
        The problem and how it is judged.
    executor
        Where scenarios are computed.
    """
    model = floors_only(problem, settings, money=False)
    found = _solved(model, executor, None, floors=True)
    return Breach(model, found, found.bound if found.bound > MISSING * max(found.objective, 1.0) else 0.0)


def cheapest_kept(problem: ReserveProblem, settings: ReserveSettings, executor: Executor) -> float:
    """Return the least yearly cost of a plan that keeps every floor, were money no limit; nan where none does.

    Parameters
    ----------
    problem, settings
        The problem and how it is judged.
    executor
        Where scenarios are computed.

    Returns
    -------
    Currency a year, holding today's stock included, what is paid once spread over the years.
    """
    rich = replace(problem, budget_once=np.inf, budget_yearly=np.inf)
    if least_breach(rich, settings, executor).bound > 0.0:
        return float("nan")
    model = floors_only(rich, settings, money=True)
    found = _solved(model, executor, None, floors=True)
    if broken_floors(rich, course_of(model, found.values, executor)):
        return float("nan")
    return found.first_cost * model.scale


def _solved(
    model: ReserveModel, executor: Executor, progress: Watcher | None, *, floors: bool = False
) -> TwoStageAnswer:
    settings = model.settings
    return solve_two_stage(
        model.two_stage,
        measure=EXPECTED if floors else settings.measure,
        gap=settings.gap,
        method="auto" if floors else settings.method,
        executor=executor,
        watcher=progress,
    )


def broken_floors(problem: ReserveProblem, course: Course) -> tuple[BrokenFloor, ...]:
    """Return the floors that a course does not keep.

    Parameters
    ----------
    problem
        The problem.
    course
        What is handed out in each scenario.
    """
    return tuple(_broken(problem, course.by_level))


def _broken(problem: ReserveProblem, by_level: Floats) -> Iterator[BrokenFloor]:
    levels = floor_levels(problem)
    for floor in problem.floors:
        on_time = by_level[..., np.searchsorted(levels, floor.last(problem.edges))]
        demanded = np.where(floor.counts(problem.edges, problem.once), problem.need, 0.0)
        missing = np.maximum(floor.share * demanded - on_time, 0.0)
        if (missing <= MISSING * demanded).all():
            continue
        scenario, item, area, window = np.unravel_index(int(missing.argmax()), missing.shape)
        kept = np.divide(on_time, demanded, out=np.full_like(on_time, np.inf), where=demanded > 0.0)
        yield BrokenFloor(
            floor=floor.name,
            item=problem.items[item],
            area=problem.areas[area],
            scenario=problem.scenarios[scenario],
            hour=float(problem.edges[window]),
            missing=float(missing.sum()),
            attainable=float(kept.min()),
        )


def _answer(model: ReserveModel, found: TwoStageAnswer, course: Course) -> ReserveAnswer:
    """Say a solution in the words of the problem."""
    problem, stage, scale = model.problem, model.stage, model.scale
    values = found.values
    stock, bought = stage.stock_of(values)
    opened, lines = values[stage.opened] > 0.5, values[stage.lines] > 0.5
    agreements = np.clip(values[stage.agreements], 0.0, 1.0)
    weights = slopes(model.settings.measure, course.costs, problem.probability) * scale
    judged = model.settings.measure.of(course.costs, problem.probability)
    objective = (stage.program.objective(values) + judged) * scale
    once = float((problem.open_once * opened).sum() + bought.sum(axis=0) @ problem.buy_once)
    yearly = float((problem.open_yearly * opened).sum() + stock.sum(axis=0) @ problem.hold_yearly)
    yearly += float(agreements @ problem.agreement_yearly + lines @ problem.line_yearly)
    return ReserveAnswer(
        status=found.status,
        opened=opened,
        stock=stock,
        bought=bought,
        agreements=agreements,
        lines=lines,
        spent_once=once,
        spent_yearly=yearly,
        served=course.served,
        on_time=course.on_time,
        unmet=course.unmet,
        late=course.late,
        from_stock=course.from_stock,
        from_agreements=course.from_agreements,
        from_lines=course.from_lines,
        stock_worth=-np.tensordot(weights, course.stock_price, 1),
        agreement_worth=-weights @ course.agreement_price,
        line_worth=-weights @ course.line_price,
        costs=course.costs * scale,
        objective=objective,
        bound=found.bound * scale,
        gap=gap_between(objective, found.bound * scale),
        method=found.method,
        rounds=found.rounds,
        cuts=found.cuts,
        version=anlan.__version__,
        checksum=checksum_of(problem, model.settings),
    )


def checksum_of(problem: ReserveProblem, settings: ReserveSettings) -> str:
    """Return the SHA-256 of a problem and its settings.

    Parameters
    ----------
    problem, settings
        What a plan is made from.
    """
    digest = hashlib.sha256(repr(settings).encode())
    for field in fields(problem):
        value = getattr(problem, field.name)
        if field.name == "floors":
            for floor in value:
                digest.update(repr((floor.name, floor.share, floor.until_h)).encode())
                digest.update(floor.areas.tobytes() + floor.items.tobytes())
        else:
            digest.update(
                np.ascontiguousarray(value).tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
            )
    return digest.hexdigest()
