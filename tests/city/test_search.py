"""Finding areas and places by what people write: never guessed, always the best first."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City, Entry, Gazetteer
from anlan.city.search import plain, without_end, words_of
from tools.project import ROOT


@cache
def gazetteer() -> Gazetteer:
    """The demo city."""
    return Gazetteer.of(City.load(ROOT / "cities" / "lianyungang"))


def names(text: str, most: int = 20) -> list[str]:
    """Return the Chinese names of what is found."""
    return [entry.name_zh for entry in gazetteer().find(text, most=most).entries]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("海州区", "海州区"), ("海州", "海州区"), ("海州街道", "海州街道"), ("海州街道办事处", "海州街道"),
        ("新浦", "新浦街道"), ("墟沟", "墟沟街道"), ("伊山镇", "伊山镇"), ("田湾", "田湾核电站"),
        ("Haizhou District", "海州区"), ("haizhou", "海州区"), ("XINPU sub-district", "新浦街道"),
        ("ｘｉｎｐｕ", "新浦街道"), (" 海 州 区 ", "海州区"), ("nuclear tianwan", "田湾核电站"),
        ("xinpu, haizhou", "新浦街道"), ("连云港市海州区新浦街道", "新浦街道"), ("江苏省连云港市海州区", "海州区"),
        ("灌云县伊山", "伊山镇"), ("连云港新东", "新东街道"),
    ],
)  # fmt: skip
def test_what_people_write_finds_what_they_mean_first(text: str, first: str) -> None:
    """In full or in part, in either language, with or without the ending, alone or as in an address."""
    assert names(text)[0] == first


def test_a_name_that_fits_several_shows_them_all() -> None:
    """A district and a sub-district of the same name, the larger first; nobody chooses for the reader."""
    found = names("海州")
    assert found[:2] == ["海州区", "海州街道"]
    assert "海州湾街道" in found


@pytest.mark.parametrize(
    "text", ["", " ", "区", "海", "？！", "zz", "某某路", "朝阳中路18号", "Main Street", "%", "\0" * 9]
)
def test_what_is_not_known_is_not_guessed(text: str) -> None:
    """One character is too little; a road is no sub-district of a similar name."""
    found = gazetteer().find(text)
    assert (list(found.entries), found.total, found.named) == ([], 0, None)


def test_an_address_with_an_unknown_street_names_its_area_and_no_more() -> None:
    """The smallest area that is named whole can be offered; it is not taken for the answer."""
    found = gazetteer().find("江苏省连云港市海州区新浦街道某某路12号")
    assert (list(found.entries), found.total) == ([], 0)
    assert found.named is not None
    assert found.named.name_zh == "新浦街道"


def test_many_are_counted_and_the_best_are_shown() -> None:
    """Those that are not shown are counted, so that the reader knows to write more."""
    found = gazetteer().find("医院", most=5)
    assert len(found.entries) == 5
    assert found.total > 50


def test_entries_say_whether_they_are_areas_where_they_lie_and_whether_they_are_invented() -> None:
    """A place has a point with its uncertainty; an area has none; both know what holds them."""
    (plant,) = gazetteer().find("田湾核电站").entries
    assert (plant.is_area, plant.sort, plant.synthetic, plant.uncertainty_m) == (False, "power_plant", False, 300)
    assert plant.point == pytest.approx((119.45972, 34.68694))
    assert [area.name_zh for area in gazetteer().around(plant)] == ["高公岛街道", "连云区", "连云港市"]
    area = gazetteer().find("海州区").entries[0]
    assert (area.is_area, area.point, area.key) == (True, None, "320706")
    assert gazetteer().area("320706") == area
    assert gazetteer().place(plant.key) == plant
    assert gazetteer().place("320706") is None
    assert gazetteer().find("模拟医院052").entries[0].synthetic


def test_areas_and_places_are_found_by_their_whole_names() -> None:
    """In Chinese among all; nothing is out of reach."""
    known = gazetteer()
    for entry in known.entries[::17]:
        found = known.find(entry.name_zh, most=10_000)
        assert entry in found.entries
        assert found.entries[0].zh == entry.zh


@given(st.text(max_size=200))
def test_whatever_is_written_nothing_breaks_and_nothing_unlike_is_found(text: str) -> None:
    """What is found holds what was written, or its parts."""
    found = gazetteer().find(text, most=3)
    assert found.total >= len(found.entries)
    for entry in found.entries:
        letters, name = plain(text), entry.zh + " " + plain(entry.name_en)
        pairs = {letters[place : place + 2] for place in range(len(letters) - 1)}
        assert any(part in name for part in pairs) or set(words_of(text)) & set(entry.words)


@given(st.text(alphabet="海州新浦街道区县镇乡市村办事处", min_size=0, max_size=9))
def test_an_ending_leaves_two_characters_at_least(name: str) -> None:
    """So that no name becomes a single character that stands in hundreds."""
    bare = without_end(name)
    assert name.startswith(bare)
    assert len(bare) >= min(2, len(name))


def test_a_city_without_english_names_is_searched_in_chinese() -> None:
    """And English words find nothing in it."""
    known = Gazetteer([Entry("1", True, "city", "海城市", "海城市", "1")], {})
    assert [entry.key for entry in known.find("海城").entries] == ["1"]
    assert known.find("Sea City").total == 0
