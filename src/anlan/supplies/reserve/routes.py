"""Origins of a reserve and their ways, by the hour at which goods are ready to leave.

Roads open and close. Goods that are ready at another hour find other ways, so a site has an origin for each hour at
which some of its items are ready, and a line has one for what it makes in each window.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.reserve.outside import AGREEMENT, LINE, Outside
from anlan.supplies.reserve.places import ReserveSite
from anlan.supplies.reserve.ways import travel_after
from anlan.supplies.sources import Conditions

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Routes:
    """Origins as a problem wants them; see `anlan.supplies.reserve.problem.ReserveProblem`."""

    origins: tuple[str, ...]
    stock_origin: Ints
    agreement_origin: Ints
    line_origin: Ints
    output_origin: Ints
    travel_h: Floats


def routes_of(
    sites: Sequence[ReserveSite], ready_h: Floats, agreed: Outside, made: Outside, conditions: Sequence[Conditions],
    areas: tuple[str, ...], share: float,
) -> Routes:  # fmt: skip
    """Return the origins and the hours on the road from each.

    Parameters
    ----------
    sites
        The sites.
    ready_h
        Hours until an item can leave a site, h, shape (s, i).
    agreed, made
        Agreements and lines.
    conditions
        Ways of each scenario.
    areas
        Codes of the areas.
    share
        Least share of an area's residents with a way, 1.
    """
    hours = [np.unique(row) for row in ready_h]
    late = [(site, hour) for site, each in enumerate(hours) for hour in each[1:].tolist()]
    count, windows = len(sites), made.delay_h.shape[2]
    begins = np.cumsum([count, len(late), len(agreed.names)])
    extra = begins[0] + np.cumsum([0, *(each.size - 1 for each in hours[:-1])]) if count else np.zeros(0, np.int64)
    rank = np.array([np.searchsorted(each, row) for each, row in zip(hours, ready_h, strict=True)])
    rank = rank.reshape(ready_h.shape).astype(np.int64)
    stock_origin = np.where(rank == 0, np.arange(count)[:, None], extra[:, None] + rank - 1)
    output_origin = begins[2] + np.arange(len(made.names))[:, None] * windows + np.arange(windows)
    travel = [_from_sites(sites, hours, one, areas, share) for one in conditions]
    return Routes(
        origins=(
            *(site.id for site in sites),
            *(f"{sites[site].id}@{hour!r}" for site, hour in late),
            *(AGREEMENT + name for name in agreed.names),
            *(f"{LINE}{name}@{window}" for name in made.names for window in range(windows)),
        ),
        stock_origin=stock_origin.astype(np.int64), agreement_origin=begins[1] + np.arange(len(agreed.names)),
        line_origin=output_origin[:, 0].astype(np.int64), output_origin=output_origin.astype(np.int64),
        travel_h=np.concatenate([np.stack(travel), _flat(agreed.delay_h), _flat(made.delay_h)], axis=1),
    )  # fmt: skip


def _flat(delay_h: Floats) -> Floats:
    """Put the windows of each beside each other, (w, n, t, a) to (w, n t, a)."""
    return delay_h.reshape(delay_h.shape[0], -1, delay_h.shape[3])


def _from_sites(
    sites: Sequence[ReserveSite], hours: list[Floats], conditions: Conditions, areas: tuple[str, ...], share: float
) -> Floats:
    """Return the hours on the road from each site at its first hour, then those at its later hours."""
    first, later = [], []
    for site, each in zip(sites, hours, strict=True):
        ways = np.array([travel_after(conditions, member, each, areas, share) for member in site.members])
        # Half of a pool's members must have a way: the median of an even number is the later of the two.
        middle = np.sort(ways, axis=0)[len(ways) // 2]
        first.append(middle[:1])
        later.append(middle[1:])
    none = np.zeros((0, len(areas)))
    return np.concatenate([none, *first, *later])
