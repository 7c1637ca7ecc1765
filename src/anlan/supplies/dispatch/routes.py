"""Routes by PyVRP: from hours and kilometres to its whole numbers, and back.

Wouda, Lan and Kool (2024), "PyVRP: a high-performance VRP solver package", INFORMS Journal on Computing 36(4). The
search is iterated local search; it stops after a number of iterations, so that the same problem and seed give the same
routes on every machine. Who wants a limit in seconds passes a watcher that says when to stop.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyvrp
from numpy.typing import NDArray
from pyvrp.exceptions import PenaltyBoundWarning

from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.supplies.dispatch.filling import filled
from anlan.supplies.dispatch.routing import (
    DIMENSIONS,
    Evaluation,
    Fleet,
    Route,
    RoutingProblem,
    Stop,
    Trip,
    evaluate,
    follow,
)

IntArray = NDArray[np.int64]
LARGEST = np.iinfo(np.int64).max
HALF_HOUR = 1800
"""Seconds."""

LOCKED = 1_000_000
"""Units of the third dimension of a load, which bars a vehicle under way from loading before it reaches a depot."""


@dataclass(frozen=True)
class Scale:
    """How many whole units of the solver one unit of ours is.

    Parameters
    ----------
    hour, km, kg, m3
        Units for an hour, a kilometre, a kilogram and a cubic metre: seconds, metres, kilograms and litres.
    cost
        Units for one unit of cost.
    """

    hour: float = 3600.0
    km: float = 1000.0
    kg: float = 1.0
    m3: float = 1000.0
    cost: float = 1000.0


@dataclass(frozen=True)
class RouteSettings:
    """How to search.

    Parameters
    ----------
    iterations
        Iterations of the local search; 0 for the first routes found.
    seed
        Seed of all random numbers.
    neighbours
        How many nearest stops a move looks at.
    history
        Length of the history of late acceptance.
    scale
        Units of the solver.

    Raises
    ------
    SettingError
        If a setting is outside its range.
    """

    iterations: int = 500
    seed: int = 1
    neighbours: int = 50
    history: int = 300
    scale: Scale = field(default_factory=Scale)

    def __post_init__(self) -> None:
        if self.iterations < 0 or self.seed < 0 or self.neighbours < 1 or self.history < 1:
            raise SettingError(
                Message(
                    mark("{iterations} iterations, seed {seed}, {neighbours} neighbours; give whole numbers, "
                         "the last at least 1"),
                    iterations=self.iterations, seed=self.seed, neighbours=self.neighbours,
                )
            )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Routes:
    """Routes and what they come to.

    Parameters
    ----------
    routes
        The routes.
    evaluation
        Times, costs, and what is broken, by our own evaluator.
    solver_cost
        Cost as the solver counts it, in its units.
    feasible
        Whether the solver found routes that can be driven.
    iterations
        Iterations of the search.
    """

    routes: tuple[Route, ...]
    evaluation: Evaluation
    solver_cost: int
    feasible: bool
    iterations: int


def solve_routes(
    problem: RoutingProblem,
    settings: RouteSettings | None = None,
    *,
    warm: Sequence[Route] = (),
    stop: Callable[[float], bool] | None = None,
) -> Routes:
    """Search for routes.

    Parameters
    ----------
    problem
        The problem; stops that nobody can reach should carry a prize.
    settings
        How to search.
    warm
        Routes to start from, those of the same problem before something changed; stops that they leave out are put in.
    stop
        Asked after each iteration with the best cost so far; the search ends when it says so.

    Returns
    -------
    The best routes found. Where no routes can be driven that make every stop that must be made, `Routes.feasible` is
    False and `Routes.evaluation` says what is broken.
    """
    settings = settings or RouteSettings()
    draft = _Draft(problem, settings.scale)
    data = draft.problem_data
    rng = pyvrp.RandomNumberGenerator(seed=settings.seed)
    near = pyvrp.search.NeighbourhoodParams(num_neighbours=settings.neighbours)
    search = pyvrp.search.LocalSearch(data, rng, pyvrp.search.compute_neighbours(data, near),
                                      pyvrp.search.PerturbationManager())  # fmt: skip
    for operator in pyvrp.search.OPERATORS:
        if operator.supports(data):
            search.add_operator(operator(data))
    parameters = pyvrp.PenaltyParams()
    manager = pyvrp.PenaltyManager(_penalties(data, parameters), parameters)
    first = pyvrp.Solution(data, draft.warm(data, warm)) if warm else pyvrp.Solution.make_random(data, rng)
    improved = search(first, manager.max_cost_evaluator(), exhaustive=True)
    start = _better(manager.cost_evaluator(), first, improved) if warm else improved
    if not start.is_feasible():
        start = _better(manager.cost_evaluator(), start, pyvrp.Solution(data, draft.drivable(data, start)))
    if start.is_feasible() and draft.locks:
        more = pyvrp.Solution(data, draft.warm(data, filled(problem, draft.routes(start))))
        start = _better(manager.cost_evaluator(), start, more)
    rules = pyvrp.IteratedLocalSearchParams(history_length=settings.history)
    search_on = pyvrp.IteratedLocalSearch(data, manager, search, start, rules)
    with warnings.catch_warnings():
        # That routes cannot be driven is an answer, and `Routes` says so.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        result = search_on.run(_Watcher(settings.iterations, stop), collect_stats=False)
    return _answer(problem, draft, manager.cost_evaluator(), result)


def _answer(
    problem: RoutingProblem, draft: "_Draft", evaluator: "pyvrp.CostEvaluator", result: "pyvrp.Result"
) -> Routes:
    """Return the routes found, with stops left out put in where they still fit."""
    routes, best, data = draft.routes(result.best), result.best, draft.problem_data
    if result.is_feasible() and result.best.unplanned():
        more = pyvrp.Solution(data, draft.warm(data, filled(problem, routes)))
        best = _better(evaluator, best, more)
        routes = draft.routes(best)
    cost = int(evaluator.penalised_cost(best))
    return Routes(routes, evaluate(problem, routes), cost, bool(best.is_feasible()), result.num_iterations)


def _penalties(data: "pyvrp.ProblemData", parameters: "pyvrp.PenaltyParams") -> tuple[list[float], float, float]:
    """Return penalties with which no prize pays for an overload of its own size or for half an hour of lateness."""
    loads, late, far = parameters.midpoint_penalties(data)
    wins = [(one.prize, one.delivery) for one in data.clients() if not one.required]
    wins += [(one.prize, one.amount) for one in data.shipments() if not one.required]
    for axis in range(min(len(loads), DIMENSIONS)):
        loads[axis] = max([loads[axis], *(2.0 * prize / max(amount[axis], 100) for prize, amount in wins)])
    return loads, max([late, *(2.0 * prize / HALF_HOUR for prize, _ in wins)]), far


def _better(evaluator: "pyvrp.CostEvaluator", first: "pyvrp.Solution", second: "pyvrp.Solution") -> "pyvrp.Solution":
    """Return the solution that can be driven, or the cheaper one."""
    if first.is_feasible() != second.is_feasible():
        return first if first.is_feasible() else second
    return min(first, second, key=evaluator.penalised_cost)


class _Watcher:
    """Stops the search after its iterations, or when the caller says so."""

    def __init__(self, iterations: int, stop: Callable[[float], bool] | None) -> None:
        self.left, self.stop = iterations, stop

    def __call__(self, best_cost: int) -> bool:
        self.left -= 1
        return self.left < 0 or (self.stop is not None and self.stop(best_cost))


class _Draft:
    """Turns a problem into the solver's data, and its solution into routes.

    What a vehicle under way has on board is a shipment picked up where the vehicle is, at a place that nobody else can
    enter; all the rest is loaded at depots.
    """

    def __init__(self, problem: RoutingProblem, scale: Scale) -> None:
        self.p, self.scale = problem, scale
        self.size = problem.km.shape[1]
        self.depots = list(dict.fromkeys(place for fleet in problem.fleets
                                         for place in (fleet.start, fleet.end, *fleet.reload)))  # fmt: skip
        self.clients = [place for place, stop in enumerate(problem.stops) if stop.aboard is None]
        self.shipments = [place for place, stop in enumerate(problem.stops) if stop.aboard is not None]
        self.locks = any(fleet.under_way for fleet in problem.fleets)
        self.problem_data = self._data()

    def _time(self, hours: float) -> int:
        return LARGEST if np.isinf(hours) else round(hours * self.scale.hour)

    def _load(self, load: tuple[float, float], *, up: bool) -> list[int]:
        """Return a load in whole units: of what is carried rounded up, of what can be carried down."""
        turn = np.ceil if up else np.floor
        nudge = -1e-6 if up else 1e-6
        units = [min(turn(value * unit + nudge), 2.0**50)
                 for value, unit in zip(load, (self.scale.kg, self.scale.m3), strict=True)]  # fmt: skip
        return [int(max(value, 0.0)) for value in units]

    def _data(self) -> "pyvrp.ProblemData":
        """Return the solver's data."""
        km, hours = self._matrices()
        return pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _ in range(self.size)],
            clients=[self._client(self.p.stops[place]) for place in self.clients],
            depots=[pyvrp.Depot(place) for place in self.depots],
            vehicle_types=[self._fleet(fleet) for fleet in self.p.fleets],
            distance_matrices=km,  # type: ignore[arg-type]
            duration_matrices=hours,  # type: ignore[arg-type]
            shipments=[self._shipment(self.p.stops[place]) for place in self.shipments],
        )

    def _matrices(self) -> tuple[list[IntArray], list[IntArray]]:
        """Return lengths and times; where there is no way, a time that no route has and a length that none pays."""
        wall = ~(np.isfinite(self.p.km) & np.isfinite(self.p.hours))
        km = np.round(np.where(wall, 0.0, self.p.km) * self.scale.km).astype(np.int64)
        hours = np.round(np.where(wall, 0.0, self.p.hours) * self.scale.hour).astype(np.int64)
        ends = [fleet.late_h for fleet in self.p.fleets if np.isfinite(fleet.late_h)]
        beyond = 10 * self._time(max(ends)) if ends else 10 * int(hours.max(initial=1)) * (len(self.p.stops) + 2)
        km[wall], hours[wall] = 100 * max(int(km.max(initial=1)), 1), max(beyond, 1)
        return list(km), list(hours)

    def _client(self, stop: Stop) -> "pyvrp.Client":
        lock = [1] if self.locks else []
        return pyvrp.Client(
            location=stop.place, delivery=[*self._load(stop.load, up=True), *lock],
            service_duration=self._time(stop.service_h), tw_early=self._time(stop.early_h),
            tw_late=self._time(stop.late_h), release_time=self._time(stop.release_h),
            prize=0 if stop.prize is None else round(stop.prize * self.scale.cost), required=stop.prize is None,
        )  # fmt: skip

    def _shipment(self, stop: Stop) -> "pyvrp.Shipment":
        lock = [0] if self.locks else []
        carrier = self.p.fleets[stop.aboard or 0]
        return pyvrp.Shipment(
            pickup_location=carrier.start, delivery_location=stop.place, delivery_tw_early=self._time(stop.early_h),
            delivery_tw_late=self._time(stop.late_h), delivery_service_duration=self._time(stop.service_h),
            amount=[*self._load(stop.load, up=True), *lock],
            prize=0 if stop.prize is None else round(stop.prize * self.scale.cost), required=stop.prize is None,
        )  # fmt: skip

    def _fleet(self, fleet: Fleet) -> "pyvrp.VehicleType":
        s = self.scale
        # A vehicle that is under way carries a token that fills the third dimension until it reaches a depot.
        lock = [LOCKED] if self.locks else []
        token = [0] * DIMENSIONS + [LOCKED if fleet.under_way else 0] if self.locks else []
        return pyvrp.VehicleType(
            num_available=fleet.count, capacity=[*self._load(fleet.capacity, up=False), *lock],
            start_depot=self.depots.index(fleet.start), end_depot=self.depots.index(fleet.end),
            fixed_cost=round(fleet.fixed_cost * s.cost), tw_early=self._time(fleet.early_h),
            tw_late=self._time(fleet.late_h), shift_duration=self._time(fleet.shift_h),
            max_distance=LARGEST if np.isinf(fleet.max_km) else round(fleet.max_km * s.km),
            unit_distance_cost=round(fleet.cost_per_km * s.cost / s.km),
            unit_duration_cost=round(fleet.cost_per_h * s.cost / s.hour), profile=fleet.profile,
            reload_depots=[self.depots.index(place) for place in fleet.reload], max_reloads=max(fleet.trips - 1, 0),
            initial_load=token,
        )  # fmt: skip

    def warm(self, data: "pyvrp.ProblemData", routes: Sequence[Route]) -> list["pyvrp.Route"]:
        """Return routes as the solver's, with what still exists of them."""
        clients = {stop: index for index, stop in enumerate(self.clients)}
        shipments = {stop: index for index, stop in enumerate(self.shipments)}
        kinds, found = pyvrp.ActivityType, []
        for route in routes:
            steps: list[pyvrp.Activity] = []
            for number, trip in enumerate(route.trips):
                if number:
                    steps.append(pyvrp.Activity(kinds.DEPOT, self.depots.index(trip.depot)))
                steps += [pyvrp.Activity(kinds.PICKUP, shipments[stop]) for stop in trip.stops if stop in shipments]
                steps += [pyvrp.Activity(kinds.DELIVERY, shipments[stop]) if stop in shipments
                          else pyvrp.Activity(kinds.CLIENT, clients[stop]) for stop in trip.stops]  # fmt: skip
            if any(not step.is_depot() for step in steps):
                found.append(pyvrp.Route(data, steps, route.fleet))
        return found

    def drivable(self, data: "pyvrp.ProblemData", solution: "pyvrp.Solution") -> list["pyvrp.Route"]:
        """Return the routes of a solution without the stops, the least worth first, that keep them from being driven.

        Stops that must be made stay.
        """
        found = []
        for route in self.routes(solution):
            now = route
            while follow(self.p, now).broken:
                optional = [(self.p.stops[stop].prize, stop) for trip in now.trips for stop in trip.stops
                            if self.p.stops[stop].prize is not None]  # fmt: skip
                if not optional:
                    break
                out = min(optional)[1]
                trips = (replace(trip, stops=tuple(stop for stop in trip.stops if stop != out)) for trip in now.trips)
                first = now.trips[0]
                now = replace(now, trips=tuple(trip for trip in trips if trip.stops or trip.depot == first.depot))
            found.append(now)
        return self.warm(data, found)

    def routes(self, solution: "pyvrp.Solution") -> tuple[Route, ...]:
        """Return the solver's routes as ours."""
        found = []
        for route in solution.routes():
            trips: list[tuple[int, list[int]]] = [(self.p.fleets[route.vehicle_type()].start, [])]
            for step in list(route.schedule())[1:-1]:
                if step.is_depot():
                    trips.append((self.depots[step.idx], []))
                elif step.is_delivery():
                    trips[-1][1].append(self.shipments[step.idx])
                elif step.is_client():
                    trips[-1][1].append(self.clients[step.idx])
            found.append(Route(route.vehicle_type(), tuple(Trip(depot, tuple(stops)) for depot, stops in trips)))
        return tuple(found)
