"""Seismic sources: zones around the city and their rates from the catalogue, and the hazards' own parameters."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from tools.lianyungang import tides
from tools.lianyungang.reference import EARTH_RADIUS_KM
from tools.lianyungang.sources_hazards import LOCAL_PARAMETERS, SEISMIC
from tools.lianyungang.table_files import Row, write_shapes, write_table

SOURCES = (SEISMIC, LOCAL_PARAMETERS)

B_VALUE = 0.85
"""Gutenberg-Richter b value of the Tanlu and the lower Yangtze - South Yellow Sea statistical regions.

Pan, Gao and Xie 2013, Technology for Earthquake Disaster Prevention 8(1), 11-23 (seismicity model of GB 18306-2015).
"""

SMALLEST = 5.0
"""Smallest magnitude that is simulated."""

LAST_YEAR = 2025
"""Last year that the catalogue is taken to cover."""

ROUNDING = 0.05
"""Half of the step in which magnitudes are stated."""

SAME_DAYS, SAME_KM = 2.0, 100.0
"""Two entries nearer than this are the same event in two catalogues."""

CLUSTER_DAYS, CLUSTER_KM = 60.0, 100.0
"""An event this near to a larger one is its fore- or aftershock."""

TANLU = Polygon([
    (117.40, 32.40), (118.03, 32.36), (118.29, 33.33), (118.51, 34.45), (118.64, 34.72), (118.87, 35.27),
    (119.02, 35.63), (119.30, 36.09), (119.78, 36.65), (119.10, 36.95), (118.42, 36.66), (118.43, 35.86),
    (118.30, 35.37), (118.16, 34.85), (118.02, 34.52), (117.92, 34.09), (117.84, 33.61), (117.73, 33.12),
    (117.67, 32.84),
])  # fmt: skip
"""Drawn about 10 km outside the two branches of the fault zone, rounded to 0.01 degree."""

YELLOW_SEA = Polygon([(120.3, 32.3), (123.0, 32.3), (123.0, 36.5), (121.2, 36.5), (120.3, 36.0)])
LAND = shapely.box(116.0, 31.8, 120.3, 37.2).difference(TANLU)


@dataclass(frozen=True)
class Zone:
    """A zone: names, outline, largest magnitude, depth, strike and windows of completeness (year, magnitude)."""

    code: str
    name_zh: str
    name_en: str
    outline: BaseGeometry
    largest: float
    depth_km: float
    strike_deg: float | None
    windows: tuple[tuple[int, float], ...]


ZONES = (
    Zone("tanlu-middle", "郯庐断裂带中段", "Tanlu fault zone, middle section", TANLU, 8.5, 15.0, 15.0,
         ((1477, 6.5), (1800, 5.5))),
    Zone("south-yellow-sea", "南黄海北部", "Northern South Yellow Sea", YELLOW_SEA, 7.3, 15.0, None, ((1900, 6.0),)),
    Zone("land-background", "陆域背景源", "Land background", LAND, 6.8, 10.0, None,
         ((1800, 5.8), (1900, 5.4), (1970, 4.9))),
)  # fmt: skip
"""Largest magnitudes: the largest observed and a half, for Tanlu the 8.5 of 1668."""


@dataclass(frozen=True)
class Event:
    """An entry of a catalogue: year, days since year 0, position in degrees, magnitude, whether it is ISC-GEM's."""

    year: int
    days: float
    lon: float
    lat: float
    magnitude: float
    instrumental: bool

    def near(self, other: "Event", days: float, km: float) -> bool:
        """Say whether another event is nearer than so many days and kilometres."""
        east = np.radians(self.lon - other.lon) * np.cos(np.radians((self.lat + other.lat) / 2))
        distance = EARTH_RADIUS_KM * np.hypot(east, np.radians(self.lat - other.lat))
        return bool(abs(self.days - other.days) <= days and distance <= km)


def build(shared: Path, out: Path) -> None:
    """Write the seismic sources from ``earthquakes.csv``, which must be there, and ``hazard_parameters.csv``."""
    events = main_shocks(read_events(out))
    write_table(out, "seismic_sources", [row(zone, events) for zone in ZONES], {"rate": 4})
    write_shapes(out, "seismic_sources.geojson", "id", {zone.code: zone.outline for zone in ZONES})
    write_table(out, "hazard_parameters", parameters(), {})


