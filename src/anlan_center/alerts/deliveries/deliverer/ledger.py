"""Write down what came of deliveries: many at a time, each exactly as it came."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from anlan_center.alerts.deliveries.channels.protocol import Capability, Outcome
from anlan_center.alerts.deliveries.deliverer.claiming import Row
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Result, Sink
from anlan_center.alerts.deliveries.receipts.parts import write_parts
from anlan_center.alerts.deliveries.receipts.receiving import Receipt, complete, receive, receive_early
from anlan_center.alerts.subscriptions.actions import drop_dead
from anlan_center.outbox.actions import publish_all
from anlan_center.outbox.leases import give_back
from anlan_center.outbox.models import State

UNREACHABLE_PAUSE = 1.0
"""Seconds before a message is tried again whose sink could not be reached; the breaker adds its own (assumption)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of one delivery.

    Parameters
    ----------
    row
        The delivery.
    sink
        Number of its sink.
    limits
        Capability of its channel.
    outcome
        What came of it.
    began, ended
        When.
    """

    row: Row
    sink: int
    limits: Capability
    outcome: Outcome
    began: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """How a sink is.

    Parameters
    ----------
    success, failure
        When it last answered, and last did not; None where nothing is new.
    error
        What it said.
    open_until
        Until when it is left alone; None where it is not.
    """

    success: datetime | None = None
    failure: datetime | None = None
    error: str = ""
    open_until: datetime | None = None


@dataclass
class Page:
    """What is written in one transaction.

    Parameters
    ----------
    entries, receipts
        What came of deliveries.
    unused
        Keys of deliveries that were taken on and not tried.
    health
        By number of the sink.
    tell
        Warnings and sinks of which open boards are told, with one of their deliveries each.
    """

    entries: list[Entry] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    unused: list[int] = field(default_factory=list)
    health: dict[int, Health] = field(default_factory=dict)
    tell: dict[tuple[int, int], int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.entries or self.receipts or self.unused or self.health or self.tell)


_TABLE = Delivery._meta.db_table
_ACKNOWLEDGED = (
    f"UPDATE {_TABLE} SET state='done', sent=%s, confirmed=%s, receipt=%s, error=%s, finished=%s, leased_by='', "  # noqa: S608
    "leased_until=NULL WHERE id=%s AND round=%s AND state<>'done'"
)
_NOT_ACKNOWLEDGED = (
    f"UPDATE {_TABLE} SET state=%s, due=%s, error=%s, finished=%s, leased_by='', leased_until=NULL "  # noqa: S608
    "WHERE id=%s AND round=%s AND state='leased' AND leased_by=%s"
)
_ATTEMPT = (
    f"INSERT INTO {Attempt._meta.db_table} (delivery_id, began, ended, result, reason, worker) "  # noqa: S608
    "VALUES (%s, %s, %s, %s, %s, %s)"
)


def write(page: Page, worker: str) -> None:
    """Write a page in one transaction.

    Parameters
    ----------
    page
        What is written.
    worker
        Who held the deliveries. What a sink has acknowledged is done, whoever holds the lease by now; everything else
        is left to whoever does.
    """
    moments = {moment for entry in page.entries for moment in (entry.began, entry.ended)}
    times = {moment: _time(moment) for moment in moments}
    with transaction.atomic():
        _attempts(page.entries, times, worker)
        _outcomes(page.entries, times, worker)
        if page.unused:
            give_back(Delivery, page.unused, worker)
        told = _receipts(page, worker)
        for entry in page.entries:
            if entry.outcome.gone and entry.row.target.startswith("subscriber:"):
                drop_dead(int(entry.row.target.removeprefix("subscriber:")))
        _health(page.health)
        tell(page.tell | told)


def _receipts(page: Page, worker: str) -> dict[tuple[int, int], int]:
    """Write which parts sinks have accepted, and note receipts: those that came now, and those that came too early."""
    divided = [entry for entry in page.entries if entry.outcome.parts is not None]
    if divided:
        write_parts(
            (entry.sink, entry.row.id, entry.row.round, entry.outcome.parts)
            for entry in divided
            if entry.outcome.parts is not None
        )
    names: dict[int, set[str]] = {}
    for entry in page.entries:
        parts = entry.outcome.parts
        known = {entry.outcome.receipt, *(parts.names.values() if parts else ())} - {""}
        if known:
            names.setdefault(entry.sink, set()).update(known)
    told = receive_early(names, worker) if names else {}
    if divided:
        complete([entry.row.id for entry in divided], worker)
    return told | (receive(page.receipts, worker) if page.receipts else {})


Times = Mapping[datetime, Any]
"""Times as the database takes them: the hundreds of messages of one request share two."""


def _time(moment: datetime) -> Any:
    """Return a time as the database takes it; what Django does for SQLite, without its detours."""
    if connection.vendor == "sqlite":
        return str(moment.astimezone(UTC).replace(tzinfo=None))
    return connection.ops.adapt_datetimefield_value(moment)


def _attempts(entries: Iterable[Entry], times: Times, worker: str) -> None:
    rows: list[tuple[Any, ...]] = [
        (
            entry.row.id,
            times[entry.began],
            times[entry.ended],
            entry.outcome.result.value,
            entry.outcome.reason[:500],
            worker,
        )
        for entry in entries
        if entry.outcome.result != Result.DROPPED
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ATTEMPT, rows)


def _outcomes(entries: Sequence[Entry], times: Times, worker: str) -> None:
    done: list[tuple[Any, ...]] = []
    other: list[tuple[Any, ...]] = []
    failures = _failures(entries)
    for entry in sorted(
        entries, key=lambda entry: entry.row.id
    ):  # in one order, so that no two workers block each other
        if entry.outcome.result in {Result.SENT, Result.CONFIRMED}:
            done.append(_acknowledged(entry, times[entry.ended]))
        else:
            told = _not_acknowledged(entry, times[entry.ended], failures.get(entry.row.id, 1))
            other.append((*told, entry.row.id, entry.row.round, worker))
    with connection.cursor() as cursor:
        if done:
            cursor.executemany(_ACKNOWLEDGED, done)
        if other:
            cursor.executemany(_NOT_ACKNOWLEDGED, other)


def _acknowledged(entry: Entry, ended: Any) -> tuple[Any, ...]:
    outcome = entry.outcome
    confirmed = ended if outcome.result == Result.CONFIRMED else None
    return ended, confirmed, outcome.receipt, outcome.reason, ended, entry.row.id, entry.row.round


def _failures(entries: Sequence[Entry]) -> Mapping[int, int]:
    """Count the failures, this one included, of deliveries that have failed and were tried before.

    What found no way to the sink is no failure of the message: else the first "too busy" of a sink that has just come
    back would be the last attempt of all that waited for it.
    """
    tried = {
        entry.row.id: entry.row.attempts
        for entry in entries
        if entry.outcome.result == Result.FAILED and entry.row.attempts > 1
    }
    if not tried:
        return {}
    seen: Counter[int] = Counter()
    failures: Counter[int] = Counter()
    rows = Attempt.objects.filter(delivery__in=tried).order_by("-id")
    for key, result in rows.values_list("delivery", "result"):
        seen[key] += 1
        failures[key] += seen[key] <= tried[key] and result == Result.FAILED  # the rest is of before a person's resend
    return failures


def _not_acknowledged(entry: Entry, ended: Any, failures: int) -> tuple[Any, ...]:
    """Return state, due time, error and end of a delivery that no sink acknowledged."""
    outcome = entry.outcome
    if outcome.result == Result.DROPPED:
        return State.DROPPED.value, ended, outcome.reason, ended
    given_up = outcome.result == Result.FAILED and failures >= entry.limits.attempts
    if outcome.result == Result.REFUSED or given_up:
        return State.DEAD.value, ended, outcome.reason, ended
    waits = entry.limits.waits
    if outcome.result == Result.UNREACHABLE:
        # no breaker of the sink keeps what is apart from coming again at once, so it waits longer each time
        wait = waits[min(entry.row.attempts, len(waits)) - 1] if outcome.apart else UNREACHABLE_PAUSE
    else:
        wait = waits[min(failures, len(waits)) - 1]
    due = entry.ended + timedelta(seconds=wait * random.uniform(1.0, 1.5))
    return State.WAITING.value, _time(due), outcome.reason, None


def _health(health: Mapping[int, Health]) -> None:
    for number, told in sorted(health.items()):
        changes: dict[str, object] = {"open_until": told.open_until}
        if told.success is not None:
            changes["last_success"] = told.success
        if told.failure is not None:
            changes |= {"last_failure": told.failure, "last_error": told.error[:2000]}
        Sink.objects.filter(pk=number).update(**changes)


def tell(pairs: Mapping[tuple[int, int], int]) -> None:
    """Tell open boards of warnings and sinks where something has changed.

    Parameters
    ----------
    pairs
        One delivery for each warning and sink.
    """
    if not pairs:
        return
    names = dict(Sink.objects.filter(pk__in={sink for _alert, sink in pairs}).values_list("pk", "key"))
    areas = dict(Delivery.objects.filter(pk__in=pairs.values()).values_list("pk", "jurisdiction"))
    publish_all(
        "delivery",
        [
            ({"alert": alert, "channel": names.get(sink, "")}, areas.get(sample, ""))
            for (alert, sink), sample in sorted(pairs.items())
        ],
    )
