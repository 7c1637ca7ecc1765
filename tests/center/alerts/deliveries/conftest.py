"""Warnings that were released, sinks to send them to, and the deliverer that does."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self, TypeVar

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from asgiref.sync import async_to_sync, sync_to_async

from anlan_center.accounts.models import Organisation
from anlan_center.alerts.deliveries.actions import fan_out, spread
from anlan_center.alerts.deliveries.channels.destinations import Policy
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer
from anlan_center.alerts.deliveries.models import Recipient, Sink
from anlan_center.alerts.deliveries.sealing import VAULT
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import Entry
from tests.center.alerts.release.conftest import People, city, people, released, reviewed

__all__ = ["People", "city", "people", "released", "reviewed"]

Found = TypeVar("Found")

HERE = Policy(("127.0.0.0/8", "localhost"))
"""What tests may reach: this machine."""


def acted(scene: Callable[[], Awaitable[Found]]) -> Found:
    """Run a scene in a loop whose database work is done in this thread, within the test's transaction."""
    return async_to_sync(scene)()


async def settled(call: Callable[[], Found]) -> Found:
    """Do something with the database from within a scene."""
    return await sync_to_async(call, thread_sensitive=True)()


def handled() -> None:
    """Let the handlers of released warnings do what waits in the outbox, the next parts included."""
    handlers = {"alert.released": fan_out, "delivery.spread": spread}
    seen: set[int] = set()
    while rows := list(Entry.objects.filter(topic__in=handlers).exclude(pk__in=seen).order_by("id")):
        for row in rows:
            seen.add(row.pk)
            handlers[row.topic](row)


async def delivered(seconds: float = 15.0, **named: Any) -> None:
    """Send all that is due; fails where that takes too long."""
    deliverer = Deliverer(policy=HERE, **named)
    assert await deliverer.drain(seconds), "deliveries did not come to rest"


class Web:
    """A server on this machine that keeps what is posted and answers as it is told."""

    def __init__(self, answer: Callable[[web.Request, bytes], Awaitable[web.StreamResponse]] | None = None) -> None:
        self.posts: list[tuple[Mapping[str, str], bytes]] = []
        self.paths: list[str] = []
        self._answer = answer
        self._server: TestServer | None = None

    @property
    def url(self) -> str:
        """Its address."""
        assert self._server is not None
        return str(self._server.make_url("/hook"))

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.posts.append((dict(request.headers), body))
        self.paths.append(f"{request.method} {request.path}")
        return await self._answer(request, body) if self._answer else web.Response(text="ok")

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=2**26)
        application.router.add_route("*", "/{tail:.*}", self._take)
        self._server = TestServer(application, host="127.0.0.1")
        await self._server.start_server()
        return self

    async def __aexit__(self, *_fault: object) -> None:
        assert self._server is not None
        await self._server.close()


@pytest.fixture
def sink(organisation: Organisation) -> Callable[..., Sink]:
    """Make a sink: `sink("webhook", {"url": ...}, {"secret": ...}, exercise=False)`."""

    def make(
        channel: str,
        settings: Mapping[str, object],
        secrets: Mapping[str, object] | None = None,
        *,
        key: str = "",
        recipients: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Sink:
        row = Sink.objects.create(
            key=key or f"{channel}-{Sink.objects.count()}", channel=channel, organisation=organisation,
            name_zh="通道", name_en="Sink", settings=dict(settings), secrets=VAULT.seal_all(secrets or {}),
            **{"jurisdiction": "3207", "exercise": False, **more},
        )  # fmt: skip
        for name, address in (recipients or {}).items():
            Recipient.objects.create(
                sink=row, name=name, address=VAULT.seal(address), group="duty", language="en", jurisdiction="3207"
            )
        return row

    return make


@pytest.fixture
def alert(released: Callable[..., Alert]) -> Alert:
    """A real warning that was released."""
    return released()


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for something to come true; fails where it does not."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
