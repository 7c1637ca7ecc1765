"""Tell open pages what happened: a stream that goes on where it broke off, and a list to poll where streams fail."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from asgiref.sync import sync_to_async
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils import timezone

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import rights
from anlan_center.accounts.signing_in.requests import still_there
from anlan_center.outbox.models import Event
from anlan_center.outbox.topics import TOPICS

LOOK_S = 0.5
"""Seconds between looks for new events."""

FRESH_S = 1.0
"""Seconds for which a reader's rights count as of now where there is something to tell (assumption)."""

CHECK_S = 5.0
"""Seconds after which rights are read anew even where there is nothing to tell (assumption)."""

BEAT_S = 15.0
"""Seconds after which a silent stream says that it lives, for proxies that close what is silent."""

LONGEST_S = 600.0
"""Seconds after which a stream ends; the page opens the next."""

LATE_S = 60
"""Seconds for which what is written waits for transactions that began before it (assumption): the centre's own take
far less, and one that hangs must not silence the pages."""

MOST = 200
"""Most events told at once; the next look goes on after them."""

OWN = RawSQL("pg_current_xact_id_if_assigned()::text::bigint", [])
"""Number of the transaction in hand, as PostgreSQL counts them."""

Rights = Mapping[str, tuple[str, ...]]
"""By topic, the prefixes of the areas in which a person may be told."""


def rights_of(user: User) -> Rights:
    """Return what a person may be told.

    Parameters
    ----------
    user
        The person, as that person came in.
    """
    found = rights(user, set(TOPICS.values()))
    return {topic: found[permission] for topic, permission in TOPICS.items()}


def _of_this_server() -> QuerySet[Event]:
    """List the events whose transactions this server has counted.

    Those of a backup that was put back on another server have numbers that this one may reach in years; told in order
    with them, everything new would come before what pages have.
    """
    rows = Event.objects.all()
    if connection.vendor != "postgresql":
        return rows
    next_one = RawSQL("pg_snapshot_xmax(pg_current_snapshot())::text::bigint", [])
    return rows.filter(Q(xact__lt=next_one) | Q(xact=OWN))


def settled() -> QuerySet[Event]:
    """List the events before which none can come any more, in the order in which they are told."""
    rows = _of_this_server().order_by("xact", "pk")
    if connection.vendor != "postgresql":  # one writer at a time: what is seen is in order
        return rows
    oldest = RawSQL("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", [])
    return rows.filter(Q(xact__lt=oldest) | Q(xact=OWN) | Q(at__lt=timezone.now() - timedelta(seconds=LATE_S)))


def after(held: Rights, last: int) -> list[Event]:
    """List the next events that a reader may be told.

    Parameters
    ----------
    held
        What that person may be told.
    last
        Number of the last event that the page has.
    """
    within = Q(pk__in=[])
    for topic, prefixes in held.items():
        for prefix in prefixes:
            within |= Q(topic=topic, jurisdiction__startswith=prefix)
    return list(settled().filter(within).filter(_later_than(last))[:MOST])


def _later_than(last: int) -> Q:
    """Return the condition that an event is told after another; by number alone where that one is long gone.

    So it is where that one was written on another server.
    """
    xact = _of_this_server().filter(pk=last).values_list("xact", flat=True).first()
    if xact is None:
        return Q(pk__gt=last)
    return Q(xact__gt=xact) | Q(xact=xact, pk__gt=last)


def latest() -> int:
    """Return the number of the last event that can be told; zero where there is none."""
    return settled().values_list("pk", flat=True).last() or 0


def line_of(event: Event) -> str:
    """Write an event as the stream has it (WHATWG HTML, server-sent events)."""
    data = json.dumps(event.payload, ensure_ascii=False, separators=(",", ":"))
    return f"id: {event.pk}\nevent: {event.topic}\ndata: {data}\n\n"


