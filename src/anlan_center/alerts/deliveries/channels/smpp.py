"""Text messages over SMPP 3.4: one connection, a window of messages on their way, receipts as they come.

A library for SMPP exists (smpplib), but it blocks, and sends one message at a time; so this is our own, in asyncio.
"""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anlan_center.alerts.deliveries.channels import gsm, smppwire
from anlan_center.alerts.deliveries.channels.checking import setting_problems
from anlan_center.alerts.deliveries.channels.destinations import DestinationError, reachable
from anlan_center.alerts.deliveries.channels.parts import Parts, accepted, digest_of, reference_of
from anlan_center.alerts.deliveries.channels.protocol import (
    LAST_PORT,
    Capability,
    Configuration,
    Connection,
    Late,
    Outcome,
    Parcel,
    Setting,
    UnreachableError,
)
from anlan_center.alerts.deliveries.channels.smsgateway import MOST_PARTS, text_of
from anlan_center.alerts.deliveries.models import Result

BUSY: Final = frozenset({0x14, 0x58, 0x08, 0x64, 0x65})
"""Statuses after which the same message may succeed later: queue full, throttled, system error, application errors
that the specification calls temporary (5.1.3)."""

MOST_NAME: Final = 64
"""Characters of a message's name; SMPP 3.4 allows 64 with its end (5.2.23)."""

_LOG = logging.getLogger(__name__)

KEEP_ALIVE: Final = 30.0
"""Seconds between tests of the link (assumption)."""


