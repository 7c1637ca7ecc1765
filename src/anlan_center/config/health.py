"""Whether the centre lives, is ready, and which of its parts are degraded."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from anlan_center.accounts.models import Area
from anlan_center.alerts.subscriptions.queries import without_sink
from anlan_center.config.metrics import exposition
from anlan_center.config.wiring import TICKS, TRIGGERS
from anlan_center.outbox.models import Entry, State
from anlan_center.outbox.ticking import clocks
from anlan_center.triggers import missing

LATE_S = 30.0
"""Age from which due work means that no deliverer runs, s (assumption; ticks come round every half second)."""


def live(_request: HttpRequest) -> HttpResponse:
    """Answer 200 whenever the process can answer at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@cache
def changes_of_tables() -> frozenset[tuple[str, str]]:
    """Return the changes of the tables that this program brings: they stay the same as long as the process lives."""
    loader = MigrationLoader(None)
    replaced = {one for migration in loader.disk_migrations.values() for one in migration.replaces}
    return frozenset(loader.disk_migrations) - replaced


def database_fault() -> str:
    """Say why the database cannot be used; empty where it can.

    What the program brings is read from its files once; what was applied is one small query each time, so that it is
    right whichever process migrates, and when.
    """
    try:
        behind = changes_of_tables() - set(MigrationRecorder(connection).applied_migrations())
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
    due = clocks(TICKS).values_list("due", flat=True)
    late = not due or min(due) < limit
    return "work that is due is not done; is anlan center deliver running?" if waiting or late else ""


def dead_letters() -> str:
    """Say how many events failed for good; empty where none did."""
    dead = Entry.objects.filter(state=State.DEAD).count()
    return f"{dead} events failed too often; see the outbox" if dead else ""


def tick_fault() -> str:
    """Name the ticks whose last run failed."""
    names = clocks(TICKS).exclude(error="").values_list("name", flat=True)
    return f"last run failed: {', '.join(sorted(names))}" if names else ""


def subscriber_fault() -> str:
    """Say how many subscribers would get no warning, for want of a live sink; empty where all would."""
    lost = without_sink()
    told = ", ".join(f"{count} by {way}" for way, count in lost.items())
    return f"{sum(lost.values())} subscribers have no sink: {told}; set up a live sink for subscribers" if lost else ""


def trigger_fault() -> str:
    """Name what the database should refuse by itself and does not."""
    names = [one.name for one in missing(connection, TRIGGERS)]
    return f"the database no longer refuses by itself: {', '.join(names)}; run anlan center migrate" if names else ""


PARTS: dict[str, Callable[[], str]] = {
    "city": city_fault, "deliverer": deliverer_fault, "dead letters": dead_letters, "ticks": tick_fault,
    "subscribers": subscriber_fault,
    "triggers": trigger_fault,
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
