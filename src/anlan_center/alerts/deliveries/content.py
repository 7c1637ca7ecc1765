"""What a warning says, in one language, as channels send it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, eq=False)  # the same as itself alone: what is made of it is kept by it
class Content:
    """A warning in one language.

    Parameters
    ----------
    alert
        Number of the warning's row.
    identifier, sender, sent
        Identity of the CAP message; `sent` is its time of release.
    status, msg_type
        As in the row of the warning.
    cap_status
        As the signed CAP message says; the two must agree.
    event, colour, severity
        Event type, warning colour, severity of CAP.
    language
        Language of the texts, BCP 47.
    headline, description, instruction, short
        The texts; `short` is what fits a short message.
    area
        The area in words.
    onset, expires
        When it begins (None: at once) and ends.
    web
        Where more is said; empty if nowhere.
    sender_name
        Who warns, in words.
    geometry
        The area as GeoJSON; None where it has none.
    references
        Identifiers of the earlier messages of its chain.
    cap
        The signed CAP 1.2 message.
    """

    alert: int
    identifier: str
    sender: str
    sent: datetime
    status: str
    cap_status: str
    msg_type: str
    event: str
    colour: str
    severity: str
    language: str
    headline: str
    description: str
    instruction: str
    short: str
    area: str
    onset: datetime | None
    expires: datetime
    web: str
    sender_name: str
    geometry: dict[str, Any] | None
    references: tuple[str, ...]
    cap: bytes
