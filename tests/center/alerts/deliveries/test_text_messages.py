"""SMS: over SMPP 3.4 with a window and receipts, and over a gateway that takes many at once."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from anlan_center.alerts.deliveries.channels import gsm, smpp
from anlan_center.alerts.deliveries.channels.protocol import Configuration, Late, Outcome, Parcel, UnreachableError
from anlan_center.alerts.deliveries.channels.smpp import Smpp
from anlan_center.alerts.deliveries.channels.smsgateway import SmsGateway
from anlan_center.alerts.deliveries.models import Result
from tests.center.alerts.deliveries.centre_of_messages import THROTTLED, MessageCentre
from tests.center.alerts.deliveries.conftest import HERE, Web, until
from tests.center.alerts.deliveries.written import cleared

SHORT = "Typhoon this afternoon. Stay inside."


def parcels(count: int = 1, **changes: object) -> list[Parcel]:
    """Return messages to so many phones."""
    message = cleared(**changes)
    return [Parcel(f"key-{number}", f"+861390000{number:04d}", message) for number in range(count)]


def configured(port: int, **more: object) -> Configuration:
    """Return a message centre as its channel sees it."""
    settings = {
        "host": "127.0.0.1", "port": port, "security": "none", "system_id": "anlan", "password": "secret",
        "source": "anlan", "timeout": 2, **more,
    }  # fmt: skip
    return Configuration("smpp", settings, HERE)


async def sent(port: int, what: Sequence[Parcel], **more: object) -> Sequence[Outcome]:
    """Send over a connection of its own."""
    async with Smpp().connect(configured(port, **more)) as connection:
        return await connection.send(what)


def test_a_message_over_smpp_is_sent_once_the_centre_has_named_it() -> None:
    """The centre reads sender, number, alphabet and text; its name for the message is kept."""

    async def scene() -> None:
        async with MessageCentre() as centre:
            (told,) = await sent(centre.port, parcels())
            assert centre.binds == [("anlan", "secret")]
            (got,) = centre.messages
            assert (got.destination_addr, got.source_addr) == (b"8613900000000", b"anlan")
            assert (got.data_coding, got.short_message) == (0, SHORT.encode())
            assert told == Outcome(Result.SENT, receipt="m1")

    asyncio.run(scene())


def test_a_long_chinese_text_goes_in_parts_that_belong_together() -> None:
    """Each part has the same reference, the total and its number; the texts join to the whole."""
    text = "台风红色预警，请留在室内。" * 10

    async def scene() -> None:
        async with MessageCentre() as centre:
            (told,) = await sent(centre.port, parcels(short=text))
            bodies = [got.short_message for got in centre.messages]
            assert [body[:3] for body in bodies] == [b"\x05\x00\x03"] * len(bodies)
            assert [body[4:6] for body in bodies] == [bytes([len(bodies), n + 1]) for n in range(len(bodies))]
            assert len({body[3] for body in bodies}) == 1
            assert b"".join(body[6:] for body in bodies).decode("utf-16-be") == text
            assert {got.data_coding for got in centre.messages} == {8}
            assert {got.esm_class for got in centre.messages} == {0x40}
            assert told.result == Result.SENT

    asyncio.run(scene())


def test_messages_are_on_their_way_side_by_side_and_answered_each() -> None:
    """A throttled one may be tried again, one with an unknown number never, the others are sent."""
    statuses = {1: THROTTLED, 2: 0x0B}

    async def scene() -> None:
        async with MessageCentre(lambda number: statuses.get(number, 0)) as centre:
            told = await sent(centre.port, parcels(5))
            results = [one.result for one in told]
            assert results == [Result.SENT, Result.FAILED, Result.REFUSED, Result.SENT, Result.SENT]
            assert "0x00000058" in told[1].reason

    asyncio.run(scene())


def test_a_receipt_from_the_phone_confirms_and_a_failure_is_told() -> None:
    """`DELIVRD` confirms; `UNDELIV` says that it did not arrive; `ENROUTE` says nothing yet."""
    heard: list[Late] = []

    async def scene() -> None:
        async with MessageCentre() as centre:
            configuration = Configuration("smpp", configured(centre.port).settings, HERE, heard.append)
            async with Smpp().connect(configuration) as connection:
                await connection.send(parcels(2))
                for name, state in (("m1", "ENROUTE"), ("m1", "DELIVRD"), ("m2", "UNDELIV")):
                    centre.receipt(name, state)
                await until(lambda: len(heard) == 2)

    asyncio.run(scene())
    assert [(one.name, one.outcome.result) for one in heard] == [("m1", Result.CONFIRMED), ("m2", Result.REFUSED)]


def test_a_receipt_without_words_tells_as_much() -> None:
    """Delivered, expired, not deliverable; on its way says nothing yet."""
    heard: list[Late] = []

    async def scene() -> None:
        async with MessageCentre() as centre:
            configuration = Configuration("smpp", configured(centre.port).settings, HERE, heard.append)
            async with Smpp().connect(configuration):
                for name, number in (("m1", 1), ("m1", 2), ("m2", 3), ("m3", 5)):
                    centre.state(name, number)
                await until(lambda: len(heard) == 3)

    asyncio.run(scene())
    assert [one.name for one in heard] == ["m1", "m2", "m3"]
    assert [one.outcome.result for one in heard] == [Result.CONFIRMED, Result.REFUSED, Result.REFUSED]


@pytest.mark.parametrize(
    ("source", "address", "sender", "receiver"),
    [
        ("anlan", "+8613900000000", (5, 0, b"anlan"), (1, 1, b"8613900000000")),
        ("", "+8613900000000", (0, 0, b""), (1, 1, b"8613900000000")),
        ("+8612379", "13900000000", (1, 1, b"8612379"), (0, 1, b"13900000000")),
    ],
)
def test_the_centre_is_told_what_kind_of_number_each_is(
    source: str, address: str, sender: tuple[int, int, bytes], receiver: tuple[int, int, bytes]
) -> None:
    """None is not a name in letters, and what is written without + is no international number (SMPP 3.4, 5.2.5)."""

    async def scene() -> None:
        async with MessageCentre() as centre:
            await sent(centre.port, [Parcel("key", address, cleared())], source=source)
            (got,) = centre.messages
            assert (got.source_addr_ton, got.source_addr_npi, got.source_addr or b"") == sender
            assert (got.dest_addr_ton, got.dest_addr_npi, got.destination_addr) == receiver

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("lasts", "said"),
    [(timedelta(seconds=20.9), b"000000000020000R"), (timedelta(days=2, hours=3, seconds=0.9), b"000002030000000R"),
     (timedelta(days=90), b"000029235959000R")],
)  # fmt: skip
def test_the_centre_keeps_a_message_as_long_as_the_warning_lasts_and_no_longer(lasts: timedelta, said: bytes) -> None:
    """A phone that was off for a day still gets it; after its end nobody does."""

    async def scene() -> None:
        async with MessageCentre() as centre:
            await sent(centre.port, parcels(expires=datetime.now(tz=UTC) + lasts))
            assert centre.messages[0].validity_period == said

    asyncio.run(scene())


def test_a_password_that_a_sign_in_cannot_hold_is_named_before_it_is_cut() -> None:
    """SMPP 3.4 has room for 8 characters (4.1.1)."""
    with override("en"):
        (problem,) = Smpp().problems(configured(2775, password="nine-char", timeout=5))
    assert "9 characters; 8 are the most" in problem


def test_a_centre_that_falls_silent_acknowledges_nothing_and_its_link_is_given_up() -> None:
    """Without an answer in time a message is not marked sent; the next one does not wait on the same dead link."""

    async def scene() -> None:
        async with MessageCentre(answers=False) as centre, Smpp().connect(configured(centre.port, timeout=0.2)) as link:
            (told,) = await link.send(parcels())
            assert told.result == Result.UNREACHABLE
            assert link.lost

    asyncio.run(scene())


def test_an_idle_link_that_was_cut_unseen_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tested while nothing is sent, so that the next warning finds a way that is open."""
    monkeypatch.setattr(smpp, "KEEP_ALIVE", 0.1)

    async def scene() -> None:
        async with MessageCentre() as centre, Smpp().connect(configured(centre.port, timeout=0.2)) as link:
            await asyncio.sleep(0.3)
            assert not link.lost
            centre.silent = True
            await until(lambda: link.lost)

    asyncio.run(scene())


