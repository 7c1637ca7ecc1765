"""What every command keeps to: it explains itself in both languages, and bears a slip of the keyboard."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from anlan.cli.app import build, run
from anlan.cli.console import terminal

HAN = re.compile(r"[\u4e00-\u9fff]")
LANGUAGES = ("en", "zh-Hans")


@cache
def commands(language: str) -> dict[tuple[str, ...], Any]:
    """Collect every command that does something, by the words that call it; those of the centre too."""

    def walk(found: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
        inner = getattr(found, "commands", None)
        if inner is None:
            yield words, found
        else:
            for name, one in inner.items():
                yield from walk(one, (*words, name))

    return dict(walk(get_command(build(terminal(language))), ()))


EVERY = sorted(commands("en"))
every_command = pytest.mark.parametrize("words", EVERY, ids=" ".join)


def told(command: Any) -> dict[str, str]:
    """Return what a command says of itself and of each argument and option."""
    own = {one.name: getattr(one, "help", None) or "" for one in command.params if one.name != "help"}
    return {"": command.help or "", **own}


def test_commands_of_the_engine_and_of_the_centre_are_found() -> None:
    """The walk reaches commands within groups."""
    assert {("cycle",), ("city", "check"), ("up",), ("center", "audit", "verify")} <= set(EVERY)
    assert set(EVERY) == set(commands("zh-Hans"))


@every_command
def test_everything_is_explained_in_both_languages(words: tuple[str, ...]) -> None:
    """The command, its arguments and its options; in Chinese with Chinese words, in English with none."""
    english, chinese = (told(commands(language)[words]) for language in LANGUAGES)
    assert {name: text for name, text in english.items() if not text or HAN.search(text)} == {}
    assert {name: text for name, text in chinese.items() if not HAN.search(text)} == {}


@every_command
def test_an_option_that_there_is_not_is_named_and_leads_to_the_help(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """The status is that of a user's error, and nothing is run."""
    assert run(terminal("en"), [*words, "--no-such-option"]) == 2
    said = capsys.readouterr().err
    assert "--no-such-option" in said
    assert "--help" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [one for one in EVERY if any(p.required for p in commands("en")[one].params)],
                         ids=" ".join)  # fmt: skip
def test_what_is_missing_is_named(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """A command that needs something and gets nothing says what it needs."""
    needed = [one for one in commands("en")[words].params if one.required]
    assert run(terminal("en"), list(words)) == 2
    assert re.search(re.escape(needed[0].name), capsys.readouterr().err, re.IGNORECASE)


PATHS = [
    one
    for one in EVERY
    if next((p.name for p in commands("en")[one].params if p.param_type_name == "argument"), "") in {"city", "package"}
]


@pytest.mark.parametrize("words", PATHS, ids=" ".join)
def test_a_city_that_is_nowhere_is_named(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Place, value and a way out, and the status of a user's error; the centre is asked in a process of its own."""
    asked = [*words, "nowhere-at-all"]
    if words[0] in {"up", "center"}:
        program = [sys.executable, "-m", "anlan", *asked, "--data", str(tmp_path / "data")]
        ended = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
        status, said = ended.returncode, ended.stderr
    else:
        status, said = run(terminal("en"), asked), capsys.readouterr().err
    assert status == 2
    assert "nowhere-at-all" in said
