"""Profiles of the protocol as data: what a community asks for beyond it.

A profile is a list of demands, each one row. `anlan.alerts.validation.demands` knows how each kind of row is checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from anlan.alerts.documents.findings import Grade
from anlan.language import mark


@dataclass(frozen=True)
class Code:
    """A ``code`` of the message that begins with a text.

    Parameters
    ----------
    begins
        How it begins.
    grade
        How much it matters.
    """

    begins: str
    grade: Grade = "error"


@dataclass(frozen=True)
class Given:
    """An element that must be given.

    Parameters
    ----------
    where
        ``alert`` or ``info``.
    tag
        Its name.
    remedy
        What to do, marked.
    grade
        How much it matters.
    types
        Types of messages of which it is asked.
    """

    where: str
    tag: str
    remedy: str
    grade: Grade = "error"
    types: tuple[str, ...] = ("Alert", "Update")


@dataclass(frozen=True)
class NamedValue:
    """A pair of name and value in each block or area.

    Parameters
    ----------
    where
        ``info`` or ``area``.
    tag
        ``eventCode``, ``parameter`` or ``geocode``.
    name, value
        Patterns for the whole name and the whole value, without blanks around.
    remedy
        What to do, marked.
    grade
        How much it matters.
    once
        Whether it must be exactly one.
    """

    where: str
    tag: str
    name: str
    value: str
    remedy: str
    grade: Grade = "error"
    once: bool = False


@dataclass(frozen=True)
class Same:
    """An element that is the same in all blocks.

    Parameters
    ----------
    tag
        Its name.
    grade
        How much it matters.
    """

    tag: str
    grade: Grade = "error"


@dataclass(frozen=True)
class Unused:
    """An element that receivers do not look at.

    Parameters
    ----------
    tag
        Its name, in ``info``.
    grade
        How much it matters.
    """

    tag: str
    grade: Grade = "recommendation"


@dataclass(frozen=True)
class Offset:
    """The offset from UTC of all times.

    Parameters
    ----------
    pattern
        Pattern for the whole offset.
    remedy
        What to do, marked.
    grade
        How much it matters.
    """

    pattern: str
    remedy: str
    grade: Grade = "recommendation"


@dataclass(frozen=True)
class Shaped:
    """How an element is written.

    Parameters
    ----------
    where
        ``alert`` or ``info``.
    tag
        Its name.
    pattern
        Pattern for the whole value.
    remedy
        What to do, marked.
    grade
        How much it matters.
    """

    where: str
    tag: str
    pattern: str
    remedy: str
    grade: Grade = "recommendation"


@dataclass(frozen=True)
class Spoken:
    """A language in which the message must speak.

    Parameters
    ----------
    pattern
        Pattern for the beginning of its tag.
    remedy
        What to do, marked.
    grade
        How much it matters.
    """

    pattern: str
    remedy: str
    grade: Grade = "recommendation"


@dataclass(frozen=True)
class Coloured:
    """A colour of warning that is said and agrees with the severity.

    Parameters
    ----------
    severities
        Severity of each colour.
    signs
        Patterns by which a colour is said.
    """

    severities: Mapping[str, str]
    signs: Mapping[str, str]


Demand = Code | Given | NamedValue | Same | Unused | Offset | Shaped | Spoken | Coloured


@dataclass(frozen=True)
class Profile:
    """What a community asks for.

    Parameters
    ----------
    name, title
        Short name, and in words, marked.
    source
        Where it is laid down.
    demands
        The rows.
    """

    name: str
    title: str
    source: str
    demands: tuple[Demand, ...] = ()


PROVINCES = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]"
"""First two digits of administrative codes (GB/T 2260)."""

COLOURS: Mapping[str, str] = {
    "red": r"红色|\bred\b",
    "orange": r"橙色|\borange\b",
    "yellow": r"黄色|\byellow\b",
    "blue": r"蓝色|\bblue\b",
}
"""How the four colours of warning are said (Emergency Response Law, 2024, article 63)."""

COLOUR_NAMES: Mapping[str, str] = {
    "red": mark("red"),
    "orange": mark("orange"),
    "yellow": mark("yellow"),
    "blue": mark("blue"),
}
"""Colours in words, marked."""

_OFFSET_REMEDY = mark("write local time with its offset; zero is unlikely there")
_AREAS = mark("say where it holds")

PROFILES: Mapping[str, Profile] = {
    one.name: one
    for one in (
        Profile("cap", mark("Common Alerting Protocol 1.2"), "OASIS, CAP-V1.2, 2010"),
        Profile(
            "china",
            mark("Warnings of emergencies in China"),
            "National overall emergency plan (2006), 3.1.1: a warning says kind, level, begin, area, what to heed, "
            "measures and issuer; Emergency Response Law (2024), article 63: four colours; GB/T 2260 and "
            "GB/T 10114: codes of 12 digits. Severity of a colour and form of identifier and event code: assumptions, "
            "as real messages of the national release system are written",
            (
                NamedValue(
                    "area",
                    "geocode",
                    r".*",
                    rf"(?:{PROVINCES})\d{{10}}",
                    mark("give the administrative code in 12 digits; fill up a code of 6 digits with zeros"),
                ),
                Coloured(
                    {"red": "Extreme", "orange": "Severe", "yellow": "Moderate", "blue": "Minor"},
                    COLOURS,
                ),
                Given("info", "onset|effective", mark("say from when it holds")),
                Given("info", "expires", mark("say until when it holds"), "warning"),
                Given("info", "area", _AREAS),
                Given("info", "headline", mark("say issuer, hazard and colour in one line")),
                Given("info", "description", mark("say what to heed")),
                Given("info", "instruction", mark("say what people should do")),
                Given("info", "senderName", mark("name the issuer")),
                Spoken(r"zh", mark("add an information block in Chinese"), "error"),
                Shaped(
                    "alert",
                    "identifier",
                    rf"(?:{PROVINCES})\d{{12}}_\d{{14}}(?:_\d)?",
                    mark("write the issuer's code of 14 digits, '_' and the time in 14 digits"),
                ),
                NamedValue(
                    "info",
                    "eventCode",
                    r".*",
                    r"[1-4]\d[A-Z]\d{2}",
                    mark("add the event's code after GB/T 35561, such as 11B03"),
                    "recommendation",
                ),
                Offset(r"\+08:00", mark("write Beijing time with +08:00")),
            ),
        ),
        Profile(
            "ipaws",
            mark("Integrated Public Alert and Warning System, United States"),
            "OASIS, CAP-V1.2 USA Integrated Public Alert and Warning System Profile 1.0, 2009",
            (
                Code("IPAWSv1.0"),
                Same("eventCode"),
                Same("category"),
                Given("info", "expires", mark("say until when it holds"), types=("Alert", "Update", "Cancel")),
                Given("info", "area", _AREAS, types=("Alert", "Update", "Cancel")),
                NamedValue(
                    "info",
                    "eventCode",
                    r"SAME",
                    r"[A-Z0-9]{3}",
                    mark("give one 'eventCode' named SAME with three letters"),
                    once=True,
                ),
                NamedValue(
                    "area",
                    "geocode",
                    r"SAME",
                    r"\d{6}",
                    mark("give a 'geocode' named SAME with six digits"),
                    "recommendation",
                ),
                Given("info", "description", mark("describe the hazard"), "recommendation"),
                Given("info", "instruction", mark("say what people should do"), "recommendation"),
                Unused("effective"),
                Unused("onset"),
                Offset(r"(?![-+]00:00).*", _OFFSET_REMEDY, "error"),
            ),
        ),
        Profile(
            "cap-cp",
            mark("Canadian Profile"),
            "CAP Canadian Profile, Introduction and Rule Set, Beta 0.4, 2010",
            (
                Code("profile:CAP-CP:"),
                Given("alert", "info", mark("add an information block"), types=("Alert", "Update", "Cancel")),
                Same("eventCode"),
                NamedValue(
                    "info",
                    "eventCode",
                    r"profile:CAP-CP:Event:.*",
                    r".+",
                    mark("give the event's code of the Canadian profile"),
                ),
                Given("info", "area", _AREAS, types=("Alert", "Update", "Cancel")),
                NamedValue(
                    "area",
                    "geocode",
                    r"profile:CAP-CP:Location:.*",
                    r".+",
                    mark("give the location's code of the Canadian profile"),
                ),
                Given("info", "language", mark("name the language"), types=("Alert", "Update", "Cancel")),
                Given("info", "expires", mark("say until when it holds"), "recommendation"),
                Given("info", "senderName", mark("name the issuer"), "recommendation"),
                Given("info", "responseType", mark("say what people should do"), "recommendation"),
                Given("info", "instruction", mark("say what people should do"), "recommendation"),
                Spoken(r"en", mark("add an information block in English")),
                Spoken(r"fr", mark("add an information block in French")),
                Offset(r"(?![-+]00:00).*", _OFFSET_REMEDY),
            ),
        ),
    )
}
"""Profiles by name."""
