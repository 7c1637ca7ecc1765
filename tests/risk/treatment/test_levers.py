"""What measures do together to intensities and shares."""

import math
from itertools import permutations

import numpy as np
import pytest

from anlan.city import City
from anlan.city.tables.consequences import LEVERS
from anlan.errors import PackageError
from anlan.report.chapters.elsewhere import PLACES
from anlan.report.chapters.register import LEVERS as WORDS
from anlan.risk import slots_of
from anlan.risk.levers import RESPONSE_LEVERS, effects_of, joint_effects, levers_of, row_factors, warning_factors
from anlan.risk.treatment.measures import VALUED_ELSEWHERE
from tests.risk.treatment.towns import with_measures

PUMPS = {"id": "pumps", "area": "west", "lever": "intensity", "offset": 0.3}
SPONGE = {"id": "sponge", "area": "west", "lever": "intensity", "factor": 0.8}
SHUTTERS = {"id": "shutters", "lever": "vulnerability", "factor": 0.5}
MOVING = {"id": "moving", "area": "east", "lever": "exposure", "factor": 0.9}
DYKE = {"id": "dyke", "lever": "frequency", "factor": 0.6}
GATE = {"id": "gate", "area": "east", "lever": "frequency", "factor": 0.7}
TEAM = {"id": "team", "lever": "capability", "offset": 50.0}
CASCADE = {"id": "generators", "lever": "cascade", "offset": 24.0, "offset_unit": "h"}
SUPPLY = {"id": "stock", "lever": "supply", "offset": 3e4, "offset_unit": "persons"}
PHONES = {"id": "phones", "lever": "lead_time", "offset": 0.5, "offset_unit": "h", "factor": 0.5}
SIRENS = {
    "id": "sirens", "area": "west", "lever": "lead_time", "offset": 15.0, "offset_unit": "min", "factor": 0.7,
    "target": "people",
}  # fmt: skip
ALL = (PUMPS, SPONGE, SHUTTERS, MOVING, DYKE, GATE, TEAM)


def share_of(city: City, area: str) -> np.ndarray:
    """Return which part of each cell's surface in the town lies in a district."""
    cells = city.cells
    inside = np.where(cells.row_area == city.areas.index[area], cells.share, 0.0)
    return np.bincount(cells.row_cell, inside) / np.bincount(cells.row_cell, cells.share)


def test_factors_multiply_and_offsets_add(flood_town: City) -> None:
    """Intensity: 0.8 and 0.3 m in the west; shares: 0.5 everywhere, in the east also 0.9 and 0.7; frequency 0.6."""
    city = with_measures(flood_town, ALL)
    effects = effects_of(city, "rain_flood", [str(row["id"]) for row in ALL])
    west = share_of(city, "west")
    assert 0 < ((west > 0.0) & (west < 1.0)).sum() < west.size
    assert effects.intensity_factor == pytest.approx(1.0 - 0.2 * west)
    assert effects.intensity_offset == pytest.approx(0.3 * west)
    assert effects.frequency == 0.6
    slots = slots_of(city)
    east = slots.district == slots.codes.index("east")
    assert effects.share_factor[east] == pytest.approx(0.5 * 0.9 * 0.7)
    assert effects.share_factor[~east] == pytest.approx(0.5)


def test_the_intensity_is_never_below_zero(flood_town: City) -> None:
    """I' = max(F I - O, 0)."""
    effects = effects_of(with_measures(flood_town, (PUMPS, SPONGE)), "rain_flood", ["pumps", "sponge"])
    inner = int(np.flatnonzero(share_of(flood_town, "west") == 1.0)[0])
    after = effects.at(np.array([0.0, 0.2, 1.0]), np.array([inner] * 3))
    assert after == pytest.approx([0.0, 0.0, 0.5])


