"""Write a warning: draft, edit, submit, discard."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.release.actions.content import Content, columns
from anlan_center.alerts.release.actions.moving import current, demand_step, move, note_step, take_part
from anlan_center.alerts.release.errors import ConflictError, NotReadyError, RefusedError
from anlan_center.alerts.release.message.checking import errors, findings
from anlan_center.alerts.release.models import Alert, Hand, LanguageApproval, Status
from anlan_center.audit.recording import record


def draft(user: User, content: Content, *, exercise: bool, status: str = "", request_key: str = "") -> Alert:
    """Make a warning in state draft.

    Parameters
    ----------
    user
        The author; has ``alert.draft`` for the whole area, and an organisation with a sender.
    content
        What it says; may still be incomplete, but must have an area.
    exercise
        Whether it belongs to an exercise; it can never be changed.
    status
        ``Exercise`` or ``Test`` in an exercise; empty for ``Exercise``, or ``Actual`` where it is real.
    request_key
        A key of the request: the same key of the same person gives the same warning, and not a second one.

    Raises
    ------
    PermissionDenied, NotReadyError, RefusedError
    ConflictError
        If the key was used for another content.
    """
    if not request_key.isprintable():
        raise RefusedError(_("The key of the request holds characters that cannot be printed."))
    digest = _digest(content, exercise, status) if request_key else ""
    known = _known(user, request_key, digest)
    if known is not None:
        return known
    values, jurisdiction = columns(content)
    demand(user, "alert.draft", jurisdiction)
    try:
        with transaction.atomic():
            return insert(
                user,
                {**values, "request_key": request_key, "request_digest": digest},
                jurisdiction,
                exercise=exercise,
                status=status_of(status, exercise=exercise),
            )
    except IntegrityError:
        known = _known(user, request_key, digest)
        if known is None:
            raise
        return known


def insert(
    user: User, values: Mapping[str, Any], jurisdiction: str, *, exercise: bool, status: str, action: str = "draft"
) -> Alert:
    """Write a new row in state draft, in the caller's transaction.

    Parameters
    ----------
    user
        The author.
    values
        Columns.
    jurisdiction, exercise, status
        See `Alert`.
    action
        What the step is called.

    Raises
    ------
    RefusedError
        If the author has no organisation that can send.
    """
    organisation = user.organisation
    if organisation is None or not organisation.active or not organisation.sender:
        raise RefusedError(
            _("You belong to no organisation that sends warnings; an administrator can give yours a sender.")
        )
    now = timezone.now()
    alert = Alert.objects.create(
        **values,
        identifier=_identifier(jurisdiction, now),
        sender=organisation.sender,
        organisation=organisation,
        jurisdiction=jurisdiction,
        exercise=exercise,
        status=status,
        author=user,
    )
    take_part(user, alert, Hand.Kind.WROTE)
    note_step(user, alert, action, at=now)
    record(user, f"alert.{action}", alert, exercise=exercise, after=told(alert), at=now)
    return alert


def edit(user: User, alert: Alert, content: Content, *, revision: int) -> Alert:
    """Change what a warning says, while it is open; it becomes a draft again, and approvals of languages are void.

    Parameters
    ----------
    user
        Has ``alert.draft`` for the area as it was and as it becomes.
    alert
        The warning.
    content
        All that it says from now on.
    revision
        The revision that the person saw; refused where somebody else has changed it since.

    Raises
    ------
    PermissionDenied, NotReadyError, ConflictError
    """
    known = current(alert)
    row = demand_step(user, known, "edit", revision=revision)
    values, jurisdiction = columns(content)
    demand(user, "alert.draft", jurisdiction)
    changes = {**values, "jurisdiction": jurisdiction, "revision": known.revision + 1, "reviewer": None}
    changed = Alert(**{**{name: getattr(known, name) for name in TOLD}, **values, "jurisdiction": jurisdiction})
    with transaction.atomic():
        moved = move(user, known, row, at=timezone.now(), changes=changes, before=told(known), after=told(changed))
        take_part(user, moved, Hand.Kind.WROTE)
        LanguageApproval.objects.filter(alert=moved).delete()
    return moved


def submit(user: User, alert: Alert, *, revision: int) -> Alert:
    """Hand a draft in for review; refused while it has errors, which are listed by field.

    Parameters
    ----------
    user
        Has ``alert.draft``.
    alert
        The warning.
    revision
        The revision that the person saw.

    Raises
    ------
    PermissionDenied, ConflictError
    NotReadyError
        With every finding.
    """
    known = current(alert)
    row = demand_step(user, known, "submit", revision=revision)
    now = timezone.now()
    demand_ready(known, now)
    with transaction.atomic():
        return move(user, known, row, at=now)


def discard(user: User, alert: Alert, *, revision: int, reason: str) -> Alert:
    """Give up a warning that was not approved; it stays on record.

    Parameters
    ----------
    user
        Has ``alert.draft``.
    alert
        The warning.
    revision
        The revision that the person saw.
    reason
        Why.

    Raises
    ------
    PermissionDenied, ConflictError, NoReasonError
    """
    known = current(alert)
    row = demand_step(user, known, "discard", revision=revision, reason=reason)
    with transaction.atomic():
        return move(user, known, row, at=timezone.now(), reason=reason)


TOLD = (
    "jurisdiction", "exercise", "status", "msg_type", "scope", "restriction", "addresses", "source", "note",
    "event_type", "colour", "severity", "urgency", "certainty", "texts", "area", "onset", "expires", "release_at",
    "correction",
)  # fmt: skip
"""Columns that the record tells of."""


def told(alert: Alert) -> dict[str, Any]:
    """Return what the record tells of a warning's content; the outline of its area as a digest."""
    told = {name: getattr(alert, name) for name in TOLD}
    area = {key: value for key, value in alert.area.items() if key in {"codes", "circles", "description"}}
    outline = json.dumps(alert.area.get("geometry"), sort_keys=True)
    return {**told, "area": {**area, "geometry_sha256": hashlib.sha256(outline.encode()).hexdigest()}}


