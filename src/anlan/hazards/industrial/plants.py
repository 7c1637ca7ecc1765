"""The simulated plants of a city; no real firm is ever given an accident."""

from collections.abc import Callable
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards.industrial.substances import BY_NAME, Substance
from anlan.hazards.plane import Plane


@dataclass(frozen=True)
class Plants:
    """Plants with a known substance and quantity.

    Parameters
    ----------
    id
        Identifier of each of the p plants.
    substance
        What each stores.
    tonnes
        How much, t, float64 (p,).
    x, y
        Position on the city's plane, m east and north of its middle, float64 (p,).
    cell
        Index of the cell it stands on, -1 outside the city, int64 (p,).
    """

    id: tuple[str, ...]
    substance: tuple[Substance, ...]
    tonnes: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    cell: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.id)


def plants_of(city: City, wanted: Callable[[Substance], bool]) -> Plants:
    """Return the simulated hazard installations with a position and a quantity of a substance that is wanted."""
    rows = city.table("places").filter(
        (pl.col("kind") == "hazard_source") & pl.col("synthetic") & (pl.col("inventory_t") > 0.0)
        & pl.col("substance").str.to_lowercase().is_in(list(BY_NAME)) & pl.col("lon").is_not_null()
    )  # fmt: skip
    kept = [row for row in rows.iter_rows(named=True) if wanted(BY_NAME[row["substance"].lower()])]
    index = {cell: place for place, cell in enumerate(city.cells.h3.tolist())}
    resolution = int(city.info["h3_resolution"])
    lon = np.array([row["lon"] for row in kept], dtype=np.float64)
    lat = np.array([row["lat"] for row in kept], dtype=np.float64)
    east, north = Plane.around(city).xy(lon, lat)
    return Plants(
        id=tuple(row["id"] for row in kept),
        substance=tuple(BY_NAME[row["substance"].lower()] for row in kept),
        tonnes=np.array([row["inventory_t"] for row in kept], dtype=np.float64),
        x=east * 1000.0,
        y=north * 1000.0,
        cell=np.array([index.get(h3.latlng_to_cell(row["lat"], row["lon"], resolution), -1) for row in kept], np.int64),
    )
