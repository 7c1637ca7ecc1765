"""Where the public reads a warning: its address is known before its page is written, so every message can carry it."""

import hashlib

from django.conf import settings
from django.utils.text import slugify


def slug_of(identifier: str) -> str:
    """Return what stands for an identifier in an address: its letters and digits, and six digits of its SHA-256.

    Parameters
    ----------
    identifier
        Of a message.
    """
    mark = hashlib.sha256(identifier.encode()).hexdigest()[:6]
    return f"{slugify(identifier)[:100].strip('-')}-{mark}".lstrip("-")


def page_of(identifier: str, language: str, *, exercise: bool) -> str:
    """Return the public address of a warning; the page lies there as a plain file, also when the centre is down.

    Parameters
    ----------
    identifier
        Of the message.
    language
        BCP-47 tag; what is not Chinese leads to the English page.
    exercise
        Whether it belongs to an exercise, whose pages lie apart.
    """
    folder = "zh" if language.lower().split("-")[0] == "zh" else "en"
    within = f"{'exercise/' if exercise else ''}{folder}/warnings/{slug_of(identifier)}.html"
    return f"{settings.ANLAN_INSTALLATION.origin}/public/{within}"
