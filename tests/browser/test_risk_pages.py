"""The pages of assess, register and scenario opened as a reader opens them."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from anlan.city import City
from anlan.compute import Serial
from anlan.language import Message
from anlan.report import book_of, risk_chapters, scenario_book, write_book
from anlan.report.chapters.register import register_chapter
from anlan.report.chapters.where import MAP_YEARS
from anlan.risk import assess_city
from anlan.risk.register import make_register
from anlan.scenarios import details_of, plan_with, search_worst
from tests.browser.test_report_page import opened
from tests.rehearsal.test_tinytown import Silent

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, cities: Path) -> Path:
    """All chapters on tinytown's risk, its register and its worst credible scenario."""
    city = City.load(cities / "tinytown")
    assessment = assess_city(city, 200, 1, Serial(), Silent(), maps=True)
    maps = {kind: one.rates.map_of([MAP_YEARS]) for kind, one in assessment.impacts.items() if one.rates}
    register, worst = make_register(assessment, Serial()), search_worst(assessment, 0.01)
    scenario = scenario_book(worst, plan_with(worst, 5), register, details_of(worst)).chapters[:-1]
    chapters = (*risk_chapters(assessment, maps, 30.0), register_chapter(register), *scenario)
    folder = tmp_path_factory.mktemp("risk")
    write_book(book_of(assessment, Message("Risk"), Message("All of it"), chapters), folder)
    return folder / "report.html"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_open_without_complaint(browser: Browser, page: Path, language: str, width: int) -> None:
    """No error, no request, nothing wider than the screen, and every chart and map is drawn."""
    view, complaints = opened(browser, page, language, width)
    view.wait_for_function(f"document.documentElement.dataset.ready === '{language}'")
    assert complaints == []
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    drawings = view.evaluate(
        "[...document.querySelectorAll('.edition:not([hidden]) .drawing')].map("
        "place => place.querySelectorAll('svg path, svg rect, svg text').length)"
    )
    assert len(drawings) >= 10
    assert min(drawings) > 3
    view.close()
