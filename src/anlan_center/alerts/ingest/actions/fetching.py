"""Look at feeds: fetch what has changed, within what the installation allows, and take in what is new."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event as Stop
from typing import Final

import aiohttp
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from lxml import etree

from anlan_center.alerts.deliveries.channels.destinations import (
    DestinationError,
    GuardedResolver,
    Policy,
    check_url,
)
from anlan_center.alerts.ingest.actions.receiving import receive
from anlan_center.alerts.ingest.engine import UnreadableError, feed_of
from anlan_center.alerts.ingest.models import Seen, Source, Way
from anlan_center.outbox.looping import repeat

log = logging.getLogger("anlan.ingest")

TIMEOUT_S: Final = 20.0
"""Seconds for one answer (assumption)."""

MOST_BYTES: Final = 32 * 2**20
"""Bytes of an answer that are read; a longer one is refused."""

MOST_MESSAGES: Final = 50
"""Messages that are fetched at one look at a feed; the rest comes at the next looks."""

AT_ONCE: Final = 8
"""Sources that are looked at at the same time."""

LONGEST_WAIT = timedelta(hours=1)
"""Longest time from one look to the next at a source that does not answer."""

_HEADERS = {
    "User-Agent": "anlan",
    "Accept": "application/cap+xml, application/atom+xml, application/xml;q=0.9",
}


@dataclass(frozen=True)
class Answer:
    """What came back.

    Parameters
    ----------
    body
        The content; None where it has not changed, or where there is an error.
    etag, modified
        By what the next question says which content is known.
    error
        What went wrong; empty where nothing did.
    """

    body: bytes | None = None
    etag: str = ""
    modified: str = ""
    error: str = ""


@dataclass(frozen=True)
class Look:
    """What one look at a source brought.

    Parameters
    ----------
    answer
        Of the address itself.
    messages
        Messages, whole.
    seen
        Addresses of messages that were fetched, and when they say that they were changed.
    errors
        What went wrong with single messages.
    """

    answer: Answer
    messages: Sequence[bytes] = ()
    seen: Sequence[tuple[str, str]] = ()
    errors: Sequence[str] = field(default_factory=list)


def policy() -> Policy:
    """Return where connections may go in this installation."""
    here = settings.ANLAN_INSTALLATION
    return Policy(tuple(getattr(settings, "ANLAN_INNER_HOSTS", ())), machine_only=here.demo)


def fetch_until(stop: Stop, *, wait_s: float = 1.0) -> None:
    """Look at feeds until told to stop.

    Parameters
    ----------
    stop
        Set from outside to end the loop.
    wait_s
        Seconds between looks at the clocks of the sources.
    """
    repeat(fetch_due, stop, idle_s=wait_s)


def fetch_due(now: datetime | None = None) -> int:
    """Look at every feed that is due; returns at how many.

    Parameters
    ----------
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    taken = [source for source in _due(at) if _take(source, at)]
    if not taken:
        return 0
    known = {source.pk: dict(source.seen.values_list("address", "updated")) for source in taken}
    for source, look in zip(taken, asyncio.run(_look_at(taken, known, policy())), strict=True):
        try:
            _store(source, look)
        except OperationalError:
            raise
        except Exception as fault:  # one source must not keep the others away
            log.exception("what a source brought could not be kept", extra={"source": source.pk})
            told = f"{type(fault).__name__}: {fault}"[:4000]
            Source.objects.filter(pk=source.pk).update(error=told, failures=source.failures + 1)
    return len(taken)


def _due(at: datetime) -> Sequence[Source]:
    return list(Source.objects.filter(active=True, way=Way.FEED, due__lte=at).order_by("due")[:AT_ONCE])


def _take(source: Source, at: datetime) -> bool:
    """Say whether this process is to look: only one that moves the clock on may."""
    wait = timedelta(seconds=source.every_s) * 2 ** min(source.failures, 8)
    longest = max(LONGEST_WAIT, timedelta(seconds=source.every_s))
    moved = Source.objects.filter(pk=source.pk, due=source.due).update(due=at + min(wait, longest))
    return moved == 1


