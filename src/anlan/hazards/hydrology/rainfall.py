"""Rain of a year's largest 24 hours: its distribution at a point, from whatever record a city has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.special import gamma
from scipy.stats import genextreme

from anlan.city import City
from anlan.hazards.hydrology.extremes import LEAST_SAMPLE, Gev, fit_region

FloatArray = NDArray[np.float64]

DURATION_H = 24.0
"""Duration of the rain, h."""

LEAST_STATIONS = 3
"""Records from which the two free parameters of the distribution can be fitted."""

LEAST_SCALE_MM = 0.001
"""Smallest scale of a fit, mm, as of the table rainfall_frequency; reached where all records are equal."""

WEIBULL_RANGE = (0.3, 1.5)
"""Shapes of daily rain between which the fit looks; observed ones lie near 2/3 (Wilson and Toumi 2005)."""

SPREAD_RANGE = (0.02, 2.0)
"""Scales between which the fit looks, as parts of the median of a year's largest rain."""

MONTHS = 12


@dataclass(frozen=True)
class Records:
    """The largest rain in the records of s stations.

    Parameters
    ----------
    depth
        Largest depth of each record, mm, (s,).
    years
        Station-years of which it is the largest: the length of the record times the number of stations, (s,).
    """

    depth: FloatArray
    years: FloatArray


@dataclass(frozen=True)
class WetDays:
    """Days of rain by month.

    Parameters
    ----------
    mean_mm
        Mean rain of a day with rain, mm, (12,).
    days
        Mean number of such days in the month, (12,).
    largest_mm
        Largest rain of a day in the record of the month, mm, (12,).
    years
        Length of the record, years, (12,).
    """

    mean_mm: FloatArray
    days: FloatArray
    largest_mm: FloatArray
    years: FloatArray


def frequency_of(city: City) -> pl.DataFrame:
    """Return the row of 24 hours of ``rainfall_frequency``, or no row."""
    return city.table("rainfall_frequency").filter(pl.col("duration_h") == DURATION_H)


def maxima_of(city: City) -> list[FloatArray]:
    """Return the yearly largest 24-hour rain of each station with enough years, mm."""
    table = city.table("rainfall_maxima").filter(pl.col("duration_h") == DURATION_H)
    stations = [part["depth_mm"].to_numpy() for part in table.partition_by("station", maintain_order=True)]
    return [sample for sample in stations if sample.size >= LEAST_SAMPLE]


def records_of(city: City) -> Records:
    """Return the longest record of 24 hours of each station."""
    table = city.table("rainfall_records").filter(pl.col("duration_h") == DURATION_H)
    longest = table.sort("record_years", descending=True, maintain_order=True).unique("station", maintain_order=True)
    years = longest["record_years"].to_numpy() * longest["stations"].to_numpy()
    return Records(longest["depth_mm"].to_numpy().astype(np.float64), years.astype(np.float64))


def wet_days_of(city: City) -> WetDays | None:
    """Return the days of rain by month; None unless ``climate_normals`` has them for all twelve months."""
    columns = ("rain_mm", "rain_days", "rain_max_day_mm", "record_years")
    table = city.table("climate_normals").drop_nulls(columns).sort("month")
    if table.height < MONTHS or (table["rain_days"] <= 0.0).any():
        return None
    rain, days, largest, years = (table[name].to_numpy().astype(np.float64) for name in columns)
    return WetDays(rain / days, days, largest, years)


def yearly_rain(city: City, values: Mapping[str, float]) -> Gev:
    """Return the distribution of the largest 24-hour rain of a year at a point, mm.

    The first that the city has is taken: its ``rainfall_frequency`` as it stands; ``rainfall_maxima`` by regional
    L-moments; ``rainfall_records`` with the median from the days of rain of ``climate_normals``; the records alone.

    Parameters
    ----------
    city
        City with one of these tables.
    values
        Parameters ``shape`` and ``day_factor`` of rain flood.
    """
    given = frequency_of(city)
    if not given.is_empty():
        row = given.row(0, named=True)
        return Gev(row["location_mm"], row["scale_mm"], row["shape"])
    samples = maxima_of(city)
    if samples:
        return fit_region(samples)
    records, wet = records_of(city), wet_days_of(city)
    if wet is None:
        return fit_records(records, values["shape"])
    median = yearly_median(wet, tail_of_days(wet)) * values["day_factor"]
    return fit_growth(records, median, values["shape"])


def fit_records(records: Records, shape: float) -> Gev:
    """Fit the distribution of a year's largest rain to record maxima of several stations, by maximum likelihood.

    The record of n station-years is a draw from `Gev.of_years` (n); the stations are taken as independent draws of
    one distribution.

    Parameters
    ----------
    records
        Records of three stations or more.
    shape
        Shape parameter, which so few values cannot give.
    """
    median = float(np.median(records.depth))

    def yearly_of(guess: FloatArray) -> Gev:
        return Gev(float(np.exp(guess[0])), max(float(np.exp(guess[1])), LEAST_SCALE_MM), shape)

    def loss(guess: FloatArray) -> float:
        return _loss(yearly_of(guess), records)

    start = np.log([0.4 * median, 0.15 * median])
    best = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000})
    return yearly_of(best.x)


