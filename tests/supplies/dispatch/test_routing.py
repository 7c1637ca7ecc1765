"""Following routes, by hand on a line of places one hour apart; and what vehicles under way may do."""

from dataclasses import replace

import numpy as np
import pytest

from anlan.supplies.dispatch import Fleet, Route, RouteSettings, RoutingProblem, Stop, Trip, evaluate, solve_routes
from anlan.supplies.dispatch.routing import follow


def line(stops: tuple[Stop, ...], fleets: tuple[Fleet, ...], places: int = 5) -> RoutingProblem:
    """Return places in a row, 40 km and one hour from each to the next."""
    step = np.abs(np.arange(places)[:, None] - np.arange(places)[None, :]).astype(np.float64)
    return RoutingProblem(40.0 * step[None], step[None], stops, fleets)


LORRY = Fleet("lorry", 1, (1000.0, 10.0), 0, 0, cost_per_km=1.0, cost_per_h=10.0, reload=(0,), trips=2)


def test_times_loads_and_costs_of_a_route() -> None:
    """Out to places 1 and 2 with half an hour at each and a second trip that waits for its goods."""
    stops = (
        Stop("a", 1, (400.0, 1.0), service_h=0.5),
        Stop("b", 2, (600.0, 1.0), early_h=4.0, service_h=0.5),
        Stop("c", 1, (500.0, 1.0), release_h=8.0, service_h=0.5, late_h=10.0),
    )
    found = evaluate(line(stops, (LORRY,)), [Route(0, (Trip(0, (0, 1)), Trip(0, (2,))))])
    timed = found.routes[0]
    assert [(leg.place, leg.begins_h, leg.leaves_h) for leg in timed.legs] == [
        (0, 0.0, 0.0), (1, 1.0, 1.5), (2, 4.0, 4.5), (0, 8.0, 8.0), (1, 9.0, 9.5), (0, 10.5, 10.5),
    ]  # fmt: skip
    assert [leg.load[0] for leg in timed.legs] == [0.0, 1000.0, 600.0, 0.0, 500.0, 0.0]
    # 240 km; the vehicle may leave 1.5 h later without delay, and waits 1.5 h less then: 10.5 - 3.0 waited at b and
    # at the depot, of which the later start saves no more than what the last window leaves.
    assert timed.km == 240.0
    assert found.feasible
    assert found.cost == pytest.approx(240.0 + 10.0 * timed.hours)
    assert timed.hours == pytest.approx(10.5 - min(1.5 + 1.5, 1.5 + 1.5 + 1.0))


def test_everything_that_is_broken_is_said() -> None:
    """Overload, lateness, an endless way, a stop made twice, one that must be made and is not."""
    stops = (Stop("a", 1, (1400.0, 1.0), late_h=0.5), Stop("b", 2, (10.0, 1.0)), Stop("c", 3, (10.0, 1.0), prize=7.0))
    problem = line(stops, (LORRY,))
    found = evaluate(problem, [Route(0, (Trip(0, (0, 0)),))])
    assert set(found.broken) == {"load", "late", "twice", "missing"}
    assert found.broken["late"] == pytest.approx(0.5)
    assert (found.left_out, found.lost_prizes) == ((1, 2), 7.0)
    wall = replace(problem, hours=np.where(problem.hours == 1.0, np.inf, problem.hours))
    assert follow(wall, Route(0, (Trip(0, (1,)),))).broken.get("no_way") is None  # place 2 is two hours away, open
    assert follow(wall, Route(0, (Trip(0, (0,)),))).broken["no_way"] == 2.0


def test_too_many_vehicles_trips_and_kilometres_are_seen() -> None:
    """One lorry is driven twice at once, makes three trips of two, and goes too far."""
    stops = tuple(Stop(str(at), 1, (1.0, 1.0)) for at in range(4))
    short = replace(LORRY, max_km=100.0, shift_h=3.0)
    trips = Route(0, tuple(Trip(0, (at,)) for at in range(3)))
    found = evaluate(line(stops, (short,)), [trips, Route(0, (Trip(0, (3,)),))])
    assert set(found.broken) == {"vehicles", "trips", "distance", "shift"}


def test_the_best_stops_are_made_where_not_all_can_be() -> None:
    """A lorry with room for one load and one trip takes the larger prize."""
    stops = (Stop("a", 1, (900.0, 1.0), prize=500.0), Stop("b", 1, (900.0, 1.0), prize=900.0))
    found = solve_routes(line(stops, (replace(LORRY, trips=1),)), RouteSettings(iterations=20))
    assert found.feasible
    assert found.evaluation.left_out == (0,)


def test_a_closed_way_is_never_used() -> None:
    """Place 1 is cut off: its stop is left out, however large its prize."""
    stops = (Stop("a", 1, (9.0, 1.0), prize=9000.0), Stop("b", 2, (9.0, 1.0), prize=900.0))
    plain = line(stops, (LORRY,))
    hours = plain.hours.copy()
    hours[:, 1, :] = hours[:, :, 1] = np.inf
    hours[:, 1, 1] = 0.0
    found = solve_routes(replace(plain, hours=hours), RouteSettings(iterations=50))
    assert found.feasible
    assert found.evaluation.left_out == (0,)
    assert not found.evaluation.broken


def test_a_vehicle_under_way_keeps_what_it_carries_and_loads_only_at_a_depot() -> None:
    """It stands at place 4 with a load for place 3; what lies at the depot it can bring after its way back only."""
    stops = (Stop("aboard", 3, (800.0, 1.0), prize=900.0, aboard=0), Stop("waiting", 2, (900.0, 1.0), prize=900.0))
    moving = replace(LORRY, start=4, early_h=5.0, under_way=True)
    problem = line(stops, (moving,))
    for matrix in (problem.km, problem.hours):
        matrix[:, :3, 4] = np.inf  # nobody else drives to where it stands
    found = solve_routes(problem, RouteSettings(iterations=30))
    assert found.feasible
    assert [trip.stops for trip in found.routes[0].trips] == [(0,), (1,)]
    assert [leg.begins_h for leg in found.evaluation.routes[0].legs] == [5.0, 6.0, 9.0, 11.0, 13.0]


def test_an_impossible_duty_is_an_answer() -> None:
    """A stop that must be made and cannot be: the routes say so and nothing is raised."""
    found = solve_routes(line((Stop("a", 1, (5000.0, 1.0)),), (LORRY,)), RouteSettings(iterations=5))
    assert not found.feasible
    assert found.evaluation.broken
