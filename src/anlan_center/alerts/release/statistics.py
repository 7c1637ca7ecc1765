"""How long warnings take from their draft to each step. Deliveries join their own times to `with_times`."""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from anlan_center.alerts.release.models import Alert

STEPS = ("submitted", "reviewed", "approved", "released")
"""Steps whose time is measured, in their order; the draft is zero."""

_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "submitted": ("submit",),
    "reviewed": ("review",),
    "approved": ("approve", "emergency"),
    "released": ("release",),
}


@dataclass(frozen=True)
class Durations:
    """How long warnings took from their draft to a step.

    Parameters
    ----------
    step
        One of `STEPS`.
    count
        Warnings that took it.
    median_s, ninth_decile_s, longest_s
        Seconds.
    """

    step: str
    count: int
    median_s: float
    ninth_decile_s: float
    longest_s: float


def with_times(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """Add to each warning when it took each step: the last time, where it was returned and taken again.

    Parameters
    ----------
    alerts
        Warnings.

    Returns
    -------
    QuerySet of Alert
        With ``drafted_at``, ``submitted_at``, ``reviewed_at``, ``signed_at`` (approved, the last time), ``out_at``
        (released) and ``returns`` (how often it was given back). Deliveries are counted from ``drafted_at`` too.
    """
    last = {
        name: Max("steps__at", filter=Q(steps__action__in=_ACTIONS[step]))
        for name, step in zip(_COLUMNS, STEPS, strict=True)
    }
    returned = Count("steps", filter=Q(steps__action="give_back"))
    return alerts.annotate(drafted_at=Min("steps__at"), returns=returned, **last).order_by("-id")


_COLUMNS = ("submitted_at", "reviewed_at", "signed_at", "out_at")


def durations(alerts: QuerySet[Alert]) -> tuple[Durations, ...]:
    """Say how long warnings took from their draft to each step; steps that none took are left out.

    Parameters
    ----------
    alerts
        Warnings, such as the real ones of a year.
    """
    rows = list(with_times(alerts).values("drafted_at", *_COLUMNS))
    found = []
    for step, column in zip(STEPS, _COLUMNS, strict=True):
        measured = summed(step, ((row["drafted_at"], row[column]) for row in rows))
        if measured is not None:
            found.append(measured)
    return tuple(found)


def summed(step: str, spans: Iterable[tuple[datetime | None, datetime | None]]) -> Durations | None:
    """Sum up spans of time; None where none is whole.

    Parameters
    ----------
    step
        What the spans end with.
    spans
        Beginning and end of each; those that lack one are left out.
    """
    seconds = sorted((end - begin).total_seconds() for begin, end in spans if begin is not None and end is not None)
    if not seconds:
        return None
    deciles = statistics.quantiles(seconds, n=10, method="inclusive") if len(seconds) > 1 else seconds * 9
    return Durations(step, len(seconds), statistics.median(seconds), deciles[8], seconds[-1])
