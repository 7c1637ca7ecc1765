"""Pages of one's own keys."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anlan_center.accounts.models import ApiToken
from anlan_center.accounts.roles import PERMISSIONS
from anlan_center.accounts.signing_in.requests import user_of
from anlan_center.directory.keys import actions
from anlan_center.directory.keys.forms import TokenForm
from anlan_center.directory.people.views import area_names, tell


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    """List one's own keys, and issue another one, whose text is shown once."""
    user = user_of(request)
    form = TokenForm(user, request.POST or None)
    key = ""
    if form.is_valid():
        wish = form.cleaned_data
        try:
            _token, key = actions.issue(
                user, name=wish["name"], permissions=wish["permissions"], jurisdiction=wish["area"].prefix,
                days=wish["days"],
            )  # fmt: skip
            form = TokenForm(user)
        except ValidationError as error:
            tell(form, error)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
    context = {
        "tokens": user.tokens.all()[:100], "form": form, "key": key, "names": area_names(), "now": timezone.now(),
        "permissions": PERMISSIONS,
    }  # fmt: skip
    return render(request, "directory/keys.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw one of one's own keys."""
    user = user_of(request)
    actions.withdraw(user, get_object_or_404(ApiToken, pk=number, user=user))
    messages.success(request, _("The key is withdrawn and no longer works."))
    return redirect("directory:keys")
