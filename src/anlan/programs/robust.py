"""The worst scenario, undiluted: its columns and rows join the first stage one scenario at a time.

Source: Zeng and Zhao (2013), Solving two-stage robust optimization problems using a column-and-constraint generation
method, Operations Research Letters 41(5), 457-461; here over given scenarios, so that the worst one under a first
stage is found by solving each.
"""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.programs.extensive import Extensive
from anlan.programs.program import gap_between
from anlan.programs.subproblems import Rounds, Standing, Task
from anlan.programs.two_stage import WORST_CASE, Progress, TwoStage, TwoStageAnswer, Watcher

Floats = NDArray[np.float64]


def solve_worst_case(model: TwoStage, *, gap: float, executor: Executor, watcher: Watcher | None) -> TwoStageAnswer:
    """Minimise the first stage's cost and that of the scenario that is worst under it.

    Parameters
    ----------
    model
        The programme; blocks without whole columns.
    gap
        Relative gap to prove, 1.
    executor
        Where the scenarios are solved.
    watcher
        Is told of each round.

    Returns
    -------
    TwoStageAnswer
        Whose `cuts` are the scenarios that had to join the first stage.
    """
    rounds = Rounds(model.recourse)
    standings: list[Standing | None] = [None] * len(model.recourse)
    chosen: list[int] = []
    best = TwoStageAnswer("limit", np.zeros(0), np.zeros(0), math.inf, math.inf, -math.inf, math.inf, "robust")
    costs = np.zeros(model.probability.size)
    while True:
        joined = _worst(costs, chosen)
        if joined is None:
            return replace(best, status="optimal" if best.gap <= max(gap, 1e-6) else "limit")
        chosen.append(joined)
        inner = Extensive(_only(model, chosen), WORST_CASE).solve(gap / 4.0)
        if not inner.values.size:
            return replace(inner, method="robust", rounds=len(chosen), cuts=len(chosen), missing=tuple(sorted(chosen)))
        costs = _costs(model, inner.values, rounds, standings, executor)
        best = _better(best, model, inner, costs, len(chosen))
        if watcher is not None:
            watcher(Progress(len(chosen), best.objective, best.bound, best.gap))
        if best.gap <= gap:
            return replace(best, status="optimal")


def _worst(costs: Floats, chosen: list[int]) -> int | None:
    """Return the worst scenario that has not joined; None where all have."""
    order = np.argsort(-costs, kind="stable")
    return next((int(w) for w in order if int(w) not in chosen), None)


def _only(model: TwoStage, chosen: list[int]) -> TwoStage:
    """Return the programme with some of its scenarios."""
    place = {w: k for k, w in enumerate(chosen)}
    scenario = model.scenario_of.tolist()
    kept = [block for block, w in enumerate(scenario) if w in place]
    return TwoStage(
        model.first,
        tuple(model.recourse[block] for block in kept),
        np.full(len(chosen), 1.0 / len(chosen)),
        np.array([place[scenario[block]] for block in kept], dtype=np.int64),
    )


def _costs(
    model: TwoStage, first: Floats, rounds: Rounds, standings: list[Standing | None], executor: Executor
) -> Floats:
    """Solve every scenario under a first stage."""
    scenario = model.scenario_of
    tasks = []
    for w in range(model.probability.size):
        blocks = np.flatnonzero(scenario == w)
        tasks.append(Task(blocks, np.ones(blocks.size), first, tuple(standings[b] for b in blocks.tolist())))
    costs = np.zeros(model.probability.size)
    for w, (task, cut) in enumerate(zip(tasks, executor.map(rounds, tasks), strict=True)):
        costs[w] = cut.costs.sum()
        for block, standing in zip(task.blocks.tolist(), cut.standings, strict=True):
            standings[block] = standing
    return costs


def _better(best: TwoStageAnswer, model: TwoStage, inner: TwoStageAnswer, costs: Floats, count: int) -> TwoStageAnswer:
    """Return the better of the best first stage so far and a new one, with the bound that both share."""
    first = model.first.objective(inner.values)
    objective, bound = first + float(costs.max()), max(best.bound, inner.bound)
    if objective < best.objective:
        best = replace(best, values=inner.values, costs=costs, first_cost=first, objective=objective)
    bound = min(bound, best.objective)
    return replace(best, bound=bound, gap=gap_between(best.objective, bound), rounds=count, cuts=count)