def fit_growth(records: Records, median: float, shape: float) -> Gev:
    """Fit the scale of the distribution to record maxima when the median of a year's largest rain is known.

    The median is the index of an index-flood model (Dalrymple 1960, Flood-frequency analyses, USGS Water-Supply
    Paper 1543-A); the growth from it to the records is found by maximum likelihood as in `fit_records`.

    Parameters
    ----------
    records
        Records of one station or more.
    median
        Median of a year's largest rain, mm.
    shape
        Shape parameter.
    """

    def yearly_of(spread: float) -> Gev:
        centre = Gev(0.0, spread * median, shape).exceeded_with(np.array([0.5]))[0]
        return Gev(median - float(centre), spread * median, shape)

    best = minimize_scalar(lambda spread: _loss(yearly_of(spread), records), bounds=SPREAD_RANGE, method="bounded")
    return yearly_of(float(best.x))


def _loss(yearly: Gev, records: Records) -> float:
    longest = [yearly.of_years(float(years)) for years in records.years]
    density = genextreme.logpdf(
        records.depth, -yearly.shape, loc=[gev.location for gev in longest], scale=[gev.scale for gev in longest]
    )
    return float(-np.sum(np.maximum(density, -1e6)))


def records_like(yearly: Gev, records: Records, rng: np.random.Generator) -> Records:
    """Draw records of the same lengths from a distribution, for a bootstrap."""
    score = rng.standard_normal(records.depth.size)
    depth = [
        float(yearly.of_years(float(years)).quantile_of_normal(np.array([one]))[0])
        for years, one in zip(records.years, score, strict=True)
    ]
    return Records(np.array(depth), records.years)


def tail_of_days(wet: WetDays) -> float:
    """Fit the Weibull shape of daily rain to the largest days of twelve months, by maximum likelihood.

    Daily rain above nothing is Weibull with a shape w that all months share and the month's mean (Wilson and Toumi
    2005, A fundamental probability distribution for heavy rainfall, GRL 32, L14812). The largest of N days has the
    density N F^(N-1) f.
    """
    count = wet.days * wet.years

    def loss(shape: float) -> float:
        scale = _weibull_scale(wet, shape)
        power = (wet.largest_mm / scale) ** shape
        density = np.log(shape / scale) + (1.0 - 1.0 / shape) * np.log(power) - power
        return float(-np.sum(np.log(count) + (count - 1.0) * np.log1p(-np.exp(-power)) + density))

    return float(minimize_scalar(loss, bounds=WEIBULL_RANGE, method="bounded", options={"xatol": 1e-6}).x)


def yearly_median(wet: WetDays, tail: float, chance: float = 0.5) -> float:
    """Return the largest daily rain of a year that is exceeded with a chance, by default one half, mm.

    The distribution of the yearly maximum is the product over the days of rain, prod F_m(x)^n_m: Marani and Ignaccolo
    (2015), A metastatistical approach to rainfall extremes, Advances in Water Resources 79, 121-126, with the
    months in place of the years.

    Parameters
    ----------
    wet
        Days of rain.
    tail
        Weibull shape, see `tail_of_days`.
    chance
        Chance of exceedance in a year.
    """
    scale = _weibull_scale(wet, tail)

    def miss(depth: float) -> float:
        return float(np.sum(wet.days * np.log1p(-np.exp(-((depth / scale) ** tail))))) - float(np.log1p(-chance))

    return float(brentq(miss, 1e-6 * float(scale.max()), 1e4 * float(scale.max())))


def season_of(wet: WetDays) -> FloatArray:
    """Return the chance that the largest rain of a year falls in each month, (12,).

    Days of rain are independent, so that a day above a depth x falls in month m in proportion to n_m (1 - F_m(x));
    x is the median of the yearly largest, and F_m as in `tail_of_days`.

    Parameters
    ----------
    wet
        Days of rain.
    """
    tail = tail_of_days(wet)
    depth = yearly_median(wet, tail)
    above = wet.days * np.exp(-((depth / _weibull_scale(wet, tail)) ** tail))
    return np.asarray(above / above.sum())


def _weibull_scale(wet: WetDays, shape: float) -> FloatArray:
    """Weibull scale by month from the mean: mean / Gamma(1 + 1 / shape)."""
    return wet.mean_mm / float(gamma(1.0 + 1.0 / shape))


def duration_exponent(city: City) -> float | None:
    """Return the exponent with which the depth of rain grows with its duration up to 24 hours.

    Simple scaling (Menabde, Seed and Pegram 1999, A simple scaling model for extreme rainfall, WRR 35, 335-339): the
    depth of d hours is that of 24 hours times (d / 24)^eta. The exponent is the slope of the logarithms within each
    station, over durations of one hour and more; rows of one station count together if their records are equally
    long. None where no station has two durations.
    """
    parts = [
        *_logarithms(city.table("rainfall_frequency"), "location_mm", ()),
        *_logarithms(city.table("rainfall_maxima"), "depth_mm", ("station",)),
        *_logarithms(city.table("rainfall_records"), "depth_mm", ("station", "until_year", "record_years")),
    ]
    if not parts:
        return None
    time = np.concatenate([part[0] - part[0].mean() for part in parts])
    depth = np.concatenate([part[1] - part[1].mean() for part in parts])
    return float(np.clip((time * depth).sum() / (time * time).sum(), 0.0, 1.0))


def _logarithms(table: pl.DataFrame, depth: str, by: Sequence[str]) -> list[tuple[FloatArray, FloatArray]]:
    """Logarithms of duration and mean depth for every group with two durations of 1 to 24 hours."""
    inside = table.filter(pl.col("duration_h").is_between(1.0, DURATION_H) & (pl.col(depth) > 0.0))
    means = inside.group_by([*by, "duration_h"], maintain_order=True).agg(pl.col(depth).mean())
    groups = means.partition_by(list(by), maintain_order=True) if by else [means]
    return [
        (np.log(part["duration_h"].to_numpy()), np.log(part[depth].to_numpy()))
        for part in groups
        if part["duration_h"].n_unique() > 1
    ]
