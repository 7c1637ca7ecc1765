"""Two-stage programmes: a decision now, and the best that can be done with it in each scenario.

The first stage chooses ``x``; then scenario ``w`` comes true with probability ``p[w]`` and the second stage does its
best with what is there::

    Q_w(x) = min q_w y   subject to   row_lower <= W_w y + T_w x <= row_upper,  lower <= y <= upper

The whole programme is ``min c x + R(Q_1(x), ..., Q_w(x))``, where the risk measure ``R`` weighs the mean of the
scenarios, their conditional value at risk and the worst of them.

Sources: Birge and Louveaux (2011), Introduction to Stochastic Programming, 2nd ed., Springer; for the conditional
value at risk Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk, Journal of Risk 2(3), 21-41.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeGuard

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.programs.program import Program


@dataclass(frozen=True, eq=False)
class MoreColumns:
    """Columns that join a second stage.

    Parameters
    ----------
    cost, lower, upper
        Their cost and bounds, float64 (k,).
    matrix
        Their coefficients in the rows of the second stage, sparse (m, k).
    """

    cost: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    matrix: csc_array


class Recourse(Protocol):
    """The second stage of one block of one scenario, with columns that are made when they are wanted.

    A recourse without whole columns is solved by decomposition; one with whole columns only as an extensive form.
    """

    @property
    def program(self) -> Program:
        """Rows ``row_lower <= W y + T x <= row_upper`` and the columns ``y`` that exist at the start."""
        ...

    @property
    def link(self) -> csc_array:
        """The matrix ``T``: the first stage's columns in these rows, sparse (m, n of the first stage)."""
        ...

    def priced(self, row_duals: NDArray[np.float64], *, costless: bool = False) -> MoreColumns | None:
        """Return columns that would lower the cost at these duals, or None where none exists in the full model.

        A column with cost ``q``, coefficients ``a``, lower bound 0 and no upper bound lowers it where
        ``q - row_duals @ a < 0``. The answer None is the proof that the restricted programme is as good as the full
        one; cuts are made only then. The same column must not be returned twice.

        Parameters
        ----------
        row_duals
            Duals of the rows, float64 (m,): what the objective gains for each unit by which a row's bound rises.
        costless
            Whether they are a ray that proves the restricted programme infeasible; columns are then priced with cost
            0, for those that break the proof.
        """
        ...


class Direct(Recourse, Protocol):
    """A recourse that solves itself, faster than as a programme, and is always feasible."""

    def least(self) -> float:
        """Return a lower bound on its cost, whatever the first stage is."""
        ...

    def evaluate(self, first: NDArray[np.float64], weight: float, slope: NDArray[np.float64]) -> tuple[float, float]:
        """Solve under a first stage.

        Parameters
        ----------
        first
            The first stage's values, float64 (n,).
        weight
            By which the slope is multiplied.
        slope
            To which the change of the cost for one unit more of each first-stage column is added, float64 (n,).

        Returns
        -------
        cost, bound
            The cost, and the value at `first` of the cut with that slope: never above the cost.
        """
        ...


def is_direct(recourse: Recourse) -> TypeGuard[Direct]:
    """Return whether a recourse solves itself."""
    return callable(getattr(recourse, "evaluate", None))


Maker = Callable[[], Recourse]
"""Makes a recourse, fresh, where it is solved; can be pickled, so that it can be made in another process."""


@dataclass(frozen=True, eq=False)
class Whole:
    """A recourse whose columns all exist from the start.

    Parameters
    ----------
    program, link
        See `Recourse`.
    """

    program: Program
    link: csc_array

    def priced(self, row_duals: NDArray[np.float64], *, costless: bool = False) -> MoreColumns | None:
        """Return None: there are no further columns."""
        del row_duals, costless
        return None

    def __call__(self) -> "Whole":
        """Return itself, so that it serves as its own `Maker`."""
        return self


@dataclass(frozen=True, eq=False)
class TwoStage:
    """A two-stage programme.

    Parameters
    ----------
    first
        The first stage; its columns may be whole.
    recourse
        Makers of the blocks of the second stage (b). A scenario whose second stage falls into parts that share no
        column (one per item, say) is best given as one block for each: small programmes are solved much faster.
    probability
        Probability of each scenario, float64 (w,), sums to 1.
    scenario
        The scenario of each block, int64 (b,); None where there is one block per scenario, in their order.
    """

    first: Program
    recourse: tuple[Maker, ...]
    probability: NDArray[np.float64]
    scenario: NDArray[np.int64] | None = None

    @property
    def scenario_of(self) -> NDArray[np.int64]:
        """The scenario of each block, int64 (b,)."""
        if self.scenario is None:
            return np.arange(len(self.recourse), dtype=np.int64)
        return self.scenario


