"""Sun, stability and wind of releases."""

from pathlib import Path

import numpy as np
import pytest

from anlan.hazards.industrial.weather import CALM_MS, CLASSES, draw_weather, stability_class, sun_altitude
from tests.hazards.industrial.plants import industrial

VALUES = {"wind": 3.0, "wind_from": 0.0, "wind_steadiness": 0.0, "overcast": 0.25, "cloudy": 0.35}


def letters(altitude: float, cloud: float, wind: float) -> str:
    """Stability class of one moment."""
    found = stability_class(np.array([altitude]), np.array([cloud]), np.array([wind]))
    return CLASSES[int(found[0])]


@pytest.mark.parametrize(
    ("altitude", "cloud", "wind", "expected"),
    [(70.0, 0.2, 0.5, "A"), (70.0, 0.2, 2.5, "A"), (70.0, 0.2, 4.5, "B"), (70.0, 0.2, 8.0, "C"), (40.0, 0.2, 2.5, "B"),
     (20.0, 0.2, 2.5, "C"), (10.0, 0.2, 2.5, "D"), (70.0, 1.0, 1.0, "D"), (-10.0, 0.2, 1.5, "F"),
     (-10.0, 0.75, 2.5, "E"), (-10.0, 0.2, 5.0, "E"), (-10.0, 0.2, 7.0, "D"), (-10.0, 1.0, 1.0, "D")],
)  # fmt: skip
def test_stability_by_turner(altitude: float, cloud: float, wind: float, expected: str) -> None:
    """Cells of table 1 of Turner (1964), the most stable two counted as F."""
    assert letters(altitude, cloud, wind) == expected


def test_the_sun_at_noon_in_midsummer() -> None:
    """At 34.6 N in the middle of June: 90 - 34.6 + 23.3 degrees; below the horizon at midnight."""
    noon, midnight = sun_altitude(34.6, np.array([6, 6]), np.array([12.0, 0.0]))
    assert noon == pytest.approx(78.7, abs=0.3)
    assert midnight < 0.0


def test_wind_follows_the_normals(tmp_path: Path) -> None:
    """The town's normals have 3 m/s in every month; calms are raised to the least wind."""
    weather = draw_weather(industrial(tmp_path, "chlorine,10", rings=1), 20_000, np.random.default_rng(1), VALUES)
    assert weather.wind_ms.min() == CALM_MS
    assert weather.wind_ms.mean() == pytest.approx(3.0, rel=0.05)


def test_wind_blows_from_everywhere_unless_told(tmp_path: Path) -> None:
    """Without steadiness directions cancel out; with it gas is carried away from where the wind comes."""
    city = industrial(tmp_path, "chlorine,10", rings=1)
    even = draw_weather(city, 20_000, np.random.default_rng(1), VALUES)
    assert abs(np.exp(1j * even.towards).mean()) < 0.02
    steady = draw_weather(city, 2000, np.random.default_rng(1), {**VALUES, "wind_from": 90.0, "wind_steadiness": 20.0})
    assert np.cos(steady.towards).mean() < -0.9
