"""Open pages are told what happened, exactly once and only what their reader may see."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient, Client

from anlan_center.accounts.models import User
from anlan_center.outbox.actions import publish
from anlan_center.outbox.live import Reader, line_of, stream
from anlan_center.outbox.models import Event


def client_of(user: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_who_is_not_signed_in_is_told_nothing(client: Client, db: None) -> None:
    """Neither by the list nor by the stream."""
    publish("alert", {"id": 1}, jurisdiction="3207")
    assert client.get("/outbox/live/poll?after=0").status_code == 403
    assert asyncio.run(_status(AsyncClient())) == 403


async def _status(client: AsyncClient) -> int:
    return (await client.get("/outbox/live")).status_code


def test_the_list_goes_on_after_the_last_event_that_the_page_has(person: Callable[..., User]) -> None:
    """A page that was away for a while misses nothing and hears nothing twice."""
    client = client_of(person("li", author="3207"))
    first = client.get("/outbox/live/poll").json()
    events = [publish("alert", {"id": n}, jurisdiction="320703") for n in range(3)]
    told = client.get(f"/outbox/live/poll?after={first['last']}").json()
    assert [one["data"]["id"] for one in told["events"]] == [0, 1, 2]
    assert client.get(f"/outbox/live/poll?after={told['last']}").json() == {"last": events[-1].pk, "events": []}


def test_nobody_is_told_of_what_lies_outside_the_jurisdiction(person: Callable[..., User]) -> None:
    """The officer of one district does not hear of drafts of the other."""
    client = client_of(person("li", author="320703"))
    publish("alert", {"id": 1}, jurisdiction="320706")
    publish("alert", {"id": 2}, jurisdiction="320703001")
    assert [one["data"]["id"] for one in client.get("/outbox/live/poll?after=0").json()["events"]] == [2]


@pytest.mark.parametrize("told", ["-1", "x", "9" * 30, "１"])
def test_a_number_that_is_none_starts_at_the_end(told: str, person: Callable[..., User]) -> None:
    """A damaged page gets no error and no flood."""
    publish("alert", {"id": 1}, jurisdiction="3207")
    assert client_of(person("li", author="3207")).get("/outbox/live/poll", {"after": told}).json()["events"] == []


@pytest.mark.django_db(transaction=True)
def test_the_stream_tells_what_is_written_while_it_is_open() -> None:
    """Events come in order, with their numbers, and the stream ends after its time."""
    earlier = publish("alert", {"id": 1}, jurisdiction="3207")

    async def read() -> list[str]:
        now = iter(range(100))
        parts = []
        async for part in stream(Reader(("3207",)), earlier.pk - 1, clock=lambda: float(next(now)), longest_s=9.0):
            parts.append(part)
            if len(parts) == 2:
                await sync_to_async(publish)("alert", {"id": 2}, jurisdiction="3207")
        await sync_to_async(connections.close_all)()
        return parts

    parts = asyncio.run(read())
    later: Any = Event.objects.last()
    assert parts == ["retry: 2000\n\n", line_of(earlier), line_of(later)]
    assert line_of(later) == f'id: {later.pk}\nevent: alert\ndata: {{"id":2}}\n\n'
