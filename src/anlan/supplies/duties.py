"""Who leads what: organisations by the duties that a city has written down."""

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.city import City

ROLES = ("lead", "support", "inform")
"""Roles of ``duties.csv``, the one that answers for a task first."""

RESPONSE = "response"


@dataclass(frozen=True)
class Duty:
    """A duty that an organisation has in the response.

    Parameters
    ----------
    organisation
        Identifier of the organisation.
    duty
        What it has to do, as ``duties.csv`` says it.
    role
        One of `ROLES`.
    hazard
        Hazard it is meant for; ``any`` for all.
    """

    organisation: str
    duty: str
    role: str
    hazard: str


def duty_for(city: City, words: Sequence[str], hazards: Sequence[str]) -> Duty | None:
    """Return the duty of the response that fits a task best.

    Duties are told in free text, so a task is found by words; the text of the duty is kept, so that a reader can
    judge the match. A word named earlier counts more than a later one, then the hazard of the scenario more than
    ``any``, then who leads more than who supports; what is left is decided by the order of the table. Duties that are
    meant for other hazards are passed over.

    Parameters
    ----------
    city
        The city, with its table ``duties``.
    words
        Beginnings or parts of words in lower case, in any language, the best first.
    hazards
        Kinds of hazard that are at work, the leading one first.

    Returns
    -------
    The duty, or None where no duty fits.
    """
    known = (*hazards, "any")
    found = []
    for place, row in enumerate(city.table("duties").iter_rows(named=True)):
        if row["phase"] != RESPONSE or row["hazard"] not in known:
            continue
        text = row["duty"].lower()
        word = next((at for at, each in enumerate(words) if each in text), None)
        if word is not None:
            rank = (word, known.index(row["hazard"]), ROLES.index(row["role"]), place)
            found.append((rank, Duty(row["organisation"], row["duty"], row["role"], row["hazard"])))
    return min(found, key=lambda one: one[0])[1] if found else None
