"""A source of supplies: what arrives from it, hour by hour."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.language import mark

KINDS = {
    "household": mark("Kept by households"),
    "community": mark("Kept by communities"),
    "stock": mark("Own stock"),
    "agreement": mark("Agreement stock"),
    "mutual_aid": mark("Aid from neighbouring cities"),
    "market": mark("Bought on the market"),
    "capacity": mark("Production"),
}
"""Tiers of sources, in the order in which they are drawn upon: first what serves the people of one area alone, so that
what serves the whole city is left for those who have nothing."""


@dataclass(frozen=True, eq=False)
class Source:
    """One source of one item.

    Parameters
    ----------
    id
        Its identifier, unique within its kind.
    kind
        A key of `KINDS`.
    item
        Identifier of the item.
    place
        Place it comes from; None where it comes from none that is known.
    area
        Code of the area whose people alone it serves; None for the whole city.
    organisation
        Who owns it or delivers it; None where unknown.
    arriving
        float64[hours], expected amount that can be handed out for the first time in each hour, in the item's unit.
    nominal
        Amount that it would give if nothing were damaged, nobody defaulted and time did not press, in the item's unit.
    yearly_cost
        Cost of keeping it ready, currency/year.
    price
        Price of one unit when used, currency; None where unknown.
    """

    id: str
    kind: str
    item: str
    place: str | None
    area: str | None
    organisation: str | None
    arriving: NDArray[np.float64]
    nominal: float
    yearly_cost: float
    price: float | None
