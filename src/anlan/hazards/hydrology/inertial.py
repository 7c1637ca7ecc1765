"""Flow over the ground: the local inertial form of the shallow-water equations on any mesh of cells."""

from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int64]

GRAVITY = 9.80665
"""Standard acceleration of free fall, m/s2."""

COURANT = 0.7
"""Part of the longest stable step that is taken (alpha of Bates et al. 2010, eq. 14)."""

LONGEST_STEP_S = 60.0
"""Longest step, s; taken while there is hardly any water."""

WET_M = 1e-3
"""Depth from which water flows, m."""

OUTSIDE = -1
"""Cell beyond an edge through which water leaves."""

SQUARE_METRES = 1e6
"""Square metres in a square kilometre."""


@dataclass(frozen=True)
class Mesh:
    """Cells and the edges between them.

    Parameters
    ----------
    left, right
        int64 (e,), cells on the two sides of each edge; `right` is `OUTSIDE` where water leaves freely.
    width, distance
        Length of each edge and distance between the middles of its cells, m, (e,).
    ground, area
        Height (m) and surface (m2, positive) of each cell, (c,).
    """

    left: IndexArray
    right: IndexArray
    width: FloatArray
    distance: FloatArray
    ground: FloatArray
    area: FloatArray

    @classmethod
    def of(cls, city: City, surface_km2: FloatArray) -> "Mesh":
        """Return the mesh of a city's cells; cells without land and all beyond the city are outside.

        An H3 cell is taken as a regular hexagon of its surface A: the middles of neighbours are sqrt(2 A / sqrt 3)
        apart and share an edge of that length over sqrt 3.

        Parameters
        ----------
        city
            City with heights.
        surface_km2
            Land of each cell, km2, (c,).
        """
        cells = city.cells
        place = {cell: index for index, cell in enumerate(cells.h3.tolist()) if surface_km2[index] > 0.0}
        pairs = [
            (index, place.get(other, OUTSIDE))
            for cell, index in place.items()
            for other in h3.grid_ring(cell, 1)
            if place.get(other, OUTSIDE) == OUTSIDE or place[other] > index
        ]
        left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        distance = np.sqrt(2.0 / np.sqrt(3.0) * cells.area_km2[left] * SQUARE_METRES)
        area = np.maximum(surface_km2, 1e-3) * SQUARE_METRES
        return cls(left.copy(), right.copy(), distance / np.sqrt(3.0), distance, cells.height_m, area)

    def edges_of_cells(self) -> tuple[IndexArray, IndexArray]:
        """Return the edges of each cell: edges[first[c]:first[c + 1]]."""
        inner = np.flatnonzero(self.right >= 0)
        cell = np.concatenate([self.left, self.right[inner]])
        edge = np.concatenate([np.arange(self.left.size), inner])
        order = np.argsort(cell, kind="stable")
        first = np.searchsorted(cell[order], np.arange(self.ground.size + 1))
        return edge[order].astype(np.int64), first.astype(np.int64)


@dataclass(frozen=True)
class Hydrograph:
    """Inflow of water into one cell.

    Parameters
    ----------
    time
        Ascending times, s, (t,), from 0.
    flow
        Discharge at these times, m3/s, (t,); straight between them and none after the last.
    """

    time: FloatArray
    flow: FloatArray

    @property
    def volume(self) -> float:
        """Water that flows in, m3."""
        return float(np.trapezoid(self.flow, self.time))


@dataclass(frozen=True)
class Flow:
    """What a simulation ends with.

    Parameters
    ----------
    deepest
        Greatest depth of each cell, m, (c,).
    depth
        Depth at the end, m, (c,).
    left
        Water that has left, m3.
    """

    deepest: FloatArray
    depth: FloatArray
    left: float


def simulate(mesh: Mesh, source: int, inflow: Hydrograph, seconds: float, roughness: float) -> Flow:
    """Let water flow in at a cell of dry ground and follow it.

    Bates, Horritt and Fewtrell (2010), A simple inertial formulation of the shallow water equations for efficient
    two-dimensional flood inundation modelling, J. Hydrology 387, 33-45: discharge per metre of an edge by eq. 11,
    q' = (q - g h dt S) / (1 + g h dt n^2 |q| / h^(10/3)) with the slope S of the water surface and the depth h between
    the higher surface and the higher ground; depth by continuity, eq. 12; step by eq. 14. No cell gives more than it
    holds: what leaves a cell in a step is scaled down to its water.

    Parameters
    ----------
    mesh
        Cells and edges.
    source
        Cell into which the water comes.
    inflow
        Its course.
    seconds
        Time to follow it, s.
    roughness
        Manning's n, s/m^(1/3).
    """
    edges, first = mesh.edges_of_cells()
    deepest, depth, left = _run(
        mesh.left, mesh.right, mesh.width, mesh.distance, mesh.ground, mesh.area, edges, first,
        source, inflow.time, inflow.flow, seconds, roughness,
    )  # fmt: skip
    return Flow(deepest, depth, left)


