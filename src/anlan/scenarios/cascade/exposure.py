"""How hard an event hits each component, and its chance of failure."""

from collections.abc import Sequence
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City

FloatArray = NDArray[np.float64]

STEPS_PER_CELL = 2.0
"""Points per mean width of a cell at which the line of a link is looked at."""


@dataclass(frozen=True, eq=False)
class Exposure:
    """Where the components that may fail lie and how they fail.

    Parameters
    ----------
    components
        Number c of components, those that cannot fail in this hazard too.
    breakable
        int64[b], components that may fail; one with several functions occurs several times.
    turn
        int64[b], how many functions of the same component come before.
    first, cell
        int64[b + 1], int64[z]: cells of each of them; a node lies in one, a link crosses all between its ends.
    function
        int64[b], index into `curves`.
    curves
        Intensities and chances of failure of each function, ascending.
    """

    components: int
    breakable: NDArray[np.int64]
    turn: NDArray[np.int64]
    first: NDArray[np.int64]
    cell: NDArray[np.int64]
    function: NDArray[np.int64]
    curves: tuple[tuple[FloatArray, FloatArray], ...]

    def chance(self, intensity: NDArray[np.float32]) -> FloatArray:
        """Return the chance of failure of every component.

        The intensity of a link is the largest over its cells: it is broken where it is hit hardest. Intensity zero
        means that the hazard does not reach the cell, and nothing fails there. Of several functions of a component
        each may break it: 1 - prod(1 - p).

        Parameters
        ----------
        intensity
            By event and cell, (k, cells).

        Returns
        -------
        float64 (k, c), 1.
        """
        found = np.zeros((len(intensity), self.components))
        if not self.breakable.size:
            return found
        largest = np.maximum.reduceat(intensity[:, self.cell], self.first[:-1], axis=1).astype(np.float64)
        for index, (knots, mean) in enumerate(self.curves):
            for turn in range(int(self.turn.max()) + 1):
                mine = np.flatnonzero((self.function == index) & (self.turn == turn))
                chance = np.where(largest[:, mine] > 0.0, np.interp(largest[:, mine], knots, mean), 0.0)
                at = self.breakable[mine]
                found[:, at] += chance * (1.0 - found[:, at])
        return found


def functions_of(city: City, nodes: Sequence[str], links: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the functions of each node and link, those of all hazards: of its own row, then of `fragilities`.

    A further function goes to the node where a node and a link share a name.
    """
    own = [dict(city.table(table).select("id", "fragility").iter_rows()) for table in ("nodes", "links")]
    found: list[dict[str | None, None]] = [{own[0][name]: None} for name in nodes]
    found += [{own[1][name]: None} for name in links]
    place = {name: len(nodes) + index for index, name in enumerate(links)}
    place |= {name: index for index, name in enumerate(nodes)}
    for component, function in city.table("fragilities").select("component", "function").iter_rows():
        found[place[component]][function] = None
    return [tuple(name for name in names if name is not None) for names in found]


def exposure_of(
    city: City, kind: str, functions: Sequence[Sequence[str]], lines: FloatArray
) -> tuple[Exposure, NDArray[np.int64]]:
    """Find the cells and the functions of all components.

    Parameters
    ----------
    city
        The city.
    kind
        Hazard; functions of other hazards do not count.
    functions
        Functions of each of the c components.
    lines
        float64 (c, 4), degrees: longitude and latitude of both ends; a node has the same twice.

    Returns
    -------
    The exposure, and the components that have a function but lie in no cell of the city, int64.
    """
    rows = city.table("vulnerability_functions").filter((pl.col("hazard") == kind) & (pl.col("target") == "component"))
    place = {name: index for index, name in enumerate(rows["id"].to_list())}
    points = city.table("vulnerability_points").sort("function", "intensity")
    curves = []
    for name in place:
        mine = points.filter(pl.col("function") == name)
        curves.append((mine["intensity"].to_numpy().astype(np.float64), mine["mean"].to_numpy().astype(np.float64)))
    cells = {cell: index for index, cell in enumerate(city.cells.h3.tolist())}
    resolution = h3.get_resolution(next(iter(cells)))
    width = float(np.sqrt(np.median(city.cells.area_km2)))
    found = list[tuple[int, int, int, list[int]]]()
    outside = list[int]()
    for component, names in enumerate(functions):
        own = [place[name] for name in names if name in place]
        crossed = _crossed(lines[component], cells, resolution, width) if own else []
        if crossed:
            found.extend((component, turn, function, crossed) for turn, function in enumerate(own))
        elif own:
            outside.append(component)
    sizes = np.array([len(crossed) for *_, crossed in found], dtype=np.int64)
    exposure = Exposure(
        components=len(functions),
        breakable=np.array([component for component, *_ in found], dtype=np.int64),
        turn=np.array([turn for _, turn, _, _ in found], dtype=np.int64),
        first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        cell=np.array([cell for *_, crossed in found for cell in crossed], dtype=np.int64),
        function=np.array([function for _, _, function, _ in found], dtype=np.int64),
        curves=tuple(curves),
    )
    return exposure, np.array(outside, dtype=np.int64)


def _crossed(line: FloatArray, cells: dict[int, int], resolution: int, width: float) -> list[int]:
    """Return the indices of the city's cells along a straight line."""
    east = (line[2] - line[0]) * np.cos(np.radians((line[1] + line[3]) / 2.0))
    length = 111.2 * float(np.hypot(east, line[3] - line[1]))  # km in a degree of the mean sphere
    at = np.linspace(0.0, 1.0, 1 + int(np.ceil(STEPS_PER_CELL * length / width)))
    lon, lat = line[0] + at * (line[2] - line[0]), line[1] + at * (line[3] - line[1])
    names = (h3.latlng_to_cell(y, x, resolution) for x, y in zip(lon.tolist(), lat.tolist(), strict=True))
    return sorted({cells[name] for name in names if name in cells})
