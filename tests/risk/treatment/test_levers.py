"""What measures do together to intensities and shares."""

from itertools import permutations

import numpy as np
import pytest

from anlan.city import City
from anlan.errors import PackageError
from anlan.risk import slots_of
from anlan.risk.levers import effects_of, joint_effects, levers_of
from tests.risk.treatment.towns import with_measures

PUMPS = {"id": "pumps", "area": "west", "lever": "intensity", "offset": 0.3}
SPONGE = {"id": "sponge", "area": "west", "lever": "intensity", "factor": 0.8}
SHUTTERS = {"id": "shutters", "lever": "vulnerability", "factor": 0.5}
MOVING = {"id": "moving", "area": "east", "lever": "exposure", "factor": 0.9}
DYKE = {"id": "dyke", "lever": "frequency", "factor": 0.6}
GATE = {"id": "gate", "area": "east", "lever": "frequency", "factor": 0.7}
TEAM = {"id": "team", "lever": "capability", "offset": 50.0}
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


def test_a_capability_changes_no_impact(flood_town: City) -> None:
    """A rescue team leaves intensities, shares and frequencies as they are."""
    effects = effects_of(with_measures(flood_town, (TEAM,)), "rain_flood", ["team"])
    assert effects.leaves_intensity
    assert effects.frequency == 1.0
    assert (effects.share_factor == 1.0).all()


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
