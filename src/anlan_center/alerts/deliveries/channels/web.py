"""Post to an address of the web: what channels over HTTP share."""

import asyncio
import json
import ssl
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import aiohttp
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.deliveries.channels.checking import setting_problems
from anlan_center.alerts.deliveries.channels.destinations import (
    DestinationError,
    GuardedResolver,
    Policy,
    check_url,
)
from anlan_center.alerts.deliveries.channels.protocol import (
    NO_ANSWER,
    Capability,
    Configuration,
    Connection,
    Outcome,
    Parcel,
    Setting,
    UnreachableError,
)
from anlan_center.alerts.deliveries.models import Result

TEMPORARY: Final = frozenset({408, 409, 425, 429, 500, 501, 505, 507})
"""Answers after which the same request may succeed later (RFC 9110, RFC 6585)."""

ABSENT: Final = frozenset({401, 407, 502, 503, 504})
"""Answers that are no fault of the message: the server behind a gateway is not there, or it does not know us, as after
its token has changed (RFC 9110). Every message would get the same one, so all wait until that is mended."""

LONGEST_ANSWER: Final = 2**20
"""Bytes of an answer that are read; the rest is left. A gateway's answer for 500 messages takes up to half of it."""


@dataclass(frozen=True)
class Answer:
    """What a server answered.

    Parameters
    ----------
    status
        Status code.
    body
        What it said, cut off after `LONGEST_ANSWER` bytes.
    headers
        Its headers.
    """

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def words(self) -> str:
        """Status and the beginning of the body, for people."""
        return f"HTTP {self.status} {self.body[:200].decode('utf-8', 'replace')}".strip()

    def said(self) -> dict[str, Any]:
        """Read the body as a JSON object; an empty one is an object without fields.

        Raises
        ------
        ValueError
            If it is none.
        """
        try:
            told = json.loads(self.body) if self.body.strip() else {}
        except RecursionError as fault:
            raise ValueError("it is nested too deep") from fault
        if not isinstance(told, dict):
            raise ValueError("it is no JSON object")
        return told

    def outcome(self, receipt: str = "") -> Outcome:
        """Turn the status into what came of a message: 2xx alone acknowledges it."""
        if 200 <= self.status < 300:
            return Outcome(Result.SENT, receipt=receipt[:200])
        return Outcome(Result.FAILED if self.status in TEMPORARY else Result.REFUSED, self.words)


