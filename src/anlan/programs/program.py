"""A mathematical programme as matrices, what a solver answers, and the drafting of large ones by blocks."""

import math
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]
Status: TypeAlias = Literal["optimal", "limit", "infeasible", "unbounded", "failed"]


@dataclass(frozen=True, eq=False)
class Program:
    """Minimise ``cost @ x + constant`` over ``lower <= x <= upper`` with ``row_lower <= matrix @ x <= row_upper``.

    Parameters
    ----------
    cost
        Cost of one unit of each column, shape (n,).
    lower, upper
        Bounds of the columns, shape (n,); infinite where there is none.
    matrix
        Coefficients, shape (m, n).
    row_lower, row_upper
        Bounds of the rows, shape (m,); infinite where there is none.
    whole
        Columns that take whole numbers only, shape (n,); None where none does.
    constant
        What is added to the objective.

    Raises
    ------
    ValueError
        If the shapes do not fit or a coefficient is not a number: a mistake of the program, not of its user.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    matrix: csc_array
    row_lower: Floats
    row_upper: Floats
    whole: NDArray[np.bool_] | None = None
    constant: float = 0.0

    def __post_init__(self) -> None:
        rows, columns = self.matrix.shape
        wrong = [name for name in ("cost", "lower", "upper") if getattr(self, name).shape != (columns,)]
        wrong += [name for name in ("row_lower", "row_upper") if getattr(self, name).shape != (rows,)]
        if self.whole is not None and self.whole.shape != (columns,):
            wrong.append("whole")
        if wrong:
            raise ValueError(f"{', '.join(wrong)} do not fit a matrix of {rows} rows and {columns} columns")
        parts = (self.cost, self.matrix.data, self.lower, self.upper, self.row_lower, self.row_upper)
        if not (np.isfinite(self.cost).all() and all(not np.isnan(part).any() for part in parts)):
            raise ValueError("a cost is infinite, or a coefficient or bound is not a number")

    @property
    def columns(self) -> int:
        """Number of columns, n."""
        return int(self.matrix.shape[1])

    @property
    def rows(self) -> int:
        """Number of rows, m."""
        return int(self.matrix.shape[0])

    @property
    def mixed(self) -> bool:
        """Whether any column takes whole numbers only."""
        return self.whole is not None and bool(self.whole.any())

    def objective(self, values: Floats) -> float:
        """Return the objective of given values.

        Parameters
        ----------
        values
            Value of each column, shape (n,).
        """
        return float(self.cost @ values) + self.constant

    def violation(self, values: Floats) -> float:
        """Return by how much values break the bound of a column or of a row at worst; 0 where they break none.

        Parameters
        ----------
        values
            Value of each column, shape (n,).
        """
        sums = self.matrix @ values
        breaks = (self.lower - values, values - self.upper, self.row_lower - sums, sums - self.row_upper)
        return max(0.0, *(float(each.max(initial=0.0)) for each in breaks))


@dataclass(frozen=True, eq=False)
class Basis:
    """Which columns and rows are basic: a place to start the next solution from.

    Parameters
    ----------
    columns, rows
        Status of each column and row as the solver numbers them, shapes (n,) and (m,).
    """

    columns: NDArray[np.int8]
    rows: NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver found, with both bounds.

    Parameters
    ----------
    status
        ``optimal`` (within the demanded gap), ``limit`` (stopped at a limit; `values` are empty where nothing feasible
        was found before it), ``infeasible``, ``unbounded`` or ``failed`` (the solver gave up; nothing is claimed).
    values
        Value of each column, shape (n,); empty where there is no feasible one.
    row_duals
        Change of the objective for one unit more of a row's bound, shape (m,); empty for mixed programmes.
    reduced_costs
        Change of the objective for one unit more of a column, shape (n,); empty for mixed programmes.
    objective
        Objective of `values`: the upper bound; infinite without values.
    bound
        No values can have an objective below this: the lower bound.
    gap
        ``(objective - bound) / abs(objective)``, 1; infinite where a bound is missing.
    basis
        Where to start from next time; None where none was asked for.
    iterations
        Simplex iterations.
    nodes
        Nodes of the search tree.
    ray
        For an infeasible linear programme weights of rows, shape (m,), which prove it: with the weights y the greatest
        value of ``(y @ matrix) @ x`` within the bounds of columns stays below the least value that the rows demand
        (Farkas's lemma); None otherwise.
    """

    status: Status
    values: Floats = field(default_factory=lambda: np.zeros(0))
    row_duals: Floats = field(default_factory=lambda: np.zeros(0))
    reduced_costs: Floats = field(default_factory=lambda: np.zeros(0))
    objective: float = math.inf
    bound: float = -math.inf
    gap: float = math.inf
    basis: Basis | None = None
    iterations: int = 0
    nodes: int = 0
    ray: Floats | None = None

    @property
    def found(self) -> bool:
        """Whether there are values."""
        return self.values.size > 0 or (self.status == "optimal")


