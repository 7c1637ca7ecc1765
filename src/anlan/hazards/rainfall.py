"""Rain of a year's largest 24 hours: its distribution at a point and its field over the city."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_ndtr
from scipy.stats import genextreme

from anlan.hazards.plane import EARTH_RADIUS_KM

FloatArray = NDArray[np.float64]

LEAST_SCALE_MM = 0.001
"""Smallest scale of a fit, mm, as of the table rainfall_frequency; reached where all records are equal."""


@dataclass(frozen=True)
class Gev:
    """Generalised extreme value distribution of the largest rain of a year.

    Parameters
    ----------
    location, scale
        Parameters mu and sigma, mm.
    shape
        Parameter xi; positive for a heavy tail.
    """

    location: float
    scale: float
    shape: float

    def quantile_of_normal(self, score: FloatArray) -> FloatArray:
        """Return the rain (mm) whose probability is that of a standard normal score; any shape.

        Jenkinson (1955), The frequency distribution of the annual maximum (or minimum) values of meteorological
        elements, QJRMS 81, 158-171: x = mu + sigma ((-ln p)^-xi - 1) / xi. The logarithm of the normal distribution
        is taken directly, so that the far tail is exact.
        """
        rarity = -log_ndtr(score)
        if self.shape == 0.0:
            return np.asarray(self.location - self.scale * np.log(rarity))
        return np.asarray(self.location + self.scale * np.expm1(-self.shape * np.log(rarity)) / self.shape)

    def of_years(self, years: float) -> "Gev":
        """Return the distribution of the largest of `years` independent years.

        Max-stability: location mu + sigma (n^xi - 1) / xi, scale sigma n^xi, the same shape (Coles 2001, An
        introduction to statistical modeling of extreme values, section 3.1.3).
        """
        log_years = np.log(years)
        if self.shape == 0.0:
            return Gev(self.location + self.scale * float(log_years), self.scale, 0.0)
        growth = float(np.expm1(self.shape * log_years))
        return Gev(self.location + self.scale * growth / self.shape, self.scale * (growth + 1.0), self.shape)


def fit_records(depths: Sequence[float], years: Sequence[int], shape: float) -> Gev:
    """Fit the distribution of a year's largest rain to record maxima of several stations, by maximum likelihood.

    The record of a station of n years is a draw from `Gev.of_years` (n); the stations are taken as independent draws
    of one distribution.

    Parameters
    ----------
    depths
        Largest depth in each record, mm; three or more.
    years
        Length of each record, years.
    shape
        Shape parameter, which so few values cannot give.
    """
    depth, length = np.asarray(depths, dtype=np.float64), np.asarray(years, dtype=np.float64)

    def yearly_of(guess: FloatArray) -> Gev:
        return Gev(float(np.exp(guess[0])), max(float(np.exp(guess[1])), LEAST_SCALE_MM), shape)

    def loss(guess: FloatArray) -> float:
        yearly = yearly_of(guess)
        longest = [yearly.of_years(float(n)) for n in length]
        density = genextreme.logpdf(
            depth, -shape, loc=[gev.location for gev in longest], scale=[gev.scale for gev in longest]
        )
        return float(-np.sum(np.maximum(density, -1e6)))

    start = np.log([0.4 * float(np.median(depth)), 0.15 * float(np.median(depth))])
    best = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000})
    return yearly_of(best.x)


def correlation_root(lon: FloatArray, lat: FloatArray, length_km: float) -> FloatArray:
    """Return the lower triangular root of an exponential correlation between points.

    Parameters
    ----------
    lon, lat
        Points, degrees, (p,).
    length_km
        Distance at which the correlation is 1/e, km.

    Returns
    -------
    float64 (p, p), with root @ root.T the correlation.
    """
    phi, lam = np.radians(lat), np.radians(lon)
    half = (
        np.sin((phi[:, None] - phi) / 2.0) ** 2
        + np.cos(phi[:, None]) * np.cos(phi) * np.sin((lam[:, None] - lam) / 2.0) ** 2
    )
    distance = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    correlation = np.exp(-distance / length_km)
    correlation[np.diag_indices_from(correlation)] += 1e-10  # keeps the root real where points nearly coincide
    return np.asarray(np.linalg.cholesky(correlation))
