"""The book of a scenario's run, and its numbers for other programs."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.report import RunStory, Voice, run_book, scenario_numbers, write_book
from anlan.report.book import Book, Chapter
from anlan.report.book_page import book_page
from anlan.report.chapters.run_front import all_totals
from anlan.report.chapters.run_graph import COLUMNS, graph_of, places_of
from anlan.report.chapters.run_parts import people_without
from anlan.report.chapters.run_where import cell_shares, key_moments
from anlan.report.chapters.run_who import district_values, who_chapter
from anlan.report.chapters.run_why import bottlenecks
from anlan.scenarios import search_worst
from anlan.scenarios.saved import Moment, read_scenario, scenario_text
from tests.report.made_run import HOURS, bare_run, full_run, networked, story_of
from tests.scenarios.test_choice import FLOOD, QUAKE
from tests.scenarios.test_worst import FLOOR, assessed, storms

KEYS = ["happens", "when-where", "who", "services", "why", "to-do", "grounds"]


@pytest.fixture(scope="module", name="city")
def town(cities: Path) -> City:
    """Tinytown with networks."""
    return networked(cities)


@pytest.fixture(scope="module", name="story")
def full_story(city: City) -> RunStory:
    """A run with every part."""
    return story_of(city, full_run(city))


@pytest.fixture(scope="module", name="book")
def full_book(story: RunStory) -> Book:
    """Its book."""
    return run_book(story)


def chapter(book: Book, key: str) -> Chapter:
    """Find a chapter."""
    return next(one for one in book.chapters if one.key == key)


def said(one: Chapter, language: str = "en") -> str:
    """Return everything that a chapter says in sentences."""
    voice = Voice.of(language)  # type: ignore[arg-type]
    return "\n".join(voice.say(sentence) for sentence in one.sentences)


def test_the_book_goes_from_what_happens_to_what_it_rests_on(book: Book) -> None:
    """Seven chapters in that order, in the words of the scenario."""
    assert [one.key for one in book.chapters] == KEYS
    front = said(chapter(book, "happens"))
    for words in ("It rains all night.", "From hour 2: Rain flood", "July, a working day, start at 20:00, high tide",
                  "once in 100 years", "falls to 70 % (60 % to 80 %)", "Synthetic:"):  # fmt: skip
        assert words.replace(" %", "\u00a0%") in front.replace(" %", "\u00a0%"), words
    assert "整夜下雨" in said(chapter(book, "happens"), "zh-Hans")


def test_a_moment_that_is_not_fixed_is_not_told(city: City) -> None:
    """Nor a frequency that is not known."""
    run = full_run(city)
    run = replace(run, scenario=replace(run.scenario, moment=Moment(), frequency=None))
    front = said(chapter(run_book(story_of(city, run)), "happens"))
    assert "When: people at home." in front
    assert "How often it happens is not known." in front


def test_the_map_shows_the_hazard_from_its_onset_and_services_as_they_return(book: Book) -> None:
    """Nothing before hour 2; then the flood in every cell; power and water by the hour; displaced people."""
    player = chapter(book, "when-where").player
    assert player is not None
    layers = {one.look.key: one for one in player.layers}
    assert list(layers) == ["hazard-rain_flood", "without-power", "without-water", "displaced"]
    flood = layers["hazard-rain_flood"].classes
    assert (flood[player.hours.index(0)] == -1).all()
    assert (flood[player.hours.index(2)] == 0).all()
    assert layers["without-power"].classes.max() == 5
    assert player.hours[-1] == HOURS - 1


def test_two_footprints_of_one_hazard_are_two_layers(city: City) -> None:
    """A second wave of the same flood is chosen by itself; both stops are among the hours."""
    run = bare_run(city)
    first = run.scenario.footprints[0]
    waves = replace(run.scenario, footprints=(first, replace(first, onset_hour=30.0)))
    player = chapter(run_book(story_of(city, replace(run, scenario=waves))), "when-where").player
    assert player is not None
    assert [one.look.key for one in player.layers] == ["hazard-rain_flood", "hazard-rain_flood.2", "displaced"]
    assert {2, 30} <= set(player.hours)


def test_the_share_of_a_cell_weighs_its_rows_by_people(city: City) -> None:
    """Rows of one cell with shares 1 and 0 give the share of the people in the first."""
    people = np.asarray(city.cells.population)
    row = np.zeros((1, people.size), dtype=np.float32)
    row[0, 0] = 1.0
    cell = city.cells.row_cell[0]
    whole = people[city.cells.row_cell == cell].sum()
    assert cell_shares(city, row)[0, cell] == pytest.approx(people[0] / whole)


def test_key_moments_follow_the_clock(story: RunStory) -> None:
    """Onset in hour 2, the release that may follow from hour 5, what is back after 20 hours."""
    moments = key_moments(story)
    assert [one.hour for one in moments] == sorted(one.hour for one in moments)
    assert {("onset", 2), ("secondary", 5), ("back", 20)} <= {(one.kind, one.hour) for one in moments}


def test_a_cascade_is_one_graph_with_a_column_for_each_network(story: RunStory) -> None:
    """Substation, waterworks, and the people without; the shared root is drawn once."""
    graph = graph_of(story.run.paths)
    assert [spot.column for spot in graph.spots.values()] == ["power", "water", "user"]
    assert graph.edges["substation", "waterworks"] == 9000.0
    places = places_of(graph)
    assert [places[key][0] for key in graph.spots] == [0.0, 1.0, 2.0]
    assert list(COLUMNS)[-1] == "user"


def test_what_stops_though_it_is_whole_is_backed_up_rather_than_hardened(story: RunStory, book: Book) -> None:
    """The waterworks lacks power: it needs a reserve; the substation is to be hardened."""
    ((step, hours, count),) = bottlenecks(story.run.paths)
    assert (step.component, hours, count) == ("waterworks", 9000.0, 1)
    grids = chapter(book, "why").grids
    assert [row.key for row in grids["hardening"].rows] == ["substation"]
    assert "a reserve of its own" in Voice.of("en").say(grids["bottlenecks"].rows[0].cells[3]).lower()


def test_a_run_without_networks_says_so_and_draws_no_empty_chart(city: City) -> None:
    """Every chapter stands; the graph, the travel times and the bands are left out."""
    book = run_book(story_of(city, bare_run(city)))
    assert [one.key for one in book.chapters] == KEYS
    assert "No failures of networks are followed" in said(chapter(book, "services"))
    assert chapter(book, "services").charts == ()
    assert chapter(book, "why").charts == ()
    assert all(len(grid.rows) > 0 for one in book.chapters for grid in one.grids.values())


def test_a_hostile_name_is_only_text(book: Book) -> None:
    """The scenario is called 'Flood <night>'."""
    page = book_page(book)
    assert "Flood &lt;night&gt;" in page
    assert "<night>" not in page
    assert len(page) < 8_000_000


def test_every_text_of_the_book_is_said_in_chinese(book: Book) -> None:
    """No heading of a chapter, table or column is left in English."""
    voice = Voice.of("zh-Hans")
    headings = [one.title for one in book.chapters]
    headings += [grid.title for one in book.chapters for grid in one.grids.values()]
    headings += [column.title for one in book.chapters for grid in one.grids.values() for column in grid.columns]
    assert [voice.say(each) for each in headings if voice.say(each).isascii()] == []


def test_other_programs_find_the_whole_run(story: RunStory, tmp_path: Path) -> None:
    """Fixed order of parts; the scenario as its own file has it; hours, needs, targets, chains and talks."""
    text = scenario_numbers(story)
    found = json.loads(text)
    assert list(found)[:8] == ["marker", "format", "scenario", "provenance", "hours", "samples", "seed", "totals"]
    assert (found["marker"], found["format"], found["hours"]) == ("anlan-scenario-run", 1, HOURS)
    assert len(found["course"]["displaced"]) == HOURS
    assert set(found["quality"]["whole"]) == {"mean", "q05", "q50", "q95"}
    assert found["quality"]["rapidity_h"]["water"]["mean"] is None
    targets = {one["key"]: one for one in found["capability_targets"]}
    assert targets["shelter"]["by_hour"] == 12
    assert targets["shelter"]["name"] == {"zh-Hans": "安置群众", "en": "Shelter people"}
    assert found["paths"][0]["steps"][0]["component"] == "substation"
    assert found["talks"][0]["second"] == "water"
    assert len(found["needs"][0]["amount_per_hour"]) == HOURS
    cut = tmp_path / "cut.scenario.json"
    cut.write_text(json.dumps(found["scenario"]), encoding="utf-8")
    assert scenario_text(read_scenario(cut)) == scenario_text(story.run.scenario)


def test_the_same_run_gives_the_same_files(story: RunStory, city: City, tmp_path: Path) -> None:
    """Byte for byte, made twice."""
    again = story_of(city, full_run(city))
    assert scenario_numbers(story) == scenario_numbers(again)
    for name, each in (("one", story), ("two", again)):
        (tmp_path / name).mkdir()
        write_book(run_book(each), tmp_path / name)
    first, second = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    )
    assert first == second
    assert {"tables/capability_targets.csv", "tables/failure_paths.csv", "tables/quality_by_hour.csv",
            "tables/key_moments.csv"} <= {path.as_posix() for path in first}  # fmt: skip


def test_the_scenario_stands_beside_the_choices_of_other_hazards_and_of_those_that_strike_together(
    city: City, story: RunStory
) -> None:
    """The flood is this scenario's own hazard; the earthquake and the storm are drawn beside it."""
    worst = search_worst(assessed(city, FLOOD, QUAKE), FLOOR, (storms(),))
    chart = next(one for one in who_chapter(replace(story, worst=worst)).charts if one.key == "events")
    assert [Voice.of("en").say(entry.name) for entry in chart.legend] == ["Storm", "Earthquake", "Rain flood"]


def test_a_service_has_one_number_in_totals_and_districts(story: RunStory) -> None:
    """Where networks are followed they tell who is without; the functions of the impacts are not told beside them."""
    most = float(people_without(story.run, "power").max())
    assert all_totals(story)["without_power"] == pytest.approx(most, rel=1e-6)
    districts = district_values(story)
    city = set(story.city.table("areas").filter(pl.col("level") == "city")["code"])
    assert sum(of["without_power"] for code, of in districts.items() if code not in city) == pytest.approx(
        most, rel=1e-6
    )
