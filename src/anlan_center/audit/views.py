"""The page of the record."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import jurisdictions
from anlan_center.audit.models import Seal
from anlan_center.audit.queries import Wish
from anlan_center.audit.queries import records as found

PAGE = 50


@login_required
@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """Show the rows within the reader's jurisdiction, filtered."""
    if not isinstance(request.user, User) or not jurisdictions(request.user, "audit.view"):
        raise PermissionDenied(_("You lack the permission to read the record; ask an administrator for it."))
    exercise = {"yes": True, "no": False}.get(request.GET.get("exercise", ""))
    asked = {name: request.GET.get(name, "")[:80] for name in ("action", "actor", "row")}
    wish = Wish(**asked, exercise=exercise)
    page = Paginator(found(request.user, wish), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "wish": wish, "seal": Seal.objects.order_by("-id").first()}
    return render(request, "audit/records.html", context)
