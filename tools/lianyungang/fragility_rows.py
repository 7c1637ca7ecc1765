"""Further hazards in which nodes and links fail: the table `fragilities`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import h3

from tools.lianyungang.geography import read_table
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

SOURCE: Source = {
    "id": "fragilities-synthetic",
    "kind": "synthetic",
    "title": "Which further hazards break a node or link",
    "licence": "CC0-1.0",
    "method": "By what the component is; surge where the ground is at 6 m or less within 25 km of the coast, river "
    "flood at 12 m or less within 12 km of a river, rain flood everywhere; of a link, where either end is",
    "seed": SEED,
    "constraint": "Every substation, pump, mast, exchange, road and bridge has a function of earthquake or wind and "
    "one of flood; the functions are judgements",
}

SURGE_KM, SURGE_M = 25.0, 6.0
RIVER_KM, RIVER_M = 12.0, 12.0
"""Where surge and river floods are looked for; beyond, the hazards of this city reach nothing (assumed)."""

FURTHER = {
    "quake-substation": ("substation",),
    "quake-switchroom": ("substation",),
    "quake-works": ("works",),
    "quake-pump": ("works",),
    "wind-mast": ("mast",),
    "flood-road": ("road",),
    "quake-bridge": ("bridge",),
}
"""Functions of flood, without the kind of water, that go with the function in a component's own row."""

DRY = {
    "wind-line": ("quake-line",), "wind-distribution": ("quake-line",), "wind-mast": ("quake-mast",),
    "wind-cable": ("quake-cable",), "quake-switchroom": ("wind-streets",),
}  # fmt: skip
"""Functions of earthquake that go with one of wind, and the reverse."""

VIADUCTS = frozenset({"expressway", "ramp", "railway"})
"""Classes that stand far above the water and have no function of flood."""


@dataclass(frozen=True)
class Lie:
    """Whether the sea and rivers may reach a position."""

    surge: bool
    river: bool


class Ground:
    """Where water may come, from the table of cells."""

    def __init__(self, out: Path) -> None:
        self._cells: dict[str, Lie] = {}
        for row in read_table(out, "cells"):
            height, coast, river = (float(row[name] or 0.0) for name in ("height_m", "coast_km", "river_km"))
            self._cells[row["h3"]] = Lie(
                coast <= SURGE_KM and height <= SURGE_M, river <= RIVER_KM and height <= RIVER_M
            )
        self._resolution = h3.get_resolution(next(iter(self._cells)))

    def lie(self, row: Row) -> Lie:
        """Return what may reach a node; nothing outside the city."""
        cell = h3.latlng_to_cell(float(str(row["lat"])), float(str(row["lon"])), self._resolution)
        return self._cells.get(cell, Lie(surge=False, river=False))


def wet(ends: Iterable[Lie]) -> list[str]:
    """Return the kinds of water that may reach a component."""
    ends = list(ends)
    kinds = ["flood"]
    kinds += ["river"] if any(end.river for end in ends) else []
    return kinds + (["surge"] if any(end.surge for end in ends) else [])


def further(row: Row, ends: Sequence[Lie]) -> Iterator[str]:
    """Yield the functions of a component beside that in its own row."""
    own = str(row.get("fragility") or "")
    yield from DRY.get(own, ())
    if row.get("link_class") in VIADUCTS:
        return
    for kind in wet(ends):
        for name in FURTHER.get(own, ()):
            if f"{kind}-{name}" != own:
                yield f"{kind}-{name}"


def fragilities(nodes: Sequence[Row], links: Sequence[Row], out: Path) -> list[Row]:
    """Return the rows of the table."""
    ground = Ground(out)
    lies = {row["id"]: ground.lie(row) for row in nodes}
    found = [(row["id"], name) for row in nodes for name in further(row, [lies[row["id"]]])]
    for row in links:
        found += [(row["id"], name) for name in further(row, [lies[row["from_node"]], lies[row["to_node"]]])]
    constant = {"synthetic": True, "source": SOURCE["id"]}
    return [{"component": name, "function": function, **constant} for name, function in found]
