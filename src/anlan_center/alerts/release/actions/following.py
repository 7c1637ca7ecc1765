"""Follow up a warning that went out: prepare an update, a correction or a cancellation as a draft."""

from anlan_center.accounts.models import User
from anlan_center.alerts.release.models import Alert


def prepare_update(user: User, alert: Alert, *, correction: bool = False) -> Alert:
    """Make a draft that takes a released warning further, with its content; a correction says so in its texts."""
    raise NotImplementedError


def prepare_cancel(user: User, alert: Alert, *, reason: str = "") -> Alert:
    """Make a draft that cancels a released warning, with ready texts; it takes the same way and two people."""
    raise NotImplementedError
