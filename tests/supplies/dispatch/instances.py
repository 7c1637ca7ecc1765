"""Instances of the vehicle routing literature as problems of ours, in the units and rounding of their authors."""

from pathlib import Path

import numpy as np
import pyvrp

from anlan.supplies.dispatch import Fleet, Route, RouteSettings, RoutingProblem, Stop, Trip
from anlan.supplies.dispatch.routes import Scale

ENDLESS = 2**62
ROUNDING = {
    "cvrp_x": "round", "mdvrptw": "exact", "mtvrptw_release": "dimacs", "pcvrptw": "dimacs", "solomon": "dimacs",
    "vrptw_gh1000": "dimacs",
}  # fmt: skip
"""How the authors round: to whole units, to thousandths, or down to tenths (the DIMACS challenge of 2021)."""


def unscaled(iterations: int, seed: int = 1) -> RouteSettings:
    """Return settings for problems in whole units."""
    return RouteSettings(iterations=iterations, seed=seed, scale=Scale(1.0, 1.0, 1.0, 1.0, 1.0))


def read(folder: Path, family: str, name: str) -> tuple[RoutingProblem, tuple[Route, ...]]:
    """Read an instance and its published solution."""
    path = folder / "supply" / "vrp" / family / f"{name}.vrp"
    data = pyvrp.read(path, round_func=ROUNDING[family])
    return problem_of(data), routes_of(data, pyvrp.read_solution(path.with_suffix(".sol"), data))


def problem_of(data: pyvrp.ProblemData) -> RoutingProblem:
    """Turn the solver's data into a problem of ours, every unit one of ours."""
    stops = tuple(
        Stop(
            id=str(number), place=one.location, load=(float(one.delivery[0]) if one.delivery else 0.0, 0.0),
            early_h=float(one.tw_early), late_h=_end(one.tw_late), service_h=float(one.service_duration),
            release_h=float(one.release_time), prize=None if one.required else float(one.prize),
        )
        for number, one in enumerate(data.clients())
    )  # fmt: skip
    place = [one.location for one in data.depots()]
    fleets = tuple(
        Fleet(
            id=one.name, count=one.num_available, capacity=(_end(one.capacity[0]) if one.capacity else np.inf, 1.0),
            start=place[one.start_depot], end=place[one.end_depot], profile=one.profile, early_h=float(one.tw_early),
            late_h=_end(one.tw_late), shift_h=_end(one.shift_duration), max_km=_end(one.max_distance),
            fixed_cost=float(one.fixed_cost), cost_per_km=float(one.unit_distance_cost),
            cost_per_h=float(one.unit_duration_cost), reload=tuple(place[at] for at in one.reload_depots),
            trips=min(one.max_reloads + 1, 10**6),
        )
        for one in data.vehicle_types()
    )  # fmt: skip
    km = np.array(data.distance_matrices(), dtype=np.float64)
    return RoutingProblem(km, np.array(data.duration_matrices(), dtype=np.float64), stops, fleets)


def routes_of(data: pyvrp.ProblemData, solution: pyvrp.Solution) -> tuple[Route, ...]:
    """Turn the solver's routes into routes of ours."""
    found = []
    for route in solution.routes():
        trips: list[tuple[int, list[int]]] = [(data.depot(route.start_depot()).location, [])]
        for step in list(route.schedule())[1:-1]:
            if step.is_depot():
                trips.append((data.depot(step.idx).location, []))
            else:
                trips[-1][1].append(step.idx)
        found.append(Route(route.vehicle_type(), tuple(Trip(depot, tuple(stops)) for depot, stops in trips)))
    return tuple(found)


def _end(value: int) -> float:
    return np.inf if value >= ENDLESS else float(value)
