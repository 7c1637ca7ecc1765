"""How a person came in: by which factors, since when, and for how much longer."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware
from django.utils.functional import SimpleLazyObject

from anlan_center.accounts.models import User


def confirmed_at(request: HttpRequest, user: User) -> datetime | None:
    """Return when this session was last confirmed by a second factor; None where it was not, or too long ago.

    Parameters
    ----------
    request
        Its session holds what the sign-in went through.
    user
        Whose session it is; the records of another person do not count.
    """
    times = [record["at"] for record in get_authentication_records(request, user) if record.get("method") == "mfa"]
    if not times or time.time() - max(times) > settings.ANLAN_SECOND_FACTOR_HOURS * 3600:
        return None
    return datetime.fromtimestamp(max(times), UTC)


def signed_in_since(request: HttpRequest, user: User) -> float | None:
    """Return when this session began, as seconds since 1970; None where it does not say.

    Parameters
    ----------
    request
        Its session holds what the sign-in went through.
    user
        Whose session it is.
    """
    times = [float(record["at"]) for record in get_authentication_records(request, user)]
    return min(times) if times else None


def shift_is_over(request: HttpRequest, user: User) -> bool:
    """Say whether a sign-in is older than a shift.

    Parameters
    ----------
    request, user
        See `signed_in_since`.
    """
    since = signed_in_since(request, user)
    return since is not None and time.time() - since > settings.ANLAN_SESSION_HOURS * 3600


def inform(request: HttpRequest) -> None:
    """Let `request.user` know, once someone asks for it, whether its sign-in was confirmed by a second factor."""
    plain, plain_later = request.user, request.auser

    def told(user: User | AnonymousUser) -> User | AnonymousUser:
        if isinstance(user, User):
            user.second_factor_at = confirmed_at(request, user)
        return user

    async def told_later() -> User | AnonymousUser:
        return await sync_to_async(told)(await plain_later())

    request.user = SimpleLazyObject(lambda: told(plain))  # type: ignore[assignment]
    request.auser = told_later


@sync_and_async_middleware
def second_factor(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Tell `request.user` whether its sign-in was confirmed by a second factor; stands after Django's authentication.

    Parameters
    ----------
    get_response
        What answers the request.
    """
    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponse:
            inform(request)
            return cast("HttpResponse", await get_response(request))

        return answer_later

    def answer(request: HttpRequest) -> HttpResponse:
        inform(request)
        return cast("HttpResponse", get_response(request))

    return answer


def has_second_factor(user: User | AnonymousUser) -> bool:
    """Say whether a person has an authenticator app or a security key."""
    if not isinstance(user, User):
        return False
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return cast("bool", Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists())
