"""A sink whose targets have servers of their own: one that is away holds up its own targets alone."""

import asyncio
from collections.abc import Callable

from aiohttp import web
from django.utils import timezone

from anlan_center.alerts.deliveries.channels import servers
from anlan_center.alerts.deliveries.channels.protocol import Outcome, UnreachableError
from anlan_center.alerts.deliveries.channels.servers import Servers
from anlan_center.alerts.deliveries.deliverer.breaker import THRESHOLD
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Result, Sink
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import State
from tests.center.alerts.deliveries.conftest import HERE, Web, acted, handled, settled
from tests.center.alerts.deliveries.test_parts import come

Sinks = Callable[..., Sink]


def test_an_operator_that_is_away_keeps_no_warning_from_the_others(sink: Sinks, released: Callable[..., Alert]) -> None:
    """Its broadcasts fail often enough to open a breaker, yet the next warning goes to the other at once."""
    released()

    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.json_response({})

    async def scene() -> None:
        async with Web(answer) as server:
            operators = {"here": server.url, "away": "http://127.0.0.1:9/cbc"}
            at = await settled(lambda: sink("cell-broadcast", {}, recipients=operators))
            deliverer = Deliverer(policy=HERE)
            sending = asyncio.create_task(deliverer.run())
            await settled(handled)
            away = Attempt.objects.filter(result=Result.UNREACHABLE)
            while await settled(away.count) <= THRESHOLD:
                await settled(lambda: Delivery.objects.filter(state=State.WAITING).update(due=timezone.now()))
                await asyncio.sleep(0.05)
            await settled(lambda: released(colour="blue"))
            await settled(handled)
            await come(lambda: Delivery.objects.filter(state=State.DONE).count() == 2)
            deliverer.stop()
            await sending
            await settled(at.refresh_from_db)
            assert (at.open_until, len(server.posts)) == (None, 2)
            assert "does not answer" in at.last_error or "Cannot connect" in at.last_error

    acted(scene)
    states = Delivery.objects.values_list("state", flat=True)
    assert sorted(states) == [State.DONE, State.DONE, State.WAITING, State.WAITING]
    assert set(Attempt.objects.exclude(result="sent").values_list("result", flat=True)) == {Result.UNREACHABLE}


def test_a_server_that_is_away_is_left_alone_and_then_asked_with_one_message() -> None:
    """Messages to it end at once meanwhile; once it answers all go."""
    now = 0.0
    asked = 0
    back = False
    hold = asyncio.Event()

    async def send() -> Outcome:
        nonlocal asked
        asked += 1
        if not back:
            raise UnreachableError("nobody there")
        await hold.wait()
        return Outcome(Result.SENT)

    async def scene() -> None:
        nonlocal now, back
        known = Servers(60.0, lambda: now)
        for _again in range(THRESHOLD + 3):
            told = await known.tried("push.example", send)
            assert (told.result, told.apart) == (Result.UNREACHABLE, True)
        assert asked == THRESHOLD
        now, back = 100.0, True
        first = asyncio.create_task(known.tried("push.example", send))
        await asyncio.sleep(0)
        assert (await known.tried("push.example", send)).result == Result.UNREACHABLE
        hold.set()
        assert (await first).result == Result.SENT
        assert (await known.tried("push.example", send)).result == Result.SENT
        assert asked == THRESHOLD + 2

    asyncio.run(scene())


def test_a_server_that_never_answers_ends_before_the_lane_loses_patience() -> None:
    """The lane's own limit would count it as the fault of the sink."""
    assert servers.GRACE < 1.0

    async def send() -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    told = asyncio.run(Servers(0.01).tried("push.example", send))
    assert (told.result, told.apart) == (Result.UNREACHABLE, True)
