"""Take in a message: read, verify, check, keep once, and put it together with what came before."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.alerts.chains.chaining import ChainState
from anlan.language import Message
from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.ingest.actions.errors import IngestError
from anlan_center.alerts.ingest.engine import Known, Understood, put_together, register_of, said, understand
from anlan_center.alerts.ingest.models import Pin, Received, Source, Way
from anlan_center.audit.recording import record
from anlan_center.outbox.actions import publish

WINDOW = timedelta(days=60)
"""How far back messages of a sender are put together (assumption): an Update of an older one waits, and says so."""

RECENT = timedelta(days=3)
"""How long a message that is over is still put together anew without being named (assumption)."""

JUDGED = ("signature", "trusted", "signed", "reason", "subject")
"""Columns that follow from a signature and the register."""

_REPLY = Message("it acknowledges a message or reports an error, and belongs to no warning")


def hand_in(user: User, source: Source, content: bytes) -> Received:
    """Take in a message that a program hands in.

    Parameters
    ----------
    user
        On whose behalf; has ``ingest.push`` for the source's area.
    source
        Where it comes from; one whose messages are handed in.
    content
        The message.

    Raises
    ------
    PermissionDenied
    IngestError
        If the source is not active, or is a feed.
    UnreadableError
        If it is no message.
    """
    demand(user, "ingest.push", source.jurisdiction)
    if source.way != Way.PUSH or not source.active:
        raise IngestError(_("This source takes nothing that is handed in; choose an active one that does."))
    return receive(source, content, by=user)


def receive(source: Source, content: bytes, *, by: User | None = None, at: datetime | None = None) -> Received:
    """Keep a message and say how it stands; a copy of one that is there is counted and not kept again.

    Parameters
    ----------
    source
        Where it comes from.
    content
        As it came.
    by
        Who handed it in; None where the centre fetched it.
    at
        When it came; None for now.

    Raises
    ------
    UnreadableError
        If it is no message.
    """
    now = at or timezone.now()
    found = understand(content, _register(source.jurisdiction), now)
    try:
        with transaction.atomic():
            return _keep(source, content, found, by, now)
    except IntegrityError:  # somebody else has kept it meanwhile
        with transaction.atomic():
            return _keep(source, content, found, by, now)


def _keep(source: Source, content: bytes, found: Understood, by: User | None, now: datetime) -> Received:
    _take_turns(source.jurisdiction)
    known = Received.objects.select_for_update().filter(
        jurisdiction=source.jurisdiction, essence=found.values["essence"]
    )
    row = known.first()
    if row is not None:
        return _again(row, content, found, by, now)
    row = Received.objects.create(
        source=source, jurisdiction=source.jurisdiction, content=content, received=now, last_seen=now,
        state=ChainState.HELD.value, **found.values,
    )  # fmt: skip
    record(by, "ingest.receive", row, exercise=row.exercise, after=_told(row), at=now)
    return _settled(row, now)


def _take_turns(jurisdiction: str) -> None:
    """Let one transaction at a time put messages of an area together.

    Else of a warning and its lifting that are handed in at once neither sees the other: both are kept, and the warning
    stays in force beside a lifting that waits for it.
    """
    sources = Source.objects.select_for_update(no_key=True).filter(jurisdiction__startswith=jurisdiction)
    list(sources.order_by("pk").values_list("pk"))


def _again(row: Received, content: bytes, found: Understood, by: User | None, now: datetime) -> Received:
    """Count a copy; one with a signature that holds takes the place of one without."""
    row.copies, row.last_seen = row.copies + 1, now
    changed = ["copies", "last_seen"]
    if found.values["trusted"] and not row.trusted:
        before = _told(row)
        row.content = content
        for name in (*JUDGED, "findings"):
            setattr(row, name, found.values[name])
        row.save(update_fields=[*changed, *JUDGED, "content", "findings"])
        record(by, "ingest.verify", row, exercise=row.exercise, before=before, after=_told(row), at=now)
        return _settled(row, now)
    row.save(update_fields=changed)
    return row


def _settled(row: Received, now: datetime) -> Received:
    settle(row.jurisdiction, row.sender, now, _named_by(row))
    row.refresh_from_db()
    publish("ingest", {"id": row.pk, "state": row.state}, jurisdiction=row.jurisdiction)
    return row


def settle(jurisdiction: str, sender: str, now: datetime, named: Collection[str] = ()) -> None:
    """Put the messages of a sender together anew, what is trusted apart from what is not.

    Parameters
    ----------
    jurisdiction, sender
        Whose messages.
    now
        The time.
    named
        Identifiers of earlier messages that a new one names; they are taken along however old they are.
    """
    rows = _current(Received.objects.filter(jurisdiction=jurisdiction, sender=sender), now, named)
    for trusted in (True, False):
        _settle(rows.filter(trusted=trusted).select_related("source").defer("content", "signed"), now)


def _current(rows: QuerySet[Received], now: datetime, named: Collection[str]) -> QuerySet[Received]:
    """Keep what a new message could change: what is new, in force or held, what is named, and their chains."""
    touched = Q(received__gt=now - RECENT) | Q(state__in=[ChainState.ACTIVE.value, ChainState.HELD.value])
    kept = rows.filter(touched | Q(identifier__in=named), received__gt=now - WINDOW)
    roots = {root or key for key, root in kept.values_list("pk", "root_id")}
    return rows.filter(Q(pk__in=kept.values("pk")) | Q(pk__in=roots) | Q(root_id__in=roots))


def _named_by(row: Received) -> list[str]:
    return [parts[1] for one in row.references if len(parts := one.split(",")) == 3]


def _settle(rows: Iterable[Received], now: datetime) -> None:
    by_key = {row.pk: row for row in rows}
    demand_all = any(row.source.names_all for row in by_key.values())
    assembly, keys = put_together(map(_known, by_key.values()), now, demand_all=demand_all)
    for chain in assembly.chains:
        members = [keys[str(one.note)] for one in chain.alerts]
        for key, state in zip(members, chain.states, strict=True):
            _put(by_key[key], state, root=None if key == members[0] else members[0])
    for one in assembly.held:
        _put(by_key[keys[str(one.alert.note)]], ChainState.HELD, code=one.code, reason=said(one.reason))
    for reply in assembly.replies:
        _put(by_key[keys[str(reply.note)]], ChainState.HELD, code="reply", reason=said(_REPLY))


def _put(
    row: Received,
    state: ChainState,
    *,
    root: int | None = None,
    code: str = "",
    reason: Mapping[str, str] | None = None,
) -> None:
    """Write how a message stands, where that has changed."""
    wanted: dict[str, Any] = {
        "state": state.value, "root_id": root, "held_code": code, "held_reason": dict(reason or {}),
    }  # fmt: skip
    if any(getattr(row, name) != value for name, value in wanted.items()):
        Received.objects.filter(pk=row.pk).update(**wanted)


def _known(row: Received) -> Known:
    return Known(
        key=row.pk, sender=row.sender, identifier=row.identifier, sent=row.sent_text, status=row.status,
        msg_type=row.msg_type, references=row.references, essence=row.essence, expires=row.expires,
    )  # fmt: skip


def expire(now: datetime | None = None) -> int:
    """Let the warnings that are over expire; returns how many did.

    Parameters
    ----------
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    over = Received.objects.filter(state=ChainState.ACTIVE.value, expires__lte=at).values_list("pk", "jurisdiction")
    count = 0
    for key, jurisdiction in list(over):
        with transaction.atomic():
            moved = Received.objects.filter(pk=key, state=ChainState.ACTIVE.value).update(
                state=ChainState.EXPIRED.value
            )
            if moved:
                publish("ingest", {"id": key, "state": ChainState.EXPIRED.value}, jurisdiction=jurisdiction)
        count += moved
    return count


