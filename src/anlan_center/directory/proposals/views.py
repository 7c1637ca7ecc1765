"""Pages of strong roles that wait for a second administrator."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan_center.accounts.models import Proposal, User
from anlan_center.accounts.proposing import State
from anlan_center.accounts.scope import allowed
from anlan_center.accounts.signing_in.requests import user_of
from anlan_center.directory.administering import MANAGE
from anlan_center.directory.people.queries import SEE
from anlan_center.directory.people.views import area_names, demand_somewhere, manages
from anlan_center.directory.proposals import actions, queries

PAGE = 50


@login_required
@require_GET
@never_cache
def proposals(request: HttpRequest) -> HttpResponse:
    """List what waits in the reader's areas, and below it what was decided."""
    user = user_of(request)
    demand_somewhere(user, SEE)
    decided = queries.proposals(user).exclude(state=State.WAITING)
    page = Paginator(decided, PAGE).get_page(request.GET.get("page"))
    context = {"waiting": queries.waiting(user)[:PAGE], "page": page, "names": area_names()}
    return render(request, "directory/proposals.html", context)


@login_required
@require_GET
@never_cache
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was asked for, what a second administrator has to know, and what the reader can do."""
    user = user_of(request)
    return _shown(request, user, get_object_or_404(queries.proposals(user), pk=number))


def _shown(request: HttpRequest, user: User, shown: Proposal, fault: str = "", status: int = 200) -> HttpResponse:
    """Show what was asked for, and what an action refused."""
    waits = shown.state == State.WAITING
    context = {
        "proposal": shown,
        "names": area_names(),
        "waits": waits,
        "in_hand": queries.in_hand(shown.user),
        "to_do": queries.to_do_first(shown) if waits else [],
        "why_not": queries.why_not(user, shown),
        "own": shown.asked_by_id == user.pk,
        "allowed": allowed(user, MANAGE, shown.jurisdiction),
        "manages": manages(user),
        "fault": fault,
    }
    return render(request, "directory/proposal.html", context, status=status)


def _step(
    act: Callable[[User, Proposal, str], object], done: Callable[[], str]
) -> Callable[[HttpRequest, int], HttpResponse]:
    """Make a page that does one thing with what was asked for and returns to it."""

    @login_required
    @require_POST
    def page(request: HttpRequest, number: int) -> HttpResponse:
        user = user_of(request)
        shown = get_object_or_404(queries.proposals(user), pk=number)
        try:
            act(user, shown, request.POST.get("reason", "").replace("\0", ""))
        except ValidationError as error:
            fresh = get_object_or_404(queries.proposals(user), pk=number)
            return _shown(request, user, fresh, " ".join(error.messages), status=422)
        messages.success(request, done())
        return redirect("directory:proposals")

    return page


confirm = _step(
    lambda user, shown, _reason: actions.confirm(user, shown), lambda: _("The role is confirmed and holds from now on.")
)
refuse = _step(actions.refuse, lambda: _("The role is refused."))
withdraw = _step(lambda user, shown, _reason: actions.withdraw(user, shown), lambda: _("You have taken it back."))
