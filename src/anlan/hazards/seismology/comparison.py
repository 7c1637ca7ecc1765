"""Modelled earthquakes beside those of the catalogue."""

from collections.abc import Sequence

import polars as pl
from scipy.stats import chi2

from anlan.city import City
from anlan.hazards.event_set import EventSet
from anlan.hazards.plane import Plane
from anlan.hazards.seismology.catalogue import Quakes

CONFIDENCE = 0.95
"""Confidence of the range of the observed rate."""


def rates(
    city: City, events: EventSet, periods: Sequence[tuple[int, float]], until: int, radius_km: float
) -> pl.DataFrame:
    """Compare how often earthquakes strike around a city in the model and in the declustered catalogue.

    Parameters
    ----------
    city
        City whose table ``earthquakes`` is the catalogue.
    events
        Its earthquakes as `anlan.hazards.Earthquake` makes them.
    periods
        (first year, magnitude from which on the catalogue is complete since).
    until
        Last year of the catalogue, included.
    radius_km
        Distance from the middle of the city within which epicentres count.

    Returns
    -------
    A row for each period: ``magnitude``, ``since``, ``count`` of main shocks at and above the magnitude, their rate
    ``observed`` with its confidence interval ``low`` to ``high``, and the rate ``modelled``; rates in 1/year.
    """
    quakes = Quakes.of(city.table("earthquakes")).merged().declustered()
    middle = Plane.around(city)
    near = quakes.distance_km(middle.lon, middle.lat) <= radius_km
    magnitude, distance = (events.parameters[name].to_numpy() for name in ("magnitude", "distance_km"))
    found = []
    for since, least in sorted(periods, key=lambda period: period[1]):
        counts = near & (quakes.magnitude >= least) & (quakes.year >= since) & (quakes.year <= until)
        count, years = int(counts.sum()), until + 1 - since
        low, high = poisson_range(count, CONFIDENCE)
        modelled = float(events.frequency[(magnitude >= least) & (distance <= radius_km)].sum())
        found.append((least, since, count, count / years, low / years, high / years, modelled))
    names = ["magnitude", "since", "count", "observed", "low", "high", "modelled"]
    return pl.DataFrame(found, schema=names, orient="row")


def poisson_range(count: int, share: float) -> tuple[float, float]:
    """Central confidence interval of the expectation of a Poisson count.

    Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442.

    Parameters
    ----------
    count
        Number of events.
    share
        Confidence, above 0 and below 1.
    """
    rest = (1.0 - share) / 2.0
    low = float(chi2.ppf(rest, 2 * count) / 2.0) if count else 0.0
    return low, float(chi2.ppf(1.0 - rest, 2 * count + 2) / 2.0)
