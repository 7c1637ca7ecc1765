"""Check messages: structure, meaning, and the rules of profiles."""

from datetime import datetime

from anlan.alerts.findings import Finding
from anlan.alerts.message import Alert
from anlan.alerts.parsing import Parsed

__all__ = ["Finding", "validate"]


def validate(message: Parsed | Alert, *, profile: str = "cap", now: datetime | None = None) -> tuple[Finding, ...]:
    """Check a message.

    Parameters
    ----------
    message
        A message that was read, or one that was made.
    profile
        Name of one of the profiles: ``cap``, ``china``, ``ipaws``, ``cap-cp``.
    now
        Against which time is checked; no check against the clock if None.
    """
    raise NotImplementedError
