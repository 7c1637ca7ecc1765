"""The commands as a user runs them: output, exit status, and what is left on disk."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anlan.city.tables import TABLES
from tests.conftest import ROOT
from tools.tinytown.build import build

ANLAN = [sys.executable, "-c", "from anlan.cli import main; main()"]


def anlan(*arguments: str | Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [*ANLAN, *map(str, arguments), "--lang", lang],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
    )


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A copy of tinytown that a test may change."""
    build(tmp_path / "town")
    return tmp_path / "town"


def test_cycle_writes_the_page_the_numbers_and_the_tables(town: Path, tmp_path: Path) -> None:
    """Each stage says one line; the folder holds what the last lines name."""
    done = anlan("cycle", town, "--out", tmp_path / "out", "--events", "50", "--floor", "0.02")
    assert done.returncode == 0, done.stderr
    for stage in ("Load the city", "Assess Rain flood", "Worst credible scenarios", "Needs and supplies"):
        assert stage in done.stdout
    numbers = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert numbers["provenance"]["seed"] == 1
    assert (tmp_path / "out" / "report.html").stat().st_size > 500_000
    assert {path.suffix for path in (tmp_path / "out" / "tables").iterdir()} == {".csv", ".parquet"}


def test_the_same_seed_gives_the_same_files_for_one_and_two_workers(town: Path, tmp_path: Path) -> None:
    """Every file of the report is equal byte for byte."""
    for workers in ("1", "2"):
        done = anlan("cycle", town, "--out", tmp_path / workers, "--events", "130", "--workers", workers)
        assert done.returncode == 0, done.stderr
    first, second = (
        {path.relative_to(tmp_path / workers): path.read_bytes() for path in (tmp_path / workers).rglob("*.*")}
        for workers in ("1", "2")
    )
    assert first == second


def test_a_bad_package_is_refused_with_all_its_problems(town: Path, tmp_path: Path) -> None:
    """Two faults in two files are both named with line, value and remedy; nothing is written."""
    stock = town / "stock.csv"
    stock.write_text(stock.read_text().replace("water-store,water", "water-store,watter"))
    cells = town / "cells.csv"
    cells.write_text(cells.read_text().replace(",100,100,20", ",-100,100,20", 1))
    done = anlan("cycle", town, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "stock.csv:2: item 'watter'" in done.stderr
    assert "cells.csv:2:" in done.stderr
    assert "-100" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_of_other_files_is_not_replaced(town: Path, tmp_path: Path) -> None:
    """What we did not write stays, unless the user insists; an earlier report is replaced."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    refused = anlan("cycle", town, "--out", out, "--events", "10", "--floor", "0.1")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (out / "thesis.txt").read_text() == "years of work"
    forced = anlan("cycle", town, "--out", out, "--events", "10", "--floor", "0.1", "--force")
    assert forced.returncode == 0, forced.stderr
    again = anlan("cycle", town, "--out", out, "--events", "10", "--floor", "0.1")
    assert again.returncode == 0, again.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("sign", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_stopped_run_leaves_nothing_half_written(cities: Path, tmp_path: Path, sign: int, status: int) -> None:
    """After Ctrl-C or kill -9 in the middle of a run there is no report folder."""
    out = tmp_path / "out"
    command = [*ANLAN, "cycle", str(cities / "lianyungang"), "--out", str(out), "--lang", "en"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert running.stdout is not None
    assert "Load the city" in running.stdout.readline()
    time.sleep(1.0)
    running.send_signal(sign)
    running.communicate(timeout=120)
    assert running.returncode == status
    assert not out.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_is_refused(town: Path, tmp_path: Path) -> None:
    """The message says the value and what is allowed."""
    done = anlan("cycle", town, "--out", tmp_path / "out", "--floor", "2")
    assert done.returncode == 2
    assert "credibility floor is 2.0" in done.stderr


@pytest.mark.parametrize(("lang", "words"), [("en", "no errors"), ("zh-Hans", "没有错误")])
def test_check_speaks_the_readers_language(town: Path, lang: str, words: str) -> None:
    """The same command in English and in Chinese."""
    done = anlan("city", "check", town, lang=lang)
    assert done.returncode == 0
    assert words in done.stdout


def test_check_counts_errors_and_leaves_with_status_2(town: Path) -> None:
    """Errors stop scripts that call the check."""
    (town / "areas.csv").unlink()
    done = anlan("city", "check", town)
    assert done.returncode == 2
    assert "areas.csv" in done.stderr


def test_a_new_package_is_explained_and_never_overwrites(tmp_path: Path) -> None:
    """Every table has a commented header; a second call is refused."""
    done = anlan("city", "new", tmp_path / "mine", "--all")
    assert done.returncode == 0, done.stderr
    assert "# population:" in (tmp_path / "mine" / "cells.csv").read_text(encoding="utf-8")
    assert len(list((tmp_path / "mine").glob("*.csv"))) == len(TABLES)
    assert anlan("city", "new", tmp_path / "mine").returncode == 2


@pytest.mark.parametrize("name", ["map.png", "map.html"])
def test_show_draws_the_map(town: Path, tmp_path: Path, name: str) -> None:
    """The picture is written whole, and the summary counts the people."""
    done = anlan("city", "show", town, "--out", tmp_path / name)
    assert done.returncode == 0, done.stderr
    assert "4,200" in done.stdout
    assert (tmp_path / name).stat().st_size > 10_000


def test_a_wrong_option_is_a_user_error() -> None:
    """No traceback for a slip of the keyboard."""
    done = anlan("cycle", "--oout", "x")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_version_is_printed() -> None:
    """The program says its version and stops."""
    assert anlan("--version").stdout.startswith("anlan 0.")
