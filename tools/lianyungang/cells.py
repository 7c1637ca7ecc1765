"""Cells: people, ages, values and ground on every part of a cell."""

from pathlib import Path

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from tools.lianyungang.ground import RESOLUTION, Ground, lay_ground, line_distance, read_areas
from tools.lianyungang.population import ages, by_day, residents
from tools.lianyungang.reference import plane, read_rows
from tools.lianyungang.sources_ground import CELLS
from tools.lianyungang.table_files import write_table
from tools.lianyungang.terrain import COAST_FILE

Floats = NDArray[np.float64]

SOURCES = (CELLS,)

VALUE_PER_RESIDENT = {
    "residential": 110_000.0,
    "commercial": 40_000.0,
    "industrial": 60_000.0,
    "infrastructure": 45_000.0,
    "agriculture": 5_000.0,
}
"""Replacement value by class, CNY per resident, assumed.

Dwellings: 42 m2 a person at 2,000 CNY/m2 and 30 % for contents, rounded. The sum, 260,000 CNY, is about 3.7 times an
output of 70,000 CNY a person, within the range of three to four that capital accounts give for China.
"""

PARKS = ("CHEM1", "CHEM2", "CHEM3", "PORT1", "AIR1", "NPP1", "PWR1")
"""Published positions by which industry gathers: parks and ports stand for all their firms, none is named."""

PARK_WEIGHTS = {"CHEM1": 6.0, "CHEM2": 1.5, "CHEM3": 1.5, "PORT1": 3.0, "AIR1": 0.3, "NPP1": 0.7, "PWR1": 0.7}
"""Weight of each as a place of industry, assumed."""

PARK_KM = 2.0
"""Distance over which industry around such a position falls to 1/e, assumed."""

PARK_SHARE = 0.5
"""Part of industry that stands there; the rest follows the people of the day, assumed."""

PARK_JOBS = 0.06
"""Part of the pull of work that parks and ports have, assumed."""


def build(shared: Path, out: Path, resolution: int = RESOLUTION) -> None:
    """Write ``cells.csv``; ``areas.csv`` and ``areas.geojson`` must be there."""
    ground = lay_ground(shared, out, resolution)
    populations = {row["code"]: int(row["population"]) for row in read_areas(out)}
    persons = residents(shared, ground, populations)
    aged = ages(shared, ground, persons)
    parks = park_shares(shared, ground)
    core = np.maximum(persons / np.maximum(ground.km2, 0.05), 1.0)
    pull = persons * core**0.5
    pull = (1 - PARK_JOBS) * pull / pull.sum() + PARK_JOBS * parks
    day = by_day(ground, persons, aged, pull)
    values = assets(ground, persons.astype(float), day.astype(float), parks)
    centres = plane(np.array([h3.cell_to_latlng(cell)[::-1] for cell in ground.cell.tolist()]))
    write(
        out,
        ground,
        {
            "share": ground.share,
            "population": persons,
            "population_day": day,
            "age_0_14": aged[:, 0],
            "age_15_59": aged[:, 1],
            "age_60_plus": aged[:, 2],
            **{f"assets_{name}": np.round(value, -3).astype(np.int64) for name, value in values.items()},
            "height_m": ground.row_mean(ground.height),
            "slope_deg": ground.row_mean(ground.slope),
            "land_share": ground.row_mean(ground.land),
            "coast_km": line_distance(shared, COAST_FILE, centres),
            "river_km": line_distance(shared, "water/rivers_wdbii.geojson", centres),
        },
    )


def write(out: Path, ground: Ground, columns: dict[str, Floats | NDArray[np.int64]]) -> None:
    """Write the table from its columns."""
    lists = {name: values.tolist() for name, values in columns.items()}
    rows = [
        {
            "h3": h3.int_to_str(cell),
            "area": ground.codes[area],
            **{name: values[row] for name, values in lists.items()},
            "synthetic": True,
            "source": CELLS["id"],
        }
        for row, (cell, area) in enumerate(zip(ground.cell.tolist(), ground.area.tolist(), strict=True))
    ]
    write_table(out, "cells", rows, {"share": 6, "height_m": 2, "slope_deg": 1, "land_share": 2})


def park_shares(shared: Path, ground: Ground) -> Floats:
    """Return the share of the parks' and ports' industry in every row, shape (rows,), sum 1."""
    positions = {row["id"]: row for row in read_rows(shared, "facilities/critical_facilities.csv")}
    everywhere = np.arange(len(ground.points))
    total = np.zeros(len(ground.cell))
    for name, weight in PARK_WEIGHTS.items():
        row = positions[name]
        position = plane(np.array([float(row["lon"]), float(row["lat"])]))
        around = np.exp(-ground.distance_to(everywhere, position) / PARK_KM)
        around = around * ground.land * np.exp(-ground.slope / 4.0) * ground.point_km2
        total += weight * np.bincount(ground.point_row, weights=around / around.sum(), minlength=len(ground.cell))
    return np.asarray(total / total.sum(), dtype=np.float64)


def assets(ground: Ground, night: Floats, day: Floats, parks: Floats) -> dict[str, Floats]:
    """Return the value of every class in every row, CNY, shape (rows,) each."""
    persons = night.sum()
    open_land = ground.km2 * ground.row_mean(ground.land * np.exp(-ground.slope / 4.0))
    fields = open_land / (1.0 + night / np.maximum(ground.km2, 1e-9) / 2000.0)
    patterns = {
        "residential": night / persons,
        "commercial": day / persons,
        "industrial": (1 - PARK_SHARE) * day / persons + PARK_SHARE * parks,
        "infrastructure": 0.7 * (night + day) / (2 * persons) + 0.3 * ground.km2 / ground.km2.sum(),
        "agriculture": fields / fields.sum(),
    }
    return {name: VALUE_PER_RESIDENT[name] * persons * pattern for name, pattern in patterns.items()}
