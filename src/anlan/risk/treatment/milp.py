"""A linear model with whole-number columns, built row by row."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csc_array

from anlan.programs import Answer, Program, SolveOptions, solve

Terms = Iterable[tuple[int, float]]
"""Columns and their coefficients."""

TOLERANCE = 1e-9
"""By how much a row may be missed; the model is counted in parts of the whole risk."""


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

    def solve(self, *, gap: float, nodes: int) -> Answer:
        """Minimise; the same model gives the same solution.

        Parameters
        ----------
        gap
            Relative gap at which the solver may stop, 1.
        nodes
            Most nodes of the search tree; time is no limit, because it differs between machines.
        """
        return solve(self._program(), options=SolveOptions(gap=gap, nodes=nodes, tolerance=TOLERANCE))

    def _program(self) -> Program:
        rows, columns, values = zip(*self.entries, strict=True) if self.entries else ((), (), ())
        bounds = (self.cost, self.lower, self.upper, self.row_lower, self.row_upper)
        cost, lower, upper, row_lower, row_upper = (np.array(each, dtype=np.float64) for each in bounds)
        return Program(
            cost=cost,
            lower=lower,
            upper=upper,
            matrix=csc_array((np.array(values, dtype=np.float64), (rows, columns)), (row_lower.size, cost.size)),
            row_lower=row_lower,
            row_upper=row_upper,
            whole=np.array(self.whole, dtype=np.bool_),
        )
