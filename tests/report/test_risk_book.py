"""The book of an assessment, as its page shows it."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from anlan.city import City
from anlan.compute import Serial
from anlan.language import Message
from anlan.report import Voice, book_of, risk_chapters
from anlan.report.book import Book
from anlan.report.book_page import book_page
from anlan.report.chapters.where import MAP_YEARS
from anlan.risk import Assessment, assess_city
from tests.rehearsal.test_tinytown import Silent


@pytest.fixture(scope="module")
def assessment(cities: Path) -> Assessment:
    """Tinytown: one hazard, whose events never reach the gravest severities."""
    return assess_city(City.load(cities / "tinytown"), 50, 1, Serial(), Silent(), maps=True)


@pytest.fixture(scope="module")
def book(assessment: Assessment) -> Book:
    """Its book."""
    maps = {kind: one.rates.map_of([MAP_YEARS]) for kind, one in assessment.impacts.items() if one.rates}
    return book_of(assessment, Message("Risk"), Message("All of it"), risk_chapters(assessment, maps, 30.0))


class Figures(HTMLParser):
    """Counts the maps of the first edition, and what each carries."""

    def __init__(self) -> None:
        super().__init__()
        self.maps: list[set[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a map and the parts that carry a class."""
        words = (dict(attrs).get("class") or "").split()
        if tag == "figure":
            self.inside = "map" in words
            if self.inside:
                self.maps.append(set())
        elif self.inside:
            self.maps[-1] |= set(words)

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a figure."""
        self.inside = self.inside and tag != "figure"


def test_a_map_alone_has_its_own_legend_and_says_that_it_is_synthetic(book: Book) -> None:
    """One map of loss and one of depth, each with legend and mark, in both editions."""
    figures = Figures()
    figures.feed(book_page(book).split('<script type="application/json"')[0])
    assert len(figures.maps) == 4
    assert all({"classes", "invented"} <= parts for parts in figures.maps)


def test_the_last_part_lists_what_is_synthetic(book: Book) -> None:
    """The banner promises it."""
    assert book.banner is not None
    assert book.synthetic is not None
    assert 'data-grid="synthetic"' in book_page(book)


def test_a_severity_that_no_hazard_reaches_has_no_empty_chart(book: Book) -> None:
    """The chances over all hazards are shown; the chart by hazard would be blank."""
    chances = next(chapter for chapter in book.chapters if chapter.key == "chances")
    assert [chart.key for chart in chances.charts] == ["chance-killed", "chance-severely_injured", "chance-direct_loss"]
    assert Voice.of("en").say(chances.grids["chances"].columns[1].title) == "within 1 year"


def test_every_reason_for_a_hazard_left_out_stands_in_a_row_of_its_own(book: Book, assessment: Assessment) -> None:
    """The hazard is named once, in the first of its rows."""
    grid = next(chapter for chapter in book.chapters if chapter.key == "skipped").grids["skipped"]
    assert len(grid.rows) == sum(len(each.reasons) for each in assessment.skipped)
    assert sum(row.cells[0] != "" for row in grid.rows) == len(assessment.skipped)


def test_no_line_of_the_page_breaks_between_a_number_and_its_sign(book: Book) -> None:
    """Also in sentences that hold a share of their own."""
    page = book_page(book)
    assert "90\u00a0% interval" in page
    assert "90 % interval" not in page
