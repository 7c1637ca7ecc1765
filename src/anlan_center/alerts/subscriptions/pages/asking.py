"""Pages for whoever comes by: the form, the search in it, the code, and the way back to an own subscription."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from anlan.alerts.sketch import ground
from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.audience import districts
from anlan_center.alerts.subscriptions.choices import Way
from anlan_center.alerts.subscriptions.models import UNCONFIRMED
from anlan_center.alerts.subscriptions.pages.forms import (
    AddressForm,
    CodeForm,
    PlaceForm,
    SubscribeForm,
    kept,
    takes_code,
)
from anlan_center.alerts.subscriptions.pages.places import MOST_LETTERS, place_of, search
from anlan_center.alerts.subscriptions.private import links
from anlan_center.alerts.subscriptions.private.codes import number_on, ticket_for
from anlan_center.alerts.subscriptions.ways import postable, push_key

Page = Callable[..., HttpResponse]
Filled = TypeVar("Filled", bound=PlaceForm)


def source_of(request: HttpRequest) -> str:
    """Return the network address of a request."""
    return str(request.META.get("REMOTE_ADDR") or "")


def filled(form: type[Filled], request: HttpRequest, initial: Mapping[str, Any] | None = None) -> tuple[Filled, bool]:
    """Return a form with a search in it, and whether it was sent to be taken rather than to be searched in.

    A form that holds a question which was not answered yet is always searched first: whoever writes a name and presses
    the enter key without a script means to look for it.

    Parameters
    ----------
    form
        The form.
    request
        The request.
    initial
        What it holds before anything was sent.
    """
    if request.method != "POST":
        return form(initial=initial), False
    asked, before = (request.POST.get(name, "").strip() for name in ("search", "searched"))
    if "find" in request.POST or (asked and asked != before):
        return form(initial={**kept(form, request.POST), "searched": asked[:MOST_LETTERS]}), False
    return form(request.POST, initial=initial), True


def shown(request: HttpRequest, form: PlaceForm) -> dict[str, Any]:
    """Return what the part of a page on places needs: the map, the answer to the question, the place that is chosen.

    Parameters
    ----------
    request
        The request.
    form
        The form.
    """
    asked = str(form["searched"].value() or "")
    answer = search(asked, source_of(request)) if asked and request.method == "POST" else None
    return {"form": form, "map": _map(), "answer": answer, "place": place_of(str(form["place"].value() or ""))}


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form, and take a wish down."""
    form, sent = filled(SubscribeForm, request)
    if sent and form.is_valid():
        wish = form.wish(form.cleaned_data["way"], form.cleaned_data["address"])
        try:
            actions.subscribe(wish, source=source_of(request))
        except actions.TooManyError as problem:
            form.add_error(None, str(problem))
        else:
            return _asked(wish.way, wish.address)
    context = {**shown(request, form), "offered": form.ways(), "push_key": push_key(), "again": postable()}
    return render(request, "subscriptions/subscribe.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Let whoever has an address ask for the link or the code by which it is changed or removed."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        way, address = form.cleaned_data["way"], form.cleaned_data["address"]
        try:
            actions.ask_again(way, address, source=source_of(request))
        except actions.TooManyError as problem:
            form.add_error(None, str(problem))
        else:
            return _asked(way, address, "?known")
    context = {"form": form, "offered": form.ways(), "push_key": push_key()}
    return render(request, "subscriptions/again.html", context, status=422 if form.errors else 200)


def _asked(way: str, address: str, query: str = "") -> HttpResponse:
    if takes_code(way):
        return redirect(reverse("subscriptions:code_for", args=[ticket_for(address)]) + query)
    return redirect(reverse("subscriptions:asked", args=[way]) + query)


@require_GET
def asked(request: HttpRequest, way: str) -> HttpResponse:
    """Say that a message is on its way, whoever asked; to whoever wants a change, that it comes if there is any."""
    hours = int(UNCONFIRMED.total_seconds() // 3600)
    context = {"hours": hours, "push": way == Way.WEBPUSH, "change": "known" in request.GET}
    return render(request, "subscriptions/asked.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, ticket: str = "") -> HttpResponse:
    """Take the code that stood in a text message."""
    number = number_on(ticket) if ticket else ""
    form = CodeForm(request.POST or None, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = actions.prove(form.way, given["number"], given["code"], source=source_of(request))
        except actions.CodeError as problem:
            form.add_error("code", str(problem))
        else:
            messages.success(request, _("The code is right. Warnings for your places will reach you here."))
            return redirect("subscriptions:manage", token=links.token_for(row, "manage"))
    answer = render(
        request,
        "subscriptions/code.html",
        {"form": form, "known": number, "change": "known" in request.GET},
        status=422 if form.errors else 200,
    )
    answer["Referrer-Policy"] = "same-origin"
    return answer


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Answer a search: as a part of a page, or as JSON for those who ask for that."""
    found = search(request.GET.get("q", ""), source_of(request))
    status = 429 if found.problem else 200
    if request.accepts("text/html") and not request.headers.get("Accept", "").startswith("application/json"):
        return render(request, "subscriptions/_found.html", {"answer": found}, status=status)
    told = {
        "asked": found.asked, "found": [choice.told() for choice in found.choices], "more": found.more,
        "named": found.named.told() if found.named else None, "problem": found.problem,
    }  # fmt: skip
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Return the script that shows messages in the browser; it must lie beside the pages that it serves."""
    place = finders.find("subscriptions/worker.js")
    script = Path(str(place)).read_bytes()
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


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
