"""The problem of tinytown's reserve, every number by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.errors import SettingError
from anlan.supplies.reserve.from_city import reserve_of
from anlan.supplies.reserve.options import Cover, PlanOptions
from anlan.supplies.reserve.outside import line_output
from anlan.supplies.reserve.ways import free_travel, travel_after
from anlan.supplies.reserve.windows import by_window, edges_of
from tests.supplies.reserve.plan_town import FREE, flood, reserve, town, ways


def test_needs_by_window() -> None:
    """100 L an hour are 300, 900 and 1,200 L; a litre lacking is a person-hour lacking, a tent five people's wait."""
    found = by_window(flood(), ("water", "tent"), ("T1", "T2"), edges_of(24, (3.0, 12.0, 48.0)))
    assert found.need[0, 0].tolist() == [300.0, 900.0, 1200.0]
    assert found.need[1, 0].tolist() == [0.0, 20.0, 0.0]
    assert found.burden[0, 0].tolist() == [1.0, 1.0, 1.0]
    assert found.burden[1, 0].tolist() == pytest.approx([0.0, 2 * 5.0, 12 * 5.0])
    assert found.persons[1, 0].tolist() == [0.0, 100.0, 100.0]
    assert not found.need[:, 1].any()


def test_goods_wait_until_roads_open() -> None:
    """Ready at hour 4, with a way of an hour that opens at hour 12, goods arrive at 13: nine hours after."""
    ready = np.array([4.0])
    assert travel_after(ways(), "store", ready, ("T1",), 0.5).tolist() == [[1.0]]
    assert travel_after(ways(opens=12), "store", ready, ("T1",), 0.5).tolist() == [[9.0]]
    assert travel_after(ways(opens=24), "store", ready, ("T1",), 0.5).tolist() == [[np.inf]]
    assert travel_after(ways(), "nowhere", ready, ("T1",), 0.5).tolist() == [[0.0]]
    assert free_travel((ways(opens=12), ways()), "store", ("T1", "T2")).tolist() == [1.0, 1.0]


def test_stock_agreements_and_lines(cities: Path) -> None:
    """The store's 1,050 L and 30 tents, half of 4,200 L after default, and a line that is too late within a day."""
    found = reserve(cities).problem
    assert found.items == ("water", "tent")
    store = found.sites.index("store")
    assert found.stock_now[store].tolist() == [1050.0, 30.0]
    assert found.ready_h[store].tolist() == [6.0, 4.0]
    assert found.agreement_quantity.tolist() == [[2100.0]]
    assert found.agreement_h.tolist() == [20.0]
    assert not found.output.any()
    assert found.buy_once.tolist() == [2.0, 1000.0]
    assert found.hold_yearly == pytest.approx([0.02, 10.0], rel=1e-3)
    assert found.travel_h[0, store].tolist() == [1.0, 1.0]


def test_a_base_in_two_sizes(cities: Path) -> None:
    """Half a base costs 0.5 to the power 0.6 of a whole one, and goods fill 60 % of either."""
    found = reserve(cities).problem
    base = found.sites.index("base")
    assert found.open_once[base] == pytest.approx([50000.0 * 0.5**0.6, 50000.0])
    assert found.open_yearly[base, 1] == 1000.0
    assert found.room[base, :, 0].tolist() == [300.0, 600.0]
    assert found.possible[base].all()


def test_output_of_a_line_by_hand(cities: Path) -> None:
    """Conversion 24 h and delivery 6 h, then a ramp of 12 h to 120 L an hour: 720 L by hour 42, 120 an hour after."""
    line = town(cities).table("capacity").to_dicts()[0]
    hourly = line_output(line, ways(), 48)
    assert not hourly[:30].any()
    assert hourly[:42].sum() == pytest.approx(720.0)
    assert hourly[42:].tolist() == pytest.approx([120.0] * 6)


def test_weights_are_frequencies_and_a_repeated_scenario_counts_once(cities: Path) -> None:
    """Of floods once in 100 and in 300 years the first weighs three quarters; the first again weighs nothing."""
    needs = [flood(), flood("worse", factor=2.0, frequency=0.01 / 3.0), flood("again")]
    found = reserve_of(town(cities), needs, [ways(one.scenario) for one in needs], PlanOptions(), FREE)
    assert found.problem.scenarios == ("flood", "worse")
    assert found.problem.probability == pytest.approx([0.75, 0.25])
    assert "again repeats flood" in str(found.notices[0])


def test_unknown_frequencies_are_said(cities: Path) -> None:
    """A scenario of unknown frequency takes the least known one, and the reader is told."""
    needs = [flood(), flood("worse", factor=2.0, frequency=None)]
    found = reserve_of(town(cities), needs, [ways(), ways("worse")], PlanOptions(), FREE)
    assert found.problem.probability.tolist() == [0.5, 0.5]
    assert "it is not known how often worse happen" in str(found.notices[-1])


