"""The commands, and what happens when one fails."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.metadata import entry_points
from typing import Annotated

import typer
from typer.exceptions import TyperException

from anlan import __version__
from anlan.cli.console import (
    INTERRUPTED,
    LANGUAGE_HELP,
    USER_ERROR,
    Terminal,
    check_language,
    split_language,
    terminal,
)
from anlan.cli.interrupts import interruptible
from anlan.errors import AnlanError
from anlan.language import Message, mark

Adder = Callable[[typer.Typer, Terminal], None]

COMMANDS: Mapping[str, str] = {
    "city": "anlan.cli.city:add_city",
    "hazard": "anlan.cli.hazard:add_hazard",
    "assess": "anlan.cli.assess:add_assess",
    "register": "anlan.cli.register:add_register",
    "scenario": "anlan.cli.scenario:add_scenario",
    "supply": "anlan.cli.supply:add_supply",
    "plan": "anlan.cli.plan:add_plan",
    "cycle": "anlan.cli.cycle:add_cycle",
}
"""Module and function that add each of the engine's commands, by name; a command is loaded when it is asked for, since
the engine takes seconds to load. Other distributions add theirs through the entry-point group `GROUP`: one entry for
each command, with its name; several may name the same function."""

GROUP = "anlan.commands"


def build(screen: Terminal, arguments: Sequence[str] = ()) -> typer.Typer:
    """Build the command in the terminal's language.

    Parameters
    ----------
    screen
        Where the commands write.
    arguments
        What was asked for; see `load`.
    """
    say = screen.translate
    app = typer.Typer(
        name="anlan",
        help=say(mark("A city's whole risk-emergency cycle: assess, plan, supply, rehearse.")),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback(invoke_without_command=True)
    def root(
        context: typer.Context,
        lang: Annotated[str | None, typer.Option(help=say(LANGUAGE_HELP))] = None,
        version: Annotated[
            bool, typer.Option("--version", help=say(mark("Print the version and stop")), is_eager=True)
        ] = False,
    ) -> None:
        if version:
            screen.out.print(f"anlan {__version__}", highlight=False)
            raise typer.Exit
        if context.invoked_subcommand is None:
            screen.out.print(context.get_help(), highlight=False, markup=False)

    for add in load(arguments):
        add(app, screen)
    return app


def load(arguments: Sequence[str]) -> tuple[Adder, ...]:
    """Load the commands that may be wanted; a second call returns at once.

    Parameters
    ----------
    arguments
        What was asked for, without ``--lang``. Where it begins with one of `COMMANDS`, with the name of an entry point
        or with ``--version``, nothing else is loaded.
    """
    first = arguments[0] if arguments else ""
    if first == "--version":
        return ()
    if first in COMMANDS:
        return (_adder(COMMANDS[first]),)
    others = entry_points(group=GROUP)
    if first in others.names:
        return (others[first].load(),)
    return (*(_adder(place) for place in COMMANDS.values()), *dict.fromkeys(entry.load() for entry in others))


def _adder(place: str) -> Adder:
    module, function = place.split(":")
    found: Adder = getattr(import_module(module), function)
    return found


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status.

    Parameters
    ----------
    arguments
        Arguments without the program's name; None takes those of the process.
    """
    wish, rest = split_language(sys.argv[1:] if arguments is None else arguments)
    check_language(wish)
    raise SystemExit(run(terminal(wish), rest))


def run(screen: Terminal, arguments: list[str]) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    screen
        Where the commands write.
    arguments
        Arguments without the program's name and without ``--lang``.
    """
    try:
        command = build(screen, arguments)
        with interruptible():
            status = command(arguments, standalone_mode=False)
    except AnlanError as error:
        screen.error(error)
        return USER_ERROR
    except TyperException as error:  # a wrong option or argument
        error.show()  # type: ignore[attr-defined]
        return USER_ERROR
    except (typer.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    if status == INTERRUPTED:  # Typer turns Ctrl-C within a command into this status without a word
        screen.err.print(Message(mark("Stopped; nothing was left half written.")).render(screen.translate))
    return status if isinstance(status, int) else 0
