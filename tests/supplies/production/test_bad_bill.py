"""Bills of materials from which nothing can be computed: everything that is wrong is said at once, with its line."""

import shutil
from pathlib import Path

import pytest

from anlan.city import City
from anlan.errors import PackageError
from anlan.supplies.production import network_of
from tests.scenarios.cascade.town import frame

HEAD = "product,component,quantity,component_unit,synthetic,source\n"
TAIL = ",true,tinytown\n"
SUPPLIERS = "component,organisation,stock,component_unit,rate,lead_h,synthetic,source\n"


def package(cities: Path, folder: Path, bill: str, suppliers: str = "") -> Path:
    """Copy tinytown and give it a bill of materials and suppliers."""
    town = folder / "town"
    shutil.copytree(cities / "tinytown", town)
    (town / "bill_of_materials.csv").write_text(HEAD + bill, encoding="utf-8")
    (town / "organisations.csv").write_text(
        f"id,name_zh,name_en,kind,synthetic,source\nmill,厂,Mill,enterprise{TAIL}", encoding="utf-8"
    )
    if suppliers:
        (town / "component_sources.csv").write_text(SUPPLIERS + suppliers, encoding="utf-8")
    return town


def problems(town: Path) -> dict[tuple[str, int | None], str]:
    """Return the codes of the problems of a package by file and line."""
    with pytest.raises(PackageError) as refused:
        City.load(town)
    return {(one.file, one.line): one.code for one in refused.value.problems if one.severity.value == "error"}


def test_everything_wrong_is_listed_with_its_line(cities: Path, tmp_path: Path) -> None:
    """A circle, a unit that differs, an unknown product, a quantity of nothing, a supplier of something unused."""
    bill = "".join(row + TAIL for row in ("water,cap,1,piece", "cap,resin,0.002,kg", "resin,cap,1,piece",
                                          "lemonade,sugar,0.1,kg", "tent,pole,0,piece"))  # fmt: skip
    suppliers = "".join(row + TAIL for row in ("resin,mill,10,t,1,6", "glue,mill,10,kg,1,6"))
    found = problems(package(cities, tmp_path, bill, suppliers))
    assert found == {
        ("bill_of_materials.csv", 3): "circular-bill",
        ("bill_of_materials.csv", 5): "unknown-product",
        ("bill_of_materials.csv", 6): "impossible-quantity",
        ("component_sources.csv", 2): "unit-mismatch",
        ("component_sources.csv", 3): "unknown-component",
    }


def test_two_circles_are_both_named(cities: Path, tmp_path: Path) -> None:
    """Each is told once, at the first of its rows."""
    bill = "".join(row + TAIL for row in ("water,a,1,kg", "a,a,1,kg", "tent,b,1,kg", "b,c,1,kg", "c,b,1,kg"))
    found = problems(package(cities, tmp_path, bill))
    assert found == {("bill_of_materials.csv", 3): "circular-bill", ("bill_of_materials.csv", 5): "circular-bill"}


def test_a_negative_rate_is_refused_with_its_line(cities: Path, tmp_path: Path) -> None:
    """The range of the column says so while the file is read."""
    town = package(cities, tmp_path, f"water,cap,1,piece{TAIL}", f"cap,mill,10,piece,-1,6{TAIL}")
    with pytest.raises(PackageError) as refused:
        City.load(town)
    assert [(one.file, one.line) for one in refused.value.problems] == [("component_sources.csv", 2)]


def test_rows_given_to_a_city_are_checked_before_anything_is_computed(cities: Path) -> None:
    """A trial with a circle is refused too."""
    city = City.load(cities / "tinytown")
    rows = [{"product": "water", "component": "water", "quantity": 1.0, "component_unit": "L"}]
    with pytest.raises(PackageError, match="made of itself"):
        network_of(city.with_table("bill_of_materials", frame(city, "bill_of_materials", rows)), 24)


def test_a_sound_bill_becomes_a_network(cities: Path, tmp_path: Path) -> None:
    """Items come first; lines and suppliers are makers."""
    town = package(cities, tmp_path, f"water,cap,1.5,piece{TAIL}", f"cap,mill,10,piece,4,6{TAIL}")
    found = network_of(City.load(town), 48)
    assert found.materials == ("water", "cap")
    assert found.makers.names == ("water-line", "cap:mill")
    assert found.makers.rate.tolist() == [120.0, 4.0]
    assert found.makers.possible[0, :24].sum() == 0.0
    assert found.parts_of(0)[1].tolist() == [1.5]
