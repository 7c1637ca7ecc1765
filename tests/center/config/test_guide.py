"""The guide for production says what is there: variables, commands and units that systemd can read."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from anlan.cli.app import build
from anlan.cli.console import terminal
from tools.project import ROOT

GUIDE = (ROOT / "docs" / "guide" / "centre-in-production.md").read_text(encoding="utf-8")
CONFIG = ROOT / "src" / "anlan_center" / "config"


def test_every_variable_that_is_read_stands_in_the_guide() -> None:
    """A variable is what code asks its environment for; demonstrations are no matter of this guide."""
    asked = re.compile(r'environ(?:ment)?(?:\.get\(|\[)"(ANLAN_[A-Z_]+|DATABASE_URL)"')
    read = {name for place in CONFIG.glob("*.py") for name in asked.findall(place.read_text(encoding="utf-8"))}
    assert len(read) >= 12
    assert read - set(re.findall(r"`?\b([A-Z]+_[A-Z_]+)\b", GUIDE)) <= {"ANLAN_DEMO"}


def test_every_command_that_the_guide_types_is_there() -> None:
    """In units, containers and shells alike; and every command of the centre is typed somewhere."""
    group = next(one for one in build(terminal("en"), ["center"]).registered_groups if one.name == "center")
    assert group.typer_instance is not None
    commands, groups = group.typer_instance.registered_commands, group.typer_instance.registered_groups
    there = {one.name for one in commands} | {one.name for one in groups}
    typed = set(re.findall(r"anlan[ _]center ([a-z-]+)", GUIDE))
    assert typed == there


def test_containers_pass_on_that_they_are_to_stop() -> None:
    """A shell in front of the program keeps the signal to itself, and deliveries in hand are cut off."""
    typed = re.findall(r'command: sh -c "(.*)"', GUIDE)
    assert len(typed) == 3
    assert all(line.rpartition(" && ")[2].startswith("exec anlan center ") for line in typed)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    """Only the program and its variables, which are not installed here, are replaced."""
    blocks = re.findall(r"```ini\n# /etc/systemd/system/(\S+)\n(.*?)```", GUIDE, re.DOTALL)
    assert {name for name, _text in blocks} == {
        "anlan-migrate.service",
        "anlan-serve.service",
        "anlan-deliver@.service",
    }
    for name, text in blocks:
        (tmp_path / name.replace("@", "@1")).write_text(
            text.replace("/opt/anlan/bin/anlan", shutil.which("true") or "/bin/true"), encoding="utf-8"
        )
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
