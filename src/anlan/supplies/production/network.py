"""Lines, suppliers and the bill of materials as arrays: what is made of what, by whom, how fast."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.supplies.production.bill import refuse_wrong_bill
from anlan.supplies.sources.conditions import Conditions
from anlan.supplies.sources.ramp import running_hours

FloatArray = NDArray[np.float64]

TINY = 1e-300
"""Keeps what is without limit so, also at rate 0."""


@dataclass(frozen=True, eq=False)
class Makers:
    """Lines that make items and suppliers that deliver components; arrays of length k.

    Parameters
    ----------
    names
        Identifier of the line, or ``component:organisation`` of a supplier.
    organisations
        Who runs each; an empty text where unknown.
    places
        Where each stands; None where unknown.
    line
        bool[k], whether it is a line of ``capacity.csv``; else a supplier of ``component_sources.csv``.
    material
        int64[k], index of what it makes.
    rate
        float64[k], full rate of what is fit for use while it runs, unit/h.
    scrap
        float64[k], components taken for one unit fit for use, as a multiple of the bill: one over the yield.
    possible
        float64[k, hours], hours at the full rate in each hour, after conversion, ramp, shifts, damage, services and
        staff, 0 to 1.
    condition
        float64[k, hours], share of it that damage, services and staff leave, 0 to 1.
    own_material
        float64[k], units that it can make of raw material in hand; infinite where nothing limits it.
    stock
        float64[k], finished units in hand that can be used.
    lag
        float64[k], hours from the maker to where its product is used.
    ready
        float64[k], hours from the event until `stock` is where it is used.
    price
        float64[k], price of one unit, currency; 0 where unknown.
    yearly_cost
        float64[k], yearly cost of the reservation, currency/year.
    """

    names: tuple[str, ...]
    organisations: tuple[str, ...]
    places: tuple[str | None, ...]
    line: NDArray[np.bool_]
    material: NDArray[np.int64]
    rate: FloatArray
    scrap: FloatArray
    possible: FloatArray
    condition: FloatArray
    own_material: FloatArray
    stock: FloatArray
    lag: FloatArray
    ready: FloatArray
    price: FloatArray
    yearly_cost: FloatArray

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, eq=False)
class ProductionNetwork:
    """What is made of what, by whom.

    Parameters
    ----------
    materials
        Items that are made or wanted, then components; length m.
    units
        Unit of each.
    items
        Number of items; the first ones of `materials`.
    product, component, quantity
        int64[e], int64[e], float64[e]: entries of the bill of materials, units of the component in one of the product.
    makers
        Lines and suppliers.
    hours
        Length of the scenario, h.
    """

    materials: tuple[str, ...]
    units: tuple[str, ...]
    items: int
    product: NDArray[np.int64]
    component: NDArray[np.int64]
    quantity: FloatArray
    makers: Makers
    hours: int

    @property
    def assembled(self) -> NDArray[np.bool_]:
        """Whether each material has a bill, bool[m]."""
        found = np.zeros(len(self.materials), dtype=np.bool_)
        found[self.product] = True
        return found

    @property
    def used(self) -> NDArray[np.bool_]:
        """Whether each material goes into another, bool[m]."""
        found = np.zeros(len(self.materials), dtype=np.bool_)
        found[self.component] = True
        return found

    def parts_of(self, material: int) -> tuple[NDArray[np.int64], FloatArray]:
        """Return the components of a material and how much of each goes into one unit."""
        mine = self.product == material
        return self.component[mine], self.quantity[mine]

    def without(self, makers: NDArray[np.int64] | list[int]) -> "ProductionNetwork":
        """Return the network when some makers give nothing, neither from stock nor newly made.

        Parameters
        ----------
        makers
            Their indices.
        """
        own = self.makers
        possible, stock = own.possible.copy(), own.stock.copy()
        possible[makers], stock[makers] = 0.0, 0.0
        return replace(self, makers=replace(own, possible=possible, stock=stock))


def network_of(
    city: City, hours: int, *, conditions: Conditions | None = None, items: tuple[str, ...] = ()
) -> ProductionNetwork:
    """Take lines, suppliers and the bill of materials out of a city's tables.

    Services, staff and the survival of the building scale what a maker can do in each hour; survival scales what it
    has in hand. A supplier without a place always works.

    Parameters
    ----------
    city
        The city.
    hours
        Length of the scenario, h.
    conditions
        What the scenario does to places; None for nothing.
    items
        Items that are wanted beside those that are made.

    Raises
    ------
    PackageError
        With everything that is wrong in the bill of materials and the tables of lines and suppliers.
    """
    refuse_wrong_bill(city)
    bill, lines = city.table("bill_of_materials"), city.table("capacity")
    suppliers = city.table("component_sources")
    unit = dict(city.table("items").select("id", "unit").rows())
    component_unit = dict(bill.select("component", "component_unit").rows())
    component_unit |= dict(suppliers.select("component", "component_unit").rows())
    wanted = {*items, *lines["item"], *(name for name in (*bill["product"], *bill["component"]) if name in unit)}
    first = [name for name in unit if name in wanted]
    rest = dict.fromkeys(
        name for name in (*bill["product"], *bill["component"], *suppliers["component"]) if name not in unit
    )
    materials = (*first, *rest)
    index = {name: place for place, name in enumerate(materials)}
    return ProductionNetwork(
        materials=materials, units=tuple(unit.get(name) or component_unit.get(name, "") for name in materials),
        items=len(first), product=_at(index, bill["product"]), component=_at(index, bill["component"]),
        quantity=bill["quantity"].cast(pl.Float64).to_numpy().copy(),
        makers=_joined(_lines(lines, index, hours, conditions),
                       _suppliers(suppliers, index, hours, conditions, set(bill["product"]))), hours=hours,
    )  # fmt: skip


def _at(index: Mapping[str, int], names: pl.Series) -> NDArray[np.int64]:
    return np.array([index[name] for name in names], dtype=np.int64)


def _column(frame: pl.DataFrame, name: str, default: float = 0.0) -> FloatArray:
    return np.array(frame[name].cast(pl.Float64).fill_null(default).to_numpy(), dtype=np.float64)


def _survival(conditions: Conditions | None, places: list[str | None]) -> FloatArray:
    if conditions is None:
        return np.ones(len(places))
    return np.array([conditions.survival.get(place, 1.0) if place else 1.0 for place in places], dtype=np.float64)


def _working(conditions: Conditions | None, places: list[str | None], hours: int) -> FloatArray:
    if conditions is None:
        return np.ones((len(places), hours))
    return np.array([conditions.working(place)[:hours] for place in places]).reshape(len(places), hours)


def _lines(lines: pl.DataFrame, index: Mapping[str, int], hours: int, conditions: Conditions | None) -> Makers:
    places: list[str | None] = lines["place"].to_list()
    starts, rises = _column(lines, "conversion_h").tolist(), _column(lines, "ramp_h").tolist()
    ramps = [running_hours(start, rise, hours) for start, rise in zip(starts, rises, strict=True)]
    shifts = _column(lines, "hours_a_day", 24.0)[:, None] / 24.0
    survival = _survival(conditions, places)
    condition = survival[:, None] * _working(conditions, places, hours)
    good = _column(lines, "yield_share", 1.0)
    rate = _column(lines, "max_rate") * good
    return Makers(
        names=tuple(lines["id"]), organisations=tuple(name or "" for name in lines["organisation"]),
        places=tuple(places), line=np.ones(lines.height, dtype=np.bool_), material=_at(index, lines["item"]),
        rate=rate, scrap=1.0 / np.where(good > 0.0, good, 1.0),
        possible=np.array(ramps).reshape(-1, hours) * shifts * condition, condition=condition,
        own_material=_column(lines, "material_h", np.inf) * np.maximum(rate * survival, TINY),
        stock=np.zeros(lines.height), lag=_column(lines, "delivery_h"), ready=np.zeros(lines.height),
        price=_column(lines, "price"), yearly_cost=_column(lines, "reservation_cost"),
    )  # fmt: skip


def _suppliers(
    rows: pl.DataFrame, index: Mapping[str, int], hours: int, conditions: Conditions | None, assembled: set[str]
) -> Makers:
    places: list[str | None] = rows["place"].to_list() if "place" in rows.columns else [None] * rows.height
    survival = _survival(conditions, places)
    condition = survival[:, None] * _working(conditions, places, hours)
    lead, made = _column(rows, "lead_h"), np.array([name in assembled for name in rows["component"]], dtype=np.bool_)
    names = list(zip(rows["component"], rows["organisation"], strict=True))
    return Makers(
        names=tuple(f"{component}:{organisation}" for component, organisation in names),
        organisations=tuple(organisation for _, organisation in names), places=tuple(places),
        line=np.zeros(rows.height, dtype=np.bool_), material=_at(index, rows["component"]),
        rate=_column(rows, "rate"), scrap=np.ones(rows.height),
        possible=condition, condition=condition,
        own_material=np.where(made, 0.0, np.inf), stock=_column(rows, "stock") * survival, lag=lead, ready=lead,
        price=np.zeros(rows.height), yearly_cost=np.zeros(rows.height),
    )  # fmt: skip


def _joined(first: Makers, second: Makers) -> Makers:
    return Makers(
        names=first.names + second.names, organisations=first.organisations + second.organisations,
        places=first.places + second.places,
        **{name: np.concatenate([getattr(first, name), getattr(second, name)])
           for name in ("line", "material", "rate", "scrap", "possible", "condition", "own_material", "stock", "lag",
                        "ready", "price", "yearly_cost")},
    )  # fmt: skip
