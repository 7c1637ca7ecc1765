"""A page of figures for staff: how many subscribers there are, and how many of them cannot be reached."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import jurisdictions
from anlan_center.alerts.subscriptions import queries
from anlan_center.alerts.subscriptions.choices import Way
from anlan_center.alerts.subscriptions.ways import offered


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Show how many subscribers there are by district and channel; figures only, no person."""
    user = request.user
    if not isinstance(user, User) or not jurisdictions(user, "subscription.view"):
        raise PermissionDenied(_("You may see no figures on subscribers; ask an administrator for a role that has it."))
    rows = [{**row, "counts": [(way.label, row[way.value]) for way in Way]} for row in queries.figures(user)]
    found = queries.totals(user)
    totals = [(way.label, found[way.value]) for way in Way] if found is not None else []
    lost = queries.without_sink() if found is not None else {}
    context: dict[str, Any] = {
        "rows": rows, "ways": Way.labels, "totals": totals, "offered": [Way(way).label for way in offered()],
        "lost": [(Way(way).label, count) for way, count in lost.items()], "lost_count": sum(lost.values()),
    }  # fmt: skip
    return render(request, "subscriptions/figures.html", context)
