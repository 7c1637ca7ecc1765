"""Sinks whose targets have servers of their own: one that does not answer holds up nobody but its own targets.

A browser's push service and an operator's centre are such servers. Were they one with the sink, the breaker of the sink
would leave all of them alone because of one, and its messages would take the places of the others again and again.
"""

import asyncio
import time
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from yarl import URL

from anlan_center.alerts.deliveries.channels.protocol import NO_ANSWER, Outcome, Parcel, UnreachableError
from anlan_center.alerts.deliveries.channels.web import OneByOne
from anlan_center.alerts.deliveries.deliverer.breaker import Breaker
from anlan_center.alerts.deliveries.models import Result

GRACE: Final = 0.5
"""Seconds beyond the time for a request, so that what a channel measures itself ends first (assumption)."""


@dataclass
class _Failing:
    """A server that has not answered lately, and how many requests to it are on their way."""

    breaker: Breaker
    asked: int = 0

    @property
    def closed(self) -> bool:
        """Whether nothing may go there now: it is left alone, or one message is trying it already."""
        return self.breaker.wait > 0 or (self.breaker.probing and self.asked > 0)


class Servers:
    """Breakers by server; only those of servers that fail are kept.

    Parameters
    ----------
    timeout
        Seconds that a request may take.
    clock
        Returns seconds, never going back.
    """

    def __init__(self, timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._timeout = timeout
        self._clock = clock
        self._failing: dict[str, _Failing] = {}

    async def tried(self, server: str, send: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Send to a server unless it is left alone; that it cannot be reached is an outcome of this target alone.

        Parameters
        ----------
        server
            Its name and port.
        send
            Sends; see `Connection.send`.
        """
        failing = self._failing.get(server)
        if failing is not None and failing.closed:
            return Outcome(Result.UNREACHABLE, f"'{server}' does not answer and is left alone for a while", apart=True)
        known = failing or _Failing(Breaker(self._clock))
        known.asked += 1
        try:
            async with asyncio.timeout(self._timeout + GRACE):
                outcome = await send()
        except (UnreachableError, OSError, TimeoutError) as fault:
            self._failing.setdefault(server, known).breaker.fail()
            return Outcome(Result.UNREACHABLE, str(fault) or NO_ANSWER, apart=True)
        finally:
            known.asked -= 1
        self._failing.pop(server, None)
        return outcome


class EachAtItsServer(OneByOne):
    """An open session that sends each message to the server of its target."""

    def __init__(self, timeout: float) -> None:
        self._servers = Servers(timeout)

    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Send each message in a request of its own; see `Servers`."""
        return [await self._apart(parcel) for parcel in parcels]

    async def _apart(self, parcel: Parcel) -> Outcome:
        server = authority_of(self._address(parcel))
        return await self._servers.tried(server, lambda: self._send(parcel)) if server else await self._send(parcel)

    @abstractmethod
    def _address(self, parcel: Parcel) -> str:
        """Return the address of the target's own server; empty where it is the sink's."""


def authority_of(url: str) -> str:
    """Return name and port of an address of the web; empty where there is none.

    Parameters
    ----------
    url
        The address.
    """
    try:
        return URL(url).authority
    except ValueError:
        return ""
