"""``anlan supply dispatch`` as a user runs it."""

import json
from pathlib import Path

import pytest

from anlan.city import City
from anlan.scenarios.saved import write_scenario
from tests.cli.test_commands import anlan
from tests.report.made_run import saved

HEAD = "id,who,place,item,quantity,needed_by_h,people\n"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Requests for water at the pump and at the store itself."""
    file = tmp_path_factory.mktemp("asked") / "requests.csv"
    file.write_text(HEAD + "a,,pump,water,100,8,50\nb,,store,water,60,8,30\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, cities: Path, asked: Path) -> Path:
    """The folder of a dispatch in a town without vehicles."""
    folder = tmp_path_factory.mktemp("dispatch") / "out"
    run = anlan("supply", "dispatch", cities / "tinytown", "--requests", asked, "--out", folder)
    assert run.returncode == 0, run.stderr
    assert "handed out at once: 1." in run.stdout
    return folder


def test_a_town_without_vehicles_says_what_waits(done: Path) -> None:
    """What lies at the store is handed out there; the rest has no way, and the files say so."""
    found = json.loads((done / "dispatch.json").read_text(encoding="utf-8"))
    assert [one["load"] for one in found["local"]] == ["store>store/2@6#1"]
    assert {one["reason"] for one in found["allocation"]["verdicts"]} == {"met", "no_way"}
    assert (done / "convoy-sheets.xlsx").exists()
    assert (done / "tables" / "allocation.csv").exists()
    assert "Unified dispatch" in (done / "report.html").read_text(encoding="utf-8")


def test_a_scenario_says_what_is_needed_where_nobody_asks(cities: Path, tmp_path: Path) -> None:
    """Two runs give the same bytes."""
    file = tmp_path / "night.scenario.json"
    write_scenario(saved(City.load(cities / "tinytown")), file)
    for name in ("one", "two"):
        run = anlan("supply", "dispatch", cities / "tinytown", file, "--hour", "3", "--samples", "2",
                    "--out", tmp_path / name)  # fmt: skip
        assert run.returncode == 0, run.stderr
    first, second = ((tmp_path / name / "dispatch.json").read_bytes() for name in ("one", "two"))
    assert first == second
    assert json.loads(first)["requests"]


def test_a_plan_is_made_again(cities: Path, tmp_path: Path, done: Path, asked: Path) -> None:
    """What was handed out before stays so; the plan before is compared with."""
    run = anlan("supply", "dispatch", cities / "tinytown", "--replan", done / "dispatch.json", "--hour", "9",
                "--out", tmp_path / "again")  # fmt: skip
    assert run.returncode == 0, run.stderr
    found = json.loads((tmp_path / "again" / "dispatch.json").read_text(encoding="utf-8"))
    assert [one["load"] for one in found["done"]] == ["store>store/2@6#1"]
    assert "Of the requests that the plan before knew" in run.stdout


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ((), "nobody asks for anything"),
        (("--requests", "nowhere.csv"), "nowhere.csv is no file"),
        (("--requests", "{asked}", "--opened", "x"), "--opened is for a plan under way"),
        (("--requests", "{asked}", "--closed", "bridge"), "no road has the identifier 'bridge'"),
        (("--replan", "{asked}"), "it is no JSON"),
    ],
)
def test_what_cannot_be_done_is_refused(
    cities: Path, tmp_path: Path, asked: Path, rest: tuple[str, ...], words: str
) -> None:
    """Exit status 2, the reason, and no folder."""
    arguments = [part.format(asked=asked) for part in rest]
    run = anlan("supply", "dispatch", cities / "tinytown", *arguments, "--out", tmp_path / "out")
    assert run.returncode == 2
    assert words in run.stderr
    assert not (tmp_path / "out").exists()
