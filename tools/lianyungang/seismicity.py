"""Seismic sources: zones and a fault around the city with rates from the catalogue, and the hazards' own parameters."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from anlan.hazards.seismology.catalogue import Quakes
from anlan.hazards.seismology.recurrence import Counts, Recurrence, counted, weichert
from anlan.hazards.seismology.sources import Source, share_at_least
from tools.lianyungang import tides
from tools.lianyungang.sources_hazards import LOCAL_PARAMETERS, SEISMIC
from tools.lianyungang.table_files import Row, write_shapes, write_table

SOURCES = (SEISMIC, LOCAL_PARAMETERS)

B_VALUE = 0.85
"""Gutenberg-Richter b value of the Tanlu and the lower Yangtze - South Yellow Sea statistical regions.

Pan, Gao and Xie 2013, Technology for Earthquake Disaster Prevention 8(1), 11-23 (seismicity model of GB 18306-2015).
"""

SMALLEST = 5.0
"""Smallest magnitude that is simulated."""

FAULT_LEAST = 7.0
"""Magnitude from which on the earthquakes of the Tanlu zone break its fault."""

LAST_YEAR = 2025
"""Last year that the catalogue is taken to cover."""

WIDTH = 0.1
"""Step in which magnitudes are stated; the classes are centred on it."""

TANLU = Polygon([
    (117.40, 32.40), (118.03, 32.36), (118.29, 33.33), (118.51, 34.45), (118.64, 34.72), (118.87, 35.27),
    (119.02, 35.63), (119.30, 36.09), (119.78, 36.65), (119.10, 36.95), (118.42, 36.66), (118.43, 35.86),
    (118.30, 35.37), (118.16, 34.85), (118.02, 34.52), (117.92, 34.09), (117.84, 33.61), (117.73, 33.12),
    (117.67, 32.84),
])  # fmt: skip
"""Drawn about 10 km outside the two branches of the fault zone, rounded to 0.01 degree."""

TANLU_FAULT = LineString([(117.75, 32.5), (118.05, 33.3), (118.25, 34.5), (118.6, 35.4), (118.95, 36.2), (119.3, 36.8)])
"""Along the middle of the zone, rounded to 0.05 degree."""

YELLOW_SEA = Polygon([(120.3, 32.3), (123.0, 32.3), (123.0, 36.5), (121.2, 36.5), (120.3, 36.0)])
LAND = shapely.box(116.0, 31.8, 120.3, 37.2).difference(TANLU)


@dataclass(frozen=True)
class Zone:
    """A zone in which earthquakes are counted.

    Parameters
    ----------
    code, name_zh, name_en
        Identifier and names.
    outline
        Surface, longitude and latitude in degrees.
    largest
        Largest possible magnitude.
    depth_km, strike_deg
        Of the ruptures; no strike draws it at random.
    periods
        Years since which the catalogue is complete from a magnitude on, which is a bound of a class.
    """

    code: str
    name_zh: str
    name_en: str
    outline: BaseGeometry
    largest: float
    depth_km: float
    strike_deg: float | None
    periods: tuple[tuple[int, float], ...]


ZONES = (
    Zone("tanlu-middle", "郯庐断裂带中段", "Tanlu fault zone, middle section", TANLU, 8.5, 15.0, 15.0,
         ((1477, 6.45), (1800, 5.45))),
    Zone("south-yellow-sea", "南黄海北部", "Northern South Yellow Sea", YELLOW_SEA, 7.3, 15.0, None, ((1900, 5.95),)),
    Zone("land-background", "陆域背景源", "Land background", LAND, 6.8, 10.0, None,
         ((1800, 5.75), (1900, 5.35), (1970, 4.85))),
)  # fmt: skip
"""Largest magnitudes: the largest observed and a half, for Tanlu the 8.5 of 1668."""

FAULT = ("tanlu-fault", "郯庐断裂带沂沭段", "Tanlu fault, Yishu section")
"""Identifier and names of the fault source."""


def build(shared: Path, out: Path) -> None:
    """Write the seismic sources from ``earthquakes.csv``, which must be there, and ``hazard_parameters.csv``."""
    quakes = main_shocks(out)
    write_table(out, "seismic_sources", rows(quakes), {"rate": 6})
    shapes = {**{zone.code: zone.outline for zone in ZONES}, FAULT[0]: TANLU_FAULT}
    write_shapes(out, "seismic_sources.geojson", "id", shapes)
    write_table(out, "hazard_parameters", parameters(), {})


def main_shocks(out: Path) -> Quakes:
    """Return one entry for every event of ``earthquakes.csv``, without fore- and aftershocks."""
    columns = {"month": pl.Int64, "day": pl.Int64, "magnitude": pl.Float64, "magnitude_type": pl.String}
    table = pl.read_csv(out / "earthquakes.csv", comment_prefix="#", schema_overrides=columns)
    return Quakes.of(table).merged().declustered()


def counts_of(zone: Zone, quakes: Quakes) -> Counts:
    """Return the main shocks of a zone by class of magnitude."""
    inside = np.asarray(shapely.covers(zone.outline, shapely.points(quakes.lon, quakes.lat)))
    return counted(quakes.taken(inside), zone.periods, LAST_YEAR, zone.largest + WIDTH / 2.0, WIDTH)


def recurrence(zone: Zone, quakes: Quakes) -> Recurrence:
    """Return the law of a zone with the b value of the national map."""
    return weichert(counts_of(zone, quakes), B_VALUE)


def rate(zone: Zone, quakes: Quakes) -> float:
    """Return the yearly number of events from `SMALLEST` to the largest magnitude of a zone."""
    law = recurrence(zone, quakes)
    least = min(law.least, SMALLEST)
    source = Source(zone.code, zone.outline, 1.0, B_VALUE, least, zone.largest, zone.depth_km, zone.strike_deg)
    shares = share_at_least(np.array([SMALLEST, law.least]), source)
    return float(law.rate * shares[0] / shares[1])


def rows(quakes: Quakes) -> list[Row]:
    """Return the rows of all sources; the large earthquakes of the Tanlu zone are those of its fault."""
    found = []
    for zone in ZONES:
        whole = rate(zone, quakes)
        names = (zone.code, zone.name_zh, zone.name_en)
        if zone.outline is not TANLU:
            found.append(row(names, zone, whole, (SMALLEST, zone.largest), zone.strike_deg))
            continue
        law = Source(zone.code, TANLU, 1.0, B_VALUE, SMALLEST, zone.largest, zone.depth_km, None)
        large = whole * float(share_at_least(np.array(FAULT_LEAST), law))
        found.append(row(names, zone, whole - large, (SMALLEST, FAULT_LEAST), zone.strike_deg))
        found.append(row(FAULT, zone, large, (FAULT_LEAST, zone.largest), None))
    return found


def row(
    names: tuple[str, str, str], zone: Zone, yearly: float, limits: tuple[float, float], strike: float | None
) -> Row:
    """Return the row of a source."""
    return {
        "id": names[0],
        "name_zh": names[1],
        "name_en": names[2],
        "rate": yearly,
        "b_value": B_VALUE,
        "magnitude_min": limits[0],
        "magnitude_max": limits[1],
        "depth_km": zone.depth_km,
        "strike_deg": strike,
        "synthetic": False,
        "source": SEISMIC["id"],
    }


def parameters() -> list[Row]:
    """Return the parameters in which the city differs from the defaults."""
    given = (
        ("rain_flood", "curve_number", 84.0, "1"),
        ("rain_flood", "storage_mm", 50.0, "mm"),
    )
    source = {"synthetic": False, "source": LOCAL_PARAMETERS["id"]}
    rows = [{"hazard": hazard, "parameter": name, "value": value, "unit": unit, **source}
            for hazard, name, value, unit in given]  # fmt: skip
    return [*rows, *tides.parameters()]
