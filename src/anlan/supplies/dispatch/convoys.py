"""Convoys: which vehicle loads what, where it goes, and when it is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.dispatch.fleets import MOST_TRIPS, Carrier, Post
from anlan.supplies.dispatch.loads import Load
from anlan.supplies.dispatch.points import Reach
from anlan.supplies.dispatch.routes import RouteSettings, solve_routes
from anlan.supplies.dispatch.routing import Evaluation, Fleet, Leg, Route, RoutingProblem, Stop, Timed, Trip

FloatArray = NDArray[np.float64]

COST_PER_H = 36.0
"""Cost of an hour of a vehicle where a kilometre costs 1: time matters more than fuel; assumption."""


GRACE_H = 0.5
"""What cannot be in time is asked to come no more than so long after the soonest hour possible, h; assumption."""


@dataclass(frozen=True)
class Call:
    """A stop of a convoy.

    Parameters
    ----------
    load
        Identifier of the load.
    place
        Where it is delivered.
    arrives_h, leaves_h
        Hours after the start of the scenario.
    km
        Length of the way to it.
    """

    load: str
    place: str
    arrives_h: float
    leaves_h: float
    km: float


@dataclass(frozen=True)
class Haul:
    """What a vehicle does from one loading to the next.

    Parameters
    ----------
    departs_h
        When it leaves the store or, on the road already, the point where it is.
    kg, m3
        What it carries.
    calls
        Its stops in order.
    """

    departs_h: float
    kg: float
    m3: float
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Convoy:
    """What one vehicle does.

    Parameters
    ----------
    id
        Identifier of the vehicle: group, store and number.
    carrier
        Its group.
    site
        The store at which it loads.
    start
        Name of the point where it starts: the store, or where it is on the road.
    free_h
        From when it can be sent from there.
    hauls
        Its hauls in order.
    returns_h
        When it is back at the store.
    km
        Length of its route.
    """

    id: str
    carrier: Carrier
    site: str
    start: str
    free_h: float
    hauls: tuple[Haul, ...]
    returns_h: float
    km: float

    @property
    def calls(self) -> tuple[Call, ...]:
        """All its stops in order."""
        return tuple(call for haul in self.hauls for call in haul.calls)


@dataclass(frozen=True)
class Vehicle:
    """A vehicle that a plan before this one has sent to a store, and what it does now.

    Parameters
    ----------
    id
        Its identifier.
    carrier
        Its group.
    site
        The store at which it loads.
    start
        Name of the point where it is: the store, or a point of its own on the road.
    free_h
        From when it can be sent on.
    aboard
        Loads that it carries; it keeps them.
    """

    id: str
    carrier: Carrier
    site: str
    start: str
    free_h: float
    aboard: tuple[Load, ...] = ()


@dataclass(frozen=True)
class ConvoySettings:
    """Rules of the routes.

    Parameters
    ----------
    span_h
        Span after the decision in which vehicles may be under way, h.
    service_h
        Hours to unload at a place; assumption.
    routes
        How to search at each store.
    """

    span_h: float = 24.0
    service_h: float = 0.3
    routes: RouteSettings = field(default_factory=lambda: RouteSettings(iterations=200))


@dataclass(frozen=True)
class SitePlan:
    """The convoys of one store.

    Parameters
    ----------
    convoys
        Convoys with at least one stop.
    left
        Identifiers of loads that no vehicle takes.
    cost, solver_cost
        Cost by our own evaluator, and by the solver in its whole units.
    broken
        What is broken; empty where the routes can be driven.
    """

    convoys: tuple[Convoy, ...]
    left: tuple[str, ...]
    cost: float
    solver_cost: int
    broken: Mapping[str, float]


def convoys_of(
    site: str, loads: Sequence[Load], posts: Sequence[Post], vehicles: Sequence[Vehicle], reach: Reach, now_h: float,
    settings: ConvoySettings, *, warm: Sequence[Convoy] = (), stop: Callable[[float], bool] | None = None,
) -> SitePlan:  # fmt: skip
    """Route the loads of one store.

    Loads are first asked to be in time; what cannot be is then taken along late, without delaying the rest.

    Parameters
    ----------
    site
        The store.
    loads
        What is to be loaded there.
    posts
        Vehicles that come to load there.
    vehicles
        Vehicles that are there, or under way from there.
    reach
        Ways between points, among them where the vehicles under way are.
    now_h
        Hour of the decision.
    settings
        Rules.
    warm
        Convoys of the plan before this one.
    stop
        Ends the search early; see `solve_routes`.
    """
    draft = _Draft(site, loads, posts, vehicles, reach, now_h, settings)
    problem = draft.problem()
    found = solve_routes(problem, settings.routes, warm=draft.warm(warm), stop=stop)
    left = found.evaluation.left_out
    if left:
        late = set(left)
        stops = (
            replace(one, late_h=max(draft.end, one.release_h)) if place in late else one
            for place, one in enumerate(problem.stops)
        )
        later = replace(problem, stops=tuple(stops))
        found = solve_routes(later, settings.routes, warm=found.routes, stop=stop)
    evaluation = found.evaluation
    return SitePlan(
        convoys=draft.convoys(evaluation), left=tuple(draft.loads[stop].id for stop in evaluation.left_out),
        cost=evaluation.cost, solver_cost=found.solver_cost, broken=evaluation.broken,
    )  # fmt: skip


class _Draft:
    """The routing problem of a store, and the way back from its routes to convoys."""

    def __init__(
        self, site: str, loads: Sequence[Load], posts: Sequence[Post], vehicles: Sequence[Vehicle], reach: Reach,
        now_h: float, settings: ConvoySettings,
    ) -> None:  # fmt: skip
        self.site, self.reach, self.now, self.settings = site, reach, now_h, settings
        self.end = now_h + settings.span_h
        self.posts, self.vehicles = tuple(posts), tuple(vehicles)
        self.loads = [*loads, *(load for one in vehicles for load in one.aboard)]
        self.road = [one for one in vehicles if one.start != site]
        names = dict.fromkeys([site, *(load.place for load in self.loads)])
        # A vehicle on the road stands at a place of its own, even if two stand at the same point.
        self.names = [*names, *(one.start for one in self.road)]
        self.place = {name: index for index, name in enumerate(names)}
        self.ghost = {one.id: len(names) + index for index, one in enumerate(self.road)}
        self.profiles = sorted({(one.mode, one.kmh) for one in self._carriers()})

    def _carriers(self) -> list[Carrier]:
        return [*(post.carrier for post in self.posts), *(one.carrier for one in self.vehicles)]

    def problem(self) -> RoutingProblem:
        """Return the routing problem."""
        at = np.array([self.reach.points.index[name] for name in self.names], dtype=np.int64)
        chosen = [self.reach.ways[profile] for profile in self.profiles]
        shape = (max(len(chosen), 1), len(at), len(at))
        km, hours = np.full(shape, np.inf), np.full(shape, np.inf)
        for place, one in enumerate(chosen):
            km[place], hours[place] = one.km[np.ix_(at, at)], one.hours[np.ix_(at, at)]
        for matrix in (km, hours):
            for own in self.ghost.values():
                matrix[:, :, own] = np.inf
            for place in range(len(at)):
                matrix[:, place, place] = 0.0
        self.fleets = (*(self._post(post) for post in self.posts), *(self._vehicle(one) for one in self.vehicles))
        self.hours = hours
        owner = {load.id: len(self.posts) + index for index, one in enumerate(self.vehicles) for load in one.aboard}
        best = max((load.score for load in self.loads), default=1.0)
        stops = tuple(self._stop(load, owner.get(load.id), best) for load in self.loads)
        return RoutingProblem(km, hours, stops, self.fleets)

    def _stop(self, load: Load, aboard: int | None, best: float) -> Stop:
        place = self.place[load.place]
        starts = [self.fleets[aboard]] if aboard is not None else list(self.fleets)
        soonest = min((max(fleet.early_h, load.ready_h if aboard is None else 0.0)
                       + float(self.hours[fleet.profile, fleet.start if aboard is not None else 0, place])
                       for fleet in starts), default=np.inf)  # fmt: skip
        late = load.needed_by_h if soonest <= load.needed_by_h else soonest + GRACE_H
        release = 0.0 if aboard is not None else max(load.ready_h, self.now)
        return Stop(
            id=load.id, place=place, load=(load.kg, load.m3), late_h=max(min(late, self.end), release),
            service_h=self.settings.service_h, release_h=release,
            prize=load.prize(best), aboard=aboard,
        )  # fmt: skip

    def _fleet(self, name: str, carrier: Carrier, count: int, start: int, early: float) -> Fleet:
        return Fleet(
            id=name, count=count, capacity=(carrier.kg, carrier.m3), start=start, end=0, early_h=early,
            late_h=max(self.end, early), profile=self.profiles.index((carrier.mode, carrier.kmh)),
            cost_per_h=COST_PER_H, reload=(0,), trips=MOST_TRIPS, under_way=start != 0,
        )  # fmt: skip

    def _post(self, post: Post) -> Fleet:
        return self._fleet(post.carrier.id, post.carrier, post.count, 0, self.now + post.drive_h)

    def _vehicle(self, one: Vehicle) -> Fleet:
        return self._fleet(one.id, one.carrier, 1, self.ghost.get(one.id, 0), max(one.free_h, self.now))

    def warm(self, convoys: Sequence[Convoy]) -> tuple[Route, ...]:
        """Return the convoys of the plan before as routes, with those of their loads that still exist."""
        stop = {load.id: index for index, load in enumerate(self.loads)}
        aboard = {one.id: {load.id for load in one.aboard} for one in self.vehicles}
        fleet = {one.id: len(self.posts) + index for index, one in enumerate(self.vehicles)}
        routes = []
        for convoy in convoys:
            if convoy.id not in fleet:
                continue
            own, start = aboard[convoy.id], self.ghost.get(convoy.id, 0)
            known = [[call.load for call in haul.calls if call.load in stop] for haul in convoy.hauls]
            first = [load for haul in known for load in haul if load in own]
            rest = [[load for load in haul if load not in own] for haul in known]
            trips = ([first] if start else []) + [haul for haul in rest if haul]
            if any(trips):
                routes.append(Route(fleet[convoy.id], tuple(
                    Trip(start if not number else 0, tuple(stop[load] for load in trip))
                    for number, trip in enumerate(trips))))  # fmt: skip
        return tuple(routes)

    def convoys(self, evaluation: Evaluation) -> tuple[Convoy, ...]:
        """Return routes as convoys, vehicles of a group numbered from 1."""
        number: dict[int, int] = {}
        found = []
        for timed in evaluation.routes:
            if not any(trip.stops for trip in timed.route.trips):
                continue
            at = timed.route.fleet
            if at >= len(self.posts):
                one = self.vehicles[at - len(self.posts)]
                found.append(self._convoy(one.id, one.carrier, one.start, timed))
                continue
            carrier = self.posts[at].carrier
            number[at] = number.get(at, self._numbers(carrier.id)) + 1
            found.append(self._convoy(f"{carrier.id}/{self.site}/{number[at]}", carrier, self.site, timed))
        return tuple(found)

    def _numbers(self, carrier: str) -> int:
        """Return the largest number that a vehicle of a group has at the store."""
        taken = [int(one.id.rsplit("/", 1)[1]) for one in self.vehicles if one.carrier.id == carrier]
        return max(taken, default=0)

    def _convoy(self, name: str, carrier: Carrier, start: str, timed: Timed) -> Convoy:
        hauls: list[Haul] = []
        for trip in range(len(timed.route.trips)):
            legs = [leg for leg in timed.legs if leg.trip == trip]
            calls = [leg for leg in legs if leg.stop is not None]
            if calls:
                hauls.append(self._haul(legs[0], calls))
        free = self.fleets[timed.route.fleet].early_h
        return Convoy(name, carrier, self.site, start, free, tuple(hauls), timed.legs[-1].arrives_h, timed.km)

    def _haul(self, first: Leg, calls: Sequence[Leg]) -> Haul:
        found = [
            Call(self.loads[leg.stop].id, self.loads[leg.stop].place, leg.begins_h, leg.leaves_h, leg.km)
            for leg in calls
            if leg.stop is not None
        ]
        return Haul(first.leaves_h, calls[0].load[0], calls[0].load[1], tuple(found))
