"""The tables of sentences, one for each language, and what is looked up in them by name."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from anlan.alerts.texts.events import Colour
from anlan.errors import SettingError
from anlan.language import Message, mark

LANGUAGES = ("zh-Hans", "en")
"""Languages that there are sentences in; another one is a table in ``wordings`` and a line here."""


class Status(StrEnum):
    """How a warning is meant; all but the first are marked in each of its texts."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


@cache
def table(language: str) -> dict[str, Any]:
    """Return the table of a language.

    Parameters
    ----------
    language
        One of `LANGUAGES`.

    Raises
    ------
    SettingError
        If there is none.
    """
    if language not in LANGUAGES:
        what = mark("there are no sentences in '{language}'; use one of {known}")
        raise SettingError(Message(what, language=language, known=", ".join(LANGUAGES)))
    content = (files("anlan.alerts.texts") / "wordings" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)


@dataclass(frozen=True)
class PlainWords:
    """What the hints of a language look for.

    Parameters
    ----------
    times, acts
        Patterns of a time, and of something to do.
    longest
        Characters of a sentence in Chinese, words in other languages, beyond which it is long (assumption).
    """

    times: tuple[str, ...]
    acts: tuple[str, ...]
    longest: int


def plain_words(language: str) -> PlainWords:
    """Return what the hints of a language look for.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    """
    row = table(language)["plain"]
    return PlainWords(tuple(row["times"]), tuple(row["acts"]), row["longest"])


def prefix_of(status: Status, language: str) -> str:
    """Return the mark at the head of the texts of an exercise or a test; empty where the warning is meant.

    Parameters
    ----------
    status
        Whether it is meant.
    language
        One of `LANGUAGES`.
    """
    row = table(language)["prefix"].get(status)
    return row["mark"] if row is not None else ""


def colour_name(colour: Colour, language: str) -> str:
    """Return the name of a colour.

    Parameters
    ----------
    colour
        The colour.
    language
        One of `LANGUAGES`.
    """
    name: str = table(language)["colours"][colour]
    return name
