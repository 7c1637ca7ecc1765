"""Warnings of others, for programs: hand them in, list them, pass them on."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema, Status
from ninja.pagination import LimitOffsetPagination, paginate

from anlan_center.accounts.models import User
from anlan_center.alerts.ingest import actions, queries
from anlan_center.alerts.ingest.engine import UnreadableError
from anlan_center.alerts.ingest.models import Pin, Received, Source
from anlan_center.alerts.release.errors import NotReadyError, RefusedError

router = Router(tags=["ingest"])

Key = Annotated[int, Path(ge=1, le=2**63 - 1)]
State = Literal["", "active", "updated", "cancelled", "expired", "held"]


class Pages(LimitOffsetPagination):
    """Lists in pages whose size and place every database can count."""

    class Input(Schema):
        """Which part of a list."""

        limit: int = Field(50, ge=1, le=200)
        offset: int = Field(0, ge=0, le=10_000_000)


class MessageOut(Schema):
    """A message of somebody else. `reason`, `held_reason` and findings hold sentences by language."""

    id: int
    source_id: int
    jurisdiction: str
    sender: str
    identifier: str
    sent_text: str
    status: str
    exercise: bool
    msg_type: str
    event: str
    event_type: str
    colour: str
    severity: str
    headlines: dict[str, str]
    place: str
    expires: datetime | None
    received: datetime
    copies: int
    signature: str
    trusted: bool
    reason: dict[str, str]
    subject: str
    state: str
    held_code: str
    held_reason: dict[str, str]
    root_id: int | None
    same_as_id: int | None
    relayed_id: int | None


class MessageWithFindings(MessageOut):
    """A message with what was found in it."""

    findings: list[dict[str, Any]]


class SourceOut(Schema):
    """Somebody whose warnings are read. `told` holds the error by language."""

    id: int
    name: str
    way: str
    address: str
    every_s: int
    jurisdiction: str
    active: bool
    takes_unsigned: bool
    names_all: bool
    looked: datetime | None
    changed: datetime | None
    failures: int
    error: str
    told: dict[str, str]


class PinOut(Schema):
    """A certificate pinned to a sender."""

    id: int
    sender: str
    subject: str
    fingerprint: str
    jurisdiction: str
    since: datetime | None
    until: datetime | None


class RelayIn(Schema):
    """How a message is passed on; empty values take what the message tells."""

    event_type: str = ""
    colour: Literal["", "red", "orange", "yellow", "blue"] = ""
    codes: tuple[str, ...] = ()


class RelayOut(Schema):
    """The draft that passes a message on."""

    alert: int


class Problem(Schema):
    """Why something was refused."""

    detail: str | list[dict[str, Any]]
    findings: tuple[dict[str, Any], ...] = ()


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied(_("Sign in first."))
    return request.user


@router.get("/messages", response={200: list[MessageOut]}, summary="Messages of others, the latest first")
@paginate(Pages)
def list_messages(request: HttpRequest, state: State = "", exercise: bool | None = None) -> QuerySet[Received]:
    """List what the caller may see. Needs ingest.view."""
    return queries.messages(_person(request), queries.Wish(state=state, exercise=exercise))


@router.get("/messages/{key}", response={200: MessageWithFindings}, summary="A message and what was found in it")
def show_message(request: HttpRequest, key: Key) -> Received:
    """Show one message. Needs ingest.view."""
    return get_object_or_404(queries.messages(_person(request)), pk=key)


@router.post("/messages/{key}/relay", response={200: RelayOut, 409: Problem, 422: Problem}, summary="Pass a message on")
def relay_message(request: HttpRequest, key: Key, body: RelayIn) -> Any:
    """Draft a warning that passes a message on. Needs ingest.view and alert.draft."""
    person = _person(request)
    row = get_object_or_404(queries.messages(person), pk=key)
    try:
        alert = actions.relay(person, row, event_type=body.event_type, colour=body.colour, codes=body.codes)
    except NotReadyError as problem:
        found = [{"field": one.field, "code": one.code, "reason": one.reason} for one in problem.findings]
        return Status(422, {"detail": str(problem), "findings": found})
    except (actions.IngestError, RefusedError) as problem:
        return Status(409, {"detail": str(problem)})
    return {"alert": alert.pk}


@router.get("/sources", response={200: list[SourceOut]}, summary="Sources of warnings of others")
@paginate(Pages)
def list_sources(request: HttpRequest) -> QuerySet[Source]:
    """List what the caller may see. Needs ingest.view."""
    return queries.sources(_person(request))


@router.post(
    "/sources/{key}/messages",
    response={200: MessageWithFindings, 409: Problem, 422: Problem},
    summary="Hand in a message: the body is CAP as XML",
)
def hand_in_message(request: HttpRequest, key: Key) -> Any:
    """Take in a message. Needs ingest.push. A copy of one that is there gives that one and is counted."""
    person = _person(request)
    source = get_object_or_404(queries.sources_to_push(person), pk=key)
    try:
        return actions.hand_in(person, source, request.body)
    except UnreadableError as problem:
        return Status(422, {"detail": str(problem), "findings": list(problem.findings)})
    except actions.IngestError as problem:
        return Status(409, {"detail": str(problem)})


@router.get("/pins", response={200: list[PinOut]}, summary="Certificates pinned to senders")
@paginate(Pages)
def list_pins(request: HttpRequest) -> QuerySet[Pin]:
    """List what the caller may see. Needs ingest.view."""
    return queries.pins(_person(request))
