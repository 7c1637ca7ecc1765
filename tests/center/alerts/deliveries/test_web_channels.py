"""Channels over HTTP: signed webhooks, loudspeakers, platforms, cell broadcast with read-back, Web Push."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

import http_ece
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from anlan_center.alerts.deliveries.channels.cellbroadcast import CellBroadcast, compared
from anlan_center.alerts.deliveries.channels.loudspeaker import Loudspeaker
from anlan_center.alerts.deliveries.channels.protocol import Channel, Configuration, Outcome, Parcel, UnreachableError
from anlan_center.alerts.deliveries.channels.social import PLATFORMS, Social
from anlan_center.alerts.deliveries.channels.webhook import Webhook
from anlan_center.alerts.deliveries.channels.webpush import WebPush, new_key, public_key
from anlan_center.alerts.deliveries.models import Result
from tests.center.alerts.deliveries.conftest import HERE, Web
from tests.center.alerts.deliveries.written import cleared


def square(west: float, east: float) -> dict[str, Any]:
    """Return a box between two meridians."""
    return {"type": "Polygon", "coordinates": [[[west, 34], [east, 34], [east, 35], [west, 35], [west, 34]]]}


async def posted(
    channel: Channel, server: Web, address: str = "", more: dict[str, object] | None = None, **changes: Any
) -> Outcome:
    """Send one message to a server."""
    configuration = Configuration("sink", {"url": server.url, **(more or {})}, HERE)
    async with channel.connect(configuration) as connection:
        (told,) = await connection.send([Parcel("the-key", address, cleared(**changes))])
    return told


def answering(status: int, body: object = None) -> Any:
    """Return a server's answer."""

    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.json_response(body if body is not None else {}, status=status)

    return answer


def test_a_webhook_is_signed_and_carries_its_key() -> None:
    """The receiver computes the same HMAC-SHA256 over time and body; the same delivery has the same key."""

    async def scene() -> None:
        async with Web() as server:
            told = await posted(Webhook(), server, more={"secret": "shared"})
            ((headers, body),) = server.posts
        assert told.result == Result.SENT
        at, digest = (part.split("=")[1] for part in headers["X-Anlan-Signature"].split(","))
        assert digest == hmac.new(b"shared", f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        assert headers["Idempotency-Key"] == "the-key"
        assert json.loads(body)["cap"] == "<alert/>"

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("status", "result"),
    [(200, Result.SENT), (202, Result.SENT), (302, Result.REFUSED), (400, Result.REFUSED), (404, Result.REFUSED),
     (429, Result.FAILED), (500, Result.FAILED)],
)  # fmt: skip
def test_an_answer_says_whether_it_was_taken_may_be_tried_again_or_never(status: int, result: Result) -> None:
    """2xx alone acknowledges; a redirection is not followed."""

    async def scene() -> Outcome:
        async with Web(answering(status)) as server:
            told = await posted(Webhook(), server, more={"secret": "s"})
            assert len(server.posts) == 1
            return told

    assert asyncio.run(scene()).result == result


@pytest.mark.parametrize("status", [401, 407, 502, 503, 504])
def test_a_gateway_without_its_server_or_one_that_does_not_know_us_is_unreachable(status: int) -> None:
    """The fault is the sink's: the message is not counted as tried too often, nor refused for good."""

    async def scene() -> None:
        async with Web(answering(status)) as server:
            with pytest.raises(UnreachableError):
                await posted(Webhook(), server, more={"secret": "s"})

    asyncio.run(scene())


def test_a_loudspeaker_is_told_what_to_say_and_a_cancel_stops_it() -> None:
    """Device, speech, end and repeats; a Cancel names what it stops."""

    async def scene() -> None:
        async with Web() as server:
            await posted(Loudspeaker(), server, "square-3", {"repeats": 2})
            await posted(Loudspeaker(), server, "square-3", msg_type="Cancel", references=("command-2026-0001",))
            play, stop = (json.loads(body) for _headers, body in server.posts)
        assert (play["action"], play["device"], play["repeats"]) == ("play", "square-3", 2)
        assert play["speech"] == "Typhoon this afternoon. Stay inside."
        assert (stop["action"], stop["replaces"]) == ("stop", ["command-2026-0001"])

    asyncio.run(scene())


