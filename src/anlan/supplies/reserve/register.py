"""The plan against the risk register: which risks have a scenario in the plan, and how well it covers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from anlan.risk.register import RegisterItem
from anlan.supplies.reserve.coverage import Coverage
from anlan.supplies.reserve.problem import ReserveProblem

Floats = NDArray[np.float64]

COVERED = 0.9
"""Share from which a risk counts as covered, 1; assumption."""

BY_HOUR = 24.0
"""Hour by which coverage counts, h: the first day."""


@dataclass(frozen=True, eq=False)
class RegisterCover:
    """A risk of the register and what the plan has for it.

    Parameters
    ----------
    item
        The risk.
    scenarios
        Scenarios of the plan in which its hazard is at work; the worst of them counts.
    hour
        End of the window by which coverage counts, h.
    share, today
        Share of what is needed in its area by then that is there under the plan and under today's reserve, 1; not a
        number where no scenario of the plan needs anything there.
    """

    item: RegisterItem
    scenarios: tuple[str, ...]
    hour: float
    share: float
    today: float

    @property
    def state(self) -> Literal["absent", "nothing", "covered", "short"]:
        """No scenario of the plan has the hazard; nothing is needed in its area; it is covered; it is not."""
        if not self.scenarios:
            return "absent"
        if np.isnan(self.share):
            return "nothing"
        return "covered" if self.share >= COVERED - 1e-9 else "short"


def against_register(
    problem: ReserveProblem, plan: Coverage, today: Coverage, items: Sequence[RegisterItem],
    hazards: Mapping[str, Sequence[str]], root: str,
) -> tuple[RegisterCover, ...]:  # fmt: skip
    """Set the plan against the register.

    A risk is a hazard in an area; it is looked for in every scenario of the plan in which that hazard is at work, also
    together with others. Risks of areas that the plan does not tell apart are left out.

    Parameters
    ----------
    problem
        The problem.
    plan, today
        What the plan and today's reserve cover.
    items
        Risks of the register, in its order.
    hazards
        Kinds of hazard at work in each scenario, by its identifier.
    root
        Code of the whole city.
    """
    window = max(int(np.searchsorted(problem.edges, BY_HOUR + 1e-9, side="right")) - 1, 0)
    hour = float(problem.edges[window])
    found = []
    for item in items:
        if item.area != root and item.area not in problem.areas:
            continue
        own = [n for n, name in enumerate(problem.scenarios) if item.hazard in hazards.get(name, ())]
        shares = [_least(one, problem, own, item.area, root, window) for one in (plan, today)]
        found.append(RegisterCover(item, tuple(problem.scenarios[n] for n in own), hour, *shares))
    return tuple(found)


def _least(cover: Coverage, problem: ReserveProblem, own: list[int], area: str, root: str, window: int) -> float:
    """Return the smallest share of some scenarios; not a number where none needs anything."""
    whole = cover.city if area == root else cover.by_area[:, problem.areas.index(area)]
    shares: Floats = whole[own, window]
    return float(np.nanmin(shares)) if np.isfinite(shares).any() else np.nan
