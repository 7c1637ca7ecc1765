"""All sources of a city, tier by tier, and what arrives from each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.errors import SettingError
from anlan.language import Message
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.sources.conditions import Conditions
from anlan.supplies.sources.ramp import running_hours
from anlan.supplies.sources.reach import reach_of, released
from anlan.supplies.sources.source import Source

FloatArray = NDArray[np.float64]
Row = Mapping[str, Any]


def sources_of(
    city: City, run: ScenarioRun | None = None, conditions: Conditions | None = None, *, hours: int | None = None,
    on: date | None = None,
) -> tuple[Source, ...]:  # fmt: skip
    """Return what arrives from every source of a city.

    Own stock and agreements arrive whole after their delay, agreements at their expected value over the chance of
    default; lines by ramp and shift, as far as raw material in hand lasts, their suppliers left aside (see
    `anlan.supplies.production` for these). With conditions, what is stored is multiplied by the survival of its place
    and waits where ways are closed; a line works as its services and staff allow.

    Parameters
    ----------
    city
        The city.
    run
        The scenario hour by hour; tells the number of hours.
    conditions
        What the scenario does to places and ways; None where everything survives and is open.
    hours
        Number of hours, where neither of them is given.
    on
        Day on which the scenario begins: lots and agreements that ended before are left out. None keeps all.

    Raises
    ------
    SettingError
        If the number of hours is not known.

    Returns
    -------
    Sources in the order of the tables: stock, agreements, further supplies, capacity.
    """
    length = conditions.hours if conditions is not None else run.hours if run is not None else hours
    if length is None:
        raise SettingError(Message("the number of hours is not known; give a run, conditions or hours"))
    reader = _Reader(length, conditions, {} if conditions is None else reach_of(city, conditions))
    found = list[Source]()
    for row in _valid(city, "stock", "expires", on):
        found.append(reader.stock(row))
    for row in _valid(city, "agreements", "valid_until", on):
        found.append(reader.agreement(row))
    found += [reader.further(row) for row in city.table("further_supplies").iter_rows(named=True)]
    found += [reader.line(row) for row in city.table("capacity").iter_rows(named=True)]
    return tuple(found)


def _valid(city: City, table: str, column: str, on: date | None) -> Iterator[Row]:
    for row in city.table(table).iter_rows(named=True):
        if on is None or row[column] is None or row[column] >= on:
            yield row


@dataclass(frozen=True, eq=False)
class _Reader:
    """Turns rows of tables into sources."""

    hours: int
    conditions: Conditions | None
    reach: Mapping[str, FloatArray]

    def stock(self, row: Row) -> Source:
        """Read a lot of own stock."""
        arriving = self._held(row["place"], row["quantity"], row["dispatch_h"])
        return self._source(row, "stock", arriving, row["quantity"], 0.0, None)

    def agreement(self, row: Row) -> Source:
        """Read an agreement."""
        expected = row["quantity"] * (1.0 - row["default_probability"])
        arriving = self._held(row["place"], expected, row["call_off_h"])
        return self._source(row, "agreement", arriving, row["quantity"], row["reservation_cost"], row["price"])

    def further(self, row: Row) -> Source:
        """Read a supply of households, communities, neighbours or the market."""
        usable = row["usable_share"]
        flow = usable * row["rate"] * self._survival(row["place"])
        hour = np.arange(self.hours, dtype=np.float64)
        running = np.clip(hour + 1.0 - row["available_h"], 0.0, 1.0)
        arriving = self._held(row["place"], usable * row["quantity"], row["available_h"]) + flow * running
        nominal = row["quantity"] + row["rate"] * self.hours
        return self._source(row, row["tier"], arriving, nominal, row["yearly_cost"], row["price"])

    def line(self, row: Row) -> Source:
        """Read a production line whose suppliers are left aside."""
        possible = running_hours(row["conversion_h"] + row["delivery_h"], row["ramp_h"], self.hours)
        possible = possible * (row["hours_a_day"] / 24.0)
        if self.conditions is not None:
            possible = possible * self.conditions.working(row["place"]) * self._survival(row["place"])
        so_far = np.cumsum(possible)
        if row["material_h"] is not None:
            so_far = np.minimum(so_far, row["material_h"] * self._survival(row["place"]))
        full = row["max_rate"] * row["yield_share"]
        arriving = np.diff(so_far, prepend=0.0) * full
        nominal = full * self.hours * row["hours_a_day"] / 24.0
        return self._source(row, "capacity", arriving, nominal, row["reservation_cost"], row["price"])

    def _survival(self, place: str | None) -> float:
        return 1.0 if self.conditions is None or place is None else self.conditions.survival.get(place, 1.0)

    def _held(self, place: str | None, quantity: float, delay: float) -> FloatArray:
        """Return what arrives of a quantity that lies at a place."""
        reach = self.reach.get(place or "", np.ones(self.hours))
        return released(quantity * self._survival(place), delay, reach)

    def _source(self, row: Row, kind: str, arriving: FloatArray, nominal: float, cost: float, price: float | None
                ) -> Source:  # fmt: skip
        return Source(
            id=row["id"], kind=kind, item=row["item"], place=row["place"], area=row.get("area"),
            organisation=row["organisation"], arriving=arriving, nominal=nominal, yearly_cost=cost, price=price,
        )  # fmt: skip
