"""The shore of a city: its cells, the line out to sea and the tide in front of it."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import Cells, City
from anlan.hazards.cyclone.land import PER_DEGREE, flags_of, land_mask
from anlan.hazards.plane import Plane
from anlan.hazards.surge.shelf import Shelf
from anlan.hazards.surge.tide import CONSTITUENTS, Tide, spring_and_neap, tide_of

NODES = 30
"""Nodes of the line over the shelf."""

CROWDING = 1.5
"""Exponent that crowds the nodes towards the shore, where the sea is shallow."""

SEARCH_KM = 150.0
"""Distance within which the sea is looked for to know where it lies."""

FROM_MASK = -1.0
"""Bearing that stands for the direction in which the land mask has most sea."""

MEAN_LEVEL, SPRING_HIGH, NEAP_HIGH = "mean sea level", "mean spring high water", "mean neap high water"
"""Statistics of ``water_levels`` from which the two main constituents follow."""

FloatArray = NDArray[np.float64]


def shore_cells(cells: Cells) -> NDArray[np.intp]:
    """Return the land cells that touch the coast: their centre is no farther from it than a cell is wide."""
    width = np.sqrt(cells.area_km2 * 2.0 / np.sqrt(3.0))  # between opposite edges of a hexagon
    land = np.nan_to_num(cells.land_share, nan=1.0) > 0.0
    return np.flatnonzero(land & (cells.coast_km <= width))


def shelf_of(cells: Cells, plane: Plane, values: Mapping[str, float]) -> Shelf:
    """Return the line from the middle of the shore out to sea.

    Parameters
    ----------
    cells
        Cells of a city with a coast.
    plane
        Map on which storms move.
    values
        ``sea_bearing_deg``, ``shelf_km``, ``shore_depth_m``, ``shelf_depth_m``, ``shelf_exponent``, ``stress_factor``,
        ``bottom_friction`` and ``reach_km``.
    """
    shore = shore_cells(cells)
    lon, lat = float(cells.lon[shore].mean()), float(cells.lat[shore].mean())
    bearing = values["sea_bearing_deg"]
    angle = np.radians(sea_bearing(lon, lat) if bearing == FROM_MASK else bearing)
    edges = values["shelf_km"] * (np.arange(NODES + 1) / NODES) ** CROWDING
    away = (edges[1:] + edges[:-1]) / 2.0
    outward = (away / values["shelf_km"]) ** values["shelf_exponent"]
    x, y = plane.xy(np.array([lon]), np.array([lat]))
    return Shelf(
        x=x[0] + away * np.sin(angle),
        y=y[0] + away * np.cos(angle),
        width=1000.0 * np.diff(edges),
        depth=values["shore_depth_m"] + (values["shelf_depth_m"] - values["shore_depth_m"]) * outward,
        out_x=float(np.sin(angle)),
        out_y=float(np.cos(angle)),
        lat=lat,
        stress=values["stress_factor"],
        friction=values["bottom_friction"],
        reach=values["reach_km"],
    )


def sea_bearing(lon: float, lat: float) -> float:
    """Return the bearing in which most of the sea lies, degrees from north, clockwise.

    It is the mean direction of the squares of the land mask within `SEARCH_KM` that are sea.
    """
    plane = Plane(lon, lat)
    half = 1.0 / (2.0 * PER_DEGREE)
    offsets = np.arange(-5.0, 5.0, 1.0 / PER_DEGREE) + half
    at_lon, at_lat = (part.ravel() for part in np.meshgrid(np.floor(lon) + offsets, np.floor(lat) + offsets))
    x, y = plane.xy(at_lon, at_lat)
    away = np.hypot(x, y)
    sea = (away <= SEARCH_KM) & ~flags_of(land_mask(), at_lon, at_lat)
    east, north = (x[sea] / away[sea]).sum(), (y[sea] / away[sea]).sum()
    return float(np.degrees(np.arctan2(east, north)) % 360.0)


def harmonic_constants(city: City) -> pl.DataFrame:
    """Return the rows of ``tide_constituents`` that the tide is computed from; others are too small to be known."""
    return city.table("tide_constituents").filter(pl.col("constituent").is_in(list(CONSTITUENTS)))


def mean_levels(city: City) -> Mapping[str, float]:
    """Return mean sea level and mean high water at springs and neaps of the one station that has all three, m."""
    wanted = (MEAN_LEVEL, SPRING_HIGH, NEAP_HIGH)
    rows = city.table("water_levels").filter(pl.col("statistic").is_in(wanted)).sort("station", "statistic")
    for station in rows.partition_by("station", maintain_order=True):
        found = dict(zip(station["statistic"], station["level_m"], strict=True))
        if len(found) == len(wanted):
            return found
    return {}


def has_tide(city: City) -> bool:
    """Say whether the tide at the city is known."""
    return not harmonic_constants(city).is_empty() or bool(mean_levels(city))


def tide_of_city(city: City) -> Tide:
    """Return the tide: from harmonic constants where the city has them, otherwise from mean levels.

    Where several stations have harmonic constants the first by name is taken.
    """
    rows = harmonic_constants(city).sort("station", maintain_order=True)
    if not rows.is_empty():
        first = rows.filter(pl.col("station") == rows["station"][0])
        return tide_of(first.select("constituent", "amplitude_m", "phase_deg").rows())
    levels = mean_levels(city)
    return spring_and_neap(levels[SPRING_HIGH], levels[NEAP_HIGH], levels[MEAN_LEVEL])
