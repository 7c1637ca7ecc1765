"""Chance that events of independent causes overlap in time: Poisson arrivals with durations and seasons."""

import numpy as np
from numpy.typing import NDArray

from anlan.city import City

FloatArray = NDArray[np.float64]

YEAR_D = 365
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days of the months of a year without leap day."""

EVEN = np.full(YEAR_D, 1.0 / YEAR_D)
"""Season of what begins on any day alike, by day of the year."""


def season_of(by_month: FloatArray) -> FloatArray:
    """Return a season by day of the year from weights of the months, which are even within a month.

    Parameters
    ----------
    by_month
        Weights, shape (12,), not all zero.

    Returns
    -------
    float64 (365,), summing to one.
    """
    weights = np.asarray(by_month, dtype=np.float64)
    return np.repeat(weights / weights.sum() / np.array(MONTH_DAYS), MONTH_DAYS)


def rain_season(city: City) -> FloatArray:
    """Return in which season the heavy rain of a city falls: in proportion to the rain of the months, even if unknown.

    Parameters
    ----------
    city
        City; ``rain_mm`` of its climate normals.
    """
    rows = city.table("climate_normals").sort("month")
    rain = np.nan_to_num(rows["rain_mm"].cast(float).to_numpy()) if rows.height == len(MONTH_DAYS) else np.zeros(0)
    return season_of(rain) if rain.sum() > 0.0 else EVEN


def overlap_days(first: FloatArray, second: FloatArray, first_days: FloatArray, second_days: float) -> FloatArray:
    """Return the expected share of events of the second kind that overlap one event of the first.

    Two events overlap if the second begins after the first begins and before it ends, or the other way round. The
    share is the mean over the season of the first of the mass of the second's season from `second_days` before its
    beginning to its end; for even seasons ``(first_days + second_days) / 365``.

    Parameters
    ----------
    first, second
        Seasons in which they begin, by day of the year, float64 (365,) each, summing to one.
    first_days
        Durations of events of the first kind, d, shape (n,).
    second_days
        Duration of the second, d.

    Returns
    -------
    float64 (n,): events of the second kind in a year that has one on average, 1; more than one beyond a year.
    """
    spectrum = np.fft.rfft(first).conj() * np.fft.rfft(second)
    lagged = np.maximum(np.fft.irfft(spectrum, YEAR_D), 0.0)  # chance that the second begins so many days later
    shift = YEAR_D // 2
    running = np.concatenate([[0.0], np.cumsum(np.roll(lagged, shift))])

    def upto(days: FloatArray) -> FloatArray:
        turns = np.floor_divide(days + shift, YEAR_D)
        return np.asarray(turns + np.interp(days + shift - turns * YEAR_D, np.arange(running.size), running))

    return np.asarray(upto(np.asarray(first_days, dtype=np.float64)) - upto(np.array(-second_days)))


def chance_of_any(expected: FloatArray) -> FloatArray:
    """Return the chance of at least one of independent events, ``1 - exp(-expected)`` (Poisson)."""
    return np.asarray(-np.expm1(-np.asarray(expected, dtype=np.float64)))
