"""Who sends a request."""

from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from anlan_center.accounts.models import User
from anlan_center.accounts.signing_in.factors import confirmed_at, shift_is_over


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


def still_there(request: HttpRequest) -> User | None:
    """Return the person whose session a request came with, all read anew; None where the sign-in has ended since.

    For what goes on long after the request began: a sign-in may end elsewhere, an account be closed, a shift be over.

    Parameters
    ----------
    request
        What is still being answered.
    """
    now = HttpRequest()
    now.session = type(request.session)(request.session.session_key)
    user = get_user(now)
    if not isinstance(user, User) or shift_is_over(now, user):
        return None
    user.second_factor_at = confirmed_at(now, user)
    return user