def gap_between(objective: float, bound: float) -> float:
    """Return how much better, relative to the objective, a solution could still be.

    Parameters
    ----------
    objective
        What has been found; infinite for nothing.
    bound
        What nothing can be below.
    """
    if not (math.isfinite(objective) and math.isfinite(bound)):
        return math.inf
    return max(objective - bound, 0.0) / max(abs(objective), 1e-12)


@dataclass
class Drafting:
    """Puts a programme together by blocks of columns and rows, each given as arrays.

    A block of columns is named by the array of places that `columns` returns, shaped as it was asked for, so that a
    model is written with the indices of its formulas: ``stock = draft.columns((s, i), cost=price)``, then
    ``draft.entries(rows[:, None], stock, volume)``.
    """

    _cost: list[Floats] = field(default_factory=list)
    _lower: list[Floats] = field(default_factory=list)
    _upper: list[Floats] = field(default_factory=list)
    _whole: list[NDArray[np.bool_]] = field(default_factory=list)
    _row_lower: list[Floats] = field(default_factory=list)
    _row_upper: list[Floats] = field(default_factory=list)
    _entries: list[tuple[Places, Places, Floats]] = field(default_factory=list)
    _n: int = 0
    _m: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns so far."""
        return self._m, self._n

    def columns(
        self,
        shape: int | tuple[int, ...],
        *,
        cost: ArrayLike = 0.0,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = math.inf,
        whole: bool = False,
    ) -> Places:
        """Add a block of columns and return their places in the shape of the block.

        Parameters
        ----------
        shape
            Shape of the block.
        cost, lower, upper
            Cost and bounds, broadcast to the shape.
        whole
            Whether they take whole numbers only.
        """
        places = self._n + np.arange(int(np.prod(shape)), dtype=np.intp).reshape(shape)
        for parts, value in ((self._cost, cost), (self._lower, lower), (self._upper, upper)):
            parts.append(np.broadcast_to(np.asarray(value, dtype=np.float64), places.shape).ravel())
        self._whole.append(np.full(places.size, whole))
        self._n += places.size
        return places

    def rows(
        self, shape: int | tuple[int, ...], *, lower: ArrayLike = -math.inf, upper: ArrayLike = math.inf
    ) -> Places:
        """Add a block of rows and return their places in the shape of the block.

        Parameters
        ----------
        shape
            Shape of the block.
        lower, upper
            Bounds, broadcast to the shape.
        """
        places = self._m + np.arange(int(np.prod(shape)), dtype=np.intp).reshape(shape)
        for parts, value in ((self._row_lower, lower), (self._row_upper, upper)):
            parts.append(np.broadcast_to(np.asarray(value, dtype=np.float64), places.shape).ravel())
        self._m += places.size
        return places

    def entries(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Add coefficients; the three are broadcast against each other, and what meets in one place is summed.

        Parameters
        ----------
        rows, columns
            Places of rows and columns.
        values
            Coefficients.
        """
        row, column, value = np.broadcast_arrays(
            np.asarray(rows, dtype=np.intp), np.asarray(columns, dtype=np.intp), np.asarray(values, dtype=np.float64)
        )
        self._entries.append((row.ravel(), column.ravel(), value.ravel()))

    def matrix(self) -> csc_array:
        """Return the coefficients so far, shape (m, n)."""
        if not self._entries:
            return csc_array((self._m, self._n), dtype=np.float64)
        row, column, value = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
        return csc_array((value, (row, column)), shape=(self._m, self._n))

    def program(self, *, constant: float = 0.0) -> Program:
        """Return the programme.

        Parameters
        ----------
        constant
            What is added to the objective.
        """
        whole = _joined(self._whole, np.bool_)
        return Program(
            cost=_joined(self._cost, np.float64),
            lower=_joined(self._lower, np.float64),
            upper=_joined(self._upper, np.float64),
            matrix=self.matrix(),
            row_lower=_joined(self._row_lower, np.float64),
            row_upper=_joined(self._row_upper, np.float64),
            whole=whole if whole.any() else None,
            constant=constant,
        )


def _joined(parts: list[NDArray], kind: type) -> NDArray:  # type: ignore[type-arg]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)
