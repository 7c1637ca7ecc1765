"""What all actions share: read the row anew, ask who may, move it by compare-and-set, and write down that it moved."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import allowed, demand
from anlan_center.alerts.release.actions.content import NO_XML
from anlan_center.alerts.release.errors import ConflictError, NoReasonError, SamePersonError
from anlan_center.alerts.release.models import STATE_NAMES, Alert, Hand, Step
from anlan_center.alerts.release.workflow import BY_ACTION, Transition
from anlan_center.audit.recording import record
from anlan_center.outbox.actions import publish


def current(alert: Alert) -> Alert:
    """Read the row anew: whoever calls an action may hold an old copy."""
    return Alert.objects.select_related("organisation", "author", "previous").get(pk=alert.pk)


def demand_step(user: User, alert: Alert, action: str, *, revision: int, reason: str = "") -> Transition:
    """Return the row of the table for an action, or refuse it.

    Parameters
    ----------
    user
        Who wants it.
    alert
        The warning, read anew.
    action
        Name of the action.
    revision
        The revision that the person saw.
    reason
        Why, where the table asks for it.

    Raises
    ------
    PermissionDenied, SamePersonError, NoReasonError, ConflictError
    """
    row = BY_ACTION[action]
    if not any(allowed(user, permission, alert.jurisdiction) for permission in row.permissions):
        demand(user, row.permissions[-1], alert.jurisdiction)
    if alert.previous is not None and "alert.approve" in row.permissions and row.second_person:
        demand(user, "alert.approve", alert.previous.jurisdiction)  # it ends what holds there, however small itself
    if row.second_person:
        demand_second_person(user, alert)
    if row.reason and not reason.strip():
        raise NoReasonError(_("Give a reason; it is kept with the warning."))
    demand_keepable(reason)
    if alert.revision != revision or alert.state not in row.sources:
        raise conflict(alert, row, revision)
    return row


def demand_keepable(reason: str) -> None:
    """Refuse a reason that no database or message keeps."""
    if NO_XML.search(reason):
        raise NoReasonError(_("The reason holds characters that cannot be kept; write it anew."))


def demand_second_person(user: User, alert: Alert) -> None:
    """Refuse whoever wrote in any revision of a warning."""
    if alert.author_id == user.pk or alert.hands.filter(user=user, kind=Hand.Kind.WROTE).exists():
        raise SamePersonError(
            _("You wrote in this warning, so somebody else must review and approve it. It takes two people.")
        )


def conflict(alert: Alert, row: Transition, revision: int) -> ConflictError:
    """Say who was faster, or why the state does not allow it."""
    last = alert.steps.select_related("user").last()
    values = {
        "who": str(last.user) if last and last.user else "Anlan",
        "when": f"{last.at:%Y-%m-%d %H:%M:%S} UTC" if last else "-",
        "state": str(STATE_NAMES[alert.state]),
        "seen": revision,
        "now": alert.revision,
    }
    if alert.revision != revision:
        text = _(
            "This warning was changed by %(who)s at %(when)s: you saw revision %(seen)s, now it is revision %(now)s."
            " Look at it again."
        )
    else:
        text = _(
            "This cannot be done now: the warning is in state '%(state)s' since a step of %(who)s at %(when)s."
            " Look at it again."
        )
    return ConflictError(text % values)


def move(
    user: User | None,
    alert: Alert,
    row: Transition,
    *,
    at: datetime,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Alert:
    """Move a warning along a row of the table, in the caller's transaction: row, step, record and live event.

    Parameters
    ----------
    user
        Who; None for the clock.
    alert
        The warning as it was judged: if its revision or state is another by now, nothing is done.
    row
        The row of the table.
    at
        When.
    reason
        Why.
    changes
        Further columns to set.
    before, after
        For the record, besides the state.

    Raises
    ------
    ConflictError
        If somebody else was faster.
    """
    values = {"state": row.target.value, "changed": at, **(changes or {})}
    judged = Alert.objects.filter(pk=alert.pk, revision=alert.revision, state=alert.state)
    if alert.state not in row.sources or not judged.update(**values):
        raise conflict(current(alert), row, alert.revision)
    moved = current(alert)
    note_step(user, moved, row.action, at=at, reason=reason)
    record(
        user,
        f"alert.{row.action}",
        moved,
        exercise=moved.exercise,
        before={"state": alert.state, "revision": alert.revision, **(before or {})},
        after={"state": moved.state, "revision": moved.revision, "reason": reason, **(after or {})},
        at=at,
    )
    return moved


def note_step(user: User | None, alert: Alert, action: str, *, at: datetime, reason: str = "") -> None:
    """Write a step down and tell open pages."""
    Step.objects.create(
        alert=alert, action=action, state=alert.state, revision=alert.revision, user=user, at=at, reason=reason.strip()
    )
    publish("alert", {"id": alert.pk, "state": alert.state}, jurisdiction=alert.jurisdiction)


def take_part(user: User, alert: Alert, kind: Hand.Kind) -> None:
    """Write down that somebody wrote or approved; the database refuses who has done the other.

    Raises
    ------
    SamePersonError
        If the person did the other before.
    """
    held = Hand.objects.filter(alert=alert, user=user, kind=kind)
    if held.update(revision=alert.revision):
        return
    try:
        with transaction.atomic():
            Hand.objects.create(alert=alert, user=user, kind=kind, revision=alert.revision)
    except IntegrityError:
        raise SamePersonError(_("Nobody can both write and approve the same warning. It takes two people.")) from None
