"""Impacts on a city: invariants that hold for any events."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import Serial, local
from anlan.risk import MONEY, Effects, EventImpacts, assess_each, exceedance, slots_of
from anlan.risk.tail import tail_of
from tests.risk.event_sets import VULNERABILITY, event_set

SEEDS = st.integers(0, 2**31)


@pytest.fixture(scope="module")
def city(cities: Path) -> City:
    """The town of 42 cells in two districts."""
    return City.load(cities / "tinytown")


def random_events(city: City, seed: int, events: int = 7) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Draw footprints that reach about half of the cells, and frequencies."""
    rng = np.random.default_rng(seed)
    depth = rng.uniform(0.0, 4.0, (events, len(city.cells))) * rng.integers(0, 2, (events, len(city.cells)))
    return depth.astype(np.float32), rng.uniform(1e-4, 0.2, events)


def impacts_of(city: City, depth: NDArray[np.float32], frequency: NDArray[np.float64], **more: object) -> EventImpacts:
    """Assess a set with the hand-made functions."""
    events = event_set(city, depth, frequency, **more)  # type: ignore[arg-type]
    return assess_each(city, events, Serial(), [None], vulnerability=VULNERABILITY)[0]


def no_effects(city: City) -> Effects:
    """Return measures that change nothing."""
    cells, slots = len(city.cells), len(slots_of(city))
    return Effects(1.0, np.ones(cells), np.zeros(cells), np.ones((slots, len(VULNERABILITY.targets))))


@settings(deadline=None, max_examples=20)
@given(SEEDS)
def test_districts_and_rows_add_up_to_the_city(city: City, seed: int) -> None:
    """The sums over districts, and the mean yearly impact over the rows of the cells table, equal the city's."""
    impacts = impacts_of(city, *random_events(city, seed))
    by_code = sum(impacts.of("displaced", code) for code in impacts.districts)
    assert by_code == pytest.approx(impacts.of("displaced"), rel=1e-12)
    mean = impacts.mean_annual(city.cells).sum(axis=0)
    assert mean == pytest.approx(impacts.frequency @ impacts.totals, rel=1e-12)


@settings(deadline=None, max_examples=20)
@given(SEEDS)
def test_order_and_storage_of_events_do_not_matter(city: City, seed: int) -> None:
    """Permuted events have permuted impacts and the same curve; stored footprints give the same bits."""
    depth, frequency = random_events(city, seed)
    impacts = impacts_of(city, depth, frequency)
    order = np.random.default_rng(seed).permutation(len(frequency))
    permuted = impacts_of(city, depth[order], frequency[order])
    assert np.array_equal(permuted.totals, impacts.totals[order])
    one, other = (exceedance(each.of(MONEY), each.frequency) for each in (impacts, permuted))
    assert one.impact == pytest.approx(other.impact, rel=1e-12)
    assert one.mean_annual == pytest.approx(other.mean_annual, rel=1e-12)
    stored = impacts_of(city, depth, frequency, stored=True)
    assert np.array_equal(stored.by_district, impacts.by_district)
    assert np.array_equal(stored.expected, impacts.expected)


@settings(deadline=None, max_examples=20)
@given(SEEDS, st.floats(0.1, 10.0))
def test_impacts_scale_with_exposure_and_risk_with_frequency(city: City, seed: int, factor: float) -> None:
    """Exposing a multiple multiplies impacts; a multiple of the frequencies multiplies the mean yearly impact."""
    depth, frequency = random_events(city, seed)
    plain = no_effects(city)
    more = Effects(factor, plain.intensity_factor, plain.intensity_offset, plain.share_factor * factor)
    events = event_set(city, depth, frequency)
    base, same, scaled = assess_each(city, events, Serial(), [None, plain, more], vulnerability=VULNERABILITY)
    assert np.array_equal(same.by_district, base.by_district)
    assert scaled.totals == pytest.approx(base.totals * factor, rel=1e-12)
    assert scaled.frequency == pytest.approx(base.frequency * factor)
    mean, wanted = scaled.mean_annual(city.cells), base.mean_annual(city.cells) * factor**2
    assert mean == pytest.approx(wanted, rel=1e-12)


@settings(deadline=None, max_examples=20)
@given(SEEDS, st.floats(0.0, 1.0), st.floats(0.0, 3.0))
def test_measures_against_water_never_raise_an_impact(city: City, seed: int, factor: float, offset: float) -> None:
    """Less water, stored or computed, gives the same lower impacts, down to none."""
    depth, frequency = random_events(city, seed)
    plain = no_effects(city)
    lower = Effects(1.0, plain.intensity_factor * factor, plain.intensity_offset + offset, plain.share_factor)
    found = [
        assess_each(city, event_set(city, depth, frequency, stored=stored), Serial(), [None, lower],
                    vulnerability=VULNERABILITY)
        for stored in (False, True)
    ]  # fmt: skip
    for base, less in found:
        assert (less.totals <= base.totals).all()
    assert found[0][1].totals == pytest.approx(found[1][1].totals, rel=1e-12)


def test_blocks_and_workers_give_the_same_bits(city: City) -> None:
    """Two hundred events in four blocks, on one thread and on three."""
    depth, frequency = random_events(city, 5, events=200)
    alone = impacts_of(city, depth, frequency)
    with local(3) as executor:
        events = event_set(city, depth, frequency)
        together = assess_each(city, events, executor, [None], vulnerability=VULNERABILITY)[0]
    assert np.array_equal(alone.by_district, together.by_district)
    assert np.array_equal(alone.expected, together.expected)


def test_visitors_are_lost_beyond_the_residents(city: City) -> None:
    """A crowd of 500 in water 3 m deep adds five dead and 500 displaced, and no money."""
    depth = np.full((1, len(city.cells)), 3.0, dtype=np.float32)
    crowd = np.zeros_like(depth)
    crowd[0, 11] = 500.0
    base = impacts_of(city, depth, np.array([0.5]))
    more = impacts_of(city, depth, np.array([0.5]), visitors=crowd)
    added = dict(zip(base.targets, (more.totals - base.totals)[0].tolist(), strict=True))
    assert added == pytest.approx({"killed": 5.0, "displaced": 500.0, "residential": 0.0})
    mean = (more.mean_annual(city.cells) - base.mean_annual(city.cells)).sum(axis=0)
    assert mean == pytest.approx([2.5, 250.0, 0.0])


def test_a_tail_is_taken_apart_by_hazard_district_and_class(city: City) -> None:
    """The shares of the tail add up to one, its level is that of the curve, its mean lies above."""
    depth, frequency = random_events(city, 9, events=60)
    both = {
        "rain_flood": impacts_of(city, depth, frequency),
        "storm_surge": impacts_of(city, depth * np.float32(0.5), frequency),
    }
    tail = tail_of(both, MONEY, 1.0)
    assert tail is not None
    curve = exceedance(
        *(
            np.concatenate(parts)
            for parts in zip(*((one.of(MONEY), one.frequency) for one in both.values()), strict=True)
        )
    )
    assert tail.level == curve.impact_at(1.0)
    assert tail.mean == pytest.approx(curve.tail_mean(curve.frequency_of(tail.level)))
    for shares in (tail.by_hazard, tail.by_district, tail.by_class):
        assert sum(shares.values()) == pytest.approx(1.0)
    assert tail.by_hazard["rain_flood"] > tail.by_hazard["storm_surge"]
    weights = [event.impact * event.frequency for event in tail.events]
    assert weights == sorted(weights, reverse=True)
    assert tail_of({}, MONEY, 1.0) is None
    assert tail_of(both, "severely_injured", 1.0) is None
