"""Text messages through a gateway that takes many in one HTTP request and answers for each."""

import json
from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.deliveries.channels.destinations import DestinationError
from anlan_center.alerts.deliveries.channels.protocol import (
    Capability,
    Configuration,
    Connection,
    Outcome,
    Parcel,
    Setting,
)
from anlan_center.alerts.deliveries.channels.web import AUTHORITY, HttpChannel, Poster
from anlan_center.alerts.deliveries.channels.wording import short_text
from anlan_center.alerts.deliveries.models import Result

_RESULTS = {
    "accepted": Result.SENT,
    "duplicate": Result.SENT,  # it has this key: an earlier attempt came through
    "delivered": Result.CONFIRMED,
    "rejected": Result.REFUSED,
}


class GatewayConnection:
    """An open session to a gateway."""

    def __init__(self, poster: Poster, configuration: Configuration) -> None:
        self._poster = poster
        self._url = configuration.text("url")
        self._headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Authorization": f"Bearer {configuration.text('token')}",
        }
        self._sender = configuration.text("sender")

    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Post all messages in one request; texts that are the same are written once."""
        try:
            answer = await self._poster.post(self._url, self._body(parcels), self._headers)
        except DestinationError as fault:
            return [Outcome(Result.REFUSED, str(fault))] * len(parcels)
        if not 200 <= answer.status < 300:
            return [answer.outcome()] * len(parcels)
        return _outcomes(parcels, answer.body)

    def _body(self, parcels: Sequence[Parcel]) -> bytes:
        texts: dict[str, int] = {}
        messages = []
        for parcel in parcels:
            text = "\n".join(part for part in (short_text(parcel.message.content), parcel.footer) if part)
            place = texts.setdefault(text, len(texts))
            messages.append({"key": parcel.key, "to": parcel.address, "text": place})
        whole = {"sender": self._sender, "texts": list(texts), "messages": messages}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _outcomes(parcels: Sequence[Parcel], body: bytes) -> Sequence[Outcome]:
    """Read the answer for each message; one that is not answered for was not acknowledged."""
    try:
        told = json.loads(body) if body.strip() else {}
        if not isinstance(told, dict) or not isinstance(told.get("messages", []), list):
            raise ValueError("it has no list 'messages'")
    except ValueError as fault:
        return [Outcome(Result.FAILED, f"the gateway's answer cannot be read: {fault}")] * len(parcels)
    if told.get("accepted") == "all":
        return [Outcome(Result.SENT)] * len(parcels)
    each = {one.get("key"): one for one in told.get("messages", []) if isinstance(one, dict)}
    return [_outcome(each.get(parcel.key)) for parcel in parcels]


def _outcome(told: dict[str, Any] | None) -> Outcome:
    if told is None:
        return Outcome(Result.FAILED, "the gateway's answer does not name this message")
    result = _RESULTS.get(str(told.get("state")), Result.FAILED)
    return Outcome(result, str(told.get("reason", ""))[:400], str(told.get("id", ""))[:200])


class SmsGateway(HttpChannel):
    """Text messages, hundreds in one request: how the warning centres of provinces reach operators."""

    kind: ClassVar = "sms-gateway"
    label: ClassVar[str | Promise] = _("Text messages (HTTP gateway)")
    way: ClassVar = "sms"
    capability: ClassVar = Capability(
        longest=1530, unit="septets", media=("text",), deduplicates=True, batch=500, concurrency=2, timeout=20.0
    )
    settings: ClassVar = (
        Setting("url", _("Address"), "url"),
        Setting("token", _("Token"), secret=True),
        Setting("sender", _("Sender"), required=False),
        AUTHORITY,
    )

    def connection(self, poster: Poster, configuration: Configuration) -> Connection:
        """Send through an open session."""
        return GatewayConnection(poster, configuration)
