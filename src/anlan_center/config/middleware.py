"""What every request passes through."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from anlan_center.audit.recording import ADDRESS
from anlan_center.config.metrics import REQUESTS

log = structlog.get_logger("anlan.requests")


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
            answer = self._answer(request)
        finally:
            ADDRESS.reset(token)
        took = time.perf_counter() - began
        route = request.resolver_match.route if request.resolver_match else "-"
        REQUESTS.labels(request.method or "", route, str(answer.status_code)).observe(took)
        if answer.status_code >= 400:
            log.warning("refused", method=request.method, route=route, status=answer.status_code)  # paths hold secrets
        return answer
