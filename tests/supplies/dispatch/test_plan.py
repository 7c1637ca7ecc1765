"""From requests to convoys and a new plan on three roads, by hand; and what must hold for every plan."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.errors import ImportDataError, InputError, SettingError
from anlan.supplies.dispatch import Dispatch, by_district, plan_dispatch, replan, stores_of
from anlan.supplies.dispatch.receipts import Receipt, ask_again, settle
from anlan.supplies.dispatch.records import dispatch_text, read_dispatch
from anlan.supplies.dispatch.sheets import dispatch_tables
from tests.supplies.dispatch.roadtown import STORE_PUMP, STORE_SCHOOL, ask, road_town


@pytest.fixture(scope="module")
def city(cities: Path) -> City:
    """Three roads, two lorries of 1000 kg."""
    return road_town(cities)


def planned(city: City, now: float = 6.0, closed: tuple[str, ...] = ()) -> Dispatch:
    """Plan water for the school and the pump."""
    asked = [ask(city, "school", "water", 500.0, by=7.0), ask(city, "pump", "water", 500.0, by=8.0)]
    return plan_dispatch(city, asked, now, closed=closed)


def sound(city: City, found: Dispatch) -> None:
    """Check what holds for every plan: stock, payload, vehicles, and that nothing is lost or made."""
    used: dict[str, float] = {}
    for load in found.loads.values():
        weight = {"water": 1.0, "tent": 40.0}
        assert load.kg == pytest.approx(sum(weight[each.item] * each.quantity for each in load.contents))
        for content in load.contents:
            used[content.lot] = used.get(content.lot, 0.0) + content.quantity
    held = {lot.id: lot.quantity for lot in stores_of(city).lots}
    assert all(amount <= held[lot] * (1.0 + 1e-6) for lot, amount in used.items())
    assert all(haul.kg <= convoy.carrier.kg + 1e-6 for convoy in found.convoys for haul in convoy.hauls)
    counts: dict[str, int] = {}
    for convoy in found.convoys:
        counts[convoy.carrier.id] = counts.get(convoy.carrier.id, 0) + 1
    fleet = dict(city.table("vehicles").select("id", "count").iter_rows())
    assert all(number <= fleet[name] for name, number in counts.items())
    calls = [call.load for convoy in found.convoys for call in convoy.calls]
    everywhere = [*calls, *found.left, *(one.load for one in (*found.done, *found.local))]
    assert sorted(everywhere) == sorted(found.loads)
    for one in found.lateness:
        assert one.in_time + one.late + one.missing == pytest.approx(one.wanted, rel=1e-5)
    assert not found.broken


def test_the_lorries_leave_when_the_water_can_be_loaded(city: City) -> None:
    """Ready at hour 6 and half an hour to load: at the school at 6.75; all in time."""
    found = planned(city)
    sound(city, found)
    arrival = {call.place: call.arrives_h for convoy in found.convoys for call in convoy.calls}
    assert arrival["school"] == pytest.approx(6.75, abs=1e-3)
    assert arrival["pump"] <= 8.0
    assert {one.in_time for one in found.lateness} == {500.0}


def test_what_is_late_is_counted_in_person_hours_by_district(city: City) -> None:
    """The pump asks by 6.5 and gets it at 7.0: 100 people wait half an hour; the school's tents never come."""
    asked = [ask(city, "pump", "water", 500.0, by=6.5), ask(city, "school", "tent", 60.0, by=8.0, people=300.0)]
    found = plan_dispatch(city, asked, 6.0)
    sound(city, found)
    late = by_district(found.lateness)
    assert late["T1"] == (pytest.approx(50.0, rel=1e-3), 0.0)
    # 30 of 60 tents exist; 150 people are without from hour 8 to the end of the span at hour 30.
    assert late["T2"] == (0.0, pytest.approx(150.0 * 22.0))


def test_a_closed_road_is_driven_around_from_where_the_lorry_is(city: City) -> None:
    """At 6.75 the lorry to the pump is half way; the road closes behind it or before it, and it keeps its water."""
    before = planned(city)
    found = replan(city, before, 6.75, closed=[STORE_PUMP])
    sound(city, found)
    assert {one.load for one in found.done} == {load for load in before.loads if ">school" in load}
    moving = next(one for one in found.vehicles if one.aboard)
    assert [load.place for load in moving.aboard] == ["pump"]
    assert moving.start in found.spots
    arrival = {call.place: call.arrives_h for convoy in found.convoys for call in convoy.calls}
    assert arrival["pump"] > 7.0
    assert next(one for one in found.lateness if one.district == "T1").missing == 0.0


def test_a_new_request_joins_a_plan_under_way(city: City) -> None:
    """The 50 L that are left go to the school; what was delivered stays delivered."""
    before = planned(city)
    more = ask(city, "school", "water", 50.0, by=9.0, name="r-late")
    found = replan(city, before, 7.5, requests=[more])
    sound(city, found)
    line = {one.request: one for one in found.lateness}
    assert (line["r-late/water"].in_time, line["r-school/water"].in_time) == (pytest.approx(50.0), 500.0)
    assert line["r-pump/water"].in_time == 500.0


