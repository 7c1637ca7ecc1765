"""The first stage of the reserve plan: bases, stock, agreements and lines within room and budgets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.programs.program import Drafting, Program
from anlan.supplies.reserve.problem import ReserveProblem
from anlan.supplies.reserve.settings import ReserveSettings

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class FirstStage:
    """The programme of the first stage and where its columns stand.

    Parameters
    ----------
    program
        Rows and costs; costs are a year's, in currency times `money`.
    opened
        Columns of opening, shape (s, k).
    bought, kept
        Columns of new and of today's stock, shape (s, i); -1 where nothing can be bought, where there is none today
        or where today's stays in any case. A column is counted in `unit`.
    unit
        Units of an item in one of a site's columns, shape (s, i).
    agreements, lines
        Columns of agreements and lines, shapes (j,), (l,).
    fixed
        Stock that lies there in any case, unit, shape (s, i).
    """

    program: Program
    opened: Places
    bought: Places
    kept: Places
    unit: Floats
    agreements: Places
    lines: Places
    fixed: Floats

    def stock_of(self, values: Floats) -> tuple[Floats, Floats]:
        """Return what lies there and what of it is bought, unit, shape (s, i) each.

        Parameters
        ----------
        values
            Value of each column.
        """
        padded = np.append(np.maximum(values, 0.0), 0.0)
        bought = padded[self.bought] * self.unit
        return self.fixed + padded[self.kept] * self.unit + bought, bought


def useful_stock(problem: ReserveProblem) -> Floats:
    """Return the most stock of an item at a site that any scenario could use, unit, shape (s, i).

    More than the whole need of a scenario, over the share that survives at the site, is never handed out; where holding
    an item earns money, whatever is allowed is useful.

    Parameters
    ----------
    problem
        The problem.
    """
    total = problem.need.sum(axis=(2, 3))
    with np.errstate(divide="ignore", invalid="ignore"):
        wanted = total[:, None, :] / problem.survival[:, :, None]
    most = np.where((problem.survival[:, :, None] > 0.0) & (total[:, None, :] > 0.0), wanted, 0.0).max(axis=0)
    most = np.where(problem.hold_yearly < 0.0, np.inf, most)
    return np.maximum(np.minimum(problem.stock_max, most), problem.stock_now)


def first_stage(problem: ReserveProblem, settings: ReserveSettings, *, money: float) -> FirstStage:
    """Build the first stage.

    Parameters
    ----------
    problem, settings
        The problem and how it is judged.
    money
        What a unit of currency counts in the objective; 0 leaves money out of it.
    """
    draft, spread = Drafting(), settings.yearly_share
    sizes = problem.sizes_of
    opening = (problem.open_once * spread + problem.open_yearly) * money
    opened = draft.columns(problem.possible.shape, cost=opening, upper=problem.possible.astype(float), whole=True)
    draft.entries(draft.rows(sizes["s"], upper=1.0)[:, None], opened, 1.0)
    if np.isfinite(problem.most_opened):
        draft.entries(draft.rows((), upper=problem.most_opened), opened, 1.0)
    new = useful_stock(problem) - problem.stock_now
    keeps = np.zeros_like(new, dtype=np.bool_) if settings.keep_stock else problem.stock_now > 0.0
    unit = np.where(new > 0.0, new, np.where(keeps, problem.stock_now, 1.0))
    price = np.broadcast_to(problem.buy_once * spread + problem.hold_yearly, new.shape)
    held = np.broadcast_to(problem.hold_yearly, new.shape)
    bought = _stock_columns(draft, new, unit, price * money)
    kept = _stock_columns(draft, np.where(keeps, problem.stock_now, 0.0), unit, held * money)
    whole = problem.agreement_whole
    agreements = np.full(sizes["j"], -1, dtype=np.intp)
    for kind in (True, False):
        yearly = problem.agreement_yearly[whole == kind]
        agreements[whole == kind] = draft.columns(yearly.size, cost=yearly * money, upper=1.0, whole=kind)
    lines = draft.columns(sizes["l"], cost=problem.line_yearly * money, upper=1.0, whole=True)
    fixed = problem.stock_now if settings.keep_stock else np.zeros_like(problem.stock_now)
    stage = FirstStage(draft.program(), opened, bought, kept, unit, agreements, lines, fixed)
    _add_room(draft, problem, stage)
    _add_budgets(draft, problem, stage)
    constant = float((fixed * held).sum()) * money
    program = draft.program(constant=constant)
    return FirstStage(program, opened, bought, kept, unit, agreements, lines, fixed)


def _stock_columns(draft: Drafting, most: Floats, unit: Floats, price: Floats) -> Places:
    """Add a column for each site and item of which anything is possible; return their places, -1 elsewhere."""
    there = most > 0.0
    places = np.full(most.shape, -1, dtype=np.intp)
    places[there] = draft.columns(int(there.sum()), cost=(price * unit)[there], upper=(most / unit)[there])
    return places


def _add_room(draft: Drafting, problem: ReserveProblem, stage: FirstStage) -> None:
    """Keep stock within room; what is over it today may stay where it lies."""
    sizes = problem.sizes_of
    classes = np.eye(sizes["c"])[problem.storage_of].reshape(sizes["i"], sizes["c"])
    today = (problem.stock_now * problem.volume) @ classes
    room = np.maximum(problem.room_now, today)
    taken = (stage.fixed * problem.volume) @ classes
    scale = np.maximum(room + problem.room.max(axis=1, initial=0.0), 1.0)
    rows = draft.rows(room.shape, upper=(room - taken) / scale)
    for columns in (stage.bought, stage.kept):
        site, item = np.nonzero(columns >= 0)
        kind = problem.storage_of[item]
        amount = stage.unit[site, item] * problem.volume[item] / scale[site, kind]
        draft.entries(rows[site, kind], columns[site, item], amount)
    draft.entries(rows[:, None, :], stage.opened[:, :, None], -problem.room / scale[:, None, :])
    _add_closed(draft, problem, stage, room - taken)


def _add_closed(draft: Drafting, problem: ReserveProblem, stage: FirstStage, free: Floats) -> None:
    """Say again for each item that nothing is laid in where nothing is open: the relaxation becomes tighter."""
    site, item = np.nonzero((stage.bought >= 0) & (free[:, problem.storage_of] <= 0.0) & (problem.volume > 0.0))
    rows = draft.rows(site.size, upper=0.0)
    draft.entries(rows, stage.bought[site, item], 1.0)
    room = problem.room[site, :, problem.storage_of[item]]
    share = np.minimum(room / (problem.volume[item] * stage.unit[site, item])[:, None], 1.0)
    draft.entries(rows[:, None], stage.opened[site], -share)


def _add_budgets(draft: Drafting, problem: ReserveProblem, stage: FirstStage) -> None:
    """Keep what is spent beyond holding today's stock within both budgets."""
    for budget, opening, price, rest in (
        (problem.budget_once, problem.open_once, problem.buy_once, None),
        (problem.budget_yearly, problem.open_yearly, problem.hold_yearly, problem),
    ):
        if not np.isfinite(budget):
            continue
        size = max(budget, 1.0)
        loose = stage.kept >= 0
        saved = float((problem.stock_now * problem.hold_yearly)[loose].sum()) if rest else 0.0
        row = draft.rows((), upper=(budget + saved) / size)
        draft.entries(row, stage.opened, opening / size)
        paid = np.broadcast_to(price, stage.unit.shape) * stage.unit / size
        draft.entries(row, stage.bought[stage.bought >= 0], paid[stage.bought >= 0])
        if rest:
            draft.entries(row, stage.kept[loose], paid[loose])
            draft.entries(row, stage.agreements, problem.agreement_yearly / size)
            draft.entries(row, stage.lines, problem.line_yearly / size)
