"""The public pages as the centre serves them; staff write the pages of events."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language_from_request, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from anlan_center.alerts.bulletins.checking import MOST_LETTERS, check
from anlan_center.alerts.bulletins.pages import feeds, files
from anlan_center.alerts.bulletins.pages.paths import LANGUAGES, Spot, spot_of
from anlan_center.alerts.bulletins.pages.rendering import ATOM, CAP, CSS, HTML, RSS, Page, render
from anlan_center.alerts.bulletins.pages.wording import Warned
from anlan_center.alerts.release.engine import zone

SHARED_AGE = timedelta(seconds=15)
"""How long a shared cache may answer for us before it asks whether a page changed (assumption); a browser asks each
time (RFC 9111, 5.2.2.10), so that nobody who has read a letter finds an older first page."""

FILE_KINDS = {"cap": CAP, "cap-feed": ATOM, "atom": ATOM, "rss": RSS, "style": CSS}
"""Types of content of files that are no HTML."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the warnings in force in the reader's language."""
    lang = "zh" if get_language_from_request(request).startswith("zh") else "en"
    answer = HttpResponseRedirect(f"{lang}/index.html")
    answer["Vary"] = "Accept-Language, Cookie"
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def genuine(request: HttpRequest) -> HttpResponse:
    """Lead to the list of genuine messages in the reader's language."""
    lang = "zh" if get_language_from_request(request).startswith("zh") else "en"
    answer = HttpResponseRedirect(f"../{lang}/real.html")
    answer["Vary"] = "Accept-Language, Cookie"
    return answer


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Send a public page as it is now, or from its file where the database fails."""
    spot = spot_of(path)
    if spot is None:
        raise Http404(path)
    try:
        return _made(request, spot)
    except DatabaseError:
        answer = _from_file(request, spot)
        if answer is None:
            raise
        return answer


def _made(request: HttpRequest, spot: Spot) -> HttpResponse:
    found = render(spot)
    if found is None:
        raise Http404(spot.path)
    return _answer(request, spot, found)


def _from_file(request: HttpRequest, spot: Spot) -> HttpResponse | None:
    place = files.folder() / spot.path
    try:
        content, changed = place.read_bytes(), place.stat().st_mtime
    except OSError:
        return None
    modified = datetime.fromtimestamp(int(changed), tz=UTC)
    tag = f"{int(changed)}-{len(content)}"
    return _answer(request, spot, Page(content, FILE_KINDS.get(spot.kind, HTML), modified, tag))


def _answer(request: HttpRequest, spot: Spot, found: Page) -> HttpResponse:
    """Send a page, or say that the reader's copy is still right (RFC 9110, 13)."""
    answer = HttpResponse(found.content, content_type=found.kind)
    answer["ETag"] = f'"{found.tag}"'
    answer["Last-Modified"] = http_date(found.modified.timestamp())
    answer["Cache-Control"] = f"public, max-age=0, s-maxage={int(SHARED_AGE.total_seconds())}"
    if spot.kind in {"atom", "rss", "cap-feed"} and feeds.hub():
        answer["Link"] = f'<{feeds.hub()}>; rel="hub", <{feeds.address(spot)}>; rel="self"'
    conditional: HttpResponse = (
        get_conditional_response(
            request, etag=answer["ETag"], last_modified=int(found.modified.timestamp()), response=answer
        )
        or answer
    )
    return conditional


@csrf_exempt  # reads only; the form stands on pages without a session
@require_POST
def checked(request: HttpRequest) -> HttpResponse:
    """Say whether what somebody pasted is one of our messages."""
    lang = request.GET.get("lang", "zh")
    spot = Spot("genuine", lang if lang in LANGUAGES else "zh")
    now = timezone.now()
    with timezone.override(zone()), override(spot.language):
        verdict = check(request.POST.get("said", "")[:MOST_LETTERS])
        context = {
            "verdict": verdict, "rows": [Warned(row, spot.language, now) for row in verdict.rows], "spot": spot,
            "up": "../", "here": f"../{spot.lang}/", "others": [], "made": timezone.localtime(now),
            "origin": settings.ANLAN_INSTALLATION.origin, "exercise": False,
        }  # fmt: skip
        content = render_to_string("bulletins/check.html", context)
    answer = HttpResponse(content, status=HTTPStatus.OK)
    answer["Cache-Control"] = "no-store"
    return answer
