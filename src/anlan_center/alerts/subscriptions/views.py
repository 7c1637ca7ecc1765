"""Pages by which the public subscribes, confirms, changes and leaves; one page of figures for staff."""

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.alerts.sketch import ground
from anlan_center.accounts.models import Area, User
from anlan_center.accounts.scope import jurisdictions
from anlan_center.alerts.subscriptions import actions, queries
from anlan_center.alerts.subscriptions.audience import districts
from anlan_center.alerts.subscriptions.choices import Need, Way
from anlan_center.alerts.subscriptions.forms import PlaceForm, SubscribeForm, initial_of, offered
from anlan_center.alerts.subscriptions.models import Subscriber
from anlan_center.alerts.subscriptions.private import links

Page = Callable[..., HttpResponse]


def with_link(page: Page) -> Page:
    """Answer a void link with a page that says what to do; links stay out of caches and of the next site's logs."""

    @never_cache
    @wraps(page)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        try:
            answer = page(request, token)
        except links.LinkError as problem:
            answer = render(request, "subscriptions/void.html", {"problem": problem}, status=410)
        answer["Referrer-Policy"] = "same-origin"  # with none at all, browsers send forms without an origin
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return answered


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form, and take a wish down."""
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wish = form.wish(form.cleaned_data["way"], form.cleaned_data["address"])
        try:
            actions.subscribe(wish, source=request.META.get("REMOTE_ADDR", ""))
        except actions.TooManyError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("subscriptions:asked")
    status = 422 if form.errors else 200
    context = {"form": form, "map": _map(), "offered": offered(), "push_key": settings.ANLAN_PUSH_KEY}
    return render(request, "subscriptions/subscribe.html", context, status=status)


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a message is on its way, whoever asked."""
    return render(request, "subscriptions/asked.html", {"hours": 48})


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for one click, since programs that look into mail open links by themselves; then confirm."""
    if request.method == "POST":
        row = actions.confirm(token)
        messages.success(request, _("Confirmed. Warnings for your places will reach you here."))
        return redirect("subscriptions:manage", token=links.token_for(row, "manage"))
    row = links.holder(token, {"confirm", "renew"})
    return render(request, "subscriptions/confirm.html", {"row": row, "chosen": chosen(row), "token": token})


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a subscriber has chosen, and change it."""
    row = links.holder(token, {"manage"})
    form = PlaceForm(request.POST or None, initial=initial_of(row))
    if request.method == "POST" and form.is_valid():
        actions.change(token, form.wish())
        messages.success(request, _("Saved."))
        return redirect("subscriptions:manage", token=token)
    context = {"form": form, "map": _map(), "row": row, "token": token, "leave": links.token_for(row, "unsubscribe")}
    return render(request, "subscriptions/manage.html", context, status=422 if form.errors else 200)


@require_POST
@with_link
def test(request: HttpRequest, token: str) -> HttpResponse:
    """Send the test message that a subscriber asks for."""
    try:
        actions.send_test(token)
    except actions.TooManyError as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("A test message is on its way to you."))
    return redirect("subscriptions:manage", token=token)


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for one click, or unsubscribe at once where a mail program posts."""
    if request.method == "POST":
        actions.unsubscribe(token)
        return render(request, "subscriptions/left.html")
    links.read(token, {"unsubscribe"})
    return render(request, "subscriptions/unsubscribe.html", {"token": token})


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Return the script that shows messages in the browser; it must lie beside the pages that it serves."""
    place = finders.find("subscriptions/worker.js")
    script = Path(str(place)).read_bytes()
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


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
    context: dict[str, Any] = {"rows": rows, "ways": Way.labels, "totals": totals}
    return render(request, "subscriptions/figures.html", context)


@lru_cache(maxsize=8)
def city_map(language: str, folder: str) -> SafeString:
    """Return the map at which a reader points; empty without a city package. `ground` escapes every text.

    Parameters
    ----------
    language
        Tag of the language of the names.
    folder
        The city package, so that another one gives another map.
    """
    places = districts(language) if folder else []
    title = _("Map of the city: a click puts the point there")
    return mark_safe(ground(places, title=title)) if places else SafeString("")  # noqa: S308


def _map() -> SafeString:
    return city_map(get_language() or "", str(settings.ANLAN_CITY))


def chosen(row: Subscriber) -> dict[str, Any]:
    """Return what a subscriber has chosen, in words.

    Parameters
    ----------
    row
        The subscriber.
    """
    areas = {area.code: area.name for area in Area.objects.filter(code__in=row.content["areas"])}
    return {
        "areas": [areas.get(code, code) for code in row.content["areas"]],
        "point": row.content["point"],
        "needs": [need.label for need in Need if row.content["needs"] & need],
    }
