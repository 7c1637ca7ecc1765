"""Search of an area or a place by its name, for those who do not want to look through a list or at a map."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.city import Entry, Found, Gazetteer
from anlan.city.tables.ground import AREA_LEVELS, PLACE_KINDS
from anlan.language import Message
from anlan_center.alerts.release.engine import city, said
from anlan_center.alerts.subscriptions.actions.limits import network_of

MOST_LETTERS = 80
"""Letters of a question."""

MOST_SHOWN = 12
"""Entries that are shown; more are counted, and the reader is asked for more of the name (assumption)."""

MOST_SEARCHES = 60
"""Questions from one network in a minute (assumption); they are counted in the memory of the process alone."""

COARSE_M = 500.0
"""From here on a point is too uncertain for warnings that are exact to ten metres; the area is better (assumption)."""


@dataclass(frozen=True)
class Choice:
    """Something that was found, as the page shows it.

    Parameters
    ----------
    entry
        What it is.
    name, other
        Its name in the reader's language, and in the other one.
    about
        What it is and where, in words.
    coarse_km
        How far off its point may be, km; 0 where that is of no account.
    """

    entry: Entry
    name: str
    other: str
    about: str
    coarse_km: int

    def told(self) -> dict[str, object]:
        """Return it for a program."""
        return {
            "key": self.entry.key, "is_area": self.entry.is_area, "name_zh": self.entry.name_zh,
            "name_en": self.entry.name_en, "about": self.about, "area": self.entry.area, "point": self.entry.point,
            "uncertainty_m": self.entry.uncertainty_m, "synthetic": self.entry.synthetic,
        }  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a question brought.

    Parameters
    ----------
    asked
        The question.
    choices
        What fits, best first.
    more
        How many fit besides.
    named
        Where nothing fits: the area that the question names.
    problem
        Why nothing was looked for; empty where something was.
    """

    asked: str
    choices: Sequence[Choice] = ()
    more: int = 0
    named: Choice | None = None
    problem: str = ""


@cache
def _gazetteer(_folder: str) -> Gazetteer:
    return Gazetteer.of(city())


def gazetteer() -> Gazetteer | None:
    """Return the areas and places of this installation's city; None without a city package."""
    return _gazetteer(str(settings.ANLAN_CITY)) if settings.ANLAN_CITY else None


def may_search(source: str) -> bool:
    """Count a question from a network; False where there were too many in this minute.

    Parameters
    ----------
    source
        Network address of the request; it is kept for a minute, and in memory alone.
    """
    memory = caches["process"]  # no address of the network goes into the database for this
    key = f"subscriptions.search.{network_of(source)}"
    memory.add(key, 0, timeout=60)
    try:
        return memory.incr(key) <= MOST_SEARCHES
    except ValueError:  # the minute has just ended
        return True


def search(text: str, source: str) -> Answer:
    """Answer a question.

    Parameters
    ----------
    text
        What somebody wrote.
    source
        Network address of the request.
    """
    asked, known = text.strip()[:MOST_LETTERS], gazetteer()
    if known is None:
        return Answer(asked, problem=_("This installation has no city to search in."))
    if not may_search(source):
        return Answer(asked, problem=_("Too many searches came from this network; try again in a minute."))
    found: Found = known.find(asked, most=MOST_SHOWN)
    named = None if found.named is None else _choice(known, found.named)
    return Answer(asked, [_choice(known, one) for one in found.entries], found.total - len(found.entries), named)


def place_of(key: str) -> Choice | None:
    """Return a place by its identifier; None where there is none.

    Parameters
    ----------
    key
        Its identifier.
    """
    known = gazetteer()
    entry = known.place(key) if known is not None and key else None
    return None if known is None or entry is None else _choice(known, entry)


def _choice(known: Gazetteer, entry: Entry) -> Choice:
    chinese = (get_language() or "").startswith("zh")
    name, other = (entry.name_zh, entry.name_en) if chinese else (entry.name_en, entry.name_zh)
    sorts = AREA_LEVELS if entry.is_area else PLACE_KINDS
    parts = [said(Message(sorts[entry.sort])) if entry.sort in sorts else entry.sort]
    parts += [area.name_zh if chinese else area.name_en for area in known.around(entry)]
    coarse = round(entry.uncertainty_m / 1000) or 1 if entry.uncertainty_m >= COARSE_M else 0
    return Choice(entry, name, other if other != name else "", " · ".join(parts), coarse)
