"""Stops that a search has left out, put in where a vehicle still has time and room: behind what it does already."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from anlan.supplies.dispatch.routing import Route, RoutingProblem, Trip, evaluate, follow

MOST = 60
"""Most stops that are tried, those worth most first."""


def filled(problem: RoutingProblem, routes: Sequence[Route]) -> tuple[Route, ...]:
    """Return routes with stops that were left out, each where it costs least; those that fit nowhere stay out.

    The search has no single move for a vehicle under way that goes back to the store, loads, and drives out again;
    this one does just that.

    Parameters
    ----------
    problem
        The problem.
    routes
        Routes that can be driven.
    """
    found = list(routes)
    left = evaluate(problem, routes).left_out
    worth = sorted(left, key=lambda stop: (-(problem.stops[stop].prize or float("inf")), stop))
    for stop in worth[:MOST]:
        best: tuple[float, int, Route] | None = None
        for place, route in _ways(problem, found, stop):
            timed = follow(problem, route)
            if timed.broken:
                continue
            fleet = problem.fleets[route.fleet]
            cost = fleet.cost_per_km * timed.km + fleet.cost_per_h * timed.hours
            if place < len(found):
                before = follow(problem, found[place])
                cost -= fleet.cost_per_km * before.km + fleet.cost_per_h * before.hours
            if best is None or cost < best[0] - 1e-9:
                best = (cost, place, route)
        prize = problem.stops[stop].prize
        if best is not None and (prize is None or best[0] < prize):
            found[best[1] : best[1] + 1] = [best[2]]
    return tuple(found)


def _ways(problem: RoutingProblem, routes: Sequence[Route], stop: int) -> Iterator[tuple[int, Route]]:
    """Yield the routes that a stop could end: in the last trip, in a trip of its own, or of a vehicle that stands."""
    used = [0] * len(problem.fleets)
    aboard = problem.stops[stop].aboard
    for place, route in enumerate(routes):
        used[route.fleet] += 1
        fleet, last = problem.fleets[route.fleet], route.trips[-1]
        if aboard is not None and aboard != route.fleet:
            continue
        if aboard is not None or not fleet.under_way or len(route.trips) > 1:
            longer = replace(last, stops=(*last.stops, stop))
            yield place, replace(route, trips=(*route.trips[:-1], longer))
        if aboard is None and fleet.reload and len(route.trips) < fleet.trips:
            yield place, replace(route, trips=(*route.trips, Trip(fleet.reload[0], (stop,))))
    for number, fleet in enumerate(problem.fleets):
        if used[number] < fleet.count and (not fleet.under_way or aboard == number):
            yield len(routes), Route(number, (Trip(fleet.start, (stop,)),))
