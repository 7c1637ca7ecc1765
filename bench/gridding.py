"""Lay the population of the townships on the H3 grid: `anlan.city.grid` beside two peers.

The peers are the loop over cells that one writes first (h3 and Shapely, one intersection at a time) and
``tobler.area_weighted.area_interpolate`` of the PySAL family, where it is installed. All three get the same outlines
and totals; what each makes of them is compared cell by cell.
"""

from collections.abc import Mapping
from typing import cast

import h3.api.basic_int as h3
import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.city import City
from anlan.city.grid import EARTH_RADIUS_KM, cover, grid_totals
from bench.timing import seconds

try:
    import geopandas as gpd
    from tobler.area_weighted import area_interpolate
except ModuleNotFoundError:
    gpd = area_interpolate = None

RESOLUTION = 8
EQUAL_AREA = f"+proj=cea +R={EARTH_RADIUS_KM * 1000} +units=m"
"""Lambert's cylindrical equal-area projection on the sphere on which H3 is defined."""

Grid = dict[int, float]
"""Amount by cell."""


def townships(city: City) -> tuple[dict[str, BaseGeometry], NDArray[np.float64]]:
    """Return outline and population of every township that has both."""
    rows = city.table("areas").filter((pl.col("level") == "township") & pl.col("population").is_not_null())
    population = dict(zip(rows["code"].to_list(), rows["population"].to_list(), strict=True))
    outlines = {code: cast("BaseGeometry", shape) for code, shape in city.shapes["areas"].items() if code in population}
    return outlines, np.array([population[code] for code in outlines], dtype=np.float64)


def ours(outlines: Mapping[str, BaseGeometry], totals: NDArray[np.float64]) -> Grid:
    """Grid with `anlan.city.grid`."""
    coverage = cover(outlines, RESOLUTION)
    cells, place = np.unique(coverage.cell, return_inverse=True)
    amounts = np.bincount(place, weights=grid_totals(coverage, totals))
    return dict(zip(cells.tolist(), amounts.tolist(), strict=True))


def hexagon(cell: int) -> shapely.Polygon:
    """Return the outline of a cell, degrees."""
    return shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])


def equal_area(shape: BaseGeometry) -> BaseGeometry:
    """Project to the plane so that areas are kept."""
    return shapely.transform(
        shape, lambda points: np.column_stack([np.radians(points[:, 0]), np.sin(np.radians(points[:, 1]))])
    )


def naive(outlines: Mapping[str, BaseGeometry], totals: NDArray[np.float64]) -> Grid:
    """Grid with one intersection after the other."""
    grid: Grid = {}
    for outline, total in zip(outlines.values(), totals, strict=True):
        cells = h3.h3shape_to_cells_experimental(h3.geo_to_h3shape(outline), RESOLUTION, contain="overlap")
        plane = equal_area(outline)
        areas = {cell: plane.intersection(equal_area(hexagon(cell))).area for cell in cells}
        whole = sum(areas.values())
        for cell, area in areas.items():
            if area > 0.0:
                grid[cell] = grid.get(cell, 0.0) + total * area / whole
    return grid


def tobler(outlines: Mapping[str, BaseGeometry], totals: NDArray[np.float64], cells: list[int]) -> Grid:
    """Grid with tobler, which is given the cells to fill."""
    source = gpd.GeoDataFrame({"population": totals}, geometry=list(outlines.values()), crs=4326).to_crs(EQUAL_AREA)
    target = gpd.GeoDataFrame(geometry=[hexagon(cell) for cell in cells], crs=4326).to_crs(EQUAL_AREA)
    filled = area_interpolate(source, target, extensive_variables=["population"])
    return dict(zip(cells, filled["population"].tolist(), strict=True))


def difference(one: Grid, other: Grid) -> float:
    """Return the largest difference in any cell, people."""
    return max(abs(one.get(cell, 0.0) - other.get(cell, 0.0)) for cell in one.keys() | other.keys())


def judged(grid: Grid, reference: Grid, totals: NDArray[np.float64]) -> dict[str, float | int]:
    """Say how many cells a peer filled, what it lost of the total, and how far it is from the reference."""
    lost = abs(sum(grid.values()) - float(totals.sum())) / float(totals.sum())
    return {
        "cells": len(grid),
        "relative_error_of_total": float(f"{lost:.3g}"),
        "largest_difference_in_a_cell_people": float(f"{difference(grid, reference):.3g}"),
    }


def measure(city: City, repeats: int) -> dict[str, object]:
    """Time the three on the townships of a city.

    Parameters
    ----------
    city
        City with township outlines.
    repeats
        Calls of each.
    """
    outlines, totals = townships(city)
    times, reference = seconds(lambda: ours(outlines, totals), repeats)
    result: dict[str, object] = {
        "polygons": len(outlines),
        "resolution": RESOLUTION,
        "people": float(totals.sum()),
        "anlan": times | judged(reference, reference, totals),
    }
    times, grid = seconds(lambda: naive(outlines, totals), 1)
    result["loop over cells"] = times | judged(grid, reference, totals)
    if area_interpolate is not None:
        cells = sorted(reference)
        times, grid = seconds(lambda: tobler(outlines, totals, cells), repeats)
        result["tobler"] = times | judged(grid, reference, totals)
    return result
