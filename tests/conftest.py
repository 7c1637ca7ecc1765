"""Fixtures that every room's tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# How fast a machine draws examples is no property of the program.
settings.register_profile("anlan", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("anlan")


def required(name: str) -> bool:
    """Say whether a missing part must fail the run instead of skipping a test."""
    return os.environ.get(name) == "1"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of reference data beside the checkout; skips, or fails where the run requires it."""
    folder = (ROOT / os.environ.get("ANLAN_SHARED", "../shared")).resolve() / "data"
    if not folder.is_dir():
        reason = f"reference data not found at {folder}; set ANLAN_SHARED"
        if required("ANLAN_REQUIRE_SHARED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def cities() -> Path:
    """Folder of the city packages that come with the project."""
    return ROOT / "cities"
