"""How long a sign-in lasts, and what comes first in it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import SecondFactorRequiredError
from anlan_center.accounts.signing_in.factors import shift_is_over

OPEN_BEFORE_PASSWORD = ("account_change_password", "account_logout", "account_reauthenticate", "overview:language")
"""Pages that are open to a person who has still to choose a password."""
API = "/api/"


def redirection(request: HttpRequest, address: str) -> HttpResponse:
    """Send a browser elsewhere, also where a script of the page asked.

    Parameters
    ----------
    request
        What is being answered.
    address
        Where to.
    """
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def page_of(request: HttpRequest) -> str:
    """Return the page that a person is on: that of the request, or the one it was sent from."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    return request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/"


class SessionPolicy(MiddlewareMixin):
    """Ends sign-ins after a shift, and sends people on to what they must do first.

    Stands after `factors.second_factor` and the messages.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """End a sign-in that is older than a shift; ask for a password of one's own."""
        user = request.user
        if not isinstance(user, User):
            return None
        if shift_is_over(request, user):
            logout(request)
            if request.path.startswith(API):
                return None  # a program is told by its answer, not by a page
            messages.info(request, _("You were signed out because your shift of sign-in ended. Please sign in again."))
            if request.method == "POST" and request.headers.get("HX-Request"):
                return None  # what is being written stays on the page, which says that its writer is signed out
            return redirect_to_login(page_of(request))
        if user.must_change_password and not self._open(request):
            return redirection(request, reverse("account_change_password"))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Let a person confirm with a second factor where that alone is missing; let others sign in."""
        if request.path.startswith(API) or not isinstance(exception, PermissionDenied):
            return None
        if isinstance(exception, SecondFactorRequiredError):
            messages.warning(request, str(exception))
            address = f"{reverse('directory:confirm')}?{urlencode({'next': page_of(request)})}"
            return redirection(request, address)
        if not request.user.is_authenticated:
            address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page_of(request)})}"
            return redirection(request, address)
        return None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Send the whole page to the sign-in where a part of it was to be read anew, which it would empty."""
        door = resolve_url(settings.LOGIN_URL)
        part = request.method == "GET" and request.headers.get("HX-Request")
        if part and response.get("Location", "").startswith(door):
            return redirection(request, f"{door}?{urlencode({'next': page_of(request)})}")
        return response

    @staticmethod
    def _open(request: HttpRequest) -> bool:
        """Say whether a page is open before a password was chosen; programs get an answer of their own."""
        paths = {reverse(name) for name in OPEN_BEFORE_PASSWORD}
        return request.path in paths or request.path.startswith((API, settings.STATIC_URL))
