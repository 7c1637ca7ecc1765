"""What is read of warnings: lists within a person's reach, what the public may read, chains, and who may do what."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import allowed, visible
from anlan_center.alerts.release.message.composing import chain
from anlan_center.alerts.release.message.wording import spoken
from anlan_center.alerts.release.models import Alert, Hand, MsgType, Scope, Step
from anlan_center.alerts.release.workflow import OPEN, TRANSITIONS, State

__all__ = ["actions_open_to", "alerts", "chain", "history", "in_force", "members", "published", "spoken",
           "waiting_for"]  # fmt: skip

PREPARED = ("prepare_update", "prepare_cancel")
"""Actions that make a new draft from a warning in force."""


def alerts(user: User | AnonymousUser) -> QuerySet[Alert]:
    """List the warnings that a person may see, drafts included, the latest first."""
    rows = Alert.objects.select_related("organisation", "author", "reviewer", "approver", "previous")
    return visible(rows.defer("cap"), user, "alert.view").order_by("-id")


def waiting_for(user: User) -> QuerySet[Alert]:
    """List the warnings that wait for a step of this person: to review, or to approve; drafts of others do not."""
    rows = visible(Alert.objects.select_related("organisation", "author").defer("cap"), user, "alert.view")
    wrote = Hand.objects.filter(user=user, kind=Hand.Kind.WROTE).values("alert")
    to_review = visible(Alert.objects.filter(state=State.SUBMITTED.value), user, "alert.review").values("pk")
    to_approve = visible(Alert.objects.filter(state=State.REVIEWED.value), user, "alert.approve").values("pk")
    return rows.filter(Q(pk__in=to_review) | Q(pk__in=to_approve)).exclude(pk__in=wrote).order_by("changed", "id")


def published(*, exercise: bool = False) -> QuerySet[Alert]:
    """List the messages for everybody that went out, the latest first: what the public may read.

    Parameters
    ----------
    exercise
        Exercises instead of real warnings; never both.
    """
    rows = Alert.objects.filter(released_at__isnull=False, scope=Scope.PUBLIC, exercise=exercise)
    return rows.select_related("organisation", "previous", "root").order_by("-released_at", "-id")


def in_force(now: datetime | None = None, *, exercise: bool = False) -> QuerySet[Alert]:
    """List the messages for everybody that hold at a time; no cancellations, and of each chain the latest alone.

    Parameters
    ----------
    now
        The time; None for now.
    exercise
        Exercises instead of real warnings; never both.
    """
    rows = published(exercise=exercise).filter(state=State.RELEASED.value).exclude(msg_type=MsgType.CANCEL)
    return rows.filter(expires__gt=now or timezone.now())


def members(alert: Alert, user: User | AnonymousUser) -> QuerySet[Alert]:
    """List the messages of the chain of a warning that a person may see, drafts included, the first one first.

    Parameters
    ----------
    alert
        One of them.
    user
        Who looks; a message of the chain may lie in another area.
    """
    root = alert.root_id or alert.pk
    return alerts(user).filter(Q(pk=root) | Q(root_id=root)).order_by("id")


def history(alert: Alert) -> QuerySet[Step]:
    """List the steps that a warning took, in their order."""
    return alert.steps.select_related("user").order_by("id")


def actions_open_to(user: User, alert: Alert) -> frozenset[str]:
    """Name the actions that a person could take on a warning now; the actions themselves decide.

    Parameters
    ----------
    user
        The person, as signed in.
    alert
        The warning.
    """
    return frozenset(_open(user, alert))


def _open(user: User, alert: Alert) -> Iterator[str]:
    wrote = alert.author_id == user.pk or alert.hands.filter(user=user, kind=Hand.Kind.WROTE).exists()
    held: dict[str, bool] = {}
    ends = alert.previous is None or allowed(user, "alert.approve", alert.previous.jurisdiction)

    def may(permission: str) -> bool:
        if permission not in held:
            held[permission] = allowed(user, permission, alert.jurisdiction)
        return held[permission]

    for row in TRANSITIONS:
        free = not (row.second_person and wrote) and (ends or not row.signs)
        if alert.state in row.sources and free and any(may(permission) for permission in row.permissions):
            yield row.action
    in_review = alert.state in OPEN - {State.DRAFT}
    if in_review and not wrote and may("alert.review"):
        yield "approve_language"
    if alert.state == State.RELEASED and alert.msg_type != MsgType.CANCEL and may("alert.draft"):
        yield from PREPARED
