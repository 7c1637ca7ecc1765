"""Long text messages: what the sink has accepted of one stays accepted, and only what is missing goes again."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from aiohttp import web
from django.utils import timezone

from anlan_center.alerts.deliveries import actions, queries
from anlan_center.alerts.deliveries.channels.parts import Parts, digest_of
from anlan_center.alerts.deliveries.channels.protocol import Configuration, Outcome, Parcel
from anlan_center.alerts.deliveries.channels.smpp import Smpp
from anlan_center.alerts.deliveries.channels.smsgateway import SmsGateway
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer
from anlan_center.alerts.deliveries.models import Delivery, Part, Result, Sink
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import State
from tests.center.alerts.deliveries.centre_of_messages import THROTTLED, MessageCentre
from tests.center.alerts.deliveries.conftest import HERE, Web, acted, delivered, handled, settled
from tests.center.alerts.deliveries.test_text_messages import configured, sent
from tests.center.alerts.deliveries.written import cleared
from tests.center.alerts.release.conftest import written

TEXT = "台风红色预警，请立即转移到坚固的房屋内。" * 12
"""Four parts."""
Sinks = Callable[..., Sink]


def parcel(parts: Parts | None = None, text: str = TEXT) -> Parcel:
    """Return a long message to a phone."""
    return Parcel("the-key", "+8613900000000", cleared(short=text), parts=parts)


def numbers(centre: MessageCentre) -> list[int]:
    """Return which part each submission was."""
    return [got.short_message[5] for got in centre.messages]


@pytest.mark.parametrize("dropped", [0, 1, 2, 3])
def test_after_a_break_only_the_missing_parts_go_again_with_the_same_reference(dropped: int) -> None:
    """Whichever part the centre drops the connection at: together they join to the whole text, none goes twice."""

    async def scene() -> None:
        async with MessageCentre(drops={dropped}) as centre:
            (first,) = await sent(centre.port, [parcel()])
            assert first.result == Result.UNREACHABLE
            assert (first.parts is None) == (dropped == 0)
            (second,) = await sent(centre.port, [parcel(first.parts)])
            assert second.result == Result.SENT
            assert numbers(centre) == [*range(1, dropped + 2), *range(dropped + 1, 5)]
            taken = [got for place, got in enumerate(centre.messages) if place != dropped]
            assert b"".join(got.short_message[6:] for got in taken).decode("utf-16-be") == TEXT
            assert len({got.short_message[3] for got in centre.messages}) == 1
            assert second.receipt.split() == [f"m{place + 1}" for place in range(5) if place != dropped]

    asyncio.run(scene())


def test_another_text_goes_as_a_whole() -> None:
    """Parts of one text do not join to those of another, even under the same key."""
    other = Parts(digest_of("another text"), 4, {1: "a", 2: "b"})

    async def scene() -> None:
        async with MessageCentre() as centre:
            await sent(centre.port, [parcel(other)])
            await sent(centre.port, [parcel(Parts(digest_of(TEXT), 3, {1: "a"}))])
            assert numbers(centre) == [1, 2, 3, 4] * 2

    asyncio.run(scene())


def test_a_centre_that_is_busy_within_a_message_keeps_what_it_has_acknowledged() -> None:
    """It throttles at part 3: that is told, and the parts before it stay accepted."""

    async def scene() -> None:
        async with MessageCentre(lambda number: THROTTLED if number == 2 else 0) as centre:
            (told,) = await sent(centre.port, [parcel()])
            assert told.result == Result.FAILED
            assert told.reason.startswith("part 3:")
            assert told.parts == Parts(digest_of(TEXT), 4, {1: "m1", 2: "m2"})

    asyncio.run(scene())


def test_a_message_of_the_centre_that_cannot_be_read_breaks_nothing() -> None:
    """It is answered, so that it does not come again at every session, and the next message is sent."""

    async def scene() -> Outcome:
        async with MessageCentre() as centre, Smpp().connect(configured(centre.port)) as connection:
            await connection.send([parcel()])
            for body in (b"", b"\0", b"\xff" * 40, b"\0\1\1" + b"9" * 300):
                centre.say(body)
            (told,) = await connection.send([parcel()])
            assert not connection.lost
            return told

    assert asyncio.run(scene()).result == Result.SENT


def gateway_answering(answers: Sequence[dict[str, Any]]) -> Callable[[web.Request, bytes], Awaitable[web.Response]]:
    """Answer the n-th request for its one message."""
    left = iter(answers)

    async def answer(_request: web.Request, body: bytes) -> web.Response:
        (message,) = json.loads(body)["messages"]
        return web.json_response({"messages": [{"key": message["key"], **next(left)}]})

    return answer


def test_a_gateway_that_took_some_parts_is_told_which_are_there() -> None:
    """The next request names them, their number and the reference; a whole one names nothing."""
    partly = {"state": "partly", "parts": 4, "accepted_parts": [1, 3, 9, "x", True], "reason": "congestion"}

    async def scene() -> None:
        async with Web(gateway_answering([partly, {"state": "accepted", "id": "g"}])) as server:
            configuration = Configuration("gateway", {"url": server.url, "token": "t"}, HERE)
            async with SmsGateway().connect(configuration) as connection:
                (first,) = await connection.send([parcel()])
                assert (first.result, first.reason) == (Result.FAILED, "congestion")
                (second,) = await connection.send([parcel(first.parts)])
                assert second.result == Result.SENT
            posts = [json.loads(body)["messages"][0] for _headers, body in server.posts]
        assert set(posts[0]) == {"key", "to", "text"}
        assert (posts[1]["accepted_parts"], posts[1]["parts"]) == ([1, 3], 4)
        assert 0 <= posts[1]["reference"] <= 255

    asyncio.run(scene())


@pytest.fixture
def long_one(released: Callable[..., Alert]) -> Alert:
    """A released warning whose short text takes four parts."""
    texts = {language: {**text, "short": TEXT} for language, text in written().texts.items()}
    return released(texts=texts)


async def phoned(sink: Sinks, centre: MessageCentre) -> None:
    """Queue the warning for one phone at a centre."""
    settings = dict(configured(centre.port).settings)
    del settings["password"]
    await settled(lambda: sink("smpp", settings, {"password": "secret"}, recipients={"a": "+8613900000000"}))
    await settled(handled)


def delivery() -> Delivery:
    """Return the one there is."""
    return Delivery.objects.get()


def test_what_is_missing_goes_at_the_next_attempt_and_receipts_of_all_parts_confirm(
    sink: Sinks, long_one: Alert
) -> None:
    """Through the deliverer: a break at part 2; one by one, in any order, also told again, the phone has them all."""

    async def scene() -> None:
        async with MessageCentre(drops={1}) as centre:
            await phoned(sink, centre)
            deliverer = Deliverer(policy=HERE)
            running = asyncio.create_task(deliverer.run())
            await come(lambda: delivery().state == State.DONE)
            assert numbers(centre) == [1, 2, 2, 3, 4]
            for name in ("m5", "m3", "m1", "m3"):
                centre.receipt(name, "DELIVRD")
            await come(lambda: Part.objects.filter(confirmed=True).count() == 3)
            assert await settled(lambda: queries.stage_of(delivery())) == "sent"
            centre.receipt("m4", "DELIVRD")
            await come(lambda: queries.stage_of(delivery()) == "confirmed")
            deliverer.stop()
            await running

    acted(scene)
    assert [one.result for one in delivery().tries.all()] == ["unreachable", "sent", "confirmed"]


async def come(condition: Callable[[], bool]) -> None:
    """Wait for something in the database to come true."""
    async with asyncio.timeout(20.0):
        while not await settled(condition):
            await asyncio.sleep(0.02)


def test_a_part_that_did_not_reach_the_phone_fails_the_message_and_a_resend_is_whole(
    sink: Sinks, long_one: Alert, person: Callable[..., Any]
) -> None:
    """It is told which part; what a person sends again has a reference of its own, as the old parts may be there."""
    operator = person("operator", operator="3207")

    async def scene() -> None:
        async with MessageCentre() as centre:
            await phoned(sink, centre)
            deliverer = Deliverer(policy=HERE)
            running = asyncio.create_task(deliverer.run())
            await come(lambda: delivery().state == State.DONE)
            centre.receipt("m2", "UNDELIV")
            await come(lambda: delivery().state == State.DEAD)
            assert "part 2 of 4" in (await settled(delivery)).error
            await settled(lambda: actions.resend(operator, delivery()))
            await come(lambda: delivery().state == State.DONE)
            assert numbers(centre) == [1, 2, 3, 4] * 2
            assert len({got.short_message[3] for got in centre.messages}) == 2
            deliverer.stop()
            await running

    acted(scene)


def test_a_dead_letter_that_a_person_sends_again_goes_on_where_it_ended(
    sink: Sinks, long_one: Alert, person: Callable[..., Any]
) -> None:
    """The centre had refused part 3 for good; parts 1 and 2 are not sent twice."""
    operator = person("operator", operator="3207")

    async def scene() -> None:
        async with MessageCentre(lambda number: 0x45 if number == 2 else 0) as centre:
            await phoned(sink, centre)
            await delivered()
            assert (await settled(delivery)).state == State.DEAD
            await settled(lambda: actions.resend(operator, delivery()))
            await delivered()
            assert numbers(centre) == [1, 2, 3, 3, 4]

    acted(scene)
    assert delivery().state == State.DONE


def test_receipts_are_listened_for_by_a_worker_that_has_nothing_to_send(sink: Sinks, long_one: Alert) -> None:
    """After a restart the centre is joined again while receipts may still come, and again after a break."""

    async def scene() -> None:
        async with MessageCentre() as centre:
            await phoned(sink, centre)
            await delivered()
            await settled(lambda: Sink.objects.update(last_success=timezone.now()))
            deliverer = Deliverer(policy=HERE)
            running = asyncio.create_task(deliverer.run())
            await come(lambda: len(centre.binds) == 2)
            centre.drop()
            await come(lambda: len(centre.binds) == 3)
            for name in ("m1", "m2", "m3", "m4"):
                centre.receipt(name, "DELIVRD")
            await come(lambda: queries.stage_of(delivery()) == "confirmed")
            deliverer.stop()
            await running

    acted(scene)
