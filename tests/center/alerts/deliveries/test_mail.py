"""E-mail through a real SMTP server."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from anlan_center.alerts.deliveries.channels.mail import Mail
from anlan_center.alerts.deliveries.channels.protocol import Configuration, Outcome, Parcel, UnreachableError
from anlan_center.alerts.deliveries.models import Result
from tests.center.alerts.deliveries.conftest import HERE
from tests.center.alerts.deliveries.written import cleared


class Post:
    """Keeps letters; refuses some addresses."""

    def __init__(self) -> None:
        self.strict = False
        self.letters: list[tuple[list[str], email.message.EmailMessage]] = []

    async def handle_MAIL(  # noqa: N802 - the server calls it so
        self, _server: Any, _session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Refuse whoever writes, where it is strict."""
        if self.strict:
            return "530 5.7.0 sign in first"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Refuse for good or for now, as the address says."""
        if address.startswith("gone"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("refused"):
            return "550 5.7.1 you send too much"
        if address.startswith("full"):
            return "452 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the letter."""
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 taken as 17"


@asynccontextmanager
async def serving(post: Post) -> AsyncIterator[int]:
    """Run a mail server in this loop; gives its port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(post, hostname="mail", loop=loop), "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await server.wait_closed()


def configured(port: int) -> Configuration:
    """Return a server as its channel sees it."""
    settings = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "warn@sea-city.example", "timeout": 5}
    return Configuration("mail", settings, HERE)


def test_each_recipient_gets_a_letter_of_their_own() -> None:
    """Subject, text, area, unsubscription and a Message-ID that follows from the key; 4xx and 5xx are told apart."""
    post = Post()

    async def scene() -> list[Outcome]:
        message = cleared(headline="台风\n橙色预警", language="zh-Hans")
        stop = {"List-Unsubscribe": "<https://warn.example.org/u/1>"}
        async with serving(post) as port, Mail().connect(configured(port)) as connection:
            parcels = [
                Parcel(f"key{number}", address, message, stop, "You get this because you asked for it.")
                for number, address in enumerate(
                    f"{name}@example.org" for name in ("li", "gone", "full", "refused", "wang")
                )
            ]
            return [(await connection.send([parcel]))[0] for parcel in parcels]

    told = asyncio.run(scene())
    refused = Result.REFUSED
    assert [one.result for one in told] == [Result.SENT, refused, Result.FAILED, refused, Result.SENT]
    assert [one.gone for one in told] == [False, True, False, False, False]
    assert told[0].receipt == "taken as 17"
    assert [recipients for recipients, _letter in post.letters] == [["li@example.org"], ["wang@example.org"]]
    letter = post.letters[0][1]
    assert letter["Subject"] == "台风 橙色预警"
    assert letter["Message-ID"] == "<key0@sea-city.example>"
    assert letter["List-Unsubscribe"] == "<https://warn.example.org/u/1>"
    text = letter.get_content()
    assert all(part in text for part in ("Stay inside.", "East District", "You get this because"))


def test_a_server_that_is_not_there_is_unreachable() -> None:
    """It is no fault of the message."""

    async def scene() -> None:
        async with Mail().connect(configured(1)) as connection:
            with pytest.raises(UnreachableError):
                await connection.send([Parcel("k", "li@example.org", cleared())])

    asyncio.run(scene())


def test_a_server_that_refuses_the_sender_makes_no_dead_letters() -> None:
    """Each letter would be refused alike: they wait until the sink is mended."""
    post = Post()
    post.strict = True

    async def scene() -> None:
        async with serving(post) as port, Mail().connect(configured(port)) as connection:
            with pytest.raises(UnreachableError, match="sign in first"):
                await connection.send([Parcel("k", "li@example.org", cleared())])
            post.strict = False
            assert [one.result for one in await connection.send([Parcel("k", "li@example.org", cleared())])] == ["sent"]

    asyncio.run(scene())


def test_an_address_cannot_add_headers() -> None:
    """A break in an address is refused."""
    post = Post()

    async def scene() -> Outcome:
        async with serving(post) as port, Mail().connect(configured(port)) as connection:
            return (await connection.send([Parcel("k", "li@example.org\nBcc: all@example.org", cleared())]))[0]

    assert asyncio.run(scene()).result == Result.REFUSED
    assert post.letters == []


def test_an_address_that_a_server_cannot_take_is_refused_for_good() -> None:
    """A server without SMTPUTF8 (RFC 6531) cannot be told a name in Chinese; the others get their letters."""
    post = Post()

    async def scene() -> list[Outcome]:
        async with serving(post) as port, Mail().connect(configured(port)) as connection:
            found: list[Outcome] = []
            for address in ("李@example.org", "li@example.org"):
                found += await connection.send([Parcel("key", address, cleared())])
            return found

    assert [one.result for one in asyncio.run(scene())] == [Result.REFUSED, Result.SENT]
