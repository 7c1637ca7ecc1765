"""Fixtures of the tests of the scripts."""

from pathlib import Path

import pytest

from anlan.city import City


@pytest.fixture(scope="session")
def lianyungang(cities: Path) -> City:
    """Load the package through all its checks: identifiers are unique and references resolve."""
    return City.load(cities / "lianyungang")
