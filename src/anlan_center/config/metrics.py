"""Figures for monitoring, in the form that Prometheus reads."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from anlan_center.audit.models import Record, Seal
from anlan_center.config.wiring import TICKS
from anlan_center.outbox.models import Entry, State
from anlan_center.outbox.ticking import clocks

REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "anlan_request_seconds", "Time of a request.", ("method", "route", "status"), registry=REGISTRY,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)  # fmt: skip


class Waiting(Collector):
    """What waits and what failed, read from the database when asked."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        entries = GaugeMetricFamily("anlan_outbox_entries", "Events of the outbox.", labels=["topic", "state"])
        for topic, state, count in Entry.objects.values_list("topic", "state").annotate(Count("pk")).order_by():
            entries.add_metric([topic, state], count)
        yield entries
        oldest = Entry.objects.filter(state=State.WAITING, due__lte=timezone.now()).aggregate(Min("due"))["due__min"]
        late = (timezone.now() - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("anlan_outbox_oldest_seconds", "How long the oldest event has been due.", value=late)
        sealed = Seal.objects.order_by("-id").values_list("last", flat=True).first() or 0
        unsealed = Record.objects.filter(pk__gt=sealed).count()
        yield GaugeMetricFamily("anlan_record_unsealed", "Rows of the record under no seal yet.", value=unsealed)
        failed = GaugeMetricFamily("anlan_tick_failed", "Whether the last run of a tick failed.", labels=["tick"])
        for name, error in clocks(TICKS).values_list("name", "error"):
            failed.add_metric([name], 1.0 if error else 0.0)
        yield failed


REGISTRY.register(Waiting())


def exposition() -> bytes:
    """Return all figures as text."""
    return generate_latest(REGISTRY)
