"""Tell open pages what happened: a stream that goes on where it broke off, and a list to poll where streams fail."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import jurisdictions
from anlan_center.outbox.models import Event

PERMISSION = "alert.view"
"""Who may see warnings before their release is told of them."""

LOOK_S = 0.5
"""Seconds between looks for new events."""

BEAT_S = 15.0
"""Seconds after which a silent stream says that it lives, for proxies that close what is silent."""

LONGEST_S = 600.0
"""Seconds after which a stream ends; the page opens the next, and its rights are read anew."""

MOST = 200
"""Most events told at once; the next look goes on after them."""


@dataclass(frozen=True)
class Reader:
    """What a person may be told.

    Parameters
    ----------
    prefixes
        Prefixes of the areas that the person sees.
    """

    prefixes: tuple[str, ...]

    def after(self, last: int) -> list[Event]:
        """List the next events.

        Parameters
        ----------
        last
            Number of the last event that the page has.
        """
        within = Q(pk__in=[])
        for prefix in self.prefixes:
            within |= Q(jurisdiction__startswith=prefix)
        return list(Event.objects.filter(within, pk__gt=last).order_by("pk")[:MOST])


def latest() -> int:
    """Return the number of the last event; zero where there is none."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def line_of(event: Event) -> str:
    """Write an event as the stream has it (WHATWG HTML, server-sent events)."""
    data = json.dumps(event.payload, ensure_ascii=False, separators=(",", ":"))
    return f"id: {event.pk}\nevent: {event.topic}\ndata: {data}\n\n"


async def stream(
    reader: Reader, last: int, *, clock: Callable[[], float], longest_s: float = LONGEST_S
) -> AsyncIterator[str]:
    """Yield events as they are written.

    Parameters
    ----------
    reader
        What may be told.
    last
        Number of the last event that the page has.
    clock
        Seconds that only grow.
    longest_s
        When to end, s.
    """
    began = beat = clock()
    yield "retry: 2000\n\n"
    while clock() - began < longest_s:
        events = await sync_to_async(reader.after)(last)
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


def _reader(user: object) -> Reader | None:
    return Reader(jurisdictions(user, PERMISSION)) if isinstance(user, User) and user.is_active else None


async def events(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Answer with the stream; without a sign-in with 403."""
    reader = await sync_to_async(_reader)(await request.auser())
    if reader is None:
        return HttpResponse(status=403)
    last = _asked(request)
    start = await sync_to_async(latest)() if last is None else last
    body = stream(reader, start, clock=asyncio.get_running_loop().time)
    answer = StreamingHttpResponse(body, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def poll(request: HttpRequest) -> HttpResponse:
    """Answer with the events after a number, for pages whose stream does not get through."""
    reader = _reader(request.user)
    if reader is None:
        return HttpResponse(status=403)
    last = _asked(request)
    if last is None:
        return JsonResponse({"last": latest(), "events": []})
    found = reader.after(last)
    told = [{"id": one.pk, "topic": one.topic, "data": one.payload} for one in found]
    return JsonResponse({"last": found[-1].pk if found else last, "events": told})