@dataclass(frozen=True)
class RiskMeasure:
    """How the costs of the scenarios become one number.

    ``mean * E[Q] + cvar * CVaR_level[Q] + worst * max Q``; the weights are not negative and need not sum to 1.

    Parameters
    ----------
    mean
        Weight of the expected cost.
    cvar
        Weight of the conditional value at risk: the mean cost of the worst ``1 - level`` of the probability
        (Rockafellar and Uryasev 2000, their equation for F on scenarios).
    level
        Level of the conditional value at risk, 0 <= level < 1.
    worst
        Weight of the worst scenario, whatever its probability.
    """

    mean: float = 1.0
    cvar: float = 0.0
    level: float = 0.9
    worst: float = 0.0

    def __post_init__(self) -> None:
        if min(self.mean, self.cvar, self.worst) < 0.0 or self.mean + self.cvar + self.worst <= 0.0:
            what = mark("weights of a risk measure are {weights}; give none below 0 and one above 0")
            raise SettingError(Message(what, weights=f"{self.mean:g}, {self.cvar:g}, {self.worst:g}"))
        if not 0.0 <= self.level < 1.0:
            what = mark("level of the conditional value at risk is {level}; give 0 or more and less than 1")
            raise SettingError(Message(what, level=f"{self.level:g}"))

    def of(self, costs: NDArray[np.float64], probability: NDArray[np.float64]) -> float:
        """Return the measure of these costs.

        Parameters
        ----------
        costs, probability
            Of each scenario, float64 (w,).
        """
        tail = 0.0
        if self.cvar > 0.0:
            order = np.argsort(-costs, kind="stable")
            before = np.concatenate([[0.0], np.cumsum(probability[order])[:-1]])
            share = np.clip(1.0 - self.level - before, 0.0, probability[order])
            tail = float(share @ costs[order]) / (1.0 - self.level)
        mean = float(probability @ costs) if self.mean > 0.0 else 0.0
        return self.mean * mean + self.cvar * tail + (self.worst * float(costs.max()) if self.worst > 0.0 else 0.0)


EXPECTED = RiskMeasure()
"""The mean of the scenarios."""

WORST_CASE = RiskMeasure(mean=0.0, worst=1.0)
"""The worst scenario, undiluted by its probability."""


@dataclass(frozen=True, eq=False)
class TwoStageAnswer:
    """What was decided, and the proof of how good it is.

    Parameters
    ----------
    status
        ``optimal`` (the gap asked for is proven), ``limit`` (a limit came first; both bounds hold), ``infeasible``
        (no first stage leaves every scenario a second), ``unbounded`` or ``failed``.
    values
        First stage, float64 (n,); empty where there is none.
    costs
        Cost of the second stage in each scenario under `values`, float64 (w,), for the full model.
    first_cost
        Cost of the first stage.
    objective
        Cost of this answer: an upper bound on the best.
    bound
        Proven lower bound on the cost of any answer of the full model.
    gap
        ``(objective - bound) / |objective|``, 1.
    method
        ``extensive``, ``lshaped`` or ``robust``.
    rounds
        Times that the first stage was solved.
    cuts
        Rows that were added to the first stage.
    missing
        Where infeasible: scenarios for which no second stage could be found, as far as known.
    """

    status: str
    values: NDArray[np.float64]
    costs: NDArray[np.float64]
    first_cost: float
    objective: float
    bound: float
    gap: float
    method: str
    rounds: int = 0
    cuts: int = 0
    missing: tuple[int, ...] = ()


@dataclass(frozen=True)
class Progress:
    """Where a solver stands.

    Parameters
    ----------
    rounds
        Times that the first stage was solved.
    objective, bound, gap
        As in `TwoStageAnswer`.
    """

    rounds: int
    objective: float
    bound: float
    gap: float


Watcher = Callable[[Progress], None]
"""Is told where a solver stands, once a round."""
