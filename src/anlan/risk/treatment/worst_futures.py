"""The mean of the worst futures in a programme, by cutting planes.

The conditional value at risk of burdens L_1..L_q is the least value of ``t + sum(max(L_s - t, 0)) / ((1 - a) q)`` over
the threshold t: Rockafellar and Uryasev (2000), Journal of Risk 2(3), eq. 9. A row for each future would make the model
large; instead the sum is one column that lies above the sum over any set of futures, and only sets that matter are
added: Künzi-Bay and Mayer (2006), Computational Management Science 3(1), 3-27.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anlan.programs import Answer, gap_between
from anlan.risk.treatment.appraisal import tail_mean
from anlan.risk.treatment.milp import Model

ROUNDS = 200
"""Most rounds of solving and cutting."""


@dataclass(frozen=True)
class WorstFutures:
    """The columns of the tail and what the others burden each future with.

    Parameters
    ----------
    weight
        Weight of the tail in the objective.
    share
        Share of the futures that are not in the tail, 1.
    burdens
        Burden that one unit of each earlier column brings in each future, shape (q, n).
    constant
        Burden of each future whatever is chosen, shape (q,).
    threshold, excess
        Columns of the threshold and of the mean excess over it.
    """

    weight: float
    share: float
    burdens: NDArray[np.float64]
    constant: NDArray[np.float64]
    threshold: int
    excess: int

    @classmethod
    def of(
        cls, model: Model, burdens: NDArray[np.float64], constant: NDArray[np.float64], weight: float, share: float
    ) -> "WorstFutures":
        """Add the columns of the tail to a model.

        Parameters
        ----------
        model
            The model, of which each column has its burden in `burdens`.
        burdens, constant, weight, share
            As in the class.
        """
        least = float((constant + np.minimum(burdens, 0.0).sum(axis=1)).min(initial=0.0))
        threshold = model.column(cost=weight, lower=min(least, 0.0))
        return cls(weight, share, burdens, constant, threshold, model.column(cost=weight))

    def at(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the burden of each future in a solution, shape (q,).

        Parameters
        ----------
        values
            Value of each column.
        """
        burden: NDArray[np.float64] = self.constant + self.burdens @ values[: self.burdens.shape[1]]
        return burden

    def objective(self, solution: Answer) -> float:
        """Return what a solution is really worth: its objective with the tail of its own choice.

        Parameters
        ----------
        solution
            A solution of the model.
        """
        told = solution.values[self.threshold] + solution.values[self.excess]
        return solution.objective + self.weight * (tail_mean(self.at(solution.values), self.share) - float(told))

    def cut(self, model: Model, values: NDArray[np.float64]) -> None:
        """Add the sets of futures above the solution's threshold, and above the threshold that fits its choice.

        Parameters
        ----------
        model
            The model.
        values
            Value of each column.
        """
        burden = self.at(values)
        fitting = np.quantile(burden, self.share, method="inverted_cdf")
        part = 1.0 / ((1.0 - self.share) * burden.size)
        for threshold in dict.fromkeys((float(values[self.threshold]), float(fitting))):
            worst = burden > threshold
            sums = self.burdens[worst].sum(axis=0) * part
            terms = [(column, -float(value)) for column, value in enumerate(sums)]
            terms += [(self.threshold, part * float(worst.sum())), (self.excess, 1.0)]
            model.row(terms, lower=part * float(self.constant[worst].sum()))


def solve_with_tail(model: Model, tail: WorstFutures, *, gap: float, nodes: int) -> Answer:
    """Minimise with the tail: solve, add what the solution overlooked, and repeat until nothing is.

    Parameters
    ----------
    model
        The model with the columns of the tail.
    tail
        The tail.
    gap
        Relative gap at which the solver may stop, 1.
    nodes
        Most nodes of the search in each round.
    """
    best, least = None, np.inf
    for _ in range(ROUNDS):
        found = model.solve(gap=gap / 2.0, nodes=nodes)
        if not found.found:
            return found
        worth = tail.objective(found)
        if best is None or worth < least:
            best, least = found, worth
        missing = gap_between(least, found.bound)
        answer = replace(best, objective=least, bound=found.bound, gap=missing)
        if missing <= gap:
            return answer
        tail.cut(model, found.values)
    return replace(answer, status="limit")