def verify_again(jurisdiction: str, sender: str, by: User, now: datetime) -> int:
    """Judge the signatures of a sender's messages anew after its pins have changed; returns how many changed.

    Parameters
    ----------
    jurisdiction
        Prefix of the area of the pins.
    sender
        Whose messages.
    by
        Who changed the pins.
    now
        The time.
    """
    touched = Q(received__gt=now - RECENT) | Q(state__in=[ChainState.ACTIVE.value, ChainState.HELD.value])
    _take_turns(jurisdiction)
    rows = Received.objects.select_for_update().filter(
        touched, jurisdiction__startswith=jurisdiction, sender=sender, received__gt=now - WINDOW
    )
    changed, areas = 0, set()
    for row in rows:
        found = understand(bytes(row.content), _register(row.jurisdiction), row.received)
        if found.values["signature"] == row.signature:
            continue
        before = _told(row)
        for name in JUDGED:
            setattr(row, name, found.values[name])
        row.save(update_fields=JUDGED)
        record(by, "ingest.verify", row, exercise=row.exercise, before=before, after=_told(row), at=now)
        areas.add(row.jurisdiction)
        changed += 1
    for area in areas:
        settle(area, sender, now)
    return changed


def _register(jurisdiction: str) -> Any:
    """Return the pins of an area and of those that hold it."""
    above = [jurisdiction[:length] for length in range(1, len(jurisdiction) + 1)]
    pins = Pin.objects.filter(jurisdiction__in=above)
    return register_of(pins.values_list("sender", "certificate", "since", "until"))


def _told(row: Received) -> dict[str, Any]:
    return {
        "source": row.source_id, "sender": row.sender, "identifier": row.identifier, "sent": row.sent_text,
        "status": row.status, "msg_type": row.msg_type, "signature": row.signature, "subject": row.subject,
        "essence": row.essence,
    }  # fmt: skip
