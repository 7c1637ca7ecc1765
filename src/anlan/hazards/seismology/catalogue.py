"""Catalogues of earthquakes: one entry for each event, one magnitude scale, no fore- and aftershocks."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.hazards.plane import EARTH_RADIUS_KM
from anlan.hazards.seismology.scaling import surface_magnitude

FloatArray = NDArray[np.float64]

SAME_DAYS, SAME_KM = 2.0, 100.0
"""Two entries nearer than this are the same event in two catalogues: historical epicentres are that rough."""

YEAR_DAYS, MONTH_DAYS = 365.25, 30.4375


@dataclass(frozen=True)
class Quakes:
    """Earthquakes, each array (n,).

    Parameters
    ----------
    id
        Identifiers of the entries.
    year
        Year, negative before the common era.
    day
        Days since the beginning of year 0; an unknown month or day counts as the middle of the year or month.
    lon, lat
        Epicentre, degrees.
    magnitude
        Surface-wave magnitude.
    measured
        Whether the magnitude was a moment magnitude, which comes from instruments.
    """

    id: NDArray[np.str_]
    year: NDArray[np.int64]
    day: FloatArray
    lon: FloatArray
    lat: FloatArray
    magnitude: FloatArray
    measured: NDArray[np.bool_]

    def __len__(self) -> int:
        return int(self.year.size)

    @classmethod
    def of(cls, table: pl.DataFrame) -> "Quakes":
        """Read the rows of the table ``earthquakes`` that have a magnitude.

        A moment magnitude (``magnitude_type`` beginning with Mw) is turned into a surface-wave magnitude; every other
        scale is taken for one.
        """
        rows = table.filter(pl.col("magnitude").is_not_null())
        measured = rows["magnitude_type"].fill_null("").str.to_lowercase().str.starts_with("mw").to_numpy()
        given = rows["magnitude"].to_numpy().astype(np.float64)
        year = rows["year"].to_numpy().astype(np.int64)
        month = rows["month"].fill_null(0).to_numpy()
        day = rows["day"].fill_null(0).to_numpy()
        into_month = np.where(day > 0, day - 0.5, MONTH_DAYS / 2.0)
        into_year = np.where(month > 0, (month - 1) * MONTH_DAYS + into_month, YEAR_DAYS / 2.0)
        return cls(
            rows["id"].to_numpy().astype(np.str_), year, np.asarray(year * YEAR_DAYS + into_year, dtype=np.float64),
            rows["lon"].to_numpy().astype(np.float64), rows["lat"].to_numpy().astype(np.float64),
            np.where(measured, surface_magnitude(given), given), measured,
        )  # fmt: skip

    def taken(self, keep: NDArray[np.bool_]) -> "Quakes":
        """Return the events of a mask, (n,), in the same order."""
        return Quakes(
            self.id[keep], self.year[keep], self.day[keep], self.lon[keep], self.lat[keep], self.magnitude[keep],
            self.measured[keep],
        )  # fmt: skip

    def merged(self) -> "Quakes":
        """Return one entry for each event: the measured one, else that of the largest magnitude."""
        order = np.lexsort((-self.magnitude, ~self.measured))
        return self.taken(_first_of_each(self, order, np.full(len(self), SAME_DAYS), np.full(len(self), SAME_KM)))

    def declustered(self) -> "Quakes":
        """Return the main shocks: those outside the windows in time and distance of every larger event."""
        return self.taken(_first_of_each(self, np.argsort(-self.magnitude, kind="stable"), *windows(self.magnitude)))

    def distance_km(self, lon: float, lat: float) -> FloatArray:
        """Distance of the epicentres from a place in degrees, on the sphere, km, (n,)."""
        return _distance(self.lon, self.lat, lon, lat)


def windows(magnitude: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Days and kilometres from a main shock within which smaller events are its fore- and aftershocks.

    Gardner and Knopoff (1974), Is the sequence of earthquakes in Southern California, with aftershocks removed,
    Poissonian?, BSSA 64, 1363-1367, table 1, in the fit of van Stiphout, Zhuang and Marsan (2012), Seismicity
    declustering, Community Online Resource for Statistical Seismicity Analysis, equation 1.

    Parameters
    ----------
    magnitude
        Magnitudes of main shocks, any shape.
    """
    days = np.where(magnitude >= 6.5, 10.0 ** (0.032 * magnitude + 2.7389), 10.0 ** (0.5409 * magnitude - 0.547))
    return np.asarray(days), np.asarray(10.0 ** (0.1238 * magnitude + 0.983))


def _first_of_each(quakes: Quakes, order: NDArray[np.int64], days: FloatArray, km: FloatArray) -> NDArray[np.bool_]:
    """Go through events in an order; each that still stands removes those behind it within its own window."""
    kept = np.ones(len(quakes), dtype=np.bool_)
    for place, one in enumerate(order):
        if kept[one]:
            later = order[place + 1 :]
            near = np.abs(quakes.day[later] - quakes.day[one]) <= days[one]
            near &= _distance(quakes.lon[later], quakes.lat[later], quakes.lon[one], quakes.lat[one]) <= km[one]
            kept[later[near]] = False
    return kept


def _distance(lon: FloatArray, lat: FloatArray, from_lon: float, from_lat: float) -> FloatArray:
    """Great-circle distance, km (haversine)."""
    phi, from_phi = np.radians(lat), np.radians(from_lat)
    half = np.sin((phi - from_phi) / 2.0) ** 2
    half += np.cos(phi) * np.cos(from_phi) * np.sin(np.radians(lon - from_lon) / 2.0) ** 2
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))
