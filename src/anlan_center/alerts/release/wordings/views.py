"""Pages of templates: the board of all words, and one case with its words, its preview and its history."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.alerts.texts import EVENTS, LANGUAGES
from anlan_center.accounts.models import Area, User
from anlan_center.accounts.scope import allowed, granted
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.actions.templating import Case, writers
from anlan_center.alerts.release.errors import FieldFinding, RefusedError
from anlan_center.alerts.release.message.wording import BLANKS, PARTS, event_name
from anlan_center.alerts.release.models import MsgType, TextTemplate
from anlan_center.alerts.release.pages.forms import event_names, spoken_language
from anlan_center.alerts.release.pages.listing import person
from anlan_center.alerts.release.wordings import board
from anlan_center.alerts.release.wordings.examples import example
from anlan_center.alerts.release.wordings.forms import DecisionForm, TemplateForm

EVERY = "all"
"""Stands in an address for every level of a kind of event."""

_State = TextTemplate.State


@login_required
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """Show which words hold for each kind of event, level and language, and what waits for the reader."""
    user = person(request)
    areas = list(board.areas_of(user))
    if not areas:
        raise PermissionDenied(
            _("You lack the permission to see texts of warnings; ask an administrator for a role that has it.")
        )
    area = next((one for one in areas if one.prefix == request.GET.get("area")), areas[0])
    msg_type = request.GET.get("message", "")
    msg_type = msg_type if msg_type in MsgType.values else MsgType.ALERT.value
    names = dict(event_names())
    context: dict[str, Any] = {
        "areas": areas, "area": area, "msg_type": msg_type, "msg_types": MsgType.choices,
        "rows": [(names[code], cells) for code, cells in board.board(area.prefix, msg_type)],
        "waiting": [(one, event_name(one.event_type, spoken_language())) for one in board.waiting_templates(user)],
        "places": {one.prefix: one for one in Area.objects.filter(level__in=["city", "district"])},
    }  # fmt: skip
    return render(request, "alerts/texts.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, area: str, event: str, colour: str, message: str, language: str) -> HttpResponse:
    """Show the words of one case, as they would read, with their history; take a new version, or a decision on one."""
    user = person(request)
    case = _case(user, area, event, colour, message, language)
    if request.method == "GET":
        return _page(request, user, case)
    wish = request.POST.get("do", "check")
    if wish in {"approve", "refuse", "withdraw"}:
        return _decided(request, user, case, wish)
    form = TemplateForm(request.POST, language=language)
    if not form.is_valid() or wish not in {"propose", "program"}:
        return _page(request, user, case, form)
    try:
        words = form.texts() if wish == "propose" else None
        actions.propose_template(user, case, words, seen=form.cleaned_data["seen"])
    except RefusedError as refused:
        messages.error(request, str(refused))
        return _page(request, user, case, form, refused)
    messages.success(request, _("Proposed. It is offered once a second person has approved it."))
    return redirect(request.path)


@require_POST
def preview(request: HttpRequest, area: str, event: str, colour: str, message: str, language: str) -> HttpResponse:
    """Answer with the part of the page that shows how the words read, and with what was found, by field."""
    if not request.user.is_authenticated:  # the part alone, so that no page of signing in lands within the page
        return render(request, "alerts/_signed_out.html")
    user = person(request)
    case = _case(user, area, event, colour, message, language)
    form = TemplateForm(request.POST, language=language)
    form.is_valid()
    return render(request, "alerts/_text_checked.html", {**_shown(user, case, form, form.texts()), "apart": True})


def _case(user: User, area: str, event: str, colour: str, message: str, language: str) -> Case:
    """Return the case of an address; one that cannot be, or that a person may not see, is not found."""
    colours = (EVERY, *EVENTS[event].colours) if event in EVENTS else ()
    if colour not in colours or message not in MsgType.values or language not in LANGUAGES:
        raise Http404
    get_object_or_404(board.areas_of(user), prefix=area)
    level = "" if colour == EVERY else colour
    return Case(event_type=event, colour=level, msg_type=message, language=language, jurisdiction=area)


def _decided(request: HttpRequest, user: User, case: Case, wish: str) -> HttpResponse:
    """Carry out what somebody decided on a version that waits."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The page was not sent whole; look at it again."))
        return redirect(request.path)
    version = get_object_or_404(board.versions(case), number=form.cleaned_data["version"])
    try:
        if wish == "approve":
            actions.approve_template(user, version)
            said = _("Approved: it is offered from now on.")
        elif wish == "refuse":
            actions.refuse_template(user, version, reason=form.cleaned_data["reason"])
            said = _("Sent back to its author.")
        else:
            actions.withdraw_template(user, version)
            said = _("Withdrawn.")
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(request.path)


def _shown(user: User, case: Case, form: TemplateForm, words: dict[str, str]) -> dict[str, Any]:
    """Return what is shown of words while they are written."""
    try:
        made = example(case, words, user)
    except RefusedError as refused:
        lone = FieldFinding("headline", "error", "no-example", str(refused))
        return {"made": None, "rows": [(form[part], [lone] if part == "headline" else []) for part in PARTS]}
    return {"made": made, "rows": [(form[part], made.findings[part]) for part in PARTS]}


def _page(
    request: HttpRequest,
    user: User,
    case: Case,
    form: TemplateForm | None = None,
    refused: RefusedError | None = None,
) -> HttpResponse:
    versions, above = list(board.versions(case)), board.words_above(case)
    last = versions[0] if versions else None
    waits = last if last is not None and last.state == _State.PROPOSED else None
    held = next((one for one in versions if one.state == _State.IN_FORCE), None)
    if form is None:
        now = dict(board.texts_of(waits or held, above))
        form = TemplateForm(language=case.language, initial={**now, "seen": last.number if last else 0})
        words = now
    else:
        form.data = {**form.data.dict(), "seen": str(last.number if last else 0)}  # type: ignore[attr-defined]
        words = form.texts()
    shown = _shown(user, case, form, words)
    context = {
        **shown, **_rights(user, case, waits), "case": case, "form": form, "above": above, "held": held,
        "waits": waits, "event": event_name(case.event_type, spoken_language()),
        "message": MsgType(case.msg_type).label,
        "area": Area.objects.get(prefix=case.jurisdiction), "holder": Area.objects.filter(prefix=above.holder).first(),
        "blanks": [name for name in BLANKS if name.islower() or case.language == "en"],
        "history": board.history(versions, above), "level": case.colour or EVERY,
        "decision": DecisionForm(initial={"version": last.number if last else 0}),
        "proposed": example(case, board.texts_of(waits, above), user) if waits and shown["made"] else None,
    }  # fmt: skip
    return render(request, "alerts/text.html", context, status=422 if refused else 200)


def _rights(user: User, case: Case, waits: TextTemplate | None) -> dict[str, bool]:
    """Say what a person can do with a case now; the actions judge again."""
    decides = waits is not None and user.pk not in writers(waits)
    strong = allowed(user, "alert.approve", case.jurisdiction)
    held = any(case.jurisdiction.startswith(prefix) for prefix in granted(user, "alert.approve"))
    return {
        "may_write": allowed(user, "template.manage", case.jurisdiction),
        "may_decide": decides and strong,
        "weak": decides and held and not strong,
    }
