"""Look at feeds: fetch what has changed, within what the installation allows, and take in what is new."""

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event as Stop
from typing import Any, Final

import aiohttp
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from lxml import etree

from anlan.alerts.documents.feeds import Entry
from anlan_center.alerts.deliveries.carriers import policy_of_installation
from anlan_center.alerts.deliveries.channels.destinations import (
    DestinationError,
    GuardedResolver,
    Policy,
    check_url,
)
from anlan_center.alerts.deliveries.channels.protocol import storable
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

LONGEST_MESSAGE: Final = 8 * 2**20
"""Bytes of a linked message; a longer one would not be read. All of one look together have `MOST_BYTES`."""

LINKS_AT_ONCE: Final = 4
"""Linked messages of one source that are fetched at the same time."""

LINKED_S: Final = 20.0
"""Seconds for the linked messages of one look together: the other sources are waited for with this one (assumption)."""

IN_ORDER: Final = 500
"""Messages up to which a feed is taken in as it stands; the order of more is by chance, so that each has its turn."""

TAKING_S: Final = 10.0
"""Seconds for taking in what one look at a source brought; the rest comes at the next looks (assumption)."""

AT_ONCE: Final = 8
"""Sources that are looked at at the same time."""

LONGEST_WAIT = timedelta(hours=1)
"""Longest time from one look to the next at a source that does not answer."""

_AWAY = (OperationalError, InterfaceError)
"""What the database says when it is away: no fault of a message or a source."""

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
class Brought:
    """A message that a look brought.

    Parameters
    ----------
    content
        The message, whole.
    link
        Its address and when the feed says that it was changed; None where it stood in the feed itself.
    """

    content: bytes
    link: tuple[str, str] | None = None


