"""The compiled gettext catalogues, and which of them a reader wants."""

import gettext
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh-Hans", "en"]
Translator = Callable[[str], str]

LANGUAGES: tuple[Language, ...] = ("zh-Hans", "en")
"""Languages of the interface, as BCP 47 tags; English is the language of the keys."""


@cache
def translator(language: Language) -> Translator:
    """Return the function that turns an English key into `language`.

    Raises
    ------
    ValueError
        If `language` is not one of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not one of {', '.join(LANGUAGES)}; use one of these")
    if language == "en":
        return str
    folder = language.replace("-", "_")
    compiled = files("anlan.language") / "locales" / folder / "LC_MESSAGES" / "anlan.mo"
    with compiled.open("rb") as stream:
        return gettext.GNUTranslations(stream).gettext


def best_language(wishes: Iterable[str]) -> Language:
    """Choose the first of a reader's wishes that the interface speaks; English if none.

    Parameters
    ----------
    wishes
        Locale names such as ``zh_CN.UTF-8`` or ``en``, the most wanted first.
    """
    for wish in wishes:
        if wish.lower().startswith("zh"):
            return "zh-Hans"
        if wish.lower().startswith("en"):
            return "en"
    return "en"