def test_a_district_sees_its_own_part_of_a_border_cell(flood_town: City) -> None:
    """For the west a border cell is lowered in full, for the east not at all."""
    city = with_measures(flood_town, (PUMPS,))
    border = (share_of(city, "west") > 0.0) & (share_of(city, "east") > 0.0)
    west, east = (joint_effects(city, "rain_flood", levers_of(city), district=code) for code in ("west", "east"))
    assert west.intensity_offset[border] == pytest.approx(0.3)
    assert east.intensity_offset[border] == pytest.approx(0.0)


def test_the_order_of_measures_does_not_matter(flood_town: City) -> None:
    """Every order of three measures on the same cells has the same effect."""
    found = []
    for rows in permutations((PUMPS, SPONGE, SHUTTERS)):
        city = with_measures(flood_town, rows)
        found.append(effects_of(city, "rain_flood", ["pumps", "sponge", "shutters"]))
    for each in found[1:]:
        assert each.intensity_factor == pytest.approx(found[0].intensity_factor, rel=1e-14)
        assert each.intensity_offset == pytest.approx(found[0].intensity_offset, rel=1e-14)
        assert each.share_factor == pytest.approx(found[0].share_factor, rel=1e-14)


def test_a_measure_protects_whom_it_is_meant_for(flood_town: City) -> None:
    """Anchored greenhouses spare crops; a warning spares people; further effects come from their own table."""
    greenhouse = {"id": "greenhouse", "factor": 0.4, "target": "agriculture"}
    warning = {"measure": "greenhouse", "id": "warning", "factor": 0.5, "target": "people"}
    city = with_measures(flood_town, (greenhouse,), (warning,))
    effects = effects_of(city, "rain_flood", ["greenhouse"])
    assert effects.share_factor[0] == pytest.approx([0.5, 0.5, 1.0, 0.4])


@pytest.mark.parametrize("row", [TEAM, CASCADE, SUPPLY])
def test_what_serves_the_response_changes_no_impact(flood_town: City, row: dict[str, object]) -> None:
    """A rescue team, a generator and a stock leave intensities, shares and frequencies as they are."""
    effects = effects_of(with_measures(flood_town, (row,)), "rain_flood", [str(row["id"])])
    assert effects.leaves_intensity
    assert effects.frequency == 1.0
    assert (effects.share_factor == 1.0).all()


def test_every_lever_acts_on_impacts_or_says_where_it_is_valued() -> None:
    """A lever that is declared but does nothing would be silent."""
    assert {*RESPONSE_LEVERS} == {*VALUED_ELSEWHERE} == {*PLACES}
    assert {*LEVERS} == {*WORDS, *RESPONSE_LEVERS}


def test_earlier_warnings_spare_lives_but_not_homes(flood_town: City) -> None:
    """Half an hour and 50 %, in the west three quarters and 70 %; displaced people and assets stay as they are."""
    effects = effects_of(with_measures(flood_town, (PHONES, SIRENS)), "rain_flood", ["phones", "sirens"])
    slots = slots_of(flood_town)
    west = slots.district == slots.codes.index("west")
    assert effects.share_factor[west, 0] == pytest.approx(1.0 - 0.7 * (1.0 - math.exp(-(45.0**2) / 1800.0)))
    assert effects.share_factor[~west, 0] == pytest.approx(1.0 - 0.5 * (1.0 - math.exp(-0.5)))
    assert (effects.share_factor[:, 1:] == 1.0).all()


def test_earlier_warnings_count_from_todays(flood_town: City) -> None:
    """With half an hour and 40 % today, half an hour more and 50 % leave 0.6737 of the deaths."""
    effects = effects_of(with_measures(flood_town, (PHONES,), warned=(0.5, 0.4)), "rain_flood", ["phones"])
    assert effects.share_factor[:, 0] == pytest.approx(0.6737, abs=5e-6)