@dataclass(frozen=True)
class Look:
    """What one look at a source brought.

    Parameters
    ----------
    answer
        Of the address itself.
    messages
        The messages.
    errors
        What went wrong with single messages.
    """

    answer: Answer
    messages: Sequence[Brought] = ()
    errors: Sequence[str] = field(default_factory=list)


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
    for source, look in zip(taken, asyncio.run(_look_at(taken, known, policy_of_installation())), strict=True):
        try:
            _store(source, look)
        except _AWAY:
            raise
        except Exception as fault:  # one source must not keep the others away
            log.exception("what a source brought could not be kept", extra={"source": source.pk})
            told = storable(f"{type(fault).__name__}: {fault}")[:4000]
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

    async def get(self, address: str, *, etag: str = "", modified: str = "", most: int = MOST_BYTES) -> Answer:
        """Get an address, or learn that it has not changed; more bytes than `most` are a fault."""
        headers = {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        try:
            check_url(address, self._allowed)
            async with self._session.get(address, headers=headers, allow_redirects=False) as answer:
                if answer.status == 304:
                    return Answer(None, etag, modified)
                if answer.status != 200:
                    return Answer(error=f"{address} answered with HTTP {answer.status}"[:500])
                body = await answer.content.read(most + 1)
                while not answer.content.at_eof() and len(body) <= most:
                    body += await answer.content.read(most + 1 - len(body))
                if len(body) > most:
                    return Answer(error=f"{address} gave more than {most:,} bytes"[:500])
                etag, modified = (storable(answer.headers.get(name, "")) for name in ("ETag", "Last-Modified"))
                return Answer(body, etag[:300], modified[:100])
        except (aiohttp.ClientError, TimeoutError, OSError, DestinationError, ValueError) as problem:
            return Answer(error=f"{type(problem).__name__}: {problem}"[:500])


async def _look(web: _Web, source: Source, known: dict[str, str]) -> Look:
    answer = await web.get(source.address, etag=source.etag, modified=source.modified)
    if answer.body is None:
        return Look(answer)
    feed = await asyncio.to_thread(feed_of, answer.body)
    found = [
        Brought(answer.body if one.root.getparent() is None else etree.tostring(one.root, with_tail=False))
        for one in feed.messages
        if one.root is not None
    ]
    errors = [str(one.reason) for one in feed.findings if one.severity == "error"]
    thin = [one for one in feed.entries if one.address and not one.whole and len(one.address) <= 500]
    new = {one.address: one for one in reversed(thin) if known.get(one.address) != one.updated[:100]}
    wanted = _in_turn(list(new.values())[::-1])
    got = await _linked(web, [one.address for one in wanted[:MOST_MESSAGES]])
    for entry, one in zip(wanted, got, strict=False):
        if one.body is None:
            errors.append(one.error)
        else:
            found.append(Brought(one.body, (entry.address, entry.updated[:100])))
    if len(wanted) > MOST_MESSAGES or any(one.body is None for one in got):
        answer = Answer(answer.body)  # the next look must not be told that nothing has changed
    return Look(answer, found if len(found) <= IN_ORDER else random.sample(found, len(found)), errors)


def _in_turn(wanted: Sequence[Entry]) -> Sequence[Entry]:
    """Put what a feed points to into the order of fetching: half from its top, half by chance.

    Else links at its top that lead nowhere would keep what stands below from ever being fetched.
    """
    top, rest = list(wanted[: MOST_MESSAGES // 2]), list(wanted[MOST_MESSAGES // 2 :])
    return [*top, *random.sample(rest, len(rest))] if len(wanted) > MOST_MESSAGES else wanted


async def _linked(web: _Web, addresses: Sequence[str]) -> Sequence[Answer]:
    """Get linked messages, a few at once, within the time and the bytes that one look may take."""
    left, few, loop = MOST_BYTES, asyncio.Semaphore(LINKS_AT_ONCE), asyncio.get_running_loop()
    until = loop.time() + LINKED_S

    async def one(address: str) -> Answer:
        nonlocal left
        async with few:
            try:
                async with asyncio.timeout_at(until):
                    found = await web.get(address, most=LONGEST_MESSAGE) if left > 0 else Answer()
            except TimeoutError:
                found = Answer()
            left -= len(found.body or b"")
            return found if found.body or found.error else Answer(error=f"{address} is left for the next look"[:500])

    return await asyncio.gather(*map(one, addresses))


def _store(source: Source, look: Look) -> None:
    """Take in what a look brought, each message in a transaction of its own."""
    errors = [look.answer.error] if look.answer.error else []
    errors += look.errors
    answer, until = look.answer, time.monotonic() + TAKING_S
    taken: list[tuple[str, str]] = []
    for place, one in enumerate(look.messages):
        if place and time.monotonic() > until:
            errors.append(f"{len(look.messages) - place:,} of {len(look.messages):,} messages are left for later looks")
            answer = replace(answer, etag="", modified="")
            break
        told, again = _taken_in(source, one.content)
        errors += [told] if told else []
        if again:
            answer = replace(answer, etag="", modified="")
        elif one.link:
            taken.append(one.link)
    _remember(source, look, answer, errors, taken)


def _taken_in(source: Source, content: bytes) -> tuple[str, bool]:
    """Take a message in; returns what was wrong, and whether it is to be tried again at the next look."""
    try:
        receive(source, content)
    except UnreadableError as problem:
        return str(problem), False
    except _AWAY:
        raise
    except Exception as fault:  # one message must not keep the others away
        log.exception("a message could not be kept", extra={"source": source.pk})
        return f"{type(fault).__name__}: {fault}"[:500], True
    return "", False


def _remember(
    source: Source, look: Look, answer: Answer, errors: Sequence[str], taken: Sequence[tuple[str, str]]
) -> None:
    """Write down how a look went."""
    now = timezone.now()
    values: dict[str, Any] = {"looked": now, "failures": source.failures + 1 if answer.error else 0}
    if answer.body is not None or answer.error or source.failures:
        values["error"] = storable("\n".join(errors))[:4000]  # what has not changed is as wrong as it was
    # after a fault all of it is read anew: it may be wrong in itself, which nobody would see
    values |= {"etag": answer.etag, "modified": answer.modified}
    if look.messages:
        values["changed"] = now
    with transaction.atomic():
        for address, updated in taken:
            Seen.objects.update_or_create(source=source, address=address, defaults={"updated": updated, "at": now})
        Source.objects.filter(pk=source.pk).update(**values)
