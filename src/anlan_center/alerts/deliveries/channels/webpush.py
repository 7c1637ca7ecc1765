"""Web Push: an encrypted message to a browser, through the service that the browser chose.

Encryption: RFC 8291 (by pywebpush and http-ece); the sender is named by VAPID, RFC 8292; delivery: RFC 8030.
"""

import base64
import hashlib
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from py_vapid import Vapid02, VapidException
from pywebpush import WebPusher, WebPushException

from anlan_center.alerts.deliveries.channels.checking import setting_problems
from anlan_center.alerts.deliveries.channels.destinations import DestinationError
from anlan_center.alerts.deliveries.channels.protocol import (
    Capability,
    Configuration,
    Outcome,
    Parcel,
    Setting,
)
from anlan_center.alerts.deliveries.channels.servers import EachAtItsServer
from anlan_center.alerts.deliveries.channels.web import AUTHORITY, HttpChannel, Poster, WebConnection
from anlan_center.alerts.deliveries.channels.wording import one_line, short_text
from anlan_center.alerts.deliveries.content import Content
from anlan_center.alerts.deliveries.models import Result
from anlan_center.alerts.subscriptions.private.addresses import PUSH_HOSTS, is_push_host

MOST_BYTES: Final = 3_000
"""Bytes of a message before encryption; services must take 4,096 after it (RFC 8030, 7.2)."""

TOKEN_TIME: Final = 12 * 3600
"""Seconds that a token of VAPID holds; 24 h are the most (RFC 8292, 2)."""

LONGEST_LIFE: Final = 28 * 86_400
"""Seconds that services keep a message at most (assumption)."""


def new_key() -> str:
    """Make a private key of VAPID: 32 bytes, base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def public_key(private: str) -> str:
    """Return the key that a browser subscribes with (applicationServerKey), base64url.

    Parameters
    ----------
    private
        As made by `new_key`.
    """
    point = Vapid02.from_string(private).public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def note(content: Content) -> bytes:
    """Write what the browser shows; the text is shortened where it is too long to be sent.

    Parameters
    ----------
    content
        The warning.
    """
    fields: dict[str, Any] = {
        "title": one_line(content.headline), "body": short_text(content), "tag": content.identifier,
        "replaces": list(content.references), "lang": content.language, "url": content.web,
        "status": content.status, "msgType": content.msg_type, "colour": content.colour,
        "expires": content.expires.isoformat(),
    }  # fmt: skip
    while len(written := json.dumps(fields, ensure_ascii=False).encode()) > MOST_BYTES and len(fields["body"]) > 1:
        fields["body"] = fields["body"][: len(fields["body"]) * 3 // 4] + "…"
    return written


def services_of(configuration: Configuration) -> tuple[str, ...]:
    """Return the push services that a sink sends to: those that it names, else those of the common browsers.

    Parameters
    ----------
    configuration
        The sink.
    """
    return tuple(configuration.text("services").split()) or PUSH_HOSTS


class WebPushConnection(EachAtItsServer):
    """An open session to push services."""

    def __init__(self, poster: Poster, configuration: Configuration, timeout: float) -> None:
        super().__init__(timeout)
        self._poster = poster
        self._contact = configuration.text("contact")
        self._vapid = Vapid02.from_string(configuration.text("private_key"))
        self._services = services_of(configuration)
        self._tokens: dict[str, tuple[float, str]] = {}

    def _address(self, parcel: Parcel) -> str:
        try:
            return str(json.loads(parcel.address)["endpoint"])
        except (ValueError, KeyError, TypeError):
            return ""

    async def _send(self, parcel: Parcel) -> Outcome:
        content = parcel.message.content
        try:
            subscription = json.loads(parcel.address)
            endpoint = str(subscription["endpoint"])
            sealed: bytes = WebPusher(subscription).encode(note(content))["body"]
        except (ValueError, KeyError, TypeError, WebPushException) as fault:
            return Outcome(Result.REFUSED, f"the browser's subscription cannot be used: {fault}", gone=True)
        host = (urlsplit(endpoint).hostname or "").lower()
        if not is_push_host(host, self._services):
            return Outcome(Result.REFUSED, f"'{host}' is no known push service")
        try:
            answer = await self._poster.post(endpoint, sealed, self._headers(endpoint, content))
        except DestinationError as fault:
            return Outcome(Result.REFUSED, str(fault))
        if answer.status in {404, 410}:
            return Outcome(Result.REFUSED, gettext_noop("the browser has ended its subscription"), gone=True)
        return answer.outcome(answer.headers.get("Location", ""))

    def _headers(self, endpoint: str, content: Content) -> dict[str, str]:
        left = int((content.expires - datetime.now(tz=UTC)).total_seconds())
        topic = hashlib.sha256(content.identifier.encode()).digest()[:24]
        return {
            "Authorization": self._token(endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, min(left, LONGEST_LIFE))),
            "Urgency": "high" if content.severity in {"Extreme", "Severe"} else "normal",
            "Topic": base64.urlsafe_b64encode(topic).decode(),
        }

    def _token(self, endpoint: str) -> str:
        parts = urlsplit(endpoint)
        audience = f"{parts.scheme}://{parts.netloc}"
        until, token = self._tokens.get(audience, (0.0, ""))
        now = time.time()
        if until < now:
            claims = {"sub": f"mailto:{self._contact}", "aud": audience, "exp": int(now) + TOKEN_TIME}
            token = self._vapid.sign(claims)["Authorization"]
            self._tokens[audience] = (now + TOKEN_TIME / 2, token)
        return token


class WebPush(HttpChannel):
    """Messages to browsers that subscribed; a recipient's address is the browser's subscription as JSON."""

    kind: ClassVar = "webpush"
    label: ClassVar[str | Promise] = _("Message in the browser (Web Push)")
    way: ClassVar = "webpush"
    capability: ClassVar = Capability(
        longest=MOST_BYTES, unit="bytes", media=("json",), deduplicates=True, concurrency=32, timeout=15.0
    )
    settings: ClassVar = (
        Setting("contact", _("E-mail address of who is responsible")),
        Setting("private_key", _("Private key of VAPID"), secret=True),
        Setting("services", _("Push services that are used"), "lines", required=False, initial="\n".join(PUSH_HOSTS)),
        AUTHORITY,
    )

    def connection(self, poster: Poster, configuration: Configuration) -> WebConnection:
        """Send through an open session."""
        return WebPushConnection(poster, configuration, self.capability.tuned(configuration).timeout)

    def problems(self, configuration: Configuration) -> Sequence[str]:
        """List what is wrong with the settings, and a key that is none."""
        found = setting_problems(self.settings, configuration)
        try:
            Vapid02.from_string(configuration.text("private_key"))
        except (ValueError, VapidException) as fault:
            told = gettext("the private key of VAPID is none: %(fault)s; make a new one") % {"fault": fault}
            return [*found, told]
        return found
