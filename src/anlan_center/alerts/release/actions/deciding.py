"""Decide on a warning: review, give back, approve, release; by somebody who wrote no part of it."""

from collections.abc import Sequence

from anlan_center.accounts.models import User
from anlan_center.alerts.release.models import Alert


def approve_language(user: User, alert: Alert, language: str, *, revision: int) -> Alert:
    """Say that the text in one language is right; by somebody with ``alert.review`` who wrote no part of it."""
    raise NotImplementedError


def review(user: User, alert: Alert, *, revision: int, languages: Sequence[str] | None = None) -> Alert:
    """Say that a submitted warning is right, and its text in these languages (None for all of them)."""
    raise NotImplementedError


def give_back(user: User, alert: Alert, *, revision: int, reason: str) -> Alert:
    """Return a warning for edit, also one that is approved and waits for its time; a signature on it is void."""
    raise NotImplementedError


def approve(user: User, alert: Alert, *, revision: int, languages: Sequence[str] | None = None) -> Alert:
    """Sign a reviewed warning, freeze it, and release it unless its time is still to come.

    Parameters
    ----------
    user
        Has ``alert.approve`` for the area, came in with a second factor, and wrote no part of it.
    alert
        The warning.
    revision
        The revision that the person saw.
    languages
        Languages that go out; each must be approved. None for all that it has.
    """
    raise NotImplementedError


def emergency(user: User, alert: Alert, *, revision: int, reason: str, languages: Sequence[str] | None = None) -> Alert:
    """Approve and release a draft without a review; still by a second person, who answers for the languages."""
    raise NotImplementedError
