"""One warning: its detail with what can be done, and the page on which a second person decides."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import allowed, granted
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.errors import ConflictError, RefusedError
from anlan_center.alerts.release.message.checking import findings
from anlan_center.alerts.release.message.sealing import content_digest
from anlan_center.alerts.release.message.wording import event_name, spoken
from anlan_center.alerts.release.models import Alert, Hand
from anlan_center.alerts.release.pages.comparing import changes
from anlan_center.alerts.release.pages.forms import ReasonForm, spoken_language
from anlan_center.alerts.release.pages.listing import person
from anlan_center.alerts.release.pages.previews import previews
from anlan_center.alerts.release.queries import actions_open_to, alerts, history, members
from anlan_center.alerts.release.workflow import OPEN, SENT, State


def may(user: User, alert: Alert) -> dict[str, bool]:
    """Say what a person can do with a warning now; the actions judge again.

    Parameters
    ----------
    user
        The person.
    alert
        The warning.
    """
    wrote = alert.author_id == user.pk or alert.hands.filter(user=user, kind=Hand.Kind.WROTE).exists()
    found = dict.fromkeys(actions_open_to(user, alert), True)
    found["follow"] = "prepare_update" in found
    found["decide"] = any(name in found for name in ("review", "approve", "emergency"))
    found["wrote"] = wrote
    found["weak"] = not wrote and alert.state in OPEN and _lacks_factor(user, alert.jurisdiction)
    return found


def _lacks_factor(user: User, jurisdiction: str) -> bool:
    """Say whether only a sign-in with a second factor keeps a person from approving."""
    held = any(jurisdiction.startswith(prefix) for prefix in granted(user, "alert.approve"))
    return held and not allowed(user, "alert.approve", jurisdiction)


@login_required
@require_GET
def detail(request: HttpRequest, key: int) -> HttpResponse:
    """Show a warning: what it says, where, its way so far, and what can be done."""
    user = person(request)
    alert = get_object_or_404(alerts(user), pk=key)
    return render(request, "alerts/detail.html", {**_about(user, alert), "reason": _reason(alert)})


@login_required
@require_GET
def message(request: HttpRequest, key: int) -> HttpResponse:
    """Answer with the signed message of an approved warning."""
    alert = get_object_or_404(alerts(person(request)), pk=key)
    if not alert.cap:
        raise Http404
    answer = HttpResponse(bytes(alert.cap), content_type="application/cap+xml")
    answer["Content-Disposition"] = f'attachment; filename="{alert.identifier}.xml"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Show exactly what would be sent, to whom and what changed, and take the decision of a second person."""
    user = person(request)
    alert = get_object_or_404(alerts(user), pk=key)
    if request.method == "POST":
        form = ReasonForm(request.POST)
        if form.is_valid() and _decided(request, user, alert, form.cleaned_data):
            return redirect("alerts:detail", key)
        if not form.is_valid():
            messages.error(request, _("The page was not sent whole; look at it again."))
        return redirect("alerts:decide", key)
    if alert.state not in OPEN | {State.APPROVED}:
        return redirect("alerts:detail", key)
    found = findings(alert, now=timezone.now())
    context = {
        **_about(user, alert),
        "found": found,
        "errors": [one for one in found if one.severity == "error"],
        "reason": _reason(alert),
        "languages": _languages(alert),
        "seen": content_digest(alert),
    }
    return render(request, "alerts/decide.html", context)


def _decided(request: HttpRequest, user: User, alert: Alert, data: dict[str, Any]) -> bool:
    """Carry out the decision; says whether it was."""
    languages = [one for one in request.POST.getlist("language") if one in alert.texts]
    revision, reason = data["revision"], data["reason"]
    seen = request.POST.get("seen", "")[:64]
    try:
        match request.POST.get("do"):
            case "review":
                actions.review(user, alert, revision=revision, languages=languages, seen=seen)
                said = _("Reviewed. Somebody with the right to approve can release it now.")
            case "give_back":
                actions.give_back(user, alert, revision=revision, reason=reason)
                said = _("Given back to its author.")
            case "approve":
                done = actions.approve(user, alert, revision=revision, languages=languages, seen=seen)
                said = _released(done)
            case "emergency":
                done = actions.emergency(user, alert, revision=revision, reason=reason, languages=languages, seen=seen)
                said = _released(done)
            case _:
                raise Http404
    except ConflictError as refused:
        if not _sent_twice(user, alert, request.POST.get("do", ""), revision):
            messages.error(request, str(refused))
            return False
        said = _("This was done at your first press of the button, and only once.")
    except RefusedError as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, said)
    return True


def _sent_twice(user: User, alert: Alert, action: str, revision: int) -> bool:
    """Say whether the last decision on a warning is the same one of the same person: a button pressed twice."""
    last = alert.steps.exclude(action="release").order_by("-id").first()
    return last is not None and (last.user_id, last.action, last.revision) == (user.pk, action, revision)


def _released(alert: Alert) -> str:
    if alert.state == State.APPROVED:
        return _("Approved and signed. It goes out at its time.")
    return _("Exercise released.") if alert.exercise else _("Released.")


def _about(user: User, alert: Alert) -> dict[str, Any]:
    """Return what both pages show of a warning."""
    texts = spoken(alert)
    seen = alert.previous is not None and alerts(user).filter(pk=alert.previous.pk).exists()
    previous = alert.previous if seen else None  # it may lie in another area
    return {
        "alert": alert,
        "exercise": alert.exercise,
        "live": not alert.exercise,
        "event": event_name(alert.event_type, spoken_language()),
        "texts": [(language, parts) for language, parts in texts.items()],
        "previews": previews(alert),
        "changes": changes(spoken(previous), texts) if previous else (),
        "previous": previous,
        "steps": history(alert),
        "chain": members(alert, user),
        "may": may(user, alert),
        "went_out": alert.state in SENT or alert.released_at is not None,
    }


def _languages(alert: Alert) -> list[tuple[str, bool]]:
    """List the languages of a warning, and whether each is approved in this revision."""
    approved = set(alert.language_approvals.filter(revision=alert.revision).values_list("language", flat=True))
    return [(language, language in approved) for language in alert.texts]


def _reason(alert: Alert) -> ReasonForm:
    return ReasonForm(initial={"revision": alert.revision})
