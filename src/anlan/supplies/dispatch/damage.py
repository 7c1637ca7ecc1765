"""Roads that a scenario's own damage closes at an hour."""

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards import EventSet
from anlan.language import Message, mark
from anlan.scenarios.cascade.damage import drawn
from anlan.scenarios.cascade.layers import ROAD, layers_of
from anlan.scenarios.run import ScenarioRun, breaking_kinds
from anlan.scenarios.run.states import moments
from anlan.scenarios.saved import event_sets

HALF = 0.5
"""Share of the samples in which a road must be out to count as closed, 1: the more likely of two states; assumption."""


def damaged_roads(city: City, run: ScenarioRun, hour: float, *, share: float = HALF) -> frozenset[str]:
    """Return the roads that are out at an hour: those out in at least a share of the samples of the run.

    A road is out in a sample while the link itself is broken, or a junction at one of its ends is broken or does not
    work. Samples are those of the run, followed with its repairs; the state is that of the hour in which the moment
    lies.

    Parameters
    ----------
    city
        The city.
    run
        The scenario hour by hour.
    hour
        The moment, hours after the start of the scenario.
    share
        Share of the samples, more than 0 and at most 1.

    Returns
    -------
    Identifiers of links whose ends are roads; none where the scenario breaks nothing.

    Raises
    ------
    SettingError
        If the hour lies outside the scenario or the share outside its range.
    """
    if not 0.0 <= hour < run.hours:
        raise SettingError(
            Message(mark("the scenario has hours 0 to {last}; hour {now:g} is none of them"),
                    last=run.hours - 1, now=hour)
        )  # fmt: skip
    if not 0.0 < share <= 1.0:
        raise SettingError(Message(mark("a road is closed from a share of {share:g} on; give more than 0, at most 1"),
                                   share=share))  # fmt: skip
    if run.cascade is None or not (city.table("nodes")["network"] == ROAD).any():
        return frozenset()
    layers = layers_of(city, run.cascade.model.settings.refuge)
    road = np.asarray(layers.layer == layers.names.index(ROAD))
    nodes = len(layers.place)
    chosen = np.flatnonzero(road[:nodes][layers.ends].all(axis=1))
    out = _times_out(city, run, int(hour), layers.ends[chosen], chosen + nodes)
    names = layers.links["id"].to_list()
    return frozenset(names[chosen[at]] for at in np.flatnonzero(out >= share * len(run.cascade.rows) - 1e-9))


def _times_out(
    city: City, run: ScenarioRun, hour: int, ends: NDArray[np.int64], component: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return in how many samples each link is out in an hour, int64[links]."""
    if run.cascade is None:
        return np.zeros(len(ends), dtype=np.int64)
    model, breaking = run.cascade.model, breaking_kinds(city)
    events: list[EventSet] = [one for one in event_sets(run.scenario, city) if one.kind in breaking]
    count = np.zeros(len(ends), dtype=np.int64)
    for row in range(len(run.cascade.rows)):
        failed, duration = drawn(model, events, run.cascade.rows, slice(row, row + 1))
        for moment in moments(model, failed[0], duration[0]):
            if moment.begin <= hour < moment.end:
                state = moment.state
                count += state.broken[component] | ~(state.works[ends].all(axis=1))
                break
    return count
