"""What a person may see of warnings of others; every list passes through the person's jurisdiction."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from anlan.alerts.chains.chaining import ChainState, key_of
from anlan_center.accounts.models import Area, User
from anlan_center.accounts.scope import jurisdictions, visible
from anlan_center.alerts.ingest.engine import likely_the_same
from anlan_center.alerts.ingest.models import Pin, Received, Source

MOST_COMPARED = 200
"""Active warnings that are compared with one another for proposals."""


@dataclass(frozen=True)
class Wish:
    """What to look for among messages.

    Parameters
    ----------
    state
        How they stand; empty for all.
    exercise
        Only what is meant, only what is not, or None for both.
    source
        Key of a source; None for all.
    """

    state: str = ""
    exercise: bool | None = None
    source: int | None = None


def messages(user: User | AnonymousUser, wish: Wish = Wish()) -> QuerySet[Received]:
    """List the messages that a person may see, the latest first.

    Parameters
    ----------
    user
        The person.
    wish
        What to look for.
    """
    found = visible(Received.objects.all(), user, "ingest.view").select_related("source").defer("content", "signed")
    chosen = Q()
    if wish.state:
        chosen &= Q(state=wish.state)
    if wish.exercise is not None:
        chosen &= Q(exercise=wish.exercise)
    if wish.source is not None:
        chosen &= Q(source_id=wish.source)
    return found.filter(chosen)


def sources(user: User | AnonymousUser) -> QuerySet[Source]:
    """List the sources that a person may see."""
    return visible(Source.objects.all(), user, "ingest.view")


def sources_to_push(user: User | AnonymousUser) -> QuerySet[Source]:
    """List the sources for which a person may hand messages in."""
    return visible(Source.objects.all(), user, "ingest.push")


def pins(user: User | AnonymousUser) -> QuerySet[Pin]:
    """List the pinned certificates that a person may see."""
    return visible(Pin.objects.all(), user, "ingest.view")


def chain_of(row: Received, user: User | AnonymousUser) -> QuerySet[Received]:
    """List the messages of a warning, in the order of sending.

    Parameters
    ----------
    row
        One of them.
    user
        Who looks.
    """
    first = row.root_id or row.pk
    return messages(user).filter(Q(pk=first) | Q(root_id=first)).order_by("sent", "id")


def proposals(row: Received, user: User | AnonymousUser) -> list[tuple[Received, float]]:
    """List the warnings that may be of the same event, and how alike they are.

    Parameters
    ----------
    row
        An active warning.
    user
        Who looks.
    """
    if row.state != ChainState.ACTIVE.value or row.same_as_id is not None:
        return []
    same_kind = visible(Received.objects.all(), user, "ingest.view").filter(
        jurisdiction=row.jurisdiction, state=ChainState.ACTIVE.value, same_as=None, status=row.status
    )
    others = list(same_kind.exclude(pk=row.pk)[:MOST_COMPARED])
    found = likely_the_same((one.words for one in [row, *others]), timezone.now())
    by_key = {_key(one): one for one in others}
    alike = []
    for one in found:
        keys = {key_of(one.first.head), key_of(one.second.head)}
        if _key(row) in keys:
            other = by_key.get(next(iter(keys - {_key(row)}), _key(row)))
            if other is not None:
                alike.append((other, one.likeness))
    return alike


def _key(row: Received) -> tuple[str, str, str]:
    sent = row.sent.isoformat() if row.sent is not None else row.sent_text
    return row.sender, row.identifier, sent


def areas(user: User | AnonymousUser, permission: str) -> Sequence[Area]:
    """List the areas in which a person has a permission.

    Parameters
    ----------
    user, permission
        See `jurisdictions`.
    """
    within = Q(pk__in=[])
    for prefix in jurisdictions(user, permission):
        within |= Q(prefix__startswith=prefix)
    return list(Area.objects.filter(within))
