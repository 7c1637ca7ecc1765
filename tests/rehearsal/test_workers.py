"""A run does not depend on where it is computed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.compute import Executor, Serial, local
from anlan.hazards import HAZARDS
from anlan.rehearsal import CycleRun, CycleSettings, run_cycle
from anlan.risk import assess, impact_by_row
from tests.rehearsal.test_tinytown import Silent


@pytest.fixture(scope="module")
def lianyungang(cities: Path) -> City:
    """The demo city."""
    return City.load(cities / "lianyungang")


def fingerprint(run: CycleRun) -> Iterator[bytes]:
    """Yield every number of the run's risk and supplies, bit for bit."""
    for hazard in run.hazards:
        yield hazard.impacts.totals.tobytes()
        yield hazard.impacts.expected.tobytes()
    for rehearsed in run.rehearsed:
        yield repr(rehearsed.choice).encode()
        yield rehearsed.balance.unmet.tobytes()
        yield rehearsed.band.level_low.tobytes()


def cycle(city: City, executor: Executor, seed: int = 7) -> list[bytes]:
    """Run the cycle with few events."""
    return list(fingerprint(run_cycle(city, CycleSettings.of(city, events=300, seed=seed), executor, Silent())))


@pytest.mark.slow
def test_one_and_more_workers_give_the_same_result(lianyungang: City) -> None:
    """All numbers are equal bit for bit for 1, 2 and 5 workers, and differ for another seed."""
    alone = cycle(lianyungang, Serial())
    for workers in (2, 5):
        with local(workers) as executor:
            assert cycle(lianyungang, executor) == alone
    assert cycle(lianyungang, Serial(), seed=8) != alone


@pytest.mark.slow
@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.kind)
def test_footprints_do_not_depend_on_chunks(lianyungang: City, hazard: object) -> None:
    """An event's footprint is the same whether it is computed alone, with others, or in another order."""
    kind = next(each for each in HAZARDS if each is hazard)
    events = kind.event_set(lianyungang, 40, 3)
    together = events.intensity(np.arange(40))
    order: Sequence[int] = [39, 0, 17, 5]
    assert np.array_equal(events.intensity(order), together[order])
    assert np.array_equal(events.intensity([17])[0], together[17])


@pytest.mark.slow
def test_impacts_of_the_city_equal_its_footprints(lianyungang: City) -> None:
    """The totals of an event are the sum of its rows, for every hazard of the demo city."""
    for hazard in HAZARDS:
        events = replace(hazard.event_set(lianyungang, 70, 5), visitors=None)  # rows hold residents alone
        impacts = assess(lianyungang, events, Serial())
        worst = int(impacts.totals.sum(axis=1).argmax())
        assert impact_by_row(lianyungang, impacts, worst).sum(axis=0) == pytest.approx(impacts.totals[worst], rel=1e-9)
