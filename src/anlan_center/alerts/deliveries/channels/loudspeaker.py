"""Loudspeakers and screens behind a controller that speaks HTTP: what to say, how often, until when."""

import json
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
from anlan_center.alerts.deliveries.channels.wording import short_text


class LoudspeakerConnection(OneByOne):
    """An open session to a controller."""

    def __init__(self, poster: Poster, configuration: Configuration) -> None:
        self._poster = poster
        self._named = bool(configuration.text("receipts"))  # the key names what the sink gives no name
        self._url = configuration.text("url")
        self._token = configuration.text("token")
        self._repeats = int(configuration.number("repeats", 3))

    async def _send(self, parcel: Parcel) -> Outcome:
        content = parcel.message.content
        order = {
            "key": parcel.key,
            "device": parcel.address,
            "action": "stop" if content.msg_type == "Cancel" else "play",
            "replaces": content.references,
            "identifier": content.identifier,
            "language": content.language,
            "colour": content.colour,
            "speech": short_text(content),
            "screen": [content.headline, short_text(content)],
            "repeats": self._repeats,
            "until": content.expires.isoformat(),
        }
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": parcel.key,
            "Authorization": f"Bearer {self._token}",
        }
        body = json.dumps(order, ensure_ascii=False, separators=(",", ":")).encode()
        return await self._poster.tried(self._url, body, headers, parcel.key if self._named else "")


class Loudspeaker(HttpChannel):
    """Village loudspeakers, sirens with speech, and screens in streets and buses."""

    kind: ClassVar = "loudspeaker"
    label: ClassVar[str | Promise] = _("Loudspeakers and screens")
    way: ClassVar = ""
    capability: ClassVar = Capability(
        longest=300, unit="characters", media=("text",), deduplicates=True, concurrency=8, timeout=10.0
    )
    settings: ClassVar = (
        Setting("url", _("Address of the controller"), "url"),
        Setting("token", _("Token"), secret=True, required=False),
        Setting("repeats", _("How often it is said"), "number", required=False, initial=3, least=1, most=20),
        RECEIPTS,
        AUTHORITY,
    )

    def connection(self, poster: Poster, configuration: Configuration) -> WebConnection:
        """Send through an open session."""
        return LoudspeakerConnection(poster, configuration)
