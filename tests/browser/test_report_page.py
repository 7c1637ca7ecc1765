"""The report opened as a reader opens it: in a browser, without a network, in both languages."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from anlan.city import City
from anlan.compute import Serial
from anlan.rehearsal import CycleSettings, run_cycle
from anlan.report import build_report, write_report
from tests.rehearsal.test_tinytown import Silent
from tools.tinytown.build import build

pytestmark = pytest.mark.browser


def written(folder: Path, package: Path) -> Path:
    """Write the report of a package with a few events."""
    city = City.load(package)
    run = run_cycle(city, CycleSettings.of(city, events=60, floor=0.02), Serial(), Silent())
    folder.mkdir()
    write_report(build_report(run), folder)
    return folder / "report.html"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, cities: Path) -> Path:
    """The report of tinytown."""
    return written(tmp_path_factory.mktemp("page") / "out", cities / "tinytown")


def opened(browser: Browser, report: Path, language: str, width: int) -> tuple[Page, list[str]]:
    """Open the report and collect everything that the browser complains of."""
    page = browser.new_page(viewport={"width": width, "height": 900}, offline=True)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if request.url.startswith("http") else None)
    page.goto(f"{report.as_uri()}#{language}")
    page.wait_for_selector("svg path")
    return page, complaints


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("language", "words"), [("zh", "最坏可信情景"), ("en", "Worst credible scenario")])
def test_the_page_opens_without_complaint(
    browser: Browser, report: Path, language: str, words: str, width: int
) -> None:
    """No error, no request, nothing wider than the screen, charts drawn, text in the reader's language."""
    page, complaints = opened(browser, report, language, width)
    assert complaints == []
    assert words in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate(
        "[...document.querySelectorAll('svg')].map(s => s.getBoundingClientRect()).map(b => b.width * b.height)"
    )
    assert max(sizes) > 10_000
    page.close()


def test_the_switch_changes_the_language(browser: Browser, report: Path) -> None:
    """A reader of English finds the Chinese edition with one press."""
    page, complaints = opened(browser, report, "en", 1440)
    page.get_by_text("中文", exact=True).first.click()
    page.wait_for_function("document.documentElement.lang.startsWith('zh')")
    assert "最坏可信情景" in page.inner_text("body")
    assert complaints == []
    page.close()


def test_the_page_prints(browser: Browser, report: Path) -> None:
    """It becomes a PDF of several pages."""
    page, _ = opened(browser, report, "en", 1440)
    assert len(page.pdf()) > 50_000
    page.close()


def test_a_hostile_name_is_only_text(browser: Browser, tmp_path: Path) -> None:
    """A city whose name closes a script runs nothing and is shown as it is written."""
    build(tmp_path / "town")
    settings = tmp_path / "town" / "city.toml"
    hostile = "</script><b onclick=x>Tiny"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"Tinytown"', f'"{hostile}"', 1), encoding="utf-8")
    page, complaints = opened(browser, written(tmp_path / "out", tmp_path / "town"), "en", 1440)
    assert complaints == []
    assert hostile in page.inner_text("body")
    page.close()


def test_a_town_with_areas_and_cells_alone_is_told_what_is_missing(browser: Browser, tmp_path: Path) -> None:
    """The report opens, shows where people live and names what would be needed."""
    build(tmp_path / "town")
    for table in (tmp_path / "town").glob("*.csv"):
        if table.stem not in {"areas", "cells"}:
            table.unlink()
    page, complaints = opened(browser, written(tmp_path / "out", tmp_path / "town"), "en", 390)
    assert complaints == []
    assert "No hazard could be assessed" in page.inner_text("body")
    assert "typhoon_tracks.csv" in page.inner_text("body") or "storm" in page.inner_text("body")
    page.close()
