"""Waves of heat or cold: the worst run of days of a season, and its degree-days on every cell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.hazards.weather.daily import DailyClimate

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Waves:
    """The worst wave of each simulated season.

    Parameters
    ----------
    start
        int64 (n,): day of the year on which it begins, 0 to 364; -1 where the season has no wave.
    days
        int64 (n,): its length; 0 where there is none.
    highest
        float64 (n,): most extreme daily mean of the season, degC times the climate's sign.
    first
        int64 (n + 1,): place of each wave's first day in `departure`.
    departure
        float64 (z,): departure of its days from the normal, degC times the climate's sign.
    """

    start: NDArray[np.int64]
    days: NDArray[np.int64]
    highest: FloatArray
    first: NDArray[np.int64]
    departure: FloatArray

    @property
    def degree_days(self) -> FloatArray:
        """float64 (n,): sum of a wave's departures, degC d."""
        sums = np.concatenate([[0.0], np.cumsum(self.departure)])
        return np.asarray(sums[self.first[1:]] - sums[self.first[:-1]])


def worst_waves(
    climate: DailyClimate, threshold: float, least_days: int, count: int, rng: np.random.Generator
) -> Waves:
    """Simulate seasons and keep the worst wave of each.

    A wave is a run of days at or beyond the threshold; the worst has the largest sum of departures from the normal.

    Parameters
    ----------
    climate
        Daily climate.
    threshold
        Daily mean temperature, degC times the climate's sign.
    least_days
        Fewest days of a wave.
    count
        Seasons.
    rng
        Generator; the result does not depend on how the seasons are cut into pieces.
    """
    normal = climate.mean[climate.season]
    starts, lengths, highest, kept = [], [], [], []
    for departure in climate.seasons(count, rng):
        temperature = normal + departure
        start, days = worst_runs(temperature, departure, threshold, least_days)
        starts.append(np.where(days > 0, climate.season[start], -1))
        lengths.append(days)
        highest.append(temperature.max(axis=1))
        place = np.arange(departure.shape[1])
        inside = (place >= start[:, None]) & (place < (start + days)[:, None])
        kept.append(departure[inside])
    days = np.concatenate(lengths)
    first = np.concatenate([[0], np.cumsum(days)])
    return Waves(np.concatenate(starts), days, np.concatenate(highest), first, np.concatenate(kept))


@compiled
def worst_runs(
    temperature: FloatArray, departure: FloatArray, threshold: float, least_days: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find in each season the run of days at or beyond a threshold with the largest sum of departures.

    Parameters
    ----------
    temperature, departure
        Daily means and their departures from the normal, shape (k, d).
    threshold
        Daily mean of a day of a run.
    least_days
        Fewest days of a run.

    Returns
    -------
    First day and number of days, int64 (k,) each; 0 and 0 where there is no run.
    """
    seasons, days = temperature.shape
    start, length = np.zeros(seasons, dtype=np.int64), np.zeros(seasons, dtype=np.int64)
    for season in range(seasons):
        worst, total, run = -1.0, 0.0, 0
        for day in range(days + 1):
            if day < days and temperature[season, day] >= threshold:
                total += departure[season, day]
                run += 1
                continue
            if run >= least_days and total > worst:
                worst = total
                start[season], length[season] = day - run, run
            total, run = 0.0, 0
    return start, length


@compiled
def degree_days(
    events: NDArray[np.int64], first: NDArray[np.int64], departure: FloatArray, offset: FloatArray
) -> NDArray[np.float32]:
    """Return the degree-days of waves on cells that are warmer or colder than the city's mean.

    Parameters
    ----------
    events
        Wave indices, (k,).
    first, departure
        As in `Waves`.
    offset
        Excess of each cell over the city's mean, degC times the climate's sign, (c,).

    Returns
    -------
    float32 (k, c), degC d; days on which the cell does not exceed the city's normal count as 0.
    """
    out = np.zeros((events.size, offset.size), dtype=np.float32)
    for row in range(events.size):
        begin, end = first[events[row]], first[events[row] + 1]
        for cell in range(offset.size):
            total = 0.0
            for day in range(begin, end):
                total += max(departure[day] + offset[cell], 0.0)
            out[row, cell] = total
    return out
