"""What the centre writes to a subscriber about the subscription itself: confirm, change, renew, test."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from anlan_center.alerts.subscriptions.choices import Way
from anlan_center.alerts.subscriptions.models import Letter, Subscriber
from anlan_center.alerts.subscriptions.private import links


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
    key
        The same for the same note, so that it is sent once.
    headers
        Headers of an e-mail.
    """

    way: str
    address: str
    language: str
    subject: str
    text: str
    key: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """What a note of a purpose says, before its link is put in."""

    subject: str
    text: str
    short: str
    purpose: str


WORDS: Mapping[str, Words] = {
    "confirm": Words(
        gettext_noop("Please confirm: warnings for you"),
        gettext_noop(
            "Somebody, probably you, asked for warnings to be sent here. Open this link within 48 hours to confirm:"
            "\n\n%(link)s\n\nIf it was not you, do nothing: the address is removed after 48 hours."
        ),
        gettext_noop("Confirm warnings to this number within 48 hours: %(link)s"),
        "confirm",
    ),
    "manage": Words(
        gettext_noop("Your subscription to warnings"),
        gettext_noop(
            "You already get warnings here. With this link you change or end your subscription; it holds for a day:"
            "\n\n%(link)s\n\nIf you did not ask for it, do nothing."
        ),
        gettext_noop("Change or end your warnings (link holds for a day): %(link)s"),
        "manage",
    ),
    "renew": Words(
        gettext_noop("Do you still want warnings?"),
        gettext_noop(
            "A year ago you asked for warnings to be sent here. Open this link to keep them for another year:"
            "\n\n%(link)s\n\nIf you do nothing, the subscription and all that is stored of it are removed in 30 days."
        ),
        gettext_noop("Keep your warnings for another year: %(link)s"),
        "renew",
    ),
    "test": Words(
        gettext_noop("[TEST] Warnings reach you here"),
        gettext_noop(
            "[TEST] There is no danger. You asked for this message to see whether warnings reach you: they do."
            "\n\nUnsubscribe: %(link)s"
        ),
        gettext_noop("[TEST] No danger. Warnings reach this number."),
        "unsubscribe",
    ),
}
"""Notes by purpose, each with the purpose of its link."""


def written(row: Subscriber, purpose: str, key: str) -> Note:
    """Write a note to a subscriber in their language.

    Parameters
    ----------
    row
        The subscriber.
    purpose
        A key of `WORDS`.
    key
        See `Note`.
    """
    words = WORDS[purpose]
    headers = {}
    if row.way == Way.EMAIL:
        headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps holiday answers away
        if purpose != "confirm":
            headers["List-Unsubscribe"] = f"<{links.address_of(row, 'unsubscribe')}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    with override(row.language):
        text = _(words.text if row.way == Way.EMAIL else words.short)
        if "%(link)s" in text:
            text %= {"link": links.address_of(row, words.purpose)}
        subject = "" if row.way == Way.SMS else _(words.subject)
    return Note(row.way, str(row.content["address"]), row.language, subject, text, key, headers)


def note_of(letter: Letter) -> Note | None:
    """Write the note that a letter stands for; None where it is no longer wanted.

    Parameters
    ----------
    letter
        The letter; its subscriber may be gone, have expired, or have asked anew.
    """
    row = Subscriber.objects.filter(
        pk=letter.subscriber, generation=letter.generation, expires__gt=timezone.now()
    ).first()
    return None if row is None else written(row, letter.purpose, f"letter-{letter.pk}")
