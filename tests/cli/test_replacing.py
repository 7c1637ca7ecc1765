"""What a command may replace: a report, but no scenario file that a user put into it or worked on."""

import json
from pathlib import Path

import pytest

from anlan.cli.replacing import FOLDER, replaceable
from anlan.report.document import MARKER
from anlan.report.files import NUMBERS


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A folder as ``anlan scenario worst`` leaves it."""
    (tmp_path / NUMBERS).write_text(json.dumps({"marker": MARKER}), encoding="utf-8")
    (tmp_path / FOLDER).mkdir()
    for name in ("worst", "rain_flood", "typhoon_joint"):
        keep(tmp_path, name)
    return tmp_path


def keep(folder: Path, name: str, origin: str = "worst", version: int = 1) -> None:
    """Put a scenario file into the folder, as far as it is looked at."""
    path = folder / FOLDER / f"{name}.scenario.json"
    path.write_text(json.dumps({"origin": origin, "version": version}), encoding="utf-8")


def test_a_report_with_the_files_that_the_program_wrote_may_be_replaced(report: Path) -> None:
    """Choices of hazards, of hazards that strike together, and the worst of all."""
    assert replaceable(report)


@pytest.mark.parametrize(
    ("name", "origin", "version"), [("mine", "worst", 1), ("worst", "footprint", 1), ("worst", "worst", 2)]
)
def test_a_scenario_of_the_users_own_is_not_replaced(report: Path, name: str, origin: str, version: int) -> None:
    """A name, an origin or a version that the program does not write there."""
    keep(report, name, origin, version)
    assert not replaceable(report)


def test_what_is_no_scenario_is_not_replaced(report: Path) -> None:
    """Notes beside the scenarios, and a damaged file, are somebody's."""
    (report / FOLDER / "notes.txt").write_text("mine", encoding="utf-8")
    assert not replaceable(report)
    (report / FOLDER / "notes.txt").unlink()
    (report / FOLDER / "worst.scenario.json").write_text("{", encoding="utf-8")
    assert not replaceable(report)


def test_a_folder_without_a_report_is_not_replaced(tmp_path: Path) -> None:
    """An empty folder is for `refuse_foreign` to judge."""
    assert not replaceable(tmp_path)
