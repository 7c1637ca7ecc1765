"""A terrain from scattered heights, with the hills stated one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from tools.lianyungang.reference import DATA, planar, plane, read_rows, read_shapes

Floats = NDArray[np.float64]

COAST_FILE = "water/coastline_gshhg.geojson"

SOFTENING_KM = 3.0
"""Distance within which a height does not gain more weight; about twice the uncertainty of the points."""

LOWEST_M, RISE_M_PER_KM = 1.5, 0.03
"""Lowest ground at the coast and how it rises inland, assumed: lower heights of points are errors of the satellite."""

ROUNDING_M = 0.5
"""Height over which the plain passes smoothly to its lowest ground."""

COAST_STEP_KM = 0.25
"""Distance of the points by which the coast is stood for when ground rises inland."""

STEP_KM = 0.1
"""Step of the differences by which slope is taken."""

ISLAND_WIDTH_KM = 0.8
"""Width of an outlying island's hill, assumed; wide enough to bridge the doubt about its position."""


@dataclass(frozen=True)
class Hill:
    """A hill as a Gaussian bell: position and top, widths along and across its axis, axis from north clockwise."""

    lon: float
    lat: float
    top_m: float
    along_km: float
    across_km: float
    azimuth_deg: float


HILLS = (
    Hill(119.280, 34.650, 625.3, 3.0, 1.0, 60.0),
    Hill(119.400, 34.680, 300.0, 2.0, 0.7, 60.0),
    Hill(119.420, 34.715, 600.0, 3.5, 1.0, 65.0),
    Hill(119.460, 34.758, 350.0, 1.8, 0.5, 70.0),
    Hill(119.110, 34.545, 420.0, 1.5, 0.8, 30.0),
    Hill(119.245, 34.318, 220.0, 0.8, 0.5, 0.0),
    Hill(118.420, 34.600, 120.0, 8.0, 2.0, 10.0),
    Hill(118.880, 35.050, 200.0, 5.0, 3.0, 30.0),
)
"""Front, middle and north Yuntai, Liandao, Jinping, Yishan, the Maling hills of western Donghai and north-west Ganyu.

The first is the published top (625.3 m, position good to 4 km); the others are rounded general geography.
"""


def surface(shared: Path) -> Callable[[Floats], Floats]:
    """Return the height of the ground, m, as a function of positions in the local plane, km, shape (n, 2).

    The plain is an inverse-distance mean (Shepard 1968, Proc. 23rd ACM National Conference, 517-524, power 4, with
    softening) of the heights of places; hills are added so that the sum reaches every stated top.
    """
    rows = read_rows(shared, "elevation/elevation_points.csv")
    places = [row for row in rows if row["kind"].startswith("place") and float(row["elev_m"]) < 200.0]
    positions = plane(np.array([[float(row["lon"]), float(row["lat"])] for row in places]))
    heights = np.array([float(row["elev_m"]) for row in places])
    coast = shapely.union_all([planar(line) for _, line in read_shapes(shared, COAST_FILE)])
    shore = cKDTree(shapely.get_coordinates(shapely.segmentize(coast, COAST_STEP_KM)))

    def plain(points: Floats) -> Floats:
        squared = cdist(points, positions, "sqeuclidean")
        weight = 1.0 / (squared + SOFTENING_KM**2) ** 2
        mean = weight @ heights / weight.sum(axis=1)
        lowest = LOWEST_M + RISE_M_PER_KM * np.asarray(shore.query(points)[0])
        return np.asarray(lowest + ROUNDING_M * np.logaddexp(0.0, (mean - lowest) / ROUNDING_M), dtype=np.float64)

    hills = [*HILLS, *islands(rows)]
    tops = plane(np.array([[hill.lon, hill.lat] for hill in hills]))
    wanted = np.array([hill.top_m for hill in hills])
    sizes = np.linalg.solve(bells(hills, tops), wanted - plain(tops))

    def height(points: Floats) -> Floats:
        return np.asarray(plain(points) + bells(hills, points) @ sizes, dtype=np.float64)

    return height


def islands(rows: list[dict[str, str]]) -> list[Hill]:
    """Return the outlying islands with a published top as hills."""
    return [
        Hill(float(row["lon"]), float(row["lat"]), float(row["elev_m"]), ISLAND_WIDTH_KM, ISLAND_WIDTH_KM, 0.0)
        for row in rows
        if row["kind"].startswith("island") and float(row["lon"]) > 119.7
    ]


def bells(hills: list[Hill], points: Floats) -> Floats:
    """Return the bell of every hill, 1 at its top, at every point, shape (points, hills)."""
    columns = []
    for hill in hills:
        offset = points - plane(np.array([hill.lon, hill.lat]))
        angle = np.radians(hill.azimuth_deg)
        along = offset @ np.array([np.sin(angle), np.cos(angle)])
        across = offset @ np.array([np.cos(angle), -np.sin(angle)])
        columns.append(np.exp(-0.5 * ((along / hill.along_km) ** 2 + (across / hill.across_km) ** 2)))
    return np.column_stack(columns)


def slope_deg(height: Callable[[Floats], Floats], points: Floats) -> Floats:
    """Return the slope of the surface at every point, degrees, by central differences."""
    east, north = np.array([STEP_KM, 0.0]), np.array([0.0, STEP_KM])
    rise_east = height(points + east) - height(points - east)
    rise_north = height(points + north) - height(points - north)
    return np.asarray(np.degrees(np.arctan(np.hypot(rise_east, rise_north) / (2000.0 * STEP_KM))), dtype=np.float64)


def is_land(shared: Path, degrees: Floats, grown_pixels: int) -> NDArray[np.bool_]:
    """Say which positions in degrees are land in the mask of the 1990s, grown by some pixels of about 0.9 km."""
    with rasterio.open(shared / DATA / "elevation" / "landmask_globe_30s.tif") as raster:
        mask = raster.read(1) > 0
        transform = raster.transform
    for _ in range(grown_pixels):
        padded = np.pad(mask, 1)
        mask = padded[1:-1, 1:-1] | padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:]
    column = np.floor((degrees[:, 0] - transform.c) / transform.a).astype(int)
    row = np.floor((degrees[:, 1] - transform.f) / transform.e).astype(int)
    return np.asarray(mask[row, column], dtype=np.bool_)
