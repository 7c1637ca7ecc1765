"""Fewer points of an outline, one at a time, outwards only and as little as can be.

Two steps take one point away and add a triangle to the surface: a corner that points inwards is cut off, or two
corners that point outwards become the one at which the edges beside them meet. The step with the smallest triangle
comes first (Visvalingam and Whyatt 1993 rank points by the same triangle, but also take corners that point outwards,
which leaves people out); a step whose triangle touches other parts of the outline is not made. Steps that stay within
a given shape, the cells that are covered anyway, come before all others.
"""

import heapq
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

DECIMALS = 6
"""Decimals of new points, degrees: 0.1 m."""

PUSHES = (1.5e-6, 6e-6, 2.4e-5)
"""How far beyond the place where two edges meet the new corner is set, degrees, so that rounding leaves nobody out; the
shortest that is enough."""

Point = tuple[float, float]


class _Step(NamedTuple):
    """A step: the points that it needs in a row, and the corner that takes the place of the inner ones, if any."""

    surface: float
    order: int
    points: tuple[int, ...]
    corner: Point | None


class _Outline:
    """Rings as linked points; outer rings run anticlockwise and holes clockwise, so that the area lies on the left."""

    def __init__(self, polygons: Sequence[Polygon]) -> None:
        self.xy: list[Point] = []
        self.before: list[int] = []
        self.after: list[int] = []
        self.ring: list[int] = []
        self.alive: list[bool] = []
        self.sizes: list[int] = []
        self.shape: list[list[int]] = []
        for polygon in shapely.orient_polygons(np.array(polygons, dtype=object)):
            self.shape.append([self._add_ring(ring) for ring in (polygon.exterior, *polygon.interiors)])
        count = len(self.xy)  # a step makes one point at most and takes one or two away: twice as many is enough
        self._points = np.concatenate([np.array(self.xy), np.zeros((count, 2))])
        self._after = np.concatenate([np.array(self.after), np.zeros(count, dtype=np.int64)])
        self._alive = np.arange(2 * count) < count

    def _add_ring(self, ring: BaseGeometry) -> int:
        points = [(x, y) for x, y in shapely.get_coordinates(ring)[:-1].tolist()]
        first, count, number = len(self.xy), len(points), len(self.sizes)
        self.xy += points
        self.before += [first + (place - 1) % count for place in range(count)]
        self.after += [first + (place + 1) % count for place in range(count)]
        self.ring += [number] * count
        self.alive += [True] * count
        self.sizes.append(count)
        return number

    @property
    def points(self) -> int:
        """Points of all rings, closing ones included."""
        return sum(self.sizes) + len(self.sizes)

    def holds(self, points: tuple[int, ...]) -> bool:
        """Say whether points still follow one another."""
        return self.alive[points[0]] and all(
            self.alive[after] and self.after[point] == after for point, after in pairwise(points)
        )

    def make(self, step: _Step) -> list[int]:
        """Make a step; return the points around which others have changed."""
        first, last = step.points[0], step.points[-1]
        for point in step.points[1:-1]:
            self.alive[point] = self._alive[point] = False
        self.sizes[self.ring[first]] -= 1
        if step.corner is None:
            self.after[first] = self._after[first] = last
            self.before[last] = first
            return [self.before[first], first, last]
        new = len(self.xy)
        self.xy.append(step.corner)
        self.before.append(first)
        self.after.append(last)
        self.ring.append(self.ring[first])
        self.alive.append(True)
        self.after[first] = self.before[last] = self._after[first] = new
        self._points[new], self._after[new], self._alive[new] = step.corner, last, True
        return [self.before[first], first, new, last]

    def polygons(self) -> list[Polygon]:
        """Return the polygons as they are now."""
        start = {self.ring[point]: point for point, alive in enumerate(self.alive) if alive}
        rings = [list(self._walk(start[number])) for number in range(len(self.sizes))]
        return [Polygon(rings[outer], [rings[hole] for hole in holes]) for outer, *holes in self.shape]

    def _walk(self, start: int) -> Iterator[Point]:
        at = start
        while True:
            yield self.xy[at]
            at = self.after[at]
            if at == start:
                return

    def edges(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Return first and last point of every edge, and the coordinates of all points ever, (n, 2)."""
        alive = np.flatnonzero(self._alive)
        return alive, self._after[alive], self._points


def outwards(shape: BaseGeometry, points: int, within: BaseGeometry | None) -> list[Polygon]:
    """Return polygons of at most so many points that cover a shape, or the fewest that were found.

    Parameters
    ----------
    shape
        Valid polygons in degrees.
    points
        Points of all rings, closing ones included.
    within
        Shape that is not left as long as a step can be made within it.
    """
    outline = _Outline(list(shapely.get_parts(shape)))
    if within is not None:
        shapely.prepare(within)
        _reduce(outline, points, within)
    _reduce(outline, points, None)
    return outline.polygons()


def _reduce(outline: _Outline, points: int, within: BaseGeometry | None) -> None:
    """Make steps, the smallest first, until there are few points or no step is left."""
    steps: list[_Step] = []
    order = 0

    def push(places: Sequence[int]) -> None:
        nonlocal order
        for place in places:
            for step in _steps(outline, place, order):
                heapq.heappush(steps, step)
                order += 1

    push([point for point, alive in enumerate(outline.alive) if alive])
    while steps and outline.points > points:
        step = heapq.heappop(steps)
        if not outline.holds(step.points) or outline.sizes[outline.ring[step.points[0]]] <= 3:
            continue
        if step.surface == 0.0 or _allowed(outline, step, within):  # a point on a straight line goes at once
            push(outline.make(step))


def _steps(outline: _Outline, first: int, order: int) -> Iterator[_Step]:
    """Yield the steps that begin at a point."""
    second = outline.after[first]
    third = outline.after[second]
    fourth = outline.after[third]
    a, b, c, d = (outline.xy[point] for point in (first, second, third, fourth))
    turn = _twice(a, b, c)
    if turn <= 0.0 and first != third:
        yield _Step(-turn, order, (first, second, third), None)
    elif turn > 0.0 and _twice(b, c, d) > 0.0 and len({first, second, third, fourth}) == 4:
        corner = _meeting(a, b, c, d)
        if corner is not None:
            yield _Step(abs(_twice(b, corner, c)), order, (first, second, third, fourth), corner)


def _twice(a: Point, b: Point, c: Point) -> float:
    """Return twice the surface of a triangle; above zero where it turns to the left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _meeting(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Return the point where the edges ab and dc meet beyond b and c, a little further out; None where they part."""
    px, py, qx, qy = b[0] - a[0], b[1] - a[1], c[0] - d[0], c[1] - d[1]
    across = px * qy - py * qx
    if across >= 0.0:
        return None
    along = ((d[0] - a[0]) * qy - (d[1] - a[1]) * qx) / across
    x, y = a[0] + along * px, a[1] + along * py
    outx, outy = x - (b[0] + c[0]) / 2.0, y - (b[1] + c[1]) / 2.0
    far = float(np.hypot(outx, outy))
    if far == 0.0:
        return None
    for push in PUSHES:
        corner = (round(x + push * outx / far, DECIMALS), round(y + push * outy / far, DECIMALS))
        beside = _twice(a, corner, b) > 0.0 and _twice(corner, d, c) > 0.0
        if beside and abs(corner[0]) <= 180.0 and abs(corner[1]) < 90.0:
            return corner
    return None


def _triangle(outline: _Outline, step: _Step) -> list[Point]:
    """Return the surface that a step adds, with the slivers beside a new corner."""
    points = [outline.xy[point] for point in step.points]
    return points if step.corner is None else [points[0], step.corner, points[3], points[2], points[1]]


def _allowed(outline: _Outline, step: _Step, within: BaseGeometry | None) -> bool:
    """Say whether what a step adds lies within a shape and touches no other part of the outline.

    The edges beside it may touch it at their ends.
    """
    triangle = _triangle(outline, step)
    added = Polygon(triangle)
    if not added.is_valid or (within is not None and not within.covers(added)):
        return False
    first, last, xy = outline.edges()
    low, high = np.min(triangle, axis=0), np.max(triangle, axis=0)
    one, other = xy[first], xy[last]
    near = np.flatnonzero((np.minimum(one, other) <= high).all(axis=1) & (np.maximum(one, other) >= low).all(axis=1))
    own = np.isin(first[near], step.points[:-1]) & np.isin(last[near], step.points[1:])
    near = near[~own]
    lines = np.asarray(shapely.linestrings(np.stack([one[near], other[near]], axis=1)), dtype=object)
    neighbours = (last[near] == step.points[0]) | (first[near] == step.points[-1])
    if shapely.intersects(lines[~neighbours], added).any():
        return False
    return bool((shapely.get_type_id(shapely.intersection(lines[neighbours], added)) == 0).all())
