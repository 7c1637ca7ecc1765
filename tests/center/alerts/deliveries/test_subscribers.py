"""Warnings to subscribers, from their confirmation to the mail server."""

from collections.abc import Callable

import pytest

from anlan_center.alerts.deliveries.models import Delivery, Sink
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.subscriptions.models import Subscriber
from anlan_center.outbox.models import State
from tests.center.alerts.deliveries.conftest import acted, delivered, handled, settled
from tests.center.alerts.deliveries.test_mail import Post, serving
from tests.center.alerts.subscriptions.conftest import confirmed_subscriber, keys

__all__ = ["confirmed_subscriber", "keys"]


@pytest.mark.usefixtures("keys")
def test_a_subscriber_whose_mailbox_is_gone_is_removed(
    sink: Callable[..., Sink], released: Callable[..., Alert], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """The others get the warning, with the link to leave; a refusal for another reason removes nobody."""
    names = ("li", "gone", "refused")
    kept = {name: confirmed_subscriber(address=f"{name}@example.org").pk for name in names}
    released()
    post = Post()

    async def scene() -> None:
        async with serving(post) as port:
            settings = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "warn@sea-city.example"}
            await settled(lambda: sink("email", settings, subscribers=True))
            await settled(handled)
            await delivered()

    acted(scene)
    ((recipients, letter),) = post.letters
    assert recipients == ["li@example.org"]
    assert "/subscriptions/unsubscribe/" in str(letter["List-Unsubscribe"])
    assert set(Subscriber.objects.values_list("pk", flat=True)) == {kept["li"], kept["refused"]}
    states = dict(Delivery.objects.values_list("target", "state"))
    assert states == {
        f"subscriber:{kept['li']}": State.DONE, f"subscriber:{kept['gone']}": State.DEAD,
        f"subscriber:{kept['refused']}": State.DEAD,
    }  # fmt: skip
