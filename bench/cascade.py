"""The cascade on a synthetic city of 2,000 nodes, beside the same rules in plain Python."""

import resource
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from anlan.city import City
from anlan.compute import local
from anlan.hazards import EventSet
from anlan.scenarios.cascade import Cascade, CascadeModel, CascadeSettings, cascade_of, model_of
from anlan.scenarios.cascade.block import follow_block
from anlan.scenarios.cascade.damage import drawn, rows_of
from bench.cascade_reference import Reference
from bench.timing import seconds

LAYERS = ("power", "water", "telecom", "road")
NODES, SOURCES, SUPPLY = 500, 10, 300
"""Nodes of each layer, and how many of them feed it and deliver."""

PLACES, DEPENDENCIES = 1_500, 8_000
EVENTS, PEER_EVENTS = 10_000, 10
SEED = 11
FAIL = 0.03
"""Chance of failure of each component in each event."""

Rows = list[dict[str, Any]]


def _frame(city: City, table: str, rows: Rows) -> pl.DataFrame:
    schema = city.table(table).schema
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def _networks(city: City, random: np.random.Generator) -> tuple[Rows, Rows]:
    """Return nodes at random cells, and links: a tree over near ones and half as many more between near ones."""
    nodes, links = Rows(), Rows()
    for name in LAYERS:
        at = random.choice(len(city.cells), NODES, replace=False)
        point = np.column_stack([city.cells.lon[at], city.cells.lat[at]])
        roles = ["source"] * SOURCES + ["supply"] * SUPPLY + ["junction"] * (NODES - SOURCES - SUPPLY)
        for place, role in enumerate(roles):
            nodes.append({"id": f"{name}-{place}", "network": name, "role": role, "lon": point[place, 0],
                          "lat": point[place, 1], "fragility": "sure", "backup_hours": 0.0})  # fmt: skip
        far = ((point[:, None] - point[None]) ** 2).sum(axis=2)
        pairs = {(int(np.argmin(far[node, :node])), node) for node in range(1, NODES)}
        pairs |= {tuple(sorted((node, int(np.argsort(far[node])[2])))) for node in range(0, NODES, 2)}  # type: ignore[misc]
        links += [{"id": f"{name}-{one}-{other}", "from_node": f"{name}-{one}", "to_node": f"{name}-{other}",
                   "length_km": 1.0, "one_way": "no", "fragility": "sure"} for one, other in sorted(pairs)]  # fmt: skip
    return nodes, links


def make(package: Path) -> tuple[City, EventSet]:
    """Make a seeded city on the cells of the package: every node of water and telecom needs power, places need all."""
    city, random = City.load(package), np.random.default_rng(SEED)
    nodes, links = _networks(city, random)
    at = random.choice(len(city.cells), PLACES)
    places = [{"id": f"place-{place}", "kind": "hospital" if place % 10 == 0 else "factory", "beds": 100,
               "lon": float(city.cells.lon[cell]), "lat": float(city.cells.lat[cell])}
              for place, cell in enumerate(at.tolist())]  # fmt: skip
    users = [(f"{name}-{place}", "power") for name in ("water", "telecom") for place in range(NODES)]
    users += [(f"place-{place}", name) for place in range(PLACES) for name in LAYERS[:3]]
    pairs = dict.fromkeys((user, f"{name}-{random.integers(SOURCES, SOURCES + SUPPLY)}") for user, name in users)
    while len(pairs) < DEPENDENCIES:
        user, name = users[int(random.integers(len(users)))]
        pairs[user, f"{name}-{random.integers(SOURCES, SOURCES + SUPPLY)}"] = None
    rows = [{"user": user, "node": node, "share": 1.0, "backup_hours": float(random.choice([0, 2, 4, 8, 24]))}
            for user, node in pairs]  # fmt: skip
    function = [{"id": "sure", "hazard": "rain_flood", "target": "component", "intensity_unit": "m"}]
    points = [{"function": "sure", "intensity": at, "mean": at, "spread": 0.0} for at in (0.0, 1.0)]
    tables = {"nodes": nodes, "links": links, "places": places, "dependencies": rows,
              "vulnerability_functions": function, "vulnerability_points": points}  # fmt: skip
    for table, content in tables.items():
        city = city.with_table(table, _frame(city, table, content))
    cells = len(city.cells)
    return city, EventSet(
        kind="rain_flood", unit="m", ids=tuple(f"flood-{number}" for number in range(EVENTS)),
        frequency=np.full(EVENTS, 1.0 / EVENTS), by_day=np.zeros(EVENTS, dtype=np.bool_),
        parameters=pl.DataFrame({"number": range(EVENTS)}), cells=city.cells.h3,
        field=lambda events: np.full((len(events), cells), FAIL, dtype=np.float32), provenance={"seed": SEED},
        pattern="event {number}",
    )  # fmt: skip


def compare(model: CascadeModel, events: EventSet) -> tuple[float, float]:
    """Return the seconds of the reference for an event, and the largest difference in people from ours."""
    rows = rows_of(events, range(PEER_EVENTS), 1, SEED)
    failed, duration = drawn(model, events, rows, slice(0, PEER_EVENTS))
    rules = model.settings
    ours, beds, _, _ = follow_block(
        model.plan, failed, duration, rules.hours, rules.delay, rules.access, len(model.districts), False
    )

    def run(row: int) -> tuple[Any, Any]:
        parts = np.flatnonzero(failed[row]).tolist()
        return Reference(model, set(parts), {part: int(duration[row, part]) for part in parts}).run()

    times, theirs = seconds(lambda: [run(row) for row in range(PEER_EVENTS)], 1)
    worst = 0.0
    for row, (without, their_beds) in enumerate(theirs):
        worst = max(worst, float(np.abs(ours[row] - np.array(without).transpose(1, 2, 0)).max()))
        worst = max(worst, float(np.abs(beds[row] - np.array(their_beds)).max()))
    return times["median_s"] / PEER_EVENTS, worst


def measure(package: Path, repeats: int) -> dict[str, Any]:
    """Measure all events with one and two workers, and the first of them in plain Python.

    Parameters
    ----------
    package
        Folder of the city whose cells are used.
    repeats
        Calls of ours.
    """
    city, events = make(package)
    times, model = seconds(lambda: model_of(city, events.kind, events.unit, CascadeSettings()), 1)
    result: dict[str, Any] = {
        "nodes": model.nodes, "links": len(model.components) - model.nodes, "dependencies": DEPENDENCIES,
        "events": EVENTS, "hours": model.settings.hours, "model": times,
    }  # fmt: skip

    def run(workers: int, count: int) -> Cascade:
        with local(workers) as executor:
            return cascade_of(city, events, range(count), samples=1, seed=SEED, executor=executor, model=model)

    run(1, 1)  # compiles
    for workers in (1, 2):
        times, found = seconds(lambda workers=workers: run(workers, EVENTS), repeats)  # type: ignore[misc]
        result[f"{workers} workers"] = times
    result["failed components of an event"] = float(found.failed.mean())
    result["largest memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    peer, difference = compare(model, events)
    ours = result["1 workers"]["median_s"] / EVENTS
    result |= {"plain Python, s an event": round(peer, 3), "largest difference": difference,
               "times faster, 1 worker": round(peer / ours)}  # fmt: skip
    return result
