"""Towns that the tests of all hazards share."""

from pathlib import Path

import pytest

from anlan.city import City
from tests.hazards.towns import ALL_TABLES, disk, town


@pytest.fixture(scope="session")
def small_town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A town of 61 cells on a slope with everything that the hazards need."""
    cells = disk(4)
    heights = [2.0 + 0.1 * (index % 13) for index in range(len(cells))]
    return town(tmp_path_factory.mktemp("town"), ALL_TABLES, heights, cells, ages=True)


@pytest.fixture
def bare_town(tmp_path: Path) -> City:
    """A town that has nothing but cells of unknown height."""
    cells = disk(1)
    return town(tmp_path, {}, [None] * len(cells), cells)
