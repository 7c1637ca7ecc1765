"""The edges of an area, sorted into bands of latitude for the kernels."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.alerts.audience.kernels import UNDECIDED, mark_boxes, mark_points

BANDS_AN_EDGE = 2
MOST_BANDS = 4_096
MOST_MEMBERS = 2_000_000
"""Entries of all bands together; an edge stands in each band that it crosses."""

Floats = NDArray[np.float64]
Marks = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Edges:
    """An area as the kernels take it.

    Parameters
    ----------
    geometry
        The area, prepared: it decides what the kernels leave open.
    within
        float64 (4,): west, south, east, north.
    edges, scale, start, member
        See `anlan.alerts.audience.kernels.point_in`.
    """

    geometry: BaseGeometry
    within: Floats
    edges: Floats
    scale: float
    start: NDArray[np.int64]
    member: NDArray[np.int32]

    @classmethod
    def of(cls, geometry: BaseGeometry) -> "Edges":
        """Sort the edges of polygons into bands.

        Parameters
        ----------
        geometry
            Valid polygons.
        """
        rings = shapely.get_rings(shapely.get_parts(geometry))
        points, ring = shapely.get_coordinates(rings, return_index=True)
        kept = np.flatnonzero(ring[1:] == ring[:-1])
        edges = np.ascontiguousarray(np.column_stack([points[kept], points[kept + 1]]))
        within = np.array(geometry.bounds, dtype=np.float64)
        bands = min(max(BANDS_AN_EDGE * len(edges), 8), MOST_BANDS)
        while True:
            scale = bands / (within[3] - within[1])
            first, last = _bands(edges, float(within[1]), scale, bands)
            if bands <= 1 or int((last - first + 1).sum()) <= MOST_MEMBERS:
                break
            bands //= 2
        count = last - first + 1
        member = np.repeat(np.arange(len(edges), dtype=np.int32), count)
        band = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
        start = np.searchsorted(np.sort(band), np.arange(bands + 1)).astype(np.int64)
        shapely.prepare(geometry)
        return cls(geometry, within, edges, scale, start, member[np.argsort(band, kind="stable")])

    def boxes(self, boxes: Floats) -> Marks:
        """Say of each box whether it lies in the area, outside, or neither for certain, uint8 (n,)."""
        marks = np.empty(len(boxes), dtype=np.uint8)
        mark_boxes(boxes, self.within, self.edges, self.scale, self.start, self.member, marks)
        return marks

    def points(self, lon: Floats, lat: Floats, blocks: Floats, marks: Marks) -> None:
        """Mark the points that lie in the area or on its edge.

        Parameters
        ----------
        lon, lat
            float64 (n,): points, degrees.
        blocks
            float64 (b, 4): boxes around them by blocks.
        marks
            uint8 (n,) or more, zeros: set to 1.
        """
        known = self.boxes(blocks)
        left_open = mark_points(lon, lat, known, self.within, self.edges, self.scale, self.start, self.member, marks)
        if not left_open:
            return
        rows = np.flatnonzero(marks == UNDECIDED)
        marks[rows] = shapely.intersects_xy(self.geometry, lon[rows], lat[rows])


def _bands(edges: Floats, south: float, scale: float, bands: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last band of each edge, by the arithmetic of the kernel."""

    def band(y: Floats) -> NDArray[np.int64]:
        return np.clip(((y - south) * scale).astype(np.int64), 0, bands - 1)

    return band(np.minimum(edges[:, 1], edges[:, 3])), band(np.maximum(edges[:, 1], edges[:, 3]))
