"""What changed between two versions of a scenario."""

from pathlib import Path

import h3.api.basic_int as h3
import numpy as np
import pytest
from hypothesis import given

from anlan.city import City
from anlan.errors import SettingError
from anlan.scenarios.saved import (
    Assumption,
    FieldChange,
    Moment,
    SavedScenario,
    differences,
    event_sets,
    people_in,
)
from tests.scenarios.saved.made import CELLS, SCENARIOS, footprint, scenario


@pytest.fixture(scope="module")
def tinytown(cities: Path) -> City:
    """The town whose results can be computed by hand."""
    return City.load(cities / "tinytown")


@given(made=SCENARIOS)
def test_a_scenario_does_not_differ_from_itself(made: SavedScenario) -> None:
    """Nothing is told of nothing."""
    assert not differences(made, made)


def test_cells_and_their_largest_change_are_counted() -> None:
    """One cell comes, one goes, one deepens by 0.75 m, one stays."""
    old = scenario(footprints=(footprint({CELLS[0]: 1.0, CELLS[1]: 0.25, CELLS[2]: 0.5}),))
    new = scenario(footprints=(footprint({CELLS[0]: 1.0, CELLS[1]: 1.0, CELLS[3]: 0.5}),))
    (change,) = differences(old, new).footprints
    assert (change.state, change.added, change.removed, change.changed) == ("changed", 1, 1, 1)
    assert change.largest == pytest.approx(0.75)
    assert change.largest_cell == h3.int_to_str(CELLS[1])
    assert change.people_old is None


def test_fields_assumptions_and_moment_are_told() -> None:
    """Each value with what it was and what it is."""
    new = scenario(version=2, moment=Moment(month=8), assumptions=(Assumption({"en": "Other."}, "assumption"),))
    found = differences(scenario(), new)
    assert FieldChange("version", 1, 2) in found.fields
    assert FieldChange("moment.hour", 9, None) in found.fields
    assert [one.text["en"] for one in found.assumptions_added] == ["Other."]
    assert [one.text["en"] for one in found.assumptions_removed] == ["It is so."]
    assert not found.footprints


def test_a_second_hazard_is_a_footprint_that_is_added() -> None:
    """And it is removed the other way round."""
    two = scenario(footprints=(footprint(), footprint(kind="storm_surge")))
    (added,) = differences(scenario(), two).footprints
    assert (added.kind, added.state, added.added) == ("storm_surge", "added", 2)
    (removed,) = differences(two, scenario()).footprints
    assert (removed.state, removed.removed) == ("removed", 2)


def test_people_are_those_of_the_cells(tinytown: City) -> None:
    """All cells hold everybody, none nobody."""
    cells = tinytown.cells
    assert people_in(tinytown, cells.h3) == pytest.approx(cells.population.sum())
    assert people_in(tinytown, np.empty(0, dtype=np.int64)) == 0.0
    first = int(cells.h3[0])
    old, new = scenario(footprints=(footprint({first: 1.0}),)), scenario(footprints=(footprint({CELLS[0]: 1.0}),))
    (change,) = differences(old, new, tinytown).footprints
    assert change.people_old == pytest.approx(float(cells.population[cells.row_cell == 0].sum()))


def test_a_scenario_becomes_event_sets_of_one_event(tinytown: City) -> None:
    """On the city's cells, in the order of the footprints; cells elsewhere are left out."""
    own = tinytown.cells.h3
    made = scenario(
        footprints=(footprint({int(own[1]): 0.5, CELLS[0]: 2.0}), footprint({int(own[0]): 1.5}, "storm_surge")),
        moment=Moment(by_day=True),
    )
    rain, surge = event_sets(made, tinytown)
    assert (rain.kind, surge.kind, len(rain)) == ("rain_flood", "storm_surge", 1)
    expected = np.zeros((2, own.size), dtype=np.float32)
    expected[:, 1] = 0.5
    np.testing.assert_array_equal(rain.intensity([0, 0]), expected)
    assert rain.stored is not None
    assert rain.stored.cell.tolist() == [1]
    assert rain.frequency.tolist() == [0.01]
    assert bool(surge.by_day[0])
    assert "flood-1" in str(rain.describe(0))


def test_the_parameters_of_an_event_keep_their_names(tinytown: City) -> None:
    """A release has a parameter called scenario; the name of the scenario file does not take its place."""
    one = footprint({int(tinytown.cells.h3[0]): 1.0}, parameters={"scenario": "rupture", "cloud_t": 2.5, "note": None})
    (events,) = event_sets(scenario(footprints=(one,)), tinytown)
    assert events.parameters.row(0, named=True) == {
        "scenario": "rupture",
        "cloud_t": 2.5,
        "note": None,
        "saved_scenario": "flood-1",
    }
    assert "flood-1" in str(events.describe(0))


def test_a_scenario_of_another_place_is_refused(tinytown: City) -> None:
    """Nothing of it lies in the city."""
    with pytest.raises(SettingError, match="touches no cell of the city"):
        event_sets(scenario(footprints=(footprint({h3.latlng_to_cell(0.0, 0.0, 8): 1.0}),)), tinytown)
