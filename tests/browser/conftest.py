"""What every test in the browser needs."""

from collections.abc import Iterator
from shutil import which

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import required

FLAGS = (
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-gpu-rasterization", "--disable-gpu-compositing",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
"""Maps alone are drawn by the software renderer of WebGL: whole pages drawn by it take four times the work."""


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


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium without a window; maps are drawn by its software renderer.

    Its driver keeps a loop of events in this thread for as long as it is open, so it ends with each module: tests of
    other modules begin loops of their own, and Django's database does not work within one.
    """
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()
