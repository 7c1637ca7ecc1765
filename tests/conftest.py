"""Fixtures that every room's tests share."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

MAY_BE_ABSENT = ("not a git checkout", "this file system accepts no such name", "no signals", "Windows knows no limit")
"""Reasons for which a test may be left out even where everything must run: they lie in the machine, not in what is
installed."""

# How fast a machine draws examples is no property of the program.
settings.register_profile(
    "anlan",
    settings(),
    deadline=None,
    max_examples=int(os.environ.get("ANLAN_EXAMPLES", "100")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("anlan")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that none of them is left for one worker when the others are done."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def required(name: str) -> bool:
    """Say whether a missing part must fail the run instead of skipping a test."""
    return os.environ.get(name) == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a test that is left out fail the run where everything must run."""
    report = yield
    reason = report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else ""
    if report.skipped and required("ANLAN_REQUIRE_SHARED") and not reason.startswith(MAY_BE_ABSENT):
        report.outcome = "failed"
        report.longrepr = f"left out, and ANLAN_REQUIRE_SHARED lets nothing be left out: {reason}"
    return report


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
