"""What the person who decides is told before: through which channels a warning leaves, and to how many."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from anlan_center.accounts.models import User
from anlan_center.alerts.deliveries.models import Recipient, Sink
from anlan_center.alerts.deliveries.prospects import prospects
from anlan_center.alerts.release import actions as releasing
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import State
from tests.center.alerts.deliveries.conftest import People as Warners
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


def test_of_a_cancellation_those_are_foretold_who_had_the_warning(
    people: Warners, sink: Callable[..., Sink], alert: Alert
) -> None:
    """Not everybody in its area: whoever was not reached hears of neither, and the prospect does not say otherwise."""
    hook = sink("webhook", {}, recipients={"Tower 7": "a", "Tower 8": "b"})
    sink("web", {})
    handled()
    first = hook.deliveries.order_by("pk").first()
    assert first is not None
    hook.deliveries.filter(pk=first.pk).update(state=State.DONE, attempts=1, sent=timezone.now())
    draft = releasing.prepare_cancel(people.author, alert)
    told = {one.sink.key: one.targets for one in prospects(draft)}
    assert told == {hook.key: 1}
    draft = releasing.submit(people.author, draft, revision=draft.revision)
    draft = releasing.review(people.reviewer, draft, revision=draft.revision)
    made = releasing.approve(people.approver, draft, revision=draft.revision)
    handled()
    assert {one.key: one.deliveries.filter(alert=made).count() for one in Sink.objects.all()} == {**told, "web-1": 0}


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
