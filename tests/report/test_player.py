"""Maps that are played: the hours at which they stop, and what the page is given."""

from base64 import b64decode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.language import Message
from anlan.report import Voice
from anlan.report.document import CellMap
from anlan.report.player import (
    MOST_STEPS,
    STILLS,
    Player,
    PlayerLayer,
    chosen_hours,
    player_data,
    player_words,
    stills_of,
)


def layer(classes: list[list[int]]) -> PlayerLayer:
    """Make a layer of shares."""
    look = CellMap("without-power", Message("Without electricity"), "%", (0.5,), (), "risk")
    return PlayerLayer(look, np.array(classes, dtype=np.int8), (3.0, 2.0), Message("People"))


@given(st.integers(1, 400), st.data())
def test_a_map_stops_at_the_ends_and_at_fixed_hours_and_not_too_often(hours: int, data: st.DataObject) -> None:
    """Ascending, unique, within the hours, at most so many besides the fixed ones."""
    change = np.array(data.draw(st.lists(st.floats(0.0, 1e6), min_size=hours, max_size=hours)))
    fixed = data.draw(st.lists(st.integers(0, hours - 1), max_size=3))
    found = chosen_hours(change, fixed)
    assert found == tuple(sorted(set(found)))
    assert {0, hours - 1, *fixed} <= set(found)
    assert set(found) <= set(range(hours))
    assert len(found) <= MOST_STEPS + 2 + len(fixed)


def test_hours_at_which_much_changes_are_all_kept() -> None:
    """Three jumps in a long calm: the map stops at each."""
    change = np.zeros(336)
    change[[40, 41, 200]] = 1.0
    assert {40, 41, 200} <= set(chosen_hours(change))


def test_print_shows_the_stops_nearest_the_wanted_moments() -> None:
    """Each once, at most so many."""
    assert stills_of((0, 5, 20, 100), (0, 1, 6, 24, 300)) == (0, 1, 2, 3)
    assert len(stills_of(range(100), range(10))) == STILLS


def test_cells_with_one_course_share_one_series() -> None:
    """Two of three cells are alike: two series, and for each cell the place of its own."""
    shown = layer([[0, -1, 0], [1, 1, 1]])
    found = player_data(Player("run", Message("Map"), (0, 7), (shown,), (0,)))
    data = found["layers"]["without-power"]
    member = np.frombuffer(b64decode(data["member"]), dtype="<u2")
    assert found["hours"] == [0, 7]
    assert [data["series"][place] for place in member] == ["01", "-1", "01"]
    assert len(data["series"]) == 2
    assert len(data["colours"]) == 2
    assert data["totals"] == [3, 2]


@pytest.mark.parametrize(("language", "title"), [("en", "Without electricity"), ("zh-Hans", "断电人数")])
def test_what_is_shown_is_named_in_the_language_of_the_reader(language: str, title: str) -> None:
    """Shares carry their sign in the legend, so no unit stands before it."""
    words = player_words(Player("run", Message("Map"), (0, 7), (layer([[0], [1]]),), (0,)), Voice.of(language))  # type: ignore[arg-type]
    (shown,) = words["layers"]
    assert shown["title"] == title
    assert shown["unit"] == ""
    assert "%" in shown["legend"][0][1]
