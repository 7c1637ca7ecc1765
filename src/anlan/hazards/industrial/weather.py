"""Weather at the time of a release: season, hour, wind and stability."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anlan.city import City

FloatArray = NDArray[np.float64]

CLASSES = "ABCDEF"
"""Stability classes of Pasquill, from the most unstable to the most stable."""

NEUTRAL = CLASSES.index("D")
"""Class of neutral air: that of an overcast sky in any wind (`TURNER`)."""

KNOT_MS = 0.514444

WIND_EDGES = np.array([0.8, 1.9, 2.9, 3.4, 3.9, 4.9, 5.5, 6.0])
"""Lower edges of the wind classes of `TURNER`, m/s: 2, 4, 6, 7, 8, 10, 11 and 12 knots (EPA-454/R-99-005, table
6-5)."""

TURNER = np.array(
    [[1, 1, 2, 3, 4, 6, 7], [1, 2, 2, 3, 4, 6, 7], [1, 2, 3, 4, 4, 5, 6], [2, 2, 3, 4, 4, 5, 6], [2, 2, 3, 4, 4, 4, 5],
     [2, 3, 3, 4, 4, 4, 5], [3, 3, 4, 4, 4, 4, 5], [3, 3, 4, 4, 4, 4, 4], [3, 4, 4, 4, 4, 4, 4]]
)  # fmt: skip
"""Stability class, 1 for A to 7 for G, by wind class and net radiation index 4 to -2: Turner (1964), A diffusion model
for an urban area, Journal of Applied Meteorology 3, 83-91, table 1; EPA-454/R-99-005, table 6-4. G counts as F."""

ALTITUDES = np.array([15.0, 35.0, 60.0])
"""Altitudes of the sun at which the class of insolation rises from 1 to 4, degrees (Turner 1964)."""

WIND_SHAPE = 2.0
"""Shape of the Weibull distribution of the wind: Rayleigh, usual where only the mean is known (Justus et al. 1978)."""

CALM_MS = 1.0
"""Least wind, m/s: plume formulas divide by it and the sigmas are not known below."""

DAY_HOURS = (8.0, 18.5)
"""Hours of the day in the sense of CPR 18E, section 5.3."""


@dataclass(frozen=True, eq=False)
class CausedWeather:
    """What the natural cause of n releases fixes of their weather; the rest is drawn as for releases of their own.

    Parameters
    ----------
    month
        1 to 12, 0 where it stays open, int64 (n,).
    wind_ms
        Wind that blows at least, m/s, 0 where it is not known, float64 (n,).
    overcast
        Whether the sky is overcast, which makes the air neutral (class D) by day and by night, in any wind: Pasquill
        (1961), The estimation of the dispersion of windborne material, Meteorological Magazine 90, 33-49; `TURNER`,
        net radiation index 0. Bool (n,).
    """

    month: NDArray[np.int64]
    wind_ms: FloatArray
    overcast: NDArray[np.bool_]

    @classmethod
    def unknown(cls, events: int) -> "CausedWeather":
        """Return that nothing is fixed.

        Parameters
        ----------
        events
            Number of releases.
        """
        return cls(np.zeros(events, dtype=np.int64), np.zeros(events), np.zeros(events, dtype=np.bool_))


@dataclass(frozen=True)
class Weather:
    """Weather of n releases.

    Parameters
    ----------
    month
        1 to 12, int64 (n,).
    hour
        Local solar time, h, float64 (n,).
    wind_ms
        Wind 10 m above the ground, m/s.
    towards
        Direction in which it blows, radians from east, counter-clockwise.
    stability
        0 for A to 5 for F, int64 (n,).
    by_day
        Whether it is day in the sense of `DAY_HOURS`, bool (n,).
    """

    month: NDArray[np.int64]
    hour: FloatArray
    wind_ms: FloatArray
    towards: FloatArray
    stability: NDArray[np.int64]
    by_day: NDArray[np.bool_]

    def under(self, caused: CausedWeather) -> "Weather":
        """Return this weather with what a natural cause fixes of it.

        Parameters
        ----------
        caused
            Of the n releases.
        """
        return replace(
            self,
            month=np.where(caused.month > 0, caused.month, self.month),
            wind_ms=np.maximum(self.wind_ms, caused.wind_ms),
            stability=np.where(caused.overcast, NEUTRAL, self.stability),
        )


def sun_altitude(latitude: float, month: NDArray[np.int64], hour: FloatArray) -> FloatArray:
    """Altitude of the sun in the middle of a month, degrees, negative at night.

    Cooper (1969), The absorption of radiation in solar stills, Solar Energy 12, 333-346: declination 23.45 deg
    sin(360 (284 + day) / 365).
    """
    day = 30.4 * (month - 0.5)
    declination = np.radians(23.45) * np.sin(2.0 * np.pi * (284.0 + day) / 365.0)
    angle = np.radians(15.0 * (hour - 12.0))
    lat = np.radians(latitude)
    height = np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(angle)
    return np.asarray(np.degrees(np.arcsin(np.clip(height, -1.0, 1.0))))


def stability_class(altitude: FloatArray, cloud: FloatArray, wind_ms: FloatArray) -> NDArray[np.int64]:
    """Return the stability class, 0 for A to 5 for F, by the method of Turner (1964).

    Parameters
    ----------
    altitude
        Altitude of the sun, degrees.
    cloud
        Cloud cover, 0 to 1; from 0.95 it counts as overcast and low. Clouds over half the sky by day count as of
        middle height, which lowers the index by one.
    wind_ms
        Wind, m/s.
    """
    index = 1 + np.digitize(altitude, ALTITUDES)
    index = np.where(cloud > 0.5, np.maximum(index - 1, 1), index)
    index = np.where(altitude <= 0.0, np.where(cloud <= 0.4, -2, -1), index)
    index = np.where(cloud >= 0.95, 0, index)
    return np.asarray(np.minimum(TURNER[np.digitize(wind_ms, WIND_EDGES), 4 - index], 6) - 1, dtype=np.int64)


def draw_weather(
    city: City, events: int, rng: np.random.Generator, values: dict[str, float], caused: CausedWeather | None = None
) -> Weather:
    """Draw the weather of some releases.

    Parameters
    ----------
    city
        City; months without a wind in ``climate_normals`` have the parameter ``wind``.
    events
        Number of releases.
    rng
        Random generator.
    values
        ``wind``, ``wind_from``, ``wind_steadiness`` (concentration of a von Mises distribution, 0 for none),
        ``overcast`` and ``cloudy`` (shares of time).
    caused
        What a natural cause fixes of it; the random numbers are the same with and without.
    """
    fixed = CausedWeather.unknown(events) if caused is None else caused
    month = rng.integers(1, 13, events)
    month = np.where(fixed.month > 0, fixed.month, month)
    hour = 24.0 * rng.random(events)
    from_mean = rng.weibull(WIND_SHAPE, events) / 0.886_226_925_452_758
    wind = np.maximum(np.maximum(_mean_winds(city, values["wind"])[month] * from_mean, CALM_MS), fixed.wind_ms)
    bearing = np.radians(values["wind_from"]) + rng.vonmises(0.0, values["wind_steadiness"], events)
    sky = rng.random(events)
    clear = 1.0 - values["overcast"] - values["cloudy"]
    cloud = np.where(sky < values["overcast"], 1.0, np.where(sky < 1.0 - max(clear, 0.0), 0.75, 0.2))
    cloud = np.where(fixed.overcast, 1.0, cloud)
    altitude = sun_altitude(float(city.cells.lat.mean()), month, hour)
    return Weather(
        month=month,
        hour=hour,
        wind_ms=wind,
        towards=np.asarray(-0.5 * np.pi - bearing),
        stability=stability_class(altitude, cloud, wind),
        by_day=(hour >= DAY_HOURS[0]) & (hour < DAY_HOURS[1]),
    )


def _mean_winds(city: City, otherwise: float) -> FloatArray:
    """Return the mean wind of each month, m/s, (13,); the first is of no month."""
    normals = np.full(13, otherwise)
    for row in city.table("climate_normals").select("month", "wind_ms").drop_nulls().iter_rows():
        normals[row[0]] = row[1]
    return normals
