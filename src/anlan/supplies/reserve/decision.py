"""A reserve as decided, whoever decided it, and what it does in every scenario."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.supplies.reserve.answer import ReserveAnswer
from anlan.supplies.reserve.coverage import Coverage, coverage_of
from anlan.supplies.reserve.from_city import CityReserve
from anlan.supplies.reserve.model import ReserveModel, reserve_model
from anlan.supplies.reserve.problem import ReserveProblem
from anlan.supplies.reserve.reading import Course, course_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Decision:
    """What is laid in; letters of shapes as in `anlan.supplies.reserve.problem.ReserveProblem`.

    Parameters
    ----------
    opened
        Size classes opened, bool (s, k).
    bought
        Stock bought beside today's, which stays, unit, shape (s, i).
    agreements
        Share of each agreement that is kept, 1, shape (j,).
    lines
        Lines reserved, bool (l,).
    """

    opened: NDArray[np.bool_]
    bought: Floats
    agreements: Floats
    lines: NDArray[np.bool_]

    @classmethod
    def of(cls, answer: ReserveAnswer) -> "Decision":
        """Return what a plan decides.

        Parameters
        ----------
        answer
            The plan.
        """
        return cls(answer.opened, answer.bought, answer.agreements, answer.lines)

    @classmethod
    def nothing(cls, problem: ReserveProblem) -> "Decision":
        """Return today's stock alone.

        Parameters
        ----------
        problem
            The problem.
        """
        return cls(
            np.zeros(problem.possible.shape, dtype=np.bool_),
            np.zeros(problem.stock_now.shape),
            np.zeros(len(problem.agreements)),
            np.zeros(len(problem.lines), dtype=np.bool_),
        )

    @classmethod
    def today(cls, problem: ReserveProblem) -> "Decision":
        """Return today's stock with all agreements and all lines of the package.

        Parameters
        ----------
        problem
            The problem.
        """
        none = cls.nothing(problem)
        return cls(none.opened, none.bought, np.ones_like(none.agreements), np.ones_like(none.lines))

    def once(self, problem: ReserveProblem) -> float:
        """Return what is paid once, for bases and first purchases, currency."""
        return float((problem.open_once * self.opened).sum() + self.bought.sum(axis=0) @ problem.buy_once)

    def yearly(self, problem: ReserveProblem) -> float:
        """Return what is paid each year beyond keeping today's stock, currency/year."""
        spent = (problem.open_yearly * self.opened).sum() + self.bought.sum(axis=0) @ problem.hold_yearly
        return float(spent + self.agreements @ problem.agreement_yearly + self.lines @ problem.line_yearly)


@dataclass(frozen=True, eq=False)
class Judged:
    """What a decision does.

    Parameters
    ----------
    decision
        The decision.
    course
        What is handed out in each scenario.
    coverage
        Who is covered by when.
    once, yearly
        What it costs, currency and currency/year beyond keeping today's stock.
    objective
        Yearly cost, what is paid once spread over the years, and the judged cost of the scenarios, currency/year;
        keeping today's stock is in it.
    late
        Person-hours of going without in each scenario, unweighted, shape (w,).
    mean_late
        Their mean by the scenarios' probability, person-hours.
    """

    decision: Decision
    course: Course
    coverage: Coverage
    once: float
    yearly: float
    objective: float
    late: Floats
    mean_late: float


class Judge:
    """Judges decisions by the best that can be done with them in each scenario, the same way for all.

    Parameters
    ----------
    reserve
        The problem.
    executor
        Where scenarios are computed.
    """

    def __init__(self, reserve: CityReserve, executor: Executor) -> None:
        self.reserve, self.executor = reserve, executor
        self._model: ReserveModel = reserve_model(reserve.problem, reserve.settings)

    def of(self, decision: Decision) -> Judged:
        """Judge a decision.

        Parameters
        ----------
        decision
            Bought where the problem allows it; what it allows nowhere does not count.
        """
        model, problem = self._model, self.reserve.problem
        stage = model.stage
        values = np.zeros(stage.program.columns)
        values[stage.opened] = decision.opened
        values[stage.agreements] = decision.agreements
        values[stage.lines] = decision.lines
        there = stage.bought >= 0
        values[stage.bought[there]] = (decision.bought / stage.unit)[there]
        course = course_of(model, values, self.executor)
        judged = model.settings.measure.of(course.costs, problem.probability) * model.scale
        spread = model.settings.yearly_share
        once, yearly = decision.once(problem), decision.yearly(problem)
        keeping = float((problem.stock_now * problem.hold_yearly).sum())
        late = course.late.sum(axis=(1, 2))
        return Judged(
            decision, course, coverage_of(self.reserve, course.served), once, yearly,
            once * spread + yearly + keeping + judged, late, float(problem.probability @ late),
        )  # fmt: skip
