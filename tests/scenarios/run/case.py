"""Saved scenarios on small towns whose course can be followed by hand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from anlan.city import City
from anlan.compute import Serial
from anlan.scenarios.cascade import CascadeSettings, RepairTime
from anlan.scenarios.run import RunSettings, ScenarioRun, run_scenario
from anlan.scenarios.saved import Footprint, Moment, SavedScenario
from tests.scenarios.cascade.test_by_hand import DEPENDENCIES, LINKS, NODES
from tests.scenarios.cascade.town import Row, frame, town

ORGANISATIONS = ("grid", "waterworks-company", "phone-company", "health-office")

OPERATORS = {"power": "grid", "water": "waterworks-company", "telecom": "phone-company"}

REPAIRS = tuple(RepairTime(network, part, 29.5, 0.0) for network in ("power", "road") for part in ("node", "link"))
"""Every repair takes 30 full hours; crews begin after 6."""


def flooded(city: City, *depths: float, kind: str = "rain_flood", unit: str = "m", onset: float = 0.0) -> SavedScenario:
    """Make a scenario with one footprint for each depth, the same in all cells; the second begins at `onset`."""
    cells = city.cells.h3
    footprints = tuple(
        Footprint(kind, unit, onset if number else 0.0, cells, np.full(len(cells), depth, dtype=np.float32), "", {})
        for number, depth in enumerate(depths)
    )
    return saved(city, footprints)


def saved(city: City, footprints: Sequence[Footprint]) -> SavedScenario:
    """Make a scenario of some footprints."""
    return SavedScenario(
        id="flood", version=1, name={"en": "Flood"}, story={"en": "Water stands."}, origin="footprint",
        origin_detail={}, city=str(city.info["id"]), city_checksum=city.checksum, moment=Moment(),
        footprints=tuple(footprints), frequency=None, assumptions=(), synthetic=True, provenance={},
    )  # fmt: skip


def only(parts: Sequence[Row], *breakable: str) -> list[Row]:
    """Make all parts but some unbreakable."""
    return [{**row, "fragility": row["fragility"] if row["id"] in breakable else None} for row in parts]


def chain(cities: Path) -> City:
    """Power feeds water and telecom, all three the hospital; water breaks the substation alone, and surely."""
    nodes = [{**row, "operator": OPERATORS[row["network"]]} for row in only(NODES, "substation")]
    city = with_organisations(town(cities, nodes, only(LINKS), DEPENDENCIES))
    places = city.table("places").with_columns(
        operator=pl.when(pl.col("id") == "hospital").then(pl.lit("health-office")).otherwise(None)
    )
    return city.with_table("places", places)


def with_organisations(city: City) -> City:
    """Name the organisations of the chain."""
    rows = [{"id": name, "name_en": name, "name_zh": name, "kind": "utility"} for name in ORGANISATIONS]
    return city.with_table("organisations", frame(city, "organisations", rows))


def rules(**more: Any) -> RunSettings:
    """Return rules under which every repair is done at hour 36 of 48."""
    given = {"hours": 48, "repairs": REPAIRS, **more.pop("cascade", {})}
    return RunSettings(cascade=CascadeSettings(**given), **more)


def run(city: City, scenario: SavedScenario, samples: int = 4, **more: Any) -> ScenarioRun:
    """Run a scenario."""
    return run_scenario(city, scenario, samples=samples, seed=1, executor=Serial(), settings=rules(**more))
