"""Pages on which staff write the page of an event, look at it, and publish it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import jurisdictions, visible
from anlan_center.alerts.bulletins import actions
from anlan_center.alerts.bulletins.document import PART_NAMES, Document
from anlan_center.alerts.bulletins.forms import BeginForm, Sheet, refused
from anlan_center.alerts.bulletins.models import EventPage
from anlan_center.alerts.bulletins.pages.paths import LANGUAGES, Spot
from anlan_center.alerts.bulletins.pages.rendering import TooLargeError, event_page
from anlan_center.alerts.release.engine import zone

PERMISSION = "bulletin.edit"

PREVIEW_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""What a preview may load: no script, and styles from where the page will stand, which its ``base`` names."""


def _editor(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or not jurisdictions(user, PERMISSION):
        raise PermissionDenied(_("You may not write what the public reads; ask an administrator for such a role."))
    return user


def _page(user: User, slug: str) -> EventPage:
    return get_object_or_404(visible(EventPage.objects.all(), user, PERMISSION), slug=slug)


@login_required
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """List the pages of events that the reader may write."""
    user = _editor(request)
    rows = visible(EventPage.objects.select_related("edited_by", "published_by"), user, PERMISSION)
    shown = [{"page": row, "document": Document.of(row.draft)} for row in rows[:200]]
    return render(request, "bulletins/events.html", {"rows": shown})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the page of an event."""
    user = _editor(request)
    form = BeginForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            page = actions.begin_event(
                user, slug=given["slug"], jurisdiction=given["area"].prefix, exercise=given["exercise"]
            )
        except ValidationError as problem:
            form.add_error(None if not hasattr(problem, "error_dict") else "slug", refused(problem))
        else:
            return redirect("bulletins:edit", slug=page.slug)
    return render(request, "bulletins/begin.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the draft of a page."""
    user = _editor(request)
    page = _page(user, slug)
    with timezone.override(zone()):
        sheet = Sheet(user, page, request.POST or None)
        if request.method == "POST" and sheet.valid():
            try:
                actions.edit_event(
                    user, page, sheet.document(), revision=_revision(request), alerts=sheet.event.warnings()
                )
            except actions.StaleError:
                page.refresh_from_db()  # the page says so, beside what was written
            except ValidationError as problem:
                messages.error(request, refused(problem))
            else:
                messages.success(request, _("Saved as a draft. Look at it, then publish it."))
                return redirect("bulletins:edit", slug=slug)
        sent = request.method == "POST"
        revision = _revision(request) if sent else page.revision
        return render(request, "bulletins/edit.html", _context(page, sheet, revision), status=422 if sent else 200)


def _context(page: EventPage, sheet: Sheet, revision: int) -> dict[str, Any]:
    """Return what the page shows; `revision` is the one that the writer has seen: nobody is overwritten unseen."""
    document = Document.of(page.draft)
    missing = {lang: document.missing(tag) for lang, tag in LANGUAGES.items()}
    lists = [(PART_NAMES[name], name, form) for name, form in sheet.lists.items()]
    return {
        "page": page, "sheet": sheet, "lists": lists, "missing": missing, "exercise": page.exercise,
        "revision": revision,
    }  # fmt: skip


@login_required
@never_cache
@require_safe
def preview(request: HttpRequest, slug: str, lang: str) -> HttpResponse:
    """Show the draft as everybody would read it."""
    user = _editor(request)
    page = _page(user, slug)
    if lang not in LANGUAGES:
        raise Http404(lang)
    spot = Spot("event", lang, slug, exercise=page.exercise)
    with timezone.override(zone()), override(spot.language):
        try:
            made = event_page(page, spot, timezone.now(), draft=True)
        except TooLargeError as problem:
            return HttpResponse(str(problem), status=413, content_type="text/plain; charset=utf-8")
    base = f'<base href="/public/{spot.path}">'.encode()
    content = made.content.replace(b"<head>", b"<head>" + base, 1)
    answer = HttpResponse(content, content_type=made.kind)
    answer["X-Robots-Tag"] = "noindex"
    answer["Content-Security-Policy"] = PREVIEW_POLICY
    return answer


@login_required
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Let everybody read the draft."""
    user = _editor(request)
    page = _page(user, slug)
    try:
        actions.publish_event(user, page, revision=_revision(request))
    except ValidationError as problem:
        messages.error(request, refused(problem))
    except (actions.StaleError, TooLargeError) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Published. Everybody reads it within seconds."))
    return redirect("bulletins:edit", slug=slug)


def _revision(request: HttpRequest) -> int:
    """Return the revision that a form was made from; 0, which no page has, where it is missing."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