class SmppConnection:
    """A bound connection; answers are told apart by their sequence number."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, configuration: Configuration, timeout: float
    ) -> None:
        self._reader, self._writer = reader, writer
        self._configuration = configuration
        self._timeout = timeout
        self._numbers = itertools.cycle(range(1, 0x7FFFFFFF))
        self._asked: dict[int, asyncio.Future[smppwire.Pdu]] = {}
        self._fault: Exception | None = None
        self._heard = asyncio.get_running_loop().time()
        self._listening = asyncio.create_task(self._listen())
        self._beating = asyncio.create_task(self._beat())

    async def bind(self) -> None:
        """Sign in; raises `UnreachableError` where the centre refuses."""
        settings = self._configuration
        body = smppwire.bind_body(settings.text("system_id"), settings.text("password"), settings.text("system_type"))
        answer = await self._ask(smppwire.BIND_TRANSCEIVER, body)
        if answer.status:
            raise UnreachableError(f"the message centre refuses the sign-in: SMPP status 0x{answer.status:08X}")

    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Submit messages side by side; the centre has one once it names it."""
        return await asyncio.gather(*(self._tried(parcel) for parcel in parcels))

    @property
    def lost(self) -> bool:
        """Whether the link has broken, or the centre has ended the session."""
        return self._fault is not None

    async def _tried(self, parcel: Parcel) -> Outcome:
        """Submit what is missing of one message; a break takes back nothing that was acknowledged before."""
        text = text_of(parcel)
        coding, pieces = gsm.parts(text, reference_of(parcel.key, text))
        if len(pieces) > MOST_PARTS:
            return Outcome(Result.REFUSED, f"the text takes {len(pieces)} messages; {MOST_PARTS} are the most")
        names = accepted(parcel.parts, text, len(pieces))
        missing = {number: piece for number, piece in enumerate(pieces, 1) if number not in names}
        fresh: dict[int, str] = {}
        try:
            async with asyncio.timeout(self._timeout):
                held = await self._submit(parcel, coding, missing, fresh, divided=len(pieces) > 1)
        except (UnreachableError, TimeoutError) as fault:
            self._break_if_silent()
            held = Outcome(Result.UNREACHABLE, str(fault) or gettext_noop("the message centre took too long"))
        parts = Parts(digest_of(text), len(pieces), fresh) if len(pieces) > 1 and fresh else None
        if held is not None:
            return replace(held, parts=parts)
        return Outcome(
            Result.SENT, receipt=" ".join(name for _number, name in sorted((names | fresh).items())), parts=parts
        )

    async def _submit(
        self, parcel: Parcel, coding: int, missing: Mapping[int, bytes], names: dict[int, str], *, divided: bool
    ) -> Outcome | None:
        """Submit parts one by one and note the centre's name of each; says why it has stopped, None at the end."""
        content = parcel.message.content
        for number, piece in missing.items():
            order = smppwire.Submission(
                self._configuration.text("source"),
                parcel.address,
                piece,
                coding,
                with_header=divided,
                validity=(content.expires - datetime.now(tz=UTC)).total_seconds(),
                urgent=content.severity in {"Extreme", "Severe"},
            )
            answer = await self._ask(smppwire.SUBMIT_SM, bytes(order))
            if answer.status:
                result = Result.FAILED if answer.status in BUSY else Result.REFUSED
                told = f"part {number}: " if divided else ""
                return Outcome(result, f"{told}SMPP status 0x{answer.status:08X}")
            names[number] = answer.body.split(b"\0")[0].decode("latin-1")[:MOST_NAME]
        return None

    async def _ask(self, command: int, body: bytes) -> smppwire.Pdu:
        if self._fault is not None:
            raise UnreachableError(str(self._fault))
        number = next(self._numbers)
        waiting: asyncio.Future[smppwire.Pdu] = asyncio.get_running_loop().create_future()
        self._asked[number] = waiting
        try:
            self._writer.write(bytes(smppwire.Pdu(command, 0, number, body)))
            await self._writer.drain()
            async with asyncio.timeout(self._timeout):
                return await waiting
        except (OSError, TimeoutError) as fault:
            raise UnreachableError(f"no answer from the message centre: {fault or 'time is up'}") from fault
        finally:
            self._asked.pop(number, None)

    async def _listen(self) -> None:
        try:
            while True:
                pdu = await smppwire.read_pdu(self._reader)
                self._heard = asyncio.get_running_loop().time()
                self._take(pdu)
        except (OSError, asyncio.IncompleteReadError) as fault:
            self._break(
                fault if isinstance(fault, smppwire.WireError) else ConnectionError(gettext_noop("the link has broken"))
            )

    def _break(self, fault: Exception) -> None:
        """Give the link up: whoever waits for an answer learns of it, and the lane opens another."""
        if self._fault is None:
            self._fault = fault
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(UnreachableError(str(self._fault)))
        self._writer.close()

    def _break_if_silent(self) -> None:
        """Give a link up on which nothing came for as long as an answer may take: the other end may be gone unseen."""
        if asyncio.get_running_loop().time() - self._heard >= self._timeout:
            self._break(ConnectionError(gettext_noop("the message centre has fallen silent")))

    def _take(self, pdu: smppwire.Pdu) -> None:
        if pdu.command & smppwire.RESPONSE:
            waiting = self._asked.get(pdu.sequence)
            if waiting is not None and not waiting.done():
                waiting.set_result(pdu)
            return
        if pdu.command == smppwire.DELIVER_SM:
            self._confirm(pdu.body)
        answer = b"\0" if pdu.command == smppwire.DELIVER_SM else b""
        self._writer.write(bytes(smppwire.Pdu(pdu.command | smppwire.RESPONSE, 0, pdu.sequence, answer)))
        if pdu.command == smppwire.UNBIND:
            raise smppwire.WireError(gettext_noop("the message centre ends the session"))

    def _confirm(self, body: bytes) -> None:
        try:
            receipt = smppwire.receipt_of(body)
        except smppwire.WireError as fault:  # answered like any other: it would come again at every session
            _LOG.warning("a message from the message centre of %s is left: %s", self._configuration.key, fault)
            return
        if receipt is not None:
            name, arrived, state = receipt
            outcome = Outcome(Result.CONFIRMED) if arrived else Outcome(Result.REFUSED, f"not on the phone: {state}")
            self._configuration.confirm(Late(name[:MOST_NAME], outcome))

    async def _beat(self) -> None:
        while self._fault is None:
            await asyncio.sleep(KEEP_ALIVE)
            try:
                await self._ask(smppwire.ENQUIRE_LINK, b"")
            except UnreachableError:
                self._break_if_silent()

    async def close(self) -> None:
        """Sign off."""
        self._beating.cancel()
        if self._fault is None:
            with contextlib.suppress(UnreachableError, TimeoutError):
                await asyncio.wait_for(self._ask(smppwire.UNBIND, b""), 1.0)
        self._listening.cancel()
        self._writer.close()
        await asyncio.gather(self._beating, self._listening, return_exceptions=True)
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class Smpp:
    """Text messages straight to an operator's message centre, with receipts from the phones."""

    kind: ClassVar = "smpp"
    label: ClassVar[str | Promise] = _("Text messages (SMPP 3.4)")
    way: ClassVar = "sms"
    capability: ClassVar = Capability(
        longest=1530,
        unit="septets",
        media=("text",),
        acknowledges="received",
        batch=50,
        concurrency=4,
        timeout=15.0,
        divides=True,
        listens=True,
    )
    settings: ClassVar = (
        Setting("host", _("Message centre")),
        Setting("port", _("Port"), "number", initial=2775, least=1, most=LAST_PORT),
        Setting("security", _("Encryption"), "choice", initial="tls", choices=("tls", "none")),
        Setting("system_id", _("System ID"), longest=smppwire.MOST_SYSTEM_ID),
        Setting("password", _("Password"), secret=True, longest=smppwire.MOST_PASSWORD),
        Setting("system_type", _("System type"), required=False, longest=smppwire.MOST_SYSTEM_TYPE),
        Setting("source", _("Sender"), required=False),
    )

    @asynccontextmanager
    async def connect(self, configuration: Configuration) -> AsyncIterator[Connection]:
        """Connect and sign in."""
        limits = self.capability.tuned(configuration)
        host, port = configuration.text("host"), int(configuration.number("port", 2775))
        secure = configuration.text("security", "tls") == "tls"
        try:
            async with asyncio.timeout(limits.timeout):
                place = await reachable(host, port, configuration.policy)
                streams = await asyncio.open_connection(
                    place, port, ssl=secure or None, server_hostname=host if secure else None
                )
        except (DestinationError, OSError, TimeoutError) as fault:
            raise UnreachableError(f"{type(fault).__name__}: {fault}") from fault
        opened = SmppConnection(*streams, configuration, limits.timeout)
        try:
            await opened.bind()
            yield opened
        finally:
            await opened.close()

    def problems(self, configuration: Configuration) -> Sequence[str]:
        """List what is wrong with the settings."""
        return setting_problems(self.settings, configuration)
