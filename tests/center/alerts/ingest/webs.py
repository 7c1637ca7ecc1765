"""A server on this machine that stands for a source, and the feeds that it has."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.utils import timezone

from anlan_center.alerts.ingest.actions import fetch_due
from anlan_center.alerts.ingest.models import Source


class Web:
    """A server on this machine: what it has at each path, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.status: dict[str, int] = {}
        self.asked: list[tuple[str, str]] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            """Answers with an ETag, and 304 to who knows it."""

            def do_GET(self) -> None:
                """Answer."""
                known = self.headers.get("If-None-Match", "")
                web.asked.append((self.path, known))
                body = web.pages.get(self.path, b"")
                etag = f'"{hash(body)}"'
                status = web.status.get(self.path, 200 if self.path in web.pages else 404)
                status = 304 if status == 200 and known == etag else status
                self.send_response(status)
                self.send_header("ETag", etag)
                if status in (301, 302):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(0 if status == 304 else len(body)))
                self.end_headers()
                if status != 304:
                    self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.server.server_address[1]}"


def due() -> int:
    """Look as if an hour had passed."""
    Source.objects.update(due=timezone.now() - timedelta(hours=1))
    return fetch_due()


def atom(*entries: str) -> bytes:
    """Return a feed."""
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><id>a</id><title>t</title><updated>2026-07-01T00:00:00Z</updated>'
    return (head + "".join(entries) + "</feed>").encode()


def entry(content: str, updated: str = "2026-07-01T00:00:00Z") -> str:
    """Return an entry."""
    return f"<entry><id>{hash(content)}</id><title>t</title><updated>{updated}</updated>{content}</entry>"


def whole(content: bytes) -> str:
    """Return a message as the content of an entry."""
    return f'<content type="application/cap+xml">{content.partition(b"?>")[2].decode()}</content>'


def link(address: str) -> str:
    """Return where a message is."""
    return f'<link type="application/cap+xml" href="{address}"/>'
