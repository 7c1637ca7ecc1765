"""A dispatch in a file: read strictly, every fault named, nothing of it used that makes no sense."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from anlan.city import City
from anlan.errors import ImportDataError
from anlan.supplies.dispatch import plan_dispatch, replan, stores_of
from anlan.supplies.dispatch.records import dispatch_text, read_dispatch
from tests.supplies.dispatch.roadtown import STORE_PUMP, STORE_SCHOOL, ask, road_town


@pytest.fixture(scope="module")
def city(cities: Path) -> City:
    """Three roads."""
    return road_town(cities)


@pytest.fixture(scope="module")
def text(city: City) -> str:
    """A plan for water and tents."""
    asked = [ask(city, "school", "tent", 60.0, by=8.0), ask(city, "pump", "water", 400.0)]
    return dispatch_text(plan_dispatch(city, asked, 6.0, closed=(STORE_SCHOOL,)))


def test_what_is_read_says_the_same_as_what_was_written(city: City, text: str) -> None:
    """Stores, closed roads and what each request gets come back; a second writing differs only in dual bounds."""
    found = json.loads(dispatch_text(read_dispatch(city, text, "dispatch.json")))
    before = json.loads(text)
    same = before.keys() - {"allocation", "broken"}
    assert {name: found[name] for name in same} == {name: before[name] for name in same}
    assert found["allocation"]["verdicts"] == before["allocation"]["verdicts"]


def _first(part: str, name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(raw: dict[str, Any]) -> None:
        raw[part][0][name] = value

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_first("loads", "kg", -5.0), "loads[0].kg is -5"),
        (_first("requests", "quantity", True), "is no number"),
        (_first("stores", "item", "gold"), "item 'gold' is not known"),
        (_first("loads", "place", "moon"), "place 'moon' is not known"),
        (_first("convoys", "carrier", []), "is no object"),
        (_first("stores", "quantity", 1.0), "which holds 1"),
        (lambda raw: raw["loads"].append(raw["loads"][0]), "two loads have one identifier"),
        (lambda raw: raw["convoys"].append(raw["convoys"][0]), "is delivered twice"),
        (lambda raw: raw["convoys"][0]["carrier"].update(kg=1.0), "carries more than it can"),
        (lambda raw: raw.pop("allocation"), "allocation"),
        (lambda raw: raw.update(closed="road"), "is no list"),
        (lambda raw: raw.update(provenance=[]), "another state"),
        (lambda raw: raw.update(now_h=1e400), "now_h"),
        (lambda raw: raw.update(usable={"store": 2.0}), "between 0 and 1"),
    ],
)
def test_a_file_that_was_tampered_with_is_refused(
    city: City, text: str, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    """The file and what is wrong are named; nothing else than an error for the user comes out."""
    raw = json.loads(text)
    change(raw)
    with pytest.raises(ImportDataError) as refused:
        read_dispatch(city, json.dumps(raw).replace("Infinity", "1e400"), "dispatch.json")
    said = "\n".join(str(one) for one in refused.value.problems)
    assert "dispatch.json" in said
    assert words in said


@pytest.mark.parametrize("text", ["", "[" * 100_000, "[]", "null", '{"marker": NaN}', "{}"])
def test_what_is_no_dispatch_is_refused(city: City, text: str) -> None:
    """Whatever the text is, it is an error of the file."""
    with pytest.raises(ImportDataError):
        read_dispatch(city, text, "dispatch.json")


def test_a_plan_made_again_counts_on_the_stores_of_the_plan_before(city: City) -> None:
    """Half of the store is lost: the second plan, too, hands out no more than 525 of the 1,050 L."""
    asked = [ask(city, "pump", "water", 1000.0, people=100.0)]
    first = plan_dispatch(city, asked, 6.0, stores=stores_of(city, {"store": 0.5}))
    again = read_dispatch(city, dispatch_text(first), "dispatch.json")
    second = replan(city, again, 7.0, requests=[ask(city, "school", "water", 900.0, name="more")])
    sent = sum(one.quantity for load in second.loads.values() for one in load.contents if one.item == "water")
    assert sent <= 525.0 * (1.0 + 1e-9)
    assert sent > 500.0


def test_damage_that_is_repaired_opens_a_road_and_a_closure_by_hand_stays(city: City) -> None:
    """Two roads are damaged, one is closed by hand too; later neither is damaged, and that one stays shut."""
    asked = [ask(city, "pump", "water", 100.0)]
    first = plan_dispatch(city, asked, 6.0, closed=(STORE_SCHOOL,), damaged=(STORE_PUMP, STORE_SCHOOL))
    assert (first.closed, first.damaged) == (frozenset({STORE_PUMP, STORE_SCHOOL}), frozenset({STORE_PUMP}))
    second = replan(city, first, 7.0, damaged=())
    assert (second.closed, second.damaged) == (frozenset({STORE_SCHOOL}), frozenset())


def test_a_road_found_open_stays_open_whatever_the_scenario_says(city: City) -> None:
    """It was opened by hand; the damage of the next plan does not close it again, a closure by hand does."""
    asked = [ask(city, "pump", "water", 100.0)]
    first = plan_dispatch(city, asked, 6.0, damaged=(STORE_PUMP,), opened=(STORE_PUMP,))
    second = replan(city, first, 7.0, damaged=(STORE_PUMP,))
    third = replan(city, second, 8.0, damaged=(STORE_PUMP,), closed=(STORE_PUMP,))
    assert [one.closed for one in (first, second, third)] == [frozenset(), frozenset(), frozenset({STORE_PUMP})]
