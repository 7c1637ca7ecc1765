"""Scenarios of other cities laid on this one."""

import h3.api.basic_int as h3
import numpy as np
import pytest

from anlan.city import City
from anlan.errors import SettingError
from anlan.scenarios.made import Move, from_other_city
from anlan.scenarios.made.elsewhere import middle_of
from anlan.scenarios.saved import SavedScenario
from tests.scenarios.saved.made import footprint, scenario


def centred_on(lat: float, lon: float, rings: int = 2, resolution: int = 8) -> SavedScenario:
    """Make a scenario of a disk of cells, deepest in the middle."""
    middle = h3.latlng_to_cell(lat, lon, resolution)
    depth = {cell: 3.0 - h3.grid_distance(middle, cell) for cell in h3.grid_disk(middle, rings)}
    return scenario(city="elsewhere", footprints=(footprint(depth), footprint(depth, "storm_surge")))


def test_a_scenario_that_is_not_moved_stays_as_it_is(coast: City) -> None:
    """Cell by cell, where the cities have the same resolution."""
    other = centred_on(34.6, 119.2)
    laid = from_other_city(coast, other, Move())
    for one, before in zip(laid.footprints, other.footprints, strict=True):
        np.testing.assert_array_equal(one.cells, before.cells)
        np.testing.assert_array_equal(one.intensity, before.intensity)
        assert one.parameters == before.parameters


def test_the_middle_comes_to_lie_on_the_place(coast: City) -> None:
    """From the other side of the globe, with as many cells as before and the same deepest one."""
    other = centred_on(-20.0, -60.0)
    laid = from_other_city(coast, other, Move(onto=(119.2, 34.6)))
    lon, lat = middle_of(laid.footprints[0])
    assert lon == pytest.approx(119.2, abs=0.004)
    assert lat == pytest.approx(34.6, abs=0.003)
    assert laid.footprints[0].intensity.max() == 3.0
    area = [sum(h3.cell_area(cell) for cell in one.footprints[0].cells.tolist()) for one in (other, laid)]
    assert area[1] == pytest.approx(area[0], rel=0.25)


def test_a_shift_in_degrees_is_that_of_the_middle(coast: City) -> None:
    """Moved by the difference it lies where it would with ``onto``."""
    other = centred_on(34.0, 118.0)
    lon, lat = middle_of(other.footprints[0])
    shifted = from_other_city(coast, other, Move(shift_lon=119.2 - lon, shift_lat=34.6 - lat))
    placed = from_other_city(coast, other, Move(onto=(119.2, 34.6)))
    np.testing.assert_array_equal(shifted.footprints[0].cells, placed.footprints[0].cells)


def test_finer_cells_are_averaged_and_half_of_them_must_be_hit(coast: City) -> None:
    """Four of the seven children of a cell with 1, 2, 3 and 6 m give 3 m; three of another give nothing."""
    hit, missed = (sorted(h3.cell_to_children(int(coast.cells.h3[place]), 9)) for place in (5, 40))
    depth = dict(zip(hit[:4], (1.0, 2.0, 3.0, 6.0), strict=True)) | dict.fromkeys(missed[:3], 1.0)
    laid = from_other_city(coast, scenario(footprints=(footprint(depth),)), Move())
    assert laid.footprints[0].cells.tolist() == [int(coast.cells.h3[5])]
    assert laid.footprints[0].intensity[0] == pytest.approx(3.0)


def test_where_it_comes_from_and_what_is_assumed_is_kept(coast: City) -> None:
    """The other city, its version, and that the ground here does not change the footprint."""
    other = centred_on(34.6, 119.2)
    laid = from_other_city(coast, other, Move())
    assert laid.origin == "other_city"
    assert laid.origin_detail["city"] == "elsewhere"
    assert laid.city == "town"
    assert laid.moment == other.moment
    assert laid.assumptions[0] == other.assumptions[0]
    assert "do not change it" in laid.assumptions[-1].text["en"]


def test_moving_off_the_globe_or_out_of_the_city_is_refused(coast: City) -> None:
    """The place is told."""
    other = centred_on(34.6, 119.2)
    with pytest.raises(SettingError, match=r"comes to lie at 119\.20, 94\.60"):
        from_other_city(coast, other, Move(shift_lat=60.0))
    with pytest.raises(SettingError, match="does nothing in town"):
        from_other_city(coast, other, Move(shift_lon=5.0))
