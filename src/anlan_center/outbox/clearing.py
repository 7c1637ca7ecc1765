"""Remove what is done and what pages have long been told."""

from datetime import datetime, timedelta

from django.utils import timezone

from anlan_center.outbox.models import Entry, Event, State

KEPT_DAYS = 30
"""Days for which events that were handled are kept (assumption); dead letters are kept until someone decides."""

TOLD_DAYS = 2
"""Days after which no open page asks for an event any more (assumption)."""


def clear(now: datetime | None = None) -> None:
    """Remove events that were handled, and those that pages were told of, once they are old.

    Parameters
    ----------
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    Entry.objects.filter(state=State.DONE, finished__lt=at - timedelta(days=KEPT_DAYS)).delete()
    Event.objects.filter(at__lt=at - timedelta(days=TOLD_DAYS)).delete()
