"""Reservoir release and dam failure, from volumes to depths."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards.dam_failure import BREACH, RELEASE, DamFailure
from anlan.hazards.hydrology.basins import Basins
from anlan.hazards.hydrology.dam_breach import breach_hydrograph, depth_of
from anlan.hazards.hydrology.inertial import Mesh, simulate
from tests.hazards.towns import RESERVOIR, disk, town


def test_frequencies_are_the_base_rates(small_town: City) -> None:
    """One reservoir fails 4.9e-5 times a year and spills beyond its channel 0.02 times, in any number of events."""
    for events in (10, 77):
        made = DamFailure().event_set(small_town, events, 1)
        of_way = made.parameters["way"].to_numpy()
        assert made.frequency[of_way == BREACH].sum() == pytest.approx(4.9e-5)
        assert made.frequency[of_way == RELEASE].sum() == pytest.approx(0.02)


def test_volumes_are_spread_over_their_range(small_town: City) -> None:
    """Breaches let go 40 to 100 % of the 50 million m3, releases up to 10 %, evenly."""
    frame = DamFailure().event_set(small_town, 400, 1).parameters
    for way, low, high in ((BREACH, 20.0, 50.0), (RELEASE, 0.0, 5.0)):
        volume = frame.filter(frame["way"] == way)["volume_mm3"].to_numpy()
        assert np.sort(volume) == pytest.approx(
            low + (high - low) * (np.arange(200) + 0.5) / 200, abs=(high - low) / 200
        )


def test_more_water_is_nowhere_shallower(small_town: City) -> None:
    """Of two breaches of one dam the larger is at least as deep in every cell, and so of two releases."""
    made = DamFailure().event_set(small_town, 40, 1)
    depth = made.intensity(range(40))
    for way in (BREACH, RELEASE):
        chosen = np.flatnonzero(made.parameters["way"].to_numpy() == way)
        chosen = chosen[np.argsort(made.parameters["volume_mm3"].to_numpy()[chosen])]
        assert (np.diff(depth[chosen], axis=0) >= -0.02).all()


def test_water_is_deepest_below_the_dam_and_follows_the_low_ground(tmp_path: Path) -> None:
    """In a valley that falls eastward the cells west of the dam and high above it stay dry."""
    cells = disk(6)
    flat = town(_made(tmp_path / "flat"), {}, [1.0] * len(cells), cells)
    east = flat.cells.lon - flat.cells.lon.mean()
    heights = (50.0 - 400.0 * east).tolist()
    city = town(_made(tmp_path / "valley"), {"places": RESERVOIR}, heights, cells)
    made = DamFailure().event_set(city, 2, 1)
    depth = made.intensity([0])[0]
    above = city.cells.lon < 119.2 - 0.03
    assert not depth[above].any()
    assert depth[city.cells.lon > 119.2 + 0.03].max() > 0.2
    nearest = np.hypot(city.cells.lon - 119.2, city.cells.lat - 34.6).argmin()
    assert depth.max() == pytest.approx(depth[nearest], rel=0.5)


def test_depths_between_the_levels_are_those_of_a_simulation(small_town: City) -> None:
    """A breach of any volume is as deep as its own simulation makes it, to 6 cm (the threshold is 5 cm)."""
    made = DamFailure().event_set(small_town, 12, 1)
    mesh = Mesh.of(small_town, Basins.of(small_town).cell_surface)
    source = int(np.hypot(small_town.cells.lon - 119.2, small_town.cells.lat - 34.6).argmin())
    for event in range(6):
        share = made.parameters["share"][event]
        course = breach_hydrograph(50e6 * share, depth_of(share, 12.0))
        flow = simulate(mesh, source, course, float(course.time[-1]) + 43_200.0, 0.05)
        deepest = np.where(flow.deepest < 0.05, 0.0, flow.deepest)
        assert made.intensity([event])[0] == pytest.approx(deepest, abs=0.06)


def _made(folder: Path) -> Path:
    """Make a folder and return it."""
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "row",
    [
        "lake,水库,reservoir,119.2,34.6,900000,12,hand",
        "lake,水库,reservoir,119.2,34.6,,12,hand",
        "lake,水库,reservoir,119.4,34.6,50000000,12,hand",
        "lake,水库,warehouse,119.2,34.6,50000000,12,hand",
    ],
)
def test_small_unknown_and_far_reservoirs_do_not_count(tmp_path: Path, row: str) -> None:
    """A reservoir of 0.9 million m3, one without a volume, one 18 km away and a store of another kind are none."""
    places = RESERVOIR.splitlines()[0] + "\n" + row + "\n"
    city = town(tmp_path, {"places": places}, [1.0], disk(0))
    assert [str(message) for message in DamFailure().missing(city)] == [
        "no reservoir of 1e+07 m3 or more lies in the city or within 10 km of it; fill storage_m3 of places of kind "
        "reservoir in places.csv"
    ]


def test_every_reservoir_and_way_needs_an_event(small_town: City) -> None:
    """With one reservoir a single event is too few."""
    with pytest.raises(SettingError, match="1 events asked for; give 2 or more"):
        DamFailure().event_set(small_town, 1, 1)


def test_the_sentence_does_not_judge_the_dam(small_town: City) -> None:
    """An event says that its frequency is a base rate, and it does not name the reservoir."""
    made = DamFailure().event_set(small_town, 10, 1)
    assert "base rate" in str(made.describe(0))
    assert "水库" not in str(made.describe(0))
