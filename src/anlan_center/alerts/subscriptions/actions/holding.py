"""What only the holder of an address can do: by the link that was sent to it, or by the code."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.alerts.subscriptions.actions.limits import TooManyError, may_guess
from anlan_center.alerts.subscriptions.actions.rows import follow, remove, send, told
from anlan_center.alerts.subscriptions.actions.wishes import Wish
from anlan_center.alerts.subscriptions.models import TERM, State, Subscriber
from anlan_center.alerts.subscriptions.private import links
from anlan_center.alerts.subscriptions.private.codes import fits
from anlan_center.alerts.subscriptions.private.sealing import BLIND

TEST_PAUSE = timedelta(minutes=10)
"""Between two test messages to one subscriber (assumption)."""


class CodeError(ValueError):
    """A code does not hold, for whatever reason: the text is the same, so that it tells a stranger nothing."""


def confirm(token: str, *, now: datetime | None = None) -> Subscriber:
    """Confirm by the link that was sent; also renews a confirmed subscription for another term.

    Raises
    ------
    LinkError
        If the link is too old, was used, or its subscription is gone.
    """
    at = now or timezone.now()
    with transaction.atomic():
        row = _holder(token, {"confirm", "renew"})
        _confirm(row, at)
    return row


def prove(way: str, address: str, entered: str, *, source: str = "", now: datetime | None = None) -> Subscriber:
    """Take a code that was sent: confirm a subscription that waits, renew one that nears its end, or open it.

    Whoever enters wrong ones is stopped: after ten the code is void, and a network may enter ten in an hour. Both are
    counted in the database, also where this raises.

    Parameters
    ----------
    way, address
        The way, and the address in its normal form.
    entered
        The code.
    source, now
        See `asking.subscribe`.

    Raises
    ------
    CodeError
        If the code does not hold; never says why, nor whether the address is known.
    """
    at = now or timezone.now()
    with transaction.atomic():
        row = _proved(way, address, entered, source, at)
    if row is None:
        raise CodeError(
            _(
                "This code does not hold: it is not the last one that was sent to this number, is older than an hour, "
                "or wrong ones were entered too often. Look at the last message, or ask for a new code."
            )
        )
    return row


def _proved(way: str, address: str, entered: str, source: str, at: datetime) -> Subscriber | None:
    if not may_guess(source, at):
        return None
    index = BLIND.index(way, address)
    row = Subscriber.objects.select_for_update().filter(address_index=index, expires__gt=at).first()
    if row is None:
        return None
    if not fits(row, entered, at):
        row.code_tries = min(row.code_tries + 1, 1_000)
        row.save(update_fields=["code_tries"])
        return None
    row.code_until = None  # it was used
    if row.state == State.PENDING or row.renewal_asked is not None:
        _confirm(row, at)
    else:
        row.save(update_fields=["code_until"])
    return row


def _confirm(row: Subscriber, at: datetime) -> None:
    row.state, row.confirmed, row.expires = State.CONFIRMED, at, at + TERM
    row.generation += 1
    row.renewal_asked = None
    row.save()
    follow(row, at)
    told("subscription.confirm", row)


def change(token: str, wish: Wish, *, now: datetime | None = None) -> Subscriber:
    """Change what a confirmed subscriber wants; the address stays as it is, whatever the wish says.

    Raises
    ------
    LinkError
        If the link is void.
    """
    at = now or timezone.now()
    with transaction.atomic():
        row = _holder(token, {"manage"})
        kept = Wish(row.way, row.content["address"], wish.language, wish.threshold, wish.point, wish.areas, wish.needs)
        row.sealed, row.language, row.threshold = kept.sealed, kept.language, kept.threshold
        del row.content
        row.save(update_fields=["sealed", "language", "threshold"])
        follow(row, at)
        told("subscription.change", row)
    return row


def unsubscribe(token: str, *, now: datetime | None = None) -> str:
    """Remove a subscriber and all that is known of them.

    Returns
    -------
    str
        The way of the subscriber; empty where there was none: a second click on the link is no error.

    Raises
    ------
    LinkError
        If the link was not made here.
    """
    link = links.read(token, {"unsubscribe", "manage"})
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().filter(pk=link.subscriber).first()
        if row is None:
            return ""
        remove(row, "subscription.end", now or timezone.now())
    return row.way


def send_test(token: str, *, now: datetime | None = None) -> None:
    """Send a subscriber the test message they asked for.

    Raises
    ------
    TooManyError
        If the last one was asked for less than ten minutes ago.
    LinkError
        If the link is void.
    """
    at = now or timezone.now()
    with transaction.atomic():
        row = _holder(token, {"manage"})
        if row.tested is not None and at < row.tested + TEST_PAUSE:
            minutes = -(-(row.tested + TEST_PAUSE - at) // timedelta(minutes=1))
            raise TooManyError(
                _("A test message is already on its way; you can ask for another in %(minutes)s minutes.")
                % {"minutes": minutes}
            )
        row.tested = at
        row.save(update_fields=["tested"])
        send(row, "test", at)
        told("subscription.test", row)


def _holder(token: str, purposes: set[str]) -> Subscriber:
    """Return the subscriber whose link this is, locked."""
    return links.holder(token, purposes, Subscriber.objects.select_for_update())
