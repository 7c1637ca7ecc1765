"""Sinks that are slow, huge, garbled or gone halfway, and what changes while a message is on its way."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import pytest
from aiohttp import web
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from anlan_center.alerts.deliveries.channels import CHANNELS
from anlan_center.alerts.deliveries.channels.protocol import Configuration, Outcome, Parcel, storable
from anlan_center.alerts.deliveries.channels.smsgateway import SmsGateway
from anlan_center.alerts.deliveries.channels.web import LONGEST_ANSWER
from anlan_center.alerts.deliveries.deliverer import clearing, desk
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Result, Sink
from anlan_center.alerts.release import actions as releasing
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import State
from tests.center.alerts.deliveries.conftest import HERE, People, Web, acted, delivered, handled, settled
from tests.center.alerts.deliveries.test_deliverer import cancelled, queued, told
from tests.center.alerts.deliveries.test_order import Held
from tests.center.alerts.deliveries.test_parts import come
from tests.center.alerts.deliveries.written import cleared

Sinks = Callable[..., Sink]
DELIVERER = "anlan_center.alerts.deliveries.deliverer.deliverer"
Answer = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]


async def through_gateway(server: Web, count: int) -> Sequence[Outcome]:
    """Send so many messages in one request."""
    parcels = [Parcel(f"key-{number}", "+8613900000000", cleared()) for number in range(count)]
    configuration = Configuration("gateway", {"url": server.url, "token": "t"}, HERE)
    async with SmsGateway().connect(configuration) as connection:
        return await connection.send(parcels)


def test_an_answer_in_many_pieces_is_read_whole() -> None:
    """Five hundred messages are answered for at length, and the network divides the answer."""
    each = [
        {"key": f"key-{number}", "state": "accepted", "id": "n" * 150, "reason": "r" * 300} for number in range(500)
    ]

    async def in_pieces(request: web.Request, _body: bytes) -> web.StreamResponse:
        said = json.dumps({"messages": each}).encode()
        answer = web.StreamResponse()
        await answer.prepare(request)
        for start in range(0, len(said), 50_000):
            await answer.write(said[start : start + 50_000])
            await asyncio.sleep(0)
        return answer

    async def scene() -> Sequence[Outcome]:
        async with Web(in_pieces) as server:
            return await through_gateway(server, 500)

    assert {one.result for one in asyncio.run(scene())} == {Result.SENT}


@pytest.mark.parametrize(
    "body", [b" " * (LONGEST_ANSWER + 10), b"[" * 200_000, b"\xff\xfe\x00", b'{"messages": [[[]]]}']
)
def test_an_answer_without_end_or_sense_acknowledges_nothing(body: bytes) -> None:
    """It is read as far as an answer goes; each message may be tried again."""

    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.Response(body=body + b"x")

    async def scene() -> Sequence[Outcome]:
        async with Web(answer) as server:
            return await through_gateway(server, 2)

    assert {one.result for one in asyncio.run(scene())} == {Result.FAILED}


@given(st.text())
def test_whatever_a_sink_says_can_be_kept_by_every_database(said: str) -> None:
    """No zero and no half of a character; what can be kept is kept."""
    kept = storable(said + "\ud800\0")
    assert "\0" not in kept
    assert kept.encode()
    if "\0" not in said and not any("\ud800" <= char <= "\udfff" for char in said):
        assert kept.startswith(said)


def test_what_a_sink_says_does_not_stop_the_others(sink: Sinks, alert: Alert) -> None:
    """A reason with zeros and halves of characters is written, and so is what came of everything else."""

    async def answer(_request: web.Request, body: bytes) -> web.StreamResponse:
        key = json.loads(body)["messages"][0]["key"]
        bad = {"key": key, "state": "rejected", "reason": "\0\ud800", "id": "\0"}
        said = json.dumps({"messages": [bad]})
        return web.Response(text=said, content_type="application/json")

    async def scene() -> None:
        async with Web(answer) as mad, Web() as good:
            await settled(lambda: sink("sms-gateway", {"url": mad.url}, {"token": "t"}, key="mad"))
            await settled(lambda: sink("webhook", {"url": good.url}, {"secret": "s"}, key="good"))
            await settled(handled)
            await delivered()

    acted(scene)
    assert dict(Delivery.objects.values_list("sink__key", "state")) == {"mad": State.DEAD, "good": State.DONE}


async def raw(answers: Sequence[bytes]) -> tuple[asyncio.Server, list[bytes]]:
    """Serve bytes: the n-th request gets the n-th answer, then the connection ends."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head)
        writer.write(answers[min(len(asked), len(answers)) - 1])
        await writer.drain()
        writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0), asked


