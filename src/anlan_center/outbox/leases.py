"""Take work on, and give it back: compare-and-set where the database locks as a whole, SKIP LOCKED where it can.

Nothing is marked done before it is done: a worker that dies leaves its lease to end, and another takes the work on. So
work is done at least once, and whoever does it must bear repetition.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from anlan_center.outbox.models import Leased, State

Work = TypeVar("Work", bound=Leased)

BACK_OFF = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds to wait after the first, second, ... failure (assumption); jitter of half of it is added."""


def due_first(rows: QuerySet[Work], now: datetime) -> QuerySet[Work]:
    """Order the rows that wait and are due: highest priority first, then the longest due.

    Parameters
    ----------
    rows
        Rows that this worker can do.
    now
        The time.
    """
    return rows.filter(state=State.WAITING, due__lte=now).order_by("priority", "due", "id")


def take_back(rows: QuerySet[Work], now: datetime) -> int:
    """Let rows wait again whose lease has ended, as after the death of a worker; returns how many.

    Parameters
    ----------
    rows
        Rows to look through; kept apart from `due_first`, so that both find their rows by an index.
    now
        The time.
    """
    ended = rows.filter(state=State.LEASED, leased_until__lt=now)
    return ended.update(state=State.WAITING, leased_by="", leased_until=None) if ended.exists() else 0


def claim_keys(
    rows: QuerySet[Work],
    worker: str,
    *,
    most: int,
    seconds: float,
    now: datetime | None = None,
    taken: str = "",
) -> list[int]:
    """Take on the most urgent rows that wait; returns their keys, the most urgent first. Ended leases: `take_back`.

    Parameters
    ----------
    rows, worker, most, seconds, now
        See `claim`.
    taken
        Field that keeps when a row was taken on; empty for none.
    """
    at = now or timezone.now()
    if not due_first(rows, at).exists():  # a reader locks nothing: who is idle keeps nobody waiting
        return []
    with transaction.atomic():
        chosen = due_first(rows, at)
        if connection.features.has_select_for_update_skip_locked:
            chosen = chosen.select_for_update(skip_locked=True)
        keys = list(chosen.values_list("pk", flat=True)[:most])
        rows.model._default_manager.filter(pk__in=keys).update(
            state=State.LEASED,
            leased_by=worker,
            leased_until=at + timedelta(seconds=seconds),
            attempts=F("attempts") + 1,
            **({taken: at} if taken else {}),
        )
    return keys


def claim(rows: QuerySet[Work], worker: str, *, most: int, seconds: float, now: datetime | None = None) -> list[Work]:
    """Take on the most urgent rows for a while.

    Parameters
    ----------
    rows
        Rows that this worker can do.
    worker
        Its name; unique.
    most
        At most so many.
    seconds
        Length of the lease, s.
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    take_back(rows, at)
    keys = claim_keys(rows, worker, most=most, seconds=seconds, now=at)
    return list(rows.filter(pk__in=keys).order_by("priority", "due", "id")) if keys else []


def give_back(model: type[Work], keys: Sequence[int], worker: str) -> int:
    """Give rows back that were not tried at all, such as when a worker stops; the attempt is not counted.

    Parameters
    ----------
    model
        Kind of the rows.
    keys
        Their keys.
    worker
        Who holds them.
    """
    held = model._default_manager.filter(pk__in=keys, state=State.LEASED, leased_by=worker)
    return held.update(state=State.WAITING, attempts=F("attempts") - 1, leased_by="", leased_until=None)


def finish(model: type[Work], keys: Sequence[int], worker: str, *, now: datetime | None = None) -> int:
    """Mark rows as done that this worker still holds; returns how many.

    Parameters
    ----------
    model
        Kind of the rows.
    keys
        Their keys.
    worker
        Who holds them; a lease that has passed to another is left to that one.
    now
        The time; None takes the clock's.
    """
    held = model._default_manager.filter(pk__in=keys, state=State.LEASED, leased_by=worker)
    return held.update(state=State.DONE, finished=now or timezone.now(), leased_by="", leased_until=None, error="")


def put_back(
    model: type[Work],
    errors: Mapping[int, str],
    worker: str,
    *,
    most_attempts: int,
    now: datetime | None = None,
    waits: Sequence[float] = BACK_OFF,
) -> None:
    """Give failed rows back, to be tried again later; those that failed too often become dead letters.

    Parameters
    ----------
    model
        Kind of the rows.
    errors
        What went wrong, by key.
    worker
        Who holds them.
    most_attempts
        Attempts after which a row is dead.
    now
        The time; None takes the clock's.
    waits
        Seconds to wait after each failure; the last stands for all later ones.
    """
    at = now or timezone.now()
    held = model._default_manager.filter(pk__in=list(errors), state=State.LEASED, leased_by=worker)
    with transaction.atomic():
        for row in held:
            wait = waits[min(row.attempts, len(waits)) - 1]
            dead = row.attempts >= most_attempts
            row.state = State.DEAD if dead else State.WAITING
            row.due = at + timedelta(seconds=wait * random.uniform(1.0, 1.5))
            row.finished = at if dead else None
            row.error, row.leased_by, row.leased_until = errors[row.pk], "", None
            row.save(update_fields=["state", "due", "finished", "error", "leased_by", "leased_until"])
