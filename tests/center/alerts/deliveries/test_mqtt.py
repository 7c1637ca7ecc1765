"""MQTT through a real broker."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import aiomqtt
import pytest

from anlan_center.alerts.deliveries.channels.mqtt import Mqtt
from anlan_center.alerts.deliveries.channels.protocol import Configuration, Parcel, UnreachableError
from anlan_center.alerts.deliveries.deliverer.breaker import THRESHOLD
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer
from anlan_center.alerts.deliveries.models import Delivery, Result, Sink
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import State
from tests.center.alerts.deliveries.conftest import HERE, acted, settled
from tests.center.alerts.deliveries.test_deliverer import queued
from tests.center.alerts.deliveries.test_parts import come
from tests.center.alerts.deliveries.written import cleared


def _program() -> str:
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found:
        return found
    if os.environ.get("ANLAN_REQUIRE_SERVERS") == "1":
        pytest.fail("mosquitto is not installed and ANLAN_REQUIRE_SERVERS=1")
    pytest.skip("mosquitto is not installed")


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    """Start a broker of its own; returns its port."""
    port = free_port()
    with running(port, tmp_path):
        yield port


@contextmanager
def running(port: int, tmp_path: Path, *more: str) -> Iterator[None]:
    """Run a broker at a port, with further lines of its settings."""
    program = _program()
    settings = tmp_path / "mosquitto.conf"
    lines = (f"listener {port} 127.0.0.1", "allow_anonymous true", "persistence false", *more)
    settings.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    with subprocess.Popen(
        [program, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        until = time.monotonic() + 10.0
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
        process.terminate()


def configured(port: int, **more: object) -> Configuration:
    """Return a broker as its channel sees it."""
    settings = {"host": "127.0.0.1", "port": port, "security": "none", "topic": "anlan/warnings", "timeout": 5, **more}
    return Configuration("mqtt", settings, HERE)


def test_listeners_get_a_warning_once_the_broker_has_acknowledged_it(broker: int) -> None:
    """JSON on the sink's topic, the signed message on a recipient's own; both end when the warning ends."""

    async def scene() -> None:
        async with aiomqtt.Client("127.0.0.1", broker, protocol=aiomqtt.ProtocolVersion.V5) as listener:
            await listener.subscribe("anlan/#", qos=1)
            async with Mqtt().connect(configured(broker)) as connection:
                told = await connection.send([Parcel("k1", "", cleared())])
            async with Mqtt().connect(configured(broker, payload="cap")) as connection:
                told = [*told, *await connection.send([Parcel("k2", "anlan/trams", cleared())])]
            assert [one.result for one in told] == [Result.SENT, Result.SENT]
            got = []
            async with asyncio.timeout(10):
                async for message in listener.messages:
                    got.append(message)
                    if len(got) == 2:
                        break
        assert {str(message.topic) for message in got} == {"anlan/warnings", "anlan/trams"}
        first = next(message for message in got if str(message.topic) == "anlan/warnings")
        assert json.loads(bytes(first.payload))["headline"] == "Orange typhoon warning"
        assert first.properties is not None
        assert ("key", "k1") in vars(first.properties)["UserProperty"]
        assert 0 < vars(first.properties)["MessageExpiryInterval"] <= 6 * 3600

    asyncio.run(scene())


def test_a_topic_that_is_none_is_refused(broker: int) -> None:
    """A wildcard is for listening, not for telling."""

    async def scene() -> None:
        async with Mqtt().connect(configured(broker)) as connection:
            (told,) = await connection.send([Parcel("k", "anlan/#", cleared())])
        assert told.result == Result.REFUSED

    asyncio.run(scene())


def test_what_a_broker_acknowledges_as_not_allowed_was_not_sent(tmp_path: Path) -> None:
    """Its answer to a message says whether it took it: one topic is closed to us, the other is open."""
    rights = tmp_path / "rights"
    rights.write_text("topic write anlan/open\n", encoding="ascii")
    rights.chmod(0o700)
    port = free_port()

    async def scene() -> None:
        with running(port, tmp_path, f"acl_file {rights}", "user root"):
            async with Mqtt().connect(configured(port)) as connection:
                closed, opened = await connection.send(
                    [Parcel("k1", "anlan/closed", cleared()), Parcel("k2", "anlan/open", cleared())]
                )
                assert not connection.lost
        assert (closed.result, opened.result) == (Result.REFUSED, Result.SENT)
        assert "0x87" in closed.reason

    asyncio.run(scene())


def test_a_broker_that_is_not_there_is_unreachable() -> None:
    """The connection says so."""

    async def scene() -> None:
        with pytest.raises(UnreachableError):
            async with Mqtt().connect(configured(1)):
                pass

    asyncio.run(scene())


def test_a_broker_that_was_started_anew_is_joined_anew(
    tmp_path: Path, sink: Callable[..., Sink], released: Callable[..., Alert]
) -> None:
    """The lane finds its way broken and opens another; the next warning needs no breaker to open first."""
    port = free_port()
    first, second = released(), released(colour="red")

    async def scene() -> None:
        with running(port, tmp_path):
            at = await settled(lambda: sink("mqtt", dict(configured(port).settings)))
            deliverer = Deliverer(policy=HERE)
            sending = asyncio.create_task(deliverer.run())
            await settled(lambda: queued(first, at, 1))
            await come(lambda: Delivery.objects.get(alert=first).state == State.DONE)
        with running(port, tmp_path):
            await settled(lambda: queued(second, at, 1))
            await come(lambda: Delivery.objects.get(alert=second).state == State.DONE)
            deliverer.stop()
            await sending

    acted(scene)
    assert Delivery.objects.get(alert=second).attempts < THRESHOLD
