"""A server of sinks on this machine: takes warnings as fast as it can, and says what it got.

Usage::

    python -m bench.sinks        prints its port, serves until its input ends
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping

SLOW_S = 3.0
"""Seconds that the slow sink takes to answer."""


class Books:
    """What came in, by path."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.keys: dict[str, dict[str, int]] = {}
        self.first: dict[str, float] = {}
        self.last: dict[str, float] = {}
        self.marks: dict[str, list[float]] = {}

    def take(self, path: str, keys: list[str]) -> None:
        """Note messages by their keys."""
        now = time.time()
        seen = self.keys.setdefault(path, {})
        for key in keys:
            seen[key] = seen.get(key, 0) + 1
        self.counts[path] = self.counts.get(path, 0) + len(keys)
        self.first.setdefault(path, now)
        self.last[path] = now

    def mark(self, identifier: str) -> None:
        """Note when a warning came."""
        self.marks.setdefault(identifier, []).append(time.time())

    def told(self) -> bytes:
        """Return everything as JSON."""
        twice = {path: sum(count - 1 for count in seen.values()) for path, seen in self.keys.items()}
        distinct = {path: len(seen) for path, seen in self.keys.items()}
        everything = {
            "counts": self.counts, "distinct": distinct, "twice": twice, "first": self.first, "last": self.last,
            "marks": {name: [min(times), max(times), len(times)] for name, times in self.marks.items()},
        }  # fmt: skip
        return json.dumps(everything).encode()


class Sink(asyncio.Protocol):
    """One connection: HTTP/1.1 as far as the client needs it."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._received += data
        while True:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._received[:end].decode("latin-1").split("\r\n")
            fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            length = int(fields.get("content-length", "0"))
            if len(self._received) < end + 4 + length:
                return
            body = self._received[end + 4 : end + 4 + length]
            self._received = self._received[end + 4 + length :]
            self._answer(head[0].split(" ")[1], fields, body)

    def _answer(self, path: str, fields: Mapping[str, str], body: bytes) -> None:
        if path.startswith("/batch"):
            self._send(self._batch(path, body))
        elif path.startswith("/told"):
            self._send(self._books.told())
        elif path.startswith("/forget"):
            self._books.__init__()  # type: ignore[misc]
            self._send(b"{}")
        elif path.startswith("/slow"):
            asyncio.get_running_loop().call_later(SLOW_S, self._send, b"{}")
        else:
            self._books.take(path, [fields.get("idempotency-key", "")])
            if path.startswith("/marked"):
                self._books.mark(json.loads(body)["identifier"])
            self._send(b"{}")

    def _batch(self, path: str, body: bytes) -> bytes:
        told = json.loads(body)
        keys = [one["key"] for one in told["messages"]]
        self._books.take(path, keys)
        if path.startswith("/batch-marked"):
            for text in told["texts"]:
                self._books.mark(text)
        return json.dumps({"messages": [{"key": key, "state": "accepted"} for key in keys]}).encode()

    def _send(self, body: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode() + body)


async def serve() -> None:
    """Serve until the input ends."""
    loop = asyncio.get_running_loop()
    books = Books()
    server = await loop.create_server(lambda: Sink(books), "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
