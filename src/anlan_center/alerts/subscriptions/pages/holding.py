"""Pages for whoever holds a link: confirm, change, try, leave."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from anlan_center.accounts.models import Area
from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.choices import Need, Way
from anlan_center.alerts.subscriptions.models import Subscriber
from anlan_center.alerts.subscriptions.pages.asking import filled, shown
from anlan_center.alerts.subscriptions.pages.forms import PlaceForm, initial_of
from anlan_center.alerts.subscriptions.private import links
from anlan_center.alerts.subscriptions.queries import unserved_areas

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
    form, sent = filled(PlaceForm, request, initial_of(row))
    if sent and form.is_valid():
        actions.change(token, form.wish())
        messages.success(request, _("Saved."))
        return redirect("subscriptions:manage", token=token)
    leave = links.token_for(row, "unsubscribe")
    context = {
        **shown(request, form), "row": row, "token": token, "leave": leave, "unserved": unserved_areas(row),
    }  # fmt: skip
    return render(request, "subscriptions/manage.html", context, status=422 if form.errors else 200)


@require_POST
@with_link
def test(request: HttpRequest, token: str) -> HttpResponse:
    """Send the test message that a subscriber asks for; not where no warning would follow it."""
    if unserved_areas(links.holder(token, {"manage"})):
        messages.error(request, _("No test was sent: at present warnings cannot be sent to you. See above."))
        return redirect("subscriptions:manage", token=token)
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
        way = actions.unsubscribe(token)
        return render(request, "subscriptions/left.html", {"push": way == Way.WEBPUSH})
    links.read(token, {"unsubscribe"})
    return render(request, "subscriptions/unsubscribe.html", {"token": token})


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
