"""Pages of one's own sign-in."""

from typing import Any

from allauth.account.views import password_reset, reauthenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan_center.accounts.models import Area, User
from anlan_center.accounts.roles import ROLES
from anlan_center.accounts.scope import in_force
from anlan_center.accounts.signing_in.factors import has_second_factor
from anlan_center.accounts.signing_in.requests import user_of
from anlan_center.audit.recording import record


def forgotten_password(request: HttpRequest) -> HttpResponseBase:
    """Let a person reset a forgotten password by mail, where mail is set up; else say whom to ask."""
    if settings.ANLAN_MAIL:
        answer: HttpResponseBase = password_reset(request)
        return answer
    return render(request, "account/password_by_administrator.html")


def locked_out(request: HttpRequest, *_more: Any) -> HttpResponse:
    """Say that there were too many wrong passwords; the same for names that exist and names that do not."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "account/locked_out.html", {"minutes": minutes}, status=429)


@login_required
@require_GET
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """Show one's own account: roles, password, second factor, keys, sign-ins elsewhere."""
    user = user_of(request)
    given = list(user.grants.filter(in_force()).order_by("role", "jurisdiction"))
    context = {
        "grants": given,
        "names": {area.prefix: area.name for area in Area.objects.all()},
        "has_second_factor": has_second_factor(user),
        "needs_second_factor": any(one.is_strong for one in given),
        "elsewhere": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "roles": ROLES,
    }
    return render(request, "directory/security.html", context)


@login_required
@require_GET
def confirm(request: HttpRequest) -> HttpResponse:
    """Send a person on to confirm with the second factor, or to set one up first."""
    user = user_of(request)
    after = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure()):
        after = "/"
    if user.second_factor:
        return HttpResponseRedirect(after)
    if has_second_factor(user):
        return redirect(f"{second_factor_page(user)}?{urlencode({'next': after})}")
    messages.info(request, _("Set up an authenticator app or a security key first. It takes a minute."))
    return redirect("mfa_index")


def second_factor_page(user: User) -> str:
    """Return the address where a person confirms with the second factor: code of an app, or security key.

    Parameters
    ----------
    user
        Someone who has one.
    """
    app = is_mfa_enabled(user, [Authenticator.Type.TOTP])
    return reverse("mfa_reauthenticate" if app else "mfa_reauthenticate_webauthn")


@login_required
def reauthenticate_by_password(request: HttpRequest) -> HttpResponseBase:
    """Ask for the password before a change of what one signs in with; for the second factor of who has one."""
    user = user_of(request)
    if has_second_factor(user):
        return redirect(f"{second_factor_page(user)}?{request.GET.urlencode()}")
    answer: HttpResponseBase = reauthenticate(request)
    return answer


@login_required
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End every other sign-in of one's own; this one stays."""
    user = user_of(request)
    with transaction.atomic():
        kept = User.objects.select_for_update().get(pk=user.pk)
        kept.sign_ins += 1
        kept.save(update_fields=["sign_ins"])
        record(user, "account.sign_out_elsewhere", kept, exercise=False)
    user.sign_ins = kept.sign_ins
    update_session_auth_hash(request, user)
    messages.success(request, _("All other sign-ins of this account have ended."))
    return redirect("directory:security")