@compiled
def _run(
    left: IndexArray,
    right: IndexArray,
    width: FloatArray,
    distance: FloatArray,
    ground: FloatArray,
    area: FloatArray,
    edges: IndexArray,
    first: IndexArray,
    source: int,
    time: FloatArray,
    flow: FloatArray,
    seconds: float,
    roughness: float,
) -> tuple[FloatArray, FloatArray, float]:
    """March in time over the edges of cells that have ever been wet."""
    depth, deepest, leaving = np.zeros(ground.size), np.zeros(ground.size), np.zeros(ground.size)
    discharge = np.zeros(left.size)
    active, wet, known = np.empty(left.size, np.int64), np.empty(ground.size, np.int64), np.zeros(ground.size, np.bool_)
    listed = np.zeros(left.size, np.bool_)
    wet[0], known[source] = source, True
    cells, count, done = 1, 0, 0
    now, gone, shortest = 0.0, 0.0, distance.min()
    while now < seconds:
        for place in range(done, cells):
            for entry in range(first[wet[place]], first[wet[place] + 1]):
                if not listed[edges[entry]]:
                    listed[edges[entry]] = True
                    active[count] = edges[entry]
                    count += 1
        done = cells
        highest = WET_M
        for place in range(cells):
            highest = max(highest, depth[wet[place]])
        coming = _volume(time, flow, now + LONGEST_STEP_S) - _volume(time, flow, now)
        highest = max(highest, depth[source] + coming / area[source])
        step = min(COURANT * shortest / np.sqrt(GRAVITY * highest), LONGEST_STEP_S, seconds - now)
        _accelerate(active[:count], left, right, distance, ground, depth, discharge, step, roughness)
        gone += _move(active[:count], wet[:cells], left, right, width, area, depth, discharge, leaving, step)
        come = _volume(time, flow, now + step) - _volume(time, flow, now)
        depth[source] += come / area[source]
        cells = _spread(active[:count], left, right, depth, known, wet, cells)
        for place in range(cells):
            deepest[wet[place]] = max(deepest[wet[place]], depth[wet[place]])
        now += step
    return deepest, depth, gone


@compiled
def _accelerate(
    active: IndexArray,
    left: IndexArray,
    right: IndexArray,
    distance: FloatArray,
    ground: FloatArray,
    depth: FloatArray,
    discharge: FloatArray,
    step: float,
    roughness: float,
) -> None:
    """Bring the discharge of every edge to the end of a step; Bates et al. 2010, eq. 11."""
    for edge in active:
        one, other = left[edge], right[edge]
        here = ground[one] + depth[one]
        there = ground[one] if other < 0 else ground[other] + depth[other]
        sill = ground[one] if other < 0 else max(ground[one], ground[other])
        deep = max(here, there) - sill
        if deep <= WET_M:
            discharge[edge] = 0.0
            continue
        slope = (there - here) / distance[edge]
        friction = GRAVITY * step * roughness * roughness * abs(discharge[edge]) / (deep * deep * np.cbrt(deep))
        discharge[edge] = (discharge[edge] - GRAVITY * deep * step * slope) / (1.0 + friction)


@compiled
def _move(
    active: IndexArray,
    wet: IndexArray,
    left: IndexArray,
    right: IndexArray,
    width: FloatArray,
    area: FloatArray,
    depth: FloatArray,
    discharge: FloatArray,
    leaving: FloatArray,
    step: float,
) -> float:
    """Move the water of a step and return what has left; Bates et al. 2010, eq. 12."""
    for cell in wet:
        leaving[cell] = 0.0
    for edge in active:
        if discharge[edge] > 0.0:
            leaving[left[edge]] += discharge[edge] * width[edge] * step
        elif discharge[edge] < 0.0:
            leaving[right[edge]] -= discharge[edge] * width[edge] * step
    for cell in wet:  # the part of what would leave that the cell can give
        leaving[cell] = min(1.0, depth[cell] * area[cell] / leaving[cell]) if leaving[cell] > 0.0 else 1.0
    gone = 0.0
    for edge in active:
        one, other = left[edge], right[edge]
        giver = one if discharge[edge] > 0.0 else other
        if discharge[edge] == 0.0:
            continue
        discharge[edge] *= leaving[giver]
        moved = discharge[edge] * width[edge] * step
        depth[one] = max(depth[one] - moved / area[one], 0.0)
        if other < 0:
            gone += moved
        else:
            depth[other] = max(depth[other] + moved / area[other], 0.0)
    return gone


@compiled
def _spread(
    active: IndexArray,
    left: IndexArray,
    right: IndexArray,
    depth: FloatArray,
    known: NDArray[np.bool_],
    wet: IndexArray,
    cells: int,
) -> int:
    """Add the cells that have become wet to the list and return its length."""
    for edge in active:
        for cell in (left[edge], right[edge]):
            if cell >= 0 and not known[cell] and depth[cell] > 0.0:
                known[cell] = True
                wet[cells] = cell
                cells += 1
    return cells


@compiled
def _volume(time: FloatArray, flow: FloatArray, until: float) -> float:
    """Water that has come by a time, m3."""
    total = 0.0
    for part in range(time.size - 1):
        if until <= time[part]:
            break
        end = min(until, time[part + 1])
        share = (end - time[part]) / (time[part + 1] - time[part])
        at_end = flow[part] + share * (flow[part + 1] - flow[part])
        total += 0.5 * (flow[part] + at_end) * (end - time[part])
    return total
