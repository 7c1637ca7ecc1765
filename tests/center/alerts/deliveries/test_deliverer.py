"""What is due is sent, each attempt is kept, and nothing is marked sent before its sink has acknowledged it."""

import json
from collections.abc import Callable

from anlan_center.alerts.deliveries.models import Attempt, Delivery, Sink
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import State
from tests.center.alerts.deliveries.conftest import Web, acted, delivered, handled, settled


def test_a_released_warning_reaches_a_webhook_and_is_marked_once_it_was_acknowledged(
    sink: Callable[..., Sink], alert: Alert
) -> None:
    """One post, one attempt, done."""

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            await delivered()
        (told,) = server.posts
        assert json.loads(told[1])["identifier"] == alert.identifier

    acted(scene)
    row = Delivery.objects.get()
    assert (row.state, row.target, row.attempts) == (State.DONE, "sink", 1)
    assert row.sent is not None
    assert [one.result for one in Attempt.objects.all()] == ["sent"]
