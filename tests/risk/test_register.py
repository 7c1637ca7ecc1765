"""The risk register."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.compute import Serial
from anlan.errors import PackageError
from anlan.risk import MONEY, assess_city, exceedance
from anlan.risk.register import Criteria, Register, criteria_of, make_register
from anlan.risk.register.control import Treated, control_of
from anlan.risk.register.criteria import CLASSES, CONSEQUENCE, rank
from anlan.risk.register.items import rating_of
from anlan.risk.register.register import annual_cost
from anlan.risk.treatment.measures import measures_of
from tests.conftest import ROOT
from tests.rehearsal.test_tinytown import Silent
from tests.risk.register_files import CHEAP, ENTRIES, MATRIX_HEADER, MEASURES, write
from tools.tinytown.build import build


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A copy of tinytown that a test may change."""
    build(tmp_path)
    return tmp_path


def register_of(town: Path) -> Register:
    """Assess the rain flood of a town and make its register."""
    city = City.load(town)
    return make_register(assess_city(city, 1000, 1, Serial(), Silent(), kinds=["rain_flood"]), Serial())


def test_a_rating_by_hand() -> None:
    """Twelve deaths once in 50 years are 3 and 4, orange; two hundred millions once in 2,000 do not count more."""
    deaths = exceedance(np.array([12.0]), np.array([0.02]))
    money = exceedance(np.array([2e8]), np.array([0.0005]))
    criteria = criteria_of_defaults()
    rating = rating_of({"killed": deaths, MONEY: money}, criteria)
    assert (rating.likelihood, rating.consequence, rating.level) == (3, 4, "orange")
    assert (rating.dimension, rating.impact, rating.frequency) == ("killed", 10.0, 0.02)


@cache
def criteria_of_defaults() -> Criteria:
    """Return the criteria that come with the program."""
    return criteria_of(City.load(ROOT / "cities" / "tinytown"))


def test_the_matrix_is_whole_and_rises() -> None:
    """Every pair of classes has a level, and a likelier or graver risk never has a lower one."""
    criteria = criteria_of_defaults()
    for likelihood in range(1, CLASSES + 1):
        for consequence in range(1, CLASSES + 1):
            level = rank(criteria.level(likelihood, consequence))
            assert likelihood == 1 or level <= rank(criteria.level(likelihood - 1, consequence))
            assert consequence == 1 or level <= rank(criteria.level(likelihood, consequence - 1))
    assert criteria.level(2, 5) == "orange"


@given(st.lists(st.tuples(st.floats(0.0, 1e5), st.floats(1e-5, 2.0)), min_size=1, max_size=8), st.floats(1.0, 100.0))
def test_more_harm_or_a_higher_frequency_never_lowers_a_rating(
    events: list[tuple[float, float]], factor: float
) -> None:
    """Multiplying impacts or frequencies leaves the level or raises it."""
    criteria = criteria_of_defaults()
    impact, frequency = (np.array(column) for column in zip(*events, strict=True))
    base = rank(rating_of({"killed": exceedance(impact, frequency)}, criteria).level)
    assert rank(rating_of({"killed": exceedance(impact * factor, frequency)}, criteria).level) <= base
    assert rank(rating_of({"killed": exceedance(impact, frequency * factor)}, criteria).level) <= base


@pytest.mark.parametrize(
    ("level", "residual", "avoided", "cost", "benefit", "rating", "strategy"),
    [
        ("red", "yellow", 0.9, 1.0, 1.0, "controllable", "prevent"),
        ("red", "orange", 0.4, 1.0, 1.0, "partly", "both"),
        ("red", "red", 0.2, 1.0, 1.0, "partly", "both"),
        ("red", "red", 0.05, 1.0, 1.0, "uncontrollable", "prepare"),
        ("red", "yellow", 0.9, 10.0, 1.0, "uncontrollable", "prepare"),
        ("yellow", "blue", 0.9, 1.0, 1.0, "controllable", "baseline"),
    ],
)
def test_what_can_be_controlled_is_prevented_and_what_cannot_is_prepared_for(
    level: str, residual: str, avoided: float, cost: float, benefit: float, rating: str, strategy: str
) -> None:
    """The stated criteria decide: what remains, how much is avoided, and whether the cost is in proportion."""
    treated = Treated(residual, avoided, cost, benefit, ("m",), ("vulnerability",))
    control = control_of(level, treated, criteria_of_defaults())
    assert (control.rating, control.strategy) == (rating, strategy)


