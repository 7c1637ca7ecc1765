"""What a reserve costs in peacetime: the settings, each with its source or said to be an assumption."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType

from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.risk.treatment import RATE

RECOVERED: Mapping[str, float] = MappingProxyType(
    {"water": 0.7, "food": 0.6, "medical": 0.5, "protection": 0.4, "power": 0.5, "shelter": 0.2, "flood": 0.1}
)
"""Share of the price that comes back when an item of a supply group is sold or used before its last day. Assumptions:
what peacetime uses daily comes back best. Groups that are not named recover nothing."""

SHARED_STORAGE: frozenset[str] = frozenset({"building", "fresh"})
"""Storage classes of what cannot be laid in: places in buildings, and what is made fresh."""


@dataclass(frozen=True)
class ReserveRules:
    """How a year of peacetime is charged. Every figure is an assumption unless a source is named.

    Parameters
    ----------
    rate
        Discount rate, 1/year: social discount rate of 8 % (National Development and Reform Commission and Ministry of
        Construction, Methods and Parameters for the Economic Evaluation of Construction Projects, 3rd edition, 2006).
    years
        Years over which what is paid once, for bases and for first purchases, is spread, years; assumption.
    holding
        Yearly cost of keeping stock (care, insurance, counting, loss) as a share of its price, 1/year; assumption.
    storage_m3
        Yearly cost of a cubic metre of filled storage, currency/m3/year; assumption.
    rotate_at
        Share of the shelf life at which stock is sold or used, 1; assumption.
    recovered
        Share of the price that comes back then, by supply group, 1; assumption, see `RECOVERED`.
    turnover
        How often a year a supplier under agreement sells the agreed quantity in peacetime, 1/year; what is rotated
        beyond that finds no buyer; assumption.
    dual_use
        Whether stock is sold or used before its last day; otherwise all of it is thrown away on it.
    disposal_kg
        Cost of throwing away what expired, currency/kg; assumption.
    shelf_years
        Years after which an item without a stated shelf life is replaced, years; assumption.
    sizes
        Shares of its full size in which a new base can be opened, 1, ascending; assumption.
    scale
        Exponent by which the cost of a base grows with its size, 1: the six-tenths rule (Williams 1947, "Six-tenths
        factor" aids in approximating costs, Chemical Engineering 54(12), 124-125).
    filling
        Share of a site's volume that goods can fill, the rest being aisles, 1; assumption.
    store_m3
        Volume of a store of which the package does not say it, m3: no more than what it holds already if None.
    rehearsal
        Yearly cost of rehearsing the conversion of a reserved line, hours of its full output at its price, h/year;
        assumption: one shift a year.
    new_stock
        Storage classes that can be bought into stock; None for all but `SHARED_STORAGE`.
    least_days
        Shelf life from which an item can be laid in, days; assumption.
    ready_h
        Hours from the event until an item leaves a store in which it does not lie today, h, where it lies in none;
        where it lies in some, their median; assumption.
    """

    rate: float = RATE
    years: float = 30.0
    holding: float = 0.04
    storage_m3: float = 40.0
    rotate_at: float = 0.7
    recovered: Mapping[str, float] = field(default_factory=lambda: RECOVERED)
    turnover: float = 6.0
    dual_use: bool = True
    disposal_kg: float = 0.8
    shelf_years: float = 10.0
    sizes: tuple[float, ...] = (0.5, 1.0)
    scale: float = 0.6
    filling: float = 0.6
    store_m3: float | None = None
    rehearsal: float = 8.0
    new_stock: frozenset[str] | None = None
    least_days: float = 30.0
    ready_h: float = 4.0

    def __post_init__(self) -> None:
        """Refuse what cannot be; raises SettingError."""
        shares = {"rotate_at": self.rotate_at, "filling": self.filling, "rate": self.rate, "holding": self.holding,
                  "scale": self.scale}  # fmt: skip
        shares |= {f"recovered[{group}]": share for group, share in self.recovered.items()}
        for name, value in shares.items():
            if not 0.0 <= value <= 1.0:
                raise _outside(name, value, mark("{name} is {value}; give a number from 0 to 1"))
        amounts = {"storage_m3": self.storage_m3, "turnover": self.turnover, "disposal_kg": self.disposal_kg,
                   "rehearsal": self.rehearsal, "ready_h": self.ready_h, "least_days": self.least_days}  # fmt: skip
        for name, value in amounts.items():
            if not (isfinite(value) and value >= 0.0):
                raise _outside(name, value, mark("{name} is {value}; give 0 or more"))
        for name, value in {"years": self.years, "shelf_years": self.shelf_years}.items():
            if not (isfinite(value) and value > 0.0):
                raise _outside(name, value, mark("{name} is {value}; give a number above 0"))
        for share in self.sizes or (0.0,):
            if not 0.0 < share <= 1.0:
                raise _outside("sizes", share, mark("{name} is {value}; give numbers above 0 up to 1"))


def _outside(name: str, value: float, pattern: str) -> SettingError:
    return SettingError(Message(pattern, name=name, value=value))
