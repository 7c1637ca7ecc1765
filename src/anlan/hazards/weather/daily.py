"""Daily mean temperature as a random process: from monthly normals and records to simulated seasons.

A day's temperature is ``mean(day) + deviation(day) * z``; z is a stationary normal autoregression of first order
(Matalas 1967, Water Resources Research 3, 937-945, eq. 1; Richardson 1981, Water Resources Research 17, 182-190).
Cold is treated as heat with the sign turned, so that "high" always means towards the extreme.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq
from scipy.signal import lfilter
from scipy.special import ndtr, owens_t

from anlan.city import City

FloatArray = NDArray[np.float64]

MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
"""Days of the months of a year without leap day."""

YEAR_DAYS = 365

SEASON_DAYS = 183
"""Days of the half year around the warmest or coldest day that is simulated."""

LEAST_DEVIATION, MOST_DEVIATION = 0.5, 12.0
"""Limits of the standard deviation that is read from a record, degC."""

CHUNK = 2048
"""Seasons that are in memory at once."""


@dataclass(frozen=True)
class DailyClimate:
    """Normal and spread of the daily mean temperature by day of the year.

    Parameters
    ----------
    sign
        1 for heat, -1 for cold; all temperatures of this class are multiplied by it.
    mean
        float64 (365,): normal of each day, degC times `sign`.
    deviation
        float64 (365,): standard deviation of the days around it, degC.
    persistence
        Correlation of one day with the next, 1.
    """

    sign: float
    mean: FloatArray
    deviation: FloatArray
    persistence: float

    @cached_property
    def season(self) -> NDArray[np.int64]:
        """Days of the year of the half year around the extreme of the normals, in order."""
        middle = int(np.argmax(self.mean))
        return (np.arange(SEASON_DAYS) + middle - SEASON_DAYS // 2) % YEAR_DAYS

    def centile(self, share: float) -> float:
        """Return the temperature times `sign` below which lies a share of all days of the year.

        Parameters
        ----------
        share
            Above 0 and below 1.
        """
        low = float((self.mean - 9.0 * self.deviation).min())
        high = float((self.mean + 9.0 * self.deviation).max())
        return float(brentq(lambda level: float(ndtr((level - self.mean) / self.deviation).mean()) - share, low, high))

    def seasons(self, count: int, rng: np.random.Generator) -> Iterator[FloatArray]:
        """Simulate seasons of departures from the normal, degC times `sign`.

        Yields
        ------
        float64 (k, `SEASON_DAYS`), at most `CHUNK` seasons at a time, `count` in all.
        """
        spread = np.sqrt(1.0 - self.persistence**2)
        for start in range(0, count, CHUNK):
            noise = rng.standard_normal((min(CHUNK, count - start), SEASON_DAYS))
            noise[:, 1:] *= spread
            yield lfilter([1.0], [1.0, -self.persistence], noise, axis=1) * self.deviation[self.season]


def months_known(city: City) -> int:
    """Return how many months have a mean temperature."""
    return int(city.table("climate_normals")["temperature_c"].drop_nulls().len())


def climate_of(
    city: City, sign: float, persistence: float, half_range: float, record_years: float, deviation: float
) -> DailyClimate:
    """Return the daily climate of a city whose twelve months are known.

    Parameters
    ----------
    city
        Its `climate_normals` give the monthly means and, where known, the records.
    sign
        1 for heat, read from the highest temperatures; -1 for cold, read from the lowest.
    persistence
        Correlation of one day with the next, 1.
    half_range
        Daily extreme less daily mean on an extreme day, degC.
    record_years
        Length of the record where the table does not say, years.
    deviation
        Standard deviation of daily means where a month has no record, degC.
    """
    rows = city.table("climate_normals").sort("month")
    mean = smooth_year(sign * rows["temperature_c"].to_numpy())
    extreme = rows["temperature_max_c" if sign > 0.0 else "temperature_min_c"].cast(pl.Float64)
    record = sign * extreme.fill_null(float("nan")).to_numpy()
    years = rows["record_years"].cast(pl.Float64).fill_null(record_years).to_numpy()
    edges = np.concatenate([[0], np.cumsum(MONTH_DAYS)])
    by_month = np.full(12, deviation)
    for month in np.flatnonzero(np.isfinite(record)).tolist():
        days = mean[edges[month] : edges[month + 1]]
        by_month[month] = deviation_of_record(days, float(record[month]) - half_range, float(years[month]), persistence)
    return DailyClimate(sign, mean, np.maximum(smooth_year(by_month), LEAST_DEVIATION), persistence)


def smooth_year(monthly: FloatArray) -> FloatArray:
    """Return a smooth course of the year whose monthly means are given.

    A periodic cubic spline through the middles of the months is linear in its twelve values; they are chosen so that
    the mean over the days of each month is the given one.

    Parameters
    ----------
    monthly
        Means, shape (12,).

    Returns
    -------
    Values by day, shape (365,).
    """
    edges = np.concatenate([[0], np.cumsum(MONTH_DAYS)])
    middle = (edges[:-1] + edges[1:]) / 2.0
    knots = np.append(middle, middle[0] + YEAR_DAYS)
    spline = CubicSpline(knots, np.vstack([np.eye(12), np.eye(12)[:1]]), bc_type="periodic")
    basis = np.asarray(spline((np.arange(YEAR_DAYS) + 0.5 - middle[0]) % YEAR_DAYS + middle[0]))
    means = np.add.reduceat(basis, edges[:-1], axis=0) / MONTH_DAYS[:, None]
    return np.asarray(basis @ np.linalg.solve(means, monthly))


def deviation_of_record(mean: FloatArray, record: float, years: float, persistence: float) -> float:
    """Return the standard deviation with which a record is as likely to be broken as not.

    The chance that no day of `years` years exceeds a level u (in standard deviations) is taken as the product over
    days of P(next day <= u | day <= u), the first-order approximation for a Markov chain. For two normal variables of
    correlation r, P(both <= u) = F(u) - 2 T(u, sqrt((1 - r) / (1 + r))) with Owen's T function (Owen 1956, Annals of
    Mathematical Statistics 27, 1075-1090).

    Parameters
    ----------
    mean
        Normal of each day of the month, degC, shape (d,).
    record
        Highest daily mean of the record, degC.
    years
        Length of the record, years.
    persistence
        Correlation of one day with the next.

    Returns
    -------
    Standard deviation, degC, from `LEAST_DEVIATION` to `MOST_DEVIATION`.
    """
    slope = np.sqrt((1.0 - persistence) / (1.0 + persistence))

    def surplus(deviation: float) -> float:
        level = (record - mean) / deviation
        single = ndtr(level)
        both = single - 2.0 * owens_t(level, slope)
        return float(years * np.log(np.maximum(both / single, 1e-300)).sum() - np.log(0.5))

    if surplus(LEAST_DEVIATION) <= 0.0:
        return LEAST_DEVIATION
    if surplus(MOST_DEVIATION) >= 0.0:
        return MOST_DEVIATION
    return float(brentq(surplus, LEAST_DEVIATION, MOST_DEVIATION))
