"""Rain over a city in one event: a Gaussian copula with the same distribution everywhere."""

import numpy as np
from numpy.typing import NDArray

from anlan.compute import generator_of
from anlan.hazards.hydrology.extremes import Gev
from anlan.hazards.plane import EARTH_RADIUS_KM

FloatArray = NDArray[np.float64]


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


class RainField:
    """Rain at p points in any simulated year.

    Parameters
    ----------
    gev
        Distribution of the rain at a point, mm.
    lon, lat
        Points, degrees, (p,).
    length_km
        Distance at which normal scores are correlated by 1/e, km.
    kind, seed
        Hazard and seed of the random streams.
    """

    def __init__(self, gev: Gev, lon: FloatArray, lat: FloatArray, length_km: float, kind: str, seed: int) -> None:
        self._gev = gev
        self._root = correlation_root(lon, lat, length_km)
        self._kind = kind
        self._seed = seed

    def __call__(self, events: NDArray[np.int64]) -> FloatArray:
        """Return the rain (mm) of some years, (k, p); each year has a random stream of its own."""
        rain = np.empty((events.size, self._root.shape[0]))
        for row, event in enumerate(events.tolist()):
            noise = generator_of(self._seed, self._kind, event).standard_normal(self._root.shape[0])
            rain[row] = self._root @ noise  # one product a year: its rounding must not depend on the grouping
        return np.maximum(self._gev.quantile_of_normal(rain), 0.0)
