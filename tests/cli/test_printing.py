"""Printing with a browser of the machine."""

import stat
from pathlib import Path

import pytest

from anlan.cli.printing import find_browser, no_browser, print_page
from anlan.errors import MissingPartError


def program(path: Path, text: str) -> str:
    """Write a program of the shell."""
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return str(path)


def test_the_first_browser_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chromium goes before Edge; without either there is none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() is None
    edge = program(tmp_path / "msedge", "exit 0")
    assert find_browser() == edge
    chromium = program(tmp_path / "chromium", "exit 0")
    assert find_browser() == chromium


def test_without_a_browser_the_reader_is_told_what_to_do() -> None:
    """Install one, or print the page oneself."""
    assert "install one, or open the page in any browser and print it" in str(no_browser())


def test_the_browser_is_asked_for_one_edition_without_a_network(tmp_path: Path) -> None:
    """It gets the page's address with the edition, the target, and flags that keep it silent."""
    target = tmp_path / "out.pdf"
    browser = program(tmp_path / "browser", f'echo "$@" > {tmp_path / "said"}; touch {target}')
    page = tmp_path / "report.html"
    page.write_text("", encoding="utf-8")
    print_page(browser, page, "zh", target)
    said = (tmp_path / "said").read_text(encoding="utf-8")
    for words in ("--headless", f"--print-to-pdf={target}", f"{page.as_uri()}#zh", "--disable-background-networking"):
        assert words in said


@pytest.mark.parametrize("text", ["echo broken >&2; exit 3", "exit 0"])
def test_a_browser_that_fails_is_named(tmp_path: Path, text: str) -> None:
    """With its reason; also where it says that all went well and wrote nothing."""
    browser = program(tmp_path / "browser", text)
    with pytest.raises(MissingPartError, match="could not print the page"):
        print_page(browser, tmp_path / "report.html", "en", tmp_path / "out.pdf")
