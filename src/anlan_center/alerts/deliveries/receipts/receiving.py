"""Note what sinks tell of messages later: in whatever order, once or several times, before or after the answer.

What is once at the far end stays there: a confirmation stands against every failure that is told before or after it. A
message in parts is confirmed once all of them are, and has failed once one has.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F, Q
from django.utils import timezone

from anlan_center.alerts.deliveries.channels import BY_KIND
from anlan_center.alerts.deliveries.channels.cellbroadcast import compared
from anlan_center.alerts.deliveries.channels.protocol import Late, Outcome
from anlan_center.alerts.deliveries.deliverer.claiming import key_of
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Part, Result, Sink, Unmatched
from anlan_center.outbox.models import State

KEPT: Final = timedelta(days=1)
"""How long is kept what nothing is known of (assumption)."""

MOST_UNMATCHED: Final = 20_000
"""Of a sink; what is beyond is not kept, so that no sink can fill the database (assumption)."""


@dataclass(frozen=True)
class Receipt:
    """What a sink told later.

    Parameters
    ----------
    sink
        Number of the sink.
    late
        What it told.
    at
        When it says that this was, or when it came.
    """

    sink: int
    late: Late
    at: datetime


@dataclass
class _Book:
    """Rows that receipts may be about, and what has changed of them."""

    by_name: Mapping[tuple[int, str], list[Delivery]]
    parts: Mapping[tuple[int, str], list[Part]]
    changed: dict[int, Delivery] = field(default_factory=dict)
    arrived: list[Part] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)


def receive(receipts: Sequence[Receipt], worker: str) -> dict[tuple[int, int], int]:
    """Note what sinks told; called in a transaction.

    Parameters
    ----------
    receipts
        What they told; what nothing is known of is kept for a while, as the answer may still have to be written.
    worker
        Who notes it.

    Returns
    -------
    Warnings and sinks of which something has changed, with one of their deliveries each.
    """
    book = _opened(receipts)
    unknown = [receipt for receipt in receipts if not _noted(receipt, book, worker)]
    Part.objects.filter(pk__in=[part.pk for part in book.arrived]).update(confirmed=True)
    _complete(list({part.delivery_id: part.delivery for part in book.arrived}.values()), book, worker)
    Delivery.objects.bulk_update(
        sorted(book.changed.values(), key=lambda row: row.pk), ["confirmed", "state", "error", "finished"],
        batch_size=200,
    )  # fmt: skip
    Attempt.objects.bulk_create(book.attempts, batch_size=500)
    _keep(unknown)
    return {(row.alert_id, row.sink_id): row.pk for row in book.changed.values()}


def receive_early(names: Mapping[int, Collection[str]], worker: str) -> dict[tuple[int, int], int]:
    """Note what was told of messages before their answers were written; called in the transaction that writes them.

    Parameters
    ----------
    names
        The sinks' names of what was acknowledged now, by number of the sink.
    worker
        See `receive`, as for what is returned.
    """
    sinks = set(Unmatched.objects.filter(sink__in=names).values_list("sink", flat=True).distinct())
    if not sinks:
        return {}
    wanted = {name for sink in sinks for name in names[sink] if name}
    rows = Unmatched.objects.filter(sink__in=sinks).filter(Q(name__in=wanted) | Q(key__in=wanted))
    found = list(rows.select_for_update())
    Unmatched.objects.filter(pk__in=[row.pk for row in found]).delete()
    return receive([_again(row) for row in found], worker) if found else {}


def _again(row: Unmatched) -> Receipt:
    return Receipt(row.sink_id, Late(row.name, Outcome(Result(row.result), row.reason), row.key, row.area), row.at)


def _opened(receipts: Iterable[Receipt]) -> _Book:
    """Read and lock, in one order, what receipts may be about."""
    sinks = {receipt.sink for receipt in receipts}
    names = {name for receipt in receipts for name in (receipt.late.name, receipt.late.key) if name}
    own = Q(state=State.DONE) | Q(state=State.DEAD, sent__isnull=False)
    whole = Delivery.objects.filter(own, sink__in=sinks, receipt__in=names).exclude(receipt="")
    pieces = Part.objects.filter(sink__in=sinks, name__in=names, round=F("delivery__round")).exclude(name="")
    keys = {*whole.values_list("pk", flat=True), *pieces.values_list("delivery", flat=True)}
    locked = Delivery.objects.filter(pk__in=keys).select_related("sink").select_for_update(of=("self",))
    rows = {row.pk: row for row in locked.order_by("pk")}
    by_name: dict[tuple[int, str], list[Delivery]] = defaultdict(list)
    for row in rows.values():
        if row.receipt:
            by_name[row.sink_id, row.receipt].append(row)
    parts: dict[tuple[int, str], list[Part]] = defaultdict(list)
    for part in pieces:
        if part.delivery_id in rows:
            part.delivery = rows[part.delivery_id]
            parts[part.sink_id, part.name].append(part)
    return _Book(by_name, parts)


def _noted(receipt: Receipt, book: _Book, worker: str) -> bool:
    """Note one receipt; says whether anything is known by its name."""
    late, sink = receipt.late, receipt.sink
    parts = book.parts.get((sink, late.name), [])
    if parts:
        for part in parts:
            _note_part(part, receipt, book, worker)
        return True
    rows = book.by_name.get((sink, late.name)) or book.by_name.get((sink, late.key)) or []
    if late.key and len(rows) > 1:
        rows = [row for row in rows if _key(row) == late.key]
    for row in rows:
        _note(row, _judged(row, late), receipt.at, book, worker)
    return bool(rows)


def _key(row: Delivery) -> str:
    return key_of(row.alert.identifier, row.sink.key, row.target, row.round)


def _judged(row: Delivery, late: Late) -> Outcome:
    """Compare the area where the channel has one; a failure needs none."""
    channel = BY_KIND.get(row.sink.channel)
    if channel is None or not channel.capability.area or late.outcome.result == Result.REFUSED:
        return late.outcome
    found = compared(row.alert.area.get("geometry"), late.area, late.name)
    return Outcome(found.result, found.reason or late.outcome.reason)


def _note(row: Delivery, outcome: Outcome, at: datetime, book: _Book, worker: str) -> None:
    """Change a delivery as an outcome says, where that says more than what is known."""
    if row.confirmed is not None:
        return
    if outcome.result == Result.CONFIRMED:
        row.confirmed, row.state, row.error = max(at, row.sent or at), State.DONE, ""
    elif row.state == State.DEAD:
        return
    elif outcome.result == Result.REFUSED:
        row.state, row.error, row.finished = State.DEAD, outcome.reason, at
    elif outcome.reason and outcome.reason != row.error:
        row.error = outcome.reason
    else:
        return
    book.changed[row.pk] = row
    book.attempts.append(
        Attempt(
            delivery=row, began=row.sent or at, ended=at, result=outcome.result, reason=outcome.reason[:500],
            worker=worker,
        )
    )  # fmt: skip


def _note_part(part: Part, receipt: Receipt, book: _Book, worker: str) -> None:
    outcome, row = receipt.late.outcome, part.delivery
    if outcome.result == Result.CONFIRMED and not part.confirmed:
        part.confirmed = True
        book.arrived.append(part)
    elif outcome.result == Result.REFUSED and not part.confirmed:
        if row.sent is None:
            part.delete()  # it is missing again, and goes with the others that are
            return
        told = Outcome(Result.REFUSED, f"part {part.number} of {part.total}: {outcome.reason}")
        _note(row, told, receipt.at, book, worker)


def complete(deliveries: Collection[int], worker: str) -> None:
    """Confirm deliveries all of whose parts were confirmed before the last one was accepted.

    Parameters
    ----------
    deliveries
        Keys of deliveries in parts that were acknowledged now.
    worker
        Who notes it.
    """
    rows = Delivery.objects.filter(pk__in=deliveries).select_for_update().order_by("pk")
    book = _Book({}, {})
    _complete(list(rows), book, worker)
    for row in book.changed.values():
        row.save(update_fields=["confirmed", "state", "error"])
    Attempt.objects.bulk_create(book.attempts)


def _complete(rows: Collection[Delivery], book: _Book, worker: str) -> None:
    if not rows:
        return
    arrived = Part.objects.filter(delivery__in=[row.pk for row in rows], confirmed=True)
    counted = arrived.values_list("delivery", "round", "text", "total").annotate(count=Count("pk")).order_by()
    whole = {(delivery, round_) for delivery, round_, _text, total, count in counted if count == total}
    now = timezone.now()
    for row in rows:
        if (row.pk, row.round) in whole and row.sent is not None:
            _note(row, Outcome(Result.CONFIRMED), now, book, worker)


def _keep(receipts: Sequence[Receipt]) -> None:
    """Keep what nothing is known of, within bounds."""
    if not receipts:
        return
    Unmatched.objects.filter(came__lt=timezone.now() - KEPT).delete()
    sinks = {receipt.sink for receipt in receipts}
    full = Unmatched.objects.filter(sink__in=sinks).values("sink").annotate(count=Count("pk")).order_by()
    closed = {row["sink"] for row in full if row["count"] >= MOST_UNMATCHED}
    known = set(Sink.objects.filter(pk__in=sinks - closed).values_list("pk", flat=True))
    Unmatched.objects.bulk_create(
        [
            Unmatched(
                sink_id=receipt.sink, name=receipt.late.name[:200], key=receipt.late.key[:64],
                result=receipt.late.outcome.result, reason=receipt.late.outcome.reason[:500], area=receipt.late.area,
                at=receipt.at,
            )
            for receipt in receipts
            if receipt.sink in known
        ],
        batch_size=500,
    )  # fmt: skip
