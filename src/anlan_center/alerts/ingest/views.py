"""Pages of warnings of others: what came, one message, and where they come from."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.alerts.chains.chaining import ChainState
from anlan_center.accounts.models import User
from anlan_center.accounts.scope import allowed, jurisdictions
from anlan_center.alerts.ingest import actions, queries
from anlan_center.alerts.ingest.engine import blocks_of, spoken
from anlan_center.alerts.ingest.forms import PinForm, RelayForm, SourceForm
from anlan_center.alerts.ingest.models import Received
from anlan_center.alerts.release.errors import NotReadyError, RefusedError

PAGE = 50


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not jurisdictions(request.user, "ingest.view"):
        raise PermissionDenied(_("You lack the permission to see warnings of others; ask an administrator for it."))
    return request.user


@login_required
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Show the messages, filtered by how they stand."""
    person = _person(request)
    state = request.GET.get("state", "")
    state = state if state in list(ChainState) else ""
    page = Paginator(queries.messages(person, queries.Wish(state=state)), PAGE).get_page(request.GET.get("page"))
    rows = [{"row": row, "headline": spoken(row.headlines)} for row in page.object_list]
    return render(request, "ingest/list.html", {"page": page, "rows": rows, "state": state, "states": list(ChainState)})


@login_required
@require_GET
def shown(request: HttpRequest, key: int) -> HttpResponse:
    """Show one message: what it says, who signed it, what was found, its chain, and what it may be the same as."""
    return _show(request, get_object_or_404(queries.messages(_person(request)), pk=key))


def _show(request: HttpRequest, row: Received, form: RelayForm | None = None) -> HttpResponse:
    person = _person(request)
    may_draft = bool(jurisdictions(person, "alert.draft"))
    context: dict[str, Any] = {
        "row": row,
        "exercise": row.exercise,
        "headline": spoken(row.headlines),
        "blocks": blocks_of(row.words),
        "reason": spoken(row.reason),
        "held": spoken(row.held_reason),
        "findings": [{**one, "reason": spoken(one["reason"]), "remedy": spoken(one["remedy"])} for one in row.findings],
        "chain": queries.chain_of(row, person),
        "proposals": queries.proposals(row, person) if may_draft else [],
        "form": form or (RelayForm(person, row) if may_draft and row.state == ChainState.ACTIVE.value else None),
    }
    return render(request, "ingest/message.html", context)


@login_required
@require_POST
def relayed(request: HttpRequest, key: int) -> HttpResponse:
    """Draft a warning that passes a message on."""
    person = _person(request)
    row = get_object_or_404(queries.messages(person), pk=key)
    form = RelayForm(person, row, request.POST)
    if form.is_valid():
        try:
            alert = actions.relay(person, row, **form.cleaned_data)
        except NotReadyError as problem:
            for one in problem.findings:
                form.add_error(None, f"{one.reason} {one.remedy}")
        except (actions.IngestError, RefusedError) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Drafted as %(name)s.") % {"name": alert.identifier})
            return redirect("ingest:message", key=row.pk)
    return _show(request, row, form)


@login_required
@require_POST
def merged(request: HttpRequest, key: int) -> HttpResponse:
    """Say that a message is of the same event as another, or take that back."""
    person = _person(request)
    row = get_object_or_404(queries.messages(person), pk=key)
    into = request.POST.get("into", "")
    if into.isdecimal() and len(into) < 19:
        other = get_object_or_404(queries.messages(person), pk=int(into))
        _told(request, lambda: actions.merge(person, row, other), _("They are shown together now."))
    else:
        _told(request, lambda: actions.separate(person, row), _("They are shown apart now."))
    return redirect("ingest:message", key=row.pk)


@login_required
@require_http_methods(["GET", "POST"])
def origins(request: HttpRequest) -> HttpResponse:
    """Show the sources and the pinned certificates, and take new ones."""
    person = _person(request)
    which = request.POST.get("form", "")
    source = SourceForm(person, request.POST if which == "source" else None)
    pinned = PinForm(person, request.POST if which == "pin" else None)
    if which == "source" and source.is_valid():
        if _accepted(source, lambda: actions.add_source(person, source.content())):
            messages.success(request, _("The source is read from now on."))
            return redirect("ingest:sources")
    elif which == "pin" and pinned.is_valid() and _accepted(pinned, lambda: actions.pin(person, **pinned.cleaned_data)):
        messages.success(request, _("Signatures with this certificate count from now on."))
        return redirect("ingest:sources")
    return render(request, "ingest/sources.html", {
        "sources": queries.sources(person), "pins": queries.pins(person), "source_form": source, "pin_form": pinned,
        "may_manage": bool(jurisdictions(person, "ingest.manage")),
    })  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def source(request: HttpRequest, key: int) -> HttpResponse:
    """Change a source."""
    person = _person(request)
    row = get_object_or_404(queries.sources(person), pk=key)
    if not allowed(person, "ingest.manage", row.jurisdiction):
        raise PermissionDenied(_("You lack the permission to change this source."))
    form = SourceForm(person, request.POST or None, initial=model_to_dict(row))
    if form.is_valid() and _accepted(form, lambda: actions.change_source(person, row, form.content())):
        messages.success(request, _("The source is changed."))
        return redirect("ingest:sources")
    return render(request, "ingest/source.html", {"source": row, "form": form})


@login_required
@require_POST
def withdrawn(request: HttpRequest, key: int) -> HttpResponse:
    """End a pin."""
    person = _person(request)
    row = get_object_or_404(queries.pins(person), pk=key)
    actions.withdraw(person, row)
    messages.success(request, _("Signatures with this certificate no longer count."))
    return redirect("ingest:sources")


def _accepted(form: SourceForm | PinForm, act: Callable[[], object]) -> bool:
    """Do it; what is refused stands above the form."""
    try:
        act()
    except actions.IngestError as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _told(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    try:
        act()
    except actions.IngestError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