class Newest:
    """The number of the last event that can be told, read once for all streams of this process.

    A stream that finds it as it was asks nothing further: hundreds of open pages then take no connection of the
    database most of the time.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._read = float("-inf")
        self._number = 0

    def __call__(self) -> int:
        """Return it, as it was at most half a look ago."""
        with self._lock:
            if time.monotonic() - self._read >= LOOK_S / 2:
                began = time.monotonic()
                self._number, self._read = latest(), began
            return self._number


NEWEST = Newest()


@dataclass
class Reader:
    """Someone with an open stream.

    Parameters
    ----------
    who
        Says who that is now; None once the sign-in has ended.
    clock
        Seconds that only grow.
    held
        What that person may be told, as last read.
    checked
        When that was, s.
    newest
        Says the number of the last event that can be told.
    seen
        That number when nothing further was to be told.
    """

    who: Callable[[], User | None]
    clock: Callable[[], float]
    held: Rights | None = None
    checked: float = field(default=float("-inf"))
    newest: Callable[[], int] = NEWEST
    seen: int | None = None

    def after(self, last: int) -> list[Event] | None:
        """List the next events; None once the sign-in has ended or its rights have changed: the page asks anew.

        Parameters
        ----------
        last
            Number of the last event that the page has.
        """
        if self.held is None and not self._same():
            return None
        newest = self.newest()
        found = [] if newest == self.seen else after(self.held or {}, last)
        if len(found) < MOST:
            self.seen = newest
        if self.clock() - self.checked >= (FRESH_S if found else CHECK_S) and not self._same():
            return None
        return found

    def _same(self) -> bool:
        """Read the rights anew; say whether they are as they were."""
        user = self.who()
        if user is None:
            return False
        held, self.checked = rights_of(user), self.clock()
        same = self.held is None or self.held == held
        self.held = held
        return same


def _look(reader: Reader, last: int) -> list[Event] | None:
    """List the next events, and let go of the database: a stream has a thread of its own, and lasts for minutes."""
    try:
        return reader.after(last)
    finally:
        if not connection.in_atomic_block:  # whoever calls this within a transaction goes on with it
            connection.close()


async def stream(reader: Reader, last: int, *, longest_s: float = LONGEST_S) -> AsyncIterator[str]:
    """Yield events as they are written.

    Parameters
    ----------
    reader
        Who is told.
    last
        Number of the last event that the page has.
    longest_s
        When to end, s.
    """
    clock = reader.clock
    began = beat = clock()
    yield "retry: 2000\n\n"
    while clock() - began < longest_s:
        events = await sync_to_async(_look)(reader, last)
        if events is None:
            return
        for event in events:
            yield line_of(event)
            last = event.pk
        if events:
            beat = clock()
        elif clock() - beat >= BEAT_S:
            yield ": here\n\n"
            beat = clock()
        await asyncio.sleep(LOOK_S)


def _asked(request: HttpRequest) -> int | None:
    told = request.headers.get("Last-Event-ID") or request.GET.get("after") or ""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else None


async def events(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Answer with the stream; without a sign-in with 403."""
    user = await request.auser()
    if not isinstance(user, User):
        return HttpResponse(status=403)
    last = _asked(request)
    start = await sync_to_async(latest)() if last is None else last
    reader = Reader(lambda: still_there(request), asyncio.get_running_loop().time)
    answer = StreamingHttpResponse(stream(reader, start), content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def poll(request: HttpRequest) -> HttpResponse:
    """Answer with the events after a number, for pages whose stream does not get through."""
    user = request.user
    if not isinstance(user, User):
        return HttpResponse(status=403)
    last = _asked(request)
    if last is None:
        return JsonResponse({"last": latest(), "events": []})
    found = after(rights_of(user), last)
    told = [{"id": one.pk, "topic": one.topic, "data": one.payload} for one in found]
    return JsonResponse({"last": found[-1].pk if found else last, "events": told})
