"""What the centre writes to a subscriber about the subscription itself: confirm, change, renew, test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from anlan_center.alerts.subscriptions.choices import Way
from anlan_center.alerts.subscriptions.models import Letter, Subscriber
from anlan_center.alerts.subscriptions.private import links
from anlan_center.alerts.subscriptions.private.codes import code_of


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
    purpose
        A key of `WORDS`.
    expires
        When it is of no use any more.
    link
        Where a click on a message in a browser leads; empty elsewhere.
    headers
        Headers of an e-mail.
    """

    way: str
    address: str
    language: str
    subject: str
    text: str
    key: str
    purpose: str
    expires: datetime
    link: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """What a note of a purpose says, before its blanks are filled in.

    Parameters
    ----------
    subject
        Of an e-mail, or heading of a message in a browser.
    text
        An e-mail, with its link.
    short
        A text message, with its code.
    tap
        A message in a browser; a click on it opens the link.
    purpose
        Of the link.
    """

    subject: str
    text: str
    short: str
    tap: str
    purpose: str


WORDS: Mapping[str, Words] = {
    "confirm": Words(
        gettext_noop("Please confirm: warnings for you"),
        gettext_noop(
            "Somebody, probably you, asked for warnings to be sent here. Open this link within 48 hours to confirm:"
            "\n\n%(link)s\n\nIf it was not you, do nothing: the address is removed after 48 hours."
        ),
        gettext_noop("%(code)s is your code for warnings to this number, for an hour. Not you? Do nothing."),
        gettext_noop("Click here to confirm that this browser shows you warnings."),
        "confirm",
    ),
    "manage": Words(
        gettext_noop("Your subscription to warnings"),
        gettext_noop(
            "You already get warnings here. With this link you change or end your subscription; it holds for a day:"
            "\n\n%(link)s\n\nIf you did not ask for it, do nothing."
        ),
        gettext_noop("%(code)s is your code to change or end your warnings, for an hour. Not you? Do nothing."),
        gettext_noop("Click here to change or end the warnings in this browser."),
        "manage",
    ),
    "renew": Words(
        gettext_noop("Do you still want warnings?"),
        gettext_noop(
            "A year ago you asked for warnings to be sent here. Open this link to keep them for another year:"
            "\n\n%(link)s\n\nIf you do nothing, the subscription and all that is stored of it are removed in 30 days."
        ),
        gettext_noop("To get warnings for another year, enter the code %(code)s within 30 days at %(page)s"),
        gettext_noop("Click here to keep them for another year; else they end in 30 days."),
        "renew",
    ),
    "test": Words(
        gettext_noop("[TEST] Warnings reach you here"),
        gettext_noop(
            "[TEST] There is no danger. You asked for this message to see whether warnings reach you: they do."
            "\n\nUnsubscribe: %(link)s"
        ),
        gettext_noop("[TEST] No danger. Warnings reach this number."),
        gettext_noop("[TEST] There is no danger. Warnings reach this browser."),
        "unsubscribe",
    ),
}
"""Notes by purpose, each with the purpose of its link."""

TEST_TERM = timedelta(hours=1)
"""How long a test message is worth sending (assumption)."""


def written(row: Subscriber, purpose: str, key: str, *, code: int = 0) -> Note:
    """Write a note to a subscriber in their language.

    Parameters
    ----------
    row
        The subscriber.
    purpose
        A key of `WORDS`.
    key
        See `Note`.
    code
        Number of its code; 0 for none.
    """
    words = WORDS[purpose]
    here = settings.ANLAN_INSTALLATION.origin
    link = "" if row.way == Way.SMS else links.address_of(row, words.purpose)
    if row.way == Way.WEBPUSH and purpose == "test":
        link = f"{here}{reverse('subscriptions:subscribe')}"  # a click on a test ends nothing
    told = {Way.EMAIL: words.text, Way.SMS: words.short, Way.WEBPUSH: words.tap}[Way(row.way)]
    with override(row.language):
        text = _(told)
        if "%(" in text:
            text %= {"link": link, "code": code_of(row.pk, code), "page": f"{here}{reverse('subscriptions:code')}"}
        subject = "" if row.way == Way.SMS else _(words.subject)
    return Note(
        row.way, str(row.content["address"]), row.language, subject, text, key, purpose, _end(row, purpose),
        link if row.way == Way.WEBPUSH else "", _headers(row, purpose),
    )  # fmt: skip


def _headers(row: Subscriber, purpose: str) -> dict[str, str]:
    if row.way != Way.EMAIL:
        return {}
    headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: keeps holiday answers away
    if purpose != "confirm":
        headers["List-Unsubscribe"] = f"<{links.address_of(row, 'unsubscribe')}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _end(row: Subscriber, purpose: str) -> datetime:
    now = timezone.now()
    if purpose == "test":
        return now + TEST_TERM
    age = links.AGES[WORDS[purpose].purpose]
    ends = [row.expires, *([now + age] if age else []), *([row.code_until] if row.code_until else [])]
    return min(ends)


def note_of(letter: Letter) -> Note | None:
    """Write the note that a letter stands for; None where it is no longer wanted.

    Parameters
    ----------
    letter
        The letter; its subscriber may be gone, have expired, or have asked anew.
    """
    now = timezone.now()
    row = Subscriber.objects.filter(pk=letter.subscriber, generation=letter.generation, expires__gt=now).first()
    if row is None or (letter.purpose == "test" and now > letter.due + TEST_TERM):
        return None
    if letter.code and (letter.code != row.code or row.code_until is None or row.code_until <= now):
        return None
    return written(row, letter.purpose, f"letter-{letter.pk}", code=letter.code)
