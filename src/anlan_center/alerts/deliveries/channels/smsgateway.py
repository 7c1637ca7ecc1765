"""Text messages through a gateway that takes many in one HTTP request and answers for each."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anlan_center.alerts.deliveries.channels.parts import Parts, accepted, digest_of, reference_of
from anlan_center.alerts.deliveries.channels.protocol import (
    Capability,
    Configuration,
    Outcome,
    Parcel,
    Setting,
)
from anlan_center.alerts.deliveries.channels.web import AUTHORITY, RECEIPTS, Answer, HttpChannel, Poster, WebConnection
from anlan_center.alerts.deliveries.channels.wording import short_text
from anlan_center.alerts.deliveries.models import Result

MOST_PARTS: Final = 255
"""Parts of a text message (3GPP TS 23.040, 9.2.3.24.1)."""

_RESULTS = {
    "accepted": Result.SENT,
    "duplicate": Result.SENT,  # it has this key: an earlier attempt came through
    "delivered": Result.CONFIRMED,
    "rejected": Result.REFUSED,
}


class GatewayConnection(WebConnection):
    """An open session to a gateway."""

    def __init__(self, poster: Poster, configuration: Configuration) -> None:
        self._poster = poster
        self._url = configuration.text("url")
        self._headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Authorization": f"Bearer {configuration.text('token')}",
        }
        self._sender = configuration.text("sender")
        self._named = bool(configuration.text("receipts"))

    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Post all messages in one request; texts that are the same are written once."""
        answer = await self._poster.to_sink(self._url, self._body(parcels), self._headers)
        if not 200 <= answer.status < 300:
            return [answer.outcome()] * len(parcels)
        return self._outcomes(parcels, answer)

    def _body(self, parcels: Sequence[Parcel]) -> bytes:
        texts: dict[str, int] = {}
        messages = []
        for parcel in parcels:
            text = text_of(parcel)
            place = texts.setdefault(text, len(texts))
            messages.append({"key": parcel.key, "to": parcel.address, "text": place, **_missing(parcel, text)})
        whole = {"sender": self._sender, "texts": list(texts), "messages": messages}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    def _outcomes(self, parcels: Sequence[Parcel], answer: Answer) -> Sequence[Outcome]:
        """Read the answer for each message; one that is not answered for was not acknowledged."""
        try:
            told = answer.said()
            if not isinstance(told.get("messages", []), list):
                raise ValueError("'messages' is no list")
        except ValueError as fault:
            return [Outcome(Result.FAILED, f"the gateway's answer cannot be read: {fault}")] * len(parcels)
        if told.get("accepted") == "all":
            name = _said(told, "id")
            return [Outcome(Result.SENT, receipt=name or self._name(parcel)) for parcel in parcels]
        each = {str(one.get("key")): one for one in told.get("messages", []) if isinstance(one, dict)}
        return [self._outcome(parcel, each.get(parcel.key)) for parcel in parcels]

    def _outcome(self, parcel: Parcel, told: Mapping[str, Any] | None) -> Outcome:
        if told is None:
            return Outcome(Result.FAILED, gettext_noop("the gateway's answer does not name this message"))
        result = _RESULTS.get(str(told.get("state")), Result.FAILED)
        name = _said(told, "id") or self._name(parcel)
        taken = result in {Result.SENT, Result.CONFIRMED}
        return Outcome(result, _said(told, "reason")[:400], name if taken else "", parts=_brought_through(parcel, told))

    def _name(self, parcel: Parcel) -> str:
        """Return the name of a message that the gateway gives none: its key, where receipts may come."""
        return parcel.key if self._named else ""


def _said(told: Mapping[str, Any], name: str) -> str:
    """Return a field of an answer in words; empty where it is left out or null."""
    value = told.get(name)
    return "" if value is None else str(value)


def text_of(parcel: Parcel) -> str:
    """Return the text of a message to a phone, with the lines below it."""
    return "\n".join(part for part in (short_text(parcel.message.content), parcel.footer) if part)


def _missing(parcel: Parcel, text: str) -> dict[str, object]:
    """Say which parts went through before, so that the gateway sends only the others, with the same reference."""
    if parcel.parts is None:
        return {}
    through = accepted(parcel.parts, text, parcel.parts.total)
    if not through:
        return {}
    return {"accepted_parts": sorted(through), "parts": parcel.parts.total, "reference": reference_of(parcel.key, text)}


def _brought_through(parcel: Parcel, told: Mapping[str, Any]) -> Parts | None:
    """Read which parts of a divided message the gateway has accepted, where it says so."""
    total, numbers = told.get("parts"), told.get("accepted_parts")
    if not isinstance(total, int) or not isinstance(numbers, list) or not 2 <= total <= MOST_PARTS:
        return None
    names = {number: "" for number in numbers if isinstance(number, int) and 1 <= number <= total}
    return Parts(digest_of(text_of(parcel)), total, names) if names else None


class SmsGateway(HttpChannel):
    """Text messages, hundreds in one request: how the warning centres of provinces reach operators."""

    kind: ClassVar = "sms-gateway"
    label: ClassVar[str | Promise] = _("Text messages (HTTP gateway)")
    way: ClassVar = "sms"
    capability: ClassVar = Capability(
        longest=1530,
        unit="septets",
        media=("text",),
        deduplicates=True,
        batch=500,
        concurrency=2,
        timeout=20.0,
        divides=True,
    )
    settings: ClassVar = (
        Setting("url", _("Address"), "url"),
        Setting("token", _("Token"), secret=True),
        Setting("sender", _("Sender"), required=False),
        RECEIPTS,
        AUTHORITY,
    )

    def connection(self, poster: Poster, configuration: Configuration) -> WebConnection:
        """Send through an open session."""
        return GatewayConnection(poster, configuration)
