"""Fire stations: where the engines are."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards.plane import Plane

USUAL_ENGINES = 3.0
"""Engines of a station whose number is not known; stated by judgement."""


def stations_of(city: City) -> pl.DataFrame:
    """Return the fire stations whose position is known."""
    places = city.table("places")
    return places.filter((pl.col("kind") == "fire_station") & pl.col("lon").is_not_null() & pl.col("lat").is_not_null())


def station_table(city: City, committed: float) -> NDArray[np.float64]:
    """Return the stations and what they send to one fire.

    Parameters
    ----------
    city
        City.
    committed
        Share of a station's engines that go to one fire.

    Returns
    -------
    Position east and north on the plane around the city (km) and engines, (s, 3).
    """
    rows = stations_of(city)
    x, y = Plane.around(city).xy(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    engines = rows["engines"].cast(pl.Float64).fill_null(USUAL_ENGINES).to_numpy() * committed
    return np.column_stack([x, y, engines])
