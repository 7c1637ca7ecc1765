"""What a browser may load into our pages: our own files and nothing that stands in the page itself."""

from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

HEADER = "Content-Security-Policy"

POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:", "blob:"),  # pictures that maps make
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "worker-src": ("'self'",),
    "manifest-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
    "frame-ancestors": ("'none'",),
}
"""Sources by directive (W3C Content Security Policy Level 3). No 'unsafe-inline', no 'unsafe-eval'."""


def policy(further: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """Write the header.

    Parameters
    ----------
    further
        Sources of this installation by directive, such as ``{"img-src": ("https://tiles.example.org",)}`` for a server
        of tiles, or ``{"form-action": ("https://login.example.org",)}`` for a sign-in elsewhere.

    Raises
    ------
    ValueError
        If the installation names a directive that we do not set, or one that would let scripts stand in pages.
    """
    added = dict(further or {})
    unknown = sorted(set(added) - set(POLICY))
    loose = sorted(source for sources in added.values() for source in sources if source.startswith("'unsafe"))
    if unknown or loose:
        raise ValueError(
            f"ANLAN_POLICY has {', '.join(unknown + loose)}; name origins for one of: {', '.join(sorted(POLICY))}"
        )
    return "; ".join(" ".join((name, *sources, *added.get(name, ()))) for name, sources in POLICY.items())


def with_tiles(tiles: str, further: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, tuple[str, ...]]:
    """Add the server of raster tiles to the sources of an installation.

    Parameters
    ----------
    tiles
        Address of tiles, such as ``https://tiles.example.org/{z}/{x}/{y}.png``; empty, or a path of our own server.
    further
        See `policy`.
    """
    added = dict(further or {})
    parts = urlsplit(tiles)
    if parts.scheme and parts.netloc:
        origin = f"{parts.scheme}://{parts.netloc}"
        for name in ("img-src", "connect-src"):
            added[name] = (*added.get(name, ()), origin)
    return added


@sync_and_async_middleware
def content_policy(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Put the policy on every answer that has none of its own.

    Parameters
    ----------
    get_response
        What answers the request.
    """
    written = policy(with_tiles(getattr(settings, "ANLAN_TILES", ""), getattr(settings, "ANLAN_POLICY", None)))

    def sealed(answer: HttpResponseBase) -> HttpResponseBase:
        answer.headers.setdefault(HEADER, written)
        return answer

    if iscoroutinefunction(get_response):

        async def answer_later(request: Any) -> HttpResponseBase:
            return sealed(cast("HttpResponseBase", await get_response(request)))

        return answer_later

    def answer(request: Any) -> HttpResponseBase:
        return sealed(cast("HttpResponseBase", get_response(request)))

    return answer
