"""What waits and what failed, and how a dead letter is given another chance."""

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand, visible
from anlan_center.audit.recording import record
from anlan_center.outbox.models import Entry, State


class NotDeadError(ValueError):
    """An event is not a dead letter (any more)."""


def entries(user: User, state: str = "") -> QuerySet[Entry]:
    """List the events that a person may see, the newest first.

    Parameters
    ----------
    user
        The person.
    state
        Only those in this state; empty for all.
    """
    found = visible(Entry.objects.all(), user, "outbox.view").order_by("-id")
    return found.filter(state=state) if state else found


def counts(user: User) -> dict[str, int]:
    """Count the events that a person may see, by state."""
    found = visible(Entry.objects.all(), user, "outbox.view").order_by()
    told = dict(found.values_list("state").annotate(Count("pk")))
    return {state.value: told.get(state.value, 0) for state in State}


def retry(user: User, key: int) -> Entry:
    """Let a dead letter run again.

    Parameters
    ----------
    user
        Who asks.
    key
        Key of the event.

    Raises
    ------
    PermissionDenied
        If the person may not.
    NotDeadError
        If it is no dead letter (any more).
    """
    with transaction.atomic():
        entry = entries(user).select_for_update().get(pk=key)
        demand(user, "outbox.retry", entry.jurisdiction)
        if entry.state != State.DEAD:
            raise NotDeadError(_("This event has not failed for good; it needs no retry."))
        before = {"state": entry.state, "attempts": entry.attempts, "error": entry.error}
        entry.state, entry.attempts, entry.due, entry.finished = State.WAITING, 0, timezone.now(), None
        entry.save(update_fields=["state", "attempts", "due", "finished"])
        record(user, "outbox.retry", entry, exercise=entry.exercise, before=before, after={"state": entry.state})
    return entry
