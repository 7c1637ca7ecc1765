"""The composer: write a warning, have texts proposed, see what channels will show and what was found."""

import json
import secrets
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand, jurisdictions
from anlan_center.accounts.signing_in.keeping import taken_back, writer_of
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.actions.content import columns, content_of
from anlan_center.alerts.release.engine import make_area
from anlan_center.alerts.release.errors import ConflictError, FieldFinding, RefusedError
from anlan_center.alerts.release.message.checking import findings
from anlan_center.alerts.release.message.wording import PARTS
from anlan_center.alerts.release.models import Alert, MsgType
from anlan_center.alerts.release.pages.comparing import changes
from anlan_center.alerts.release.pages.forms import ComposerForm, as_typed, initial_of
from anlan_center.alerts.release.pages.listing import person
from anlan_center.alerts.release.pages.previews import previews
from anlan_center.alerts.release.pages.proposing import proposed
from anlan_center.alerts.release.queries import alerts
from anlan_center.alerts.release.workflow import OPEN, State

_ALONE = frozenset({"drop_outline", "drop_cells", "test"})
"""Fields beside which nothing is found."""


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, *, exercise: bool) -> HttpResponse:
    """Write a new warning, real or of an exercise; that is chosen before and cannot be changed here."""
    user = person(request)
    _demand_author(user)
    if request.method == "POST":
        return _written(request, user, None, exercise)
    if (kept := _taken_back(request, user, exercise)) is not None:
        return _page(request, kept, user, None)
    initial = {"request_key": secrets.token_urlsafe(16)}
    return _page(request, ComposerForm(user=user, exercise=exercise, initial=initial), user, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a warning that is still open."""
    user = person(request)
    alert = get_object_or_404(alerts(user), pk=key)
    demand(user, "alert.draft", alert.jurisdiction)
    if request.method == "POST":
        return _written(request, user, alert, alert.exercise)
    if (kept := _taken_back(request, user, alert.exercise)) is not None:
        return _page(request, kept, user, alert)
    if alert.state not in OPEN:
        messages.warning(request, _("This warning can no longer be changed."))
        return redirect("alerts:detail", alert.pk)
    initial = {**initial_of(content_of(alert)), "revision": alert.revision}
    return _page(request, ComposerForm(user=user, exercise=alert.exercise, initial=initial), user, alert)


def _taken_back(request: HttpRequest, user: User, exercise: bool) -> ComposerForm | None:
    """Return the form as it was sent before a sign-in ended."""
    fields = taken_back(request, user)
    if fields is None:
        return None
    messages.warning(request, _("Your sign-in had ended; what you wrote is here. Look at it, and save it."))
    form = ComposerForm(fields, user=user, exercise=exercise)
    form.is_valid()
    return form


@require_POST
def preview(request: HttpRequest, *, exercise: bool) -> HttpResponse:
    """Answer with the part of the page that shows what channels will show, and with what was found, by field."""
    if not request.user.is_authenticated:  # the part alone, so that no page of signing in lands within the page
        return render(request, "alerts/_signed_out.html")
    user = person(request)
    _demand_author(user)
    key = request.POST.get("alert", "")
    known = key.isascii() and key.isdigit() and len(key) < 19
    alert = get_object_or_404(alerts(user), pk=int(key)) if known else None
    if alert is not None and alert.exercise != exercise:
        raise Http404
    form = ComposerForm(request.POST, user=user, exercise=exercise)
    form.is_valid()
    would_be, found = checked(form, user, alert)
    context = {**_shown(form, would_be, found), "suggested": suggested(form, would_be, user, alert), "apart": True}
    return render(request, "alerts/_checked.html", context)


def _demand_author(user: User) -> None:
    if not jurisdictions(user, "alert.draft"):
        raise PermissionDenied(
            _("You lack the permission to draft warnings; ask an administrator for a role that has it.")
        )


def _written(request: HttpRequest, user: User, alert: Alert | None, exercise: bool) -> HttpResponse:
    """Do what the button says: propose texts, check, save, or save and submit."""
    form = ComposerForm(request.POST, request.FILES, user=user, exercise=exercise)
    form.is_valid()
    wish = request.POST.get("do", "save")
    if wish == "submit" and not form.errors and not form.texts():
        wish = "propose"
        messages.info(request, _("The texts were taken from the template. Read them, then hand them in."))
    if wish == "propose":
        return _page(request, _filled(request, form, user, alert), user, alert)
    if wish == "check" or form.errors:
        return _page(request, form, user, alert)
    try:
        saved = _save(user, form, alert)
    except ConflictError as refused:
        if alert is not None and _sent_twice(user, form, alert):
            return redirect("alerts:detail", alert.pk)
        messages.error(request, str(refused))
        return _page(request, form, user, alert, overtaken=True)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return _page(request, form, user, alert, getattr(refused, "findings", ()))
    if wish == "submit":
        return _submitted(request, user, saved)
    messages.success(request, _("Saved as a draft."))
    return redirect("alerts:edit", saved.pk)


def _save(user: User, form: ComposerForm, alert: Alert | None) -> Alert:
    if alert is None:
        key = form.cleaned_data.get("request_key") or ""
        return actions.draft(user, form.content(), exercise=form.exercise, status=form.status(), request_key=key)
    return actions.edit(user, alert, form.content(), revision=form.cleaned_data.get("revision") or 0)


def _sent_twice(user: User, form: ComposerForm, alert: Alert) -> bool:
    """Say whether the same person has just saved the same: a button that was pressed twice is no conflict."""
    alert.refresh_from_db()
    last = alert.steps.filter(action="edit").order_by("-id").first()
    if last is None or last.user_id != user.pk or alert.revision != (form.cleaned_data.get("revision") or 0) + 1:
        return False
    try:
        values, _jurisdiction = columns(form.content())
    except RefusedError:
        return False
    values["area"] = json.loads(json.dumps(values["area"]))  # as the row has it
    return all(getattr(alert, name) == value for name, value in values.items())


def _submitted(request: HttpRequest, user: User, alert: Alert) -> HttpResponse:
    """Hand in what was just saved; what keeps it from that is shown beside the fields of the draft."""
    try:
        if alert.state != State.SUBMITTED:  # the same request sent twice
            actions.submit(user, alert, revision=alert.revision)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("alerts:edit", alert.pk)
    messages.success(request, _("Handed in for review. A second person decides now."))
    return redirect("alerts:detail", alert.pk)


def _filled(request: HttpRequest, form: ComposerForm, user: User, alert: Alert | None) -> ComposerForm:
    """Return the form with texts from the templates in place of those that stood there."""
    data = request.POST.copy()
    try:
        fields = _from_templates(form, checked(form, user, alert)[0], user, alert)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return form
    for name, text in fields.items():
        data[name] = text
    filled = ComposerForm(data, request.FILES, user=user, exercise=form.exercise)
    filled.is_valid()
    return filled


def _from_templates(form: ComposerForm, would_be: Alert, user: User, alert: Alert | None) -> dict[str, str]:
    """Return texts from the templates, and the end that they name, by field; refused where something is missing."""
    times = {name: form.cleaned_data.get(name) for name in ("onset", "expires")}
    texts = proposed(would_be, user, form.details(), times, alert)
    fields = {f"texts.{tag}.{part}": text for tag, parts in texts.items() for part, text in parts.items()}
    if "expires" in form.cleaned_data:  # what was mistyped stays beside what is said of it
        fields["expires"] = as_typed(times["expires"])
    return fields


def suggested(form: ComposerForm, would_be: Alert, user: User, alert: Alert | None) -> dict[str, str]:
    """Return what a script writes into fields that nobody has touched yet; empty before the template has enough.

    Parameters
    ----------
    form, user, alert
        See `checked`.
    would_be
        The warning as it would be.
    """
    try:
        return _from_templates(form, would_be, user, alert)
    except RefusedError:
        return {}


def checked(form: ComposerForm, user: User, alert: Alert | None) -> tuple[Alert, tuple[FieldFinding, ...]]:
    """Return the warning as it would be, unsaved, and what is found in it.

    Parameters
    ----------
    form
        A form that was validated.
    user
        The author.
    alert
        The warning as it stands; None for a new one.
    """
    fixed = _fixed(form, user, alert)
    content = form.content()
    try:
        values, jurisdiction = columns(content)
    except RefusedError as refused:
        area, _holder = make_area(content.area, [])
        bare = Alert(
            **fixed, texts=content.texts, area=area, colour=content.colour, event_type=content.event_type,
            expires=content.expires,
        )  # fmt: skip
        return bare, tuple(getattr(refused, "findings", ()))
    would_be = Alert(**fixed, **values, jurisdiction=jurisdiction)
    return would_be, tuple(findings(would_be, now=timezone.now()))


def _fixed(form: ComposerForm, user: User, alert: Alert | None) -> dict[str, Any]:
    """Return the columns that no field of the form changes."""
    if alert is not None:
        names = ("identifier", "sender", "organisation", "msg_type", "previous", "root", "author", "correction",
                 "exercise", "status")  # fmt: skip
        return {name: getattr(alert, name) for name in names}
    organisation = user.organisation
    return {
        "exercise": form.exercise,
        "status": (form.status() or "Exercise") if form.exercise else "Actual",
        "identifier": "draft",
        "sender": organisation.sender if organisation else "",
        "organisation": organisation,
        "author": user,
    }


def _shown(form: ComposerForm, alert: Alert, found: Sequence[FieldFinding]) -> dict[str, Any]:
    """Return what the page shows of a check: findings beside the field they concern, the rest for the whole."""
    by_field: dict[str, list[FieldFinding]] = {name: [] for name in form.fields}
    rest: list[FieldFinding] = []
    for one in found:
        by_field.get(one.field, rest).append(one)
    return {
        "would_be": alert,
        "form": form,
        "previews": previews(alert),
        "on_area": [one for one in rest if one.field == "area"],
        "rest": [one for one in rest if one.field != "area"],
        "beside": [(form[name], rows) for name, rows in by_field.items() if name not in _ALONE],
        "by_field": by_field,
        "errors": sum(one.severity == "error" for one in found) + len(form.errors if form.is_bound else ()),
    }


def _page(
    request: HttpRequest,
    form: ComposerForm,
    user: User,
    alert: Alert | None,
    refused: Sequence[FieldFinding] = (),
    *,
    overtaken: bool = False,
) -> HttpResponse:
    if overtaken and alert is not None:  # seen now: pressed again, it is written over what the other wrote
        form = _seen(request, form, user, alert)
    if form.is_bound:
        would_be, found = checked(form, user, alert)
    elif alert is not None:
        would_be, found = alert, findings(alert, now=timezone.now())
    else:
        would_be, found = Alert(**_fixed(form, user, None), texts={}, area={}), ()
    shown = _shown(form, would_be, [*refused, *(one for one in found if one not in refused)])
    pairs = ["detail.{}", *(f"texts.{{}}.{part}" for part in PARTS), "place.{}"]
    names = [[name.format(tag) for tag in form.languages if name.format(tag) in form.fields] for name in pairs]
    rows = [[(form[name], shown["by_field"][name]) for name in row] for row in names]
    context = {
        **shown, "writer": writer_of(user), "alert": alert, "exercise": form.exercise, "live": not form.exercise,
        "rows": rows, "outline": _outline(form), "cells": _cells(form),
        "cancels": alert is not None and alert.msg_type == MsgType.CANCEL,
        "theirs": changes(alert.texts, form.texts()) if overtaken and alert is not None else None,
    }  # fmt: skip
    return render(
        request,
        "alerts/compose.html",
        context,
        status=409 if overtaken else 422 if form.is_bound and form.errors else 200,
    )


def _seen(request: HttpRequest, form: ComposerForm, user: User, alert: Alert) -> ComposerForm:
    """Return the form with what was typed, as if its writer had seen the newest revision."""
    data = request.POST.copy()
    data["revision"] = str(alert.revision)
    seen = ComposerForm(data, request.FILES, user=user, exercise=form.exercise)
    seen.is_valid()
    return seen


def _cells(form: ComposerForm) -> list[str]:
    """Return the cells of the grid that the page keeps: only a program names them."""
    if not form.is_bound:
        return str(form.initial.get("cells", "")).split()
    return [] if form.cleaned_data.get("drop_cells") else form.cleaned_data.get("cells") or []


def _outline(form: ComposerForm) -> dict[str, Any] | None:
    """Return the outline of a file that the page keeps: a browser does not send a file twice."""
    if form.is_bound:
        data = form.cleaned_data
        found = data.get("upload") or (None if data.get("drop_outline") else data.get("outline"))
    else:
        text = form.initial.get("outline")
        found = json.loads(text) if text else None
    if not found:
        return None
    parts = [found["coordinates"]] if found["type"] == "Polygon" else found["coordinates"]
    return {
        "text": json.dumps(found),
        "polygons": len(parts),
        "points": sum(len(ring) for part in parts for ring in part),
    }
