"""What a request takes it gives back."""

import asyncio
from typing import Any

import pytest
from django.db.backends.signals import connection_created

from anlan_center.config.asgi import application

ASKED = {
    "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": "/health/ready",
    "query_string": b"", "headers": [(b"host", b"localhost")], "server": ("localhost", 80), "client": ("127.0.0.1", 1),
}  # fmt: skip


async def asked() -> int:
    """Ask as a server does, and return the status of the answer."""
    told: list[Any] = []
    body = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        return body.pop() if body else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        told.append(message)

    await application(dict(ASKED), receive, send)
    return int(told[0]["status"])


@pytest.mark.django_db(transaction=True)
def test_a_request_leaves_no_connection_to_the_database_open() -> None:
    """Each runs in a thread of its own: what it leaves open nobody can use or close."""
    opened: list[Any] = []

    def note(connection: Any, **_told: object) -> None:
        opened.append(connection)

    connection_created.connect(note)
    try:
        status = asyncio.run(asked())
    finally:
        connection_created.disconnect(note)
    assert status in {200, 503}
    assert opened
    assert [one for one in opened if one.connection is not None] == []