async def _look_at(sources: Sequence[Source], known: dict[int, dict[str, str]], allowed: Policy) -> Sequence[Look]:
    connector = aiohttp.TCPConnector(limit=2 * AT_ONCE, resolver=GuardedResolver(allowed))
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=TIMEOUT_S), headers=_HEADERS,
        cookie_jar=aiohttp.DummyCookieJar(), trust_env=False,
    ) as session:  # fmt: skip
        web = _Web(session, allowed)
        looks = (_look(web, source, known[source.pk]) for source in sources)
        found = await asyncio.gather(*looks, return_exceptions=True)
    return [_brought(one) for one in found]


def _brought(found: Look | BaseException) -> Look:
    """Return what a look brought; a fault that nobody has foreseen is told like any other."""
    if isinstance(found, Look):
        return found
    if not isinstance(found, Exception):
        raise found
    log.error("a source could not be looked at", exc_info=found)
    return Look(Answer(error=f"{type(found).__name__}: {found}"[:500]))


class _Web:
    """Gets addresses within what a policy allows; follows no redirection, which would lead past the policy."""

    def __init__(self, session: aiohttp.ClientSession, allowed: Policy) -> None:
        self._session, self._allowed = session, allowed

    async def get(self, address: str, *, etag: str = "", modified: str = "") -> Answer:
        """Get an address, or learn that it has not changed."""
        headers = {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        try:
            check_url(address, self._allowed)
            async with self._session.get(address, headers=headers, allow_redirects=False) as answer:
                if answer.status == 304:
                    return Answer(None, etag, modified)
                if answer.status != 200:
                    return Answer(error=f"{address} answered with HTTP {answer.status}"[:500])
                body = await answer.content.read(MOST_BYTES + 1)
                while not answer.content.at_eof() and len(body) <= MOST_BYTES:
                    body += await answer.content.read(MOST_BYTES + 1 - len(body))
                if len(body) > MOST_BYTES:
                    return Answer(error=f"{address} gave more than {MOST_BYTES:,} bytes"[:500])
                return Answer(body, answer.headers.get("ETag", "")[:300], answer.headers.get("Last-Modified", "")[:100])
        except (aiohttp.ClientError, TimeoutError, OSError, DestinationError, ValueError) as problem:
            return Answer(error=f"{type(problem).__name__}: {problem}"[:500])


async def _look(web: _Web, source: Source, known: dict[str, str]) -> Look:
    answer = await web.get(source.address, etag=source.etag, modified=source.modified)
    if answer.body is None:
        return Look(answer)
    feed = await asyncio.to_thread(feed_of, answer.body)
    whole = [
        answer.body if one.root.getparent() is None else etree.tostring(one.root, with_tail=False)
        for one in feed.messages
        if one.root is not None
    ]
    errors = [str(one.reason) for one in feed.findings if one.severity == "error"]
    thin = [one for one in feed.entries if one.address and not one.whole and len(one.address) <= 500]
    new = {one.address: one for one in reversed(thin) if known.get(one.address) != one.updated[:100]}
    wanted = list(new.values())[::-1]
    got = await asyncio.gather(*(web.get(one.address) for one in wanted[:MOST_MESSAGES]))
    seen = []
    for entry, one in zip(wanted, got, strict=False):
        if one.body is None:
            errors.append(one.error)
        else:
            whole.append(one.body)
            seen.append((entry.address, entry.updated[:100]))
    if len(wanted) > MOST_MESSAGES or any(one.body is None for one in got):
        answer = Answer(answer.body)  # the next look must not be told that nothing has changed
    return Look(answer, whole, seen, errors)


def _store(source: Source, look: Look) -> None:
    """Take in what a look brought, each message in a transaction of its own."""
    errors = [look.answer.error] if look.answer.error else []
    errors += look.errors
    for content in look.messages:
        try:
            receive(source, content)
        except UnreadableError as problem:
            errors.append(str(problem))
    now = timezone.now()
    with transaction.atomic():
        for address, updated in look.seen:
            Seen.objects.update_or_create(source=source, address=address, defaults={"updated": updated, "at": now})
        values = {"looked": now, "error": "\n".join(errors)[:4000]}
        values["failures"] = source.failures + 1 if look.answer.error else 0
        if not look.answer.error:
            values |= {"etag": look.answer.etag, "modified": look.answer.modified}
        if look.messages:
            values["changed"] = now
        Source.objects.filter(pk=source.pk).update(**values)
