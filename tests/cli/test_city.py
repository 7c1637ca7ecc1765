"""The commands on city packages: what they print, how they end, what they leave behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from anlan.city import City
from anlan.city.describe import page
from anlan.cli.app import build, run
from anlan.cli.console import Terminal
from anlan.language import Language
from tests.city.import_files import districts, table
from tests.conftest import ROOT

ANLAN = [sys.executable, "-c", "from anlan.cli import main; main()"]


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path, lang: Language = "en") -> tuple[int, str, str]:
    """Run a command in this process; return its status, output and errors."""
    screen = Terminal(lang, Console(width=200), Console(stderr=True, width=200))
    status = run(screen, [str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
@pytest.mark.parametrize("command", ["check", "show", "new", "import", "describe"])
def test_every_command_explains_itself(command: str, lang: Language) -> None:
    """Help is short and in the reader's language."""
    screen = Terminal(lang, Console(width=200), Console(stderr=True, width=200))
    result = CliRunner().invoke(build(screen), ["city", command, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in result.output)
    assert chinese == (lang == "zh-Hans")


def test_an_import_says_what_it_made_and_what_it_guessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line counts areas, cells and people; guesses stand on standard error."""
    areas = districts(tmp_path, population=[900, 101])
    arguments = ("city", "import", tmp_path / "town", "--areas", areas, "--id", "town", "--timezone", "Asia/Shanghai")
    status, out, err = said(capsys, *arguments)
    assert status == 0
    assert "3 areas" in out
    assert "1,001 people" in out
    assert "districts.geojson: the field 'adcode' was taken for the code of the area" in err
    assert City.load(tmp_path / "town").info["id"] == "town"


def test_an_import_that_fails_lists_every_problem_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two bad files, one message with all of it, status 2, no package."""
    people = table(tmp_path, "people.csv", "code,population\n320701,many\n320709,3\n")
    status, _, err = said(
        capsys, "city", "import", tmp_path / "town", "--areas", districts(tmp_path), "--population", people
    )
    assert status == 2
    assert "people.csv:2: population is 'many', not a number" in err
    assert "people.csv:3: code '320709' is not among the areas; correct it, or add the area" in err
    assert not (tmp_path / "town").exists()


def test_an_import_updates_only_when_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --force an existing package is refused, with it the population is replaced."""
    town, people = tmp_path / "town", table(tmp_path, "people.csv", "code,population\n320701,5\n320702,6\n")
    assert said(capsys, "city", "import", town, "--areas", districts(tmp_path, population=[1, 2]))[0] == 0
    status, _, err = said(capsys, "city", "import", town, "--population", people)
    assert (status, "use --force" in err) == (2, True)
    assert said(capsys, "city", "import", town, "--population", people, "--force")[0] == 0
    assert City.load(town).info["population"] == 11


def test_a_wrong_datum_is_answered_with_the_right_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip in an option ends with status 2 and the allowed values."""
    status, _, err = said(capsys, "city", "import", tmp_path / "town", "--datum", "bd09")
    assert status == 2
    assert all(datum in err for datum in ("wgs84", "cgcs2000", "gcj02"))
    assert "Traceback" not in err


def test_check_prints_errors_before_notices_and_counts_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not read is a notice and comes after what stops the work."""
    town = tmp_path / "town"
    assert said(capsys, "city", "new", town)[0] == 0
    (town / "aaa.csv").write_text("x\n", encoding="utf-8")
    status, out, err = said(capsys, "city", "check", town)
    assert status == 2
    assert err.index("areas.csv: the required table has no rows") < err.index("aaa.csv: a city package has no file")
    assert "errors: 2, notices: 1" in out


@pytest.mark.parametrize("name", ["map.svg", "map"])
def test_show_refuses_other_formats_before_it_works(
    cities: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """The message names the two that there are."""
    status, out, err = said(capsys, "city", "show", cities / "tinytown", "--out", name)
    assert (status, out) == (2, "")
    assert "ends neither in .png nor in .html" in err


def test_show_names_a_place_that_cannot_be_written(
    cities: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file where a folder should be is said, not traced."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    status, _, err = said(capsys, "city", "show", cities / "tinytown", "--out", tmp_path / "file" / "map.html")
    assert status == 2
    assert "map.html cannot be written" in err


def test_show_speaks_chinese(cities: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Headings, levels and kinds are Chinese, and so are the names."""
    status, out, _ = said(capsys, "city", "show", cities / "tinytown", lang="zh-Hans")
    assert status == 0
    assert all(words in out for words in ("小镇", "医院", "低区", "亿元"))


def test_describe_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed is what is committed as docs/city-package.md."""
    status, out, _ = said(capsys, "city", "describe")
    assert (status, out) == (0, page())


@pytest.mark.parametrize("package", ["nowhere", "city.toml"])
def test_a_path_without_a_package_is_a_user_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], package: str
) -> None:
    """A folder that is not there, or a file that is no archive: one line, status 2."""
    (tmp_path / "city.toml").write_text("", encoding="utf-8")
    status, _, err = said(capsys, "city", "show", tmp_path / package)
    assert status == 2
    assert package in err


def interrupted(tmp_path: Path, shared_data: Path, program: str, seconds: float) -> tuple[int, str, Path]:
    """Send Ctrl-C to an import, some seconds after its first output; return status, errors and its folder."""
    areas = shared_data / "lianyungang/admin/districts_cgcs2000_generalised.geojson"
    people = table(tmp_path, "people.csv", "code,population\n320700,4599360\n")
    target = tmp_path / "work"
    target.mkdir()
    command = ["city", "import", str(target / "town"), "--areas", str(areas), "--population", str(people)]
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "  # a test runner may ignore it
    running = subprocess.Popen(
        [sys.executable, "-c", heard + program, *command, "--resolution", "10", "--lang", "en"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "begun\n"
    time.sleep(seconds)
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    return running.returncode, err, target


def test_a_stopped_import_leaves_nothing(tmp_path: Path, shared_data: Path) -> None:
    """Ctrl-C while a real city is gridded finely: status 130, one sentence, an empty folder."""
    program = "from anlan.cli import main; print('begun', flush=True); main()"
    status, err, target = interrupted(tmp_path, shared_data, program, 2.0)
    assert status == 130
    assert "nothing was left half written" in err
    assert "Traceback" not in err
    assert list(target.iterdir()) == []


def test_a_command_stopped_while_it_loads_ends_without_a_word(tmp_path: Path, shared_data: Path) -> None:
    """Ctrl-C before the program is loaded: ended by the signal, no traceback, an empty folder."""
    program = "from anlan.__main__ import main; print('begun', flush=True); main()"
    status, err, target = interrupted(tmp_path, shared_data, program, 0.2)
    assert (status, err) == (-signal.SIGINT, "")
    assert list(target.iterdir()) == []