def test_a_risk_without_measures_is_prepared_for(cities: Path) -> None:
    """Tinytown states no measure, so its floods cannot be controlled."""
    city = City.load(cities / "tinytown")
    register = make_register(assess_city(city, 1000, 1, Serial(), Silent(), kinds=["rain_flood"]), Serial())
    whole = next(item for item in register.items if item.area == city.areas.codes[city.areas.root])
    assert whole.control.measures == ()
    assert whole.control.rating == "uncontrollable"
    assert {item.area for item in register.items} >= set(register.assessment.impacts["rain_flood"].districts)


def test_a_cheap_measure_makes_a_risk_controllable_and_a_dear_one_does_not(town: Path) -> None:
    """The same effect at a cost out of proportion is no control."""
    write(town, measures=CHEAP)
    cheap = register_of(town).items[0].control
    assert (cheap.rating, cheap.measures, cheap.levers) == ("controllable", ("cheap",), ("vulnerability",))
    write(town, measures=MEASURES)
    dear = register_of(town).items[0].control
    assert dear.rating == "uncontrollable"
    assert dear.avoided == pytest.approx(0.5)


def test_the_yearly_cost_of_a_measure_is_an_annuity(town: Path) -> None:
    """Nine billions over 30 years at 6 % cost 653.8 millions a year (capital recovery factor 0.07265)."""
    write(town, measures=MEASURES)
    measure = measures_of(City.load(town))[0]
    assert annual_cost(measure, 0.06) == pytest.approx(9e9 * 0.0726489, rel=1e-6)
    assert annual_cost(measure, 0.0) == pytest.approx(3e8)


def test_entries_of_people_stand_beside_computed_risks(town: Path) -> None:
    """An entry keeps its classes and owner; the matrix gives its level, its controllability the strategy."""
    area = City.load(town).areas.codes[0]
    write(town, risk_entries=ENTRIES.format(area=area))
    items = {item.id: item for item in register_of(town).items}
    assert {name: items[name].control.strategy for name in ("wall", "tank", "slope", "drain")} == {
        "wall": "prevent",
        "tank": "prepare",
        "slope": "unrated",
        "drain": "baseline",
    }
    assert items["wall"].rating.level == "red"
    assert items["wall"].synthetic
    levels = [rank(item.rating.level) for item in register_of(town).items]
    assert levels == sorted(levels)


def test_criteria_of_the_city_replace_those_of_the_program(town: Path) -> None:
    """A city that states its own classes and matrix is rated by them."""
    rows = "".join(f"{row},{column},blue,true,tinytown\n" for row in range(1, 6) for column in range(1, 6))
    write(
        town,
        risk_matrix=MATRIX_HEADER + rows,
        risk_classes="scale,class,consequence,from,synthetic,source\n"
        "likelihood,2,,0.5,true,tinytown\nconsequence,2,killed,1,true,tinytown\n",
    )
    criteria = criteria_of(City.load(town))
    assert criteria.likelihood == {2: 0.5, 1: 0.0}
    assert set(criteria.consequence) == {"killed"}
    assert criteria.own == ("risk_classes", "risk_matrix")
    assert {item.rating.level for item in register_of(town).items} == {"blue"}


def test_gaps_in_the_criteria_are_all_reported(town: Path) -> None:
    """A matrix of one row and classes that fall are named together."""
    write(
        town,
        risk_matrix=MATRIX_HEADER + "1,1,blue,true,tinytown\n",
        risk_classes="scale,class,consequence,from,synthetic,source\n"
        "likelihood,2,,0.5,true,tinytown\nlikelihood,3,,0.1,true,tinytown\n",
    )
    with pytest.raises(PackageError) as error:
        criteria_of(City.load(town))
    assert [problem.code for problem in error.value.problems] == ["classes-not-rising", "matrix-with-gaps"]


def test_classes_of_the_program_follow_the_regulation() -> None:
    """Decree 493, Art. 3: 3, 10 and 30 deaths; 10, 50 and 100 severe injuries; 10, 50 and 100 million yuan."""
    assert [CONSEQUENCE["killed"][number] for number in (3, 4, 5)] == [3, 10, 30]
    assert [CONSEQUENCE["severely_injured"][number] for number in (3, 4, 5)] == [10, 50, 100]
    assert [CONSEQUENCE[MONEY][number] for number in (3, 4, 5)] == [1e7, 5e7, 1e8]
