"""The partition of the city that cells are cut by: the smallest areas that have polygons, and what they leave over."""

from collections.abc import Sequence
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.city.grid import Coverage, cover, point_cells
from anlan.city.importing.areas import Area
from anlan.city.region import KM_PER_DEGREE

LEFT_OVER = 0.01
"""Share of an area's surface below which what its parts leave over is a seam between generalised boundaries."""

WHOLE = 1.0 - 1e-9


@dataclass(frozen=True)
class Partition:
    """Polygons that do not overlap, each of one area, and the cells that cover them.

    Parameters
    ----------
    codes
        Code of the area of each polygon, ``(p,)``.
    shapes
        Polygons in degrees of WGS 84, ``(p,)``.
    coverage
        Cells that cover them; `coverage.polygon` is an index into `codes`.
    resolution
        H3 resolution.
    """

    codes: tuple[str, ...]
    shapes: NDArray[np.object_]
    coverage: Coverage
    resolution: int

    @property
    def edge_deg(self) -> float:
        """Mean edge of a cell, in degrees of latitude."""
        return float(h3.average_hexagon_edge_length(self.resolution, unit="km")) / KM_PER_DEGREE

    def locate(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], slack: float
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Find the row of `coverage` in which each point lies.

        Parameters
        ----------
        lon, lat
            Positions, degrees of WGS 84, ``(n,)``.
        slack
            How far outside every polygon a point may lie and still go to the nearest one, in edges of a cell.

        Returns
        -------
        row
            Row of the coverage, -1 where the point lies too far away, ``(n,)``.
        moved
            Whether the point was taken to the nearest polygon, ``(n,)``.
        """
        cell = point_cells(lon, lat, self.resolution)
        row = np.full(len(cell), -1, dtype=np.int64)
        whole = np.flatnonzero(self.coverage.share_of_cell >= WHOLE)
        _fill(row, cell, self.coverage.cell[whole], whole)
        open_points = np.flatnonzero(row < 0)
        polygon, moved_open = self._polygon(lon[open_points], lat[open_points], slack)
        row[open_points] = self.rows_of(polygon, cell[open_points])
        moved = np.zeros(len(cell), dtype=np.bool_)
        moved[open_points] = moved_open
        return row, moved

    def _polygon(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], slack: float
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the polygon in which each point lies, or the nearest within the slack, or -1."""
        points = np.asarray(shapely.points(lon, lat), dtype=object)
        tree = shapely.STRtree(self.shapes)
        polygon = np.full(len(points), -1, dtype=np.int64)
        found, inside = tree.query(points, predicate="intersects")
        polygon[found[::-1]] = inside[::-1]
        lost = np.flatnonzero(polygon < 0)
        found, near = tree.query_nearest(points[lost], max_distance=slack * self.edge_deg, all_matches=False)
        polygon[lost[found]] = near
        moved = np.zeros(len(points), dtype=np.bool_)
        moved[lost[found]] = True
        return polygon, moved

    def rows_of(self, polygon: NDArray[np.int64], cell: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each pair of polygon and cell, or the polygon's nearest row; -1 for polygon -1."""
        known = zip(self.coverage.polygon.tolist(), self.coverage.cell.tolist(), strict=True)
        index = {pair: row for row, pair in enumerate(known)}
        pairs = zip(polygon.tolist(), cell.tolist(), strict=True)
        rows = np.array([index.get(pair, -1) for pair in pairs], dtype=np.int64)
        for at in np.flatnonzero((rows < 0) & (polygon >= 0)):
            lat, lon = h3.cell_to_latlng(int(cell[at]))
            candidates = np.flatnonzero(self.coverage.polygon == polygon[at])
            centres = np.array([h3.cell_to_latlng(one) for one in self.coverage.cell[candidates].tolist()])
            away = np.hypot((centres[:, 1] - lon) * np.cos(np.radians(lat)), centres[:, 0] - lat)
            rows[at] = candidates[np.argmin(away)]
        return rows


def _fill(
    row: NDArray[np.int64], cell: NDArray[np.int64], known: NDArray[np.int64], rows_of_known: NDArray[np.int64]
) -> None:
    """Set the row of the points whose cell is known."""
    if not len(known):
        return
    order = np.argsort(known)
    at = np.minimum(np.searchsorted(known[order], cell), len(known) - 1)
    hit = known[order][at] == cell
    row[hit] = rows_of_known[order][at[hit]]


def partition_of(areas: Sequence[Area], resolution: int) -> Partition:
    """Cut the city into the smallest areas that have polygons.

    An area whose parts have polygons that leave over more than `LEFT_OVER` of its own keeps the rest itself.
    """
    children: dict[str | None, list[Area]] = {}
    for area in areas:
        children.setdefault(area.parent, []).append(area)
    pieces = [piece for root in children.get(None, []) for piece in _pieces(root, children)]
    shapes = np.array([shape for _, shape in pieces], dtype=object)
    return Partition(tuple(code for code, _ in pieces), shapes, cover(shapes.tolist(), resolution), resolution)


def _pieces(area: Area, children: dict[str | None, list[Area]]) -> list[tuple[str, BaseGeometry]]:
    below = [piece for child in children.get(area.code, []) for piece in _pieces(child, children)]
    if area.shape is None:
        return below
    if not below:
        return [(area.code, area.shape)]
    rest = area.shape.difference(shapely.union_all([shape for _, shape in below]))
    parts = [part for part in shapely.get_parts(rest) if part.geom_type == "Polygon"]
    if sum(part.area for part in parts) <= LEFT_OVER * area.shape.area:
        return below
    return [*below, (area.code, shapely.union_all(parts))]
