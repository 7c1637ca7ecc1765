"""The extensive form: the first stage and every scenario's second in one programme.

Columns made on demand are priced back in the relaxed programme until none is missing, so that its bound holds for
the full model.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack

from anlan.programs.highs import SolveOptions, solve
from anlan.programs.program import Answer, Drafting, Program, gap_between
from anlan.programs.two_stage import MoreColumns, Recourse, RiskMeasure, TwoStage, TwoStageAnswer, Whole, is_direct

Floats = NDArray[np.float64]


@dataclass
class _Block:
    """One block while the programme is put together."""

    recourse: Recourse
    program: Program
    weight: float = 0.0
    rows: slice = field(default_factory=lambda: slice(0, 0))
    columns: slice = field(default_factory=lambda: slice(0, 0))


class Extensive:
    """The extensive form of a two-stage programme.

    Parameters
    ----------
    model
        The programme; its blocks may have whole columns.
    measure
        How costs are weighed.
    """

    def __init__(self, model: TwoStage, measure: RiskMeasure) -> None:
        self.model, self.measure = model, measure
        recourses = [maker() for maker in model.recourse]
        self._blocks = [_Block(each, each.program) for each in recourses]

    @property
    def columns(self) -> int:
        """Number of columns of the second stage so far."""
        return sum(block.program.columns for block in self._blocks)

    def program(self) -> Program:
        """Return the whole as one programme; the first stage's columns come first."""
        model, measure = self.model, self.measure
        draft, first = Drafting(), model.first
        draft.columns(first.columns, cost=first.cost, lower=first.lower, upper=first.upper)
        _place(draft, first.matrix, draft.rows(first.rows, lower=first.row_lower, upper=first.row_upper), 0)
        whole = [np.zeros(first.columns, dtype=np.bool_) if first.whole is None else first.whole]
        tails = self._tails(draft, whole)
        scenario = model.scenario_of
        for b, block in enumerate(self._blocks):
            p, w = block.program, int(scenario[b])
            block.weight = measure.mean * float(model.probability[w])
            columns = draft.columns(p.columns, cost=block.weight * p.cost, lower=p.lower, upper=p.upper)
            rows = draft.rows(p.rows, lower=p.row_lower, upper=p.row_upper)
            block.rows = slice(int(rows[0]), int(rows[0]) + p.rows) if p.rows else slice(0, 0)
            block.columns = slice(int(columns[0]), int(columns[0]) + p.columns) if p.columns else slice(0, 0)
            _place(draft, p.matrix, rows, block.columns.start)
            _place(draft, block.recourse.link, rows, 0)
            whole.append(np.zeros(p.columns, dtype=np.bool_) if p.whole is None else p.whole)
            for tail in tails:
                draft.entries(tail[w], columns, -p.cost)
        marks = np.concatenate(whole)
        drafted = draft.program(constant=first.constant + self._constant())
        return replace(drafted, whole=marks if marks.any() else None)

    def _constant(self) -> float:
        scenario = self.model.scenario_of
        constants = [block.program.constant for block in self._blocks]
        if any(constants) and (self.measure.cvar > 0.0 or self.measure.worst > 0.0):
            raise ValueError("a constant of a block has no place in a tail measure; give it as a fixed column")
        return self.measure.mean * float(self.model.probability[scenario] @ np.array(constants))

    def _tails(self, draft: Drafting, whole: list[NDArray[np.bool_]]) -> list[NDArray[np.intp]]:
        """Add the columns and rows that see the cost of each scenario (Rockafellar and Uryasev 2000)."""
        measure, probability, tails = self.measure, self.model.probability, []
        if measure.cvar > 0.0:
            level = draft.columns(1, cost=measure.cvar, lower=-math.inf)
            above = draft.columns(probability.size, cost=measure.cvar * probability / (1.0 - measure.level))
            tails.append(draft.rows(probability.size, lower=0.0))
            draft.entries(tails[-1], level[0], 1.0)
            draft.entries(tails[-1], above, 1.0)
            whole.append(np.zeros(1 + probability.size, dtype=np.bool_))
        if measure.worst > 0.0:
            worst = draft.columns(1, cost=measure.worst, lower=-math.inf)
            tails.append(draft.rows(probability.size, lower=0.0))
            draft.entries(tails[-1], worst[0], 1.0)
            whole.append(np.zeros(1, dtype=np.bool_))
        self._tail_rows = tails
        return tails

    def solve(self, gap: float, nodes: int = 1_000_000, seconds: float = math.inf) -> TwoStageAnswer:
        """Solve it.

        Parameters
        ----------
        gap
            Relative gap to prove, 1.
        nodes, seconds
            Limits of the search; see `SolveOptions`.
        """
        bound = self._price_back()
        program = self.program()
        answer = solve(program, options=SolveOptions(gap=gap, nodes=nodes, seconds=seconds))
        if not answer.values.size:
            return TwoStageAnswer(
                answer.status, np.zeros(0), np.zeros(0), math.inf, math.inf, answer.bound, math.inf, "extensive"
            )
        return self._answered(answer, answer.bound if bound is None else min(answer.bound, bound), gap)

    def _answered(self, answer: Answer, bound: float, gap: float) -> TwoStageAnswer:
        model = self.model
        costs = np.zeros(model.probability.size)
        for block, w in zip(self._blocks, model.scenario_of.tolist(), strict=True):
            costs[w] += block.program.objective(answer.values[block.columns])
        values = answer.values[: model.first.columns]
        first = model.first.objective(values)
        objective = first + self.measure.of(costs, model.probability)
        proven = gap_between(objective, bound)
        status = "limit" if answer.status == "optimal" and proven > max(gap, 1e-6) else answer.status
        return TwoStageAnswer(status, values, costs, first, objective, min(bound, objective), proven, "extensive", 1)

    def _price_back(self) -> float | None:
        """Make missing columns until the relaxed programme needs none; return its value, None where none was missing.

        The first call of `priced` in a block without missing columns returns None, whatever the duals are.
        """
        if all(isinstance(block.recourse, Whole) or is_direct(block.recourse) for block in self._blocks):
            return None  # nothing is ever missing there, and the relaxed programme can take long
        grew = False
        while True:
            relaxed = replace(self.program(), whole=None)
            answer = solve(relaxed)
            if answer.status not in {"optimal", "infeasible"} or (answer.ray is None and not answer.row_duals.size):
                return None
            if not any([self._grown(block, answer, b) for b, block in enumerate(self._blocks)]):  # noqa: C419 - all
                return answer.bound if grew else None
            grew = True

    def _grown(self, block: _Block, answer: Answer, place: int) -> bool:
        w = int(self.model.scenario_of[place])
        if answer.ray is not None:
            more = block.recourse.priced(answer.ray[block.rows], costless=True)
        else:
            paid = block.weight + sum(float(answer.row_duals[tail[w]]) for tail in self._tail_rows)
            duals = answer.row_duals[block.rows]
            free = paid <= 0.0  # a scenario that the measure does not look at must only be feasible
            more = block.recourse.priced(duals if free else duals / paid, costless=free)
        if more is not None:
            block.program = _widened(block.program, more)
        return more is not None


def _widened(program: Program, more: MoreColumns) -> Program:
    none = np.zeros(more.cost.size, dtype=np.bool_)
    return Program(
        np.concatenate([program.cost, more.cost]),
        np.concatenate([program.lower, more.lower]),
        np.concatenate([program.upper, more.upper]),
        csc_array(hstack([program.matrix, more.matrix], format="csc")),
        program.row_lower,
        program.row_upper,
        None if program.whole is None else np.concatenate([program.whole, none]),
        program.constant,
    )


def _place(draft: Drafting, matrix: csc_array | csr_array, rows: NDArray[np.intp], column: int) -> None:
    entries = matrix.tocoo()
    draft.entries(rows[entries.row], column + entries.col, entries.data)
