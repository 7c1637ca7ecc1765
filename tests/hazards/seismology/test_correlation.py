"""The within-event residuals: variance, correlation over distance, and independence of events."""

import numpy as np
import pytest

from anlan.city import City
from anlan.hazards.plane import Plane
from anlan.hazards.seismology.correlation import Residuals, block_covariance, blocks_of
from anlan.hazards.seismology.shaking import correlated
from tests.hazards.towns import disk, town

RANGE_KM = 40.7
EVENTS = 4000


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A town of 1,141 cells, some 33 km across."""
    cells = disk(19)
    return town(tmp_path_factory.mktemp("wide"), {}, [1.0] * len(cells), cells)


@pytest.fixture(scope="module")
def drawn(wide: City) -> np.ndarray:
    """Residuals of 4,000 events at all cells, (events, cells)."""
    made = Residuals.of(wide.cells, Plane.around(wide), RANGE_KM, EVENTS, "earthquake", 1)
    fields = [correlated(row, made.root) for row in made.drawn(np.arange(EVENTS))]
    rest = np.stack([made.pool[start : start + len(wide.cells)] for start in made.place])
    return np.stack(fields)[:, made.block] + made.rest[made.block] * rest


def test_every_cell_has_the_whole_variance(drawn: np.ndarray) -> None:
    """Mean 0 and standard deviation 1 at every cell, to what 4,000 events allow."""
    assert np.abs(drawn.mean(axis=0)).max() < 0.08
    assert drawn.std(axis=0) == pytest.approx(np.ones(drawn.shape[1]), abs=0.06)


def test_correlation_falls_with_distance_as_published(wide: City, drawn: np.ndarray) -> None:
    """The mean correlation of cells so far apart is exp(-3 h / b) to 0.03 from 6 km on, to 0.08 at 3 km."""
    x, y = Plane.around(wide).xy(wide.cells.lon, wide.cells.lat)
    chosen = np.arange(0, len(wide.cells), 3)
    found = np.corrcoef(drawn[:, chosen].T)
    distance = np.hypot(x[chosen, None] - x[None, chosen], y[chosen, None] - y[None, chosen])
    for low, tolerance in ((3.0, 0.08), (6.0, 0.03), (10.0, 0.03), (15.0, 0.03), (20.0, 0.03)):
        ring = (distance >= low) & (distance < low + 1.0)
        expected = np.exp(-3.0 * distance[ring] / RANGE_KM).mean()
        assert found[ring].mean() == pytest.approx(expected, abs=tolerance)


def test_neighbours_keep_what_a_block_can_give(wide: City, drawn: np.ndarray) -> None:
    """Cells of one block are correlated by the mean over a block, 0.82 at this range."""
    _, block = blocks_of(wide.cells.h3)
    inner = np.flatnonzero(block == np.bincount(block).argmax())
    found = np.corrcoef(drawn[:, inner].T)
    assert found[~np.eye(inner.size, dtype=np.bool_)].mean() == pytest.approx(0.82, abs=0.03)


def test_events_do_not_depend_on_each_other(wide: City) -> None:
    """The numbers of an event are the same alone and among others, and another seed has others."""
    plane = Plane.around(wide)
    made, other = (Residuals.of(wide.cells, plane, RANGE_KM, 9, "earthquake", seed) for seed in (1, 2))
    assert np.array_equal(made.drawn(np.array([7])), made.drawn(np.arange(9))[[7]])
    assert not np.array_equal(made.drawn(np.array([7])), other.drawn(np.array([7])))


def test_covariance_of_blocks_is_that_of_averages(wide: City) -> None:
    """It is symmetric, positive definite, and a block varies less than a point."""
    blocks, _ = blocks_of(wide.cells.h3)
    covariance = block_covariance(blocks, Plane.around(wide), RANGE_KM)
    assert covariance == pytest.approx(covariance.T, abs=1e-12)
    assert np.linalg.eigvalsh(covariance).min() > 0.0
    assert np.diag(covariance).max() < 1.0


def test_many_blocks_are_made_coarser(wide: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """With more blocks than allowed the next coarser resolution is taken, and every cell keeps a block."""
    fine, _ = blocks_of(wide.cells.h3)
    monkeypatch.setattr("anlan.hazards.seismology.correlation.MOST_BLOCKS", len(fine) - 1)
    coarse, block = blocks_of(wide.cells.h3)
    assert len(coarse) < len(fine)
    assert block.max() == len(coarse) - 1