@pytest.mark.parametrize("platform", sorted(set(PLATFORMS) - {"own"}))
def test_each_platform_gets_json_with_the_warning_in_it(platform: str) -> None:
    """Quotes and breaks in the text stay within their place."""

    async def scene() -> None:
        async with Web() as server:
            short = 'Stay "inside"\nnow'
            await posted(Social(), server, more={"platform": platform}, short=short, headline=short)
            ((_headers, body),) = server.posts
        assert 'Stay "inside"' in json.dumps(json.loads(body), ensure_ascii=False).replace('\\"', '"')

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("platform", "said", "result"),
    [
        ("wecom", {"errcode": 0, "errmsg": "ok"}, Result.SENT),
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, Result.REFUSED),
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, Result.FAILED),
        ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}, Result.REFUSED),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, Result.FAILED),
        ("feishu", {"code": 0, "msg": "success"}, Result.SENT),
        ("feishu", {"code": 19021, "msg": "sign match fail"}, Result.REFUSED),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, Result.FAILED),
        ("feishu", {}, Result.FAILED),
        ("feishu", [], Result.FAILED),
        ("slack", {"errcode": 1}, Result.SENT),
    ],
)
def test_a_platform_that_answers_200_with_an_error_has_taken_nothing(
    platform: str, said: object, result: Result
) -> None:
    """WeCom, DingTalk and Feishu say within their answer what came of a message; the reason is kept."""

    async def scene() -> Outcome:
        async with Web(answering(200, said)) as server:
            return await posted(Social(), server, more={"platform": platform})

    told = asyncio.run(scene())
    assert told.result == result
    assert result != Result.REFUSED or str(next(iter(said.values()))) in told.reason  # type: ignore[attr-defined]


def test_a_text_that_a_platform_would_refuse_for_its_length_gives_way_to_the_short_one() -> None:
    """WeCom takes 2,048 bytes: 682 characters of Chinese."""

    async def scene() -> None:
        async with Web(answering(200, {"errcode": 0})) as server:
            await posted(Social(), server, more={"platform": "wecom"}, description="台" * 700)
            await posted(Social(), server, more={"platform": "dingtalk"}, description="台" * 700)
            short, long = (json.loads(body)["text"]["content"] for _headers, body in server.posts)
        assert short == "Typhoon this afternoon. Stay inside.\nhttps://warn.example.org/w/1"
        assert "台" * 700 in long

    asyncio.run(scene())


def test_a_template_with_blanks_that_mean_nothing_is_named_before_it_is_used() -> None:
    """Every problem is told at once."""
    settings = {"url": "https://example.org/x", "platform": "own", "template": '{"a": "{{headlin}} {{area}}"}'}
    (problem,) = Social().problems(Configuration("s", settings, HERE))
    assert "headlin" in problem
    broken = Configuration("s", {**settings, "template": "{"}, HERE)
    assert len(Social().problems(broken)) == 1


