"""The L-shaped method: the second stage enters the first as cuts, a round at a time.

The relaxed first stage gives a bound and a point; the second stage is solved between that point and the best one so
far, which damps the swings of plain cutting planes; with whole columns the first stage is then solved as it is, with
the cuts made so far, and the rest of its columns are polished under the whole ones it chose. Every cut holds for the
full model, so every bound does.

Sources: Van Slyke and Wets (1969); Birge and Louveaux (1988); the separation between an inner and an outer point from
Ben-Ameur and Neto (2007), Acceleration of cutting-plane and column generation algorithms: applications to network
design, Networks 49(1), 3-17.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from anlan.compute import Executor
from anlan.programs.branching import Tree
from anlan.programs.highs import Session, SolveOptions
from anlan.programs.master import Groups, Pool, groups_of, nearby, relaxed, with_estimates
from anlan.programs.program import Answer, gap_between
from anlan.programs.subproblems import Rounds, Standing, Task, least_of
from anlan.programs.two_stage import Progress, RiskMeasure, TwoStage, TwoStageAnswer, Watcher, is_direct

Floats = NDArray[np.float64]

CLOSE = 0.2
"""Share of the gap asked for to which the relaxed first stage is solved before its columns become whole; assumption."""
LEAST_NODES = 20
"""Nodes that are looked at however large the model is; assumption."""
CROWDED = 600
"""Cuts beyond which those that do not bind are taken out between nodes too; assumption."""


@dataclass(frozen=True)
class Limits:
    """When the method stops, and how it moves.

    Parameters
    ----------
    gap
        Relative gap to prove, 1.
    rounds
        Most rounds of the relaxed first stage, and of each polish.
    nodes
        Most nodes of the tree over whole columns.
    blocks
        Most nodes times blocks of the second stage, because cuts of a node solve every block; `LEAST_NODES` nodes are
        looked at in any case.
    groups
        Most cuts a round where only the mean matters.
    outward
        How far from the best point so far towards the point of the first stage the second stage is solved, 1.
    sample
        Scenarios with which it begins where there are more than twice as many.
    patience
        Rounds after which a cut that does not bind is taken out of the relaxed first stage.
    """

    gap: float = 0.01
    rounds: int = 300
    nodes: int = 2000
    blocks: int = 200_000
    groups: int = 100
    outward: float = 0.4
    sample: int = 100
    patience: int = 4


@dataclass
class _Best:
    """The best first stage so far."""

    values: Floats
    costs: Floats
    slope: Floats
    objective: float = math.inf
    bound: float = -math.inf

    @property
    def gap(self) -> float:
        return gap_between(self.objective, self.bound)


def _nothing() -> _Best:
    return _Best(np.zeros(0), np.zeros(0), np.zeros(0))


class LShaped:
    """One solution by the L-shaped method.

    Parameters
    ----------
    model
        The programme; blocks without whole columns.
    measure
        How costs are weighed.
    limits
        When to stop.
    executor
        Where the blocks are solved.
    watcher
        Is told of each round.
    """

    def __init__(
        self, model: TwoStage, measure: RiskMeasure, limits: Limits, executor: Executor, watcher: Watcher | None
    ) -> None:
        self.model, self.measure, self.limits = model, measure, limits
        self._executor, self._watcher = executor, watcher
        self._rounds = Rounds(model.recourse)
        self._standings: list[Standing | None] = [None] * len(model.recourse)
        self.groups: Groups = groups_of(model, measure, _kinds(model), limits.groups)
        least = np.array([least_of(maker(), model.first) for maker in model.recourse])
        barred = np.isposinf(least)
        least = np.where(barred, 0.0, least)
        groups = zip(self.groups.blocks, self.groups.weights, strict=True)
        bounds = [weights @ least[blocks] for blocks, weights in groups]
        self.program = with_estimates(model, measure, self.groups, np.array(bounds))
        self.pool = Pool(self.program.columns)
        self._session = Session(relaxed(self.program), options=SolveOptions(presolve=False))
        self._best = _nothing()
        self.count = 0
        self._live = np.zeros(0, dtype=np.int64)
        self._idle = np.zeros(0, dtype=np.int64)
        self._missing: set[int] = set(model.scenario_of[barred].tolist())

    def solve(self) -> TwoStageAnswer:
        """Solve until the gap is proven or a limit comes first."""
        if self._missing:  # whatever the first stage is
            return self._answer("infeasible")
        if not self.model.first.mixed:
            return self._answer(self._cutting(self._best, self.limits.gap, self.limits.rounds))
        relaxation = _nothing()
        self._begin(relaxation)
        status = self._cutting(relaxation, CLOSE * self.limits.gap, self.limits.rounds)
        self._best.bound = max(self._best.bound, relaxation.bound)
        if status != "optimal" or not relaxation.values.size:
            return self._answer(status)
        if self._tried(self._dive()) or self._tried(nearby(self.model.first, relaxation.values, relaxation.slope)):
            return self._answer("optimal")
        return self._answer(self._branching())

    def _begin(self, best: _Best) -> None:
        """Begin where some of many scenarios have their relaxed best: most of the way is cheap then."""
        count, limits = self.model.probability.size, self.limits
        if count < 2 * limits.sample or self.measure.mean <= 0.0:
            return
        chosen = np.arange(0, count, count // limits.sample)
        few = LShaped(_part(self.model, chosen), self.measure, limits, self._executor, None)
        inner = _nothing()
        if few._cutting(inner, limits.gap, limits.rounds) == "optimal" and inner.values.size:
            everything = np.concatenate([inner.values, np.full(self.program.columns - inner.values.size, -np.inf)])
            self._evaluate(inner.values, everything, best)

    @property
    def _places(self) -> NDArray[np.intp]:
        """Columns that take whole numbers only."""
        whole = self.model.first.whole
        return np.flatnonzero(np.zeros(0) if whole is None else whole)

    def _tried(self, values: Floats | None) -> bool:
        """Polish the other columns under given whole ones; return whether that proves the gap."""
        if values is not None and self._best.gap > self.limits.gap:
            self._polish(values, self._places)
            self._told(self._best)
        return self._best.gap <= self.limits.gap

    def _branching(self) -> str:
        """Search for better whole columns, then branch until the gap is proven."""
        nodes = max(LEAST_NODES, min(self.limits.nodes, self.limits.blocks // len(self.model.recourse)))
        tree = Tree(_Relaxed(self), self.limits.gap, nodes)
        tree.search()
        self._told(self._best)
        proven = self._best.gap <= self.limits.gap or tree.prove()
        self._best.bound = max(self._best.bound, min(tree.bound, self._best.objective))
        self._told(self._best)
        if not self._best.values.size:
            return "infeasible" if tree.bound == math.inf else "limit"
        return "optimal" if proven else "limit"

    def solved(self) -> Answer:
        """Solve the relaxed first stage with every cut of the pool; cuts that were taken out come back if needed."""
        while True:
            answer = self._session.solve()
            if answer.status != "optimal" or not self.pool.low:
                return answer
            low = np.array(self.pool.low)
            short = low - self.pool.matrix() @ answer.values
            short[self._live] = 0.0
            back = np.flatnonzero(short > 1e-6 * np.maximum(1.0, np.abs(low)))
            if not back.size:
                if self._live.size > CROWDED:
                    self._forget(answer.values, 0)
                return answer
            self._session.add_rows(low[back], np.full(back.size, np.inf), csr_array(self.pool.matrix()[back]))
            self._live = np.append(self._live, back)
            self._idle = np.append(self._idle, np.zeros(back.size, dtype=np.int64))

    def _polish(self, values: Floats, places: NDArray[np.intp], enough: float = math.inf) -> None:
        """Improve the other columns under the whole ones that were chosen, while that can cost less than enough."""
        first = self.model.first
        fixed = np.round(values[places])
        self._session.change_columns(places, bounds=(fixed, fixed))
        inner = _nothing()
        self._cutting(inner, self.limits.gap / 10.0, self.limits.rounds, enough=min(enough, self._best.objective))
        self._session.change_columns(places, bounds=(first.lower[places], first.upper[places]))
        if inner.objective < self._best.objective:
            self._best.values, self._best.costs, self._best.objective = inner.values, inner.costs, inner.objective

    def _dive(self) -> Floats | None:
        """Fix whole columns a few at a time where the relaxed first stage wants them, and solve it again."""
        first, places = self.model.first, self._places
        lower, upper = first.lower[places].copy(), first.upper[places].copy()
        found: Floats | None = None
        while True:
            answer = self.solved()
            if answer.status != "optimal":
                break
            values = answer.values[places]
            loose = np.flatnonzero((np.abs(values - np.round(values)) > 1e-6) & (lower < upper))
            if loose.size == 0:
                found = answer.values
                break
            away = np.abs(values[loose] - np.round(values[loose]))
            batch = loose[np.argsort(away, kind="stable")[: max(1, loose.size // 4)]]
            lower[batch] = upper[batch] = np.round(values[batch])
            self._session.change_columns(places[batch], bounds=(lower[batch], upper[batch]))
        self._session.change_columns(places, bounds=(first.lower[places], first.upper[places]))
        return found

    def _cutting(self, best: _Best, gap: float, rounds: int, enough: float | None = None) -> str:
        """Make rounds of the relaxed first stage until its own gap is proven."""
        outward = self.limits.outward if best.values.size else 1.0
        for _ in range(rounds):
            answer = self.solved()
            if answer.status != "optimal":
                return answer.status
            self._forget(answer.values, self.limits.patience)
            best.bound = max(best.bound, answer.bound)
            if best.gap <= gap or (enough is not None and self._settled(best, enough)):
                return "optimal"
            outer = answer.values[: self.model.first.columns]
            inner = best.values if best.values.size else outer
            point = inner + outward * (outer - inner)
            cut = self._evaluate(point, answer.values, best)
            self._told(best if enough is None else self._best)
            if not cut and outward == 1.0:  # the estimates are exact there, to the solver's tolerance
                return "optimal" if best.gap <= max(gap, 1e-6) else "limit"
            outward = self.limits.outward if cut and best.values.size else 1.0
        return "limit"

    def _settled(self, inner: _Best, enough: float) -> bool:
        """Return whether a polish has proven the gap already, or that it costs no less than enough."""
        return inner.bound >= enough or gap_between(inner.objective, self._best.bound) <= self.limits.gap

    def _evaluate(self, point: Floats, outer: Floats, best: _Best) -> bool:
        """Solve the second stage at a point, add cuts, keep the point if it is the best; return whether any cuts."""
        self.count += 1
        tasks = [
            Task(blocks, weights, point, tuple(self._standings[b] for b in blocks.tolist()))
            for blocks, weights in zip(self.groups.blocks, self.groups.weights, strict=True)
        ]
        costs = np.zeros(self.model.probability.size)
        scenario, n = self.model.scenario_of, self.model.first.columns
        rows: list[csr_array] = []
        low: list[float] = []
        slope = np.zeros(n)
        for g, (task, cut) in enumerate(zip(tasks, self._executor.map(self._rounds, tasks), strict=True)):
            np.add.at(costs, scenario[task.blocks], cut.costs)
            for block, standing in zip(task.blocks.tolist(), cut.standings, strict=True):
                self._standings[block] = standing
            slope += (self.groups.cost[g] or 1.0 / len(tasks)) * cut.slope
            for barred, most in cut.forbidden:
                rows.append(_row(-barred, self.program.columns))
                low.append(-most)
            if not cut.forbidden:
                constant = float(cut.value - cut.slope @ point)
                seen = float(constant + cut.slope @ outer[:n])
                if seen > outer[n + g] + 1e-7 * max(1.0, abs(seen)):
                    rows.append(_row(-cut.slope, self.program.columns, n + g))
                    low.append(constant)
        self._missing |= {int(w) for w in np.flatnonzero(np.isinf(costs))}
        self._keep(point, costs, slope, best)
        return self._add(rows, low)

    def _keep(self, point: Floats, costs: Floats, slope: Floats, best: _Best) -> None:
        if not np.isfinite(costs).all():
            return
        objective = self.model.first.objective(point) + self.measure.of(costs, self.model.probability)
        if objective < best.objective:
            best.values, best.costs, best.slope, best.objective = point, costs, slope, objective

    def _add(self, rows: list[csr_array], low: list[float]) -> bool:
        if not rows:
            return False
        pool = Pool(self.program.columns, rows, low)
        self._session.add_rows(np.array(low), np.full(len(low), np.inf), pool.matrix())
        self._idle = np.append(self._idle, np.zeros(len(low), dtype=np.int64))
        self._live = np.append(self._live, len(self.pool.low) + np.arange(len(low)))
        self.pool.rows.append(pool.matrix())
        self.pool.low += low
        return True

    def _forget(self, values: Floats, patience: int) -> None:
        """Take cuts out of the relaxed first stage that have not bound for some rounds; the pool keeps them."""
        if not self._live.size:
            return
        low = np.array(self.pool.low)[self._live]
        rest = self.pool.matrix()[self._live] @ values - low
        self._idle = np.where(rest <= 1e-6 * np.maximum(1.0, np.abs(low)), 0, self._idle + 1)
        old = self._idle > patience
        if old.sum() > self._live.size // 4:
            self._session.delete_rows(self.program.rows + np.flatnonzero(old))
            self._live, self._idle = self._live[~old], self._idle[~old]

    def _told(self, best: _Best) -> None:
        """Tell the watcher of bounds of the programme itself: a relaxed point is no plan, but its bound holds."""
        if self._watcher is not None:
            known, bound = self._best.objective, max(best.bound, self._best.bound)
            self._watcher(Progress(self.count, known, bound, gap_between(known, bound)))

    def _answer(self, status: str) -> TwoStageAnswer:
        best, effort = self._best, (self.count, len(self.pool.low), tuple(sorted(self._missing)))
        if status == "infeasible":
            nothing = np.zeros(0)
            return TwoStageAnswer(status, nothing, nothing, math.inf, math.inf, math.inf, math.inf, "lshaped", *effort)
        first = self.model.first.objective(best.values) if best.values.size else math.inf
        known = (best.objective, min(best.bound, best.objective), best.gap)
        return TwoStageAnswer(status, best.values, best.costs, first, *known, "lshaped", *effort)


class _Relaxed:
    """What the tree sees of the method."""

    def __init__(self, method: LShaped) -> None:
        self._of, self.first, self.solved = method, method.model.first, method.solved

    @property
    def objective(self) -> float:
        return self._of._best.objective

    @property
    def whole_values(self) -> Floats:
        return self._of._best.values

    def tell(self, bound: float) -> None:
        best = self._of._best
        best.bound = max(best.bound, min(bound, best.objective))
        self._of._told(best)

    def bound_columns(self, places: NDArray[np.intp], lower: Floats, upper: Floats) -> None:
        self._of._session.change_columns(places, bounds=(lower, upper))

    def bound_rows(self, places: NDArray[np.intp], lower: Floats) -> None:
        if places.size:
            self._of._session.change_rows(places, lower, self.first.row_upper[places])

    def cut_at(self, answer: Answer) -> bool:
        return self._of._evaluate(answer.values[: self.first.columns], answer.values, _nothing())

    def polish(self, values: Floats, enough: float) -> None:
        self._of._polish(values, self._of._places, enough)


def _part(model: TwoStage, chosen: NDArray[np.intp]) -> TwoStage:
    """Return the programme with some of its scenarios, their chances scaled to 1."""
    place = np.full(model.probability.size, -1, dtype=np.int64)
    place[chosen] = np.arange(chosen.size)
    scenario = place[model.scenario_of]
    kept = np.flatnonzero(scenario >= 0)
    chance = model.probability[chosen]
    return TwoStage(model.first, tuple(model.recourse[b] for b in kept.tolist()), chance / chance.sum(), scenario[kept])


def _row(slope: Floats, columns: int, estimate: int | None = None) -> csr_array:
    places = np.flatnonzero(slope)
    values = slope[places]
    if estimate is not None:
        places, values = np.append(places, estimate), np.append(values, 1.0)
    return csr_array((values, places, np.array([0, places.size])), shape=(1, columns))


def _kinds(model: TwoStage) -> NDArray[np.int64]:
    """Return the kind of each block: which columns of the first stage it sees, where that is cheap to know."""
    known: dict[bytes, int] = {}
    kinds = np.zeros(len(model.recourse), dtype=np.int64)
    for block, maker in enumerate(model.recourse):
        recourse = maker()
        if is_direct(recourse):
            used = np.unique(recourse.link.nonzero()[1]).tobytes()
            kinds[block] = known.setdefault(used, len(known))
    return kinds
