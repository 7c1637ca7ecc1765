"""Whoever may have got a warning hears of what becomes of it, wherever its area has moved and whatever was resent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from anlan_center.alerts.deliveries import actions
from anlan_center.alerts.deliveries.models import Delivery, Sink
from anlan_center.alerts.release import actions as releasing
from anlan_center.alerts.release.actions.content import content_of
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import State
from tests.center.alerts.deliveries.conftest import People, Web, acted, delivered, handled, settled
from tests.center.alerts.deliveries.test_deliverer import cancelled, told

Sinks = Callable[..., Sink]


def moved(people: People, alert: Alert, district: str) -> Alert:
    """Update a warning for another district."""
    made = releasing.prepare_update(people.author, alert)
    content = replace(content_of(made), area={"codes": [district]})
    made = releasing.edit(people.author, made, content, revision=made.revision)
    made = releasing.submit(people.author, made, revision=made.revision)
    made = releasing.review(people.reviewer, made, revision=made.revision)
    return releasing.approve(people.approver, made, revision=made.revision)


def at_district(sink: Sinks, server: Web, place: str) -> Sink:
    """Set a webhook up that serves one district."""
    return sink("webhook", {"url": server.url}, {"secret": "s"}, key=place, jurisdiction=place)


def test_an_update_for_another_district_and_its_cancel_reach_the_sink_that_had_the_warning(
    sink: Sinks, alert: Alert, people: People
) -> None:
    """The district that is warned no more learns so from its own sink; the one that never was hears nothing."""
    assert alert.area["codes"] == ["320703"]

    async def scene() -> None:
        async with Web() as first, Web() as second, Web() as third:
            places = ((first, "320703"), (second, "320706"), (third, "320707"))
            await settled(lambda: [at_district(sink, server, place) for server, place in places])
            await settled(handled)
            await delivered()
            update = await settled(lambda: moved(people, alert, "320706"))
            await settled(handled)
            await delivered()
            await settled(lambda: cancelled(people, update))
            await settled(handled)
            await delivered()
            assert [one["msgType"] for one in told(first)] == ["Alert", "Update", "Cancel"]
            assert [one["msgType"] for one in told(second)] == ["Update", "Cancel"]
            assert third.posts == []

    acted(scene)


def test_a_cancel_follows_what_was_delivered_once_and_waits_to_be_sent_again(
    sink: Sinks, alert: Alert, people: People, person: Callable[..., Any]
) -> None:
    """A resend sets the row back to waiting; that it had arrived before is not forgotten."""
    operator = person("operator", operator="3207")

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            await delivered()
            row = await settled(Delivery.objects.get)
            await settled(lambda: actions.resend(operator, row, again=True))
            await settled(lambda: cancelled(people, alert))
            await settled(handled)
            await delivered()
            assert [one["msgType"] for one in told(server)] == ["Alert", "Cancel"]

    acted(scene)
    assert Delivery.objects.get(alert=alert).state == State.DROPPED
