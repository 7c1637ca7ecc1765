"""Prints a page to PDF with a browser that is found on the machine, without a network."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from anlan.errors import MissingPartError
from anlan.language import Message, mark

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "brave-browser",
)
"""Browsers of the Chromium family that can print a page without showing it."""

BUDGET_MS = 60_000
"""Time that the page believes to have for drawing; it passes faster than real time, ms."""

TIMEOUT_S = 300
"""Real time after which printing is given up, s."""

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
    "--window-size=800,1100",  # near the width of a sheet, so that charts are printed at about the size they are drawn
    "--run-all-compositor-stages-before-draw",
    f"--virtual-time-budget={BUDGET_MS}",
)
"""How the browser is started: unseen, and with nothing that asks for a network."""


def find_browser(names: Sequence[str] = BROWSERS) -> str | None:
    """Return the path of the first browser of the Chromium family on the PATH, or None.

    Parameters
    ----------
    names
        Names of programs, the best first.
    """
    return next((found for found in map(which, names) if found), None)


def no_browser() -> Message:
    """Return what to say where no browser is found."""
    return Message(
        mark(
            "no PDF: no browser of the Chromium family is on the PATH ({names}); install one, or open the page in any "
            "browser and print it from there"
        ),
        names=", ".join(BROWSERS[:3]),
    )


def print_page(browser: str, page: Path, part: str, target: Path) -> None:
    """Print one edition of a page.

    Parameters
    ----------
    browser
        Path of the browser.
    page
        The HTML file.
    part
        Address within the page: the edition that is printed.
    target
        The PDF.

    Raises
    ------
    MissingPartError
        If the browser cannot be started, fails or takes too long.
    """
    with TemporaryDirectory(prefix="anlan-print-") as profile:
        command = [browser, *FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={target}"]
        if getattr(os, "geteuid", lambda: 1)() == 0:
            command.append("--no-sandbox")  # the browser's sandbox refuses to run as root
        command.append(f"{page.resolve().as_uri()}#{part}")
        try:
            done = subprocess.run(  # noqa: S603 - a browser that which() found, with arguments of our own
                command, capture_output=True, timeout=TIMEOUT_S, check=False, text=True, errors="replace"
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failed(browser, str(error)) from error
    if done.returncode != 0 or not target.is_file():
        raise _failed(browser, (done.stderr.strip().splitlines() or [str(done.returncode)])[-1])


def _failed(browser: str, reason: str) -> MissingPartError:
    pattern = mark("{browser} could not print the page: {reason}; open the page in a browser and print it from there")
    return MissingPartError(Message(pattern, browser=browser, reason=reason))
