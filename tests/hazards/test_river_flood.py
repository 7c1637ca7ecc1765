"""River flood, from stages to depths behind dykes."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.hazards.hydrology.basins import Basins
from anlan.hazards.hydrology.extremes import fit
from anlan.hazards.river_flood import PARAMETERS, RiverFlood, bank_ground, dyke_of
from tests.hazards.towns import LEVELS, STAGES, disk, town

VALUES = {parameter.name: parameter.default for parameter in PARAMETERS}


def test_dykes_stand_on_the_record_of_the_gauge() -> None:
    """The bank is the median flood of the L-moment fit, the crest a metre above the flood of 50 years."""
    yearly = fit(np.array(STAGES))
    dyke = dyke_of(yearly, VALUES)
    assert [dyke.bank, dyke.design] == pytest.approx(yearly.exceeded_with(np.array([0.5, 0.02])))
    assert dyke.crest == pytest.approx(dyke.design + 1.0)


def test_the_rate_of_failure_is_that_of_all_stages(small_town: City) -> None:
    """However many events are drawn, their frequencies add up to the integral of failure over the chance of a stage."""
    yearly = fit(np.array(STAGES))
    chance = np.geomspace(0.5, 1e-9, 200_001)
    failure = dyke_of(yearly, VALUES).failure(yearly.exceeded_with(chance))
    whole = float(np.sum(0.5 * (failure[1:] + failure[:-1]) * -np.diff(chance)))
    for events in (200, 2000):
        assert RiverFlood().event_set(small_town, events, 1).frequency.sum() == pytest.approx(whole, rel=0.02)


def test_rarer_stages_break_more_dykes(small_town: City) -> None:
    """Stages lie above the bank and not above the crest, and the rarest tenth breaks more dykes than the first."""
    frame = RiverFlood().event_set(small_town, 500, 1).parameters.sort("years")
    stage, count = frame["stage_m"].to_numpy(), frame["breaches"].to_numpy()
    dyke = dyke_of(fit(np.array(STAGES)), VALUES)
    assert dyke.bank < stage.min()
    assert stage.max() <= dyke.crest
    assert (np.diff(stage) >= 0.0).all()
    assert count.min() == 1
    assert count[-50:].mean() >= count[:50].mean()


def test_no_pool_stands_above_the_river(small_town: City) -> None:
    """Behind a dyke water rises no higher than the river, and higher for a higher stage."""
    events = RiverFlood().event_set(small_town, 300, 1)
    depth = events.intensity(range(300))
    basins = Basins.of(small_town)
    dyke = dyke_of(fit(np.array(STAGES)), VALUES)
    ground = bank_ground(small_town, basins, VALUES["bank_km"])
    river = np.nanmax(ground) + dyke.head(events.parameters["stage_m"].to_numpy())
    assert (np.where(depth > 0.0, small_town.cells.height_m + depth, -np.inf).max(axis=1) <= river + 1e-4).all()


def test_what_stands_is_at_most_what_came_in(tmp_path: Path) -> None:
    """On one flat cell with a breach of 1 m width, depth times surface is the volume of the weir."""
    rows = "hazard,parameter,value,unit,source\nriver_flood,breach_width_m,1,m,hand\nriver_flood,threshold_m,0,m,hand\n"
    city = town(tmp_path, {"water_levels": LEVELS, "hazard_parameters": rows}, [5.0], disk(0))
    events = RiverFlood().event_set(city, 50, 1)
    head = dyke_of(fit(np.array(STAGES)), VALUES).head(events.parameters["stage_m"].to_numpy())
    volume = 1.7049 * head**1.5 * 0.4 * 86_400.0 / 1e6
    wet = volume < 0.9 * head * city.cells.area_km2[0]
    stands = events.intensity(range(50))[:, 0] * city.cells.area_km2[0]
    assert wet.any()
    low = wet & (volume < city.cells.area_km2[0])
    assert stands[low] == pytest.approx(volume[low], rel=1e-3)


def test_the_bank_is_where_the_river_is_near(small_town: City) -> None:
    """The ground at the bank is the mean of near cells, and a basin without any has none."""
    basins = Basins.of(small_town)
    cells = small_town.cells
    found = bank_ground(small_town, basins, 0.5)
    for basin in range(basins.surface.size):
        near = (basins.of_cell == basin) & (cells.river_km <= 0.5)
        if near.any():
            assert found[basin] == pytest.approx(np.average(cells.height_m[near], weights=cells.area_km2[near]))
        else:
            assert np.isnan(found[basin])


def test_nine_years_are_too_few(tmp_path: Path) -> None:
    """The hazard counts the annual maxima of the longest river record and names what else it lacks."""
    levels = "\n".join(LEVELS.splitlines()[:10]) + "\n"
    city = town(tmp_path, {"water_levels": levels}, [1.0, None, *[1.0] * 5], disk(1))
    assert [str(message) for message in RiverFlood().missing(city)] == [
        "9 annual maxima of a river's stage are known; give 10 of one station in water_levels.csv (statistic 'annual "
        "maximum', water 'river')",
        "the height of 1 cells is not known; fill height_m in cells.csv",
    ]


def test_tides_are_not_rivers(tmp_path: Path) -> None:
    """Levels of the sea do not count."""
    city = town(tmp_path, {"water_levels": LEVELS.replace(",river,", ",sea,")}, [1.0], disk(0))
    assert str(RiverFlood().missing(city)[0]).startswith("0 annual maxima")


def test_a_city_without_rivers_near_is_told(tmp_path: Path) -> None:
    """Where every cell is 0.5 km or more from a river, a bank of 0.4 km leaves nothing to flood."""
    rows = "hazard,parameter,value,unit,source\nriver_flood,bank_km,0.4,km,hand\n"
    city = town(tmp_path, {"water_levels": LEVELS, "hazard_parameters": rows}, [1.0] * 7, disk(1))
    assert [str(message) for message in RiverFlood().missing(city)] == [
        "no cell lies within 0.4 km of a river; fill river_km in cells.csv"
    ]
