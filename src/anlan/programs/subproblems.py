"""The second stage under a given first stage, block by block, and the cuts that follow from it.

Sources: Van Slyke and Wets (1969), L-shaped linear programs with applications to optimal control and stochastic
programming, SIAM Journal on Applied Mathematics 17(4), 638-663 (optimality and feasibility cuts); Birge and Louveaux
(1988), A multicut algorithm for two-stage stochastic linear programs, European Journal of Operational Research 34(3),
384-392. Columns made on demand keep a cut valid for the full model, because the cut is made only once no missing
column has a negative reduced cost.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, hstack

from anlan.programs.highs import Session, SolveOptions
from anlan.programs.program import Answer, Basis, Program
from anlan.programs.two_stage import Maker, MoreColumns, Recourse, is_direct

Floats = NDArray[np.float64]

ZERO = 1e-9
"""Coefficients of a proof of infeasibility below this share of its largest count as none."""

WARM = SolveOptions(presolve=False, keep_basis=True)
"""How a block is solved: from the basis of the round before, where there is one."""


class RecourseError(RuntimeError):
    """A block could not be solved, or is unbounded: a mistake of the model."""


@dataclass(frozen=True, eq=False)
class Standing:
    """What a block remembers from one round to the next.

    Parameters
    ----------
    columns
        Columns made so far; None where there are none.
    basis
        Basis of the last solution.
    """

    columns: MoreColumns | None = None
    basis: Basis | None = None


@dataclass(frozen=True, eq=False)
class Solved:
    """A block under a first stage.

    Parameters
    ----------
    answer
        What the solver found with the columns made so far; proven for the full block.
    standing
        To start the next round from.
    program
        The programme with those columns.
    """

    answer: Answer
    standing: Standing
    program: Program


@dataclass(frozen=True, eq=False)
class Task:
    """Blocks that share a cut.

    Parameters
    ----------
    blocks
        Their places in the model, int64 (k,).
    weights
        Weight of each in the cut, float64 (k,).
    first
        First stage under which they are solved, float64 (n,).
    standings
        What each remembers; None for the first time.
    """

    blocks: NDArray[np.int64]
    weights: Floats
    first: Floats
    standings: tuple[Standing | None, ...]


@dataclass(frozen=True, eq=False)
class Cut:
    """What follows from solving the blocks of a task.

    Parameters
    ----------
    costs
        Cost of each block, float64 (k,); inf where it is infeasible.
    value, slope
        The weighted cost is at least ``value + slope @ (x - first)``; float64 and (n,).
    forbidden
        Rows ``slope @ x <= value`` that every first stage must keep for the blocks to be feasible.
    standings
        What each block remembers.
    """

    costs: Floats
    value: float
    slope: Floats
    forbidden: tuple[tuple[Floats, float], ...]
    standings: tuple[Standing | None, ...]


@dataclass(frozen=True, eq=False)
class Rounds:
    """Solves tasks; pure, so that the result does not depend on where it is called.

    Parameters
    ----------
    makers
        Of all blocks of the model.
    """

    makers: tuple[Maker, ...]

    def __call__(self, task: Task) -> Cut:
        """Solve the blocks of a task one after the other."""
        costs = np.empty(task.blocks.size)
        slope = np.zeros(task.first.size)
        value, forbidden = 0.0, []
        standings: list[Standing | None] = []
        for k, (block, weight) in enumerate(zip(task.blocks.tolist(), task.weights.tolist(), strict=True)):
            recourse = self.makers[block]()
            if is_direct(recourse):
                costs[k], least = recourse.evaluate(task.first, weight, slope)
                value += weight * least
                standings.append(None)
                continue
            solved = settled(recourse, task.first, task.standings[k])
            standings.append(solved.standing)
            costs[k] = solved.answer.objective
            if solved.answer.status == "optimal":
                value += weight * solved.answer.bound
                slope -= weight * (recourse.link.T @ solved.answer.row_duals)
            else:
                forbidden.append(_forbidden(solved, recourse))
        return Cut(costs, value, slope, tuple(forbidden), tuple(standings))


def settled(recourse: Recourse, first: Floats, standing: Standing | None = None) -> Solved:
    """Solve a block under a first stage, for the full model.

    Parameters
    ----------
    recourse
        The block.
    first
        The first stage's values, float64 (n,).
    standing
        What it remembers from the round before.

    Raises
    ------
    RecourseError
        If the block is unbounded or the solver fails.
    """
    shift = recourse.link @ first
    program = recourse.program
    program = replace(program, row_lower=program.row_lower - shift, row_upper=program.row_upper - shift)
    return priced_out(recourse, program, standing or Standing())


def priced_out(recourse: Recourse, program: Program, standing: Standing) -> Solved:
    """Solve a programme and make columns until none of the full block would change the answer.

    Parameters
    ----------
    recourse
        Makes the columns.
    program
        The block with the columns of the start.
    standing
        What it remembers.

    Raises
    ------
    RecourseError
        If the programme is unbounded or the solver fails.
    """
    extra = standing.columns
    whole = program if extra is None else _wider(program, extra)
    session = Session(whole, options=WARM, basis=standing.basis)
    while True:
        answer = session.solve()
        if answer.status not in {"optimal", "infeasible"} or (answer.status == "infeasible" and answer.ray is None):
            raise RecourseError(f"a block of the second stage is {answer.status}")
        ray = answer.ray
        more = recourse.priced(answer.row_duals) if ray is None else recourse.priced(ray, costless=True)
        if more is None:
            return Solved(answer, Standing(extra, answer.basis), whole)
        session.add_columns(more.cost, more.lower, more.upper, more.matrix)
        extra, whole = more if extra is None else _joined(extra, more), _wider(whole, more)


def least_of(recourse: Recourse, first: Program) -> float:
    """Return a lower bound on the cost of a block, whatever the first stage is within the bounds of its columns.

    Parameters
    ----------
    recourse
        The block.
    first
        The first stage.

    Raises
    ------
    RecourseError
        If there is no such bound.

    Returns
    -------
    float
        The bound; inf where the block is infeasible under every first stage.
    """
    if is_direct(recourse):
        return recourse.least()
    link, used = recourse.link, np.unique(recourse.link.nonzero()[1])
    columns = MoreColumns(np.zeros(used.size), first.lower[used], first.upper[used], link[:, used])
    solved = priced_out(recourse, _wider(recourse.program, columns), Standing())
    return solved.answer.bound


def _wider(program: Program, more: MoreColumns) -> Program:
    whole = program.whole
    return replace(
        program,
        cost=np.concatenate([program.cost, more.cost]),
        lower=np.concatenate([program.lower, more.lower]),
        upper=np.concatenate([program.upper, more.upper]),
        matrix=csc_array(hstack([program.matrix, more.matrix], format="csc")),
        whole=None if whole is None else np.concatenate([whole, np.zeros(more.cost.size, dtype=np.bool_)]),
    )


def _joined(one: MoreColumns, other: MoreColumns) -> MoreColumns:
    cost, lower, upper = (np.concatenate([getattr(one, k), getattr(other, k)]) for k in ("cost", "lower", "upper"))
    return MoreColumns(cost, lower, upper, csc_array(hstack([one.matrix, other.matrix], format="csc")))


def _forbidden(solved: Solved, recourse: Recourse) -> tuple[Floats, float]:
    """Turn the proof that a block is infeasible into a row of the first stage (Farkas's lemma).

    For every feasible ``y``: ``ray @ W @ y >= ray @ (bound of the rows - T x)``, with the lower bound where the ray is
    positive and the upper where it is negative; the left side has a greatest value within the bounds of ``y``.
    """
    program, ray = recourse.program, solved.answer.ray
    assert ray is not None  # noqa: S101 - settled() gives a proof or raises
    ray = np.where(np.abs(ray) > ZERO * np.abs(ray).max(initial=0.0), ray, 0.0)
    weight = solved.program.matrix.T @ ray
    weight = np.where(np.abs(weight) > ZERO * max(1.0, np.abs(weight).max(initial=0.0)), weight, 0.0)
    limit = np.where(weight > 0.0, solved.program.upper, solved.program.lower)
    most = float(np.where(weight == 0.0, 0.0, weight * np.where(weight == 0.0, 0.0, limit)).sum())
    side = np.where(ray > 0.0, program.row_lower, program.row_upper)
    demanded = float(np.where(ray == 0.0, 0.0, ray * np.where(ray == 0.0, 0.0, side)).sum())
    return -(recourse.link.T @ ray), most - demanded
