"""How commands speak: in the reader's language, problems by place, one style for all."""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

from anlan.errors import AnlanError, InputError, Problem, Severity
from anlan.language import LANGUAGES, Language, Message, Translator, best_language, mark, translator

USER_ERROR = 2
"""Exit status when the input or an option is wrong."""

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells report it."""


@dataclass(frozen=True)
class Terminal:
    """Where a command writes, and in which language.

    Parameters
    ----------
    language
        The reader's language.
    out, err
        Consoles of standard output and standard error.
    """

    language: Language
    out: Console
    err: Console

    @property
    def translate(self) -> Translator:
        """Turn an English key into the reader's language."""
        return translator(self.language)

    def say(self, message: Message, style: str = "") -> None:
        """Write a sentence to standard output.

        Parameters
        ----------
        message
            The sentence.
        style
            Rich style, for example ``bold``.
        """
        self.out.print(escape(message.render(self.translate)), style=style or None, highlight=False, soft_wrap=True)

    def problems(self, problems: Sequence[Problem]) -> None:
        """Write problems to standard error, a line each, errors before notices.

        Parameters
        ----------
        problems
            Errors and notices.
        """
        for severity, style in ((Severity.ERROR, "red"), (Severity.NOTICE, "yellow")):
            for problem in problems:
                if problem.severity is severity:
                    place = escape(problem.place)
                    rest = escape(problem.render(self.translate)[len(problem.place) :])
                    self.err.print(f"[{style}]{place}[/{style}]{rest}", highlight=False, soft_wrap=True)

    def error(self, error: AnlanError) -> None:
        """Write what the program refuses to do, to standard error.

        Parameters
        ----------
        error
            The error; every problem of an `InputError` is written.
        """
        if isinstance(error, InputError):
            self.problems(error.problems)
        self.err.print(escape(error.message.render(self.translate)), style="bold red", highlight=False, soft_wrap=True)


def terminal(language: str | None) -> Terminal:
    """Open the terminal in a language.

    Parameters
    ----------
    language
        BCP 47 tag that the reader asked for; None takes the first of the usual environment variables that is set.
    """
    return Terminal(language_of(language), Console(), Console(stderr=True))


def language_of(wish: str | None) -> Language:
    """Return the language to speak: the reader's wish, else that of the environment, else English.

    Parameters
    ----------
    wish
        BCP 47 tag or locale name.
    """
    variables = ("LC_ALL", "LC_MESSAGES", "LANG")
    wishes = [wish] if wish else [os.environ[name] for name in variables if os.environ.get(name)]
    return best_language(wishes[:1])


def split_language(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take ``--lang`` out of the arguments, wherever it stands: commands are built in that language.

    Parameters
    ----------
    arguments
        Arguments of the command line, without the program's name.

    Returns
    -------
    The language that was asked for, or None, and the other arguments.
    """
    wish, rest = None, list(arguments)
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            wish = arguments[place + 1]
            del rest[place : place + 2]
            break
        if argument.startswith("--lang="):
            wish = argument.removeprefix("--lang=")
            del rest[place]
            break
    return wish, rest


SPOKEN = re.compile(r"(zh|en)([-_.].*)?", re.IGNORECASE)
"""Tags and locale names of the languages that the interface speaks, such as ``zh``, ``zh-CN`` and ``en_GB``."""

LANGUAGE_HELP = mark("Language: zh-Hans or en")


def check_language(value: str | None) -> str | None:
    """Refuse a language that the interface does not speak.

    Parameters
    ----------
    value
        What was given with ``--lang``.
    """
    if value is not None and not SPOKEN.fullmatch(value):
        sys.stderr.write(f"--lang {value}: give one of / 请使用 {', '.join(LANGUAGES)}\n")
        raise SystemExit(USER_ERROR)
    return value
