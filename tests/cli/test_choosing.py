"""Which scenarios a command follows when several are named."""

import re
from pathlib import Path

import pytest

from anlan.city import City
from anlan.cli.choosing import ALL, check_names, chosen, read_wish
from anlan.cli.console import terminal
from anlan.cli.stages import Stages
from anlan.cli.supply_scenes import refuse_scenes, scenes_of
from anlan.compute import Serial
from anlan.errors import SettingError
from anlan.scenarios.saved import write_scenario
from tests.report.made_run import saved


@pytest.fixture(scope="module")
def tinytown(cities: Path) -> City:
    """The invented town."""
    return City.load(cities / "tinytown")


def kept(city: City, folder: Path, name: str, **changes: object) -> str:
    """Write a scenario to a file and return its name."""
    write_scenario(saved(city, **changes), folder / name)
    return str(folder / name)


def test_files_are_taken_in_the_order_in_which_they_are_named(tinytown: City, tmp_path: Path) -> None:
    """Nothing is searched for files alone."""
    wish = read_wish(tinytown, samples=2)
    late = saved(tinytown).moment.__class__(1, True, 3, "low", by_day=False)
    names = [kept(tinytown, tmp_path, "b.scenario.json", id="second"),
             kept(tinytown, tmp_path, "a.scenario.json", id="first", moment=late)]  # fmt: skip
    scenarios, worst = chosen(tinytown, names, wish, Serial(), Stages(terminal("en")))
    assert [one.id for one in scenarios] == ["second", "first"]
    assert worst is None


def test_a_scenario_that_is_named_twice_is_followed_once(tinytown: City, tmp_path: Path) -> None:
    """The same footprints at the same moment are the same scenario, whatever the file is called."""
    names = [kept(tinytown, tmp_path, "a.scenario.json"), kept(tinytown, tmp_path, "b.scenario.json", id="copy")]
    scenarios, _ = chosen(tinytown, names, read_wish(tinytown, samples=2), Serial(), Stages(terminal("en")))
    assert [one.id for one in scenarios] == ["flood"]


def test_all_stands_for_the_choice_of_every_hazard(tinytown: City) -> None:
    """Tinytown has one hazard; the worst of all, its own, is not followed again."""
    wish = read_wish(tinytown, samples=2, floors=["0.02"], events=60)
    scenes = scenes_of(tinytown, [ALL, "worst", "rain_flood"], wish, Serial(), Stages(terminal("en")))
    assert [[part.kind for part in run.scenario.footprints] for run in scenes.runs] == [["rain_flood"]]
    assert scenes.worst is not None
    assert scenes.runs[0].totals["displaced"] > 0.0


def test_every_name_that_stands_for_nothing_is_told_at_once() -> None:
    """Before the city is loaded."""
    with pytest.raises(SettingError, match=r"(?s)'flod' is neither.*'nowhere\.json' is neither"):
        check_names(["flod", "earthquake", "nowhere.json"])


def test_the_folder_of_the_report_may_not_hold_a_scenario(tinytown: City, tmp_path: Path) -> None:
    """It would be replaced."""
    name = kept(tinytown, tmp_path, "a.scenario.json")
    with pytest.raises(SettingError, match=re.escape("which would be replaced")):
        refuse_scenes([name], tmp_path, force=True)


def test_wishes_outside_their_range_are_refused_together(tinytown: City) -> None:
    """Each is named with the least that it may be."""
    with pytest.raises(SettingError, match=r"(?s)samples is 0.*events is 0.*seed is -1"):
        read_wish(tinytown, samples=0, events=0, seed=-1)