def test_cell_broadcast_is_confirmed_where_the_operator_accepted_the_area_that_was_asked_for() -> None:
    """The signed message is posted; the area is read back where the answer does not hold it."""
    asked = square(119, 120)

    async def answer(request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.json_response({"id": "cb 1", "area": asked} if request.method == "GET" else {"id": "cb 1"})

    async def scene() -> None:
        async with Web(answer) as server:
            told = await posted(CellBroadcast(), server, server.url)
            assert server.posts[0][1] == b"<alert/>"
            assert server.paths == ["POST /hook", "GET /hook/cb 1"]
        assert told == Outcome(Result.CONFIRMED, receipt="cb 1")

    asyncio.run(scene())


def test_what_a_cell_broadcast_centre_took_stays_taken_though_the_question_for_the_area_takes_long() -> None:
    """The question ends with the time of the request, before the lane would count all of it as no answer."""
    hold = asyncio.Event()

    async def answer(request: web.Request, _body: bytes) -> web.StreamResponse:
        if request.method == "GET":
            await hold.wait()
        return web.json_response({"id": "cb 1"})

    async def scene() -> None:
        async with Web(answer) as server:
            settings = Configuration("cb", {"url": server.url, "timeout": 0.2}, HERE)
            async with CellBroadcast().connect(settings) as connection, asyncio.timeout(1.2):
                (told,) = await connection.send([Parcel("the-key", "", cleared())])
            hold.set()
        assert (told.result, told.receipt) == (Result.SENT, "cb 1")

    asyncio.run(scene())


@pytest.mark.parametrize(("centres", "known"), [("", False), ("127.0.0.1", True), ("cbc.example\n127.0.0.1", True)])
def test_the_token_of_cell_broadcast_goes_to_servers_that_the_sink_names(centres: str, known: bool) -> None:
    """A recipient can be added by who does not know the token; its server is not shown it."""

    async def scene() -> str:
        async with Web(answering(200, {"id": "1"})) as server:
            settings = {"url": "https://cbc.example/", "token": "secret", "centres": centres}
            async with CellBroadcast().connect(Configuration("cb", settings, HERE)) as connection:
                await connection.send([Parcel("the-key", server.url, cleared())])
            return str(server.posts[0][0])

    assert ("secret" in asyncio.run(scene())) == known


@pytest.mark.parametrize(
    ("accepted", "words"),
    [(square(119, 119.5), "50.0% of what was asked is missed"), (square(118.5, 120.5), "100.0% lies beyond"),
     ({"type": "Point", "coordinates": [1, 2]}, "100.0% of what was asked is missed"),
     ({"type": "Nonsense"}, "cannot be compared"), (None, "did not say")],
)  # fmt: skip
def test_another_area_is_accepted_but_not_confirmed(accepted: Any, words: str) -> None:
    """The board says by how much it differs: the operator broadcasts, but not where it was asked to."""
    told = compared(square(119, 120), accepted, "cb-1")
    assert told.result == Result.SENT
    assert words in told.reason


def test_a_text_too_long_for_cell_broadcast_is_refused_before_it_leaves() -> None:
    """1,395 characters of GSM 7-bit and 615 of UCS-2 are the most."""

    async def scene() -> Sequence[Outcome]:
        async with Web(answering(200, {"id": "1"})) as server:
            return [
                await posted(CellBroadcast(), server, short=text)
                for text in ("a" * 1_395, "a" * 1_396, "台" * 615, "台" * 616)
            ]

    results = [one.result for one in asyncio.run(scene())]
    assert results == [Result.SENT, Result.REFUSED, Result.SENT, Result.REFUSED]


def test_a_push_message_is_read_by_the_browser_alone_and_says_who_sent_it() -> None:
    """A browser's key decrypts it (RFC 8291); the service checks the sender's token (RFC 8292)."""
    browser, auth, sender = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef", new_key()
    point = browser.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def plain(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    async def scene() -> None:
        async with Web(answering(201)) as server:
            keys = {"p256dh": plain(point), "auth": plain(auth)}
            address = json.dumps({"endpoint": server.url, "keys": keys})
            more: dict[str, object] = {
                "private_key": sender,
                "contact": "duty@sea-city.example",
                "services": "127.0.0.1",
            }
            told = await posted(WebPush(), server, address, more)
            ((headers, body),) = server.posts
        assert told.result == Result.SENT
        opened = json.loads(http_ece.decrypt(body, private_key=browser, auth_secret=auth, version="aes128gcm"))
        assert opened["title"] == "Orange typhoon warning"
        assert headers["Urgency"] == "high"
        assert 0 < int(headers["TTL"]) <= 6 * 3600
        assert Vapid02.verify(headers["Authorization"])
        assert headers["Authorization"].endswith(f"k={public_key(sender)}")

    asyncio.run(scene())


@pytest.mark.parametrize("address", ["{}", "no json", '{"endpoint": "https://push.example.org/x"}'])
def test_a_subscription_that_cannot_be_used_is_gone(address: str) -> None:
    """It is refused for good and nothing is posted."""

    async def scene() -> Outcome:
        async with Web() as server:
            more: dict[str, object] = {"private_key": new_key(), "contact": "duty@sea-city.example"}
            told = await posted(WebPush(), server, address, more)
            assert server.posts == []
            return told

    told = asyncio.run(scene())
    assert (told.result, told.gone) == (Result.REFUSED, True)


def test_a_subscriber_cannot_make_the_centre_post_anywhere() -> None:
    """An endpoint that is no push service is refused."""
    browser = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = browser.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": base64.urlsafe_b64encode(point).decode(), "auth": base64.urlsafe_b64encode(b"0" * 16).decode()}

    async def scene() -> Outcome:
        async with Web() as server:
            address = json.dumps({"endpoint": server.url, "keys": keys})
            more: dict[str, object] = {"private_key": new_key(), "contact": "duty@sea-city.example"}
            told = await posted(WebPush(), server, address, more)
            assert server.posts == []
            return told

    assert "no known push service" in asyncio.run(scene()).reason


@pytest.mark.parametrize(
    ("status", "result", "gone"),
    [(404, Result.REFUSED, True), (410, Result.REFUSED, True), (413, Result.REFUSED, False),
     (429, Result.FAILED, False)],
)  # fmt: skip
def test_a_push_service_says_whether_the_browser_has_left(status: int, result: Result, gone: bool) -> None:
    """404 and 410 end the subscription (RFC 8030, 7.3); nothing else does."""
    browser = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = browser.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": base64.urlsafe_b64encode(point).decode(), "auth": base64.urlsafe_b64encode(b"0" * 16).decode()}

    async def scene() -> Outcome:
        async with Web(answering(status)) as server:
            more = {"private_key": new_key(), "contact": "duty@sea-city.example", "services": "127.0.0.1"}
            return await posted(WebPush(), server, json.dumps({"endpoint": server.url, "keys": keys}), dict(more))

    told = asyncio.run(scene())
    assert (told.result, told.gone) == (result, gone)
