"""Storm tracks: the record by the hour, and how it is resampled."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards.cyclone.land import flags_of, land_mask
from anlan.hazards.plane import Plane

STEP_H = 1.0
"""Step to which best-track positions (3 to 12 h apart) are interpolated, h."""

LEAST_DEFICIT_HPA = 1.0
"""Smallest pressure deficit at which a vortex is kept, hPa; below it there is no storm."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Tracks:
    """Hourly positions of the recorded storms, storm after storm.

    Parameters
    ----------
    first
        int64[s + 1], where each of the s storms begins in the position arrays.
    x, y
        Kilometres east and north of the plane's centre, [p].
    lat
        Latitude, degrees, [p].
    deficit
        Ambient minus central pressure, hPa, [p].
    u, v
        Translation east and north, m/s, [p].
    step
        Hours since the position before, [p].
    land
        Hours that the centre has been over land so far, [p].
    sea_deficit
        Deficit when the centre was last at sea, hPa; 0 before it was, [p].
    closest
        int64[s], position at which each storm is closest to the centre.
    start
        datetime64[ms][s], universal time of the first position of each storm.
    storm, name
        Identifier and name of each storm.
    year
        int64[s], year of each storm.
    """

    first: NDArray[np.int64]
    x: FloatArray
    y: FloatArray
    lat: FloatArray
    deficit: FloatArray
    u: FloatArray
    v: FloatArray
    step: FloatArray
    land: FloatArray
    sea_deficit: FloatArray
    closest: NDArray[np.int64]
    start: NDArray[np.datetime64]
    storm: tuple[str, ...]
    name: tuple[str, ...]
    year: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.storm)


@dataclass(frozen=True)
class Resampling:
    """How each of n events differs from the recorded storm that it is made from.

    Parameters
    ----------
    storm
        int64[n], index of the recorded storm.
    shift_x, shift_y
        Displacement of the whole track, km, [n].
    deficit_factor, radius_factor
        Factors on the pressure deficit and on the radius of maximum wind, [n].
    shift
        Displacement to the right (positive) or left of the storm's motion at its closest approach, km, [n].
    """

    storm: NDArray[np.int64]
    shift_x: FloatArray
    shift_y: FloatArray
    deficit_factor: FloatArray
    radius_factor: FloatArray
    shift: FloatArray


def record_years(table: pl.DataFrame) -> int:
    """Return the years of record: from the first to the last calendar year in the table, both included."""
    years = table["time"].dt.year()
    return int(years.max()) - int(years.min()) + 1  # type: ignore[arg-type]


def hourly_tracks(city: City, plane: Plane, ambient_hpa: float) -> Tracks:
    """Interpolate the best tracks of a city to hourly positions.

    Longitude, latitude and central pressure are linear in time between the positions of the record.

    Parameters
    ----------
    city
        City with a table ``typhoon_tracks``.
    plane
        Map on which positions are given.
    ambient_hpa
        Pressure outside the storm, hPa.
    """
    groups = city.table("typhoon_tracks").sort("storm", "time").partition_by("storm", maintain_order=True)
    parts = [_hourly(group, plane, ambient_hpa) for group in groups]
    lengths = [part["x"].size for part in parts]
    first = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    joined = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    closest = [int(start + np.argmin(np.hypot(p["x"], p["y"]))) for start, p in zip(first[:-1], parts, strict=True)]
    return Tracks(
        first=first,
        closest=np.array(closest, dtype=np.int64),
        start=np.array([group["time"].dt.epoch("ms")[0] for group in groups], dtype="datetime64[ms]"),
        storm=tuple(str(group["storm"][0]) for group in groups),
        name=tuple(str(group["name"][0] or group["storm"][0]) for group in groups),
        year=np.array([group["time"][0].year for group in groups], dtype=np.int64),
        **joined,
    )


def _hourly(group: pl.DataFrame, plane: Plane, ambient_hpa: float) -> Mapping[str, FloatArray]:
    hours = group["time"].dt.epoch("ms").to_numpy() / 3.6e6
    moments = np.append(np.arange(hours[0], hours[-1], STEP_H), hours[-1])
    east = np.unwrap(group["lon"].to_numpy(), period=360.0)  # a storm may cross the date line
    east += 360.0 * np.round((plane.lon - east[-1]) / 360.0)
    lon = np.interp(moments, hours, east)
    lat = np.interp(moments, hours, group["lat"].to_numpy())
    pressure = np.interp(moments, hours, group["pressure_hpa"].to_numpy())
    x, y = plane.xy(lon, lat)
    deficit = np.maximum(ambient_hpa - pressure, 0.0)
    step = np.diff(moments, prepend=moments[0])
    over_land = flags_of(land_mask(), lon, lat)
    return {
        "x": x,
        "y": y,
        "lat": lat,
        "deficit": deficit,
        "u": _speed(x, moments),
        "v": _speed(y, moments),
        "step": step,
        "land": np.cumsum(np.where(over_land, step, 0.0)),
        "sea_deficit": _last_at_sea(deficit, over_land),
    }


def _speed(km: FloatArray, hours: FloatArray) -> FloatArray:
    """Return the translation along one axis, m/s; a single position does not move."""
    return np.gradient(km, hours) / 3.6 if km.size > 1 else np.zeros_like(km)


def _last_at_sea(deficit: FloatArray, over_land: NDArray[np.bool_]) -> FloatArray:
    """Carry the deficit of the last position at sea on over land, hPa; 0 before the first."""
    place = np.maximum.accumulate(np.where(over_land, -1, np.arange(deficit.size)))
    return np.where(place >= 0, deficit[np.maximum(place, 0)], 0.0)


def resample(tracks: Tracks, events: int, rng: np.random.Generator, values: Mapping[str, float]) -> Resampling:
    """Draw events around the recorded storms: a smoothed bootstrap of whole tracks.

    Every storm is used equally often (to within one). Its track is displaced across its motion by a normal distance,
    its deficit is multiplied by a lognormal factor of mean 1, its radius by a lognormal factor of median 1. The kernel
    in space is the idea of Hall and Jewson (2007), Tellus A 59, 486-498.

    Parameters
    ----------
    tracks
        The record.
    events
        Number of events n.
    rng
        Random generator.
    values
        ``displacement_km``, ``deficit_spread`` and ``radius_spread`` (standard deviations of the logarithms).
    """
    rounds = -(-events // len(tracks))
    storm = np.concatenate([rng.permutation(len(tracks)) for _ in range(rounds)])[:events].astype(np.int64)
    shift = values["displacement_km"] * rng.standard_normal(events)
    spread = values["deficit_spread"]
    deficit_factor = np.exp(spread * rng.standard_normal(events) - spread**2 / 2.0)
    radius_factor = np.exp(values["radius_spread"] * rng.standard_normal(events))
    u, v = tracks.u[tracks.closest], tracks.v[tracks.closest]
    speed = np.hypot(u, v)
    moving = speed > 0.0
    east = np.where(moving, v / np.where(moving, speed, 1.0), 1.0)
    north = np.where(moving, -u / np.where(moving, speed, 1.0), 0.0)
    return Resampling(storm, shift * east[storm], shift * north[storm], deficit_factor, radius_factor, shift)


def recorded(tracks: Tracks) -> Resampling:
    """Return the recorded storms themselves as events: nothing displaced, every factor 1."""
    count = len(tracks)
    none, one = np.zeros(count), np.ones(count)
    return Resampling(np.arange(count, dtype=np.int64), none, none, one, one, none)
