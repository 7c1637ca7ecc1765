"""Reads the built areas and cells and places things in them."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import h3
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from anlan.city.grid import round_to_total
from tools.lianyungang.reference import SCALE, SEED

ISLETS = "320703200000"
"""Qiansandao: islets 40 km off the coast without roads or mains."""

JITTER_KM = 0.35
"""Spread of a synthetic position around the centre of its cell, km; a cell at resolution 8 is 0.5 km wide."""

INVENTED_M = 2000.0
"""Uncertainty written for an invented position, m."""


@dataclass(frozen=True)
class Township:
    """A township with its seat and what places are shared out by."""

    code: str
    name_zh: str
    name_en: str
    district: str
    population: int
    lon: float
    lat: float
    uncertainty_m: float
    seat_invented: bool

    @property
    def urban(self) -> bool:
        """Whether it is a sub-district."""
        return self.name_zh.endswith("街道")


@dataclass(frozen=True)
class Ground:
    """Inhabited cells of one township: longitude, latitude and residents."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    people: NDArray[np.float64]


@dataclass(frozen=True)
class Geography:
    """Townships, their outlines and their inhabited cells."""

    townships: tuple[Township, ...]
    outlines: Mapping[str, BaseGeometry]
    ground: Mapping[str, Ground]

    @property
    def districts(self) -> dict[str, int]:
        """Residents by district."""
        found: dict[str, int] = {}
        for township in self.townships:
            found[township.district] = found.get(township.district, 0) + township.population
        return found

    @property
    def population(self) -> int:
        """Residents of the city."""
        return sum(township.population for township in self.townships)

    def township(self, code: str) -> Township:
        """Return the township with this code."""
        return next(township for township in self.townships if township.code == code)

    def within(self, district: str) -> list[Township]:
        """Return the townships of a district on the mainland and on Liandao."""
        return [township for township in self.townships if township.district == district and township.code != ISLETS]

    @property
    def mainland(self) -> list[Township]:
        """Townships that roads and mains reach, district by district: all but the islets."""
        return [town for district in self.districts for town in self.within(district)]

    def largest(self, district: str, count: int) -> list[Township]:
        """Return the most populous townships of a district; a tie goes to the smaller code."""
        return sorted(self.within(district), key=lambda township: (-township.population, township.code))[:count]

    def spot(self, code: str, rng: np.random.Generator, *, edge: bool = False) -> tuple[float, float]:
        """Return a random position in a township: a cell by its residents, then a point near its centre.

        With `edge`, cells with few residents are taken, as industry is.
        """
        ground = self.ground[code]
        weights = 1.0 / (ground.people + 50.0) if edge else ground.people + 1.0
        outline = self.outlines[code]
        for _ in range(200):
            cell = rng.choice(len(ground.people), p=weights / weights.sum())
            lon, lat = np.array([ground.lon[cell], ground.lat[cell]]) + rng.normal(0.0, JITTER_KM, 2) / SCALE
            if outline.contains(Point(lon, lat)):
                return round(float(lon), 5), round(float(lat), 5)
        point = outline.representative_point()
        return round(point.x, 5), round(point.y, 5)

    def near(self, lon: float, lat: float, radius_km: float, rng: np.random.Generator) -> tuple[float, float]:
        """Return a random position within a radius that lies on the city's land."""
        for _ in range(500):
            angle, distance = rng.uniform(0.0, 2.0 * np.pi), radius_km * np.sqrt(rng.uniform())
            step = np.array([np.cos(angle), np.sin(angle)]) * distance / SCALE
            place = (round(float(lon + step[0]), 5), round(float(lat + step[1]), 5))
            if self.area_of(*place):
                return place
        raise ValueError(f"no land within {radius_km} km of {lon}, {lat}")

    def area_of(self, lon: float, lat: float) -> str | None:
        """Return the township that contains a position, None outside the city."""
        point = Point(lon, lat)
        return next((code for code, outline in self.outlines.items() if outline.contains(point)), None)

    def nearest(self, lon: float, lat: float) -> str:
        """Return the township that contains a position or is nearest to it: reclaimed coast is on no outline."""
        point = Point(lon, lat)
        return min(self.outlines, key=lambda code: (self.outlines[code].distance(point), code))


def read_geography(out: Path) -> Geography:
    """Read what the ground layers have written."""
    rows = read_table(out, "areas")
    townships = tuple(
        Township(
            row["code"],
            row["name_zh"],
            row["name_en"],
            row["parent"],
            int(row["population"]),
            float(row["seat_lon"]),
            float(row["seat_lat"]),
            float(row["seat_uncertainty_m"]),
            row["source"] == "townships-seat-placed",
        )
        for row in rows
        if row["level"] == "township"
    )
    features = json.loads((out / "areas.geojson").read_text(encoding="utf-8"))["features"]
    codes = {township.code for township in townships}
    outlines = {
        feature["properties"]["code"]: shape(feature["geometry"])
        for feature in features
        if feature["properties"]["code"] in codes
    }
    for outline in outlines.values():
        shapely.prepare(outline)
    return Geography(townships, outlines, read_ground(out, codes))


def read_ground(out: Path, codes: set[str]) -> dict[str, Ground]:
    """Read the inhabited cells of each township; where there are none, all of its cells."""
    found: dict[str, list[tuple[float, float, float]]] = {code: [] for code in codes}
    for row in read_table(out, "cells"):
        lat, lon = h3.cell_to_latlng(row["h3"])
        found[row["area"]].append((lon, lat, float(row["population"])))
    ground = {}
    for code, cells in found.items():
        kept = [cell for cell in cells if cell[2] > 0] or cells
        columns = np.array(kept, dtype=np.float64).T
        ground[code] = Ground(columns[0], columns[1], columns[2])
    return ground


def read_table(out: Path, name: str) -> list[dict[str, str]]:
    """Read a table that an earlier layer has written."""
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def stream(layer: int) -> np.random.Generator:
    """Return the random numbers of one layer."""
    return np.random.default_rng([SEED, layer])


def shares(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Divide a whole number in proportion to weights; the parts add up exactly."""
    return round_to_total(weights, total)


def spread(total: int, townships: Sequence[Township], urban_factor: float = 1.0) -> list[Township]:
    """Return `total` townships, each as often as its residents ask for; sub-districts count `urban_factor` times."""
    weights = np.array([max(town.population, 1) * (urban_factor if town.urban else 1.0) for town in townships])
    parts = shares(total, weights)
    return [town for town, count in zip(townships, parts, strict=True) for _ in range(int(count))]
