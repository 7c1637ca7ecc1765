"""What the clock does: release what was approved for a later time, and end what has expired."""

from dataclasses import dataclass
from datetime import datetime

from anlan_center.alerts.release.models import Alert


@dataclass(frozen=True)
class Ticked:
    """Warnings that the clock moved, by key."""

    released: tuple[int, ...]
    expired: tuple[int, ...]


def expire(alert: Alert, *, now: datetime | None = None) -> bool:
    """End a warning whose time is over; says whether it was this call that did."""
    raise NotImplementedError


def tick(now: datetime | None = None) -> Ticked:
    """Do what is due; may be called often and from several processes."""
    raise NotImplementedError