def test_a_smaller_share_than_todays_counts_as_todays(flood_town: City) -> None:
    """Those who act today do not stop when others are warned too; only the time counts."""
    city = with_measures(flood_town, ({**PHONES, "factor": 0.1},), warned=(0.5, 0.4))
    effects = effects_of(city, "rain_flood", ["phones"])
    assert effects.share_factor[:, 0] == pytest.approx((1.0 - 0.4 * (1.0 - math.exp(-2.0))) / 0.84261226, rel=1e-7)


def test_no_hours_and_no_warning_today_change_nothing(flood_town: City) -> None:
    """Without a row of today nobody has time to act, whatever the share: the factors are 1 to the last bit."""
    city = with_measures(flood_town, ({**PHONES, "offset": 0.0, "factor": 1.0},))
    assert (effects_of(city, "rain_flood", ["phones"]).share_factor == 1.0).all()


def test_a_warning_elsewhere_changes_nothing_here(flood_town: City) -> None:
    """Where no lever reaches, the factor is 1 to the last bit, also beside a warning of today."""
    city = with_measures(flood_town, (SIRENS,), warned=(0.7, 0.37))
    slots = slots_of(city)
    east = slots.district != slots.codes.index("west")
    assert (effects_of(city, "rain_flood", ["sirens"]).share_factor[east] == 1.0).all()


def test_the_order_of_warnings_does_not_matter_to_the_last_bit(flood_town: City) -> None:
    """Three lead times whose sum depends on the order of adding have the same factors in every order."""
    targets = ("killed", "residential")
    rows = [{**PHONES, "id": name, "offset": hours} for name, hours in (("a", 0.1), ("b", 0.2), ("c", 0.3))]
    found = []
    for some in permutations((*rows, SHUTTERS)):
        city = with_measures(flood_town, some, warned=(0.1, 0.2))
        found.append(warning_factors(city, levers_of(city), targets) * row_factors(city, levers_of(city), targets))
    assert all((each == found[0]).all() for each in found)


def test_levers_that_cannot_act_are_all_refused(flood_town: City) -> None:
    """A wrong unit and an intensity for one target only are named together."""
    city = with_measures(
        flood_town,
        (
            {"id": "pumps", "lever": "intensity", "offset": 300.0, "offset_unit": "mm"},
            {"id": "dry-homes", "lever": "intensity", "factor": 0.5, "target": "residential"},
        ),
    )
    with pytest.raises(PackageError) as caught:
        levers_of(city)
    assert [(problem.feature, problem.code) for problem in caught.value.problems] == [
        ("pumps", "unit-mismatch"),
        ("dry-homes", "intensity-by-target"),
    ]
    assert "300.0 mm" in str(caught.value)


def test_a_lead_time_that_cannot_be_is_refused_with_all_its_faults(flood_town: City) -> None:
    """Things, a unit that is no time, a share above one and a later warning are named together with the other rows'."""
    city = with_measures(
        flood_town,
        (
            {**PHONES, "id": "things", "target": "assets"},
            {**PHONES, "id": "dark", "target": "without_power"},
            {**PHONES, "id": "days", "offset": 2.0, "offset_unit": "days"},
            {**PHONES, "id": "late", "offset": -1.0, "factor": 1.5},
            PHONES,
        ),
        ({**PHONES, "id": "homes", "measure": "phones", "target": "residential"},),
    )
    with pytest.raises(PackageError) as caught:
        levers_of(city)
    assert [(problem.file, problem.feature, problem.code) for problem in caught.value.problems] == [
        ("measures.csv", "things", "lead-time-by-target"),
        ("measures.csv", "dark", "lead-time-by-target"),
        ("measures.csv", "days", "unit-mismatch"),
        ("measures.csv", "late", "out-of-range"),
        ("measures.csv", "late", "out-of-range"),
        ("measure_effects.csv", "homes", "lead-time-by-target"),
    ]
    for said in ("'things'", "'assets'", "2.0 days", "-1.0 h", "factor 1.5", "write offset_unit h or min"):
        assert said in str(caught.value)
