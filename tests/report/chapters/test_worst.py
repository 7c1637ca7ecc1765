"""The chapters on the worst credible scenario: what they say, draw and tabulate."""

import json
from pathlib import Path

import numpy as np
import pytest
import vl_convert

from anlan.city import City
from anlan.compute import Serial
from anlan.language import LANGUAGES, Language, Message
from anlan.report import Book, Voice, scenario_book
from anlan.report.book import Chapter
from anlan.report.chapters.worst_items import items_chapter
from anlan.report.chapters.worst_moment import moment_chapter
from anlan.report.chapters.worst_weights import weights_chapter
from anlan.report.quantity import Quantity
from anlan.risk.register import make_register
from anlan.scenarios import Elsewhen, item_peaks, plan_with, search_worst, weigh
from anlan.scenarios.dimensions import NAMES
from anlan.scenarios.saved import Moment
from tests.scenarios.test_choice import FLOOD, QUAKE, impacts
from tests.scenarios.test_worst import FLOOR, assessed, storms


def book_of_two(city: City, floor: float) -> Book:
    """Bind the book on a flood and an earthquake; tinytown's register stands on the flood alone."""
    assessment = assessed(city, FLOOD, QUAKE)
    worst = search_worst(assessment, floor)
    return scenario_book(worst, plan_with(worst, 4), make_register(assessment, Serial()))


@pytest.fixture(scope="module")
def city(cities: Path) -> City:
    """Tinytown."""
    return City.load(cities / "tinytown")


@pytest.fixture(scope="module")
def chapters(city: City) -> dict[str, Chapter]:
    """The chapters by key."""
    return {chapter.key: chapter for chapter in book_of_two(city, FLOOR).chapters}


def said(chapter: Chapter) -> str:
    """Say a chapter's sentences in English."""
    return " ".join(Voice.of("en").say(sentence) for sentence in chapter.sentences)


def test_the_choice_is_told_with_its_reasons(chapters: dict[str, Chapter]) -> None:
    """Event, consequences, rule, severity, neighbours, strategy and the size of the simulation."""
    text = said(chapters["choice"])
    for part in (
        "Earthquake: size 0. It brings 500 deaths, 9,000 displaced",
        "is at least as severe happens once in 1,100 years or more often",
        "Its severity is",
        "No simulated event is more severe",
        "The risk register says of this hazard: Prepare.",
        "The simulation is too small for this floor: of 2 events, 1 lie at and beyond it.",
    ):
        assert part in text


def test_the_neighbours_are_measured_like_the_choice(city: City) -> None:
    """The flood of 0.0005 is more severe and too rare, that of 0.01 likelier and milder."""
    chapter = book_of_two(city, 0.001).chapters[0]
    cells = [row.cells[2] for row in chapter.grids["worst-neighbours"].rows]
    severities = [cell.value for cell in cells if isinstance(cell, Quantity) and cell.value is not None]
    assert severities == sorted(severities, reverse=True)
    assert len(severities) == len(cells) > 1


def test_every_hazard_has_its_worst_with_a_strategy(chapters: dict[str, Chapter]) -> None:
    """The worst of all comes first; the column says how many events it takes."""
    grid = chapters["hazards"].grids["worst-hazards"]
    assert [row.key for row in grid.rows] == ["earthquake", "rain_flood"]
    assert chapters["hazards"].data["scenarios"][0]["event"] == "earthquake-0"


def test_the_choice_at_other_floors_is_told(chapters: dict[str, Chapter]) -> None:
    """At ten times the floor, no earthquake is credible and a flood takes its place."""
    assert "With a floor of once in 110 years it would be Rain flood" in said(chapters["floor"])
    assert [row.key for row in chapters["floor"].grids["floors"].rows] == ["0.1", "0.3", "1", "3", "10"]


def test_the_set_keeps_the_frequency_of_the_events(chapters: dict[str, Chapter]) -> None:
    """Four scenarios of six events; their frequencies add up to that of all."""
    frame = chapters["planning"].tables["planning_set"]
    assert frame.height == 4
    assert frame["frequency_per_year"].sum() == pytest.approx(0.1164)
    assert np.isfinite(chapters["planning"].tables["planning_errors"]["mean_per_year"].to_numpy()).all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_charts_are_valid_in_every_language(chapters: dict[str, Chapter], language: Language) -> None:
    """Vega-Lite compiles them, every column has a value for each row, and none is called like the page's own."""
    for chart in (*chapters["front"].charts, *chapters["planning"].charts):
        vl_convert.vegalite_to_vega(json.dumps(chart.draw(Voice.of(language))))
        assert len({len(column) for column in chart.data.values()}) == 1
        assert "count" not in chart.data


def test_a_floor_that_nothing_reaches_is_told(city: City) -> None:
    """The book has one sentence and says which hazards are too rare."""
    book = book_of_two(city, 0.9)
    assert [chapter.key for chapter in book.chapters] == ["choice", "hazards"]
    assert "No simulated event does harm once in 1.1 years or more often" in said(book.chapters[0])
    assert "Rain flood, Earthquake" in said(book.chapters[1])


