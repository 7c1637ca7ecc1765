"""MQTT: a warning to devices and systems that listen to a broker, acknowledged by the broker (QoS 1)."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

import aiomqtt
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from anlan_center.alerts.deliveries.channels.checking import setting_problems
from anlan_center.alerts.deliveries.channels.destinations import DestinationError, reachable
from anlan_center.alerts.deliveries.channels.protocol import (
    LAST_PORT,
    Capability,
    Configuration,
    Connection,
    Outcome,
    Parcel,
    Setting,
    UnreachableError,
)
from anlan_center.alerts.deliveries.channels.webhook import as_json
from anlan_center.alerts.deliveries.models import Result

LONGEST_INTERVAL = 0xFFFFFFFF
"""Seconds; four bytes of a message expiry interval (MQTT 5.0, 3.3.2.3.3)."""

FOR_GOOD: Final = frozenset({0x87, 0x90, 0x99})
"""Answers after which the same message never succeeds: not authorised, topic invalid, payload invalid (MQTT 5.0,
3.4.2.1); the others that begin with 0x80 may pass."""


class NotTakenError(Exception):
    """The broker has answered, and does not take the message."""

    def __init__(self, code: ReasonCode) -> None:
        super().__init__(f"the broker does not take it: {code} (0x{code.value:02X})")
        self.for_good = code.value in FOR_GOOD


class Client(aiomqtt.Client):
    """A client that reads what a broker says in its acknowledgement; aiomqtt takes any answer for a good one."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._refused: dict[int, ReasonCode] = {}

    def _on_publish(self, client: Any, userdata: Any, mid: int, reason_code: ReasonCode, properties: Any) -> None:
        if reason_code.is_failure and mid in self._pending_publishes:
            self._refused[mid] = reason_code
        super()._on_publish(client, userdata, mid, reason_code, properties)

    @contextmanager
    def _pending_call(self, mid: int, value: Any, pending_dict: dict[int, Any]) -> Iterator[None]:
        with super()._pending_call(mid, value, pending_dict):
            yield
        code = self._refused.pop(mid, None)
        if code is not None:
            raise NotTakenError(code)


class MqttConnection:
    """A session with a broker."""

    def __init__(self, client: Client, configuration: Configuration, timeout: float) -> None:
        self._client = client
        self._topic = configuration.text("topic", "anlan/warnings")
        self._cap = configuration.text("payload", "json") == "cap"
        self._retain = configuration.flag("retain")
        self._timeout = timeout
        self.lost = False

    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Publish messages side by side; the broker has one once it acknowledges it."""
        return await asyncio.gather(*(self._publish(parcel) for parcel in parcels))

    async def _publish(self, parcel: Parcel) -> Outcome:
        content = parcel.message.content
        told = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        told.ContentType = "application/cap+xml" if self._cap else "application/json"
        left = int((content.expires - datetime.now(tz=UTC)).total_seconds())
        told.MessageExpiryInterval = max(1, min(left, LONGEST_INTERVAL))
        told.UserProperty = [("key", parcel.key), ("status", content.status), ("msgType", content.msg_type)]
        try:
            await self._client.publish(
                parcel.address or self._topic,
                content.cap if self._cap else as_json(content),
                qos=1,
                retain=self._retain,
                properties=told,
                timeout=self._timeout,
            )
        except (aiomqtt.MqttError, OSError, TimeoutError) as fault:
            self.lost = True  # the client does not join again; a new one does
            return Outcome(Result.UNREACHABLE, f"{type(fault).__name__}: {fault}"[:400])
        except NotTakenError as fault:
            return Outcome(Result.REFUSED if fault.for_good else Result.FAILED, str(fault))
        except ValueError as fault:
            return Outcome(Result.REFUSED, f"topic '{parcel.address or self._topic}': {fault}"[:400])
        return Outcome(Result.SENT)


class Mqtt:
    """Publishes to topics of a broker; a recipient's address is its topic."""

    kind: ClassVar = "mqtt"
    label: ClassVar[str | Promise] = _("MQTT")
    way: ClassVar = ""
    capability: ClassVar = Capability(
        longest=None, unit="bytes", media=("json", "cap"), deduplicates=True, batch=20, concurrency=2, timeout=10.0
    )
    settings: ClassVar = (
        Setting("host", _("Broker")),
        Setting("port", _("Port"), "number", initial=8883, least=1, most=LAST_PORT),
        Setting("security", _("Encryption"), "choice", initial="tls", choices=("tls", "none")),
        Setting("topic", _("Topic"), initial="anlan/warnings"),
        Setting("payload", _("What is sent"), "choice", initial="json", choices=("json", "cap")),
        Setting("retain", _("The broker keeps the last one"), "flag", required=False),
        Setting("username", _("User name"), required=False),
        Setting("password", _("Password"), secret=True, required=False),
    )

    @asynccontextmanager
    async def connect(self, configuration: Configuration) -> AsyncIterator[Connection]:
        """Sign in at the broker."""
        limits = self.capability.tuned(configuration)
        host, port = configuration.text("host"), int(configuration.number("port", 8883))
        secure = configuration.text("security", "tls") == "tls"
        try:
            place = await reachable(host, port, configuration.policy)
            client = Client(
                host if secure else place,
                port,
                username=configuration.text("username") or None,
                password=configuration.text("password") or None,
                protocol=aiomqtt.ProtocolVersion.V5,
                tls_context=ssl.create_default_context() if secure else None,
                timeout=limits.timeout,
                max_inflight_messages=limits.batch * limits.concurrency,
                max_concurrent_outgoing_calls=limits.batch * limits.concurrency,
            )
            await client.__aenter__()
        except (aiomqtt.MqttError, DestinationError, OSError) as fault:
            raise UnreachableError(f"{type(fault).__name__}: {fault}") from fault
        try:
            yield MqttConnection(client, configuration, limits.timeout)
        finally:
            try:
                await client.__aexit__(None, None, None)
            except aiomqtt.MqttError as fault:
                raise UnreachableError(f"{type(fault).__name__}: {fault}") from fault

    def problems(self, configuration: Configuration) -> Sequence[str]:
        """List what is wrong with the settings."""
        return setting_problems(self.settings, configuration)