def test_a_centre_that_is_not_there_is_unreachable() -> None:
    """The connection says so at once."""

    async def scene() -> None:
        with pytest.raises(UnreachableError):
            await sent(1, parcels())

    asyncio.run(scene())


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=700))
def test_parts_hold_the_whole_text_and_no_part_is_too_long(text: str) -> None:
    """In either alphabet: 140 octets of UCS-2 or 160 septets, less the header where there are several."""
    coding, found = gsm.parts(text, 7)
    most = 160 if coding == gsm.GSM7 else 140
    if len(found) == 1:
        assert len(found[0]) <= most
        bodies = found
    else:
        assert all(len(part) - 6 <= (153 if coding == gsm.GSM7 else 134) for part in found)
        bodies = [part[6:] for part in found]
    if coding == gsm.UCS2:
        assert b"".join(bodies).decode("utf-16-be") == text
        for body in bodies:
            body.decode("utf-16-be")  # no character is divided
    else:
        assert b"".join(bodies) == b"".join(gsm.encoded(text)[1])


def test_a_gateway_takes_many_in_one_request_and_answers_for_each() -> None:
    """Accepted and known ones are sent, a rejected one is refused, one that is not answered for is tried again."""
    states = {"key-0": "accepted", "key-1": "duplicate", "key-2": "rejected"}

    async def answer(_request: web.Request, body: bytes) -> web.StreamResponse:
        told = json.loads(body)
        assert told["texts"] == [SHORT]
        each = [{"key": one["key"], "state": states[one["key"]], "id": "g", "reason": "no such number"}
                for one in told["messages"] if one["key"] in states]  # fmt: skip
        return web.json_response({"messages": each})

    async def scene() -> Sequence[Outcome]:
        async with Web(answer) as server:
            configuration = Configuration("gateway", {"url": server.url, "token": "t"}, HERE)
            async with SmsGateway().connect(configuration) as connection:
                told = await connection.send(parcels(4))
            (post,) = server.posts
            assert post[0]["Authorization"] == "Bearer t"
            return told

    told = asyncio.run(scene())
    assert [one.result for one in told] == [Result.SENT, Result.SENT, Result.REFUSED, Result.FAILED]
    assert told[2].reason == "no such number"


