"""How a vulnerability function is written down: its row and its points."""

from collections.abc import Sequence

from tools.lianyungang.text_tables import Row
from tools.lianyungang.vulnerability_formulas import Point

UNITS = {
    "typhoon_wind": "m/s",
    "rain_flood": "m",
    "river_flood": "m",
    "dam_failure": "m",
    "storm_surge": "m",
    "earthquake": "1",
    "epidemic": "1/1000",
    "crowd_crush": "1/m2",
    "toxic_release": "1",
    "explosion": "kPa",
    "heat_wave": "degC d",
    "cold_wave": "degC d",
    "urban_fire": "1",
    "service_outage": "h",
}
"""Unit of the intensity by hazard."""

Function = tuple[Row, Sequence[Point]]


def described(name: str, hazard: str, target: str, source: str, note: str, points: Sequence[Point]) -> Function:
    """Return a function and its points; whether it is cited follows from its source."""
    confidence = "assumption" if source == "vulnerability-assumption" else "cited"
    row: Row = {
        "id": name,
        "hazard": hazard,
        "target": target,
        "intensity_unit": UNITS[hazard],
        "confidence": confidence,
        "note": note,
        "source": source,
    }
    return row, points