def test_what_no_way_leads_to_is_an_answer(city: City) -> None:
    """With all roads closed nothing moves, and each request says why."""
    found = planned(city, closed=(STORE_PUMP, STORE_SCHOOL))
    sound(city, found)
    assert not found.convoys
    assert {one.reason for one in found.allocation.verdicts} == {"no_way"}


def test_the_same_plan_every_time_and_after_reading_it_back(city: City) -> None:
    """Byte for byte; a plan read from its file is planned again to the same convoys."""
    first, second = dispatch_text(planned(city)), dispatch_text(planned(city))
    assert first == second
    again = read_dispatch(city, first, "dispatch.json")
    ours, theirs = (replan(city, one, 6.75, closed=[STORE_PUMP]) for one in (planned(city), again))
    assert [[call.load for call in convoy.calls] for convoy in ours.convoys] == [
        [call.load for call in convoy.calls] for convoy in theirs.convoys
    ]


def test_a_file_that_is_no_dispatch_is_refused(city: City) -> None:
    """No JSON, another marker, another city, a part of another kind."""
    good = dispatch_text(planned(city))
    for text, words in (
        ("{", "no JSON"), ('{"marker": "other"}', "no dispatch of this version"),
        (good.replace(city.checksum, "0" * 64), "another state of the city package"),
        (good.replace('"requests": [', '"requests": [3, '), "of another kind"),
    ):  # fmt: skip
        with pytest.raises(ImportDataError, match=words):
            read_dispatch(city, text, "dispatch.json")


def test_a_plan_cannot_be_made_for_the_past(city: City) -> None:
    """The hour before that of the plan under way."""
    with pytest.raises(SettingError, match="give a later hour"):
        replan(city, planned(city), 5.0)


def test_receipts_say_what_is_short_and_ask_for_it_again(city: City) -> None:
    """400 of 500 L arrive fit, 60 damaged, 40 are missing: a new request for 100 L and a fifth of the people."""
    found = planned(city)
    load = next(name for name in found.loads if ">school" in name)
    settled = settle(found, [Receipt(load, "water-store", 400.0, 60.0, "school desk", 7.0)])
    line = next(one for one in settled if one.load == load)
    assert (line.delivered, line.damaged, line.short, line.signed_by) == (400.0, 60.0, 40.0, "school desk")
    again = ask_again(found, settled, 8.0)
    assert [(one.quantity, one.people, one.made_h) for one in again] == [(100.0, pytest.approx(20.0), 8.0)]


def test_receipts_that_cannot_be_are_all_named(city: City) -> None:
    """An unknown load, more than was sent, one that is signed for twice."""
    found = planned(city)
    load = next(iter(found.loads))
    wrong = [Receipt("x", "water-store", 1.0, 0.0, "", 7.0), Receipt(load, "water-store", 900.0, 0.0, "", 7.0),
             Receipt(load, "water-store", 1.0, 0.0, "", 7.0)]  # fmt: skip
    with pytest.raises(InputError) as caught:
        settle(found, wrong)
    assert [one.code for one in caught.value.problems] == ["unknown-load", "bad-quantity", "duplicate"]


def test_convoy_sheets_have_a_line_for_each_lot_and_room_to_sign(city: City) -> None:
    """Contacts are the duty channel of an organisation, never a person's number."""
    sheet = dispatch_tables(city, planned(city))["convoy_sheets"]
    assert sheet.height == 2
    assert set(sheet["owner_contact"]) == {"duty desk"}
    assert sheet["signed_by"].null_count() == 2
    assert np.isclose(sheet["quantity"].sum(), 1000.0)


@pytest.mark.parametrize("seed", range(3))
def test_every_plan_and_every_new_plan_is_sound(cities: Path, seed: int) -> None:
    """Random requests, closures and hours on the three roads."""
    rng = np.random.default_rng(seed)
    city = road_town(cities, lorries=int(rng.integers(1, 4)), payload=float(rng.integers(300, 900)))
    asked = [
        ask(city, str(rng.choice(["school", "pump", "hospital"])), str(rng.choice(["water", "tent"])),
            float(rng.integers(1, 600)), float(rng.uniform(6.0, 14.0)), float(rng.integers(1, 500)), name=f"r{number}")
        for number in range(6)
    ]  # fmt: skip
    before = plan_dispatch(city, asked[:4], 5.0)
    sound(city, before)
    middle = replan(city, before, 7.0, closed=[STORE_PUMP], requests=asked[4:])
    sound(city, middle)
    sound(city, replan(city, middle, 7.3, closed=[STORE_SCHOOL], opened=[STORE_PUMP]))
