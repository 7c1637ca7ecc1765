"""``anlan plan`` as a user runs it."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.test_commands import anlan
from tools.tinytown.build import build

MEASURES = """id,name_zh,name_en,purpose,hazard,area,lever,factor,offset,offset_unit,cost,upkeep,build_years,life_years
pumps,泵站,Pumps,prevent,rain_flood,T1,intensity,1,0.2,m,3000000,10000,2,30
shutters,挡板,Shutters,prevent,rain_flood,,vulnerability,0.8,0,1,1000000,5000,1,20
team,队伍,Team,prepare,rain_flood,,capability,1,5,teams,200000,1000,1,5
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Tinytown with three measures."""
    folder = tmp_path / "town"
    build(folder)
    lines = MEASURES.strip().splitlines()
    rows = [f"{lines[0]},synthetic,source", *(f"{line},true,tinytown" for line in lines[1:])]
    (folder / "measures.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def test_plan_says_what_to_do_and_writes_the_chapter(town: Path, tmp_path: Path) -> None:
    """The screen has the measures with their years; the folder has page, numbers and tables."""
    done = anlan("plan", town, "--budget", "3.5e6", "--events", "50", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "Pumps" in done.stdout
    assert "the same budget reaches" in done.stdout
    assert "Not valued in this plan but in the rehearsal: Team." in done.stdout
    numbers = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert [chapter["key"] for chapter in numbers["chapters"]] == ["plan"]
    chosen = pl.read_parquet(tmp_path / "out" / "tables" / "plan_measures.parquet").filter(pl.col("chosen"))
    assert chosen["measure"].to_list() == ["pumps"]
    assert (tmp_path / "out" / "tables" / "plan_checkpoints.csv").read_text().count("inspection") == 1
    assert "Pumps" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_the_same_seed_gives_the_same_files_for_one_and_two_workers(town: Path, tmp_path: Path) -> None:
    """Every file is equal byte for byte, possible futures included."""
    options = ("--budget", "4e6", "--events", "130", "--samples", "20", "--tail", "0.5")
    for workers in ("1", "2"):
        done = anlan("plan", town, *options, "--workers", workers, "--out", tmp_path / workers)
        assert done.returncode == 0, done.stderr
    first, second = (
        {path.relative_to(tmp_path / workers): path.read_bytes() for path in (tmp_path / workers).rglob("*.*")}
        for workers in ("1", "2")
    )
    assert first == second


def test_limits_without_a_programme_are_a_result(town: Path) -> None:
    """The command says what to change and ends well."""
    done = anlan("plan", town, "--budget", "1e6", "--events", "50", "--must", "pumps")
    assert done.returncode == 0, done.stderr
    assert "No programme keeps to all limits" in done.stdout
    assert "do not demand pumps" in done.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--value", "killed"), "'killed' is not of the form consequence=number"),
        (("--least", "joy=0.5"), "'joy' is no consequence"),
        (("--must", "dike"), "'dike' is no measure of measures.csv"),
        (("--tail", "0.5"), "can only be weighed with samples"),
        (("--samples", "-1"), "samples is -1; give 0 or more"),
        (("--years", "0"), "years is 0; give 1 or more"),
    ],
)
def test_a_wrong_option_is_refused_in_one_line(town: Path, options: tuple[str, ...], said: str) -> None:
    """The message names the option's value and what to give; the status is that of a user's error."""
    done = anlan("plan", town, "--budget", "1e6", "--events", "20", *options)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_city_without_measures_has_nothing_to_plan(town: Path) -> None:
    """The message names the table."""
    (town / "measures.csv").unlink()
    done = anlan("plan", town, "--budget", "1e6", "--events", "20")
    assert done.returncode == 2
    assert "measures.csv has no row" in done.stderr
