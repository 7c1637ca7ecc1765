"""Deliveries and sinks, for programs."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field, model_validator

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import jurisdictions
from anlan_center.alerts.deliveries import actions, queries
from anlan_center.alerts.deliveries.channels.protocol import Late, Outcome, storable
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Result, Sink
from anlan_center.alerts.deliveries.receipts.signed import SinkSignature

router = Router(tags=["deliveries"])

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Name = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
Chosen = Annotated[int | None, Query(ge=1, le=2**63 - 1)]
Stage = Literal["", "queued", "sending", "sent", "confirmed", "failed", "dropped"]


class DeliveryOut(Schema):
    """One warning for one target of one sink; addresses are never told."""

    id: int
    alert: int
    sink: str
    target: str
    group: str
    stage: str
    exercise: bool
    jurisdiction: str
    attempts: int
    due: datetime
    expires: datetime
    sent: datetime | None
    confirmed: datetime | None
    error: str

    @staticmethod
    def resolve_alert(row: Delivery) -> int:
        """Return the number of the warning."""
        return row.alert_id

    @staticmethod
    def resolve_sink(row: Delivery) -> str:
        """Return the key of the sink."""
        return row.sink.key

    @staticmethod
    def resolve_stage(row: Delivery) -> str:
        """Return how far it has come."""
        return queries.stage_of(row)


class AttemptOut(Schema):
    """One attempt at a delivery."""

    began: datetime
    ended: datetime
    result: str
    reason: str


class LineOut(Schema):
    """Deliveries of a sink and a recipient group by stage."""

    sink: str
    channel: str
    exercise: bool
    group: str
    queued: int
    sending: int
    sent: int
    confirmed: int
    failed: int
    dropped: int


class SinkOut(Schema):
    """A sink and how it is; settings and secrets are never told."""

    key: str
    channel: str
    name_zh: str
    name_en: str
    jurisdiction: str
    active: bool
    exercise: bool
    public: bool
    open_until: datetime | None
    last_success: datetime | None
    last_failure: datetime | None
    last_error: str


class ReceiptIn(Schema):
    """What became of one message; `id` is the sink's name for it (or for one of its parts), `key` ours."""

    id: Annotated[str, Field(max_length=200)] = ""
    key: Annotated[str, Field(max_length=64)] = ""
    state: Literal["accepted", "delivered", "failed"]
    reason: Annotated[str, Field(max_length=400)] = ""
    at: AwareDatetime | None = None
    area: Annotated[dict[str, Any] | None, Field(description="Accepted area (GeoJSON geometry)")] = None

    @model_validator(mode="after")
    def named(self) -> Self:
        """Refuse a receipt of nothing."""
        if not self.id and not self.key:
            raise ValueError("name the message by 'id', 'key' or both")
        return self

    def late(self) -> Late:
        """Return it as channels tell it."""
        result = {"accepted": Result.SENT, "delivered": Result.CONFIRMED}.get(self.state, Result.REFUSED)
        reason = self.reason or (
            gettext_noop("the sink tells that it did not arrive") if result == Result.REFUSED else ""
        )
        return Late(storable(self.id), Outcome(result, reason), storable(self.key), self.area)


class ReceiptsIn(Schema):
    """Receipts of one sink, of one message or of many, in any order, also told again."""

    receipts: Annotated[list[ReceiptIn], Field(min_length=1, max_length=500)]


class TakenOut(Schema):
    """How many receipts were read; whether their messages are known is not told."""

    taken: int


class AgainIn(Schema):
    """How a delivery is sent again."""

    again: bool = False


def _person(request: HttpRequest) -> User:
    person = request.user
    if not isinstance(person, User) or not jurisdictions(person, "delivery.view"):
        raise PermissionDenied(_("You lack the permission to see this; ask an administrator for it."))
    return person


@router.get("/board", response={200: list[LineOut]}, summary="Deliveries by sink, recipient group and stage")
def board(request: HttpRequest, alert: Chosen = None) -> list[dict[str, object]]:
    """Count what the caller may see."""
    return [
        {"sink": line.sink.key, "channel": line.sink.channel, "exercise": line.sink.exercise, "group": line.group,
         **line.counts}
        for line in queries.board(_person(request), alert)
    ]  # fmt: skip


@router.get("/", response={200: list[DeliveryOut]}, summary="Deliveries, the newest first")
@paginate
def list_deliveries(
    request: HttpRequest, alert: Chosen = None, sink: Chosen = None, stage: Stage = ""
) -> QuerySet[Delivery]:
    """List what the caller may see."""
    return queries.deliveries(_person(request), alert=alert, sink=sink, stage=stage)


@router.get("/sinks", response={200: list[SinkOut]}, summary="Sinks and how they are")
@paginate
def list_sinks(request: HttpRequest) -> QuerySet[Sink]:
    """List the sinks that the caller may see."""
    return queries.sinks(_person(request))


@router.post(
    "/sinks/{key}/receipts",
    response={202: TakenOut},
    auth=SinkSignature(),
    url_name="receipts",
    summary="For sinks: tell later what became of messages",
)
def take_receipts(request: HttpRequest, key: Name, told: ReceiptsIn) -> Any:
    """Note receipts. Signed with the secret of the sink's receipts. A name that is not known is answered like any."""
    sink = request.auth  # type: ignore[attr-defined]  # put there by SinkSignature
    actions.take_receipts(sink, [(one.late(), one.at) for one in told.receipts])
    return Status(202, {"taken": len(told.receipts)})


@router.get("/{number}", response={200: DeliveryOut}, summary="One delivery")
def one_delivery(request: HttpRequest, number: Number) -> Delivery:
    """Return a delivery."""
    return queries.deliveries(_person(request)).get(pk=number)


@router.get("/{number}/attempts", response={200: list[AttemptOut]}, summary="Every attempt at a delivery")
@paginate
def attempts(request: HttpRequest, number: Number) -> QuerySet[Attempt]:
    """List the attempts, the first one first."""
    return queries.deliveries(_person(request)).get(pk=number).tries.order_by("id")


@router.post("/{number}/resend", response={200: DeliveryOut}, summary="Send to one target again")
def resend(request: HttpRequest, number: Number, how: AgainIn) -> Delivery:
    """Send again what failed; what was acknowledged only where it may arrive twice."""
    person = _person(request)
    return actions.resend(person, queries.deliveries(person).get(pk=number), again=how.again)
