"""Seats without a published position, and township outlines as a power diagram of the seats."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from tools.lianyungang.reference import degrees

SPACING_KM = 0.4
"""Distance of the sample points by which areas are measured while seats and weights are found."""

ROUNDS = 40
"""Rounds of relaxation of the seats."""

PULL = 0.5
"""Part of the way that a seat moves towards the centre of its share in one round."""

KEEP = 0.35
"""A seat keeps at least this part of the distance to its neighbour on its own side of the boundary."""

GRID = 1e-6
"""Grid of the coordinates, degrees: about 0.1 m."""


def sample_points(outline: BaseGeometry) -> NDArray[np.float64]:
    """Return regular points inside an outline of the local plane, km, shape (n, 2)."""
    west, south, east, north = outline.bounds
    x, y = np.meshgrid(np.arange(west, east, SPACING_KM), np.arange(south, north, SPACING_KM))
    inside = shapely.contains_xy(outline, x.ravel(), y.ravel())
    return np.asarray(np.column_stack([x.ravel(), y.ravel()])[inside], dtype=np.float64)


def nearest(points: NDArray[np.float64], seats: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return for each point the seat of smallest power distance: squared distance less the seat's weight, km2."""
    squared = ((points[:, None, :] - seats[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(np.argmin(squared - weights, axis=1), dtype=np.intp)


def place_seats(
    outline: BaseGeometry,
    known: Mapping[str, tuple[float, float]],
    about: Mapping[str, tuple[float, float, float]],
    codes: Sequence[str],
    generator: np.random.Generator,
) -> NDArray[np.float64]:
    """Place every seat of a district.

    Known seats stay. The others start at a random place (within their radius where one is given) and move by Lloyd's
    relaxation (Lloyd 1982, IEEE Trans. Inf. Theory 28, 129-137) towards the centre of the ground nearest to them,
    never out of their radius or the district.

    Parameters
    ----------
    outline
        Main part of the district in the local plane, km.
    known, about
        Positions in km: (x, y), and (x, y, radius).
    codes
        Townships in the order of the result.
    generator
        Source of the starting positions.

    Returns
    -------
    numpy.ndarray
        Seats in km, shape (townships, 2).
    """
    points = sample_points(shapely.buffer(outline, -SPACING_KM))
    seats = np.empty((len(codes), 2))
    for index, code in enumerate(codes):
        if code in known:
            seats[index] = known[code]
        else:
            seats[index] = points[generator.choice(np.flatnonzero(allowed(points, about.get(code))))]
    free = {index: points[allowed(points, about.get(code))] for index, code in enumerate(codes) if code not in known}
    return relaxed(points, seats, free)


def relaxed(
    points: NDArray[np.float64], seats: NDArray[np.float64], free: Mapping[int, NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Move the free seats, each among the points that it may take, towards the centre of the ground nearest to it."""
    seats = seats.copy()
    for _ in range(ROUNDS):
        owner = nearest(points, seats, np.zeros(len(seats)))
        for index, open_to in free.items():
            own = points[owner == index]
            if len(own):
                target = seats[index] + PULL * (own.mean(axis=0) - seats[index])
                seats[index] = open_to[np.argmin(((open_to - target) ** 2).sum(axis=1))]
    return seats


def allowed(points: NDArray[np.float64], about: tuple[float, float, float] | None) -> NDArray[np.bool_]:
    """Say which points lie within the radius that is given for a seat; the nearest one when none does."""
    if about is None:
        return np.ones(len(points), dtype=np.bool_)
    distance = np.hypot(points[:, 0] - about[0], points[:, 1] - about[1])
    return distance <= max(about[2], float(distance.min()))


def balance(
    outline: BaseGeometry, seats: NDArray[np.float64], targets: NDArray[np.float64], rounds: int = 200
) -> NDArray[np.float64]:
    """Find the weights of a power diagram whose parts come near to the target areas.

    Gradient steps on the weights (Aurenhammer, Hoffmann and Aronov 1998, Algorithmica 20, 61-76), held so that every
    seat stays inside its own part.

    Parameters
    ----------
    outline
        Main part of the district in the local plane, km.
    seats
        Shape (n, 2), km.
    targets
        Wanted areas in any unit, shape (n,).
    rounds
        Number of steps.

    Returns
    -------
    numpy.ndarray
        Weights in km2, shape (n,).
    """
    points = sample_points(outline)
    wanted = targets / targets.sum() * outline.area
    distance = np.hypot(*(seats[:, None, :] - seats[None, :, :]).transpose(2, 0, 1))
    limit = (1.0 - 2.0 * KEEP) * distance**2
    np.fill_diagonal(limit, np.inf)
    weights = np.zeros(len(seats))
    for _ in range(rounds):
        counts = np.bincount(nearest(points, seats, weights), minlength=len(seats)) * SPACING_KM**2
        step = 0.15 * (wanted - counts)
        weights = held(weights + step, limit)
    return np.round(weights, 6)


def held(weights: NDArray[np.float64], limit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lower weights until no difference of two exceeds its limit."""
    for _ in range(len(weights)):
        lowered = np.minimum(weights, (weights[None, :] + limit).min(axis=1))
        if np.array_equal(lowered, weights):
            break
        weights = lowered
    return np.asarray(weights - weights.mean(), dtype=np.float64)


def power_parts(outline: BaseGeometry, seats: NDArray[np.float64], weights: NDArray[np.float64]) -> list[BaseGeometry]:
    """Return the part of the outline that belongs to each seat: intersections of half planes, km."""
    west, south, east, north = outline.bounds
    reach = 2.0 * max(east - west, north - south)
    parts: list[BaseGeometry] = []
    for index, seat in enumerate(seats):
        part: BaseGeometry = shapely.box(west - 1, south - 1, east + 1, north + 1)
        for other, neighbour in enumerate(seats):
            if other == index or part.is_empty:
                continue
            part = part.intersection(half_plane(seat, neighbour, weights[index] - weights[other], reach))
        parts.append(part.intersection(outline))
    return parts


def half_plane(seat: NDArray[np.float64], other: NDArray[np.float64], lead: float, reach: float) -> Polygon:
    """Return a large square on the seat's side of the line of equal power distance to another seat."""
    away = other - seat
    distance = float(np.hypot(*away))
    along = away / distance
    across = np.array([-along[1], along[0]])
    foot = seat + along * (distance / 2 + lead / (2 * distance))
    corners = [foot + across * reach, foot - across * reach]
    corners += [corners[1] - along * 2 * reach, corners[0] - along * 2 * reach]
    return Polygon(corners)


def whole_parts(outline: BaseGeometry) -> tuple[Polygon, list[Polygon]]:
    """Split an outline into its largest polygon and the others."""
    polygons = sorted(getattr(outline, "geoms", [outline]), key=lambda polygon: -polygon.area)
    return polygons[0], polygons[1:]


def tile(
    districts: Mapping[str, BaseGeometry], parts: Mapping[str, Mapping[str, BaseGeometry]]
) -> dict[str, BaseGeometry]:
    """Turn the parts of all districts into outlines that share their vertices exactly.

    All boundaries are cut at each other on a grid of `GRID`, the faces between them are formed anew, and each face
    goes to the township whose part holds its inner point: no gap, no overlap, no sliver.

    Parameters
    ----------
    districts
        Outline by district, degrees.
    parts
        District -> township -> part, in the local plane, km.

    Returns
    -------
    dict
        Township -> outline in degrees.
    """
    pieces = {
        code: shapely.transform(part, degrees) for townships in parts.values() for code, part in townships.items()
    }
    inner = [
        pieces[code].boundary.intersection(shapely.buffer(districts[district], 2 * GRID))
        for district, townships in parts.items()
        for code in townships
    ]
    lines = shapely.union_all([*(district.boundary for district in districts.values()), *inner], grid_size=GRID)
    faces = [face for face in shapely.polygonize([lines]).geoms if face.area > 0]
    codes = list(pieces)
    shapes = [pieces[code] for code in codes]
    tree = shapely.STRtree(shapes)
    land = shapely.union_all([shapely.buffer(district, GRID) for district in districts.values()])
    owned: dict[str, list[BaseGeometry]] = {code: [] for code in codes}
    for face in faces:
        point = shapely.point_on_surface(face)
        if land.contains(point):
            owned[codes[int(tree.query_nearest(point)[0])]].append(face)
    return {code: as_multi(shapely.union_all(found)) for code, found in owned.items()}


def as_multi(shape: BaseGeometry) -> BaseGeometry:
    """Return a polygon, or a multipolygon when there is more than one; rings in a fixed order and direction."""
    fixed = shapely.normalize(shape)
    if isinstance(fixed, MultiPolygon) and len(fixed.geoms) == 1:
        return fixed.geoms[0]
    return fixed
