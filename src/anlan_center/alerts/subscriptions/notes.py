"""What the centre writes to a subscriber about the subscription itself: confirm, test, renew, links to change it."""

from dataclasses import dataclass, field

from anlan_center.outbox.models import Entry

TOPIC = "subscription.note"
"""Topic of the outbox; the payload is ``{"subscriber": number, "purpose": "confirm" | "manage" | "renew" | "test"}``."""


@dataclass(frozen=True)
class Note:
    """A message about a subscription.

    Parameters
    ----------
    way, address
        Channel and address.
    language
        BCP-47 tag.
    subject, text
        What it says, plain text; a text message has no subject.
    headers
        Headers of an e-mail.
    key
        The same for the same note, so that it is sent once.
    """

    way: str
    address: str
    language: str
    subject: str
    text: str
    key: str
    headers: dict[str, str] = field(default_factory=dict)


def note_of(entry: Entry) -> Note | None:
    """Write the note that an entry of the outbox asks for; None where the subscriber has gone or it is too late."""
    raise NotImplementedError
