"""The demonstration city's earthquakes against its catalogue and the national map."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.hazards import Earthquake, EventSet
from anlan.hazards.seismology.comparison import poisson_range, rates
from anlan.hazards.seismology.shaking import Shaking

EVENTS = 4000

PLACES = {
    "Haizhou": (119.18, 34.60),
    "Lianyun": (119.45, 34.75),
    "Ganyu": (119.12, 34.84),
    "Guanyun": (119.24, 34.29),
    "Donghai": (118.77, 34.54),
    "western Donghai": (118.47, 34.60),
}
"""District seats and the city's edge toward the fault, degrees."""


@pytest.fixture(scope="module")
def city(cities: Path) -> City:
    """The demonstration city on ground of 300 m/s everywhere, for which the national map holds (class II)."""
    found = City.load(cities / "lianyungang")
    table = found.table("hazard_parameters").filter(pl.col("hazard") != "earthquake")
    flat = found.table("cells").with_columns(slope_deg=pl.lit(None, dtype=pl.Float64))
    return found.with_table("hazard_parameters", table).with_table("cells", flat)


@pytest.fixture(scope="module")
def events(city: City) -> EventSet:
    """Its earthquakes."""
    return Earthquake().event_set(city, EVENTS, 1)


def test_modelled_rates_lie_in_the_range_of_the_catalogue(city: City, events: EventSet) -> None:
    """Within 300 km, from M 5.5 to M 7: inside the 95 % range that the count of main shocks allows."""
    periods = ((1900, 5.45), (1800, 5.95), (1600, 6.45), (1477, 6.95))
    table = rates(city, events, periods, 2025, 300.0)
    assert table["count"].to_list() == [4, 5, 4, 1]
    assert (table["low"] < table["modelled"]).all()
    assert (table["modelled"] < table["high"]).all()


def test_acceleration_of_the_national_map(city: City, events: EventSet) -> None:
    """Once in 475 years the model has 0.04 to 0.10 g where GB 18306-2015 has 0.10 to 0.15 g, most toward the fault.

    It is a lower bound, as the method's page explains: the band says that it does not drift farther away.
    """
    cells = city.cells
    nearest = [int(np.argmin(np.hypot(0.82 * (cells.lon - lon), cells.lat - lat))) for lon, lat in PLACES.values()]
    assert isinstance(events.field, Shaking)
    parts = [events.field.acceleration(part)[:, nearest] for part in np.array_split(np.arange(EVENTS), 16)]
    motion = np.concatenate(parts)
    found = []
    for column in motion.T:
        order = np.argsort(-column)
        found.append(float(np.interp(1.0 / 474.6, np.cumsum(events.frequency[order]), column[order])))
    assert min(found) > 0.04
    assert max(found) < 0.12
    assert max(found) == found[-1]


def test_range_of_a_count() -> None:
    """Garwood's 95 % range: none is 0 to 3.69, ten are 4.80 to 18.39."""
    assert poisson_range(0, 0.95) == pytest.approx((0.0, 3.689), abs=1e-3)
    assert poisson_range(10, 0.95) == pytest.approx((4.795, 18.390), abs=1e-3)
