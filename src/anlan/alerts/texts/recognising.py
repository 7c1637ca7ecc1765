"""Recognise in words of others what kind of event and which colour a warning is of."""

import re
from functools import cache

from anlan.alerts.texts.events import COLOURS, EVENTS, Colour
from anlan.alerts.texts.tables import LANGUAGES, colour_name
from anlan.alerts.texts.wording import sentences


def kind_of(words: str) -> str | None:
    """Return the code of the kind of event that some words name; None where they name none that is known.

    Parameters
    ----------
    words
        Such as ``Heavy rain warning`` or ``暴雨橙色预警``; the longest name inside counts.
    """
    folded = words.casefold()
    inside = [name for name in _kinds() if _holds(folded, name)]
    return _kinds()[max(inside, key=len)] if inside else None


def colour_of(words: str) -> Colour | None:
    """Return the colour that some words name first; None where they name none.

    Parameters
    ----------
    words
        Such as ``暴雨橙色预警``.
    """
    folded = words.casefold()
    places = {
        found.start(): colour
        for colour in COLOURS
        for language in LANGUAGES
        if (found := re.search(_pattern(colour_name(colour, language)), folded)) is not None
    }
    return places[min(places)] if places else None


@cache
def _kinds() -> dict[str, str]:
    names: dict[str, str] = {}
    for code in EVENTS:
        for language in LANGUAGES:
            said = sentences(code, language)
            names |= {name.casefold(): code for name in (said.name, *said.aliases)}
    return names


def _holds(words: str, name: str) -> bool:
    return re.search(_pattern(name), words) is not None


def _pattern(name: str) -> str:
    """Return a pattern of a name: whole words where it is written in Latin letters."""
    return rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name)
