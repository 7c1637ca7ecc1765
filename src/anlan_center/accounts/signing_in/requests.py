"""Who sends a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from anlan_center.accounts.models import User


def user_of(request: HttpRequest) -> User:
    """Return the person who sends a request, as that person came in.

    Parameters
    ----------
    request
        What is being answered.

    Raises
    ------
    PermissionDenied
        If nobody is signed in.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
