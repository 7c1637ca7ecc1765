"""Wrong passwords: under which name they are counted, and how an administrator ends the wait after too many."""

from collections.abc import Mapping
from typing import Any

from axes.utils import reset
from django.http import HttpRequest

from anlan_center.accounts.models import User


def counted_name(_request: HttpRequest, credentials: Mapping[str, Any] | None) -> str | None:
    """Return the name under which a wrong password is counted: in small letters, since accounts are found in any.

    Counted as typed, each way of writing a name would have attempts of its own.

    Parameters
    ----------
    credentials
        What was typed; None where nothing was.
    """
    name = (credentials or {}).get("username")
    return None if name is None else str(name).lower()


def forget_wrong_passwords(person: User) -> None:
    """Let somebody sign in at once who was locked out, as with a new password from an administrator.

    Parameters
    ----------
    person
        Who.
    """
    reset(username=person.username.lower())
