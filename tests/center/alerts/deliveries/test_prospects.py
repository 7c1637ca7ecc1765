"""What the person who decides is told before: through which channels a warning leaves, and to how many."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import translation

from anlan_center.accounts.models import User
from anlan_center.alerts.deliveries.models import Recipient, Sink
from anlan_center.alerts.deliveries.prospects import prospects
from anlan_center.alerts.release.models import Alert
from tests.center.alerts.deliveries.conftest import handled

People = Callable[..., User]


def test_what_is_foretold_is_what_is_written(
    reviewed: Callable[..., Alert], sink: Callable[..., Sink], released: Callable[..., Alert]
) -> None:
    """The sinks and targets of the prospect are those for which deliveries are written on release."""
    hook = sink("webhook", {}, recipients={"Tower 7": "a", "Tower 8": "b"})
    page, apart = sink("web", {}), sink("rss", {}, exercise=True)
    Recipient.objects.filter(name="Tower 8").update(active=False)
    draft = reviewed()
    told = {one.sink.key: one.targets for one in prospects(draft)}
    assert told == {hook.key: 1, page.key: 1}
    alert = released()
    handled()
    assert {one.key: one.deliveries.filter(alert=alert).count() for one in Sink.objects.all()} == {**told, apart.key: 0}


def test_a_warning_that_nothing_would_carry_says_so(
    reviewed: Callable[..., Alert], people: People, signed_in: Callable[..., Client]
) -> None:
    """Before it is released, not after."""
    draft = reviewed()
    with translation.override("en"):
        page = signed_in(draft.author).get(
            reverse("deliveries:prospect", args=[draft.pk]), headers={"Accept-Language": "en"}
        )
    assert "nothing would leave" in page.content.decode()
