"""Floors and weights as a city states them and as a user writes them."""

import shutil
from pathlib import Path

import pytest

from anlan.city import City
from anlan.city.tables.hazards import CLASS_OF, EVENT_CLASSES, HAZARD_KINDS
from anlan.errors import SettingError
from anlan.scenarios import Floors, read_search, search_worst
from anlan.scenarios.dimensions import NAMES
from tests.scenarios.test_choice import FLOOD, QUAKE, impacts
from tests.scenarios.test_worst import FLOOR, assessed, storms

STATED = """applies_to,floor,reason,synthetic,source
natural,0.0002,,true,tinytown
earthquake,0.0004,the code of seismic design,true,tinytown
accident,0.00001,,true,tinytown
"""


@pytest.fixture(scope="module")
def town(cities: Path) -> City:
    """Tinytown, whose floor is 0.0001."""
    return City.load(cities / "tinytown")


@pytest.fixture
def stating(cities: Path, tmp_path: Path) -> City:
    """Tinytown with floors of classes and of one hazard."""
    folder = tmp_path / "tinytown"
    shutil.copytree(cities / "tinytown", folder)
    (folder / "credibility_floors.csv").write_text(STATED, encoding="utf-8")
    return City.load(folder)


def test_every_hazard_is_of_one_of_the_four_classes() -> None:
    """No kind is left out."""
    assert set(CLASS_OF) == set(HAZARD_KINDS)
    assert set(CLASS_OF.values()) == set(EVENT_CLASSES)


def test_the_nearest_statement_of_a_floor_holds(stating: City) -> None:
    """The row of the hazard goes before that of its class, and that before the city's own number."""
    floors = Floors.of(stating)
    found = {kind: floors.for_kind(kind, kind) for kind in ("earthquake", "rain_flood", "explosion", "epidemic")}
    assert {kind: (one.frequency, one.origin) for kind, one in found.items()} == {
        "earthquake": (0.0004, "hazard"),
        "rain_flood": (0.0002, "class"),
        "explosion": (0.00001, "class"),
        "epidemic": (0.0001, "city"),
    }


def test_the_run_goes_before_the_city(stating: City) -> None:
    """A floor of the run for everything sets aside the city's; its floors of hazards and classes go before it."""
    floors = Floors.of(stating, 0.01, {"accident": 0.02, "explosion": 0.03})
    found = {kind: floors.for_kind(kind, kind).frequency for kind in ("earthquake", "urban_fire", "explosion")}
    assert found == {"earthquake": 0.01, "urban_fire": 0.02, "explosion": 0.03}
    only = Floors.of(stating, None, {"earthquake": 0.05})
    assert only.for_kind("earthquake", "earthquake").frequency == 0.05
    assert only.for_kind("rain_flood", "rain_flood").frequency == 0.0002


def test_each_hazard_is_chosen_at_its_own_floor(town: City) -> None:
    """The flood of 0.0005 is credible at 0.0004; levels stay those at the general floor."""
    found = search_worst(assessed(town, FLOOD, QUAKE), Floors.of(town, FLOOR, {"rain_flood": 0.0004}))
    flood = next(choice for choice in found.choices if choice.kind == "rain_flood")
    assert flood.event == 1
    assert flood.floor == 0.0004
    assert found.floor == FLOOR
    assert found.levels == search_worst(assessed(town, FLOOD, QUAKE), FLOOR).levels
    assert found.resolution["rain_flood"].expected == pytest.approx(0.8)


def test_compound_events_have_the_floor_of_the_hazard_that_leads(town: City) -> None:
    """A storm led by its flood is as credible as floods are."""
    floors = Floors.of(town, FLOOR, {"rain_flood": 0.005})
    found = search_worst(assessed(town, FLOOD, QUAKE), floors, (storms(),))
    assert found.floors["storm"].frequency == 0.005
    assert next(choice for choice in found.choices if choice.kind == "storm").event == 1


def test_weights_turn_the_choice(town: City) -> None:
    """Deaths alone choose the quake, money alone the flood that loses most."""
    flood = impacts("rain_flood", [[1, 0, 9e9]], [0.001])
    both = assessed(town, flood, QUAKE)
    for name, kind in (("killed", "earthquake"), ("direct_loss", "rain_flood")):
        weights = {**dict.fromkeys(NAMES, 0.0), name: 2.0}
        found = search_worst(both, FLOOR, weights=weights)
        assert found.choices[0].kind == kind
        assert found.choices[0].severity == pytest.approx(1.0)


def test_equal_weights_are_no_weights(town: City) -> None:
    """Three for everything is one for everything."""
    alike = search_worst(assessed(town, FLOOD, QUAKE), FLOOR, weights=dict.fromkeys(NAMES, 3.0))
    plain = search_worst(assessed(town, FLOOD, QUAKE), FLOOR)
    assert [one.event for one in alike.choices] == [one.event for one in plain.choices]
    assert alike.choices[0].severity == pytest.approx(plain.choices[0].severity)


def test_floors_and_weights_are_read_as_written(town: City) -> None:
    """A bare number holds for everything; what is not named keeps the city's floor or weighs one."""
    read = read_search(town, ["0.001", "earthquake=0.0004"], ["killed=3", "direct_loss=0"])
    assert read.floors.general.frequency == 0.001
    assert read.floors.for_kind("earthquake", "earthquake").frequency == 0.0004
    assert read.weights["killed"] == 3.0
    assert read.weights["direct_loss"] == 0.0
    assert read.weights["displaced"] == 1.0
    assert read_search(town).floors.general.origin == "city"


def test_all_wrong_settings_are_named_at_once(town: City) -> None:
    """One error for every floor, weight and number."""
    floors = ["1.5", "earthquake=0", "quake=0.1", "flood=x", "rain_flood=0.1", "rain_flood=0.2", "nan"]
    dimensions = ["killed=-1", "deaths=2", "displaced=inf"]
    with pytest.raises(SettingError) as caught:
        read_search(town, floors, dimensions, {"keep": (0, 1), "seed": (-1, 0), "events": (5, 1)})
    said = str(caught.value)
    for part in (
        "credibility floor is 1.5; give a yearly frequency above 0",
        "credibility floor of earthquake is 0.0",
        "--floor quake=0.1: there is no 'quake'; give one of natural",
        "--floor flood=x: 'x' is not a number",
        "--floor rain_flood=0.2: it is given twice",
        "--floor nan: it is given twice",
        "weight of killed is -1.0",
        "--dimension deaths=2: there is no 'deaths'",
        "weight of displaced is inf",
        "keep is 0; give 1 or more",
        "seed is -1; give 0 or more",
    ):
        assert part in said
    assert "events" not in said


def test_weights_that_are_all_zero_are_refused(town: City) -> None:
    """There would be nothing to compare by."""
    with pytest.raises(SettingError, match="every dimension has weight 0"):
        read_search(town, (), [f"{name}=0" for name in NAMES])
