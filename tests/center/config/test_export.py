"""The public pages as plain files, by command."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from anlan.cli.console import Terminal
from anlan.errors import SettingError
from anlan_center.alerts.bulletins.models import Publication
from anlan_center.config.running import export
from tests.center.alerts.bulletins.conftest import city, folder, people, published, released, reviewed
from tools.project import ROOT

__all__ = ["city", "folder", "people", "published", "released", "reviewed"]


def screen() -> Terminal:
    """Return an English screen."""
    return Terminal("en", Console(), Console(stderr=True))


def test_the_pages_are_written_and_counted(
    published: Callable[..., Publication], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that was not there holds the warning in both languages and its signed file; again is no fault."""
    slug = published().slug
    place = tmp_path / "new" / "pages"
    for _again in range(2):
        export(screen(), place)
    assert {path.parent.parent.name for path in place.rglob(f"warnings/{slug}.html")} == {"zh", "en"}
    assert (place / "cap" / f"{slug}.xml").read_bytes().startswith(b"<?xml")
    written = sum(path.is_file() for path in place.rglob("*"))
    assert f"{written:,}" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_to_is_named(published: Callable[..., Publication], tmp_path: Path) -> None:
    """Here a file stands in its place."""
    published()
    (tmp_path / "pages").write_text("mine", encoding="utf-8")
    with pytest.raises(SettingError, match="choose another folder"):
        export(screen(), tmp_path / "pages")
    assert (tmp_path / "pages").read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
def test_without_tables_the_command_says_what_to_run(tmp_path: Path) -> None:
    """A new data folder has none yet; nothing is written."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200", "LANG": "C.UTF-8"}
    command = [
        sys.executable,
        "-m",
        "anlan",
        "center",
        "export",
        str(tmp_path / "out"),
        "--data",
        str(tmp_path / "data"),
    ]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode != 0
    assert "anlan center migrate" in ended.stderr + ended.stdout
    assert "Traceback" not in ended.stderr
