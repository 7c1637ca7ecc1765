"""Unified dispatch: from requests to convoys across all owners, and what is late."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from anlan import __version__
from anlan.city import City
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.supplies.dispatch.allocation import Allocation, AllocationSettings, allocate
from anlan.supplies.dispatch.convoys import Convoy, ConvoySettings, SitePlan, Vehicle, convoys_of
from anlan.supplies.dispatch.fleets import Carrier, Demand, Post, carriers_of, carrying_of, post_vehicles, rounds_in
from anlan.supplies.dispatch.lateness import Lateness, lateness_of
from anlan.supplies.dispatch.loads import Load, loads_of
from anlan.supplies.dispatch.lots import Lot, Stores, stores_of
from anlan.supplies.dispatch.points import Points, Reach
from anlan.supplies.dispatch.priorities import Priority, PrioritySettings, priorities_of
from anlan.supplies.dispatch.requests import Request, Sites
from anlan.supplies.dispatch.roads import RoadNet

LEFT: Mapping[str, str] = {
    "next_wave": mark("waits for the next wave: more urgent loads fill this one"),
    "no_vehicle": mark("no vehicle that could carry it can reach the store"),
    "no_time": mark("the vehicles at the store cannot deliver it within the span"),
    "stuck": mark("is on a vehicle that no open way leads on from"),
}
"""Why a load is not on its way."""

Stop = Callable[[float], bool]


@dataclass(frozen=True)
class DispatchSettings:
    """Rules of a dispatch.

    Parameters
    ----------
    most_loads
        Most loads that are routed in one wave; the most urgent come first.
    priorities, allocation, convoys
        Rules of its parts.

    Raises
    ------
    SettingError
        If no load may be routed.
    """

    most_loads: int = 400
    priorities: PrioritySettings = field(default_factory=PrioritySettings)
    allocation: AllocationSettings = field(default_factory=AllocationSettings)
    convoys: ConvoySettings = field(default_factory=ConvoySettings)

    def __post_init__(self) -> None:
        if self.most_loads < 1:
            raise SettingError(Message(mark("at most {loads} loads; give at least 1"), loads=self.most_loads))


@dataclass(frozen=True)
class Delivered:
    """A load that has been delivered.

    Parameters
    ----------
    load
        Identifier of the load.
    convoy
        Vehicle that brought it; empty where it lay where it was needed.
    hour
        When, h.
    """

    load: str
    convoy: str
    hour: float


@dataclass(frozen=True, eq=False)
class Dispatch:
    """A dispatch: who gets what, who brings it, what is late.

    Parameters
    ----------
    now_h, end_h
        Hour of the decision and end of the span, after the start of the scenario.
    closed
        Identifiers of closed roads.
    requests
        All requests, met or not.
    priorities
        Their order.
    allocation
        What is shared out now; what has left the stores before is not in it.
    loads
        Loads by identifier: on the way, delivered, or waiting.
    convoys
        Vehicles with something to do.
    vehicles
        All vehicles that a plan has sent out, as they are at the hour of the decision; new ones are in `convoys` alone.
    left
        Why a load is not on its way, key of `LEFT`, by load.
    done
        What was delivered before the hour of the decision.
    local
        What lies where it is needed and is handed out without a vehicle.
    lateness
        What becomes of each request.
    spots
        Longitude and latitude of vehicles on the road, by the name of the point.
    stores
        What there was at the start, what has left since included; plans made from this one count on it.
    damaged
        Of the closed roads, those that the scenario's own damage closes.
    cleared
        Roads that somebody has found open, whatever the scenario says of their damage.
    settings
        Rules.
    broken
        What the routes break; empty unless a vehicle under way cannot keep its promise.
    provenance
        Version, seed and checksum of the city package.
    """

    now_h: float
    end_h: float
    closed: frozenset[str]
    requests: tuple[Request, ...]
    priorities: tuple[Priority, ...]
    allocation: Allocation
    loads: Mapping[str, Load]
    convoys: tuple[Convoy, ...]
    vehicles: tuple[Vehicle, ...]
    left: Mapping[str, str]
    done: tuple[Delivered, ...]
    local: tuple[Delivered, ...]
    lateness: tuple[Lateness, ...]
    spots: Mapping[str, tuple[float, float]]
    stores: Stores
    damaged: frozenset[str]
    cleared: frozenset[str]
    settings: DispatchSettings
    broken: Mapping[str, float]
    provenance: Mapping[str, str | int]

    @property
    def placeless(self) -> tuple[Lot, ...]:
        """Lots that are in no plan because nobody says where they are."""
        return self.stores.placeless


@dataclass(frozen=True, eq=False)
class Situation:
    """What a plan starts from.

    Parameters
    ----------
    now_h
        Hour of the decision.
    closed
        Identifiers of closed roads.
    requests
        All requests.
    vehicles
        Vehicles that a plan before this one has sent out.
    loads
        Loads that have left their stores, delivered or on board, by identifier.
    done
        What has been delivered.
    warm
        Convoys of the plan before.
    spots
        Where vehicles on the road are.
    ahead
        Next place, hours and km to it of those whose way on is as open as before, by the name of the point.
    damaged, cleared
        Closed roads that the scenario's damage closes, and roads that were found open.
    """

    now_h: float
    closed: frozenset[str]
    requests: tuple[Request, ...]
    vehicles: tuple[Vehicle, ...] = ()
    loads: Mapping[str, Load] = field(default_factory=dict)
    done: tuple[Delivered, ...] = ()
    warm: tuple[Convoy, ...] = ()
    spots: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    ahead: Mapping[str, tuple[str, float, float]] = field(default_factory=dict)
    damaged: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()


def plan_dispatch(
    city: City, requests: Sequence[Request], now_h: float, *, closed: Collection[str] = (),
    damaged: Collection[str] = (), opened: Collection[str] = (), settings: DispatchSettings | None = None,
    stores: Stores | None = None, stop: Stop | None = None,
) -> Dispatch:  # fmt: skip
    """Plan a dispatch from nothing.

    Parameters
    ----------
    city
        The city.
    requests
        What is asked for.
    now_h
        Hour of the decision, after the start of the scenario.
    closed
        Identifiers of closed roads.
    damaged
        Identifiers of roads that the scenario's damage closes, `anlan.supplies.dispatch.damage.damaged_roads`.
    opened
        Identifiers of roads that were found open, whatever the scenario says of their damage.
    settings
        Rules.
    stores
        What there is; the city's own stock and agreements where None.
    stop
        Ends the search for routes early; see `anlan.supplies.dispatch.routes.solve_routes`.

    Raises
    ------
    SettingError
        If a closed or opened road is not known.
    """
    RoadNet.of(city).refuse_unknown({*closed, *opened})
    broken = frozenset(damaged) - frozenset(opened)
    situation = Situation(now_h, frozenset(closed) | broken, tuple(requests), damaged=broken - frozenset(closed),
                          cleared=frozenset(opened) - frozenset(closed))  # fmt: skip
    return dispatch_from(city, situation, settings or DispatchSettings(), stores, stop)


def dispatch_from(
    city: City, situation: Situation, settings: DispatchSettings, stores: Stores | None = None,
    stop: Stop | None = None,
) -> Dispatch:  # fmt: skip
    """Plan a dispatch from where everything is now.

    Parameters
    ----------
    city
        The city.
    situation
        Requests, closed roads, vehicles and what has left the stores.
    settings
        Rules.
    stores
        What there was at the start; the city's own stock and agreements where None.
    stop
        Ends the search for routes early.
    """
    net = RoadNet.of(city)
    net.refuse_unknown(situation.closed)
    stores = stores or stores_of(city)
    lots = _remaining(stores.lots, situation.loads)
    carriers = carriers_of(city)
    reach = _reach(city, net, situation, lots, carriers)
    now = situation.now_h
    priorities = priorities_of(city, situation.requests, now, settings.priorities)
    open_priorities = _outstanding(priorities, situation.loads)
    allocation = allocate(
        city, open_priorities, lots, reach.points.index, reach.hours, now,
        carrying=carrying_of(carriers, settings.convoys.span_h), settings=settings.allocation,
    )  # fmt: skip
    loads = loads_of(city, allocation.allotments, open_priorities, reach, carriers, situation.loads.keys())
    local = tuple(Delivered(load.id, "", load.ready_h) for load in loads if load.site == load.place)
    moved = [load for load in loads if load.site != load.place]
    wave, waiting = moved[: settings.most_loads], moved[settings.most_loads :]
    left = {load.id: "next_wave" for load in waiting}
    reasons, plans = _routed(wave, situation, carriers, reach, settings, stop)
    left.update(reasons)
    everything = {**situation.loads, **{load.id: load for load in loads}}
    before = [(one.hour, content.request, content.covers) for one in (*situation.done, *local)
              for content in everything[one.load].contents]  # fmt: skip
    convoys = tuple(one for plan in plans for one in plan.convoys)
    end = now + settings.convoys.span_h
    return Dispatch(
        now_h=now, end_h=end, closed=situation.closed, requests=situation.requests, priorities=priorities,
        allocation=allocation, loads=everything, convoys=convoys,
        vehicles=situation.vehicles, left=left, done=situation.done, local=local, spots=situation.spots,
        lateness=lateness_of(priorities, everything, convoys, end, before),
        stores=stores, damaged=situation.damaged & situation.closed, cleared=situation.cleared, settings=settings,
        broken=_broken(plans),
        provenance={"version": __version__, "seed": settings.convoys.routes.seed, "checksum": city.checksum},
    )  # fmt: skip


def _broken(plans: Sequence[SitePlan]) -> dict[str, float]:
    found: dict[str, float] = {}
    for plan in plans:
        for rule, by in plan.broken.items():
            found[rule] = found.get(rule, 0.0) + by
    return found


def _remaining(lots: Sequence[Lot], gone: Mapping[str, Load]) -> tuple[Lot, ...]:
    """Return the lots without what has left them."""
    taken: dict[str, float] = {}
    for load in gone.values():
        for content in load.contents:
            taken[content.lot] = taken.get(content.lot, 0.0) + content.quantity
    rest = (replace(lot, quantity=lot.quantity - taken.get(lot.id, 0.0)) for lot in lots)
    return tuple(lot for lot in rest if lot.quantity > 1e-6)


def _outstanding(priorities: Sequence[Priority], gone: Mapping[str, Load]) -> tuple[Priority, ...]:
    """Return the requests without what is delivered or on its way; people and score shrink with the quantity."""
    covered: dict[str, float] = {}
    for load in gone.values():
        for content in load.contents:
            covered[content.request] = covered.get(content.request, 0.0) + content.covers
    found = []
    for one in priorities:
        rest = max(one.request.quantity - covered.get(one.request.key, 0.0), 0.0)
        share = rest / one.request.quantity if one.request.quantity > 0.0 else 0.0
        if share > 1e-6:
            request = replace(one.request, quantity=rest, people=one.request.people * share,
                              vulnerable=one.request.vulnerable * share)  # fmt: skip
            found.append(replace(one, request=request, score=one.score * share))
    return tuple(found)


def _reach(city: City, net: RoadNet, situation: Situation, lots: Sequence[Lot], carriers: Sequence[Carrier]) -> Reach:
    names = [
        *(lot.place for lot in lots), *(one.place for one in situation.requests), *(one.base for one in carriers),
        *(load.site for load in situation.loads.values()), *(load.place for load in situation.loads.values()),
        *(one.site for one in situation.vehicles),
    ]  # fmt: skip
    points = Points.of(Sites.of(city), names, situation.spots)
    return Reach.of(points, net, carriers, situation.closed, situation.ahead)


def _routed(
    wave: Sequence[Load], situation: Situation, carriers: Sequence[Carrier], reach: Reach, settings: DispatchSettings,
    stop: Stop | None,
) -> tuple[list[tuple[str, str]], list[SitePlan]]:  # fmt: skip
    """Route the loads of a wave store by store; return why loads are left, and the plans."""
    posts = _posts(wave, situation, carriers, reach, settings)
    left: list[tuple[str, str]] = []
    plans = []
    sites = sorted({load.site for load in wave} | {one.site for one in situation.vehicles})
    for site in sites:
        own = [post for post in posts if post.site == site]
        vehicles = [one for one in situation.vehicles if one.site == site]
        able = [*(post.carrier for post in own), *(one.carrier for one in vehicles)]
        usable = {(one.mode, one.tank) for one in able}
        # Tankers and lorries share a road, but neither carries the other's goods: they are routed apart.
        for tank in (False, True):
            kinds = [load for load in wave if load.site == site and load.tank == tank]
            left += [(load.id, "no_vehicle") for load in kinds if (load.mode, tank) not in usable]
            loads = [load for load in kinds if (load.mode, tank) in usable]
            mine = [post for post in own if post.carrier.tank == tank]
            moving = [one for one in vehicles if one.carrier.tank == tank]
            if not loads and not any(one.aboard for one in moving):
                continue
            warm = [one for one in situation.warm if one.site == site and one.carrier.tank == tank]
            plan = convoys_of(site, loads, mine, moving, reach, situation.now_h, settings.convoys, warm=warm, stop=stop)
            aboard = {load.id for one in moving for load in one.aboard}
            left += [(load, "stuck" if load in aboard else "no_time") for load in plan.left]
            plans.append(plan)
    return left, plans


def _posts(
    wave: Sequence[Load], situation: Situation, carriers: Sequence[Carrier], reach: Reach, settings: DispatchSettings
) -> tuple[Post, ...]:
    """Send vehicles to the stores that need more than they have."""
    index = reach.points.index
    groups: dict[tuple[str, str, bool], list[Load]] = {}
    for load in wave:
        groups.setdefault((load.site, load.mode, load.tank), []).append(load)
    demands = []
    for (site, mode, tank), loads in groups.items():
        trip = np.array([reach.hours[index[load.site], index[load.place]] for load in loads])
        round_h = 2.0 * float(trip.mean()) + settings.allocation.handling_h
        there = [one.carrier for one in situation.vehicles
                 if one.start == site and one.carrier.mode == mode and one.carrier.tank == tank]  # fmt: skip
        window = float(np.mean([max(load.needed_by_h - max(load.ready_h, situation.now_h), 0.0) for load in loads]))
        rounds = rounds_in(window, round_h)
        kg = sum(load.kg for load in loads) - rounds * sum(one.kg for one in there)
        m3 = sum(load.m3 for load in loads) - rounds * sum(one.m3 for one in there)
        best = max(load.prize(max(each.score for each in wave)) for load in loads)
        if not there or kg > 0.0 or m3 > 0.0:
            demands.append(Demand(site, mode, tank, max(kg, 0.0), max(m3, 0.0), round_h, window, best))
    hours = {
        (base, demand.site, mode, kmh): float(way.hours[index[base], index[demand.site]])
        for (mode, kmh), way in reach.ways.items()
        for demand in demands
        for base in {one.base for one in carriers}
    }
    taken: dict[str, int] = {}
    for one in situation.vehicles:
        taken[one.carrier.id] = taken.get(one.carrier.id, 0) + 1
    return post_vehicles(demands, carriers, taken, hours)
