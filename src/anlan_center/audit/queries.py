"""What a person may read of the record."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import visible
from anlan_center.audit.models import Record


@dataclass(frozen=True)
class Wish:
    """What to look for in the record.

    Parameters
    ----------
    action
        Beginning of an action, such as ``alert.``; empty for all.
    actor
        Part of a person's name; empty for all.
    row
        Kind of a row, or kind and key as ``alerts.alert:12``; empty for all.
    exercise
        Only exercises, only real work, or None for both.
    """

    action: str = ""
    actor: str = ""
    row: str = ""
    exercise: bool | None = None


def records(user: User, wish: Wish = Wish()) -> QuerySet[Record]:
    """List the rows that a person may read, the newest first.

    Parameters
    ----------
    user
        The person.
    wish
        What to look for.
    """
    found = visible(Record.objects.all(), user, "audit.view").order_by("-id")
    kind, _colon, key = wish.row.partition(":")
    chosen = Q()
    if wish.action:
        chosen &= Q(action__startswith=wish.action)
    if wish.actor:
        chosen &= Q(actor_name__icontains=wish.actor)
    if kind:
        chosen &= Q(object_type=kind)
    if key:
        chosen &= Q(object_id=key)
    if wish.exercise is not None:
        chosen &= Q(exercise=wish.exercise)
    return found.filter(chosen)
