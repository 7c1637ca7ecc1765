"""``anlan scenario`` as a user runs it."""

import json
from pathlib import Path

import polars as pl
import pytest

from anlan.report.document import MARKER
from anlan.report.files import NUMBERS
from tests.cli.test_commands import anlan

SMALL = ("--events", "60", "--floor", "0.02", "--floor", "rain_flood=0.02", "--dimension", "killed=2")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, cities: Path) -> Path:
    """The folder of a report on tinytown."""
    folder = tmp_path_factory.mktemp("scenario") / "out"
    run = anlan("scenario", "worst", cities / "tinytown", "--out", folder, *SMALL)
    assert run.returncode == 0, run.stderr
    for said in ("Search the worst credible scenario", "Reduce the events to a planning set", "Rain flood: Rain of"):
        assert said in run.stdout
    return folder


def test_the_report_has_the_choice_the_front_the_floor_and_the_planning_set(done: Path) -> None:
    """One chapter each, and what could not be assessed."""
    numbers = json.loads((done / "report.json").read_text(encoding="utf-8"))
    keys = [chapter["key"] for chapter in numbers["chapters"]]
    assert keys == ["choice", "hazards", "joint", "moment", "items", "front", "floor", "weights", "planning", "skipped"]
    assert numbers["settings"]["credibility_floor_per_year"] == 0.02
    assert numbers["settings"]["credibility_floors_per_year"] == {"rain_flood": 0.02}
    assert numbers["settings"]["weights"]["killed"] == 2.0
    assert "Pareto-optimal" in (done / "report.html").read_text(encoding="utf-8")


def test_other_programs_find_the_scenarios_in_the_numbers(done: Path) -> None:
    """Hazard, event, severity, frequency and every consequence with its unit; the planning set beside them."""
    chapters = {
        chapter["key"]: chapter
        for chapter in json.loads((done / "report.json").read_text(encoding="utf-8"))["chapters"]
    }
    (worst,) = chapters["hazards"]["data"]["scenarios"]
    assert worst["hazard"] == "rain_flood"
    assert worst["displaced_persons"] == pytest.approx(210.0, rel=2e-3)
    assert worst["direct_loss_cny"] == pytest.approx(21e6, rel=2e-3)
    assert worst["strategy"] == "prepare"
    planned = chapters["planning"]["data"]["planning_set"]
    assert sum(one["frequency_per_year"] for one in planned) == pytest.approx(1.0)


def test_the_tables_hold_every_choice(done: Path) -> None:
    """A row for each hazard, optimal event, floor and scenario; units in the names."""
    tables = {path.stem: pl.read_parquet(path) for path in (done / "tables").glob("*.parquet")}
    assert set(tables) == {
        "worst_of_each_hazard", "item_peaks", "pareto_set", "worst_by_floor", "worst_by_weights", "planning_set",
        "planning_errors",
    }  # fmt: skip
    floors = tables["worst_by_floor"]["floor_per_year"].to_list()
    assert floors == pytest.approx([0.002, 0.006, 0.02, 0.06, 0.2])
    assert tables["planning_errors"]["dimension"].to_list()[-1] == "peak_need"


def test_the_scenarios_of_a_folder_are_listed(done: Path, tmp_path: Path) -> None:
    """Two tables; a folder of another kind is refused."""
    listed = anlan("scenario", "list", done)
    assert listed.returncode == 0, listed.stderr
    assert "Worst credible scenario of each hazard" in listed.stdout
    assert "Scenarios for planning" in listed.stdout
    assert "rain_flood-" in listed.stdout
    assert "全市24小时" in anlan("scenario", "list", done, lang="zh-Hans").stdout
    refused = anlan("scenario", "list", tmp_path)
    assert refused.returncode == 2
    assert "make them with 'anlan scenario worst'" in refused.stderr


def test_hazards_that_strike_together_are_listed_by_their_name(tmp_path: Path) -> None:
    """A compound event has a kind that is no hazard; a report of an older version names hazards by their kind alone."""
    record = {"event": "e-1", "description": {"en": "A storm", "zh-Hans": "风暴"}, "severity": 0.7,
              "exceedance_per_year": 0.001}  # fmt: skip
    compound = {"hazard": "typhoon_joint", "hazard_name": {"en": "Typhoon with surge", "zh-Hans": "台风叠加风暴潮"}}
    data = {"scenarios": [record | compound, record | {"hazard": "rain_flood"}]}
    content = {"marker": MARKER, "chapters": [{"data": data}]}
    (tmp_path / NUMBERS).write_text(json.dumps(content), encoding="utf-8")
    listed = anlan("scenario", "list", tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert "Typhoon with surge" in listed.stdout
    assert "Rain flood" in listed.stdout


def test_the_same_seed_gives_the_same_files_for_one_and_two_workers(cities: Path, tmp_path: Path) -> None:
    """Every file is equal byte for byte."""
    for workers in ("1", "2"):
        run = anlan("scenario", "worst", cities / "tinytown", *SMALL, "--workers", workers, "--out", tmp_path / workers)
        assert run.returncode == 0, run.stderr
    first, second = (
        {path.relative_to(tmp_path / workers): path.read_bytes() for path in (tmp_path / workers).rglob("*.*")}
        for workers in ("1", "2")
    )
    assert first == second


def test_all_wrong_options_are_named_at_once(cities: Path, tmp_path: Path) -> None:
    """One run tells of floors, weights and the size of the set."""
    wrong = ("--floor", "2", "--floor", "quake=0.1", "--dimension", "killed=much", "--keep", "0")
    run = anlan("scenario", "worst", cities / "tinytown", "--out", tmp_path / "o", *wrong)
    assert run.returncode == 2
    assert "credibility floor is 2.0" in run.stderr
    assert "keep is 0; give 1 or more" in run.stderr
    assert "there is no 'quake'" in run.stderr
    assert "'much' is not a number" in run.stderr


def test_a_hazard_without_data_leaves_nothing_to_choose_from(cities: Path, tmp_path: Path) -> None:
    """The message names the city and where to see what is missing."""
    run = anlan("scenario", "worst", cities / "tinytown", "--out", tmp_path / "o", "--hazard", "earthquake")
    assert run.returncode == 2
    assert "no hazard of tinytown has events with consequences" in run.stderr
