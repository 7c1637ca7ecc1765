"""The flat map around a city on which hazards measure distances."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, km (IUGG 1980)."""


@dataclass(frozen=True)
class Plane:
    """Equirectangular map that is true to scale at its centre.

    Distances are exact along the meridian; along a parallel 300 km north or south of the centre they are off by
    about 3 % at mid latitudes, which is less than the uncertainty of any centre or epicentre.

    Parameters
    ----------
    lon, lat
        Centre, degrees.
    """

    lon: float
    lat: float

    @classmethod
    def around(cls, city: City) -> "Plane":
        """Return the plane centred on the middle of the city's cells."""
        cells = city.cells
        return cls(float((cells.lon.min() + cells.lon.max()) / 2.0), float((cells.lat.min() + cells.lat.max()) / 2.0))

    def xy(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return kilometres east and north of the centre; the same shape as the degrees."""
        east = np.radians(lon - self.lon) * np.cos(np.radians(self.lat)) * EARTH_RADIUS_KM
        north = np.radians(lat - self.lat) * EARTH_RADIUS_KM
        return east, north
