"""Source terms: shares, rates and frequencies."""

import pytest

from anlan.hazards.industrial.ignition import explosion_chance, flammable_mass, ignition_at_once
from anlan.hazards.industrial.releases import (
    HOLE,
    INSTANTANEOUS,
    LONGEST_S,
    SCENARIOS,
    TEN_MINUTES,
    airborne_share,
    cloud,
    evaporation,
    flash_share,
    hole_rate,
    outflow,
    rates_of,
)
from anlan.hazards.industrial.substances import BY_NAME, SUBSTANCES, Substance

VALUES = {
    "pool_area": 1500.0, "pool_depth": 0.01, "wind": 3.0, "cloud_seconds": 180.0, "delayed_ignition": 0.9,
    "explosion_share": 0.4,
}  # fmt: skip

CHLORINE, BENZENE, PROPANE = BY_NAME["chlorine"], BY_NAME["benzene"], BY_NAME["liquefied petroleum gas"]


def test_base_frequencies_are_those_of_the_purple_book() -> None:
    """CPR 18E, tables 3.3 and 3.5: 5e-7, 5e-7 and 1e-5 a year under pressure, ten times as many without."""
    assert rates_of(CHLORINE) == (5e-7, 5e-7, 1e-5)
    assert rates_of(BENZENE) == (5e-6, 5e-6, 1e-4)


def test_flash_of_chlorine() -> None:
    """About a sixth of chlorine at 20 degC evaporates at once, and 0.39 of it is carried away with drops."""
    assert flash_share(CHLORINE) == pytest.approx(0.16, abs=0.01)
    assert airborne_share(CHLORINE) == pytest.approx(0.39, abs=0.02)


def test_airborne_share_is_continuous_and_at_most_one() -> None:
    """Each substance: liquids 0, strongly flashing ones 1."""
    assert airborne_share(BENZENE) == 0.0
    assert airborne_share(BY_NAME["ethylene"]) == 1.0
    assert all(0.0 <= airborne_share(substance) <= 1.0 for substance in SUBSTANCES)


def test_ten_millimetres_of_chlorine() -> None:
    """Bernoulli by hand: 0.62 * 7.854e-5 m2 * sqrt(2 * 1410 * (579,000 + 69,000) Pa) = 2.08 kg/s."""
    assert hole_rate(CHLORINE) == pytest.approx(2.08, rel=0.01)


def test_evaporation_of_benzene() -> None:
    """A pool of 1,500 m2 in 3 m/s gives some kilograms a second; twice the wind gives 2^0.78 as much."""
    slow, fast = evaporation(BENZENE, 1500.0, 3.0), evaporation(BENZENE, 1500.0, 6.0)
    assert 2.0 < slow < 8.0
    assert fast / slow == pytest.approx(2.0**0.78)


def test_durations() -> None:
    """At once, ten minutes, and until empty or half an hour."""
    assert outflow(CHLORINE, 10.0, TEN_MINUTES) == (10_000.0, 600.0)
    assert outflow(CHLORINE, 1.0, HOLE)[1] == pytest.approx(1000.0 / hole_rate(CHLORINE))
    assert outflow(CHLORINE, 100.0, HOLE)[1] == LONGEST_S


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("substance", SUBSTANCES, ids=lambda one: one.name)
def test_no_cloud_is_larger_than_what_leaves(substance: Substance, scenario: str) -> None:
    """Mass is never made, and no cloud takes longer to form than half an hour."""
    for tonnes in (0.5, 20.0, 1000.0):
        mass, seconds = cloud(substance, tonnes, scenario, 3.0, VALUES)
        assert 0.0 < mass <= outflow(substance, tonnes, scenario)[0] * (1.0 + 1e-12)
        assert 0.0 < seconds <= LONGEST_S
        assert flammable_mass(substance, tonnes, scenario, VALUES) <= mass * (1.0 + 1e-12)


def test_ignition_follows_the_size_of_the_release() -> None:
    """CPR 18E, table 4.5: 0.2, 0.5 and 0.7 at once for gases, 0.065 for liquids."""
    assert [ignition_at_once(PROPANE, tonnes, INSTANTANEOUS) for tonnes in (0.5, 5.0, 50.0)] == [0.2, 0.5, 0.7]
    assert [ignition_at_once(PROPANE, tonnes, TEN_MINUTES) for tonnes in (3.0, 30.0, 120.0)] == [0.2, 0.5, 0.7]
    assert ignition_at_once(BENZENE, 500.0, INSTANTANEOUS) == 0.065


def test_chance_of_an_explosion() -> None:
    """Not ignited at once, ignited later, exploded: 0.3 * 0.9 * 0.4 for 50 t of gas at once."""
    assert explosion_chance(PROPANE, 50.0, INSTANTANEOUS, VALUES) == pytest.approx(0.3 * 0.9 * 0.4)
