"""Where a warning holds: the shape that it is tested against, the cells that it touches, and what was noted."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from anlan.alerts.areas.covering import surface_km2
from anlan.alerts.areas.holes import without_holes
from anlan.errors import Problem

Ring = tuple[tuple[float, float], ...]
"""A closed line of points (longitude, latitude), degrees; the first point comes again as the last."""


@dataclass(frozen=True)
class Wider:
    """By how much the shape of an area is wider than what was asked for; all zero where it is the same.

    Parameters
    ----------
    km2
        Surface that was added, km2.
    share
        The same as a share of the surface that was meant.
    cells
        H3 cells that are touched because the outline was simplified, and were not before.
    """

    km2: float = 0.0
    share: float = 0.0
    cells: int = 0


@dataclass(frozen=True, eq=False)
class TargetArea:
    """An area for which a warning may be given.

    Parameters
    ----------
    geometry
        What the warning says: valid polygons in longitude and latitude, degrees, WGS 84, edges straight in these, cut
        at the 180th meridian. Everybody in it or on its edge is addressed.
    asked
        The same before it was simplified; `geometry` covers all of it.
    resolution
        H3 resolution of `cells`.
    cells
        int64 (k,): every cell that has surface in common with `geometry`, ascending.
    share
        float64 (k,): share of each cell's surface that lies in `geometry`.
    meant_km2
        Surface of what was drawn, uploaded or named, km2; less than that of `asked` where there are circles.
    wider
        By how much `geometry` is wider than that.
    description
        The area in words; empty where none was given.
    codes
        Administrative codes as they were given.
    circles
        Circles as they were given: longitude and latitude, degrees, and radius, km.
    findings
        What somebody should know before release; notices, never errors.
    """

    geometry: Polygon | MultiPolygon
    asked: Polygon | MultiPolygon
    resolution: int
    cells: NDArray[np.int64]
    share: NDArray[np.float64]
    meant_km2: float = 0.0
    wider: Wider = Wider()
    description: str = ""
    codes: tuple[str, ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()
    findings: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        self.cells.flags.writeable = False
        self.share.flags.writeable = False

    @property
    def points(self) -> int:
        """Points of all rings, the one that closes a ring counted too."""
        return int(shapely.get_num_coordinates(self.geometry))

    @property
    def km2(self) -> float:
        """Surface, km2, on the sphere on which H3 is defined."""
        return surface_km2(self.geometry)

    def rings(self) -> tuple[Ring, ...]:
        """Return closed rings without holes that cover the same surface, as a message of CAP needs them.

        A polygon with a hole is cut through the hole, from south to north, into pieces that meet at the cut: to the
        rounding of the points at the cut (1e-14 degrees) nothing is added and nothing is left out.
        """
        return tuple(tuple(map(tuple, shapely.get_coordinates(one).tolist())) for one in without_holes(self.geometry))
