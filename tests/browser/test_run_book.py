"""The book of a scenario opened as a reader opens it: played, switched, printed."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from anlan.cli.printing import print_page
from anlan.report import run_book, write_book
from tests.browser.test_report_page import opened
from tests.report.made_run import full_run, networked, story_of

pytestmark = pytest.mark.browser

PLAYER = ".edition:not([hidden]) .player"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, cities: Path) -> Path:
    """A book with every part."""
    city = networked(cities)
    folder = tmp_path_factory.mktemp("run")
    write_book(run_book(story_of(city, full_run(city))), folder)
    return folder / "report.html"


def colour(view: Page) -> str:
    """Return the colour in the middle of the map."""
    found: str = view.evaluate(
        f"(() => {{ const c = document.querySelector('{PLAYER} .stage');"
        " return c.getContext('2d').getImageData(c.width * 0.55, c.height * 0.55, 1, 1).data.join(); })()"
    )
    return found


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_book_opens_without_complaint(browser: Browser, report: Path, language: str, width: int) -> None:
    """No error, no request, nothing wider than the screen, every chart drawn, the map coloured."""
    view, complaints = opened(browser, report, language, width)
    view.wait_for_function(f"document.documentElement.dataset.ready === '{language}'")
    assert complaints == []
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    drawings = view.evaluate(
        "[...document.querySelectorAll('.edition:not([hidden]) .drawing')].map("
        "place => place.querySelectorAll('svg path, svg rect, svg text').length)"
    )
    assert min(drawings) > 3
    view.select_option(f"{PLAYER} select", "without-power")
    assert colour(view).split(",")[3] == "255"
    view.close()


def test_the_map_is_played_and_paused(browser: Browser, report: Path) -> None:
    """The button starts and stops it; the slider and the hour follow; the flood appears at its onset."""
    view, complaints = opened(browser, report, "en", 1440)
    before = colour(view)
    assert view.inner_text(f"{PLAYER} .hour") == "Hour 0"
    view.click(f"{PLAYER} .play")
    assert view.inner_text(f"{PLAYER} .play") == "Pause"
    view.wait_for_function(f"Number(document.querySelector('{PLAYER} input').value) >= 3")
    view.click(f"{PLAYER} .play")
    assert view.inner_text(f"{PLAYER} .play") == "Play"
    assert view.inner_text(f"{PLAYER} .hour") != "Hour 0"
    assert colour(view) != before
    view.select_option(f"{PLAYER} select", "without-power")
    assert "People in the city" in view.inner_text(f"{PLAYER} .layer:not([hidden])")
    assert complaints == []
    view.close()


def test_print_shows_a_few_hours_instead_of_the_player(browser: Browser, report: Path) -> None:
    """Controls are gone; a map for each hour and layer stands there; the browser makes a PDF of it."""
    view, _ = opened(browser, report, "zh", 1440)
    view.emulate_media(media="print")
    assert not view.is_visible(f"{PLAYER} .controls")
    assert not view.is_visible(f"{PLAYER} .stage")
    assert view.locator(f"{PLAYER} .stills canvas").count() >= 8
    assert view.locator(f"{PLAYER} .stills canvas").first.is_visible()
    assert len(view.pdf()) > 50_000
    view.close()


def test_the_browser_of_the_machine_prints_both_editions(chromium: str, report: Path, tmp_path: Path) -> None:
    """Without a window and without a network."""
    for language in ("zh", "en"):
        print_page(chromium, report, language, tmp_path / f"{language}.pdf")
        content = (tmp_path / f"{language}.pdf").read_bytes()
        assert content.startswith(b"%PDF")
        assert len(content) > 100_000
