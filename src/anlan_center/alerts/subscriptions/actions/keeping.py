"""What comes round: what is not confirmed or has expired goes, and seals follow the newest key."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from anlan_center.alerts.subscriptions.actions.rows import end, remove, send
from anlan_center.alerts.subscriptions.models import RENEWAL, Change, Knock, Letter, State, Subscriber
from anlan_center.alerts.subscriptions.private.sealing import VAULT

CHANGES_KEPT = timedelta(days=2)
"""For how long an index that was not asked can still be brought up to date instead of being built anew."""

LETTERS_KEPT = timedelta(days=30)
"""How long it is kept that a letter was written; it holds no address."""

CHUNK = 500
"""Rows sealed anew in one transaction, so that nobody waits long."""


def drop_dead(number: int, *, now: datetime | None = None) -> bool:
    """Remove a subscriber whose address no longer exists, as its provider says for good; says whether there was one.

    Parameters
    ----------
    number
        Number of the subscriber.
    now
        The time; None takes the clock's.
    """
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().filter(pk=number).first()
        if row is not None:
            remove(row, "subscription.dead", now or timezone.now())
    return row is not None


def tidy(*, now: datetime | None = None) -> dict[str, int]:
    """Remove what was not confirmed or has expired, and ask for renewal in time.

    Returns
    -------
    dict
        How many were ``unconfirmed``, ``expired`` and ``asked``.
    """
    at = now or timezone.now()
    counts = {"unconfirmed": 0, "expired": 0, "asked": 0}
    with transaction.atomic():
        for row in Subscriber.objects.select_for_update().filter(expires__lte=at):
            counts[end(row, at)] += 1
        soon = Subscriber.objects.filter(state=State.CONFIRMED, renewal_asked=None, expires__lte=at + RENEWAL)
        for row in soon.select_for_update():
            row.renewal_asked = at
            send(row, "renew", at)
            row.save(update_fields=["renewal_asked", "code", "code_until", "code_tries"])
            counts["asked"] += 1
        Change.objects.filter(at__lt=at - CHANGES_KEPT).delete()
        Knock.objects.filter(at__lt=at - timedelta(hours=1)).delete()
        Letter.objects.filter(due__lt=at - LETTERS_KEPT).delete()
    return counts


def seal_anew() -> int:
    """Seal with the newest key what an older one has sealed; returns how many rows that were."""
    count, last = 0, 0
    while keys := list(Subscriber.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        last = keys[-1]
        with transaction.atomic():
            for row in Subscriber.objects.select_for_update().filter(pk__in=keys):
                if not VAULT.is_current(row.sealed):
                    row.sealed = VAULT.renewed(row.sealed)
                    row.save(update_fields=["sealed"])
                    count += 1
    return count
