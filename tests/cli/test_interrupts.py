"""Ctrl-C ends a command, whatever a library makes of it."""

import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import SimpleNamespace

import pytest
import typer

from anlan.cli import app
from anlan.cli.console import INTERRUPTED, Terminal, terminal
from anlan.cli.interrupts import heed, interruptible
from anlan.cli.stages import Stages
from anlan.language import Message, mark


@pytest.fixture(autouse=True)
def _python_hears() -> Iterator[None]:
    """Python's own handler, which the runner of the tests may have replaced."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def turns_into_an_error(_screen: Terminal) -> None:
    """A library that reports a fault of its own where it is interrupted."""
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt as error:
        raise RuntimeError("while compiling") from error


def keeps_to_itself(screen: Terminal) -> None:
    """A library that swallows the interruption, then the next stage."""
    with suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    Stages(screen).begin(Message(mark("Load the city")))
    raise AssertionError("the command went on")


@pytest.mark.parametrize("how", [turns_into_an_error, keeps_to_itself])
def test_a_command_ends_as_stopped_whatever_a_library_makes_of_it(
    how: Callable[[Terminal], None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit status is that of Ctrl-C and one line says so; no trace of a library's error is shown."""

    def add(commands: typer.Typer, screen: Terminal) -> None:
        @commands.command("stopped")
        def stopped() -> None:
            how(screen)

    monkeypatch.setattr(app, "COMMANDS", {"stopped": "rooms:add"})
    monkeypatch.setattr(app, "import_module", lambda _place: SimpleNamespace(add=add))
    assert app.run(terminal("en"), ["stopped"]) == INTERRUPTED
    assert capsys.readouterr().err == "Stopped; nothing was left half written.\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def heed_and_divide(by: int) -> float:
    """A command with a fault."""
    heed()
    return 1 / by


def test_an_error_that_nobody_asked_for_stays_itself() -> None:
    """Without Ctrl-C a fault is a fault, also after an earlier command was stopped."""
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError), interruptible():
        heed_and_divide(0)


def test_who_ignores_the_signal_goes_on_ignoring_it() -> None:
    """A job in the background, to which the shell gave no Ctrl-C, is not ended by one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interruptible():
        signal.raise_signal(signal.SIGINT)
        heed()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