def test_a_sink_that_drops_after_accepting_gets_the_same_key_until_it_answers(sink: Sinks, alert: Alert) -> None:
    """Nothing, then garbage, then half an answer, then a whole one: each attempt is kept, one delivery is done."""
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    answers = (b"", b"\x00\x01 no HTTP\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf", whole)

    async def scene() -> list[bytes]:
        server, asked = await raw(answers)
        async with server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
            await settled(lambda: sink("webhook", {"url": url}, {"secret": "s"}))
            await settled(handled)
            for _again in answers:
                await settled(lambda: Delivery.objects.filter(state=State.WAITING).update(due=timezone.now()))
                await delivered()
            return asked

    asked = acted(scene)
    keys = {line for head in asked for line in head.split(b"\r\n") if line.lower().startswith(b"idempotency-key")}
    assert len(asked) == 4
    assert len(keys) == 1
    assert [one.result for one in Attempt.objects.order_by("id")] == ["unreachable"] * 3 + ["sent"]


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.kind)
def test_a_channel_of_single_messages_stays_with_one_in_a_request(channel: object) -> None:
    """Several in turn would share one time limit, and a break would take back what was acknowledged."""
    capability = channel.capability  # type: ignore[attr-defined]
    tuned = capability.tuned(Configuration("s", {"batch": 50}, HERE))
    assert tuned.batch == (50 if capability.batch > 1 else 1)


