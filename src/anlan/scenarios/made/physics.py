"""Footprints of given events by the physics of the hazards: nothing is drawn, what is not known is the median."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards.cyclone.field import Tiles, footprints
from anlan.hazards.cyclone.storms import Storms
from anlan.hazards.earthquake import PARAMETERS as EARTHQUAKE_PARAMETERS
from anlan.hazards.earthquake import shaking_of
from anlan.hazards.explosion import PARAMETERS as EXPLOSION_PARAMETERS
from anlan.hazards.hydrology.basins import Basins, Ponds
from anlan.hazards.hydrology.rainfall import DURATION_H, duration_exponent
from anlan.hazards.hydrology.storms import chicago, standing
from anlan.hazards.industrial.blast import CENTRE, LOG_TAIL, damages, distance_of, pressure_of
from anlan.hazards.industrial.cell_outlines import outlines_of
from anlan.hazards.parameters import values_of
from anlan.hazards.plane import Plane
from anlan.hazards.rain_flood import PARAMETERS as RAIN_PARAMETERS
from anlan.hazards.rain_flood import STEADY
from anlan.hazards.seismology.correlation import Residuals
from anlan.hazards.seismology.models import NAMES, WEIGHTS
from anlan.hazards.seismology.scaling import moment_magnitude, rupture_length
from anlan.hazards.storm_surge import PARAMETERS as SURGE_PARAMETERS
from anlan.hazards.storm_surge import Inland, highest_tide, sea_levels, storm_values
from anlan.hazards.surge.coast import has_tide, shore_cells, tide_of_city
from anlan.hazards.surge.inundation import reaches_of
from anlan.hazards.surge.shelf import LEVEL
from anlan.hazards.surge.tide import hours_of
from anlan.hazards.typhoon_wind import PARAMETERS as WIND_PARAMETERS
from anlan.language import Message, mark

EARTHQUAKE, WIND, SURGE, RAIN, EXPLOSION = "earthquake", "typhoon_wind", "storm_surge", "rain_flood", "explosion"
"""Hazards whose events can be given."""

STRIKES = (0.0, 45.0, 90.0, 135.0)
"""Directions of the rupture over which is averaged where the direction is not known, degrees; an assumption."""

LEAST_DEGREE = 1.0
"""Intensity below which a branch counts as zero before the branches are averaged: the lowest degree of the scale."""

Intensity = NDArray[np.float32]


@dataclass(frozen=True)
class Quake:
    """An earthquake.

    Parameters
    ----------
    lon, lat
        Middle of the rupture, degrees.
    magnitude
        Surface-wave magnitude Ms.
    depth_km
        Depth, km.
    strike_deg
        Direction of the rupture, degrees from north; None for the mean of `STRIKES`.
    length_km
        Length of the rupture; None for that of Wells and Coppersmith (1994).
    """

    lon: float
    lat: float
    magnitude: float
    depth_km: float
    strike_deg: float | None = None
    length_km: float | None = None


@dataclass(frozen=True)
class Position:
    """A position of a storm: time (UTC), degrees, and pressure at its centre, hPa."""

    time: datetime
    lon: float
    lat: float
    pressure_hpa: float


def shaken(city: City, quake: Quake) -> Intensity:
    """Return the intensity on every cell, degrees of GB/T 17742: the weighted mean of the medians of the logic tree.

    Parameters
    ----------
    city
        The city.
    quake
        The earthquake.
    """
    values = values_of(city, EARTHQUAKE, EARTHQUAKE_PARAMETERS)
    weights = np.array([values[name] for name in WEIGHTS])
    strikes = STRIKES if quake.strike_deg is None else (quake.strike_deg,)
    count = len(NAMES) * len(strikes)
    surface = np.full(count, quake.magnitude)
    length = rupture_length(moment_magnitude(surface))
    frame = pl.DataFrame(
        {
            "source": ["given"] * count,
            "magnitude": surface,
            "lon": np.full(count, quake.lon),
            "lat": np.full(count, quake.lat),
            "strike_deg": np.tile(strikes, len(NAMES)),
            "length_km": length if quake.length_km is None else np.full(count, quake.length_km),
            "depth_km": np.full(count, quake.depth_km),
            "model": np.repeat(NAMES, len(strikes)).tolist(),
            "residual": np.zeros(count),
        }
    )
    plane = Plane.around(city)
    residuals = Residuals.of(city.cells, plane, values["correlation_km"], count, EARTHQUAKE, 0)
    median = {**values, "spread_limit": 0.0, "threshold": LEAST_DEGREE}
    degrees = shaking_of(city, frame, plane, residuals, median)(np.arange(count)).astype(np.float64)
    mean = np.average(degrees, axis=0, weights=np.repeat(weights / len(strikes), len(strikes)))
    return np.where(mean >= values["threshold"], mean, 0.0).astype(np.float32)


def storm_of(city: City, name: str, positions: Sequence[Position], *, for_surge: bool) -> Storms:
    """Return a storm that passes through given positions, as the hazards know storms.

    Parameters
    ----------
    city
        The city.
    name
        Name of the storm.
    positions
        Two or more, in order of time.
    for_surge
        Whether it is for the surge, which takes another wind profile.
    """
    table = city.table("typhoon_tracks")
    count = len(positions)
    rows = pl.DataFrame(
        {
            "storm": ["given"] * count,
            "name": [name] * count,
            "time": [one.time.replace(tzinfo=None) for one in positions],
            "lon": [one.lon for one in positions],
            "lat": [one.lat for one in positions],
            "pressure_hpa": [one.pressure_hpa for one in positions],
        }
    ).with_columns(pl.col("time").dt.replace_time_zone("UTC"))
    missing = [pl.lit(None).alias(column) for column in table.columns if column not in rows.columns]
    frame = rows.with_columns(missing).select(table.columns).cast(table.schema)
    surge = values_of(city, SURGE, SURGE_PARAMETERS) if for_surge else {}
    values = storm_values(city, surge) if for_surge else values_of(city, WIND, WIND_PARAMETERS)
    return Storms.recorded(city.with_table("typhoon_tracks", frame), values)


def blown(city: City, storms: Storms) -> Intensity:
    """Return the largest 10-minute mean wind on every cell in a storm, m/s; see `storm_of`."""
    values = values_of(city, WIND, WIND_PARAMETERS)
    cells = city.cells
    land = np.nan_to_num(cells.land_share, nan=1.0)
    factor = 1.0 + land * (values["land_factor"] - 1.0)
    tiles = Tiles.of(*storms.plane.xy(cells.lon, cells.lat))
    bounds = (values["threshold_ms"], values["reach_km"])
    return np.asarray(footprints(np.array([0]), storms.arrays, storms.physics, tiles, factor, bounds)[0])


def has_sea(city: City) -> bool:
    """Say whether water levels of the sea can be laid on the city: a coast, heights and the tide are known."""
    cells = city.cells
    return bool(shore_cells(cells).size) and not np.isnan(cells.height_m).any() and has_tide(city)


def level_of(city: City, storms: Storms) -> float:
    """Return the highest sea level in a storm on its own days, above the zero of the heights, m.

    Parameters
    ----------
    city
        City with a coast, see `has_sea`.
    storms
        The storm, made for the surge.
    """
    values = values_of(city, SURGE, SURGE_PARAMETERS)
    hours = np.asarray(hours_of(storms.tracks.start), dtype=np.float64)
    return float(sea_levels(city, storms, tide_of_city(city), hours, values)[0, LEVEL])


def surged(city: City, level_m: float) -> Intensity:
    """Return the depth of sea water on every cell at a highest level of the sea, m.

    Every reach of dyke breaches that is expected to: where the level is above the mean level of breaching.

    Parameters
    ----------
    city
        City with a coast, see `has_sea`.
    level_m
        Highest level above the zero of the heights, m.

    Raises
    ------
    SettingError
        If the coast, the heights or the tide are not known.
    """
    if not has_sea(city):
        text = mark("the sea cannot be laid on {city}: it needs cells at the coast, their heights and the tide")
        raise SettingError(Message(text, city=city.info["id"]))
    values = values_of(city, SURGE, SURGE_PARAMETERS)
    reaches = reaches_of(city.cells)
    tide = values["sea_level_m"] + highest_tide(tide_of_city(city))
    holds = max(values["dyke_crest_m"] - values["dyke_freeboard_m"], tide)
    breached = np.full((1, len(reaches)), level_m > holds)
    return np.asarray(Inland(city, reaches, np.array([level_m]), breached, values)(np.array([0]))[0])


def rained(city: City, rain_mm: float, hours: float) -> Intensity:
    """Return the depth of standing water on every cell in a storm of the same rain over the whole city, m.

    Parameters
    ----------
    city
        City with heights.
    rain_mm
        Rain, mm.
    hours
        Its duration, h; what drains take is proportional to it.

    Raises
    ------
    SettingError
        If the height of a cell is not known.
    """
    if np.isnan(city.cells.height_m).any():
        raise SettingError(Message(mark("the height of a cell is not known; fill height_m in cells.csv")))
    values = values_of(city, RAIN, RAIN_PARAMETERS)
    known = duration_exponent(city)
    course = chicago(hours, STEADY if known is None else known, values["peak"])
    drains = values["drainage_mm"] * hours / DURATION_H
    water = standing(np.array([rain_mm]), course, values["curve_number"], drains, values["storage_mm"])
    basins = Basins.of(city)
    ponds = Ponds(city, basins, values["sill_head_m"], values["threshold_m"])
    return np.asarray(ponds.depths(water[:, None] / 1000.0 * basins.surface[None, :])[0])


def blasted(city: City, lon: float, lat: float, tnt_t: float) -> Intensity:
    """Return the equivalent overpressure on every cell of an explosion on the ground, kPa.

    Parameters
    ----------
    city
        The city.
    lon, lat
        Where it is, degrees.
    tnt_t
        Mass of TNT with the same blast, t.
    """
    threshold = values_of(city, EXPLOSION, EXPLOSION_PARAMETERS)["threshold"]
    x, y = Plane.around(city).xy(np.array([lon]), np.array([lat]))
    charges = np.column_stack([1000.0 * x, 1000.0 * y, np.cbrt([1000.0 * tnt_t])])
    outlines = outlines_of(city)
    share = damages(
        np.array([0]), charges, distance_of(threshold), LOG_TAIL, CENTRE, outlines.corners, outlines.area,
        outlines.middle, outlines.reach,
    )[0]  # fmt: skip
    out = np.zeros(share.size, dtype=np.float32)
    hit = np.flatnonzero(share > 0.0)
    pressure = pressure_of(np.clip(share[hit], 1e-300, 1.0 - 1e-12))
    out[hit] = np.where(pressure >= threshold, pressure, 0.0)
    return out


UNITS: Mapping[str, str] = {EARTHQUAKE: "1", WIND: "m/s", SURGE: "m", RAIN: "m", EXPLOSION: "kPa"}
"""Unit of the intensity of each hazard that can be given."""
