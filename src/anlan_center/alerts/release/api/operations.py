"""The programming interface to warnings. Each operation calls an action or a query; these ask who may, and where."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Annotated, Any, ParamSpec

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Header, Path, Query, Router, Status

from anlan.errors import SettingError
from anlan_center.accounts.models import User
from anlan_center.accounts.scope import SecondFactorRequiredError
from anlan_center.alerts.release import actions, queries
from anlan_center.alerts.release.api import schemas
from anlan_center.alerts.release.engine import EVENT_TYPES, said
from anlan_center.alerts.release.errors import ConflictError, NotReadyError, RefusedError, SamePersonError
from anlan_center.alerts.release.message.checking import findings
from anlan_center.alerts.release.message.keys import certificates
from anlan_center.alerts.release.message.proposing import preview, proposal
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.release.statistics import durations
from anlan_center.alerts.release.workflow import State

router = Router(tags=["alerts"])

Arguments = ParamSpec("Arguments")
Key = Annotated[int, Path(ge=1, le=2**63 - 1)]
REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422), schemas.ProblemOut)
"""What an operation answers where it refuses."""


def plain_errors(operation: Callable[Arguments, Any]) -> Callable[Arguments, Any]:
    """Answer a refusal in plain words and with its own status."""

    @wraps(operation)
    def answered(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Any:
        try:
            return operation(*args, **kwargs)
        except SecondFactorRequiredError as refusal:
            return _problem(403, "second-factor", str(refusal))
        except PermissionDenied as refusal:
            return _problem(403, "permission", str(refusal))
        except SamePersonError as refusal:
            return _problem(403, "second-person", str(refusal))
        except ConflictError as refusal:
            return _problem(409, "conflict", str(refusal))
        except NotReadyError as refusal:
            return _problem(422, "findings", str(refusal), [schemas.finding_out(one) for one in refusal.findings])
        except RefusedError as refusal:
            return _problem(422, "refused", str(refusal))
        except SettingError as refusal:
            return _problem(422, "refused", said(refusal.message))

    return answered


def _problem(status: int, code: str, detail: str, found: list[dict[str, str]] | None = None) -> Status[dict[str, Any]]:
    return Status(status, {"detail": detail, "code": code, "findings": found or []})


def person(request: HttpRequest) -> User:
    """Return who asks; nobody may do anything who is not signed in."""
    if isinstance(request.user, AnonymousUser) or not isinstance(request.user, User):
        raise PermissionDenied(_("Sign in first."))
    return request.user


def _one(request: HttpRequest, key: int) -> Alert:
    return get_object_or_404(queries.alerts(person(request)), pk=key)


def _whole(request: HttpRequest, alert: Alert) -> dict[str, Any]:
    return schemas.whole(person(request), alert)


@router.get("", response={200: schemas.PageOut, **REFUSALS}, operation_id="list_alerts")
@plain_errors
def list_alerts(
    request: HttpRequest,
    state: State | None = None,
    exercise: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Any:
    """List warnings, drafts included, the latest first. Needs alert.view."""
    rows = queries.alerts(person(request))
    if state is not None:
        rows = rows.filter(state=state.value)
    if exercise is not None:
        rows = rows.filter(exercise=exercise)
    return {"count": rows.count(), "items": [schemas.summary(row) for row in rows[offset : offset + limit]]}


@router.post("", response={200: schemas.AlertOut, **REFUSALS}, operation_id="draft_alert")
@plain_errors
def draft_alert(
    request: HttpRequest,
    body: schemas.DraftIn,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", max_length=120)] = "",
) -> Any:
    """Draft a warning. Needs alert.draft. The same Idempotency-Key gives the same warning and no second one."""
    made = actions.draft(
        person(request), body.content(), exercise=body.exercise, status=body.status, request_key=idempotency_key
    )
    return _whole(request, made)


@router.get("/event-types", response=list[str], operation_id="list_event_types")
def list_event_types(request: HttpRequest) -> list[str]:
    """List the kinds of events of which can be warned."""
    return list(EVENT_TYPES)


@router.get("/certificates", response={200: list[str], **REFUSALS}, operation_id="list_certificates")
@plain_errors
def list_certificates(request: HttpRequest) -> Any:
    """List the certificates of this installation, PEM, for those who verify its warnings."""
    return list(certificates())


@router.get("/statistics", response={200: list[schemas.DurationsOut], **REFUSALS}, operation_id="time_alerts")
@plain_errors
def time_alerts(request: HttpRequest, exercise: bool = False) -> Any:
    """Say how long released warnings took from their draft to each step. Needs alert.view."""
    rows = queries.alerts(person(request)).filter(released_at__isnull=False, exercise=exercise)
    return [asdict(one) for one in durations(rows)]


@router.post("/areas", response={200: dict[str, Any], **REFUSALS}, operation_id="preview_area")
@plain_errors
def preview_area(request: HttpRequest, body: schemas.AreaIn) -> Any:
    """Say what an area covers, who is estimated to be in it, and whose it is. Needs alert.view there."""
    return preview(person(request), body.dict())


@router.post("/proposals", response={200: schemas.TextIn, **REFUSALS}, operation_id="propose_text")
@plain_errors
def propose_text(request: HttpRequest, body: schemas.ProposalIn) -> Any:
    """Propose a text from the templates. Needs alert.draft there."""
    return proposal(person(request), **body.dict())


@router.get("/{key}", response={200: schemas.AlertOut, **REFUSALS}, operation_id="get_alert")
@plain_errors
def get_alert(request: HttpRequest, key: Key) -> Any:
    """Return a warning. Needs alert.view."""
    return _whole(request, _one(request, key))


@router.get("/{key}/findings", response={200: list[schemas.FindingOut], **REFUSALS}, operation_id="check_alert")
@plain_errors
def check_alert(request: HttpRequest, key: Key) -> Any:
    """Check a warning as it would go out now. Needs alert.view."""
    return [schemas.finding_out(one) for one in findings(_one(request, key))]


@router.get("/{key}/steps", response={200: list[schemas.StepOut], **REFUSALS}, operation_id="list_steps")
@plain_errors
def list_steps(request: HttpRequest, key: Key) -> Any:
    """List the steps that a warning took. Needs alert.view."""
    return [schemas.step_out(step) for step in queries.history(_one(request, key))]


@router.get("/{key}/cap", response={200: None, **REFUSALS}, operation_id="get_cap")
@plain_errors
def get_cap(request: HttpRequest, key: Key) -> Any:
    """Return the signed message of CAP 1.2 of an approved warning. Needs alert.view."""
    content = _one(request, key).cap
    if content is None:
        raise ConflictError(_("The warning is not approved, so there is no message yet."))
    return HttpResponse(bytes(content), content_type="application/cap+xml")


@router.put("/{key}", response={200: schemas.AlertOut, **REFUSALS}, operation_id="edit_alert")
@plain_errors
def edit_alert(request: HttpRequest, key: Key, body: schemas.EditIn) -> Any:
    """Change what a warning says; it becomes a draft again. Needs alert.draft, before and after."""
    done = actions.edit(person(request), _one(request, key), body.content(), revision=body.revision)
    return _whole(request, done)


@router.post("/{key}/submit", response={200: schemas.AlertOut, **REFUSALS}, operation_id="submit_alert")
@plain_errors
def submit_alert(request: HttpRequest, key: Key, body: schemas.SeenIn) -> Any:
    """Hand a draft in for review. Needs alert.draft."""
    return _whole(request, actions.submit(person(request), _one(request, key), revision=body.revision))


@router.post("/{key}/discard", response={200: schemas.AlertOut, **REFUSALS}, operation_id="discard_alert")
@plain_errors
def discard_alert(request: HttpRequest, key: Key, body: schemas.ReasonIn) -> Any:
    """Give up a warning that was not approved. Needs alert.draft."""
    done = actions.discard(person(request), _one(request, key), revision=body.revision, reason=body.reason)
    return _whole(request, done)


@router.post("/{key}/review", response={200: schemas.AlertOut, **REFUSALS}, operation_id="review_alert")
@plain_errors
def review_alert(request: HttpRequest, key: Key, body: schemas.LanguagesIn) -> Any:
    """Say that a warning is right, and its text in these languages. Needs alert.review, and a second person."""
    done = actions.review(person(request), _one(request, key), revision=body.revision, languages=body.languages)
    return _whole(request, done)


@router.post(
    "/{key}/languages/{language}", response={200: schemas.AlertOut, **REFUSALS}, operation_id="approve_language"
)
@plain_errors
def approve_language(request: HttpRequest, key: Key, language: str, body: schemas.SeenIn) -> Any:
    """Say that the text in one language is right. Needs alert.review, and a second person."""
    done = actions.approve_language(person(request), _one(request, key), language, revision=body.revision)
    return _whole(request, done)


@router.post("/{key}/give-back", response={200: schemas.AlertOut, **REFUSALS}, operation_id="give_back_alert")
@plain_errors
def give_back_alert(request: HttpRequest, key: Key, body: schemas.ReasonIn) -> Any:
    """Return a warning for edit. Needs alert.review or alert.approve."""
    done = actions.give_back(person(request), _one(request, key), revision=body.revision, reason=body.reason)
    return _whole(request, done)


@router.post("/{key}/approve", response={200: schemas.AlertOut, **REFUSALS}, operation_id="approve_alert")
@plain_errors
def approve_alert(request: HttpRequest, key: Key, body: schemas.LanguagesIn) -> Any:
    """Sign a reviewed warning and release it. Needs alert.approve, a second factor, and a second person."""
    done = actions.approve(person(request), _one(request, key), revision=body.revision, languages=body.languages)
    return _whole(request, done)


@router.post("/{key}/emergency", response={200: schemas.AlertOut, **REFUSALS}, operation_id="approve_in_emergency")
@plain_errors
def approve_in_emergency(request: HttpRequest, key: Key, body: schemas.EmergencyIn) -> Any:
    """Sign and release a draft without a review. Needs alert.approve, a second factor, and a second person."""
    done = actions.emergency(
        person(request), _one(request, key), revision=body.revision, reason=body.reason, languages=body.languages
    )
    return _whole(request, done)


@router.post("/{key}/update", response={200: schemas.AlertOut, **REFUSALS}, operation_id="prepare_update")
@plain_errors
def prepare_update(request: HttpRequest, key: Key, body: schemas.UpdateIn) -> Any:
    """Draft an update or a correction of a warning in force. Needs alert.draft."""
    done = actions.prepare_update(person(request), _one(request, key), correction=body.correction)
    return _whole(request, done)


@router.post("/{key}/cancel", response={200: schemas.AlertOut, **REFUSALS}, operation_id="prepare_cancel")
@plain_errors
def prepare_cancel(request: HttpRequest, key: Key, body: schemas.CancelIn) -> Any:
    """Draft the cancellation of a warning in force. Needs alert.draft."""
    done = actions.prepare_cancel(person(request), _one(request, key), reason=body.reason)
    return _whole(request, done)
