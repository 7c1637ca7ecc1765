"""Let deliveries wait again that a worker took on and never gave an account of; each such attempt is kept as well."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from anlan_center.alerts.deliveries.models import Attempt, Delivery, Result
from anlan_center.outbox.models import State
from anlan_center.outbox.workers import of_dead_workers

DIED: Final = gettext_noop("its worker ended before it wrote what came of it")
"""Reason of an attempt whose worker is known to be dead."""

LATE: Final = gettext_noop("its worker wrote nothing before its lease ended")
"""Reason of an attempt whose worker may live, but held it for too long."""

MOST: Final = 2_000
"""Deliveries that are freed in one transaction (assumption)."""


def reclaim(now: datetime | None = None, *, spared: str = "") -> int:
    """Let deliveries wait again whose worker has died, or whose lease has ended; returns how many.

    Whether the message left is not known: the attempt is written as `Result.UNKNOWN`, and the next one has its key.

    Parameters
    ----------
    now
        The time; None takes the clock's.
    spared
        A worker whose ended leases stay: it knows what came of its messages and has yet to write it, so that to free
        them would send again what has arrived. Empty for none.
    """
    at = now or timezone.now()
    ended = Delivery.objects.filter(state=State.LEASED, leased_until__lt=at).exclude(leased_by=spared)
    freed = 0
    for rows, reason in ((of_dead_workers(Delivery.objects.all()), DIED), (ended, LATE)):
        while rows.exists():  # a reader locks nothing
            found = _broken_off(rows, reason, at)
            freed += found
            if found < MOST:
                break
    return freed


def _broken_off(rows: QuerySet[Delivery], reason: str, now: datetime) -> int:
    """Write attempts and free their rows in one transaction, so that of two that look one writes them."""
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        held = list(rows.values_list("pk", "taken", "leased_by")[:MOST])
        Attempt.objects.bulk_create(
            [
                Attempt(
                    delivery_id=key, began=taken or now, ended=now, result=Result.UNKNOWN, reason=reason, worker=worker
                )
                for key, taken, worker in held
            ],
            batch_size=500,
        )
        keys = [key for key, _taken, _worker in held]
        Delivery.objects.filter(pk__in=keys).update(state=State.WAITING, leased_by="", leased_until=None)
    return len(keys)
