"""Seal the record into a chain, and verify it.

A seal holds the SHA-256 over the seal before it and over the digests of the rows since, in order; a digest covers all
of a row. Whoever changes, removes or slips in a sealed row has to make every later seal anew, and the last one then
differs from the one that was exported. Haber and Stornetta 1991, Journal of Cryptology 3, 99-111, section 5.1.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from anlan.language import Message
from anlan_center.audit.models import Record, Seal
from anlan_center.audit.recording import digest_of

MOST = 10_000
"""Most rows under one seal."""

SETTLED_S = 60
"""Age from which a row is sealed, s (assumption): from when a row says it was written until it is, far less passes."""


@dataclass(frozen=True)
class Fault:
    """Something in the record that cannot be right.

    Parameters
    ----------
    what
        What it is, with the numbers of the rows.
    """

    what: Message


def digest_of_seal(previous: str, digests: list[str], first: int, last: int) -> str:
    """Return the digest of a seal, as hexadecimal digits.

    Parameters
    ----------
    previous
        Digest of the seal before it; empty for the first.
    digests
        Digests of the rows, in order.
    first, last
        Numbers of the first and last row.
    """
    text = "\n".join([previous, str(first), str(last), *digests])
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def seal(now: datetime | None = None) -> int:
    """Seal the rows that have settled; returns how many seals were made.

    Parameters
    ----------
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    made = 0
    try:
        while _seal_once(at):
            made += 1
    except IntegrityError:  # another process sealed the same rows at the same moment
        return made
    return made


def horizon(at: datetime) -> datetime:
    """Return the time before which rows are settled: no transaction that began before it still writes.

    Numbers are given before transactions end, so a lower number may come to be seen later than a higher one. SQLite has
    one writer at a time; PostgreSQL is asked when the oldest that still runs began.

    Parameters
    ----------
    at
        The time.
    """
    oldest = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT min(xact_start) FROM pg_stat_activity "
                "WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
            )
            (oldest,) = cursor.fetchone()
    return min(at, oldest or at) - timedelta(seconds=SETTLED_S)


def _seal_once(at: datetime) -> bool:
    with transaction.atomic():
        before = Seal.objects.order_by("-id").first()
        found = Record.objects.filter(pk__gt=before.last if before else 0).order_by("pk")
        rows = _settled(found.values_list("pk", "digest", "at")[:MOST].iterator(), at)
        if not rows:
            return False
        first, last, previous = rows[0][0], rows[-1][0], before.digest if before else ""
        digest = digest_of_seal(previous, [row[1] for row in rows], first, last)
        Seal.objects.create(at=at, first=first, last=last, count=len(rows), previous=previous, digest=digest)
    return True


def _settled(rows: Iterable[tuple[int, str, datetime]], at: datetime) -> list[tuple[int, str, datetime]]:
    """Return the rows at the beginning that have settled: what comes after a row that has not waits too.

    A row dated ahead, as by a clock that was wrong and was set right, says nothing of its age: it is as old as the
    next one that has settled.
    """
    settled, ahead = horizon(at), at + timedelta(seconds=SETTLED_S)
    begun = list(takewhile(lambda row: row[2] < settled or row[2] > ahead, rows))
    while begun and begun[-1][2] > ahead:
        begun.pop()
    return begun


def faults(exported: str = "") -> Iterator[Fault]:
    """Yield what is wrong with the record: rows changed, missing or slipped in, seals broken, an end cut off.

    Parameters
    ----------
    exported
        Digest of a seal that was written down elsewhere; the chain must contain it.
    """
    previous, last, known = "", 0, False
    before = Record.objects.filter(pk__lte=0).count() + Seal.objects.filter(pk__lte=0).count()
    if before:  # numbers are given from 1 on
        yield Fault(Message("{count} rows were slipped in before the first", count=before))
    for one in Seal.objects.order_by("id").iterator():
        known = known or one.digest == exported
        if one.previous != previous:
            yield Fault(Message("seal {seal} does not follow the seal before it", seal=one.pk))
        strangers = Record.objects.filter(pk__gt=last, pk__lt=one.first).count()
        if strangers:
            what = Message(
                "{count} rows between {first} and {last} are under no seal", count=strangers, first=last, last=one.first
            )
            yield Fault(what)
        yield from _faults_under(one)
        previous, last = one.digest, one.last
    for row in Record.objects.filter(pk__gt=last).order_by("pk").iterator():
        if digest_of(row) != row.digest:
            yield Fault(Message("row {row} was changed", row=row.pk))
    if exported and not known:
        yield Fault(
            Message(
                "the chain does not contain the exported seal {seal}; its end was cut off or made anew", seal=exported
            )
        )


def _faults_under(one: Seal) -> Iterator[Fault]:
    rows = list(Record.objects.filter(pk__gte=one.first, pk__lte=one.last).order_by("pk"))
    for row in rows:
        if digest_of(row) != row.digest:
            yield Fault(Message("row {row} was changed", row=row.pk))
    if len(rows) != one.count:
        what = Message(
            "seal {seal} covers {count} rows from {first} to {last}; {found} are there",
            seal=one.pk,
            count=one.count,
            first=one.first,
            last=one.last,
            found=len(rows),
        )
        yield Fault(what)
    elif digest_of_seal(one.previous, [row.digest for row in rows], one.first, one.last) != one.digest:
        yield Fault(
            Message("seal {seal} does not fit the rows {first} to {last}", seal=one.pk, first=one.first, last=one.last)
        )


def last_seal() -> Seal | None:
    """Return the last seal; None where there is none."""
    return Seal.objects.order_by("-id").first()


def summary() -> dict[str, int]:
    """Count rows, seals, and rows under no seal yet."""
    last = last_seal()
    return {
        "rows": Record.objects.count(),
        "seals": Seal.objects.count(),
        "unsealed": Record.objects.filter(pk__gt=last.last if last else 0).count(),
    }
