"""Links that only the holder of an address gets: signed, for one purpose, most of them for a limited time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.alerts.subscriptions.models import RENEWAL, UNCONFIRMED, State, Subscriber

AGES: Mapping[str, timedelta | None] = {
    "confirm": UNCONFIRMED,
    "renew": RENEWAL,
    "manage": timedelta(hours=24),
    "unsubscribe": None,
}
"""For how long a link of each purpose holds; to unsubscribe must always be possible."""

PAGES: Mapping[str, str] = {"confirm": "confirm", "renew": "confirm", "manage": "manage", "unsubscribe": "unsubscribe"}
"""Name of the page that a link of each purpose leads to."""


class LinkError(ValueError):
    """A link is void: too old, used, or not made here. Its text tells the reader what to do."""


@dataclass(frozen=True)
class Link:
    """What a link says.

    Parameters
    ----------
    purpose
        A key of `AGES`.
    subscriber
        Number of the subscriber.
    generation
        That of the subscriber when the link was made.
    """

    purpose: str
    subscriber: int
    generation: int


def token_for(subscriber: Subscriber, purpose: str) -> str:
    """Return the part of a link that proves that its holder has the address.

    Parameters
    ----------
    subscriber
        The subscriber.
    purpose
        A key of `AGES`.
    """
    if purpose not in AGES:
        raise KeyError(purpose)
    return _signer().sign(f"{purpose[0]}.{subscriber.pk}.{subscriber.generation}")


def address_of(subscriber: Subscriber, purpose: str) -> str:
    """Return the whole link, as it stands in a message."""
    path = reverse(f"subscriptions:{PAGES[purpose]}", args=[token_for(subscriber, purpose)])
    return f"{settings.ANLAN_INSTALLATION.origin}{path}"


def read(token: str, purposes: Collection[str]) -> Link:
    """Read a link.

    Parameters
    ----------
    token
        Its signed part.
    purposes
        What it may be for.

    Raises
    ------
    LinkError
        If it is too old, was not made here, or is for something else.
    """
    made_elsewhere = LinkError(_("This link is not complete or not from us; open it again from the message."))
    try:
        letter, number, generation = _signer().unsign(token).split(".")
        purpose = next(name for name in AGES if name[0] == letter)
        _signer().unsign(token, max_age=AGES[purpose])
    except SignatureExpired:
        raise LinkError(_("This link has expired; ask for a new one on the page of subscriptions.")) from None
    except (BadSignature, ValueError, StopIteration):
        raise made_elsewhere from None
    if purpose not in purposes:
        raise made_elsewhere
    return Link(purpose, int(number), int(generation))


def holder(token: str, purposes: Collection[str], rows: QuerySet[Subscriber] | None = None) -> Subscriber:
    """Return the subscriber whose link this is.

    Parameters
    ----------
    token, purposes
        See `read`.
    rows
        Among which to look, such as locked ones; None for all.

    Raises
    ------
    LinkError
        If the link is void, was used, or its subscriber is gone or over.
    """
    link = read(token, purposes)
    among = Subscriber.objects.all() if rows is None else rows
    row = among.filter(pk=link.subscriber, expires__gt=timezone.now()).first()
    if row is None or (link.generation != row.generation and link.purpose != "unsubscribe"):
        raise LinkError(_("This link was used already or is no longer needed; ask for a new one."))
    if link.purpose == "manage" and row.state != State.CONFIRMED:
        raise LinkError(_("This subscription is not confirmed yet; open the link in the first message."))
    return row


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="anlan.subscriptions")
