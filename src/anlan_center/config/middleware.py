"""What every request passes through."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from anlan_center.audit.recording import ADDRESS
from anlan_center.config.metrics import REQUESTS

log = structlog.get_logger("anlan.requests")


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods that are counted by name; anybody can send others, as many as there are words."""


def method_of(request: HttpRequest) -> str:
    """Return the method of a request as it is counted: a word of `METHODS`, or ``other``."""
    return request.method if request.method in METHODS else "other"


def holds_nul(request: HttpRequest) -> bool:
    """Say whether an address or a cookie holds the character NUL, which no database looks up."""
    asked = "%00" in request.META.get("QUERY_STRING", "")
    return asked or "\0" in request.path or any("\0" in value for value in request.COOKIES.values())


class Told:
    """Counts and logs each request, and lets the record know its network address.

    Parameters
    ----------
    answer
        What comes next.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        began = time.perf_counter()
        token = ADDRESS.set(request.META.get("REMOTE_ADDR") or "")
        try:
            answer = HttpResponse(status=400) if holds_nul(request) else self._answer(request)
        finally:
            ADDRESS.reset(token)
        took = time.perf_counter() - began
        route = request.resolver_match.route if request.resolver_match else "-"
        method = method_of(request)
        REQUESTS.labels(method, route, str(answer.status_code)).observe(took)
        if answer.status_code >= 400:
            log.warning("refused", method=method, route=route, status=answer.status_code)  # paths hold secrets
        return answer
