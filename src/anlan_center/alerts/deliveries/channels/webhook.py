"""Webhook: a warning as signed JSON to an address of the web."""

import functools
import hashlib
import hmac
import json
import time
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.deliveries.channels.protocol import (
    Capability,
    Configuration,
    Outcome,
    Parcel,
    Setting,
)
from anlan_center.alerts.deliveries.channels.web import (
    AUTHORITY,
    RECEIPTS,
    HttpChannel,
    OneByOne,
    Poster,
    WebConnection,
)
from anlan_center.alerts.deliveries.content import Content


@functools.lru_cache(maxsize=64)
def as_json(content: Content) -> bytes:
    """Write a warning as JSON; the signed message within it is what counts.

    Parameters
    ----------
    content
        The warning.
    """
    fields = {
        "identifier": content.identifier, "sender": content.sender, "sent": content.sent.isoformat(),
        "status": content.status, "msgType": content.msg_type, "references": content.references,
        "event": content.event, "colour": content.colour, "severity": content.severity,
        "language": content.language, "headline": content.headline, "description": content.description,
        "instruction": content.instruction, "area": content.area,
        "onset": content.onset.isoformat() if content.onset else None, "expires": content.expires.isoformat(),
        "web": content.web, "cap": content.cap.decode("utf-8"),
    }  # fmt: skip
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, at: int, body: bytes) -> str:
    """Return the value of ``X-Anlan-Signature``: ``t=TIME,v1=HMAC-SHA256(secret, TIME + "." + body)`` in hexadecimal.

    Parameters
    ----------
    secret
        Shared with the receiver.
    at
        Seconds since 1970; a receiver refuses what is older than some minutes, so that nothing can be played again.
    body
        What is posted.
    """
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class WebhookConnection(OneByOne):
    """An open session to one address."""

    def __init__(self, poster: Poster, configuration: Configuration) -> None:
        self._poster = poster
        self._named = bool(configuration.text("receipts"))  # the key names what the sink gives no name
        self._url = configuration.text("url")
        self._secret = configuration.text("secret")

    async def _send(self, parcel: Parcel) -> Outcome:
        body = as_json(parcel.message.content)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": parcel.key,
            "X-Anlan-Target": parcel.address,
            "X-Anlan-Signature": signature(self._secret, int(time.time()), body),
        }
        return await self._poster.tried(self._url, body, headers, parcel.key if self._named else "")


class Webhook(HttpChannel):
    """Posts to an address of the web; any answer 2xx acknowledges."""

    kind: ClassVar = "webhook"
    label: ClassVar[str | Promise] = _("Webhook")
    way: ClassVar = ""
    capability: ClassVar = Capability(
        longest=None, unit="characters", media=("json", "cap"), languages="one", deduplicates=True, concurrency=64
    )
    settings: ClassVar = (
        Setting("url", _("Address"), "url"),
        Setting("secret", _("Secret for signatures"), secret=True),
        RECEIPTS,
        AUTHORITY,
    )

    def connection(self, poster: Poster, configuration: Configuration) -> WebConnection:
        """Send through an open session."""
        return WebhookConnection(poster, configuration)
