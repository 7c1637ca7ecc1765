"""Put work into the outbox, and tell open pages what happened; both in the transaction of what they follow from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from anlan_center.audit.recording import NoTransactionError, plain
from anlan_center.outbox.live import tell_again_if_late
from anlan_center.outbox.models import Entry, Event
from anlan_center.outbox.topics import TOPICS


def enqueue(
    topic: str,
    key: str,
    payload: Mapping[str, Any],
    *,
    exercise: bool,
    priority: int = 50,
    due: datetime | None = None,
    jurisdiction: str = "",
) -> Entry:
    """Write an event that handlers are called with once this transaction is written.

    Parameters
    ----------
    topic
        What happened, such as ``alert.released``; `config.wiring.HANDLERS` says who handles it.
    key
        What makes it the same event; a second one with this key is not written.
    payload
        What handlers need, as JSON.
    exercise
        Whether it belongs to an exercise.
    priority
        0 goes first; see `priority_of`.
    due
        Not before; None for now.
    jurisdiction
        Prefix of the area that it concerns.

    Raises
    ------
    NoTransactionError
        Outside a transaction.
    """
    if not connections[DEFAULT_DB_ALIAS].in_atomic_block:
        raise NoTransactionError(f"{topic} was to be sent outside a transaction; open one around the action")
    entry, _made = Entry.objects.get_or_create(
        key=key,
        defaults={
            "topic": topic,
            "payload": plain(payload),
            "exercise": exercise,
            "priority": priority,
            "due": due or timezone.now(),
            "jurisdiction": jurisdiction,
        },
    )
    return entry


def demand_known(topic: str) -> None:
    """Refuse a topic that nobody has said who may be told of.

    Parameters
    ----------
    topic
        See `publish`.

    Raises
    ------
    KeyError
        Which says where to add it.
    """
    if topic not in TOPICS:
        raise KeyError(f"no permission for the topic '{topic}'; add it to outbox/topics.py")


def publish(topic: str, payload: Mapping[str, Any], *, jurisdiction: str = "") -> Event:
    """Tell open pages what happened; they get it when this transaction is written.

    Parameters
    ----------
    topic
        A key of `topics.TOPICS`.
    payload
        What pages need to fetch anew; no personal data.
    jurisdiction
        Prefix of the area; only those who may see it are told.

    Raises
    ------
    KeyError
        If nobody has said who may be told of such a topic.
    """
    demand_known(topic)
    event = Event.objects.create(topic=topic, payload=plain(payload), jurisdiction=jurisdiction)
    _again_if_late([event])
    return event


def publish_all(topic: str, told: Iterable[tuple[Mapping[str, Any], str]]) -> None:
    """Tell open pages of many things at once.

    Parameters
    ----------
    topic
        See `publish`.
    told
        Payload and jurisdiction of each; see `publish`.

    Raises
    ------
    KeyError
        See `publish`.
    """
    demand_known(topic)
    rows = [Event(topic=topic, payload=plain(payload), jurisdiction=area) for payload, area in told]
    _again_if_late(Event.objects.bulk_create(rows, batch_size=500))


def _again_if_late(events: Sequence[Event]) -> None:
    """Look, once this transaction is written, whether pages went on without it; SQLite has one writer at a time."""
    keys = [event.pk for event in events]
    if keys and connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        transaction.on_commit(lambda: tell_again_if_late(keys), robust=True)


PRIORITIES: Mapping[str, int] = {"Extreme": 0, "Severe": 10, "Moderate": 20, "Minor": 30, "Unknown": 40}
"""Priority by the severity of CAP; 50 is everything else."""


def priority_of(severity: str) -> int:
    """Return the priority of work that follows from a warning of a severity."""
    return PRIORITIES.get(severity, 50)