def test_compound_events_are_told_by_their_own_teller(city: City) -> None:
    """Name, sentence and strategy of the leading hazard stand in the book; the tables name the kind."""
    assessment = assessed(city, FLOOD, QUAKE)
    worst = search_worst(assessment, FLOOR, (storms(),))
    book = scenario_book(worst, plan_with(worst, 4), make_register(assessment, Serial()))
    chapters = {chapter.key: chapter for chapter in book.chapters}
    assert "Storm: storm 0. It brings 700 deaths" in said(chapters["choice"])
    assert chapters["hazards"].data["scenarios"][0]["event"] == "storm-0"
    assert chapters["hazards"].tables["worst_of_each_hazard"]["hazard_name"][0] == "Storm"
    for chart in chapters["front"].charts:
        vl_convert.vegalite_to_vega(json.dumps(chart.draw(Voice.of("zh-Hans"))))


def test_the_moment_of_the_choice_is_told(city: City) -> None:
    """An earthquake has month, day and hour; tinytown's flood, of whose season nothing is known, has none."""
    assessment = assessed(city, FLOOD, QUAKE)
    worst = search_worst(assessment, FLOOR)
    moments = {"earthquake": (elsewhen("as simulated", True), elsewhen("at 03:00, by night", False))}
    chapter = moment_chapter(worst, moments)
    text = said(chapter)
    assert "It happens in " in text
    assert "while people are at home." in text
    assert "The same event at 03:00, by night: 7 deaths." in text
    rows = {row.key: row.cells for row in chapter.grids["moments"].rows}
    assert rows["rain_flood"][1:5] == (None, None, None, None)
    assert chapter.data["moments"]["rain_flood"]["by_day"] is False
    assert chapter.tables["other_moments"]["as_simulated"].to_list() == [True, False]


def elsewhen(when: str, itself: bool) -> Elsewhen:
    """Return an event with seven deaths at a moment."""
    return Elsewhen(Message(when), Moment(), itself, {**dict.fromkeys(NAMES, 0.0), "killed": 7.0})


def test_the_line_of_each_item_is_told(city: City) -> None:
    """The quake sets water and tents, and nobody needs a bed; the chart compiles in both languages."""
    worst = search_worst(assessed(city, FLOOD, QUAKE), FLOOR)
    chapter = items_chapter(worst, item_peaks(worst))
    assert "The worst scenario of all covers the line of all 2 items." in said(chapter)
    assert [row.key for row in chapter.grids["item-peaks"].rows] == ["water", "tent"]
    assert chapter.tables["item_peaks"]["hazard"].to_list() == ["earthquake", "earthquake", None]
    for language in LANGUAGES:
        vl_convert.vegalite_to_vega(json.dumps(chapter.charts[0].draw(Voice.of(language))))


def test_what_the_choice_leaves_out_is_told(city: City) -> None:
    """A flood displaces more than the quake that is chosen."""
    flood = impacts("rain_flood", [[1, 40_000, 1e6]], [0.001])
    quake = impacts("earthquake", [[900, 1000, 9e9]], [0.001])
    worst = search_worst(assessed(city, flood, quake), 0.001)
    text = said(items_chapter(worst, item_peaks(worst)))
    assert "covers the line of 0 of 2 items; it leaves out most of: " in text
    assert "With the worst of every hazard, each looked at by itself, every line is covered." in text


def test_other_weights_are_told(city: City) -> None:
    """A flood that loses more money than the quake is chosen by weights on money; the chart compiles."""
    flood = impacts("rain_flood", [[1, 0, 9e9]], [0.001])
    worst = search_worst(assessed(city, flood, QUAKE), FLOOR)
    chapter = weights_chapter(worst, weigh(worst))
    text = said(chapter)
    assert "Of 1,000 sets of weights drawn alike" in text
    assert "choose Rain flood: those that weigh Direct loss most." in text
    assert chapter.tables["worst_by_weights"]["share_of_weights"].sum() == pytest.approx(1.0)
    for language in LANGUAGES:
        vl_convert.vegalite_to_vega(json.dumps(chapter.charts[0].draw(Voice.of(language))))


def test_the_next_class_of_the_tail_is_told_with_its_event(chapters: dict[str, Chapter]) -> None:
    """At a tenth of the floor the flood of 0.0005 is credible: 1,000 more displaced; the quake has no worse event."""
    grid = chapters["floor"].grids["next-class-events"]
    rows = {row.key: row.cells for row in grid.rows}
    columns = [column.key for column in grid.columns]
    assert rows["rain_flood"][columns.index("displaced")].value == 1000.0  # type: ignore[union-attr]
    assert rows["earthquake"][2:] == (None,) * (len(columns) - 2)
    assert "Earthquake: no worse event was simulated" in said(chapters["floor"])


def test_the_floor_of_each_hazard_says_who_states_it(chapters: dict[str, Chapter]) -> None:
    """The floor was given to the search."""
    grid = chapters["hazards"].grids["credibility-floors"]
    assert [Voice.of("en").say(row.cells[2]) for row in grid.rows] == ["this run", "this run"]