@pytest.mark.parametrize("how", ["expired", "cancelled"])
def test_what_ends_between_claim_and_sending_does_not_leave(
    how: str, sink: Sinks, alert: Alert, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One message is on the wire, others are held by the lane: they are dropped, and a Cancel follows the first."""
    monkeypatch.setattr(clearing, "FRESH", 0.0)  # nobody waits until what a row has said is too old

    def end() -> None:
        if how == "expired":
            releasing.expire(alert, now=timezone.now() + timedelta(days=1))
        else:
            cancelled(people, alert)
            handled()

    async def scene() -> None:
        async with Held() as server:
            at = await settled(lambda: sink("webhook", {"url": server.url, "concurrency": 1}, {"secret": "s"}))
            await settled(lambda: queued(alert, at, 3))
            deliverer = Deliverer(policy=HERE)
            running = asyncio.create_task(deliverer.run())
            await come(lambda: bool(server.posts) and Delivery.objects.filter(state=State.LEASED).count() == 3)
            await settled(end)
            server.go_on.set()
            await come(lambda: not Delivery.objects.filter(state__in=[State.WAITING, State.LEASED]).exists())
            deliverer.stop()
            await running
            kinds = [one["msgType"] for one in told(server)]
        assert kinds[0] == "Alert"
        assert set(kinds[1:]) == ({"Cancel"} if how == "cancelled" else set())

    acted(scene)
    of_alert = Delivery.objects.filter(alert=alert).order_by("id").values_list("state", "error")
    assert list(of_alert) == [(State.DONE, ""), (State.DROPPED, how), (State.DROPPED, how)]


def test_a_sink_that_is_pointed_elsewhere_goes_on_there_while_its_old_place_still_holds_one(
    sink: Sinks, alert: Alert
) -> None:
    """What was on the wire ends where it is; what waited goes to the new place, and nobody waits for the old one."""

    async def scene() -> None:
        async with Held() as old, Web() as new:
            at = await settled(lambda: sink("webhook", {"url": old.url, "concurrency": 1}, {"secret": "s"}))
            await settled(lambda: queued(alert, at, 4))
            deliverer = Deliverer(policy=HERE)
            running = asyncio.create_task(deliverer.run())
            await come(lambda: bool(old.posts))
            await settled(lambda: Sink.objects.update(settings={"url": new.url}, revision=2))
            await come(lambda: len(new.posts) == 3)
            old.go_on.set()
            await come(lambda: Delivery.objects.filter(state=State.DONE).count() == 4)
            deliverer.stop()
            await running
            assert len(old.posts) == 1

    acted(scene)


def test_a_sink_that_is_taken_out_of_use_sends_nothing_until_it_is_back(sink: Sinks, alert: Alert) -> None:
    """What waits for it keeps waiting."""

    async def scene() -> None:
        async with Held() as server:
            at = await settled(lambda: sink("webhook", {"url": server.url, "concurrency": 1}, {"secret": "s"}))
            await settled(lambda: queued(alert, at, 3))
            deliverer = Deliverer(policy=HERE)
            running = asyncio.create_task(deliverer.run())
            await come(lambda: bool(server.posts))
            await settled(lambda: Sink.objects.update(active=False))
            await come(lambda: Delivery.objects.filter(state=State.WAITING).count() == 2)
            server.go_on.set()
            await come(lambda: Delivery.objects.filter(state=State.DONE).count() == 1)
            assert len(server.posts) == 1
            await settled(lambda: Sink.objects.update(active=True))
            await come(lambda: Delivery.objects.filter(state=State.DONE).count() == 3)
            deliverer.stop()
            await running

    acted(scene)


def test_a_deliverer_that_cannot_write_ends_with_the_fault(
    sink: Sinks, alert: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs it begins anew; going on without a desk would send and remember nothing."""

    def broken(*_given: object) -> None:
        raise RuntimeError("no page can be written")

    monkeypatch.setattr(desk, "write", broken)

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            with pytest.raises(RuntimeError, match="no page"):
                await Deliverer(policy=HERE).run()

    acted(scene)
    assert Delivery.objects.get().state == State.LEASED


def test_an_outage_does_not_count_against_the_messages_that_waited_for_its_end(sink: Sinks, alert: Alert) -> None:
    """A sink that has just come back and is too busy at first gets them at the next attempt."""
    answers = iter([503] * 4 + [429])

    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.Response(status=next(answers, 200))

    async def scene() -> None:
        async with Web(answer) as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            # as after an outage of an hour: tried more often than a message may fail
            await settled(lambda: Delivery.objects.update(attempts=20))
            await settled(outage)
            for _again in range(8):
                await settled(lambda: Delivery.objects.filter(state=State.WAITING).update(due=timezone.now()))
                await delivered()

    acted(scene)
    assert Delivery.objects.get().state == State.DONE
    assert list(Attempt.objects.values_list("result", flat=True)[20:]) == ["unreachable"] * 4 + ["failed", "sent"]


def outage() -> None:
    """Write attempts that found no way to the sink."""
    row, now = Delivery.objects.get(), timezone.now()
    Attempt.objects.bulk_create(
        [Attempt(delivery=row, began=now, ended=now, result=Result.UNREACHABLE) for _attempt in range(20)]
    )


def test_what_fails_too_often_is_given_up(sink: Sinks, alert: Alert) -> None:
    """Eight failures, whatever was unreachable between them."""

    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.Response(status=500)

    async def scene() -> None:
        async with Web(answer) as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            for _again in range(20):
                await settled(lambda: Delivery.objects.filter(state=State.WAITING).update(due=timezone.now()))
                await delivered()
            assert len(server.posts) == 8

    acted(scene)
    assert Delivery.objects.get().state == State.DEAD


def test_a_sink_whose_secrets_do_not_open_says_so_once_and_on_its_page(
    sink: Sinks, alert: Alert, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing leaves through it and nothing is lost; the log is not filled with it every two seconds."""
    monkeypatch.setattr(f"{DELIVERER}.LOOK_AT_SINKS", 0.05)

    async def scene() -> None:
        async with Web() as server:
            at = await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            await settled(lambda: Sink.objects.update(secrets=b"of another installation"))
            deliverer = Deliverer(policy=HERE)
            sending = asyncio.create_task(deliverer.run())
            await come(lambda: bool(Sink.objects.get(pk=at.pk).last_error))
            await asyncio.sleep(0.5)
            deliverer.stop()
            await sending
            assert "does not open" in (await settled(lambda: Sink.objects.get(pk=at.pk))).last_error
            assert server.posts == []

    acted(scene)
    assert Delivery.objects.get().state == State.WAITING
    assert sum("cannot be used" in one.message for one in caplog.records) == 1
