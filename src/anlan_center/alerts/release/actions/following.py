"""Follow up a warning that went out: prepare an update, a correction or a cancellation as a draft."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.alerts.texts import Kind
from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.release.actions.content import Content
from anlan_center.alerts.release.actions.drafting import insert
from anlan_center.alerts.release.actions.moving import current, demand_keepable
from anlan_center.alerts.release.actions.releasing import demand_predecessor
from anlan_center.alerts.release.errors import ConflictError
from anlan_center.alerts.release.message.wording import following_texts
from anlan_center.alerts.release.models import Alert, MsgType, Urgency
from anlan_center.alerts.release.workflow import State

CANCEL_LASTS = timedelta(hours=24)
"""How long a cancellation is shown where the warning itself would have ended sooner (assumption)."""


def prepare_update(user: User, alert: Alert, *, correction: bool = False) -> Alert:
    """Make a draft that takes a released warning further, with its content; a correction says so in its texts.

    Parameters
    ----------
    user
        Has ``alert.draft`` for the area; becomes the author of the draft.
    alert
        The latest message of its chain, in force.
    correction
        Whether it corrects what the earlier message said, and is no new development.

    Raises
    ------
    PermissionDenied
    ConflictError
        If the message is not in force.

    Notes
    -----
    Asked twice by the same person, it gives the same draft as long as nothing was written in it.
    """
    kind = Kind.CORRECTION if correction else Kind.UPDATE
    return _follow(user, alert, MsgType.UPDATE, {"texts": following_texts(alert, kind), "correction": correction})


def prepare_cancel(user: User, alert: Alert, *, reason: str = "") -> Alert:
    """Make a draft that cancels a released warning, with ready texts; it takes the same way and two people.

    Parameters
    ----------
    user
        Has ``alert.draft`` for the area; becomes the author of the draft.
    alert
        The latest message of its chain, in force.
    reason
        Why, for those who handle messages.

    Raises
    ------
    PermissionDenied
    ConflictError
        If the message is not in force.
    NoReasonError
        If the reason cannot be kept.
    """
    demand_keepable(reason)
    ends = max(alert.expires or timezone.now(), timezone.now() + CANCEL_LASTS)
    changes = {
        "texts": following_texts(alert, Kind.CANCEL),
        "urgency": Urgency.PAST.value,
        "expires": ends,
        "note": reason.strip(),
    }
    return _follow(user, alert, MsgType.CANCEL, changes)


def _follow(user: User, alert: Alert, msg_type: MsgType, changes: dict[str, Any]) -> Alert:
    """Write the draft with what went out, its area as it is: nothing is measured or judged anew.

    So a warning can be lifted also where the city's table has lost an area since, and where proposed words are too
    long: its author shortens them in the draft.
    """
    known = current(alert)
    demand(user, "alert.draft", known.jurisdiction)
    if known.msg_type == MsgType.CANCEL or known.released_at is None:
        raise ConflictError(_("Only a warning that is in force can be updated or cancelled."))
    kept = {name: getattr(known, name) for name in Content.__dataclass_fields__}
    values = {**kept, "release_at": None, "note": "", "correction": False, **changes, "msg_type": msg_type.value}
    same = {name: values[name] for name in ("msg_type", "correction", "note")}
    untouched = Alert.objects.filter(previous=known, author=user, state=State.DRAFT.value, revision=1, **same).first()
    if untouched is not None:  # pressed twice
        return untouched
    with transaction.atomic():
        made = insert(
            user,
            {**values, "previous": known, "root": known.root or known},
            known.jurisdiction,
            exercise=known.exercise,
            status=known.status,
            action=f"prepare_{msg_type.lower()}",
        )
        demand_predecessor(current(made))
    return made
