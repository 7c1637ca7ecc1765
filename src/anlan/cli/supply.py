"""The commands on supplies: ``anlan supply ...``."""

import typer

from anlan.cli.console import Terminal
from anlan.language import mark


def add_supply(app: typer.Typer, screen: Terminal) -> None:
    """Add the group ``anlan supply``.

    Parameters
    ----------
    app
        Command to add it to.
    screen
        Where the commands write.
    """
    whole = mark("List, cover, plan, keep and send out supplies.")
    group = typer.Typer(help=screen.translate(whole), no_args_is_help=True)
    app.add_typer(group, name="supply")
