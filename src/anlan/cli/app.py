"""The commands, and what happens when one fails."""

import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Annotated

import typer
from typer.exceptions import TyperException

from anlan import __version__
from anlan.cli.assess import add_assess
from anlan.cli.city import add_city
from anlan.cli.console import (
    INTERRUPTED,
    LANGUAGE_HELP,
    USER_ERROR,
    Terminal,
    check_language,
    split_language,
    terminal,
)
from anlan.cli.cycle import add_cycle
from anlan.cli.hazard import add_hazard
from anlan.cli.plan import add_plan
from anlan.cli.register import add_register
from anlan.cli.scenario import add_scenario
from anlan.errors import AnlanError
from anlan.language import Message, mark

Adder = Callable[[typer.Typer, Terminal], None]

COMMANDS: tuple[Adder, ...] = (add_city, add_hazard, add_assess, add_register, add_scenario, add_plan, add_cycle)
"""What adds the engine's commands; other distributions add theirs through the entry-point group `GROUP`."""

GROUP = "anlan.commands"


def build(screen: Terminal) -> typer.Typer:
    """Build the command in the terminal's language.

    Parameters
    ----------
    screen
        Where the commands write.
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

    for add in COMMANDS:
        add(app, screen)
    for entry in entry_points(group=GROUP):
        entry.load()(app, screen)
    return app


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
        status = build(screen)(arguments, standalone_mode=False)
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
