"""The command itself: what it loads, and that every command of its table is there."""

import subprocess
import sys

import pytest

from anlan.cli.app import COMMANDS, build
from anlan.cli.console import terminal


def test_the_version_is_told_without_loading_the_engine() -> None:
    """Who only asks for the version does not wait for the engine."""
    script = "import sys; from anlan.cli import main\ntry: main(['--version'])\nfinally: print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("anlan ")
    assert done.stdout.endswith("False\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_there_when_it_is_asked_for(name: str) -> None:
    """Each row of the table adds the command of its name, and nothing else is loaded for it."""
    app = build(terminal("en"), [name])
    assert [*(one.name for one in app.registered_commands), *(one.name for one in app.registered_groups)] == [name]


def test_help_lists_every_command() -> None:
    """Without a command all are loaded."""
    app = build(terminal("en"), ["--help"])
    found = {*(one.name for one in app.registered_commands), *(one.name for one in app.registered_groups)}
    assert found >= set(COMMANDS)


def test_a_command_of_another_distribution_is_loaded_alone() -> None:
    """The centre's commands load the engine only where they need it: its help and its refusals come at once."""
    script = (
        "import sys; from anlan.cli.app import load\nassert len(load(['center'])) == 1\nprint('scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
