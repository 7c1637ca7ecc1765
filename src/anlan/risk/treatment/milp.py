"""A linear model with whole-number columns, built row by row and solved by HiGHS.

Source: Huangfu and Hall (2018), Parallelizing the dual revised simplex method, Mathematical Programming Computation
10(1), 119-142.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

Terms = Iterable[tuple[int, float]]
"""Columns and their coefficients."""


@dataclass(frozen=True)
class Solution:
    """What the solver found.

    Parameters
    ----------
    status
        ``optimal``, ``limit`` (the best programme found before the limit of nodes) or ``infeasible``.
    values
        Value of each column; empty where there is no solution.
    objective
        What was minimised.
    gap
        How much better, relative to the objective, a solution could still be, 1.
    """

    status: str
    values: NDArray[np.float64]
    objective: float
    gap: float


@dataclass
class Model:
    """A model while it is built: minimise cost over columns within bounds, subject to rows within bounds."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)

    def column(self, *, cost: float = 0.0, lower: float = 0.0, upper: float = math.inf, whole: bool = False) -> int:
        """Add a column and return its number.

        Parameters
        ----------
        cost
            What one unit of it costs.
        lower, upper
            Bounds.
        whole
            Whether it takes whole numbers only.
        """
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: Terms, *, lower: float = -math.inf, upper: float = math.inf) -> None:
        """Add a row: the sum of coefficient times column lies within bounds.

        Parameters
        ----------
        terms
            Columns and coefficients; a column may occur more than once.
        lower, upper
            Bounds.
        """
        place = len(self.row_lower)
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        self.entries += [(place, column, value) for column, value in terms if value != 0.0]

    def solve(self, *, gap: float, nodes: int) -> Solution:
        """Minimise; one thread and a fixed seed, so that the same model gives the same solution.

        Parameters
        ----------
        gap
            Relative gap at which the solver may stop, 1.
        nodes
            Most nodes of the search tree; time is no limit, because it differs between machines.
        """
        solver = _Silent()  # type: ignore[no-untyped-call]
        options = {
            "threads": 1,
            "random_seed": 0,
            "mip_rel_gap": gap,
            "mip_abs_gap": 0.0,
            "mip_max_nodes": nodes,
            "mip_feasibility_tolerance": 1e-9,
            "primal_feasibility_tolerance": 1e-9,
        }
        for name, value in options.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._lp())
        solver.run()
        return _solution(solver)

    def _lp(self) -> highspy.HighsLp:
        rows, columns, values = zip(*self.entries, strict=True) if self.entries else ((), (), ())
        matrix = csc_array((values, (rows, columns)), shape=(len(self.row_lower), len(self.cost)))
        matrix.sum_duplicates()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.row_lower)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = map(_floats, (self.cost, self.lower, self.upper))
        lp.row_lower_, lp.row_upper_ = map(_floats, (self.row_lower, self.row_upper))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = matrix.indptr
        lp.a_matrix_.index_ = matrix.indices
        lp.a_matrix_.value_ = matrix.data
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in self.whole]
        return lp


class _Silent(highspy.Highs):
    """A solver that writes nothing to the terminal, not even its name when it is made."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the library's name
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _floats(values: Iterable[float]) -> NDArray[np.float64]:
    return np.array(list(values), dtype=np.float64)


def _solution(solver: highspy.Highs) -> Solution:
    status, info = solver.getModelStatus(), solver.getInfo()
    values = np.array(solver.getSolution().col_value, dtype=np.float64)
    if status == highspy.HighsModelStatus.kOptimal:
        gap = info.mip_gap if math.isfinite(info.mip_gap) else 0.0
        return Solution("optimal", values, info.objective_function_value, max(gap, 0.0))
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if status == highspy.HighsModelStatus.kSolutionLimit and feasible:
        return Solution("limit", values, info.objective_function_value, info.mip_gap)
    return Solution("infeasible", np.zeros(0), math.nan, math.nan)
