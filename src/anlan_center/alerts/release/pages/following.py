"""Buttons of a warning: hand in, give up, and prepare what follows one that went out."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anlan_center.accounts.models import User
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.errors import NotReadyError, RefusedError
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.release.pages.forms import ReasonForm
from anlan_center.alerts.release.pages.listing import person
from anlan_center.alerts.release.queries import alerts


def _prepared(request: HttpRequest, key: int, prepare: Callable[[User, Alert], Alert]) -> HttpResponse:
    user = person(request)
    alert = get_object_or_404(alerts(user), pk=key)
    try:
        made = prepare(user, alert)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("alerts:detail", key)
    messages.success(request, _("Prepared as a draft. Check it, and hand it in; a second person releases it."))
    return redirect("alerts:edit", made.pk)


@login_required
@require_POST
def update(request: HttpRequest, key: int) -> HttpResponse:
    """Prepare an update."""
    return _prepared(request, key, actions.prepare_update)


@login_required
@require_POST
def correct(request: HttpRequest, key: int) -> HttpResponse:
    """Prepare a correction."""
    return _prepared(request, key, lambda user, alert: actions.prepare_update(user, alert, correction=True))


@login_required
@require_POST
def cancel(request: HttpRequest, key: int) -> HttpResponse:
    """Prepare a cancellation."""
    reason = request.POST.get("reason", "")[:1_000]
    return _prepared(request, key, lambda user, alert: actions.prepare_cancel(user, alert, reason=reason))


@login_required
@require_POST
def submit(request: HttpRequest, key: int) -> HttpResponse:
    """Hand a draft in for review."""
    user = person(request)
    alert = get_object_or_404(alerts(user), pk=key)
    form = ReasonForm(request.POST)
    try:
        actions.submit(user, alert, revision=form.cleaned_data["revision"] if form.is_valid() else 0)
    except NotReadyError as refused:
        messages.error(request, str(refused))
        return redirect("alerts:edit", key)
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Handed in for review. A second person decides now."))
    return redirect("alerts:detail", key)


@login_required
@require_POST
def discard(request: HttpRequest, key: int) -> HttpResponse:
    """Give up a warning that was not approved."""
    user = person(request)
    alert = get_object_or_404(alerts(user), pk=key)
    form = ReasonForm(request.POST)
    form.is_valid()
    data = form.cleaned_data
    try:
        actions.discard(user, alert, revision=data.get("revision") or 0, reason=data.get("reason") or "")
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Given up. It stays on record."))
    return redirect("alerts:detail", key)
