"""Chains of failures in one sample: from damage to people without a service."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.scenarios.cascade import Cascade, CascadeModel
from anlan.scenarios.cascade.damage import drawn
from anlan.scenarios.cascade.kernel import EDGE
from anlan.scenarios.cascade.parts import Events
from anlan.scenarios.run.blame import Blame, Chain, Wiring
from anlan.scenarios.run.result import FailurePath, PathStep
from anlan.scenarios.run.states import Moment, moments

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Traced:
    """A chain that takes a service from one user.

    Parameters
    ----------
    chain
        The damaged component first, what serves the user last.
    user
        District or place.
    place
        Whether the user is a place.
    network
        The service that is taken; of a place that stands still for a damaged node of its own, that node's network.
    begin
        First hour.
    persons
        People without it at the worst hour, persons; beds of a place.
    person_hours
        People times hours, person-hours; bed-hours of a place.
    """

    chain: Chain
    user: str
    place: bool
    network: str
    begin: int
    persons: float
    person_hours: float


Key = tuple[Chain, str, bool, int]


@dataclass(eq=False)
class _Sums:
    """What is added up while a sample is followed."""

    begin: dict[Key, int] = field(default_factory=dict)
    persons: dict[Key, float] = field(default_factory=lambda: defaultdict(float))
    person_hours: dict[Key, float] = field(default_factory=lambda: defaultdict(float))

    def take(self, now: dict[Key, float], begin: int, end: int) -> None:
        """Add what holds from an hour up to another."""
        for key, persons in now.items():
            self.begin.setdefault(key, begin)
            self.persons[key] = max(self.persons[key], persons)
            self.person_hours[key] += persons * (end - begin)


@dataclass(frozen=True, eq=False)
class Trace:
    """Everything that was traced in one sample.

    Parameters
    ----------
    model
        The networks.
    row
        Index of the sample among the rows of the cascade.
    chains
        Chains by user, most person-hours first.
    outages
        For each component the hours from and up to which it was out of work or short of supply, in order.
    """

    model: CascadeModel
    row: int
    chains: tuple[Traced, ...]
    outages: tuple[tuple[tuple[int, int], ...], ...]

    def paths(self, count: int) -> tuple[FailurePath, ...]:
        """Return the chains with most person-hours.

        Parameters
        ----------
        count
            Number of chains.
        """
        return tuple(
            FailurePath(
                steps=tuple(self._step(component, cause, one.begin) for component, cause in one.chain),
                user=one.user, network=one.network, persons=one.persons, person_hours=one.person_hours,
            )
            for one in self.chains[:count]
            if one.person_hours > 0.0
        )  # fmt: skip

    def _step(self, component: int, cause: str, hour: int) -> PathStep:
        model = self.model
        since, until = next(run for run in self.outages[component] if run[1] > hour)
        return PathStep(
            component=model.components[component],
            network=model.networks[int(model.plan.layer[component])],
            cause=cause,
            since=since,
            until=until if until < model.settings.hours else None,
        )


def trace_of(cascade: Cascade, events: Events) -> Trace:
    """Trace the sample whose person-hours without services are nearest to the mean.

    Parameters
    ----------
    cascade
        Services in every sample.
    events
        The events it was made from.
    """
    model = cascade.model
    lost = cascade.person_hours.sum(axis=1)
    row = int(np.argmin(np.abs(lost - lost.mean())))
    failed, duration = drawn(model, events, cascade.rows, slice(row, row + 1))
    return trace_damage(model, failed[0], duration[0], row)


def trace_damage(model: CascadeModel, failed: NDArray[np.bool_], duration: NDArray[np.int64], row: int = 0) -> Trace:
    """Trace damage that is given.

    Parameters
    ----------
    model
        The networks.
    failed, duration
        bool[n + m], int64[n + m]: components broken at hour 0, and hours of work on them.
    row
        Index of the sample.
    """
    wiring, sums = Wiring.of(model), _Sums()
    runs: list[list[tuple[int, int]]] = [[] for _ in model.components]
    for moment in moments(model, failed, duration):
        blame = Blame(wiring, moment.state, moment.begin)
        now: dict[Key, float] = defaultdict(float)
        _people(model, moment, blame, now)
        _places(model, moment, blame, now)
        sums.take(now, moment.begin, moment.end)
        _outages(model, moment, runs)
    return Trace(model, row, _sorted(model, sums), tuple(tuple(one) for one in runs))


def _people(model: CascadeModel, moment: Moment, blame: Blame, now: dict[Key, float]) -> None:
    """Add the people without each service at a moment, by what takes it from them."""
    plan, state = model.plan, moment.state
    got = state.got[plan.people_need :]
    since = np.where(state.since < 0, moment.begin, state.since)[plan.people_need :]
    without = (got < 1.0 - EDGE) & (moment.begin - since >= plan.need_backup[plan.people_need :])
    for at in np.flatnonzero(without).tolist():
        need = plan.people_need + at
        user, layer = model.districts[int(plan.district[at])], int(plan.need_layer[need])
        for node, share in _lacking(model, moment, blame, need):
            now[blame.chain(node), user, False, layer] += float(plan.persons[at]) * share


def _lacking(model: CascadeModel, moment: Moment, blame: Blame, need: int) -> Iterator[tuple[int, float]]:
    """Yield the nodes by which a need lacks, and the share of it that each fails."""
    plan, state = model.plan, moment.state
    if plan.any_of[plan.need_layer[need]]:
        yield blame.worst(need), 1.0 - float(state.got[need])
        return
    for entry in range(int(plan.need_first[need]), int(plan.need_first[need + 1])):
        node = int(plan.need_node[entry])
        share = float(plan.need_share[entry] * (1.0 - state.level[node]))
        if share > 0.0:
            yield node, share


def _places(model: CascadeModel, moment: Moment, blame: Blame, now: dict[Key, float]) -> None:
    """Add the beds of places that stand still at a moment, by what stops them; none where a place has no beds."""
    plan = model.plan
    for place in np.flatnonzero(moment.stopped).tolist():
        unmet = [
            need for need in range(int(plan.place_need[place]), int(plan.place_need[place + 1])) if blame.unmet(need)
        ]
        housed = plan.house_node[int(plan.house_first[place]) : int(plan.house_first[place + 1])].tolist()
        node = blame.worst(unmet[0]) if unmet else next(one for one in housed if not moment.state.works[one])
        now[blame.chain(node), model.places[place], True, int(plan.layer[node])] += float(plan.beds[place])


def _outages(model: CascadeModel, moment: Moment, runs: list[list[tuple[int, int]]]) -> None:
    """Lengthen or begin the outages of the components that are out at a moment."""
    state = moment.state
    short = ~state.works | ((state.level < 1.0 - EDGE) & (model.plan.base > 0.0))
    out = np.concatenate([short | state.broken[: model.nodes], state.broken[model.nodes :]])
    for component in np.flatnonzero(out).tolist():
        mine = runs[component]
        if mine and mine[-1][1] == moment.begin:
            mine[-1] = (mine[-1][0], moment.end)
        else:
            mine.append((moment.begin, moment.end))


def _sorted(model: CascadeModel, sums: _Sums) -> tuple[Traced, ...]:
    found = [
        Traced(*key[:3], model.networks[key[3]], sums.begin[key], sums.persons[key], total)
        for key, total in sums.person_hours.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.person_hours, one.user, one.network, one.chain)))
