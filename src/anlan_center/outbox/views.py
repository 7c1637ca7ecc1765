"""The page of what waits and what failed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import jurisdictions
from anlan_center.outbox.board import NotDeadError, counts, entries
from anlan_center.outbox.board import retry as run_again
from anlan_center.outbox.models import Entry, State

PAGE = 50


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the events, filtered by state."""
    person = _person(request)
    if not jurisdictions(person, "outbox.view"):
        raise PermissionDenied(_("You lack the permission to see the outbox; ask an administrator for it."))
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    page = Paginator(entries(person, state), PAGE).get_page(request.GET.get("page"))
    return render(request, "outbox/board.html", {"page": page, "state": state, "counts": counts(person)})


@login_required
@require_POST
def retry(request: HttpRequest, key: int) -> HttpResponse:
    """Let a dead letter run again."""
    try:
        run_again(_person(request), key)
    except Entry.DoesNotExist as error:
        raise Http404 from error
    except NotDeadError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("It runs again now."))
    return redirect("outbox:list")
