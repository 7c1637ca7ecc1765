"""The commands on supplies: ``anlan supply ...``."""

import typer

from anlan.cli.console import Terminal
from anlan.cli.supply_dispatch import add_dispatch
from anlan.cli.supply_donations import add_donations
from anlan.cli.supply_gap import add_gap
from anlan.cli.supply_needs import add_needs
from anlan.cli.supply_plan import add_plan
from anlan.cli.supply_receipts import add_receipts
from anlan.cli.supply_stock import add_stock
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
    for add in (add_needs, add_gap, add_plan, add_dispatch, add_receipts, add_donations, add_stock):
        add(group, screen)
    app.add_typer(group, name="supply")
