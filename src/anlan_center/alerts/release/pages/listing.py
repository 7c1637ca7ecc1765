"""The list of warnings and their map."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import granted, jurisdictions, visible
from anlan_center.alerts.release.models import Alert, Colour
from anlan_center.alerts.release.pages.forms import event_names
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


def in_force(rows: QuerySet[Alert], now: datetime | None = None) -> QuerySet[Alert]:
    """Keep the warnings that hold: released, not followed by another message, not over, and no cancellation."""
    ends = Q(expires=None) | Q(expires__gt=now or timezone.now())
    return rows.filter(ends, state=State.RELEASED.value).exclude(msg_type="Cancel")


def waiting_for(user: User, rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """Keep the warnings that a person can take a step further: review, approve, or go on writing.

    Parameters
    ----------
    user
        The person.
    rows
        Warnings that the person sees.
    """
    drafts = Q(state=State.DRAFT.value, author=user)
    unwritten = ~Q(author=user) & ~Q(hands__user=user, hands__kind="wrote")
    review = Q(state=State.SUBMITTED.value) & _within(jurisdictions(user, "alert.review")) & unwritten
    approve = Q(state=State.REVIEWED.value) & _within(granted(user, "alert.approve")) & unwritten
    return rows.filter(drafts | review | approve).distinct()


def _within(prefixes: Iterable[str]) -> Q:
    within = Q(pk__in=[])
    for prefix in prefixes:
        within |= Q(jurisdiction__startswith=prefix)
    return within


def seen_by(user: User) -> QuerySet[Alert]:
    """Return the warnings that a person sees, with what lists show of them."""
    rows = Alert.objects.select_related("organisation", "author", "approver", "previous")
    return visible(rows, user, "alert.view")


def _filtered(rows: QuerySet[Alert], request: HttpRequest) -> tuple[QuerySet[Alert], dict[str, str]]:
    wish = {name: request.GET.get(name, "") for name in ("group", "mode", "colour", "event")}
    groups = {
        "force": in_force(rows),
        "work": rows.filter(state__in=[*OPEN, State.APPROVED]),
        "past": rows.exclude(state__in=[*OPEN, State.APPROVED, State.DISCARDED]).exclude(
            pk__in=in_force(rows).values("pk")
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
    rows, wish = _filtered(seen_by(user), request)
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
    rows = seen_by(person(request))
    one = request.GET.get("alert", "")
    rows = rows.filter(pk=int(one)) if one.isascii() and one.isdigit() and len(one) < 19 else in_force(rows)
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
