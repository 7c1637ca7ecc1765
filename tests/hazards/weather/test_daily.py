"""Daily temperatures: the year is that of the normals, and records are as rare as they were."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from anlan.hazards.weather.daily import (
    LEAST_DEVIATION,
    MONTH_DAYS,
    MOST_DEVIATION,
    SEASON_DAYS,
    DailyClimate,
    deviation_of_record,
    smooth_year,
)

EDGES = np.concatenate([[0], np.cumsum(MONTH_DAYS)])

months = st.lists(st.floats(-30.0, 40.0), min_size=12, max_size=12).map(np.array)


def climate(persistence: float = 0.7) -> DailyClimate:
    """Make a year from 0 to 26 degC with a deviation of 3 degC."""
    day = np.arange(365)
    return DailyClimate(1.0, 13.0 - 13.0 * np.cos(2.0 * np.pi * (day - 15) / 365.0), np.full(365, 3.0), persistence)


@given(months)
def test_every_month_keeps_its_mean(monthly: np.ndarray) -> None:
    """The mean over the days of a month is the normal of the month."""
    year = smooth_year(monthly)
    assert np.add.reduceat(year, EDGES[:-1]) / MONTH_DAYS == pytest.approx(monthly, abs=1e-8)


def test_year_closes_without_a_step() -> None:
    """From the last of December to the first of January the normal moves no more than on other winter days."""
    year = smooth_year(np.array([-0.1, 1.7, 6.9, 13.6, 19.4, 23.7, 26.7, 26.6, 21.9, 16.0, 8.9, 2.3]))
    assert abs(year[0] - year[-1]) <= np.abs(np.diff(year)).max()


def test_record_is_broken_in_every_second_record() -> None:
    """In 4,000 simulated records of 40 Julys half the highest days lie above the level the deviation was read from."""
    mean, level, years, persistence = np.full(31, 26.7), 34.4, 40, 0.7
    deviation = deviation_of_record(mean, level, years, persistence)
    rng = np.random.default_rng(5)
    records = 1000
    highest = np.full((records, years), -np.inf)
    z = rng.standard_normal((records, years))
    for _ in range(31):
        highest = np.maximum(highest, z)
        z = persistence * z + np.sqrt(1.0 - persistence**2) * rng.standard_normal((records, years))
    broken = (26.7 + deviation * highest.max(axis=1) > level).mean()
    assert broken == pytest.approx(0.5, abs=0.05)


def test_impossible_records_give_the_limits() -> None:
    """A record below the normal gives the least deviation, an absurd one the greatest."""
    mean = np.full(31, 20.0)
    assert deviation_of_record(mean, 15.0, 40.0, 0.7) == LEAST_DEVIATION
    assert deviation_of_record(mean, 200.0, 40.0, 0.7) == MOST_DEVIATION


def test_a_longer_record_of_the_same_height_tells_of_a_steadier_climate() -> None:
    """What was not exceeded in 80 years lies more deviations away than what was not in 20."""
    mean = np.full(31, 20.0)
    assert deviation_of_record(mean, 30.0, 80.0, 0.7) < deviation_of_record(mean, 30.0, 20.0, 0.7)


def test_centile_is_that_of_all_days() -> None:
    """Of 800 simulated half years of the warm half, as many days exceed the centile as of the year in two."""
    year = climate()
    level = year.centile(0.95)
    departures = np.concatenate(list(year.seasons(4000, np.random.default_rng(1))))
    above = (year.mean[year.season] + departures >= level).mean() * SEASON_DAYS / 365.0
    assert above == pytest.approx(0.05, abs=0.001)


def test_days_are_normal_and_persistent() -> None:
    """Departures of a day pass a Kolmogorov-Smirnov test, and neighbouring days are correlated as stated."""
    departures = np.concatenate(list(climate(0.6).seasons(3000, np.random.default_rng(2))))
    for day in (0, 90, 182):
        assert kstest(departures[:, day] / 3.0, "norm").pvalue > 0.01
    assert np.corrcoef(departures[:, 90], departures[:, 91])[0, 1] == pytest.approx(0.6, abs=0.03)
    assert np.corrcoef(departures[:, 90], departures[:, 92])[0, 1] == pytest.approx(0.36, abs=0.04)


def test_pieces_do_not_change_the_seasons() -> None:
    """The first seasons are the same however many follow."""
    few = next(climate().seasons(3, np.random.default_rng(3)))
    many = np.concatenate(list(climate().seasons(5000, np.random.default_rng(3))))
    assert np.array_equal(few, many[:3])


def test_season_lies_around_the_extreme() -> None:
    """The half year is centred on the warmest day; cold, with the sign turned, on the coldest."""
    warm = climate()
    cold = DailyClimate(-1.0, -warm.mean, warm.deviation, 0.7)
    assert warm.season[SEASON_DAYS // 2] == warm.mean.argmax()
    assert cold.season[SEASON_DAYS // 2] == warm.mean.argmin()
