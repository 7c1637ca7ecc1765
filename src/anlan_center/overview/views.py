"""The situation, and the outlines that maps draw."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from anlan_center.accounts.scope import jurisdictions
from anlan_center.alerts.release.pages.listing import holding, person, work_of
from anlan_center.alerts.release.queries import alerts
from anlan_center.overview.outlines import outlines
from anlan_center.overview.troubles import errands, troubles

LEVELS = ("district", "township")
"""Levels of areas that can be asked for."""

RECENT = 8
"""Warnings that ended, shown at most."""


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what is in force, what waits for the reader, and what failed."""
    user = person(request)
    rows = alerts(user)
    now = list(holding(rows).order_by("released_at"))
    waiting, asked = list(work_of(user)), errands(user)
    context = {
        "in_force": [one for one in now if not one.exercise],
        "exercises": [one for one in now if one.exercise],
        "waiting": waiting,
        "errands": asked,
        "waits": len(waiting) + len(asked),
        "troubles": troubles(user, now),
        "recent": rows.filter(state__in=["updated", "cancelled", "expired"]).order_by("-changed")[:RECENT],
        "may_draft": bool(jurisdictions(user, "alert.draft")),
    }
    return render(request, "overview/home.html", context)


@require_GET
def outlines_of_areas(request: HttpRequest) -> HttpResponse:
    """Answer with the outlines of the city's districts, or with ``?level=township`` of its sub-districts."""
    level = request.GET.get("level", "district")
    found = outlines((level if level in LEVELS else "district",))
    answer = JsonResponse(found, content_type="application/geo+json")
    patch_cache_control(answer, private=True, max_age=300)
    return answer
