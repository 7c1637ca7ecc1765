"""What stands on the page of an event, as plain data that is checked before it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.alerts.texts import lookup

LANGUAGES = ("zh-Hans", "en")
"""Languages of the public pages, the first is the one that must be there."""

PART_NAMES: Mapping[str, str | Promise] = {
    "title": _("Title"),
    "happened": _("What has happened"),
    "todo": _("What to do"),
    "shelters": _("Shelters"),
    "closures": _("Closed"),
    "questions": _("Questions and answers"),
    "corrections": _("Corrections"),
}
"""Parts of a page in words."""


def said(texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language, or in the nearest one that it is written in.

    Parameters
    ----------
    texts
        Texts by BCP-47 tag.
    language
        Tag of the reader's language.
    """
    return texts.get(tag_of(texts, language), "")


def tag_of(texts: Mapping[str, str], language: str) -> str:
    """Return the tag of the language in which `said` says a text; the reader's own where there is no text.

    Parameters
    ----------
    texts, language
        See `said`.
    """
    written = [tag for tag, text in texts.items() if text]
    return lookup([language], written, written[0]) if written else language


@dataclass(frozen=True)
class Shelter:
    """A place to stay, with the places that are left.

    Parameters
    ----------
    name, address
        By language.
    capacity, taken
        Places, 0 where nobody knows, and how many are taken.
    accessible
        Whether a wheelchair gets in.
    open
        Whether it takes people in.
    """

    name: Mapping[str, str]
    address: Mapping[str, str]
    capacity: int
    taken: int = 0
    accessible: bool = False
    open: bool = True

    @property
    def left(self) -> int:
        """Places that are left; none where it is closed or full."""
        return max(0, self.capacity - self.taken) if self.open else 0


@dataclass(frozen=True)
class Closure:
    """Something that is closed.

    Parameters
    ----------
    what
        By language.
    until
        Until when, ISO 8601 with a time zone; empty where nobody knows.
    """

    what: Mapping[str, str]
    until: str = ""

    @property
    def ends(self) -> datetime | None:
        """Until when, as a time."""
        return datetime.fromisoformat(self.until) if self.until else None


@dataclass(frozen=True)
class Question:
    """What people ask, and what is known. Texts by language."""

    question: Mapping[str, str]
    answer: Mapping[str, str]


@dataclass(frozen=True)
class Correction:
    """What was said wrong before and is put right; no new alarm.

    Parameters
    ----------
    text
        By language.
    at
        When it was put right, ISO 8601.
    """

    text: Mapping[str, str]
    at: str

    @property
    def time(self) -> datetime:
        """When it was put right, as a time."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Document:
    """The page of an event. Texts are by language.

    Parameters
    ----------
    title, happened, todo
        What it is called, what happened and what to do, the last two in lines.
    phone
        Number for questions.
    over
        Whether the event is over.
    shelters, closures, questions, corrections
        Lists; corrections newest first.
    """

    title: Mapping[str, str] = field(default_factory=dict)
    happened: Mapping[str, str] = field(default_factory=dict)
    todo: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""
    over: bool = False
    shelters: Sequence[Shelter] = ()
    closures: Sequence[Closure] = ()
    questions: Sequence[Question] = ()
    corrections: Sequence[Correction] = ()

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Document":
        """Return the document that `plain` wrote."""
        lists = {name: tuple(kind(**row) for row in plain.get(name, ())) for name, kind in LISTS.items()}
        single = {one.name: plain[one.name] for one in fields(cls) if one.name in plain and one.name not in LISTS}
        return cls(**{**single, **lists})

    @property
    def left(self) -> int:
        """Places that are left in all shelters."""
        return sum(shelter.left for shelter in self.shelters)

    @property
    def counted(self) -> bool:
        """Whether the places of any shelter that takes people in are known."""
        return any(shelter.open and shelter.capacity for shelter in self.shelters)

    def missing(self, language: str) -> list[str]:
        """Name in words the texts that are not written in a language though they are in another.

        Parameters
        ----------
        language
            BCP-47 tag.
        """
        single = [name for name in ("title", "happened", "todo") if not getattr(self, name).get(language)]
        found = [str(PART_NAMES[name]) for name in single]
        for name in LISTS:
            for number, row in enumerate(getattr(self, name), start=1):
                texts = [value for value in vars(row).values() if isinstance(value, Mapping)]
                if any(any(text.values()) and not text.get(language) for text in texts):
                    found.append(f"{PART_NAMES[name]} {number}")
        return found


LISTS: Mapping[str, type[Shelter | Closure | Question | Correction]] = {
    "shelters": Shelter,
    "closures": Closure,
    "questions": Question,
    "corrections": Correction,
}
"""Lists of a document, and what stands in each."""
