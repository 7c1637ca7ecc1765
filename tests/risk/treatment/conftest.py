"""The town on which measures are tried."""

import pytest

from anlan.city import City
from tests.risk.treatment.towns import base_town


@pytest.fixture(scope="session")
def flood_town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A town of two districts that floods; cells on the border belong to both."""
    return base_town(tmp_path_factory.mktemp("measures"))
