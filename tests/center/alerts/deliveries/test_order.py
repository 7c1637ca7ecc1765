"""The most severe goes first: among what waits at a sink when a request begins, whatever was taken on before."""

import asyncio
import json
import random
from collections.abc import Callable
from functools import partial

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from anlan_center.alerts.deliveries.deliverer.claiming import Row, key_of
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer
from anlan_center.alerts.deliveries.deliverer.directory import Place
from anlan_center.alerts.deliveries.deliverer.waiting import Waiting
from anlan_center.alerts.deliveries.models import Delivery, Sink
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import State
from tests.center.alerts.deliveries.conftest import HERE, Web, acted, settled
from tests.center.alerts.deliveries.test_deliverer import queued

Sinks = Callable[..., Sink]
Alerts = Callable[..., Alert]


def row(number: int, priority: int) -> Row:
    """Return a delivery of a priority."""
    return Row(number, priority, 1, "sink", "en", 0, 1, Place(), 0.0)


@given(st.lists(st.lists(st.sampled_from([0, 10, 20, 30]), max_size=8), max_size=5), st.integers(1, 4))
def test_what_was_taken_on_leaves_by_severity_and_then_in_its_order(claims: list[list[int]], batch: int) -> None:
    """However it was claimed: each request holds the gravest of what waits, the first come of these first."""

    async def scene() -> list[tuple[int, int]]:
        waiting, count = Waiting(), 0
        for claim in claims:
            waiting.put(row(count + place, priority) for place, priority in enumerate(claim))
            count += len(claim)
        found: list[Row] = []
        while len(found) < count:
            found += await waiting.next(batch)
        assert waiting.least is None
        return [(one.priority, one.id) for one in found]

    left = asyncio.run(scene())
    assert left == sorted(left)


def test_a_lane_that_ends_gives_back_what_waits_and_lets_its_workers_go() -> None:
    """Nothing is kept; whoever waits for rows gets none."""

    async def scene() -> None:
        waiting = Waiting()
        worker = asyncio.create_task(waiting.next(1))
        await asyncio.sleep(0)
        assert waiting.close() == []
        assert await worker == []
        waiting.put([row(1, 0), row(2, 10)])
        assert {one.id for one in waiting.close()} == {1, 2}

    asyncio.run(scene())


class Held(Web):
    """A server that answers the first request only once it is let go on."""

    def __init__(self) -> None:
        super().__init__(self._hold)
        self.go_on = asyncio.Event()

    async def _hold(self, _request: web.Request, body: bytes) -> web.StreamResponse:
        if len(self.posts) == 1:
            await self.go_on.wait()
        messages = json.loads(body).get("messages", [])
        return web.json_response({"messages": [{"key": one["key"], "state": "accepted"} for one in messages]})


async def delivered_after(server: Held, later: Callable[[], None], wanted: Callable[[], bool]) -> None:
    """Queue something while the first request is on the wire; let it go on once the lane has taken that on, too."""
    deliverer = Deliverer(policy=HERE)
    running = asyncio.create_task(deliverer.run())
    async with asyncio.timeout(20.0):
        while not server.posts:
            await asyncio.sleep(0.01)
        await settled(later)
        while not await settled(wanted):
            await asyncio.sleep(0.01)
        server.go_on.set()
        while await settled(lambda: Delivery.objects.exclude(state=State.DONE).exists()):
            await asyncio.sleep(0.02)
    deliverer.stop()
    await running


def taken_on(alert: Alert) -> bool:
    """Say whether deliveries of a warning are held by a worker."""
    return Delivery.objects.filter(alert=alert, state=State.LEASED).exists()


def test_a_graver_warning_is_next_after_what_is_on_the_wire(sink: Sinks, released: Alerts) -> None:
    """A lane that is full of minor deliveries takes the extreme one on beyond that, and sends it before all of them."""
    minor, extreme = released(colour="blue"), released(colour="red")

    async def scene() -> None:
        async with Held() as server:
            at = await settled(lambda: sink("webhook", {"url": server.url, "concurrency": 1}, {"secret": "s"}))
            await settled(lambda: queued(minor, at, 40))
            await delivered_after(server, lambda: queued(extreme, at, 2), lambda: taken_on(extreme))
            order = [json.loads(body)["identifier"] for _headers, body in server.posts]
        assert order[:3] == [minor.identifier, extreme.identifier, extreme.identifier]
        assert order[3:] == [minor.identifier] * 39

    acted(scene)


def test_a_graver_warning_is_in_the_next_request_of_many(sink: Sinks, released: Alerts) -> None:
    """Also where a request holds several messages: it begins with the gravest."""
    minor, extreme = released(colour="blue"), released(colour="red")

    async def scene() -> None:
        async with Held() as server:
            settings = {"url": server.url, "concurrency": 1, "batch": 4}
            at = await settled(lambda: sink("sms-gateway", settings, {"token": "t"}))
            await settled(lambda: queued(minor, at, 40))
            await delivered_after(server, lambda: queued(extreme, at, 1), lambda: taken_on(extreme))
            second = json.loads(server.posts[1][1])
        assert len(second["messages"]) == 4
        target = await settled(lambda: Delivery.objects.get(alert=extreme).target)
        assert second["messages"][0]["key"] == key_of(extreme.identifier, at.key, target, 0)

    acted(scene)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_waits_leaves_strictly_by_severity(seed: int, sink: Sinks, released: Alerts) -> None:
    """In whatever order it was queued, and however much more than a lane holds at once."""
    rank = {colour: released(colour=colour) for colour in ("red", "orange", "yellow", "blue")}
    colours = [colour for colour in rank for _count in range(15)]
    random.Random(seed).shuffle(colours)

    async def scene() -> None:
        async with Held() as server:
            server.go_on.set()
            at = await settled(lambda: sink("webhook", {"url": server.url, "concurrency": 1}, {"secret": "s"}))
            for place, colour in enumerate(colours):
                await settled(partial(queued, rank[colour], at, 1, place))
            await delivered_after(server, lambda: None, lambda: True)
            places = [json.loads(body)["identifier"] for _headers, body in server.posts]
        wanted = [one.identifier for one in rank.values() for _count in range(15)]
        assert places == wanted

    acted(scene)
