"""Send to one target again, because a person asks for it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.deliveries.deliverer.contents import facts_of
from anlan_center.alerts.deliveries.held import REASONS
from anlan_center.alerts.deliveries.models import Delivery
from anlan_center.alerts.deliveries.separation import Outlet, why_held
from anlan_center.audit.recording import record
from anlan_center.outbox.actions import publish
from anlan_center.outbox.models import State


class NotResendableError(ValueError):
    """A delivery cannot be sent again; says why and what to do."""


def resend(user: User, delivery: Delivery, *, again: bool = False) -> Delivery:
    """Send to one target again; every attempt so far stays on record.

    Parameters
    ----------
    user
        Who asks; needs ``delivery.retry`` for the area of the warning.
    delivery
        The delivery.
    again
        Whether it may arrive twice: what was acknowledged is sent again only then, with a key of its own.

    Raises
    ------
    PermissionDenied
        Without the permission.
    NotResendableError
        If it is on its way, was acknowledged and `again` is not set, or may not leave any more.
    """
    demand(user, "delivery.retry", delivery.jurisdiction)
    now = timezone.now()
    with transaction.atomic():
        row = Delivery.objects.select_for_update().select_related("alert", "sink").get(pk=delivery.pk)
        _demand_resendable(row, again=again)
        held = why_held(facts_of(row.alert), Outlet(row.sink.exercise, row.sink.public, row.sink.active), now)
        if held:
            raise NotResendableError(
                _("This warning may not leave any more; send an update instead. %(reason)s") % {"reason": REASONS[held]}
            )
        before = {"state": row.state, "round": row.round, "error": row.error}
        if row.sent is not None:  # the sink has this key already, whatever came of it at the far end
            row.round += 1
        row.state, row.due, row.attempts, row.error = State.WAITING, now, 0, ""
        row.sent = row.confirmed = row.finished = None
        row.receipt = ""
        row.save()
        record(
            user, "delivery.resend", row, exercise=row.exercise, before=before,
            after={"state": row.state, "round": row.round, "sink": row.sink.key, "target": row.target},
        )  # fmt: skip
        publish("delivery", {"alert": row.alert_id, "channel": row.sink.key}, jurisdiction=row.jurisdiction)
    return row


def _demand_resendable(row: Delivery, *, again: bool) -> None:
    if row.state == State.LEASED:
        raise NotResendableError(_("It is being sent right now; wait for what comes of it."))
    if row.state == State.WAITING and row.due <= timezone.now():
        raise NotResendableError(_("It is waiting to be sent already."))
    if row.state == State.DONE and not again:
        raise NotResendableError(_("It was acknowledged; say that it may arrive twice to send it again."))
