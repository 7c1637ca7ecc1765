"""What every test in the browser needs."""

from shutil import which

import pytest

from tests.conftest import required


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; skips, or fails where the run requires it."""
    program = which("chromium") or which("chromium-browser") or which("google-chrome")
    if program is None:
        reason = "no Chromium on this machine; install the package chromium"
        if required("ANLAN_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    return program
