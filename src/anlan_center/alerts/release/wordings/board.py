"""Which words hold for each kind of event, level and language of an area, and what waits there."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db.models import Q, QuerySet

from anlan.alerts.texts import EVENTS, LANGUAGES
from anlan_center.accounts.models import Area, User
from anlan_center.accounts.scope import areas_within, granted
from anlan_center.alerts.release.actions.templating import Case
from anlan_center.alerts.release.message.wording import PARTS, programs_words, templates_above
from anlan_center.alerts.release.models import TextTemplate
from anlan_center.alerts.release.pages.comparing import Change, changes

SEE = ("template.manage", "alert.view")
"""Permissions of which one lets a person see the words of an area."""

_State = TextTemplate.State


@dataclass(frozen=True)
class Cell:
    """A case on the board.

    Parameters
    ----------
    case
        The case.
    holder
        Area whose words hold: that of the case, or one above; empty for the program's.
    waits
        Whether a version of this area waits for approval.
    """

    case: Case
    holder: str
    waits: bool


@dataclass(frozen=True)
class Words:
    """Words with blanks, and whose they are.

    Parameters
    ----------
    texts
        By part.
    holder
        Prefix of the area; empty for the program's.
    every_level
        Whether they are for every level of the kind of event.
    """

    texts: Mapping[str, str]
    holder: str
    every_level: bool = False


def areas_of(user: User) -> QuerySet[Area]:
    """List the city and districts whose words a person may see, the largest first."""
    return areas_within(user, *SEE).filter(level__in=["city", "district"])


def board(jurisdiction: str, msg_type: str) -> list[tuple[str, list[list[Cell]]]]:
    """Return for each kind of event, by language, the cases of its levels, and that of every level.

    Parameters
    ----------
    jurisdiction
        Prefix of the area.
    msg_type
        Kind of message.
    """
    above = [jurisdiction[:length] for length in range(1, len(jurisdiction) + 1)]
    rows = TextTemplate.objects.filter(jurisdiction__in=above, msg_type=msg_type)
    rows = rows.filter(state__in=[_State.IN_FORCE, _State.PROPOSED]).order_by("jurisdiction")
    held: dict[tuple[str, str, str], str] = {}
    waits: set[tuple[str, str, str]] = set()
    for row in rows:  # the smallest area comes last and wins
        key = (row.event_type, row.colour, row.language)
        if row.state == _State.IN_FORCE and row.own:
            held[key] = row.jurisdiction
        elif row.state == _State.PROPOSED and row.jurisdiction == jurisdiction:
            waits.add(key)

    def cell(event: str, colour: str, language: str) -> Cell:
        case = Case(event_type=event, colour=colour, msg_type=msg_type, language=language, jurisdiction=jurisdiction)
        own, every = held.get((event, colour, language), ""), held.get((event, "", language), "")
        return Cell(case, max(own, every, key=len), (event, colour, language) in waits)

    return [
        (code, [[cell(code, colour, language) for colour in (*event.colours, "")] for language in LANGUAGES])
        for code, event in EVENTS.items()
    ]


def words_above(case: Case) -> Words:
    """Return the words that hold where a case has none of its own.

    Parameters
    ----------
    case
        The case.
    """
    rows = templates_above(case.event_type, case.colour, case.msg_type, case.language, case.jurisdiction)
    others = (one for one in rows if (one.jurisdiction, one.colour) != (case.jurisdiction, case.colour))
    best = next(others, None)
    if best is None:
        return Words(programs_words(case.event_type, case.colour, case.msg_type, case.language), "")
    return Words({part: getattr(best, part) for part in PARTS}, best.jurisdiction, not best.colour)


def versions(case: Case) -> QuerySet[TextTemplate]:
    """List the versions of a case, the latest first."""
    return TextTemplate.objects.select_related("author", "decider").filter(**asdict(case)).order_by("-number")


def texts_of(version: TextTemplate | None, above: Words) -> Mapping[str, str]:
    """Return the words of a version, or those above where it has none."""
    return {part: getattr(version, part) for part in PARTS} if version is not None and version.own else above.texts


def history(rows: list[TextTemplate], above: Words) -> list[tuple[TextTemplate, tuple[Change, ...]]]:
    """Return each version with what it changed of the words that were in force when it was written.

    Parameters
    ----------
    rows
        Versions of a case, the latest first.
    above
        What holds where the case has no words.
    """
    agreed = {_State.IN_FORCE, _State.REPLACED}
    found = []
    for row in rows:
        before = next((one for one in rows if one.number < row.number and one.state in agreed), None)
        old, new = texts_of(before, above), texts_of(row, above)
        found.append((row, changes({row.language: old}, {row.language: new})))
    return found


def waiting_templates(user: User) -> QuerySet[TextTemplate]:
    """List the versions that wait for this person, also while only a second factor is missing; none of one's own.

    Parameters
    ----------
    user
        The person.
    """
    within = Q(pk__in=[])
    for prefix in granted(user, "alert.approve"):
        within |= Q(jurisdiction__startswith=prefix)
    rows = TextTemplate.objects.select_related("author").filter(within, state=_State.PROPOSED)
    return rows.exclude(author=user).order_by("written")
