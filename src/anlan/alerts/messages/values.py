"""Which texts the types of the schemas allow (W3C, XML Schema Part 2: Datatypes, second edition, 2004).

Blanks around a value do not matter to any of these types.
"""

import re
from calendar import isleap
from datetime import datetime

BLANKS = " \t\r\n"
"""White space of XML."""

MOST_DIGITS = 18
"""Digits of a year, or of a size that is looked at, that fit into 64 bits."""

_PARTS = re.compile(
    rf"-?(\d{{4,{MOST_DIGITS}}})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)(?:Z|[-+](\d\d):(\d\d))?",
    re.ASCII,
)
_OF_12 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
_DECIMAL = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_INTEGER = re.compile(r"[-+]?\d+", re.ASCII)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_SIGN = r"(?:[^%\[\]#?/:@]|%[0-9a-fA-F]{2})"
_PATH_SIGN = r"(?:[^%\[\]#?/]|%[0-9a-fA-F]{2})"
_URI = re.compile(
    r"(?:[a-zA-Z][-+.a-zA-Z0-9]*:|(?![^/?#]*:))"
    rf"(?://(?:(?:{_SIGN}|:)*@)?(?:\[[^\]]*\]|{_SIGN}*)(?::(?P<port>[0-9]+))?(?:/{_PATH_SIGN}*)*|(?!//)(?:{_PATH_SIGN}|/)*)"
    r"(?:\?(?:[^%\[\]#]|%[0-9a-fA-F]{2})*)?"
    r"(?:#(?:[^%#]|%[0-9a-fA-F]{2})*)?",
    re.DOTALL,
)
"""A reference after RFC 3986, where signs that must be escaped may stand unescaped, as the type ``anyURI`` has it."""

MOST_PORT = 2**31 - 1
"""Greatest port of an address, as parsers of ``anyURI`` have it."""


def is_time(text: str) -> bool:
    """Say whether a text is a ``dateTime``: the offset may be left out, seconds may have parts.

    Parameters
    ----------
    text
        The text.
    """
    found = _PARTS.fullmatch(text.strip(BLANKS))
    if found is None:
        return False
    year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    if year == 0 or (len(found[1]) > 4 and found[1][0] == "0") or not 1 <= month <= 12:
        return False
    if not 1 <= day <= _DAYS[month - 1] + (month == 2 and isleap(year)):
        return False
    midnight = hour == 24 and minute == 0 and float(found[6]) == 0.0
    if not midnight and (hour > 23 or minute > 59 or float(found[6]) >= 60.0):
        return False
    offset = (int(found[7]), int(found[8])) if found[7] is not None else (0, 0)
    return offset <= (14, 0) and offset[1] < 60


def is_moment_of_12(text: str) -> bool:
    """Say whether a text is a time as CAP 1.2 writes it: whole seconds, and the offset in numbers.

    Parameters
    ----------
    text
        The text.
    """
    stripped = text.strip(BLANKS)
    if _OF_12.fullmatch(stripped) is None:
        return False
    try:
        datetime.fromisoformat(stripped)
    except ValueError:
        return is_time(stripped)  # such as 24:00:00, or a year that `datetime` does not know
    return stripped[-5:] <= "14:00" and stripped[-2:] < "60"


def is_language(text: str) -> bool:
    """Say whether a text is a ``language``; an empty one takes the default of the schema.

    Parameters
    ----------
    text
        The text.
    """
    return not text or _LANGUAGE.fullmatch(text.strip(BLANKS)) is not None


def is_decimal(text: str) -> bool:
    """Say whether a text is a ``decimal``.

    Parameters
    ----------
    text
        The text.
    """
    return _DECIMAL.fullmatch(text.strip(BLANKS)) is not None


def is_integer(text: str) -> bool:
    """Say whether a text is an ``integer``.

    Parameters
    ----------
    text
        The text.
    """
    return _INTEGER.fullmatch(text.strip(BLANKS)) is not None


def is_uri(text: str) -> bool:
    """Say whether a text is an ``anyURI``.

    Parameters
    ----------
    text
        The text.
    """
    found = _URI.fullmatch(text.strip(BLANKS))
    if found is None:
        return False
    port = (found["port"] or "").lstrip("0")
    return len(port) <= len(str(MOST_PORT)) and int(port or "0") <= MOST_PORT
