"""E-mail over SMTP, on connections that stay open."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import ClassVar, Final

import aiosmtplib
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.deliveries.channels.checking import setting_problems
from anlan_center.alerts.deliveries.channels.destinations import DestinationError, reachable
from anlan_center.alerts.deliveries.channels.protocol import (
    LAST_PORT,
    Capability,
    Configuration,
    Connection,
    Outcome,
    Parcel,
    Setting,
    UnreachableError,
)
from anlan_center.alerts.deliveries.channels.wording import full_text, one_line
from anlan_center.alerts.deliveries.models import Result

NO_MAILBOX: Final = frozenset({"5.1.1", "5.1.6", "5.1.10"})
"""Codes by which a server says that a mailbox is not there: none of this name, moved away, a domain that takes no mail
(RFC 3463, 3.2; RFC 7505, 4.2). A plain 550 may be a matter of policy, so it alone ends no subscription."""


def letter(parcel: Parcel, sender: str) -> EmailMessage:
    """Write the message; its Message-ID follows from the key, so that a mailbox can drop what comes twice.

    Parameters
    ----------
    parcel
        What is sent, and to whom.
    sender
        Address that it comes from.
    """
    content = parcel.message.content
    written = EmailMessage()
    written["From"] = formataddr((one_line(content.sender_name), sender))
    written["To"] = parcel.address
    written["Subject"] = one_line(content.headline)
    written["Date"] = format_datetime(content.sent)
    written["Message-ID"] = f"<{parcel.key}@{sender.rpartition('@')[2]}>"
    written["Auto-Submitted"] = "auto-generated"
    written["Content-Language"] = content.language
    written["X-Anlan-Status"] = content.status
    for name, value in parcel.headers.items():
        del written[name]  # one of them each
        written[name] = one_line(value)
    written.set_content(full_text(content, parcel.footer), cte="base64")
    return written


class MailConnection:
    """A few connections to a mail server; each carries one message at a time."""

    lost: ClassVar = False
    """Each connection is made anew where it is needed."""

    def __init__(self, configuration: Configuration, most: int, timeout: float) -> None:
        self._configuration = configuration
        self._timeout = timeout
        self._free: asyncio.LifoQueue[aiosmtplib.SMTP | None] = asyncio.LifoQueue()
        for _number in range(most):
            self._free.put_nowait(None)

    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Send each message; the server has it once it answers 250 to its end."""
        client = await self._free.get()
        broken = True
        try:
            if client is None or not client.is_connected:
                client = await self._open()
            found = [await self._send(client, parcel) for parcel in parcels]
            broken = False
            return found
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError) as fault:
            raise UnreachableError(f"{type(fault).__name__}: {fault}") from fault
        finally:
            if broken and client is not None:
                client.close()
            self._free.put_nowait(None if broken else client)

    async def _send(self, client: aiosmtplib.SMTP, parcel: Parcel) -> Outcome:
        sender = self._configuration.text("sender")
        try:
            _refused, said = await client.sendmail(sender, [parcel.address], bytes(letter(parcel, sender)))
        except aiosmtplib.SMTPRecipientsRefused as fault:
            first = fault.recipients[0]
            return _answered(first.code, first.message)
        except aiosmtplib.SMTPSenderRefused as fault:  # it takes nothing of ours, whoever it is for
            raise UnreachableError(f"the server refuses our sender: SMTP {fault.code} {fault.message}"[:400]) from fault
        except aiosmtplib.SMTPResponseException as fault:
            return _answered(fault.code, fault.message)
        except (ValueError, aiosmtplib.SMTPNotSupported) as fault:
            await client.rset()  # the server still waits for the rest of this letter, and would refuse the next
            return Outcome(Result.REFUSED, f"the address cannot be written into a message: {fault}")
        return Outcome(Result.SENT, receipt=one_line(said)[:200])

    async def _open(self) -> aiosmtplib.SMTP:
        settings = self._configuration
        host, port = settings.text("host"), int(settings.number("port", 587))
        security = settings.text("security", "starttls")
        try:
            place = await reachable(host, port, settings.policy)
        except DestinationError as fault:
            raise UnreachableError(str(fault)) from fault
        joined = await _joined(place, port, self._timeout)
        client = aiosmtplib.SMTP(
            hostname=host,
            sock=joined,
            port=None,
            use_tls=security == "tls",
            start_tls=security == "starttls",
            username=settings.text("username") or None,
            password=settings.text("password") or None,
            timeout=self._timeout,
        )
        try:
            await client.connect()
        except aiosmtplib.SMTPException as fault:
            joined.close()
            raise UnreachableError(f"{type(fault).__name__}: {fault}") from fault
        return client

    async def close(self) -> None:
        """Say goodbye on every connection."""
        while not self._free.empty():
            client = self._free.get_nowait()
            if client is not None:
                with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                    await asyncio.wait_for(client.quit(), 1.0)
                client.close()


async def _joined(place: str, port: int, timeout: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in place else socket.AF_INET
    joined = socket.socket(family, socket.SOCK_STREAM)
    joined.setblocking(False)
    try:
        await asyncio.wait_for(asyncio.get_running_loop().sock_connect(joined, (place, port)), timeout)
    except BaseException:
        joined.close()
        raise
    return joined


def _answered(code: int, message: str) -> Outcome:
    """Read an answer: 4xx may succeed later, 5xx never does (RFC 5321, 4.2.1)."""
    later = 400 <= code < 500
    gone = not later and message.split(" ", 1)[0] in NO_MAILBOX
    return Outcome(Result.FAILED if later else Result.REFUSED, f"SMTP {code} {message}"[:400], gone=gone)


class Mail:
    """E-mail to each recipient alone, so that nobody sees another's address."""

    kind: ClassVar = "email"
    label: ClassVar[str | Promise] = _("E-mail")
    way: ClassVar = "email"
    capability: ClassVar = Capability(
        longest=None, unit="characters", media=("text",), deduplicates=True, concurrency=4, timeout=20.0
    )
    settings: ClassVar = (
        Setting("host", _("Mail server")),
        Setting("port", _("Port"), "number", initial=587, least=1, most=LAST_PORT),
        Setting("security", _("Encryption"), "choice", initial="starttls", choices=("starttls", "tls", "none")),
        Setting("sender", _("Address of the sender")),
        Setting("username", _("User name"), required=False),
        Setting("password", _("Password"), secret=True, required=False),
    )

    @asynccontextmanager
    async def connect(self, configuration: Configuration) -> AsyncIterator[Connection]:
        """Get ready; connections are made when they are needed."""
        limits = self.capability.tuned(configuration)
        opened = MailConnection(configuration, limits.concurrency, limits.timeout)
        try:
            yield opened
        finally:
            await opened.close()

    def problems(self, configuration: Configuration) -> Sequence[str]:
        """List what is wrong with the settings."""
        return setting_problems(self.settings, configuration)