def test_a_gateway_that_names_nothing_gives_no_name() -> None:
    """A null is no name: receipts of one message would confirm all."""

    async def answer(_request: web.Request, body: bytes) -> web.StreamResponse:
        keys = [one["key"] for one in json.loads(body)["messages"]]
        return web.json_response(
            {"messages": [{"key": key, "state": "accepted", "id": None, "reason": None} for key in keys]}
        )

    async def scene() -> Sequence[Outcome]:
        async with Web(answer) as server:
            configuration = Configuration("gateway", {"url": server.url, "token": "t"}, HERE)
            async with SmsGateway().connect(configuration) as connection:
                return await connection.send(parcels(2))

    assert set(asyncio.run(scene())) == {Outcome(Result.SENT)}


@pytest.mark.parametrize("body", ["", "{", "[]", '{"messages": 3}', '{"messages": [null]}'])
def test_an_answer_that_cannot_be_read_acknowledges_nothing(body: str) -> None:
    """A gateway that answers 200 with something else has not said that it took a message."""

    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.Response(text=body)

    async def scene() -> Sequence[Outcome]:
        async with Web(answer) as server:
            configuration = Configuration("gateway", {"url": server.url, "token": "t"}, HERE)
            async with SmsGateway().connect(configuration) as connection:
                return await connection.send(parcels(2))

    assert {one.result for one in asyncio.run(scene())} == {Result.FAILED}
