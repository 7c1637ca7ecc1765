"""Standards of need, codes, kits and substitutes hold together."""

from pathlib import Path

from anlan.city import check
from anlan.errors import Problem
from tests.city.packages import Package, town

HEAD = "id,item,driver,rate,per,from_h,to_h,confidence,phase,group,hazard,unit,rate_low,rate_high,source"
ITEMS = "id,name_zh,code,group,unit,source\nwater,饮用水,,water,L,survey\ntent,帐篷,1010000,shelter,piece,survey\n"


def supplied(*standards: str) -> Package:
    """Return the town with two items and some standards."""
    package = town().drop("stock.csv").drop("items.csv")
    package.add("items.csv", ITEMS)
    return package.add("needs.csv", "\n".join((HEAD, *standards)) + "\n")


def codes(found: tuple[Problem, ...]) -> list[tuple[int | None, str]]:
    """Return line and code of each problem."""
    return [(one.line, one.code) for one in found]


def test_everything_wrong_with_standards_is_listed_at_once(tmp_path: Path) -> None:
    """Negative rates and unknown items keep a file from being used; what they do not touch is checked all the same."""
    package = supplied(
        "a,water,displaced,-1,day,0,,assumption,,,,,,,survey",
        "b,watr,displaced,1,day,0,,assumption,,,,,,,survey",
        "c,water,displaced,1,day,0,,assumption,,,,box,,,survey",
        "d,water,displaced,1,once,0,,assumption,,,,,,,survey",
    )
    assert {one.code for one in _found(package, tmp_path)} >= {
        "negative", "dangling-reference", "unit-mismatch", "mixed-standards",
    }  # fmt: skip


def test_a_rate_is_in_the_unit_of_its_item(tmp_path: Path) -> None:
    """Boxes are not pieces."""
    package = supplied("a,tent,displaced,0.2,once,0,,assumption,,,,box,,,survey")
    assert package.said(tmp_path) == [
        "needs.csv:2: the rate of 'a' is in 'box' and items.csv counts 'tent' in 'piece'; convert the rate to the unit "
        "of the item, and write that unit"
    ]


def test_a_rate_lies_between_its_least_and_its_most(tmp_path: Path) -> None:
    """So do the hours of a standard rise, and casualties arrive once."""
    package = supplied(
        "a,tent,displaced,0.2,once,0,,assumption,,,,,0.3,0.5,survey",
        "b,tent,displaced,0.2,once,24,24,assumption,,,,,,,survey",
        "c,water,casualty_arrivals,1,day,0,,assumption,,,,,,,survey",
    )
    assert codes(_found(package, tmp_path)) == [
        (2, "rates-out-of-order"), (3, "no-hours"), (4, "arrivals-by-day"),
    ]  # fmt: skip


def test_phases_of_one_standard_do_not_overlap(tmp_path: Path) -> None:
    """A standard without a phase adds to others; phases that meet at an hour are in order."""
    package = supplied(
        "a,tent,displaced,0.02,once,0,72,assumption,first,,,,,,survey",
        "b,tent,displaced,0.05,once,71,,assumption,later,,,,,,survey",
        "c,tent,isolated,0.02,once,0,72,assumption,first,,,,,,survey",
        "d,tent,isolated,0.05,once,72,,assumption,later,,,,,,survey",
        "e,tent,displaced,0.01,once,0,,assumption,,,,,,,survey",
    )
    assert codes(_found(package, tmp_path)) == [(3, "overlapping-phases")]


def test_a_code_has_the_form_of_the_standard(tmp_path: Path) -> None:
    """Seven digits, the first 1 to 3; 00 only behind the last level; none is no fault."""
    package = town().drop("stock.csv").drop("items.csv")
    rows = [f"i{place},物,{code},water,L,survey" for place, code in enumerate(
        ("1010101", "1010000", "4010101", "101010", "1000101", "2019900", "")
    )]  # fmt: skip
    package.add("items.csv", "\n".join(("id,name_zh,code,group,unit,source", *rows)) + "\n")
    assert codes(_found(package, tmp_path)) == [(4, "code-form"), (5, "code-form"), (6, "code-form")]


def test_a_kit_does_not_contain_itself(tmp_path: Path) -> None:
    """Not through another kit either; nothing stands in for itself."""
    package = town().drop("stock.csv").drop("items.csv")
    package.add("items.csv", ITEMS)
    package.add("kits.csv", "kit,item,quantity,source\nwater,tent,1,survey\ntent,water,1,survey\n")
    package.add("substitutes.csv", "item,substitute,source\ntent,tent,survey\n")
    assert sorted(codes(_found(package, tmp_path))) == [
        (2, "kit-in-itself"), (2, "own-substitute"), (3, "kit-in-itself"),
    ]  # fmt: skip


def test_a_standard_for_an_age_group_needs_ages(tmp_path: Path) -> None:
    """One row of the cells that does not tell the ages of its residents is enough."""
    package = supplied("a,tent,displaced,0.2,once,0,,assumption,,age_0_14,,,,,survey")
    assert codes(_found(package, tmp_path / "known")) == []
    package.change("cells.csv", ",10,2,5,3,3.5", ",10,,,,3.5")
    assert codes(_found(package, tmp_path / "unknown")) == [(2, "no-ages")]


def _found(package: Package, folder: Path) -> tuple[Problem, ...]:
    return check(package.write(folder))
