"""Put warnings where everybody can read them, read them back, and tell the hub of the feeds."""

import asyncio
import logging
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from threading import Event as Stop

from django.db import DatabaseError, connections

from anlan_center.alerts.bulletins import actions
from anlan_center.alerts.bulletins.models import Ping, Publication
from anlan_center.alerts.bulletins.pages import feeds, files
from anlan_center.alerts.bulletins.pages.paths import LANGUAGES, Spot
from anlan_center.alerts.bulletins.pages.rendering import TooLargeError
from anlan_center.alerts.deliveries.channels.protocol import Outcome
from anlan_center.alerts.deliveries.models import Result
from anlan_center.alerts.deliveries.separation import Cleared
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.leases import claim, finish, put_back
from anlan_center.outbox.looping import repeat

log = logging.getLogger("anlan.bulletins")

HUB_TIMEOUT_S = 10.0
"""Time that a hub may take, s."""

MOST_PINGS = 8
"""Attempts to tell a hub."""


def _spots(kind: str, row: Publication) -> list[Spot]:
    """Return where a warning must be found on a public channel."""
    if kind == "web":
        return [Spot("warning", lang, row.slug, exercise=row.exercise) for lang in LANGUAGES]
    if kind == "cap-feed":
        return [Spot("cap", slug=row.slug, exercise=row.exercise), Spot("cap-feed", exercise=row.exercise)]
    return [Spot(kind, lang, exercise=row.exercise) for lang in LANGUAGES]


KINDS = ("web", "atom", "rss", "cap-feed")
"""Public channels, by the key of the channel."""


def publish_now(kind: str, alert: Alert) -> Outcome:
    """Publish a released warning on a public channel and read it back from the files that everybody gets.

    Parameters
    ----------
    kind
        One of `KINDS`.
    alert
        The warning. One of an exercise comes to the pages of exercises, which have an address of their own.

    Returns
    -------
    Outcome
        Confirmed, with the address of what was read back; or why not.
    """
    try:
        row = actions.publish_warning(alert)
        spots = _spots(kind, row)
        files.write([*files.of_warning(row), *spots], files.folder())
        for spot in spots:
            content = (files.folder() / spot.path).read_bytes()
            if alert.identifier.encode() not in content and row.slug.encode() not in content:
                return Outcome(Result.FAILED, f"{spot.path} does not hold {alert.identifier}")
    except actions.NotReleasedError as problem:
        return Outcome(Result.REFUSED, str(problem))
    except (OSError, DatabaseError, TooLargeError) as problem:
        return Outcome(Result.FAILED, f"{type(problem).__name__}: {problem}"[:500])
    if feeds.hub() and kind != "web" and not row.exercise:
        actions.ping(feeds.address(spot) for spot in spots if spot.kind in {"atom", "rss", "cap-feed"})
    return Outcome(Result.CONFIRMED, receipt=feeds.address(spots[0])[:200])


async def publish(kind: str, message: Cleared) -> Outcome:
    """Publish a message that may leave; what `config.wiring` gives to the channels.

    Parameters
    ----------
    kind
        One of `KINDS`.
    message
        The message.
    """
    return await asyncio.to_thread(_in_thread, kind, message)


def _in_thread(kind: str, message: Cleared) -> Outcome:
    try:
        alert = Alert.objects.get(pk=message.content.alert)
        if alert.exercise != message.outlet.exercise:
            return Outcome(Result.REFUSED, "an exercise at a live page, or the reverse")
        return publish_now(kind, alert)
    finally:
        connections.close_all()  # the thread belongs to the loop, which ends it without a word to Django


def tell_hub(feed: str) -> None:
    """Tell the hub that a feed changed (W3C, WebSub, 2018, section 7).

    Parameters
    ----------
    feed
        Address of the feed.

    Raises
    ------
    OSError
        If the hub is not reached or does not answer with success.
    """
    hub = feeds.hub()
    if urllib.parse.urlsplit(hub).scheme not in {"http", "https"}:
        raise OSError(f"ANLAN_WEBSUB_HUB is '{hub}'; give an address that begins with https://")
    body = urllib.parse.urlencode({"hub.mode": "publish", "hub.topic": feed, "hub.url": feed}).encode()
    request = urllib.request.Request(hub, body, method="POST")  # noqa: S310
    with urllib.request.urlopen(request, timeout=HUB_TIMEOUT_S) as answer:  # noqa: S310
        answer.read(1000)


@dataclass(frozen=True)
class HubTeller:
    """Tells the hub of feeds that changed, outside any transaction; several changes of a feed at once count as one.

    Parameters
    ----------
    name
        Its own name; no other has it.
    tell
        How the hub is told.
    """

    name: str
    tell: Callable[[str], None] = tell_hub

    def once(self) -> int:
        """Tell what is due now; returns how many changes were taken on."""
        taken = claim(Ping.objects.all(), self.name, most=100, seconds=120.0)
        results: dict[str, str] = {feed: self._told(feed) for feed in dict.fromkeys(ping.feed for ping in taken)}
        finish(Ping, [ping.pk for ping in taken if not results[ping.feed]], self.name)
        failed: Mapping[int, str] = {ping.pk: results[ping.feed] for ping in taken if results[ping.feed]}
        put_back(Ping, failed, self.name, most_attempts=MOST_PINGS)
        return len(taken)

    def run(self, stop: Stop) -> None:
        """Tell until told to stop.

        Parameters
        ----------
        stop
            Set by whoever ends the process.
        """
        repeat(self.once, stop, idle_s=1.0)

    def _told(self, feed: str) -> str:
        try:
            self.tell(feed)
        except (OSError, HTTPException, ValueError) as problem:  # no answer, none of HTTP, or no address of a hub
            log.warning("the hub was not told of %s: %s", feed, problem)
            return str(problem)[:500] or type(problem).__name__
        return ""
