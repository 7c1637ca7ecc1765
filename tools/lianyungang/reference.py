"""Reads the reference data of Lianyungang and holds what several layers need of it."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

DATA = Path("data") / "lianyungang"
"""Where the reference data lie inside the shared folder."""

SEED = 320700
"""Seed of every random choice; each layer spawns its own stream from it and a number of its own."""

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, IUGG."""

CENTRE = (119.2, 34.6)
"""Origin of the local plane, degrees."""


def read_rows(shared: Path, file: str) -> list[dict[str, str]]:
    """Read a CSV file of the reference data."""
    with (shared / DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_shapes(shared: Path, file: str) -> list[tuple[Mapping[str, str], BaseGeometry]]:
    """Read a GeoJSON file of the reference data as pairs of properties and geometry; empty features are dropped."""
    features = json.loads((shared / DATA / file).read_text(encoding="utf-8"))["features"]
    pairs = [(feature["properties"], shape(feature["geometry"])) for feature in features]
    return [(properties, geometry) for properties, geometry in pairs if not geometry.is_empty]


def number(value: str) -> float | None:
    """Return the number in a field, None where it is empty."""
    return float(value) if value else None


def whole(value: str) -> int | None:
    """Return the whole number in a field, None where it is empty."""
    return round(float(value)) if value else None


def plane(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Project longitudes and latitudes (n, 2) to kilometres in the local plane.

    Equirectangular about `CENTRE`: linear, so straight lines stay straight; distances inside the city are true
    to 0.7 %.
    """
    return np.asarray((degrees - np.array(CENTRE)) * SCALE, dtype=np.float64)


def degrees(kilometres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Undo `plane`."""
    return np.asarray(kilometres / SCALE + np.array(CENTRE), dtype=np.float64)


def planar(geometry: BaseGeometry) -> BaseGeometry:
    """Project a geometry in degrees to the local plane."""
    return shapely.transform(geometry, plane)


SCALE = np.radians(1.0) * EARTH_RADIUS_KM * np.array([np.cos(np.radians(CENTRE[1])), 1.0])
