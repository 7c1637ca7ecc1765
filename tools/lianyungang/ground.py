"""Rows of cells and sample points inside them, on which everything about the ground is computed."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry

from anlan.city.grid import cover, round_to_total
from tools.lianyungang.reference import planar, plane, read_shapes
from tools.lianyungang.terrain import is_land, slope_deg, surface

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

RESOLUTION = 8
"""Resolution of the sample points: the centres of the seven children of a cell."""

SHARE_UNIT = 1e-6
"""Step of the shares in the table."""

GROWN_PIXELS = 1
"""The coast has grown since the land mask was made: one pixel, about 0.9 km, is allowed for."""

RIVER_CLASSES = 4
"""Classes of rivers that count, from double-lined to additional."""

CORRIDORS = {
    "G15": (
        "320707101000", "320707106000", "320707100000", "320706103000", "320706102000", "320723100000", "320724100000",
    ),
    "G25": ("320707104000", "320707110000", "320707113000", "320706001000", "320706100000", "320723107000"),
    "G30 and Longhai railway": (
        "320703001000", "320703010000", "320706006000", "320706001000", "320722101000", "320722001000", "320722109000",
    ),
}  # fmt: skip
"""Main corridors as lines through seats, after the published description of their courses."""


@dataclass(frozen=True)
class Ground:
    """Rows (parts of cells) and sample points.

    Parameters
    ----------
    codes
        Townships; `area` and `point_area` point into it, `area_index` finds a place in it.
    cell, area, share, km2
        Per row: H3 cell, township, share of the cell and surface.
    points, point_row, point_area, point_km2
        Per sample point: position in the local plane, km; row, township and the surface it stands for.
    land, slope, height, corridor_km
        Per sample point: 1 on land and 0 in water, slope in degrees, height in m, distance to a corridor.
    seats
        Township -> position in the local plane, km.
    """

    codes: tuple[str, ...]
    area_index: Mapping[str, int]
    cell: Index
    area: Index
    share: Floats
    km2: Floats
    points: Floats
    point_row: Index
    point_area: Index
    point_km2: Floats
    land: Floats
    slope: Floats
    height: Floats
    corridor_km: Floats
    seats: Mapping[str, Floats]

    def distance_to(self, points: Index, position: Floats) -> Floats:
        """Return the distance of some sample points to a position, km."""
        return np.asarray(np.hypot(*(self.points[points] - position).T), dtype=np.float64)

    def row_mean(self, values: Floats) -> Floats:
        """Return the mean over each row of a value of its sample points."""
        weight = np.bincount(self.point_row, weights=self.point_km2, minlength=len(self.cell))
        total = np.bincount(self.point_row, weights=values * self.point_km2, minlength=len(self.cell))
        return total / weight


def lay_ground(shared: Path, out: Path, resolution: int = RESOLUTION) -> Ground:
    """Cover the townships of a written ``areas.geojson`` with cells and compute the ground on them."""
    townships = read_townships(out)
    covered = cover(townships, resolution)
    share = written_shares(covered.cell, covered.share_of_cell)
    kept = np.lexsort((covered.polygon, covered.cell))
    kept = kept[share[kept] > 0.0]
    cell, area, km2 = covered.cell[kept], covered.polygon[kept].astype(np.int64), covered.area_km2[kept]
    places, row, standing_for = sample(cell, area, km2, list(townships.values()))
    points = plane(places)
    height = surface(shared)
    seats = read_seats(out)
    lines = shapely.union_all([LineString([seats[code] for code in codes]) for codes in CORRIDORS.values()])
    return Ground(
        codes=covered.keys,
        area_index={code: index for index, code in enumerate(covered.keys)},
        cell=cell,
        area=area,
        share=share[kept],
        km2=km2,
        points=points,
        point_row=row,
        point_area=area[row],
        point_km2=standing_for,
        land=land_at(shared, places, np.array(covered.keys)[area[row]]),
        slope=slope_deg(height, points),
        height=height(points),
        corridor_km=np.asarray(shapely.distance(shapely.points(points), lines), dtype=np.float64),
        seats=seats,
    )


def written_shares(cell: Index, share: Floats) -> Floats:
    """Round the shares of every cell to `SHARE_UNIT` so that those of a whole cell add up to 1 exactly."""
    result = np.empty_like(share)
    order = np.argsort(cell, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(cell[order])) + 1):
        units = round(float(share[rows].sum()) / SHARE_UNIT)
        result[rows] = round_to_total(np.round(share[rows], 12), units) * SHARE_UNIT
    return result


def read_townships(out: Path) -> dict[str, BaseGeometry]:
    """Return the outlines of the townships that were written before."""
    features = json.loads((out / "areas.geojson").read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["code"]: shape(feature["geometry"])
        for feature in features
        if len(feature["properties"]["code"]) == 12
    }


def read_areas(out: Path) -> list[dict[str, str]]:
    """Return the rows of ``areas.csv`` that were written before."""
    with (out / "areas.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_seats(out: Path) -> dict[str, Floats]:
    """Return the seats of the townships in the local plane, km."""
    return {
        row["code"]: plane(np.array([float(row["seat_lon"]), float(row["seat_lat"])]))
        for row in read_areas(out)
        if row["level"] == "township"
    }


def sample(cell: Index, area: Index, km2: Floats, townships: list[BaseGeometry]) -> tuple[Floats, Index, Floats]:
    """Return sample points in degrees, the row of each and the surface each stands for.

    A row gets the centres of its cell's children that lie in its township; a row without any gets its cell's centre.
    """
    unique, place = np.unique(cell, return_inverse=True)
    children = [h3.cell_to_latlng(child) for one in unique.tolist() for child in h3.cell_to_children(one)]
    per_cell = len(children) // len(unique)
    fine = np.array(children)[:, ::-1]
    inside, township = shapely.STRtree(townships).query(shapely.points(fine), predicate="within")
    row_of = {(int(at), int(of)): row for row, (at, of) in enumerate(zip(place, area, strict=True))}
    pairs = zip(inside.tolist(), township.tolist(), strict=True)
    rows = [(point, row_of.get((point // per_cell, of))) for point, of in pairs]
    found = np.array([(point, row) for point, row in rows if row is not None])
    bare = np.setdiff1d(np.arange(len(cell)), found[:, 1])
    centres = np.array([h3.cell_to_latlng(one)[::-1] for one in cell[bare].tolist()]).reshape(-1, 2)
    places = np.concatenate([fine[found[:, 0]], centres])
    row = np.concatenate([found[:, 1], bare]).astype(np.int64)
    return places, row, (km2 / np.bincount(row, minlength=len(cell)))[row]


def land_at(shared: Path, places: Floats, townships: NDArray[np.str_]) -> Floats:
    """Return 1 where a sample point is land; the islands are land whatever the coarse mask says."""
    island = np.isin(townships, ["320703003000", "320703200000"])
    return np.where(island | is_land(shared, places, GROWN_PIXELS), 1.0, 0.0)


def line_distance(shared: Path, file: str, centres: Floats) -> Floats:
    """Return the distance of positions in the local plane to the lines of a file, km."""
    lines = [
        planar(line)
        for properties, line in read_shapes(shared, file)
        if float(properties.get("gmt_class", 1)) <= RIVER_CLASSES
    ]
    return np.asarray(shapely.distance(shapely.points(centres), shapely.union_all(lines)), dtype=np.float64)
