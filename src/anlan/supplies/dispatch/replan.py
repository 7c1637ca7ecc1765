"""A new plan from the one that is under way: a road closes, a request arrives."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from anlan.city import City
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.scenarios.cascade.layers import ROAD
from anlan.supplies.dispatch.convoys import Convoy, Haul, Vehicle
from anlan.supplies.dispatch.loads import Load
from anlan.supplies.dispatch.lots import Stores
from anlan.supplies.dispatch.plan import Delivered, Dispatch, DispatchSettings, Situation, Stop, dispatch_from
from anlan.supplies.dispatch.requests import Request, Sites
from anlan.supplies.dispatch.roads import RoadNet


def replan(
    city: City, before: Dispatch, now_h: float, *, closed: Collection[str] = (), opened: Collection[str] = (),
    damaged: Collection[str] | None = None, requests: Sequence[Request] = (),
    settings: DispatchSettings | None = None, stores: Stores | None = None, stop: Stop | None = None,
) -> Dispatch:  # fmt: skip
    """Plan again from where everything is.

    Vehicles under way keep what they carry; what is in the stores still is shared out anew; the search starts from
    the convoys of the plan before.

    Parameters
    ----------
    city
        The city.
    before
        The plan that is under way.
    now_h
        Hour of the new decision.
    closed, opened
        Identifiers of roads that have been closed, and opened, since.
    damaged
        Identifiers of roads that the scenario's damage closes at the new hour: what it closed before and does no longer
        is open again, but for what was closed by hand; None where the damage is as it was.
    requests
        New requests; one with the key of an old one takes its place.
    settings
        Rules; those of the plan before where None.
    stores
        What there was at the start, what has left since included; that of the plan before where None.
    stop
        Ends the search for routes early.

    Raises
    ------
    SettingError
        If the hour lies before that of the plan, or a road is not known.
    """
    if now_h < before.now_h:
        raise SettingError(
            Message(mark("the plan is of hour {before:g}; a new one cannot be of hour {now:g}: give a later hour"),
                    before=before.now_h, now=now_h)
        )  # fmt: skip
    net = RoadNet.of(city)
    net.refuse_unknown({*closed, *opened})
    found_open = (before.cleared | frozenset(opened)) - frozenset(closed)
    broken = (before.damaged if damaged is None else frozenset(damaged)) - found_open
    shut = ((before.closed - before.damaged) | frozenset(closed)) - frozenset(opened) | broken
    state = _State(Sites.of(city), net, before, now_h, shut)
    for convoy in before.convoys:
        state.follow(convoy)
    state.idle()
    merged = {one.key: one for one in before.requests} | {one.key: one for one in requests}
    situation = Situation(
        now_h=now_h, closed=shut, requests=tuple(merged.values()),
        vehicles=tuple(state.vehicles), loads=state.loads, done=tuple(state.done), warm=before.convoys,
        spots=state.spots, ahead=state.ahead,
        damaged=broken - (before.closed - before.damaged) - frozenset(closed), cleared=found_open,
    )  # fmt: skip
    return dispatch_from(city, situation, settings or before.settings, stores or before.stores, stop)


@dataclass
class _State:
    """Where everything is at an hour."""

    sites: Sites
    net: RoadNet
    before: Dispatch
    now: float
    closed: frozenset[str]
    vehicles: list[Vehicle] = field(default_factory=list)
    loads: dict[str, Load] = field(default_factory=dict)
    done: list[Delivered] = field(default_factory=list)
    spots: dict[str, tuple[float, float]] = field(default_factory=dict)
    ahead: dict[str, tuple[str, float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in (*self.before.done, *(each for each in self.before.local if each.hour <= self.now)):
            self.done.append(one)
            self.loads[one.load] = self.before.loads[one.load]

    def follow(self, convoy: Convoy) -> None:
        """Say what a vehicle has delivered, what it carries and where it is."""
        gone = [haul for haul in convoy.hauls if haul.departs_h <= self.now]
        for haul in gone:
            for call in haul.calls:
                self.loads[call.load] = self.before.loads[call.load]
                if call.arrives_h <= self.now:
                    self.done.append(Delivered(call.load, convoy.id, call.arrives_h))
        if not gone:
            self._stay(convoy.id, convoy, max(convoy.free_h, self.now))
            return
        rest = [call for call in gone[-1].calls if call.arrives_h > self.now]
        if not rest:
            later = [haul.departs_h for haul in convoy.hauls if haul.departs_h > self.now]
            self._stay(convoy.id, convoy, max(min([*later, convoy.returns_h]), self.now))
            return
        name, free = f"@{convoy.id}", self.now
        self.spots[name], free = self._spot(convoy, gone[-1], len(gone[-1].calls) - len(rest))
        # What nothing led to stays on board; a vehicle that comes back to its store brings it back.
        kept = [load for one in self.before.vehicles if one.id == convoy.id for load in one.aboard
                if load.id in self.before.left]  # fmt: skip
        self.loads |= {load.id: load for load in kept}
        aboard = (*(self.before.loads[call.load] for call in rest), *kept)
        self.vehicles.append(Vehicle(convoy.id, convoy.carrier, convoy.site, name, free, aboard))

    def idle(self) -> None:
        """Keep the vehicles that the plan before had nothing to do for, with what they carry."""
        busy = {one.id for one in self.before.convoys}
        for one in self.before.vehicles:
            if one.id not in busy:
                self.vehicles.append(replace(one, free_h=max(one.free_h, self.now)))
                self.loads |= {load.id: load for load in one.aboard}
                if one.start in self.before.spots:
                    self.spots[one.start] = self.before.spots[one.start]

    def _stay(self, name: str, convoy: Convoy, free: float) -> None:
        self.vehicles.append(Vehicle(name, convoy.carrier, convoy.site, convoy.site, free))

    def _spot(self, convoy: Convoy, haul: Haul, past: int) -> tuple[tuple[float, float], float]:
        """Return where a vehicle is and when it can go on: at a stop when it has unloaded, or on its way."""
        following = haul.calls[past]
        if past:
            last = haul.calls[past - 1]
            start, left = self._at(last.place), last.leaves_h
            if left >= self.now:
                return start, left
        else:
            first = haul is convoy.hauls[0]
            start, left = self._at(convoy.start if first else convoy.site), haul.departs_h
        share = (self.now - left) / max(following.arrives_h - left, 1e-9)
        end = self._at(following.place)
        if self._open(convoy, start, end):
            self.ahead[f"@{convoy.id}"] = (following.place, following.arrives_h - self.now,
                                           (1.0 - share) * following.km)  # fmt: skip
        return self._along(convoy, start, self._at(following.place), min(max(share, 0.0), 1.0)), self.now

    def _at(self, name: str) -> tuple[float, float]:
        return self.before.spots[name] if name in self.before.spots else self.sites.at[name][:2]

    def _open(self, convoy: Convoy, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Say whether the way between two points is as long now as it was when the plan was made."""
        if convoy.carrier.mode != ROAD:
            return True
        lon, lat = np.array([start[0], end[0]]), np.array([start[1], end[1]])
        was, now = (
            self.net.ways(lon, lat, kmh=convoy.carrier.kmh, closed=closed).hours[0, 1]
            for closed in (self.before.closed, self.closed)
        )
        return bool(np.isfinite(now) and abs(now - was) < 1e-9)

    def _along(
        self, convoy: Convoy, start: tuple[float, float], end: tuple[float, float], share: float
    ) -> tuple[float, float]:
        """Return the point at a share of the way between two points."""
        lon, lat = np.array([start[0], end[0]]), np.array([start[1], end[1]])
        line = [start, end]
        if convoy.carrier.mode == ROAD:
            line = list(self.net.path(lon, lat, [(0, 1)], kmh=convoy.carrier.kmh, closed=self.before.closed)[0])
        x, y = self.net.plane.xy(np.array([p[0] for p in line]), np.array([p[1] for p in line]))
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
        at = share * along[-1]
        return (float(np.interp(at, along, [p[0] for p in line])), float(np.interp(at, along, [p[1] for p in line])))
