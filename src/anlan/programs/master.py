"""The first stage with what is known of the second: its columns, one estimate per group of blocks, and cuts."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack, vstack

from anlan.programs.highs import Session, SolveOptions
from anlan.programs.program import Answer, Drafting, Program
from anlan.programs.two_stage import RiskMeasure, TwoStage

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Groups:
    """Blocks that share an estimate in the first stage.

    Parameters
    ----------
    blocks
        Blocks of each group.
    weights
        Weight of each of them in its estimate.
    cost
        What the objective pays for a unit of each estimate, float64 (g,).
    """

    blocks: tuple[NDArray[np.int64], ...]
    weights: tuple[Floats, ...]
    cost: Floats


def groups_of(model: TwoStage, measure: RiskMeasure, kinds: NDArray[np.int64], most: int) -> Groups:
    """Group the blocks: by scenario where the measure looks at single scenarios, else by kind and parts of each.

    Parameters
    ----------
    model
        The programme.
    measure
        How costs are weighed.
    kinds
        Kind of each block, int64 (b,): blocks that see the same columns of the first stage.
    most
        Most groups where only the mean matters.
    """
    scenario = model.scenario_of
    if measure.cvar > 0.0 or measure.worst > 0.0:
        blocks = [np.flatnonzero(scenario == w) for w in range(model.probability.size)]
        return Groups(tuple(blocks), tuple(np.ones(each.size) for each in blocks), measure.mean * model.probability)
    parts = max(1, most // (int(kinds.max(initial=0)) + 1))
    key = kinds * parts + scenario % parts
    blocks = [np.flatnonzero(key == each) for each in np.unique(key)]
    weights = tuple(measure.mean * model.probability[scenario[each]] for each in blocks)
    return Groups(tuple(blocks), weights, np.ones(len(blocks)))


def with_estimates(model: TwoStage, measure: RiskMeasure, groups: Groups, least: Floats) -> Program:
    """Return the first stage with its estimates behind its own columns.

    With estimates ``t`` of the scenarios, the conditional value at risk is the least of
    ``a + sum_w p_w max(t_w - a, 0) / (1 - level)`` over ``a`` (Rockafellar and Uryasev 2000), the worst the least
    ``e >= t_w``; both are rows here.

    Parameters
    ----------
    model, measure, groups
        The programme, how its costs are weighed, and its groups.
    least
        Lower bound of each estimate, float64 (g,).
    """
    draft, count = Drafting(), model.probability.size
    estimate = draft.columns(groups.cost.size, cost=groups.cost, lower=least)
    if measure.cvar > 0.0:
        level = draft.columns(1, cost=measure.cvar, lower=least.min())
        above = draft.columns(count, cost=measure.cvar * model.probability / (1.0 - measure.level))
        rows = draft.rows(count, lower=0.0)
        for columns, value in ((above, 1.0), (level[0], 1.0), (estimate, -1.0)):
            draft.entries(rows, columns, value)
    if measure.worst > 0.0:
        worst = draft.columns(1, cost=measure.worst, lower=least.max())
        rows = draft.rows(count, lower=0.0)
        draft.entries(rows, worst[0], 1.0)
        draft.entries(rows, estimate, -1.0)
    first, extra = model.first, draft.program()
    empty = csc_array((first.rows, extra.columns)), csc_array((extra.rows, first.columns))
    matrix = vstack([hstack([first.matrix, empty[0]]), hstack([empty[1], extra.matrix])], format="csc")
    whole = None if first.whole is None else np.concatenate([first.whole, np.zeros(extra.columns, dtype=np.bool_)])
    names = ("cost", "lower", "upper", "row_lower", "row_upper")
    parts = (np.concatenate([getattr(first, name), getattr(extra, name)]) for name in names)
    cost, lower, upper, row_lower, row_upper = parts
    return Program(cost, lower, upper, csc_array(matrix), row_lower, row_upper, whole, first.constant)


@dataclass
class Pool:
    """Cuts that were made, as rows ``row @ columns >= low``.

    Parameters
    ----------
    columns
        Number of columns of the first stage with its estimates.
    """

    columns: int
    rows: list[csr_array] = field(default_factory=list)
    low: list[float] = field(default_factory=list)

    def matrix(self) -> csr_array:
        """Return all rows, sparse (k, columns)."""
        if len(self.rows) > 1:
            self.rows[:] = [csr_array(vstack(self.rows, format="csr"))]
        return self.rows[0] if self.rows else csr_array((0, self.columns))


def relaxed(program: Program) -> Program:
    """Return a programme without the demand that columns be whole."""
    return Program(
        program.cost,
        program.lower,
        program.upper,
        program.matrix,
        program.row_lower,
        program.row_upper,
        None,
        program.constant,
    )


def solved_whole(program: Program, gap: float, nodes: int, start: Floats | None) -> Answer:
    """Solve the first stage with whole columns.

    Parameters
    ----------
    program
        The first stage with estimates and cuts.
    gap, nodes
        When to stop.
    start
        Values to begin with.
    """
    session = Session(program, options=SolveOptions(gap=gap, nodes=nodes))
    if start is not None:
        session.suggest(start)
    return session.solve()


def nearby(first: Program, values: Floats, slope: Floats) -> Floats | None:
    """Return the first stage with whole columns that loses least, to first order, against a relaxed one.

    Each unit by which a column without whole numbers falls short of its relaxed value costs the slope there, and each
    beyond it a tenth of that, because more helps less (assumption); None where nothing is found. Related to the
    proximity search of Fischetti and Monaci (2014), Journal of Heuristics 20(6), 709-731.

    Parameters
    ----------
    first
        The first stage.
    values
        Its relaxed values, float64 (n,).
    slope
        Change of the second stage's cost for one unit more of each column, float64 (n,).
    """
    assert first.whole is not None  # noqa: S101 - asked for by the caller
    places = np.flatnonzero(~first.whole & (slope != 0.0))
    draft = Drafting()
    draft.columns(first.columns, cost=first.cost, lower=first.lower, upper=first.upper)
    worth = np.abs(slope[places])
    below = draft.columns(places.size, cost=np.where(slope[places] < 0.0, worth, 0.1 * worth))
    above = draft.columns(places.size, cost=np.where(slope[places] < 0.0, 0.1 * worth, worth))
    rows = draft.rows(first.rows, lower=first.row_lower, upper=first.row_upper)
    entries = first.matrix.tocoo()
    draft.entries(rows[entries.row], entries.col, entries.data)
    rows = draft.rows(places.size, lower=values[places], upper=values[places])
    for columns, value in ((places, 1.0), (below, 1.0), (above, -1.0)):
        draft.entries(rows, columns, value)
    whole = np.concatenate([first.whole, np.zeros(2 * places.size, dtype=np.bool_)])
    answer = solved_whole(replace(draft.program(), whole=whole), 1e-3, 2000, None)
    return answer.values[: first.columns] if answer.values.size else None
