"""Let an approved warning out: the last step, taken by whoever approved it or by the clock."""

from datetime import datetime

from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.alerts.release.actions.moving import current, move
from anlan_center.alerts.release.errors import ConflictError
from anlan_center.alerts.release.models import STATE_NAMES, Alert, MsgType
from anlan_center.alerts.release.workflow import BY_ACTION, State
from anlan_center.outbox.actions import enqueue, priority_of

FOLLOWS = {MsgType.UPDATE.value: "update", MsgType.CANCEL.value: "cancel"}
"""What a follower does to the message that it follows."""


def demand_predecessor(alert: Alert) -> None:
    """Refuse an update or cancellation of a warning that is not in force any more.

    Parameters
    ----------
    alert
        The warning, read anew.

    Raises
    ------
    ConflictError
        Which says what became of the earlier message.
    """
    previous = alert.previous
    if previous is None or previous.state == State.RELEASED:
        return
    raise ConflictError(
        _("The message that this follows is not in force any more: it is '%(state)s'. Start from the latest message.")
        % {"state": str(STATE_NAMES[previous.state])}
    )


def release(alert: Alert, user: User | None, now: datetime) -> Alert:
    """Let an approved warning out, in the caller's transaction.

    Parameters
    ----------
    alert
        The warning, in state approved.
    user
        Who approved it just now; None for the clock.
    now
        The time.

    Raises
    ------
    ConflictError
        If somebody else was faster, or the earlier message is not in force any more.
    """
    if alert.previous is not None:  # first, so that of two followers the second waits here and is told
        demand_predecessor(alert)
        follow = BY_ACTION[FOLLOWS[alert.msg_type]]
        move(user, current(alert.previous), follow, at=now, after={"by": alert.identifier})
    moved = move(user, alert, BY_ACTION["release"], at=now, changes={"released_at": now})
    enqueue(
        "alert.released",
        f"alert.released:{moved.pk}",
        {"alert": moved.pk},
        exercise=moved.exercise,
        priority=priority_of(moved.severity),
        jurisdiction=moved.jurisdiction,
    )
    return moved
