"""Curves of years."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.errors import SettingError
from anlan.risk import exceedance
from anlan.risk.years import sample_years, year_impacts

YEARS = 200_000


def test_a_year_with_two_events_by_hand() -> None:
    """Losses 3 and 4 in the first year and 5 in the third: the years lose 7, 0 and 5, their largest are 4, 0 and 5."""
    years = year_impacts(np.array([3.0, 4.0, 5.0]), np.array([0, 0, 2]), 3)
    assert years.total.tolist() == [7.0, 0.0, 5.0]
    assert years.largest.tolist() == [4.0, 0.0, 5.0]
    assert years.aep.impact_at(1.0 / 3.0) == 7.0
    assert years.oep.impact_at(1.0 / 3.0) == 5.0


def test_occurrence_curve_follows_the_event_rate() -> None:
    """For independent events the chance of a year without a larger one is exp(-rate), within sampling error."""
    frequency = np.array([0.5, 0.2, 0.1, 0.02, 0.005])
    impact = np.array([1.0, 5.0, 20.0, 100.0, 400.0])
    oep = sample_years(frequency, YEARS, 1).of(impact).oep
    curve = exceedance(impact, frequency)
    for level in impact:
        chance = -np.expm1(-curve.frequency_of(level))
        error = np.sqrt(chance * (1.0 - chance) / YEARS)
        assert oep.frequency_of(level) == pytest.approx(chance, abs=5.0 * error)


@pytest.mark.parametrize("dispersion", [1.0, 3.0])
def test_yearly_number_of_events_has_the_stated_mean_and_variance(dispersion: float) -> None:
    """Poisson years have a variance equal to the mean, clustered ones a multiple of it."""
    frequency = np.array([0.7, 1.3])
    counts = sample_years(frequency, YEARS, 2, dispersion=dispersion).of(np.ones(2)).total
    assert counts.mean() == pytest.approx(2.0, rel=0.02)
    assert counts.var() == pytest.approx(2.0 * dispersion, rel=0.04)


def test_clustering_raises_the_worst_years_and_keeps_the_mean() -> None:
    """With the same events, clustered years have the same mean loss and larger rare sums."""
    frequency, impact = np.array([1.0]), np.array([10.0])
    plain = sample_years(frequency, YEARS, 3).of(impact)
    clustered = sample_years(frequency, YEARS, 3, dispersion=4.0).of(impact)
    assert clustered.total.mean() == pytest.approx(plain.total.mean(), rel=0.03)
    assert clustered.aep.impact_at(0.01) > plain.aep.impact_at(0.01)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(0.0, 1e6), st.floats(1e-4, 2.0)), min_size=1, max_size=20), st.integers(0, 99))
def test_sums_are_at_least_the_largest_event(events: list[tuple[float, float]], seed: int) -> None:
    """In every year the sum is at least the largest event, so the aggregate curve lies above the occurrence curve."""
    impact, frequency = (np.array(column) for column in zip(*events, strict=True))
    years = sample_years(frequency, 500, seed).of(impact)
    assert (years.total >= years.largest * (1.0 - 1e-12)).all()
    for probability in (0.5, 0.1, 0.01):
        assert years.aep.impact_at(probability) >= years.oep.impact_at(probability) * (1.0 - 1e-12)


def test_a_set_without_events_has_quiet_years() -> None:
    """No events, no losses, and no error."""
    years = sample_years(np.zeros(0), 10, 1).of(np.zeros(0))
    assert years.total.tolist() == [0.0] * 10


@pytest.mark.parametrize(("years", "dispersion", "part"), [(0, 1.0, "0 years"), (5, 0.5, "dispersion is 0.5")])
def test_impossible_settings_are_refused(years: int, dispersion: float, part: str) -> None:
    """No years, or years less variable than chance, are named with their value."""
    with pytest.raises(SettingError, match=part):
        sample_years(np.array([1.0]), years, 1, dispersion=dispersion)
