"""What shows what went where stays, whoever reaches the tables."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from anlan_center.alerts.deliveries.models import Attempt, Delivery, Sink
from anlan_center.alerts.release.models import Alert
from tests.center.alerts.deliveries.conftest import Web, acted, delivered, handled, settled

ORDERS = (
    "UPDATE deliveries_attempt SET result = 'confirmed'",
    "DELETE FROM deliveries_attempt",
    "UPDATE deliveries_delivery SET target = 'recipient:9'",
    "UPDATE deliveries_delivery SET exercise = NOT exercise",
    "DELETE FROM deliveries_delivery",
)
"""What a mistake in a shell might be."""


@pytest.mark.parametrize("order", ORDERS)
def test_attempts_and_deliveries_stay_as_they_were(
    sink: Callable[..., Sink], released: Callable[..., Alert], triggers: None, order: str
) -> None:
    """With the triggers laid a warning is delivered as ever, and what came of it cannot be changed or removed."""

    async def scene() -> None:
        async with Web() as server:
            await settled_sink(sink, released, server.url)
            await delivered()

    acted(scene)
    before = list(Attempt.objects.values()), list(Delivery.objects.values())
    assert all(before)
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(order)
    assert (list(Attempt.objects.values()), list(Delivery.objects.values())) == before


async def settled_sink(sink: Callable[..., Sink], released: Callable[..., Alert], url: str) -> None:
    """Set up a sink and release a warning to it."""

    def make() -> None:
        sink("webhook", {"url": url}, {"secret": "shared"})
        released()
        handled()

    await settled(make)
