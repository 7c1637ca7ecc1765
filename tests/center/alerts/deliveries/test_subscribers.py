"""Warnings to subscribers, from their confirmation to the mail server."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from anlan_center.accounts.models import User
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


@pytest.mark.usefixtures("keys")
def test_the_author_is_told_how_many_subscribers_the_area_holds(
    person: Callable[..., User], signed_in: Callable[..., Client], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """While the warning is written, before anything is saved; nothing is said before there is an area."""
    confirmed_subscriber()
    browser = signed_in(person("author", author="3207"))
    browser.cookies["django_language"] = "en"
    address = reverse("deliveries:subscribers_of_draft")
    assert "Subscribers" not in browser.post(address, {}).content.decode()
    sent = {"event_type": "typhoon", "colour": "red", "codes": ["320700"], "urgency": "Expected", "scope": "Public"}
    page = browser.post(address, {**sent, "certainty": "Likely"}).content.decode()
    assert "<strong>1</strong>" in page
    assert Client().post(address, sent).content == b""
