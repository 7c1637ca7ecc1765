"""Take deliveries of one sink on, with all that is needed to send them."""

import hashlib
import time
from collections.abc import Collection
from dataclasses import dataclass

from anlan_center.alerts.deliveries.channels.parts import Parts
from anlan_center.alerts.deliveries.content import Content
from anlan_center.alerts.deliveries.deliverer.contents import content_of, read_facts
from anlan_center.alerts.deliveries.deliverer.directory import Place, places
from anlan_center.alerts.deliveries.models import Delivery
from anlan_center.alerts.deliveries.receipts.parts import read_parts
from anlan_center.alerts.deliveries.separation import Facts
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.leases import claim_keys


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery that this worker holds.

    Parameters
    ----------
    id, priority, alert, target, language, round, attempts
        As in its row.
    place
        Where its target is.
    until
        When its lease ends, on the clock of `time.monotonic`.
    parts
        What earlier attempts have brought through; None where nothing.
    """

    id: int
    priority: int
    alert: int
    target: str
    language: str
    round: int
    attempts: int
    place: Place
    until: float
    parts: Parts | None = None


@dataclass(frozen=True)
class Batch:
    """Deliveries that were taken on.

    Parameters
    ----------
    rows
        The deliveries, the most urgent first.
    facts
        What decides whether their warnings may leave, by number.
    contents
        What they say, by number and language wanted; only what was not known before.
    """

    rows: list[Row]
    facts: dict[int, Facts]
    contents: dict[tuple[int, str], Content]


def take(
    sink: int,
    worker: str,
    most: int,
    seconds: float,
    known: Collection[tuple[int, str]],
    graver_than: int | None = None,
    *,
    divided: bool = False,
) -> Batch:
    """Take on the most urgent deliveries of a sink.

    Parameters
    ----------
    sink
        Number of its row.
    worker, most, seconds
        See `claim_keys`.
    known
        Contents that need not be read again.
    graver_than
        Only those that go before this priority; None for all.
    divided
        Whether earlier attempts may have brought parts through.
    """
    until = time.monotonic() + seconds
    waiting = Delivery.objects.filter(sink=sink)
    if graver_than is not None:
        waiting = waiting.filter(priority__lt=graver_than)
    keys = claim_keys(waiting, worker, most=most, seconds=seconds, taken="taken")
    if not keys:
        return Batch([], {}, {})
    raw = Delivery.objects.filter(pk__in=keys).order_by("priority", "due", "id")
    fields = list(raw.values_list("pk", "priority", "alert", "target", "language", "round", "attempts"))
    where = places({row[3] for row in fields})
    through = read_parts(keys) if divided else {}
    rows = [Row(*row, where[row[3]], until, through.get((row[0], row[5]))) for row in fields]
    wanted = {(row.alert, row.language) for row in rows}
    unknown = wanted.difference(known)
    alerts = Alert.objects.select_related("organisation").in_bulk({alert for alert, _language in unknown})
    contents = {pair: content_of(alerts[pair[0]], pair[1]) for pair in unknown}
    return Batch(rows, read_facts({alert for alert, _language in wanted}), contents)


def key_of(identifier: str, sink: str, target: str, round_: int) -> str:
    """Return the idempotency key of a delivery: the same for every attempt, another once a person sends it again.

    Parameters
    ----------
    identifier
        Of the warning.
    sink
        Key of the sink.
    target, round_
        As in the row.
    """
    text = f"{identifier}\0{sink}\0{target}\0{round_}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
