"""The list of warnings and their map."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import granted, jurisdictions
from anlan_center.alerts.release.models import Alert, Colour, Hand
from anlan_center.alerts.release.pages.forms import event_names
from anlan_center.alerts.release.queries import alerts as every
from anlan_center.alerts.release.queries import in_force, waiting_for
from anlan_center.alerts.release.workflow import OPEN, State

PAGE = 30
GROUPS = {
    "force": gettext_lazy("In force"),
    "work": gettext_lazy("In preparation"),
    "past": gettext_lazy("Past"),
    "": gettext_lazy("All"),
}
"""Groups of warnings by how far they have come."""


def person(request: HttpRequest) -> User:
    """Return who asks; refuses who is not signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def holding(rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """Keep the warnings that hold now, real ones and exercises."""
    return rows.filter(Q(pk__in=in_force().values("pk")) | Q(pk__in=in_force(exercise=True).values("pk")))


def work_of(user: User) -> QuerySet[Alert]:
    """List what waits for a person: to review, to approve (also while only a second factor is missing), own drafts."""
    unwritten = ~Q(author=user) & ~Q(pk__in=Hand.objects.filter(user=user, kind=Hand.Kind.WROTE).values("alert"))
    within = Q(pk__in=[])
    for prefix in granted(user, "alert.approve"):
        within |= Q(jurisdiction__startswith=prefix)
    approve = Q(state=State.REVIEWED.value) & within & unwritten
    drafts = Q(state=State.DRAFT.value, author=user)
    found = Q(pk__in=waiting_for(user).values("pk")) | approve | drafts
    return every(user).filter(found).order_by("changed")


def _filtered(rows: QuerySet[Alert], request: HttpRequest) -> tuple[QuerySet[Alert], dict[str, str]]:
    wish = {name: request.GET.get(name, "") for name in ("group", "mode", "colour", "event")}
    groups = {
        "force": holding(rows),
        "work": rows.filter(state__in=[*OPEN, State.APPROVED]),
        "past": rows.exclude(state__in=[*OPEN, State.APPROVED, State.DISCARDED]).exclude(
            pk__in=holding(rows).values("pk")
        ),
    }
    rows = groups.get(wish["group"], rows.exclude(state=State.DISCARDED.value))
    if wish["mode"] in {"live", "exercise"}:
        rows = rows.filter(exercise=wish["mode"] == "exercise")
    if wish["colour"] in Colour.values:
        rows = rows.filter(colour=wish["colour"])
    if wish["event"]:
        rows = rows.filter(event_type=wish["event"])
    return rows, wish


@login_required
@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """Show the warnings within the reader's jurisdiction."""
    user = person(request)
    if not jurisdictions(user, "alert.view"):
        raise PermissionDenied(
            _("You lack the permission to see warnings; ask an administrator for a role that has it.")
        )
    rows, wish = _filtered(every(user), request)
    page = Paginator(rows.order_by("-changed"), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page, "wish": wish, "groups": GROUPS, "colours": Colour.choices, "events": event_names(),
        "may_draft": bool(jurisdictions(user, "alert.draft")),
    }  # fmt: skip
    return render(request, "alerts/list.html", context)


@login_required
@require_GET
def outlines(request: HttpRequest) -> HttpResponse:
    """Answer with the areas of warnings in force as GeoJSON; of one warning with ``?alert=``."""
    rows = every(person(request))
    one = request.GET.get("alert", "")
    rows = rows.filter(pk=int(one)) if one.isascii() and one.isdigit() and len(one) < 19 else holding(rows)
    features = [
        {
            "type": "Feature",
            "properties": {"id": row.pk, "colour": row.colour, "exercise": row.exercise, "event": row.event_type},
            "geometry": row.area["geometry"],
        }
        for row in rows
        if row.area.get("geometry")
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")
