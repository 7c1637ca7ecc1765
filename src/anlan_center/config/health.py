"""Whether the centre lives, is ready, and which of its parts are degraded."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from anlan_center.accounts.models import Area
from anlan_center.alerts.subscriptions.queries import without_sink
from anlan_center.config.metrics import exposition
from anlan_center.outbox.models import Clock, Entry, State

LATE_S = 30.0
"""Age from which due work means that no deliverer runs, s (assumption; ticks come round every half second)."""


def live(_request: HttpRequest) -> HttpResponse:
    """Answer 200 whenever the process can answer at all."""
    return HttpResponse("ok\n", content_type="text/plain")


def database_fault() -> str:
    """Say why the database cannot be used; empty where it can."""
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return f"the database cannot be reached: {type(error).__name__}"
    return f"{len(behind)} changes of the tables are missing; run anlan center migrate" if behind else ""


def city_fault() -> str:
    """Say why areas are missing; empty where they are there."""
    return "" if Area.objects.exists() else "no city is loaded; run anlan up CITY"


def deliverer_fault() -> str:
    """Say that no deliverer seems to run; empty where one does."""
    limit = timezone.now() - timedelta(seconds=LATE_S)
    waiting = Entry.objects.filter(state=State.WAITING, due__lt=limit).exists()
    clocks = Clock.objects.filter(due__lt=limit)
    late = clocks.exists() or not Clock.objects.exists()
    return "work that is due is not done; is anlan center deliver running?" if waiting or late else ""


def dead_letters() -> str:
    """Say how many events failed for good; empty where none did."""
    dead = Entry.objects.filter(state=State.DEAD).count()
    return f"{dead} events failed too often; see the outbox" if dead else ""


def tick_fault() -> str:
    """Name the ticks whose last run failed."""
    names = Clock.objects.exclude(error="").values_list("name", flat=True)
    return f"last run failed: {', '.join(sorted(names))}" if names else ""


def subscriber_fault() -> str:
    """Say how many subscribers would get no warning, for want of a live sink; empty where all would."""
    lost = without_sink()
    told = ", ".join(f"{count} by {way}" for way, count in lost.items())
    return f"{sum(lost.values())} subscribers have no sink: {told}; set up a live sink for subscribers" if lost else ""


PARTS: dict[str, Callable[[], str]] = {
    "city": city_fault, "deliverer": deliverer_fault, "dead letters": dead_letters, "ticks": tick_fault,
    "subscribers": subscriber_fault,
}  # fmt: skip
"""Parts that may be degraded while the centre still serves: each says what is wrong, or nothing."""


def degraded() -> Iterator[tuple[str, str]]:
    """Yield each degraded part with what is wrong."""
    for name, look in PARTS.items():
        fault = look()
        if fault:
            yield name, fault


def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 if requests can be served, else 503; parts that are degraded are named either way."""
    fault = database_fault()
    if fault:
        return JsonResponse({"ready": False, "degraded": {"database": fault}}, status=503)
    return JsonResponse({"ready": True, "degraded": dict(degraded())})


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures for Prometheus; from this machine only, as it names what the centre does."""
    if request.META.get("REMOTE_ADDR") not in {"127.0.0.1", "::1"} or request.headers.get("X-Forwarded-For"):
        return HttpResponse(status=403)
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
