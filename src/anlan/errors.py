"""The error tree.

::

    AnlanError                  anything this program refuses to do; carries a `Message`
    |- InputError               the user's input is wrong: a list of `Problem`, all of them at once
    |  |- PackageError          a city package cannot be read or does not hold together
    |  |- ImportDataError       a file given to an importer cannot be used
    |  `- LedgerError           entries that the ledger of supplies refuses, or a journal that is not whole
    |- SettingError             an option or parameter is outside what is allowed
    `- MissingPartError         an optional part of the program is not installed

An outcome of a computation (nothing exceeds the floor, demand is not met) is a value of its result, never an error.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from anlan.language import Message, Translator, mark


class Severity(StrEnum):
    """How much a problem matters: an error stops the work, a notice does not."""

    ERROR = "error"
    NOTICE = "notice"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input file, and what to do about it.

    Parameters
    ----------
    file
        Name of the file inside its package, for example ``stock.csv``.
    what
        What is wrong, with the offending value.
    remedy
        What the user can do.
    line
        Line in the file as a text editor counts it, from 1; None where the problem is the whole file.
    feature
        Identifier of a feature or a key, for files that are not read by line.
    severity
        Whether the work stops.
    code
        Short stable name of the kind of problem, for tests and for filtering; for example ``duplicate-key``.
    """

    file: str
    what: Message
    remedy: Message
    line: int | None = None
    feature: str | None = None
    severity: Severity = Severity.ERROR
    code: str = "invalid"

    @property
    def place(self) -> str:
        """Where the problem is, as ``file:line`` or ``file#feature``."""
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return f"{self.file}#{self.feature}" if self.feature is not None else self.file

    def render(self, translate: Translator = str) -> str:
        """Say the problem and its remedy in one line."""
        sentence = Message(mark("{place}: {what}; {remedy}"), place=self.place, what=self.what, remedy=self.remedy)
        return sentence.render(translate)

    def __str__(self) -> str:
        return self.render()


class AnlanError(Exception):
    """Anything that this program refuses to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message

    def __reduce__(self) -> tuple[type["AnlanError"], tuple[Any, ...]]:
        """Go to another process as the message from which it was made."""
        return type(self), (self.message,)


class InputError(AnlanError):
    """The user's input is wrong; every problem that was found is listed.

    Parameters
    ----------
    problems
        Errors and notices in the order of the files.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        count = sum(problem.severity is Severity.ERROR for problem in self.problems)
        said = mark("1 problem in the input") if count == 1 else mark("{count} problems in the input")
        super().__init__(Message(said, count=count))

    def __reduce__(self) -> tuple[type["InputError"], tuple[Any, ...]]:
        """Go to another process as the problems from which it was made."""
        return type(self), (self.problems,)

    def __str__(self) -> str:
        return "\n".join([str(self.message), *map(str, self.problems)])


class PackageError(InputError):
    """A city package cannot be read or does not hold together."""


class ImportDataError(InputError):
    """A file given to an importer cannot be used."""


class LedgerError(InputError):
    """Entries that the ledger of supplies refuses, or a journal that is not whole."""


class SettingError(AnlanError):
    """An option or parameter is outside what is allowed."""

    @classmethod
    def of(cls, wrong: Sequence[Message]) -> "SettingError":
        """Return one error that says several things, a line each.

        Parameters
        ----------
        wrong
            What is wrong, one or more.
        """
        said = wrong[0]
        for one in wrong[1:]:
            said = Message("{first}\n{second}", first=said, second=one)
        return cls(said)


class MissingPartError(AnlanError):
    """An optional part of the program is not installed."""