class Poster:
    """Posts within what a policy allows; follows no redirection, which would lead past the policy.

    Parameters
    ----------
    session
        Open session.
    policy
        Where connections may go.
    """

    def __init__(self, session: aiohttp.ClientSession, policy: Policy) -> None:
        self._session = session
        self._policy = policy
        self._checked: set[str] = set()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, method: str = "POST") -> Answer:
        """Post a body and read the answer.

        Parameters
        ----------
        url, body, headers
            The request.
        method
            ``POST`` or ``GET``.

        Raises
        ------
        UnreachableError
            If there is no answer, or a gateway says that there is nobody behind it.
        DestinationError
            If it may not go there.
        """
        if url not in self._checked:
            check_url(url, self._policy)
            if len(self._checked) < 1_000:
                self._checked.add(url)
        try:
            async with self._session.request(
                method, url, data=body or None, headers=headers, allow_redirects=False
            ) as answer:
                found = Answer(answer.status, await _beginning(answer.content), answer.headers)
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            raise UnreachableError(_words(fault)) from fault
        if found.status in ABSENT:
            raise UnreachableError(found.words)
        return found

    async def to_sink(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post to where the sink is set to, as `post`; raises `UnreachableError` where the installation forbids it.

        That is no fault of any message: all of them wait until the sink or the installation is changed.
        """
        try:
            return await self.post(url, body, headers)
        except DestinationError as fault:
            raise UnreachableError(str(fault)) from fault

    async def tried(self, url: str, body: bytes, headers: Mapping[str, str], name: str = "") -> Outcome:
        """Post to where the sink is set to, and read from the answer's status what came of it.

        Parameters
        ----------
        url, body, headers
            The request.
        name
            Name of the message where the answer gives it none (``X-Message-Id``).
        """
        answer = await self.to_sink(url, body, headers)
        return answer.outcome(answer.headers.get("X-Message-Id", name))


async def _beginning(content: aiohttp.StreamReader) -> bytes:
    """Read an answer, however many pieces it comes in, as far as it is read at all."""
    said = b""
    while len(said) < LONGEST_ANSWER and (piece := await content.read(LONGEST_ANSWER - len(said))):
        said += piece
    return said


def _words(fault: BaseException) -> str:
    if isinstance(fault, asyncio.TimeoutError):
        return NO_ANSWER
    return f"{type(fault).__name__}: {fault}"[:400]


@asynccontextmanager
async def poster(policy: Policy, *, timeout: float, connections: int, authority: str = "") -> AsyncIterator[Poster]:
    """Open a session.

    Parameters
    ----------
    policy
        Where connections may go.
    timeout
        Seconds for a whole request.
    connections
        At once.
    authority
        Certificate authorities to trust instead of the usual ones, as PEM; empty for those.
    """
    trust: ssl.SSLContext | bool = ssl.create_default_context(cadata=authority) if authority else True
    connector = aiohttp.TCPConnector(limit=connections, resolver=GuardedResolver(policy), ssl=trust, ttl_dns_cache=30)
    limit = aiohttp.ClientTimeout(total=None, sock_connect=timeout)  # the lane limits the whole
    async with aiohttp.ClientSession(
        connector=connector, timeout=limit, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    ) as session:
        yield Poster(session, policy)


AUTHORITY: Final = Setting("authority", _("Certificate authority (PEM)"), "lines", required=False)
"""Setting of every channel over HTTP: whose certificates are trusted, where it is not the usual authorities."""


RECEIPTS: Final = Setting("receipts", _("Secret of its receipts"), secret=True, required=False, shortest=16)
"""Setting of channels whose sinks may tell later what became of a message; see `receipts.signed`."""


class WebConnection(ABC):
    """An open session to a sink that speaks HTTP."""

    lost: ClassVar = False
    """Requests share nothing but a pool of connections, which renews itself."""

    @abstractmethod
    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Send messages; see `Connection`."""

    async def close(self) -> None:  # noqa: B027 - most have nothing of their own to end
        """End what goes on beside the requests."""


class OneByOne(WebConnection):
    """An open session that sends one message in a request."""

    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Send each message in a request of its own."""
        return [await self._send(parcel) for parcel in parcels]

    @abstractmethod
    async def _send(self, parcel: Parcel) -> Outcome:
        """Send one message."""


class HttpChannel(ABC):
    """What channels over HTTP share: one session a sink, and the check of its settings."""

    capability: ClassVar[Capability]
    settings: ClassVar[tuple[Setting, ...]]

    @abstractmethod
    def connection(self, poster: Poster, configuration: Configuration) -> WebConnection:
        """Return what sends through an open session.

        Parameters
        ----------
        poster, configuration
            The session and the sink.
        """

    @asynccontextmanager
    async def connect(self, configuration: Configuration) -> AsyncIterator[Connection]:
        """Open a session.

        Parameters
        ----------
        configuration
            The sink.
        """
        limits = self.capability.tuned(configuration)
        authority = configuration.text("authority")
        async with poster(
            configuration.policy, timeout=limits.timeout, connections=limits.concurrency, authority=authority
        ) as opened:
            connection = self.connection(opened, configuration)
            try:
                yield connection
            finally:
                await connection.close()

    def problems(self, configuration: Configuration) -> Sequence[str]:
        """List what is wrong with the settings.

        Parameters
        ----------
        configuration
            The sink.
        """
        return setting_problems(self.settings, configuration)
