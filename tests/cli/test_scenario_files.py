"""``anlan scenario new``, ``diff`` and ``list`` on scenario files, as a user runs them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from anlan.city import City
from anlan.cli.app import run
from anlan.cli.console import terminal
from anlan.scenarios.saved import event_sets, read_scenario

Run = Callable[..., "Done"]

SIGNAL = {"hazard": "rain_flood", "time": "2026-07-01T00:00Z", "rain_mm": 300, "hours": 24}


def signal(path: Path, **more: object) -> Path:
    """Write a signal of heavy rain."""
    path.write_text(json.dumps(SIGNAL | more), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Done:
    """A command that has run: its exit status and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def anlan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line in this process: a new one takes seconds to load."""
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: str | Path, lang: str = "en") -> Done:
        status = run(terminal(lang), [str(one) for one in arguments])
        written = capsys.readouterr()
        return Done(status, written.out, written.err)

    return command


@pytest.fixture
def made(anlan: Run, cities: Path, tmp_path: Path) -> Path:
    """A scenario of tinytown made from a signal."""
    out = tmp_path / "rain.scenario.json"
    done = anlan("scenario", "new", cities / "tinytown", "--signal", signal(tmp_path / "signal.json"), "--out", out)
    assert done.returncode == 0, done.stderr
    assert "Assumed: The rain is the same over the whole city" in done.stdout
    assert "700 people in them" in done.stdout
    return out


def test_a_scenario_is_made_and_replaced_on_demand(anlan: Run, cities: Path, made: Path) -> None:
    """The next version of the same scenario counts on; without --force the file stays."""
    town, again = cities / "tinytown", signal(made.parent / "signal.json", rain_mm=400)
    command = ("scenario", "new", town, "--signal", again, "--out", made, "--hour", "3", "--name-en", "Night rain")
    refused = anlan(*command)
    assert refused.returncode == 2
    assert "exists; give another name, or --force" in refused.stderr
    assert read_scenario(made).version == 1
    assert anlan(*command, "--force").returncode == 0
    scenario = read_scenario(made)
    assert (scenario.version, scenario.name["en"], scenario.moment.hour) == (2, "Night rain", 3)


def test_what_is_made_can_be_taken_up(cities: Path, made: Path) -> None:
    """One metre of water on the seven low cells of tinytown."""
    (events,) = event_sets(read_scenario(made), City.load(cities / "tinytown"))
    assert events.intensity([0]).sum() == pytest.approx(7.0)


def test_exactly_one_source_is_asked_for(anlan: Run, cities: Path, tmp_path: Path) -> None:
    """None, two, a drawing without a hazard, a place and a shift, no place, an unknown past event."""
    town, out, one = cities / "tinytown", tmp_path / "a.scenario.json", signal(tmp_path / "s.json")
    for options, said in (
        ((), "0 sources were given"),
        (("--signal", one, "--past", "x"), "2 sources were given"),
        (("--footprint", one), "say of which hazard"),
        (("--from-scenario", one, "--onto", "1,2", "--shift-lon", "1"), "give --onto or a shift, not both"),
        (("--past", "x"), "tinytown has no past event 'x'"),
        (("--signal", one, "--tide", "ebb"), "the tide is 'ebb'"),
        (("--cap", one), "it is no XML"),
    ):
        refused = anlan("scenario", "new", town, *options, "--out", out)
        assert refused.returncode == 2
        assert said in refused.stderr
        assert not out.exists()


def test_another_citys_scenario_is_moved_here(anlan: Run, cities: Path, made: Path, tmp_path: Path) -> None:
    """A place that is none is refused; moved by a cell it covers other cells."""
    command = ("scenario", "new", cities / "tinytown", "--from-scenario", made)
    wrong = anlan(*command, "--onto", "here", "--out", tmp_path / "m.scenario.json")
    assert wrong.returncode == 2
    assert "give longitude and latitude as 119.2,34.6" in wrong.stderr
    moved = anlan(*command, "--shift-lat", "0.02", "--out", tmp_path / "m.scenario.json")
    assert moved.returncode == 0, moved.stderr
    cells = [set(read_scenario(path).footprints[0].cells.tolist()) for path in (made, tmp_path / "m.scenario.json")]
    assert cells[1] - cells[0]


def test_a_drawing_and_a_warning_are_laid_on_the_town(anlan: Run, cities: Path, tmp_path: Path) -> None:
    """Of a point and of a circle over everything."""
    cells = City.load(cities / "tinytown").cells
    point = {"type": "Point", "coordinates": [float(cells.lon[0]), float(cells.lat[0])]}
    feature = {"type": "Feature", "properties": {"intensity": 2.5}, "geometry": point}
    drawing = tmp_path / "point.geojson"
    drawing.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    out = tmp_path / "point.scenario.json"
    done = anlan("scenario", "new", cities / "tinytown", "--footprint", drawing, "--hazard", "earthquake", "--out", out)
    assert done.returncode == 0, done.stderr
    assert read_scenario(out).footprints[0].intensity.tolist() == [2.5]
    warning = tmp_path / "typhoon.xml"
    warning.write_text(
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>T1</identifier><sender>s</sender>'
        "<sent>2026-07-01T08:30:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"
        "<info><category>Met</category><event>Typhoon</event><urgency>Future</urgency><severity>Extreme</severity>"
        "<certainty>Likely</certainty><area><areaDesc>Town</areaDesc><circle>30,160 50</circle></area></info></alert>",
        encoding="utf-8",
    )
    out = tmp_path / "typhoon.scenario.json"
    done = anlan("scenario", "new", cities / "tinytown", "--cap", warning, "--out", out)
    assert done.returncode == 0, done.stderr
    assert read_scenario(out).footprints[0].cells.size == len(cells)


def test_versions_are_compared(anlan: Run, cities: Path, made: Path, tmp_path: Path) -> None:
    """Status 1 where something changed and 0 where nothing did; the people are counted; JSON for programs."""
    other = tmp_path / "other.scenario.json"
    point = ("--shift-lat", "0.02", "--id", "other", "--day-off", "--hour", "3")
    command = ("scenario", "new", cities / "tinytown", "--from-scenario", made, *point, "--out", other)
    assert anlan(*command).returncode == 0
    differ = anlan("scenario", "diff", made, other, "--city", cities / "tinytown")
    assert differ.returncode == 1
    for said in ("Short name", "Working day", "Rain flood: footprint changed", "people in the footprint: 700 before"):
        assert said in differ.stdout
    chinese = anlan("scenario", "diff", made, other, lang="zh-Hans")
    assert "工作日" in chinese.stdout
    numbers = json.loads(anlan("scenario", "diff", made, other, "--json").stdout)
    assert numbers["different"] is True
    assert numbers["footprints"][0]["state"] == "changed"
    same = anlan("scenario", "diff", made, made)
    assert (same.returncode, same.stdout.strip()) == (0, "The two scenarios are the same.")
    assert json.loads(anlan("scenario", "diff", made, made, "--json").stdout)["different"] is False
    assert anlan("scenario", "diff", made, tmp_path / "none.scenario.json").returncode == 2


def test_a_folder_that_does_not_exist_is_told(anlan: Run, tmp_path: Path) -> None:
    """It is not said to hold no scenarios."""
    refused = anlan("scenario", "list", tmp_path / "none")
    assert refused.returncode == 2
    assert "there is no folder" in refused.stderr


def test_files_of_a_folder_are_listed_and_broken_ones_named(anlan: Run, made: Path) -> None:
    """What can be read is shown before what cannot is refused."""
    listed = anlan("scenario", "list", made.parent)
    assert listed.returncode == 0, listed.stderr
    for said in ("rain.scenario.json", "signal", "Rain flood", "Live signal", "2026-07-01T00:00Z", "yes"):
        assert said in listed.stdout
    (made.parent / "broken.scenario.json").write_text("{", encoding="utf-8")
    refused = anlan("scenario", "list", made.parent)
    assert refused.returncode == 2
    assert "rain.scenario.json" in refused.stdout
    assert "broken.scenario.json:1" in refused.stderr


def test_the_report_of_the_worst_keeps_each_choice_as_a_file(anlan: Run, cities: Path, tmp_path: Path) -> None:
    """The choice of each hazard and the worst of all, with frequency and floor; a run replaces them."""
    out = tmp_path / "report"
    command = ("scenario", "worst", cities / "tinytown", "--out", out, "--events", "60", "--floor", "0.02")
    for _ in range(2):
        done = anlan(*command)
        assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (out / "scenarios").iterdir())
    assert names == ["rain_flood.scenario.json", "worst.scenario.json"]
    worst = read_scenario(out / "scenarios" / "worst.scenario.json")
    assert worst.origin == "worst"
    assert worst.frequency is not None
    assert worst.frequency >= 0.02
    assert worst.origin_detail["credibility_floor_per_year"] == 0.02
    assert worst.footprints[0].cells.size == 7
    listed = anlan("scenario", "list", out).stdout
    assert "Worst credible scenario of each hazard" in listed
    assert "scenarios/worst.scenario.json" in listed