def test_norms_scale_needs(cities: Path) -> None:
    """A fifth more of all norms is a fifth more of all needs, for as many people as before."""
    more, usual = reserve(cities, need_factor=1.2).problem, reserve(cities).problem
    assert more.need == pytest.approx(1.2 * usual.need)
    assert more.need * more.burden == pytest.approx(usual.need * usual.burden)


def test_what_stores_lose_is_lost(cities: Path) -> None:
    """A store of which three in ten samples lose the stock gives seven tenths."""
    found = reserve(cities, survival=0.7).problem
    assert found.survival[0, found.sites.index("store")] == pytest.approx(0.7)


def arrival(cities: Path, opens: int) -> list[float]:
    """Return the hours at which the store's water (ready at 6) and tents (ready at 4) are in the lower town."""
    found = reserve_of(town(cities), [flood()], [ways(opens=opens)], PlanOptions(edges=(3.0, 12.0)), FREE).problem
    store = found.sites.index("store")
    travel = found.travel_h[0, found.stock_origin[store], 0]
    hours: list[float] = (found.ready_h[store] + travel).tolist()
    return hours


def test_each_item_waits_for_roads_from_its_own_hour(cities: Path) -> None:
    """Over a way of an hour that opens at hour 12 both arrive at 13, whenever they were ready before."""
    assert arrival(cities, 0) == [7.0, 5.0]
    assert arrival(cities, 12) == [13.0, 13.0]


def test_what_a_line_makes_later_does_not_wait_for_a_road_that_is_open_by_then(cities: Path) -> None:
    """A line that begins at hour 2 waits for the road of hour 12; what it makes after it goes at once."""
    city = town(cities)
    lines = city.table("capacity").with_columns(conversion_h=pl.lit(1.0), delivery_h=pl.lit(1.0), place=pl.lit("store"))
    city = city.with_table("capacity", lines.select(city.table("capacity").columns))
    scenes = [ways("open"), ways(opens=12)]
    found = reserve_of(city, [flood("open", factor=0.5), flood()], scenes, PlanOptions(edges=(12.0,)), FREE).problem
    assert found.travel_h[1, found.output_origin[0], 0].tolist() == [6.0, 0.0]


def lots(cities: Path, *rows: dict[str, Any]) -> City:
    """Return the town with other lots."""
    city = town(cities)
    stock = city.table("stock")
    usual: dict[str, Any] = dict.fromkeys(stock.columns) | {"item": "water", "place": "store", "dispatch_h": 1.0}
    given = [usual | {"id": f"lot-{n}"} | row for n, row in enumerate(rows)]
    return city.with_table("stock", pl.DataFrame(given, schema=stock.schema))


def test_what_ended_before_the_day_of_the_plan_is_left_out(cities: Path) -> None:
    """A lot that expired and an agreement that ran out give nothing; the reader is told of the lot."""
    city = lots(
        cities, {"quantity": 10.0, "expires": date(2026, 5, 1)}, {"quantity": 20.0, "expires": date(2026, 6, 1)}
    )
    city = city.with_table("agreements", city.table("agreements").with_columns(valid_until=pl.lit(date(2026, 5, 1))))
    kept = reserve_of(city, [flood()], [ways()], PlanOptions(), FREE)
    ended = reserve_of(city, [flood()], [ways()], PlanOptions(on=date(2026, 5, 2)), FREE)
    assert kept.problem.stock_now[:, 0].sum() == 30.0
    assert ended.problem.stock_now[:, 0].sum() == 20.0
    assert (len(kept.problem.agreements), ended.problem.agreements) == (1, ())
    assert "1 lots have expired" in str(ended.notices[-1])


def test_stock_without_a_place_counts(cities: Path) -> None:
    """It lies in the pool of the whole city, and all of it is left."""
    found = reserve_of(lots(cities, {"quantity": 7.0, "place": None}), [flood()], [ways()], PlanOptions(), FREE).problem
    pool = next(n for n, site in enumerate(found.sites) if site.startswith("pool:"))
    assert found.stock_now[pool, 0] == 7.0
    assert found.survival[0, pool] == 1.0


def test_a_pool_survives_as_the_place_that_holds_the_goods(cities: Path) -> None:
    """Nine tenths lie in a hospital that is lost, a tenth elsewhere: a tenth is left, not half."""
    city = lots(cities, {"quantity": 90.0, "place": "hospital"}, {"quantity": 10.0, "place": None})
    lost = replace(ways(), survival={"hospital": 0.0})
    found = reserve_of(city, [flood()], [lost], PlanOptions(), FREE).problem
    assert found.survival[0] @ found.stock_now[:, 0] == pytest.approx(10.0)


