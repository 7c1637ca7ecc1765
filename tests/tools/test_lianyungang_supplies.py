"""Vulnerability, needs and supplies of Lianyungang keep what their sources promise."""

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.hazards import HAZARDS
from tools.lianyungang.vulnerability_formulas import WIND_HALF, cubic_wind, graded, pager_rate

FALLING = {
    "flood-isolated",
    "river-isolated",
    "dam-isolated",
    "surge-isolated",
    "epidemic-lightly-injured",
    "toxic-severely-injured",
    "toxic-lightly-injured",
    "explosion-severely-injured",
    "explosion-lightly-injured",
}
"""Functions that may fall again."""

DESTRUCTIVE = ("typhoon_wind", "rain_flood", "earthquake")


def points(lianyungang: City, function: str) -> pl.DataFrame:
    """Return the points of one function, by intensity."""
    return lianyungang.table("vulnerability_points").filter(pl.col("function") == function).sort("intensity")


def test_every_hazard_says_what_it_does_to_everybody_and_everything(lianyungang: City) -> None:
    """The destructive hazards have a function for each consequence, every other hazard for at least one, none two."""
    functions = lianyungang.table("vulnerability_functions").filter(pl.col("target") != "component")
    pairs = Counter((row["hazard"], row["target"]) for row in functions.iter_rows(named=True))
    assert set(pairs.values()) == {1}
    assert set(pairs) >= {(hazard, target) for hazard in DESTRUCTIVE for target in (*PEOPLE_TARGETS, *ASSET_TARGETS)}
    assert {hazard for hazard, _ in pairs} >= {hazard.kind for hazard in HAZARDS}


def test_losses_begin_at_nothing_and_grow_with_intensity(lianyungang: City) -> None:
    """But for people cut off in very deep water, who are relocated, and those who die of what injured others."""
    for function in lianyungang.table("vulnerability_functions")["id"]:
        means = points(lianyungang, function)["mean"].to_numpy()
        assert means[0] == 0.0, function
        if function not in FALLING:
            assert (np.diff(means) >= 0.0).all(), function
        spreads = points(lianyungang, function)["spread"].to_numpy()
        assert (spreads**2 <= means * (1.0 - means) + 1e-9).all(), function


def test_functions_restate_their_formulas(lianyungang: City) -> None:
    """Checked by hand: half-damage speed, a mean grade of 2.5 where the index says so, and the PAGER rate at IX."""
    assert cubic_wind(WIND_HALF, WIND_HALF) == pytest.approx(0.5)
    assert graded(13.1 - 6.25 * 0.58, 0.58, range(6)) == pytest.approx(2.5)
    assert pager_rate(9.0) == pytest.approx(0.0844, abs=5e-4)
    assert pager_rate(11.0) == pager_rate(9.0)
    table = dict(points(lianyungang, "flood-residential").select("intensity", "mean").iter_rows())
    assert table[1.0] == pytest.approx(0.4941 * 0.4, rel=1e-3)


def test_points_are_close_enough_for_straight_lines(lianyungang: City) -> None:
    """Between its points the lognormal of the killed is hit within 6 %, or a hundred thousandth of the people."""
    killed = points(lianyungang, "quake-killed")
    for intensity in np.arange(5.3, 9.0, 0.01):
        straight = float(np.interp(intensity, killed["intensity"], killed["mean"]))
        assert straight == pytest.approx(pager_rate(float(intensity)), rel=0.06, abs=1e-5)


def rates(lianyungang: City) -> Mapping[tuple[str, str], float]:
    """Return the rate of need by item and driver, summed over its windows; the largest of phases."""
    grouped = (
        lianyungang.table("needs")
        .filter(pl.col("hazard") == "any")
        .group_by("item", "driver", pl.col("phase").is_null().alias("alone"), maintain_order=True)
        .agg(pl.when(pl.col("phase").is_null().all()).then(pl.col("rate").sum()).otherwise(pl.col("rate").max()))
        .drop("alone")
    )
    return {(item, driver): rate for item, driver, rate in grouped.iter_rows()}


def test_needs_keep_the_humanitarian_standards(lianyungang: City) -> None:
    """15 L of water, 7.5 L to survive, one toilet for 20, 250 g of soap a month, a health kit for 10,000 people."""
    rate = rates(lianyungang)
    assert rate["drinking-water", "displaced"] + rate["domestic-water", "displaced"] == 15.0
    assert rate["drinking-water", "without_water"] + rate["domestic-water", "without_water"] == 7.5
    assert rate["latrine", "displaced"] == pytest.approx(1 / 20)
    assert rate["soap", "displaced"] * 30 == pytest.approx(0.25, rel=1e-3)
    assert rate["iehk", "displaced"] == pytest.approx(1 / 10_000)
    assert rate["tent-12m2", "displaced"] == pytest.approx(0.2 * 3.5 / 12, rel=1e-3)
    assert rate["family-kit", "displaced"] == pytest.approx(353_011 / 975_562, rel=2e-3)


