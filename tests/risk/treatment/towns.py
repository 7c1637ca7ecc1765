"""A town of two districts with measures that a test chooses, and treatments that need no events."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards import EventSet
from anlan.risk.treatment import CONSEQUENCES, Combinations, Measure, Rule, Treatment
from tests.city.packages import town
from tests.risk.event_sets import event_set

FUNCTIONS = """id,hazard,target,intensity_unit,confidence
flood-dead,rain_flood,killed,m,assumption
flood-moved,rain_flood,displaced,m,assumption
flood-homes,rain_flood,residential,m,assumption
flood-crops,rain_flood,agriculture,m,assumption
"""

POINTS = """function,intensity,mean
flood-dead,0,0
flood-dead,3,0.01
flood-moved,0.5,0
flood-moved,3,0.8
flood-homes,0,0
flood-homes,1,0.4
flood-homes,3,0.9
flood-crops,0.2,0
flood-crops,1,1
"""


def base_town(folder: Path) -> City:
    """Load the town: 10 people by night and 20 by day, homes and crops in each row of cells; no measures."""
    package = town()
    rows = [line for line in package.files["cells.csv"].splitlines() if line]
    rows[0] += ",population_day,assets_residential,assets_agriculture"
    rows[1:] = [f"{row},20,{1000 + 10 * place},{500 + place}" for place, row in enumerate(rows[1:])]
    package.files["cells.csv"] = "\n".join(rows) + "\n"
    package.files["vulnerability_functions.csv"] = FUNCTIONS
    package.files["vulnerability_points.csv"] = POINTS
    return City.load(package.write(folder / "town"))


def with_measures(
    city: City,
    measures: Sequence[Mapping[str, object]],
    effects: Sequence[Mapping[str, object]] = (),
    rules: Sequence[tuple[str, str, str]] = (),
    warned: tuple[float, float] | None = None,
) -> City:
    """Give a city measures; what a row does not say takes the default of a useful vulnerability measure.

    `warned` says how many hours ahead people are warned of floods today, and which share of them acts.
    """
    usual = {
        "name_zh": "措施", "purpose": "prevent", "hazard": "rain_flood", "lever": "vulnerability", "factor": 1.0,
        "offset": 0.0, "offset_unit": "m", "cost": 100.0, "upkeep": 1.0, "build_years": 1, "life_years": 30,
        "synthetic": False,
    }  # fmt: skip
    tables = dict(city.tables)
    for name, rows in (("measures", measures), ("measure_effects", effects)):
        schema = tables[name].schema
        full = [{key: {**usual, **row}.get(key) for key in schema} for row in rows]
        tables[name] = pl.DataFrame(full, schema)
    schema = tables["measure_rules"].schema
    demands = [dict(zip(("measure", "kind", "other"), rule, strict=True)) for rule in rules]
    tables["measure_rules"] = pl.DataFrame([{key: row.get(key) for key in schema} for row in demands], schema)
    if warned is not None:
        schema = tables["warning_times"].schema
        row = {"hazard": "rain_flood", "hours": warned[0], "share": warned[1], "synthetic": False}
        tables["warning_times"] = pl.DataFrame([{key: row.get(key) for key in schema}], schema)
    return replace(city, tables=tables)


def floods(city: City, seed: int, count: int = 6) -> EventSet:
    """Draw floods that reach about half of the cells, some of them by day."""
    rng = np.random.default_rng(seed)
    depth = rng.uniform(0.0, 4.0, (count, len(city.cells))) * rng.integers(0, 2, (count, len(city.cells)))
    by_day = rng.integers(0, 2, count).astype(np.bool_)
    return event_set(city, depth.astype(np.float32), rng.uniform(0.01, 0.3, count), by_day=by_day)


def measure(name: str, cost: float = 100.0, upkeep: float = 1.0, build: int = 1, life: int = 30) -> Measure:
    """Return a measure without levers, for treatments made by hand."""
    return Measure(name, name, None, "prevent", (), cost, upkeep, build, life, "owner")


def made(
    measures: Sequence[Measure],
    left: Mapping[str, Mapping[str, float]],
    *,
    base: Mapping[str, Sequence[float]] | None = None,
    rules: Sequence[Rule] = (),
    futures: NDArray[np.float64] | None = None,
) -> Treatment:
    """Make a treatment: `left` says which share of the impacts a measure leaves in an area; shares multiply.

    `base` holds the yearly impacts of each area without measures, `futures` factors of all impacts, shape (q,).
    """
    base = base or {"west": (1.0, 2.0, 30.0, 4e3), "east": (2.0, 1.0, 10.0, 1e3)}
    scale = np.zeros(0) if futures is None else futures
    combinations = []
    for area, impacts in base.items():
        acting = tuple(each.id for each in measures if area in left.get(each.id, {}))
        shares = [
            np.prod([left[name][area] for bit, name in enumerate(acting) if number >> bit & 1])
            for number in range(1 << len(acting))
        ]
        annual = np.outer(shares, impacts)
        combinations.append(Combinations("rain_flood", area, acting, annual, scale[:, None, None] * annual[None]))
    areas = tuple(base)
    reach = {
        each.id: np.array([1.0 if area in left.get(each.id, {}) else 0.0 for area in areas])
        / max(len(left.get(each.id, {})), 1)
        for each in measures
    }
    assert all(len(impacts) == len(CONSEQUENCES) for impacts in base.values())
    return Treatment(tuple(measures), tuple(rules), tuple(combinations), areas, np.full(len(areas), 100.0), reach, {})
