"""Write a warning: draft, edit, submit, discard."""

from anlan_center.accounts.models import User
from anlan_center.alerts.release.actions.content import Content
from anlan_center.alerts.release.models import Alert


def draft(user: User, content: Content, *, exercise: bool, status: str = "", request_key: str = "") -> Alert:
    """Make a warning in state draft.

    Parameters
    ----------
    user
        The author; has ``alert.draft`` for the whole area, and an organisation with a sender.
    content
        What it says; may still be incomplete, but must have an area.
    exercise
        Whether it belongs to an exercise; it can never be changed.
    status
        ``Exercise`` or ``Test`` in an exercise; empty for ``Exercise``, or ``Actual`` where it is real.
    request_key
        A key of the request: the same key of the same person gives the same warning, and not a second one.
    """
    raise NotImplementedError


def edit(user: User, alert: Alert, content: Content, *, revision: int) -> Alert:
    """Change what a warning says, while it is open; it becomes a draft again, and approvals of languages are void.

    Parameters
    ----------
    user
        Has ``alert.draft`` for the area as it was and as it becomes.
    alert
        The warning.
    content
        All that it says from now on.
    revision
        The revision that the person saw; refused where somebody else has changed it since.
    """
    raise NotImplementedError


def submit(user: User, alert: Alert, *, revision: int) -> Alert:
    """Hand a draft in for review; refused while it has errors, which are listed by field."""
    raise NotImplementedError


def discard(user: User, alert: Alert, *, revision: int, reason: str) -> Alert:
    """Give up a warning that was not approved; it stays on record."""
    raise NotImplementedError