def demand_ready(alert: Alert, now: datetime, languages: Sequence[str] | None = None) -> None:
    """Refuse a warning whose content has errors.

    Parameters
    ----------
    alert
        The warning.
    now
        The time.
    languages
        Those that go out; None for all.

    Raises
    ------
    NotReadyError
        With every finding, also those that are no errors.
    """
    found = findings(alert, now=now, languages=languages)
    if errors(found):
        raise NotReadyError(_("The warning has errors; correct them first."), found)


def status_of(status: str, *, exercise: bool) -> str:
    """Return the status of CAP; refuses what would make a real warning of an exercise, or the other way round."""
    wanted = status or (Status.EXERCISE if exercise else Status.ACTUAL)
    if wanted not in Status.values or (wanted == Status.ACTUAL) == exercise:
        raise RefusedError(
            _("A real warning has the status Actual, an exercise has Exercise or Test; '%(value)s' does not fit.")
            % {"value": wanted}
        )
    return str(wanted)


def _identifier(jurisdiction: str, now: datetime) -> str:
    """Return an identifier that no other message has: area, time in UTC, and 40 random bits."""
    return f"{jurisdiction:0<12}.{now:%Y%m%d%H%M%S}.{secrets.token_hex(5)}"


def _digest(content: Content, exercise: bool, status: str) -> str:
    text = json.dumps([asdict(content), exercise, status], cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _known(user: User, request_key: str, digest: str) -> Alert | None:
    """Return the warning that this request has made already."""
    if not request_key:
        return None
    known = Alert.objects.filter(author=user, request_key=request_key).first()
    if known is not None and known.request_digest != digest:
        raise ConflictError(_("This key of a request was used for another warning; take a new one."))
    return known