def test_other_goods_keep_their_room(cities: Path) -> None:
    """400 m3 of what no scenario needs leave 200 of 600 m3 of a store for the plan."""
    city = lots(cities, {"quantity": 1000.0}, {"quantity": 2000.0, "item": "tent"})
    places = city.table("places").with_columns(storage_m3=pl.lit(1000.0))
    city = city.with_table("places", places.select(city.table("places").columns))
    water = replace(flood(), items=("water",), once=np.array([False]), amount=flood().amount[:1],
                    persons=flood().persons[:1])  # fmt: skip
    found = reserve_of(city, [water], [ways()], PlanOptions(), FREE).problem
    assert found.room_now[found.sites.index("store"), 0] == pytest.approx(200.0)


def made_in(cities: Path, **supplier: float) -> list[float]:
    """Return what a line makes in two windows of half a day, with material for 2 h and a supplier of caps."""
    city = town(cities)
    lines = city.table("capacity").with_columns(
        conversion_h=pl.lit(0.0), ramp_h=pl.lit(0.0), delivery_h=pl.lit(0.0), max_rate=pl.lit(100.0),
        hours_a_day=pl.lit(24.0), yield_share=pl.lit(1.0), material_h=pl.lit(2.0), place=pl.lit(None, pl.String),
    )  # fmt: skip
    city = city.with_table("capacity", lines.select(city.table("capacity").columns))
    bill, sources = city.table("bill_of_materials"), city.table("component_sources")
    part = dict.fromkeys(bill.columns) | {"product": "water", "component": "cap", "quantity": 1.0,
                                          "component_unit": "piece"}  # fmt: skip
    city = city.with_table("bill_of_materials", pl.DataFrame([part], schema=bill.schema))
    caps = dict.fromkeys(sources.columns) | {"component": "cap", "organisation": "works", "component_unit": "piece",
                                             "stock": 0.0, "lead_h": 0.0, "rate": 0.0} | supplier  # fmt: skip
    city = city.with_table("component_sources", pl.DataFrame([caps], schema=sources.schema))
    found = reserve_of(city, [flood()], [ways()], PlanOptions(edges=(12.0,)), FREE).problem
    made: list[float] = found.output[0].sum(axis=0).tolist()
    return made


def test_suppliers_carry_a_line_on_when_its_material_has_run_out(cities: Path) -> None:
    """200 L of material in hand; then as many litres as caps come: none, 50 an hour, or 300 from a store after 12 h."""
    assert sum(made_in(cities)) == pytest.approx(200.0)
    assert sum(made_in(cities, rate=50.0)) == pytest.approx(200.0 + 24 * 50.0)
    assert made_in(cities, stock=300.0, lead_h=12.0) == pytest.approx([200.0, 300.0])


def test_demands_are_read() -> None:
    """ITEM:HOUR=SHARE and ITEM@AREA:HOUR=SHARE."""
    assert Cover.read("water:12=0.9") == Cover("water", 12.0, 0.9)
    assert Cover.read("all@T1:24=0.5") == Cover("all", 24.0, 0.5, "T1")
    assert Cover.read("all@T1:24=0.5").name == "all@T1:24=0.5"


@pytest.mark.parametrize("text", ["water", "water:12", "water=0.9", ":12=0.9", "water:twelve=0.9", "water:12=90"])
def test_demands_that_cannot_be_read_are_refused(text: str) -> None:
    """The demand is named as it was written."""
    with pytest.raises(SettingError, match=text):
        Cover.read(text)


@pytest.mark.parametrize("cover", [Cover("beer", 12.0, 0.5), Cover("water", 12.0, 0.5, "T9")])
def test_demands_for_what_is_not_there_are_refused(cities: Path, cover: Cover) -> None:
    """Items and areas must be those of the city."""
    with pytest.raises(SettingError, match=r"beer|T9"):
        reserve(cities, covers=(cover,))


@pytest.mark.parametrize(
    "wrong", [{"budget": -1.0}, {"edges": (3.5,)}, {"edges": (12.0, 3.0)}, {"weighing": "luck"}, {"tail": 0.0}]
)
def test_impossible_options_are_refused(wrong: dict[str, Any]) -> None:
    """What cannot be is refused by name."""
    with pytest.raises(SettingError):
        replace(PlanOptions(), **wrong)


def test_nothing_needed_is_refused(cities: Path) -> None:
    """A plan for scenarios that need nothing is no plan."""
    with pytest.raises(SettingError, match="no scenario needs anything"):
        reserve_of(town(cities), [flood(factor=0.0)], [ways()], PlanOptions(), FREE)
