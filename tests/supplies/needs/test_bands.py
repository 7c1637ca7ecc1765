"""Bands of needs: ranges of standards, samples of the cascade, spread of damage functions."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.compute import Serial
from anlan.errors import SettingError
from anlan.scenarios.norms import norms_of
from anlan.scenarios.run import ScenarioRun, run_scenario
from anlan.scenarios.run.settings import RunSettings
from anlan.supplies import NeedsSettings, area_needs
from anlan.supplies.needs.bands import peaks_of, rate_at
from tests.report.made_run import bare_run, full_run, networked
from tests.scenarios.run.case import flooded
from tests.supplies.needs.made_needs import with_standards


@pytest.fixture(scope="module", name="city")
def town(cities: Path) -> City:
    """Tinytown with networks."""
    return networked(cities)


def flood(city: City) -> ScenarioRun:
    """Run a flood whose functions have a spread."""
    points = city.table("vulnerability_points")
    wide = points.with_columns(spread=(pl.col("mean") * (1.0 - pl.col("mean"))).sqrt() * 0.5)
    return run_scenario(city.with_table("vulnerability_points", wide), flooded(city, 0.5), samples=8, seed=1,
                        executor=Serial(), settings=RunSettings(candidates=0, paths=0))  # fmt: skip


def test_nothing_unknown_means_no_band(city: City) -> None:
    """Standards without a range, no networks and no spread: the band is the need itself."""
    found = area_needs(city, bare_run(city))
    np.testing.assert_allclose(found.band, np.stack([found.city_amount] * 2), rtol=1e-12)
    np.testing.assert_allclose(found.peak_band, np.stack([peaks_of(found.city_amount, found.once)] * 2), rtol=1e-12)


def test_a_range_of_a_standard_gives_quantiles_of_the_triangle(city: City) -> None:
    """0 to 24 L with 12 as its mode: 5 and 95 % are 24 sqrt(0.05 / 2) and its mirror; within 10 % with 2,000 draws."""
    ranged = with_standards(city, {"rate": 12.0, "rate_low": 0.0, "rate_high": 24.0})
    found = area_needs(ranged, bare_run(city), level="city", settings=NeedsSettings(draws=2000))
    low = 24.0 * np.sqrt(0.025)
    assert found.band[:, 0, 0] == pytest.approx(np.array([low, 24.0 - low]) / 24.0 * 840.0, rel=0.1)


def test_the_spread_of_damage_functions_widens_the_band(city: City) -> None:
    """More and fewer displaced than the mean, and never more than there are."""
    found = area_needs(with_standards(city, {"rate": 24.0}), flood(city), level="city")
    hour = int(found.city_amount[0].argmax())
    assert found.band[0, 0, hour] < found.city_amount[0, hour] < found.band[1, 0, hour] <= 4200.0


def test_samples_of_the_cascade_widen_the_band(city: City) -> None:
    """Half a metre breaks every part with a chance of a half, so who is without power differs from sample to sample."""
    own = with_standards(city, {"driver": "without_power", "rate": 24.0})
    found = area_needs(own, flood(own), level="city")
    assert (found.band[1] - found.band[0]).max() > 0.0
    assert found.band[1].max() <= 4200.0


def test_the_same_seed_gives_the_same_band(city: City) -> None:
    """Bit for bit."""
    run = full_run(city)
    first, second = area_needs(city, run), area_needs(city, run)
    np.testing.assert_array_equal(first.band, second.band)
    np.testing.assert_array_equal(first.so_far_band, second.so_far_band)


@given(st.floats(0.0, 10.0), st.floats(0.0, 10.0), st.floats(0.0, 10.0), st.floats(0.0, 1.0))
def test_a_drawn_rate_lies_in_its_range(one: float, two: float, three: float, chance: float) -> None:
    """Between the least and the most, at whatever chance; the least at 0 and the most at 1."""
    low, rate, high = sorted((one, two, three))
    city = with_standards(
        networked(Path(__file__).resolve().parents[3] / "cities"), {"rate": rate, "rate_low": low, "rate_high": high}
    )
    (norm,) = norms_of(city, 2, ["displaced"])
    found = rate_at(norm, chance)
    assert low - 1e-9 <= found[0] <= high + 1e-9
    assert rate_at(norm, 0.0)[0] == pytest.approx(low)
    assert rate_at(norm, 1.0)[0] == pytest.approx(high)


def test_impossible_settings_are_refused() -> None:
    """Nobody is helped by nobody, and no draw is less than none."""
    with pytest.raises(SettingError, match="people_per_responder is 0"):
        NeedsSettings(people_per_responder=0.0)
    with pytest.raises(SettingError, match="draws is -1"):
        NeedsSettings(draws=-1)
