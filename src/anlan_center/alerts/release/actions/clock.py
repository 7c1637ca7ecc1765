"""What the clock does: release what was approved for a later time, and end what has expired."""

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from anlan_center.alerts.release.actions.deciding import return_for_edit
from anlan_center.alerts.release.actions.moving import current, move
from anlan_center.alerts.release.actions.releasing import release
from anlan_center.alerts.release.errors import ConflictError, RefusedError
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.release.workflow import BY_ACTION, State
from anlan_center.outbox.actions import enqueue, priority_of


@dataclass(frozen=True)
class Ticked:
    """Warnings that the clock moved, by key.

    Parameters
    ----------
    released
        Went out, as their time had come.
    expired
        Their end has passed.
    returned
        Were to go out and could not, because the message that they follow is not in force any more; drafts again.
    """

    released: tuple[int, ...]
    expired: tuple[int, ...]
    returned: tuple[int, ...]


def tick(now: datetime | None = None) -> Ticked:
    """Do what is due; may be called often and from several processes.

    Parameters
    ----------
    now
        The time; None takes the clock's.

    Raises
    ------
    ExceptionGroup
        After all others were released and ended, with what kept some from it; they are tried again at the next tick.
    """
    at = now or timezone.now()
    faults: list[Exception] = []
    ended = Alert.objects.filter(state__in=[State.RELEASED.value, State.APPROVED.value], expires__lte=at)
    expired = []
    for alert in ended.order_by("expires", "id"):
        try:
            expired += [alert.pk] if expire(alert, now=at) else []
        except DatabaseError as fault:  # what is due must go out all the same
            faults.append(fault)
    due = Alert.objects.filter(state=State.APPROVED.value, release_at__lte=at).exclude(expires__lte=at)
    done: dict[bool | None, list[int]] = {True: [], False: [], None: []}
    for alert in sorted(due, key=lambda one: (priority_of(one.severity), one.release_at, one.pk)):
        try:
            done[_release_due(alert, at)].append(alert.pk)
        except (DatabaseError, RefusedError) as fault:  # the others must go out all the same
            faults.append(fault)
    if faults:
        raise ExceptionGroup(f"{len(faults)} warnings that are due could not be released or ended", faults)
    return Ticked(tuple(done[True]), tuple(expired), tuple(done[False]))


def expire(alert: Alert, *, now: datetime | None = None) -> bool:
    """End a warning whose time is over; says whether it was this call that did.

    Parameters
    ----------
    alert
        A warning in force, or one that was approved and could not go out in time.
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    known = current(alert)
    row = BY_ACTION["expire"]
    if known.state not in row.sources or known.expires is None or known.expires > at:
        return False
    try:
        with transaction.atomic():
            moved = move(None, known, row, at=at)
            if moved.released_at is not None:
                enqueue(
                    "alert.expired",
                    f"alert.expired:{moved.pk}",
                    {"alert": moved.pk},
                    exercise=moved.exercise,
                    priority=priority_of(moved.severity),
                    jurisdiction=moved.jurisdiction,
                )
    except ConflictError:
        return False
    return True


def _release_due(alert: Alert, now: datetime) -> bool | None:
    """Release a warning whose time has come; False if it became a draft again, None if another process was faster."""
    known = current(alert)
    if known.state != State.APPROVED:
        return None
    try:
        with transaction.atomic():
            release(known, None, now)
    except ConflictError as refused:
        return _returned(known, str(refused), now)
    return True


def _returned(alert: Alert, reason: str, now: datetime) -> bool | None:
    previous = alert.previous
    if previous is None or current(previous).state == State.RELEASED:
        return None
    try:
        with transaction.atomic():
            return_for_edit(None, alert, reason, now)
    except ConflictError:
        return None
    return False
