"""What several commands ask for in the same words: the package, scenarios, how they are followed, where to write."""

from functools import cached_property
from typing import Any

import typer

from anlan.cli.console import Terminal
from anlan.language import mark


class Asking:
    """Arguments and options, explained in the reader's language.

    Parameters
    ----------
    screen
        Where the command writes.
    """

    def __init__(self, screen: Terminal) -> None:
        self._say = screen.translate

    def option(self, text: str) -> Any:
        """Return an option of a command's own.

        Parameters
        ----------
        text
            What it is, marked for translation.
        """
        return typer.Option(help=self._say(text))

    def argument(self, text: str) -> Any:
        """Return an argument of a command's own.

        Parameters
        ----------
        text
            What it is, marked for translation.
        """
        return typer.Argument(help=self._say(text))

    @cached_property
    def package(self) -> Any:
        """The city package."""
        return self.argument(mark("City package: a folder or a zip archive"))

    @cached_property
    def scenarios(self) -> Any:
        """Scenarios by file or name; see `anlan.cli.choosing.chosen`."""
        return self.argument(
            mark("Files of scenarios, kinds of hazard for their worst credible events, 'worst' or 'all'")
        )

    @cached_property
    def out(self) -> Any:
        """Folder of the report."""
        return self.option(mark("Folder of the report"))

    @cached_property
    def force(self) -> Any:
        """Whether the folder is replaced whatever it holds."""
        return self.option(mark("Replace the folder whatever it holds"))

    @cached_property
    def level(self) -> Any:
        """Level of the areas."""
        return self.option(mark("Level of the areas: a value of the column level of areas.csv"))

    @cached_property
    def samples(self) -> Any:
        """Samples in which a scenario is followed."""
        return self.option(mark("Samples of damage and repair"))

    @cached_property
    def seed(self) -> Any:
        """Seed of all random numbers."""
        return self.option(mark("Seed of all random numbers"))

    @cached_property
    def workers(self) -> Any:
        """Threads."""
        return self.option(mark("Threads; all cores if not given"))

    @cached_property
    def floor(self) -> Any:
        """Credibility floors."""
        return self.option(
            mark("Credibility floor, 1/year: VALUE for all or KIND=VALUE for a hazard or class; repeatable")
        )

    @cached_property
    def events(self) -> Any:
        """Events of each hazard."""
        return self.option(mark("Events simulated for each hazard"))
