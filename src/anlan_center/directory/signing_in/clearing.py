"""Remove what is left of sign-ins that are over."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone

from anlan_center.accounts.models import Counted

KEPT_HOURS = 24
"""Hours for which wrong passwords are remembered, with the name and the address (assumption); a lock lasts shorter."""


def clear(now: datetime | None = None) -> None:
    """Remove sessions that ended, counts that are over, and attempts with wrong passwords once they are old.

    Parameters
    ----------
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    Session.objects.filter(expire_date__lt=at).delete()
    Counted.objects.filter(expires__lt=at).delete()
    AccessAttempt.objects.filter(attempt_time__lt=at - timedelta(hours=KEPT_HOURS)).delete()