def test_meals_cover_a_whole_day_before_and_after_the_first_day(lianyungang: City) -> None:
    """Rations and hot meals of a displaced person add up to one day's 2,100 kcal in every hour."""
    meals = lianyungang.table("needs").filter(
        pl.col("item").is_in(["ration", "hot-meal"]), pl.col("driver") == "displaced"
    )
    for hour in (0.0, 12.0, 23.0, 24.0, 100.0):
        valid = meals.filter((pl.col("from_h") <= hour) & (pl.col("to_h").is_null() | (pl.col("to_h") > hour)))
        assert valid["rate"].sum() == pytest.approx(1.0)


def test_each_course_reaches_everybody_once(lianyungang: City) -> None:
    """The largest share of every course is 1, it begins at hour 0 and covers the week; epidemics have their own."""
    profiles = lianyungang.table("time_profiles").filter(pl.col("hazard") != "epidemic")
    courses = profiles.group_by("hazard", "driver").agg(
        pl.col("share").max(), pl.col("hour").min().alias("first"), pl.col("hour").max().alias("last")
    )
    assert {(row["hazard"], row["driver"]) for row in courses.iter_rows(named=True)} == {
        (hazard, driver) for hazard in ("any", *DESTRUCTIVE) for driver in PEOPLE_TARGETS
    } | {(hazard, "casualty_arrivals") for hazard in ("earthquake", "explosion", "crowd_crush", "toxic_release")}
    assert courses["share"].unique().to_list() == [1.0]
    assert (courses["first"] == 0.0).all()
    assert (courses["last"] == 168.0).all()


def test_an_epidemic_takes_its_fortnight(lianyungang: City) -> None:
    """Hardly anybody falls ill on the first day, and a part of the wave lies outside the fortnight."""
    courses = lianyungang.table("time_profiles").filter(pl.col("hazard") == "epidemic").sort("hour")
    assert set(courses["driver"]) == {"killed", "severely_injured", "lightly_injured", "casualty_arrivals"}
    for _, course in courses.group_by("driver"):
        assert course["hour"].to_list()[-1] == 336.0
        assert max(course.filter(pl.col("hour") <= 48.0)["share"].to_list()) <= 0.1
        assert max(course["share"].to_list()) < 0.8


def test_stock_adds_up_to_its_declared_ratio(lianyungang: City) -> None:
    """Each item with a ratio in the source's method equals the ratio times residents, to the unit."""
    method = lianyungang.sources.filter(pl.col("id") == "stock-synthetic")["method"][0]
    ratios = re.findall(r"([a-z0-9-]+) ([0-9.]+)(?=[;.])", method.split(": ", 1)[1])
    assert len(ratios) == 39
    sums = dict(lianyungang.table("stock").group_by("item").agg(pl.col("quantity").sum()).iter_rows())
    for item, ratio in ratios:
        assert sums[item] == round(float(ratio) * 4_599_360 / 1000), item


def test_free_beds_and_warehouses_hold_what_they_can(lianyungang: City) -> None:
    """Free beds are a fifth of the beds at most, and each warehouse has room for its stock."""
    places = lianyungang.table("places")
    stock = lianyungang.table("stock").join(
        lianyungang.table("items").select("id", "volume_m3"), left_on="item", right_on="id"
    )
    beds = stock.filter(pl.col("item") == "hospital-bed").join(places, left_on="place", right_on="id")
    assert (beds["quantity"] <= 0.2 * beds["beds"]).all()
    filled = stock.group_by("place").agg((pl.col("quantity") * pl.col("volume_m3")).sum().alias("volume"))
    rooms = filled.join(places.filter(pl.col("kind") == "warehouse"), left_on="place", right_on="id")
    assert rooms.height == 25
    assert (rooms["volume"] <= rooms["storage_m3"]).all()


def test_every_component_is_made_or_bought(lianyungang: City) -> None:
    """The bill of materials ends at suppliers: no component is left without a source."""
    bill, suppliers = lianyungang.table("bill_of_materials"), set(lianyungang.table("component_sources")["component"])
    made = set(bill["product"])
    assert set(bill["component"]) <= made | suppliers
    assert {"pet-resin", "polypropylene", "polyethylene", "steel-tube"} <= suppliers
    shared = Counter(bill["component"])
    assert all(shared[name] >= 2 for name in ("pet-resin", "polypropylene", "polyethylene", "steel-tube", "spunbond"))
    units = {(row["component"], row["component_unit"]) for row in bill.iter_rows(named=True)}
    units |= {
        (row["component"], row["component_unit"])
        for row in lianyungang.table("component_sources").iter_rows(named=True)
    }
    assert len(units) == len({component for component, _ in units})


def test_produced_items_are_made_of_something(lianyungang: City) -> None:
    """Water, masks, tents, rations and medicines that a line makes have a bill of materials."""
    made = set(lianyungang.table("capacity")["item"])
    assert {"drinking-water", "surgical-mask", "tent-12m2", "quilt", "ration", "infusion-1l"} <= made
    assert made - set(lianyungang.table("bill_of_materials")["product"]) == {"domestic-water", "rice"}
