"""Small networks on tinytown, and events whose damage a test chooses."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards import EventSet
from anlan.scenarios.cascade import CascadeModel, CascadeSettings, model_of
from anlan.scenarios.cascade.block import follow_block

Row = Mapping[str, Any]

MIDDLE = (159.9946, 29.9744)
"""Longitude and latitude of the middle of tinytown, degrees."""

SURE = "sure"
"""Function of a component that fails with the chance given by the intensity, 0 to 1 over 0 to 1 m."""


def frame(city: City, table: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Make rows of a table; columns that are not given are empty."""
    schema = city.table(table).schema
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def node(name: str, network: str, role: str, **more: Any) -> Row:
    """Make a row of `nodes` in the middle of the town that fails with the event's intensity."""
    at = {"lon": MIDDLE[0], "lat": MIDDLE[1], "backup_hours": 0.0, "fragility": SURE}
    return {"id": name, "network": network, "role": role, **at, **more}


def link(one: str, other: str, **more: Any) -> Row:
    """Make a row of `links`, called after its ends."""
    base = {"id": f"{one}-{other}", "length_km": 1.0, "one_way": "no", "fragility": SURE}
    return {**base, "from_node": one, "to_node": other, **more}


def depends(user: str, on: str, backup: float = 0.0, share: float = 1.0) -> Row:
    """Make a row of `dependencies`."""
    return {"user": user, "node": on, "share": share, "backup_hours": backup}


def town(cities: Path, nodes: Sequence[Row], links: Sequence[Row], dependencies: Sequence[Row]) -> City:
    """Return tinytown with networks."""
    city = City.load(cities / "tinytown")
    function = {"id": SURE, "hazard": "rain_flood", "target": "component", "intensity_unit": "m"}
    points = [{"function": SURE, "intensity": at, "mean": at, "spread": 0.0} for at in (0.0, 1.0)]
    for table, rows in (("nodes", nodes), ("links", links), ("dependencies", dependencies)):
        city = city.with_table(table, frame(city, table, rows))
    for table, rows in (("vulnerability_functions", [function]), ("vulnerability_points", points)):
        city = city.with_table(table, pl.concat([city.table(table), frame(city, table, rows)]))
    return city


def model(city: City, **rules: Any) -> CascadeModel:
    """Return the model of a town for floods."""
    return model_of(city, "rain_flood", "m", CascadeSettings(**rules))


def course(
    found: CascadeModel, failed: Sequence[str], hours_of_repair: int | Mapping[str, int] = 10
) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.float64], dict[str, float]]:
    """Follow damage that is given: share without each service by hour, beds by hour, hours down by place."""
    broken = np.array([[name in set(failed) for name in found.components]])
    duration = np.zeros(broken.shape, dtype=np.int64)
    for place, name in enumerate(found.components):
        duration[0, place] = hours_of_repair if isinstance(hours_of_repair, int) else hours_of_repair.get(name, 10)
    rules = found.settings
    without, beds, down, _ = follow_block(
        found.plan, broken, duration, rules.hours, rules.delay, rules.access, len(found.districts), False
    )
    share = without[0].sum(axis=0)[found.services] / found.served.sum(axis=0)[:, None]
    return (
        dict(zip(found.service_names, share, strict=True)),
        beds[0],
        dict(zip(found.places, down[0].tolist(), strict=True)),
    )


def flood(city: City, depths: Sequence[float], kind: str = "rain_flood", unit: str = "m") -> EventSet:
    """Make one event for each depth, m, the same in all cells; or of another hazard, in its unit."""
    count = len(depths)
    field = np.repeat(np.asarray(depths, dtype=np.float32)[:, None], len(city.cells), axis=1)
    return EventSet(
        kind=kind,
        unit=unit,
        ids=tuple(f"flood-{number}" for number in range(count)),
        frequency=np.full(count, 0.01),
        by_day=np.zeros(count, dtype=np.bool_),
        parameters=pl.DataFrame({"number": range(count)}),
        cells=city.cells.h3,
        field=lambda events: field[events],
        provenance={"seed": 0},
        pattern="event {number}",
    )
