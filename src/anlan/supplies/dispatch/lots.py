"""What can be handed out, across all owners: lots in stores and lots under agreement, and where they lie."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from anlan.city import City
from anlan.language import mark
from anlan.supplies.dispatch.requests import Sites

KINDS: Mapping[str, str] = {
    "stock": mark("Own stock"),
    "agreement": mark("Under agreement"),
    "donation": mark("Donated"),
    "production": mark("Made since the start"),
    "aid": mark("From neighbours or the market"),
}
"""Kinds of lots."""


@dataclass(frozen=True)
class Lot:
    """A quantity of an item that can leave a place.

    Parameters
    ----------
    id
        Identifier of the lot or agreement.
    kind
        Key of `KINDS`.
    item
        Identifier of the item.
    place
        Identifier of the place, or code of the area, that it lies in.
    organisation
        Organisation that keeps or delivers it; empty where it is not known.
    quantity
        How much can be counted on, in the item's unit.
    ready_h
        Hour from which it can be loaded, after the start of the scenario.
    """

    id: str
    kind: str
    item: str
    place: str
    organisation: str
    quantity: float
    ready_h: float


@dataclass(frozen=True)
class Stores:
    """The lots of a city, and those that cannot be fetched because nobody says where they are.

    Parameters
    ----------
    lots
        Lots with a place.
    placeless
        Lots without one; they are in no plan.
    usable
        Chance that what is stored at a place can be used, 1, by place; 1 for those not named. It is in the quantities.
    """

    lots: tuple[Lot, ...]
    placeless: tuple[Lot, ...]
    usable: Mapping[str, float] = field(default_factory=dict)


def stores_of(city: City, survival: Mapping[str, float] | None = None) -> Stores:
    """Return the lots of all owners.

    Of an agreement the expected quantity counts, ``quantity * (1 - default_probability)``; of a store that the
    scenario may destroy, the expected one too. A lot without a place lies at the seat of its owner's area.

    Parameters
    ----------
    city
        The city.
    survival
        Chance that what is stored at a place can be used, 1; 1 for those not named.
    """
    sites = Sites.of(city)
    seat: dict[str, str] = dict(city.table("organisations").filter(pl.col("area").is_not_null())
                                .select("id", "area").iter_rows())  # fmt: skip
    lots: list[Lot] = []
    placeless: list[Lot] = []
    for kind, table in (("stock", "stock"), ("agreement", "agreements")):
        for row in city.table(table).iter_rows(named=True):
            lot = _lot(kind, row, seat, survival or {})
            if lot.quantity > 0.0:
                (lots if lot.place in sites.at else placeless).append(lot)
    return Stores(tuple(lots), tuple(placeless), dict(survival or {}))


def _lot(kind: str, row: Mapping[str, Any], seat: Mapping[str, str], survival: Mapping[str, float]) -> Lot:
    owner = row["organisation"] or ""
    place = row["place"] or seat.get(owner, "")
    if kind == "stock":
        usable, ready = survival.get(place, 1.0), row["dispatch_h"]
    else:
        usable, ready = 1.0 - row["default_probability"], row["call_off_h"]
    return Lot(row["id"], kind, row["item"], place, owner, row["quantity"] * usable, ready)


@dataclass(frozen=True, eq=False)
class Exchange:
    """Which items stand in for which.

    Parameters
    ----------
    ratio
        Units of the second item for one unit of the first, by both; an item stands for itself.
    """

    ratio: Mapping[tuple[str, str], float]

    @classmethod
    def of(cls, city: City) -> "Exchange":
        """Read the substitutes of a city.

        Parameters
        ----------
        city
            The city.
        """
        table = city.table("substitutes").select("item", "substitute", "ratio").iter_rows()
        return cls({(item, other): float(ratio or 1.0) for item, other, ratio in table})

    def stand_ins(self, item: str) -> Iterator[tuple[str, float]]:
        """Yield the items that meet a need for one, and how much of each meets a unit of it; the item itself first.

        Parameters
        ----------
        item
            Identifier of the item that is wanted.
        """
        yield item, 1.0
        yield from ((other, ratio) for (wanted, other), ratio in self.ratio.items() if wanted == item != other)
