"""A database that is away for a while stops no lane, loses nothing, and lets nothing leave twice."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError

from anlan_center.alerts.deliveries.deliverer import clearing, database, deliverer
from anlan_center.alerts.deliveries.deliverer.claiming import Batch, take
from anlan_center.alerts.deliveries.deliverer.contents import read_facts
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer
from anlan_center.alerts.deliveries.deliverer.ledger import write
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Sink
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import State
from tests.center.alerts.deliveries.conftest import HERE, Web, acted, delivered, handled, settled

DELIVERER = "anlan_center.alerts.deliveries.deliverer"
Sinks = Callable[..., Sink]


def failing(times: int, call: Callable[..., Any], fault: type[Exception] = OperationalError) -> Callable[..., Any]:
    """Return what fails so often before it does what a call does."""
    left = times

    def called(*given: Any, **named: Any) -> Any:
        nonlocal left
        if left:
            left -= 1
            raise fault("the server closed the connection")
        return call(*given, **named)

    return called


def posts(sink: Sinks, settings: Mapping[str, object], **named: Any) -> int:
    """Deliver one warning to a webhook until all is at rest; returns how often it was posted."""

    async def scene() -> int:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url, **settings}, {"secret": "s"}))
            await settled(handled)
            await delivered(**named)
            return len(server.posts)

    return acted(scene)


def test_a_lane_goes_on_after_the_database_was_away_before_a_request(
    sink: Sinks, alert: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every worker of the lane met the fault; what it held goes back untried, and is sent once."""
    monkeypatch.setattr(clearing, "FRESH", 0.0)
    monkeypatch.setattr(f"{DELIVERER}.clearing.read_facts", failing(2, read_facts))
    assert posts(sink, {"concurrency": 1}) == 1
    row = Delivery.objects.get()
    assert (row.state, row.attempts, Attempt.objects.count()) == (State.DONE, 1, 1)


def test_what_arrived_and_is_not_written_yet_is_not_sent_again_by_the_same_worker(
    sink: Sinks, alert: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lease ends while the answer waits for the database; the worker that holds the answer leaves it alone."""
    monkeypatch.setattr(deliverer, "LOOK_AT_SINKS", 0.05)
    monkeypatch.setattr(f"{DELIVERER}.desk.write", failing(2, write))
    assert posts(sink, {"timeout": 0.1}, lease=1.2) == 1
    assert Delivery.objects.get().state == State.DONE
    assert [one.result for one in Attempt.objects.all()] == ["sent"]


def test_nothing_is_forgotten_while_a_lane_takes_something_on(
    sink: Sinks, alert: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it is told not to read again must still be known when its rows come."""
    idle: list[bool] = []
    sending = Deliverer(policy=HERE)

    def watched(*given: Any, **named: Any) -> Batch:
        idle.extend(lane.idle for lane, _task in sending._lanes.values())
        return take(*given, **named)

    monkeypatch.setattr(f"{DELIVERER}.lane.take", watched)

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            assert await sending.drain(15.0)

    acted(scene)
    assert idle
    assert not any(idle)


@pytest.mark.parametrize("fault", [InterfaceError, OperationalError])
def test_a_connection_that_stays_closed_takes_nothing_away_of_what_came(
    fault: type[Exception], sink: Sinks, alert: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drivers call the same absence by two names; under either the page is written once the database is back."""
    monkeypatch.setattr(database, "WAITS", ())
    monkeypatch.setattr(f"{DELIVERER}.desk.write", failing(1, write, fault))
    assert posts(sink, {}) == 1
    assert [one.result for one in Attempt.objects.all()] == ["sent"]
