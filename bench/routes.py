"""Routes: a plan made again after a closure, and a published instance beside PyVRP as it comes."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyvrp
from pyvrp.stop import MaxRuntime

from anlan.city import City
from anlan.supplies.dispatch import Fleet, Routes, RouteSettings, RoutingProblem, Stop, evaluate, solve_routes
from anlan.supplies.dispatch.roads import RoadNet
from bench.vrp_instances import problem_of, unscaled

STOPS, STORES, VEHICLES_EACH = 300, 4, 10
CLOSED = 40
"""Roads that close, of those nearest to the stores."""

SEED = 11
FIRST_S, SHORT_S, LONG_S, INSTANCE_S = 60.0, 5.0, 60.0, 20.0
MANY = 10_000_000
"""Iterations that no run reaches: here the watch ends the search."""


def until(seconds: float) -> Callable[[float], bool]:
    """Return what ends a search after some time."""
    end = time.perf_counter() + seconds
    return lambda _cost: time.perf_counter() >= end


def problem(city: City, closed: tuple[str, ...] = ()) -> RoutingProblem:
    """Make 300 stops at schools and clinics of the city and 40 lorries at four of its warehouses.

    Stops weigh 0.3 to 3 t, must be made within 8 to 16 h and carry a prize that no way is worth giving up.
    """
    rng = np.random.default_rng(SEED)
    places = city.table("places")
    stores = places.filter(pl.col("kind") == "warehouse").head(STORES)
    calls = places.filter(pl.col("kind").is_in(["school", "clinic"])).sample(STOPS, seed=SEED)
    lon, lat = (np.concatenate([stores[name].to_numpy(), calls[name].to_numpy()]) for name in ("lon", "lat"))
    ways = RoadNet.of(city).ways(lon, lat, kmh=55.0, closed=closed)
    stops = tuple(
        Stop(id=name, place=STORES + number, load=(float(kg), 1.0), late_h=float(late), service_h=0.3, prize=1000.0)
        for number, (name, kg, late) in enumerate(
            zip(calls["id"].to_list(), rng.integers(300, 3000, STOPS), rng.uniform(8.0, 16.0, STOPS), strict=True)
        )
    )
    fleets = tuple(
        Fleet(id=f"store-{at}", count=VEHICLES_EACH, capacity=(10_000.0, 40.0), start=at, end=at, late_h=24.0,
              cost_per_h=36.0, reload=(at,), trips=4)
        for at in range(STORES)
    )  # fmt: skip
    return RoutingProblem(ways.km[None], ways.hours[None], stops, fleets)


def closures(city: City) -> tuple[str, ...]:
    """Return the trunk, county and rural roads nearest to the stores."""
    stores = city.table("places").filter(pl.col("kind") == "warehouse").head(STORES)
    net = RoadNet.of(city)
    x, y = net.plane.xy(stores["lon"].to_numpy(), stores["lat"].to_numpy())
    middle_x, middle_y = (0.5 * (side[net.tail] + side[net.head]) for side in (net.node_x, net.node_y))
    far = np.min(np.hypot(middle_x[:, None] - x, middle_y[:, None] - y), axis=1)
    order = dict.fromkeys(int(net.link[arc]) for arc in np.argsort(far, kind="stable"))
    return tuple(net.links[link] for link in list(order)[4 : 4 + 3 * CLOSED : 3])


def shown(found: Routes, seconds: float) -> dict[str, Any]:
    """Return what routes come to."""
    return {"cost": round(found.evaluation.cost, 1), "feasible": found.evaluation.feasible,
            "left out": len(found.evaluation.left_out), "vehicles": len(found.routes),
            "iterations": found.iterations, "seconds": round(seconds, 1)}  # fmt: skip


def timed(call: Callable[[], Routes]) -> tuple[Routes, dict[str, Any]]:
    """Run a search and say what it came to and how long it took."""
    begin = time.perf_counter()
    found = call()
    return found, shown(found, time.perf_counter() - begin)


def again(city: City) -> dict[str, Any]:
    """Plan, close roads, plan again in 5 s and in 60 s from the routes of before."""
    settings = RouteSettings(iterations=MANY)
    before, first = timed(lambda: solve_routes(problem(city), settings, stop=until(FIRST_S)))
    changed = problem(city, closures(city))
    short, five = timed(lambda: solve_routes(changed, settings, warm=before.routes, stop=until(SHORT_S)))
    at_once, none = timed(lambda: solve_routes(changed, replace(settings, iterations=0), warm=before.routes))
    long, sixty = timed(lambda: solve_routes(changed, settings, warm=before.routes, stop=until(LONG_S)))
    old = evaluate(changed, before.routes)
    gap = short.evaluation.cost / long.evaluation.cost - 1.0
    return {
        "stops": STOPS, "vehicles": STORES * VEHICLES_EACH, "roads closed": CLOSED, "before the closure": first,
        "routes of before after the closure": {"cost": round(old.cost, 1), "broken": dict(old.broken)},
        "at once": none, "5 s": five, "60 s": sixty, "5 s over 60 s": round(gap, 4),
        "at once over 60 s": round(at_once.evaluation.cost / long.evaluation.cost - 1.0, 4),
    }  # fmt: skip


def instance(shared: Path) -> dict[str, Any]:
    """Search X-n251-k28 here and with PyVRP as it comes, for the same time."""
    data = pyvrp.read(shared / "supply" / "vrp" / "cvrp_x" / "X-n251-k28.vrp", round_func="round")
    begin = time.perf_counter()
    alone = pyvrp.solve(data, MaxRuntime(INSTANCE_S), seed=SEED, display=False, collect_stats=False)
    alone_s = time.perf_counter() - begin
    ours, found = timed(
        lambda: solve_routes(problem_of(data), unscaled(MANY, seed=SEED), stop=until(INSTANCE_S))
    )  # fmt: skip
    best = 38684
    return {
        "best known": best, "ours": {**found, "gap": round(ours.evaluation.cost / best - 1.0, 4)},
        "PyVRP": {"cost": int(alone.cost()), "gap": round(alone.cost() / best - 1.0, 4), "iterations":
                  alone.num_iterations, "seconds": round(alone_s, 1)},
    }  # fmt: skip


def measure(package: Path) -> dict[str, Any]:
    """Measure both; the instance only where the reference data are.

    Parameters
    ----------
    package
        City package.
    """
    found = {"replanning": again(City.load(package))}
    shared = Path(os.environ.get("ANLAN_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
    if shared.is_dir():
        found["X-n251-k28"] = instance(shared)
    return found
