"""Losses of containment are drawn so that their rate is kept, however many events are asked for."""

import numpy as np
import pytest

from anlan.hazards.industrial.plants import Plants, plants_of
from anlan.hazards.industrial.releases import rates_of
from anlan.hazards.industrial.scenarios import everyday
from tests.hazards.industrial.plants import industrial


@pytest.fixture(scope="module")
def plants(tmp_path_factory: pytest.TempPathFactory) -> Plants:
    """Three plants, so nine pairs of plant and scenario."""
    folder = tmp_path_factory.mktemp("plants")
    return plants_of(industrial(folder, "chlorine,10", "ammonia,50", "bromine,30", rings=1), lambda _: True)


@pytest.mark.parametrize("events", [1, 4, 8, 9, 10, 500])
def test_the_rate_of_accidents_does_not_depend_on_the_number_of_events(plants: Plants, events: int) -> None:
    """It is the sum of the base frequencies, times the factor."""
    rates = np.sum([rates_of(substance) for substance in plants.substance])
    drawn = everyday(plants, events, 2.0)
    assert len(drawn) == events
    assert drawn.frequency.sum() == pytest.approx(2.0 * rates)
    assert (drawn.frequency > 0.0).all()


def test_every_pair_has_its_own_frequency_where_there_are_enough_events(plants: Plants) -> None:
    """However many events share it."""
    drawn = everyday(plants, 100, 1.0)
    for plant, substance in enumerate(plants.substance):
        for scenario, rate in enumerate(rates_of(substance)):
            own = (drawn.plant == plant) & (drawn.scenario == scenario)
            assert drawn.frequency[own].sum() == pytest.approx(rate)


def test_few_events_fall_on_the_likeliest_losses(plants: Plants) -> None:
    """The leak of the tank without pressure is the most frequent of nine losses; no two events weigh differently."""
    rates = np.array([rates_of(substance) for substance in plants.substance]).reshape(-1)
    drawn = everyday(plants, 4, 1.0)
    pair = drawn.plant * rates.shape[0] // len(plants) + drawn.scenario
    assert np.bincount(pair).argmax() == rates.argmax()
    assert set(drawn.frequency.tolist()) == {rates.sum() / 4}
