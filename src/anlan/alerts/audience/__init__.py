"""Which of many subscribers a warning addresses: exact at the edges of its area, fast for millions."""

from anlan.alerts.audience.query import EVERY, Audience, Counted
from anlan.alerts.audience.subscribers import Subscribers

__all__ = ["EVERY", "Audience", "Counted", "Subscribers"]
