"""Intensities outside the points of a vulnerability function, where the share lost is taken as constant."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.risk.exposure import slot_exposure
from anlan.risk.impact import EventImpacts
from anlan.risk.intensity_map import CLASSES, IntensityRates

WORST = 32
"""Events with the largest impact on a target whose footprints are looked at again."""

TOLERANCE = 1e-6
"""Relative difference below which an intensity counts as that of the last point; footprints are in single precision."""


@dataclass(frozen=True)
class Beyond:
    """A function that is held constant where it was still rising, and how far events go beyond it.

    Parameters
    ----------
    target
        Target of the function.
    last
        Intensity of its last point, unit of the hazard.
    share
        Share that is lost there and beyond, 1.
    strongest
        Intensity that is surely met where the target is exposed, unit of the hazard; the strongest one may be higher.
    frequency
        Frequency at which the last point is surely exceeded somewhere, 1/year; the true one may be higher.
    """

    target: str
    last: float
    share: float
    strongest: float
    frequency: float


def beyond_last_point(city: City, impacts: EventImpacts) -> tuple[Beyond, ...]:
    """Find the functions of a hazard that still rise at their last point and are exceeded by its events.

    A share that falls at the end, as that of the lightly injured where more die, is left out: to hold it constant
    overstates. Footprints are not made again for all events: what is known of them are the frequencies by class of
    intensity, where they were counted, and the footprints of the events that are worst for the target. Both bound the
    strongest intensity and the frequency from below.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of one hazard.
    """
    found = []
    exposed = _exposed_cells(city, impacts)
    for target, last, share in _open_ended(city, impacts):
        where = exposed[:, impacts.targets.index(target)]
        bounds = [_by_class(impacts.rates, where, last), _in_worst_events(impacts, target, where, last)]
        strongest, frequency = max(one[0] for one in bounds), max(one[1] for one in bounds)
        if frequency > 0.0:
            found.append(Beyond(target, last, share, strongest, frequency))
    return tuple(found)


def harm_before_first_point(city: City, impacts: EventImpacts) -> dict[str, float]:
    """Return the first intensity of the functions that lose something there already, and so at any below it.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of one hazard.

    Returns
    -------
    By target, unit of the hazard.
    """
    return {
        target: float(points["intensity"][0])
        for target, points in _functions(city, impacts)
        if points["mean"][0] > 0.0 and points["intensity"][0] > 0.0
    }


def _open_ended(city: City, impacts: EventImpacts) -> Iterator[tuple[str, float, float]]:
    """Yield target, last intensity and last share of each function that rises to below 1 at its end."""
    for target, points in _functions(city, impacts):
        *_, before, last = [0.0, *points["mean"].to_list()]
        if points.height > 1 and before < last < 1.0:
            yield target, float(points["intensity"][-1]), last


def _functions(city: City, impacts: EventImpacts) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the targets of a hazard and the points of each one's function, by intensity."""
    functions = city.table("vulnerability_functions").filter(pl.col("hazard") == impacts.events.kind)
    own = dict(functions.filter(pl.col("target") != "component").select("target", "id").iter_rows())
    points = city.table("vulnerability_points").sort("function", "intensity")
    for target in impacts.targets:
        if target in own:
            yield target, points.filter(pl.col("function") == own[target])


def _exposed_cells(city: City, impacts: EventImpacts) -> NDArray[np.bool_]:
    """Return whether anything is exposed to each target in each cell, by night, by day or as visitors, shape (c, t)."""
    slots = impacts.slots
    there = (slot_exposure(city.cells, slots, impacts.targets) > 0.0).any(axis=0) | (impacts.visitors > 0.0)
    exposed = np.zeros((slots.cells, len(impacts.targets)), dtype=np.bool_)
    np.logical_or.at(exposed, slots.cell, there)
    return exposed


def _by_class(rates: IntensityRates | None, where: NDArray[np.bool_], last: float) -> tuple[float, float]:
    """Return the bottom of the highest class that is met, and the frequency of all classes beyond in the worst cell."""
    if rates is None or not where.any():
        return 0.0, 0.0
    bottoms = np.arange(CLASSES + 1) * (rates.top / CLASSES)
    met = np.flatnonzero((rates.rates[where] > 0.0).any(axis=0))
    beyond = bottoms > last * (1.0 + TOLERANCE)
    by_cell = rates.rates[np.ix_(where, beyond)].sum(axis=1, dtype=np.float64)
    return float(bottoms[met[-1]]) if met.size else 0.0, float(by_cell.max(initial=0.0))


def _in_worst_events(impacts: EventImpacts, target: str, where: NDArray[np.bool_], last: float) -> tuple[float, float]:
    """Return the strongest intensity in the events worst for a target, and the frequency of those that go beyond."""
    harm = impacts.of(target)
    worst = np.sort(np.argsort(-harm, kind="stable")[:WORST])
    worst = worst[harm[worst] > 0.0]
    if not worst.size or not where.any():
        return 0.0, 0.0
    peaks = impacts.events.intensity(worst)[:, where].max(axis=1).astype(np.float64)
    beyond = peaks > last * (1.0 + TOLERANCE)
    return float(peaks.max()), float(impacts.frequency[worst][beyond].sum())
