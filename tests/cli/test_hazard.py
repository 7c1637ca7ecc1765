"""The commands on event sets of other programs: what they write and what they refuse."""

from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from anlan.cli.app import build, run
from anlan.cli.console import Terminal
from anlan.hazards.exchange import read_climada, read_folder
from tests.hazards.exchange.made import arrays, climada_file


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Run a command in this process; return its status, output and errors."""
    status = run(Terminal("en", Console(width=200), Console(stderr=True, width=200)), [str(one) for one in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize("command", ["import", "export"])
def test_every_command_explains_itself(command: str) -> None:
    """Each option has its line."""
    screen = Terminal("en", Console(width=200), Console(stderr=True, width=200))
    result = CliRunner().invoke(build(screen), ["hazard", command, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "--format" in result.output


def test_a_hazard_of_climada_goes_in_and_out_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Import to a folder, export for CLIMADA, for OpenQuake and as text."""
    source = climada_file(tmp_path / "a.h5", arrays)
    status, out, err = said(capsys, "hazard", "import", source, "--kind", "typhoon_wind", "--out", tmp_path / "set")
    assert (status, err) == (0, "")
    assert "2 events (1 with a footprint), 3 points, 0.12 events a year" in out
    for form, name in {"climada": "b.h5", "openquake": "oq", "csv": "text"}.items():
        assert said(capsys, "hazard", "export", tmp_path / "set", tmp_path / name, "--format", form)[0] == 0
    assert read_climada(tmp_path / "b.h5", "typhoon_wind").names == ("Ida", "Joe")
    assert read_folder(tmp_path / "text").data.tolist() == [20.0, 41.5]
    assert sorted(path.name for path in (tmp_path / "oq").iterdir()) == ["events.csv", "gmfs.csv", "sites.csv"]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_what_was_converted_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A notice on standard error; the work goes on."""
    source = climada_file(tmp_path / "a.h5", arrays)
    arguments = ("hazard", "import", source, "--kind", "typhoon_wind", "--unit", "kn", "--out", tmp_path / "set")
    status, _, err = said(capsys, *arguments)
    assert status == 0
    assert "intensities in kn were multiplied by 0.514444 to be in m/s" in err


def test_return_periods_have_no_meaning_by_default(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The question is put; with the answer the same command works."""
    table = tmp_path / "maps.csv"
    table.write_text("lon,lat,10,100\n119.1,34.5,0.5,1.5\n")
    arguments = ("hazard", "import", table, "--kind", "rain_flood", "--unit", "m", "--out", tmp_path / "set")
    status, _, err = said(capsys, *arguments)
    assert status == 2
    assert "--frequencies marginal or occurrence" in err
    assert not (tmp_path / "set").exists()
    assert said(capsys, *arguments, "--frequencies", "marginal")[0] == 0
    assert read_folder(tmp_path / "set").frequency.tolist() == pytest.approx([0.09, 0.01])


def test_every_problem_of_a_file_is_listed_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Winds in knots under the name of m/s, and a frequency that is a return period."""
    source = climada_file(
        tmp_path / "a.h5",
        arrays,
        frequency=np.array([475.0, 0.1]),
        intensity=np.array([[150.0, 0.0, 0.0], [0.0, 0.0, 0.0]]),
    )
    status, _, err = said(capsys, "hazard", "import", source, "--kind", "typhoon_wind", "--out", tmp_path / "set")
    assert status == 2
    assert "are they return periods in years?" in err
    assert "are the values in kn?" in err
    assert [path.name for path in tmp_path.iterdir()] == ["a.h5"]


def test_what_exists_is_replaced_on_demand_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a folder of other things not even then."""
    source = climada_file(tmp_path / "a.h5", arrays)
    arguments = ("hazard", "import", source, "--kind", "typhoon_wind", "--out", tmp_path / "set")
    assert said(capsys, *arguments)[0] == 0
    assert said(capsys, *arguments)[0] == 2
    assert said(capsys, *arguments, "--force")[0] == 0
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("keep me")
    assert said(capsys, *arguments[:-1], tmp_path / "other", "--force")[0] == 2
    assert (tmp_path / "other" / "letter.txt").read_text() == "keep me"


def test_a_form_that_cannot_be_told_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the ending of the file."""
    (tmp_path / "a.dat").write_text("")
    status, _, err = said(capsys, "hazard", "import", tmp_path / "a.dat", "--kind", "tsunami", "--out", tmp_path / "x")
    assert status == 2
    assert "give --format" in err
