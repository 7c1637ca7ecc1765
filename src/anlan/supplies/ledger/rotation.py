"""Rotation: what should leave the store before it expires, and what that costs peacetime.

Stock is used in peacetime up to the use that each item has there, what expires first before others; of what is left,
what still has the days that a buyer asks for is sold; the rest is disposed of. All of it is bought anew. Using before
selling before disposing is the cheapest order as long as a unit used saves its whole price, one sold brings a share
of it and one disposed of costs something; `Rules` refuses figures for which it would not be. Serving deadlines in
their order loses nothing that any order could save (Jackson 1955, scheduling to minimise maximum tardiness).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.supplies.ledger.board import LotRow, lot_rows
from anlan.supplies.ledger.ledger import Ledger
from anlan.supplies.ledger.lots import QUANTUM, WHOLE_UNITS

YEAR_DAYS, YEAR_MONTHS = Decimal(365), Decimal(12)
ZERO = Decimal(0)


class Way(StrEnum):
    """How a quantity leaves the store."""

    USE = "use"
    SELL = "sell"
    DISPOSE = "dispose"


WAYS = {
    Way.USE: mark("Use in peacetime"),
    Way.SELL: mark("Sell before it expires"),
    Way.DISPOSE: mark("Dispose of it"),
}
"""What each way is called."""


@dataclass(frozen=True)
class Rules:
    """Figures on which proposals rest.

    Parameters
    ----------
    horizon_days
        Days ahead in which something must expire to be rotated.
    use_a_month
        Units of each item that peacetime uses in a month (training, hospitals, canteens: dual use); none if absent.
    sell_days
        Days before its expiry until which a lot finds a buyer. Assumption where no contract says otherwise.
    sale_share
        Share of the price that a sale brings. Assumption likewise.
    disposal_share
        Share of the price that disposal costs. Assumption likewise.

    Raises
    ------
    SettingError
        If a share or a number of days is outside what it can be.
    """

    horizon_days: int = 180
    use_a_month: Mapping[str, Decimal] = field(default_factory=dict)
    sell_days: int = 60
    sale_share: float = 0.5
    disposal_share: float = 0.05

    def __post_init__(self) -> None:
        fine = self.horizon_days >= 0 and self.sell_days >= 0 and 0.0 <= self.sale_share <= 1.0
        if not (fine and 0.0 <= self.disposal_share <= 1.0 and all(use >= 0 for use in self.use_a_month.values())):
            raise SettingError(
                Message(mark("days and uses of rotation must be at least 0 and its shares from 0 to 1; correct them"))
            )


@dataclass(frozen=True)
class Proposal:
    """A quantity that should leave the store.

    Parameters
    ----------
    lot, item, place
        Identifiers.
    quantity
        How much, units.
    way
        How.
    by
        Last day on which it should be done.
    replacement
        What it costs to buy it anew, currency; None where the item has no price.
    proceeds
        What peacetime saves (use) or gains (sale), currency; below zero for disposal. None without a price.
    """

    lot: str
    item: str
    place: str
    quantity: Decimal
    way: Way
    by: date
    replacement: float | None
    proceeds: float | None

    @property
    def cost(self) -> float | None:
        """What rotation costs the reserve, currency: replacement less proceeds."""
        return None if self.replacement is None or self.proceeds is None else self.replacement - self.proceeds


def propose_rotation(
    ledger: Ledger, on: date, prices: Mapping[str, float | None], rules: Rules | None = None
) -> tuple[Proposal, ...]:
    """Propose what to use, sell or dispose of, and by when.

    Parameters
    ----------
    ledger
        The ledger; what is reserved is proposed too, for it expires all the same.
    on
        Day of the proposal, in the city's zone.
    prices
        Price of one unit of each item, currency; None where unknown.
    rules
        Figures on which the proposals rest; their defaults if None.

    Returns
    -------
    Proposals by expiry.
    """
    rules = rules or Rules()
    used: dict[str, Decimal] = {}
    proposals: list[Proposal] = []
    for row in lot_rows(ledger, on):
        if not row.lot.usable or (row.days is not None and row.days < 0):
            proposals.append(_proposal(row, row.quantity, Way.DISPOSE, on, prices, rules))
        elif row.days is not None and row.days <= rules.horizon_days:
            proposals.extend(_rotate(row, row.days, on, used, prices, rules))
    return tuple(proposals)


def _rotate(
    row: LotRow, days: int, on: date, used: dict[str, Decimal], prices: Mapping[str, float | None], rules: Rules
) -> Sequence[Proposal]:
    """Divide a lot between peacetime use until its last day, a buyer, and the rest."""
    item, last = row.lot.item, on + timedelta(days=days)
    step = Decimal(1) if row.lot.unit in WHOLE_UNITS else QUANTUM
    can_use = rules.use_a_month.get(item, ZERO) * days * YEAR_MONTHS / YEAR_DAYS - used.get(item, ZERO)
    use = min(row.quantity, max(can_use, ZERO) // step * step)
    used[item] = used.get(item, ZERO) + use
    rest = row.quantity - use
    sold = days >= rules.sell_days
    by = last - timedelta(days=rules.sell_days) if sold else last
    way = Way.SELL if sold else Way.DISPOSE
    parts = ((use, Way.USE, last), (rest, way, by))
    return [_proposal(row, quantity, how, until, prices, rules) for quantity, how, until in parts if quantity]


def _proposal(
    row: LotRow, quantity: Decimal, way: Way, by: date, prices: Mapping[str, float | None], rules: Rules
) -> Proposal:
    price = prices.get(row.lot.item)
    share = {Way.USE: 1.0, Way.SELL: rules.sale_share, Way.DISPOSE: -rules.disposal_share}[way]
    worth = None if price is None else float(quantity) * price
    proceeds = None if worth is None else worth * share
    return Proposal(row.lot.id, row.lot.item, row.place, quantity, way, by, worth, proceeds)