def read_events(out: Path) -> list[Event]:
    """Return the entries that are large enough to count."""
    with (out / "earthquakes.csv").open(encoding="utf-8", newline="") as lines:
        entries = [entry for entry in csv.DictReader(lines) if entry["magnitude"]]
    least = min(magnitude for zone in ZONES for _, magnitude in zone.windows) - ROUNDING
    return [event(entry) for entry in entries if float(entry["magnitude"]) >= least]


def event(entry: Mapping[str, str]) -> Event:
    """Return an entry; an unknown month or day counts as zero."""
    days = int(entry["year"]) * 365.25 + float(entry["month"] or 0) * 30.4 + float(entry["day"] or 0)
    magnitude, instrumental = float(entry["magnitude"]), entry["catalogue"] == "ISC-GEM"
    return Event(int(entry["year"]), days, float(entry["lon"]), float(entry["lat"]), magnitude, instrumental)


def main_shocks(events: list[Event]) -> list[Event]:
    """Return one entry for every event, ISC-GEM's where it has it, without fore- and aftershocks."""
    single: list[Event] = []
    for candidate in sorted(events, key=lambda event: (not event.instrumental, -event.magnitude)):
        if not any(candidate.near(kept, SAME_DAYS, SAME_KM) for kept in single):
            single.append(candidate)
    return [
        candidate
        for candidate in single
        if not any(
            larger.magnitude > candidate.magnitude and candidate.near(larger, CLUSTER_DAYS, CLUSTER_KM)
            for larger in single
        )
    ]


def exceedance(magnitude: float, largest: float) -> float:
    """Return events at or above a magnitude in parts of those at or above `SMALLEST`, truncated Gutenberg-Richter."""
    decay = 10.0 ** (-B_VALUE * (np.array([magnitude, largest]) - SMALLEST))
    return float((decay[0] - decay[1]) / (1.0 - decay[1]))


def rate(zone: Zone, events: list[Event]) -> float:
    """Return the yearly number of events at or above `SMALLEST`.

    Maximum likelihood of Poisson counts in windows of unequal length with b known (Weichert 1980, Bull. Seismol. Soc.
    Am. 70, 1337-1346, equation 9): events that count over the sum of years times the part of events in the class.
    """
    inside = [event for event in events if zone.outline.covers(Point(event.lon, event.lat))]
    counted, exposure, upper = 0, 0.0, np.inf
    for start, lower in sorted(zone.windows, key=lambda window: -window[1]):
        counted += sum(event.year >= start and lower - ROUNDING <= event.magnitude < upper for event in inside)
        above = exceedance(upper + ROUNDING, zone.largest) if np.isfinite(upper) else 0.0
        exposure += (LAST_YEAR - start + 1) * (exceedance(lower, zone.largest) - above)
        upper = lower - ROUNDING
    return counted / exposure


def row(zone: Zone, events: list[Event]) -> Row:
    """Return the row of a zone."""
    return {
        "id": zone.code,
        "name_zh": zone.name_zh,
        "name_en": zone.name_en,
        "rate": rate(zone, events),
        "b_value": B_VALUE,
        "magnitude_min": SMALLEST,
        "magnitude_max": zone.largest,
        "depth_km": zone.depth_km,
        "strike_deg": zone.strike_deg,
        "synthetic": False,
        "source": SEISMIC["id"],
    }


def parameters() -> list[Row]:
    """Return the parameters in which the city differs from the defaults."""
    given = (
        ("earthquake", "site_increment", 0.5, "1"),
        ("rain_flood", "curve_number", 84.0, "1"),
        ("rain_flood", "storage_mm", 50.0, "mm"),
    )
    source = {"synthetic": False, "source": LOCAL_PARAMETERS["id"]}
    rows = [{"hazard": hazard, "parameter": name, "value": value, "unit": unit, **source}
            for hazard, name, value, unit in given]  # fmt: skip
    return [*rows, *tides.parameters()]
