"""The answer of a reserve plan: what to lay in, and how good it is, proven from both sides."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BrokenFloor:
    """A floor that cannot be kept, where it is broken most.

    Parameters
    ----------
    floor
        Name of the floor.
    item, area, scenario
        Where its largest shortfall is.
    hour
        End of the window of it, h.
    missing
        What is missing of the floor over all items, areas, windows and scenarios, unit.
    attainable
        Largest share that this plan keeps everywhere at once, 1: lower the floor to it, and it can be kept.
    """

    floor: str
    item: str
    area: str
    scenario: str
    hour: float
    missing: float
    attainable: float


@dataclass(frozen=True, eq=False)
class ReserveAnswer:
    """A reserve plan; letters of shapes as in `ReserveProblem`.

    Parameters
    ----------
    status
        ``optimal`` (the demanded gap is proven), ``limit`` (a plan and both bounds, the gap is larger) or
        ``infeasible`` (no plan keeps the floors; `broken` names them, and the plan is the one that breaks them least).
    opened
        Size classes opened, bool (s, k).
    stock, bought
        What lies there under the plan and what of it is bought anew, unit, shape (s, i).
    agreements
        Share of each agreement that is concluded, 1, shape (j,).
    lines
        Lines reserved, bool (l,).
    spent_once, spent_yearly
        Money paid once, currency, and each year, currency/year.
    served
        Handed out in each window for needs of that or earlier windows, unit, shape (w, i, a, t).
    on_time
        Needs of each window that are met by its end, unit, shape (w, i, a, t).
    unmet
        Needs of each window that are never met, unit, shape (w, i, a, t).
    late
        Person-hours of going without, unweighted, shape (w, i, a): unmet needs and those met late.
    from_stock, from_agreements, from_lines
        What each source hands out, unit, shapes (w, s, i), (w, j), (w, l).
    stock_worth
        What one unit more of stock would save in the objective, currency/year, shape (s, i).
    agreement_worth, line_worth
        What the whole agreement, the whole line would save at the margin, currency/year, shapes (j,), (l,).
    costs
        Judged cost of each scenario, currency, shape (w,).
    objective, bound, gap
        Cost of the plan, what no plan of the full model can be below, and the relative gap between them.
    broken
        Floors that cannot be kept.
    relaxed_budget
        Least money, as cost a year (currency/year), that would keep every floor; nan where it was not asked or where no
        money does.
    method, rounds, cuts
        How it was found.
    seed, version, checksum
        Provenance: no chance is used (seed 0), version of this program, SHA-256 of the problem and settings.
    """

    status: str
    opened: NDArray[np.bool_]
    stock: Floats
    bought: Floats
    agreements: Floats
    lines: NDArray[np.bool_]
    spent_once: float
    spent_yearly: float
    served: Floats
    on_time: Floats
    unmet: Floats
    late: Floats
    from_stock: Floats
    from_agreements: Floats
    from_lines: Floats
    stock_worth: Floats
    agreement_worth: Floats
    line_worth: Floats
    costs: Floats
    objective: float
    bound: float
    gap: float
    broken: tuple[BrokenFloor, ...] = ()
    relaxed_budget: float = np.nan
    method: str = ""
    rounds: int = 0
    cuts: int = 0
    seed: int = 0
    version: str = ""
    checksum: str = ""
