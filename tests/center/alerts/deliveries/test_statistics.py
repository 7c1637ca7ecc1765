"""How long warnings took to each step and delivery, and whom they reached, counted and shown."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from anlan_center.accounts.models import Area, User
from anlan_center.alerts.deliveries import statistics
from anlan_center.alerts.deliveries.models import Delivery, Recipient, Sink
from anlan_center.alerts.deliveries.templatetags.deliveries import share_of, span
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.subscriptions.models import Followed, Subscriber
from anlan_center.outbox.models import State

People = Callable[..., User]


def delivery(alert: Alert, sink: Sink, target: str, after: float | None = None, **more: Any) -> Delivery:
    """Write a delivery that the sink took some seconds after the release, or that waits."""
    at = alert.released_at
    assert at is not None
    fields: dict[str, Any] = {"state": State.WAITING} if after is None else {
        "state": State.DONE, "sent": at + timedelta(seconds=after),
    }  # fmt: skip
    return Delivery.objects.create(
        alert=alert, sink=sink, target=target, exercise=alert.exercise, jurisdiction=alert.jurisdiction,
        expires=at + timedelta(hours=6), due=at, **{**fields, **more},
    )  # fmt: skip


@pytest.fixture
def told(alert: Alert, sink: Callable[..., Sink]) -> Alert:
    """A warning of 320703 with two recipients, three subscribers, and a web page; one of each kind is still missing."""
    district = Area.objects.get(prefix="320703")
    hook = sink("webhook", {}, recipients={"Tower 7": "a", "Tower 8": "b"})
    Recipient.objects.update(jurisdiction=district.prefix)
    mail, page = sink("email", {}, subscribers=True), sink("web", {})
    towers = [row.pk for row in Recipient.objects.order_by("name")]
    delivery(alert, hook, f"recipient:{towers[0]}", 2.0, confirmed=timezone.now())
    delivery(alert, hook, f"recipient:{towers[1]}", state=State.DEAD)
    for number, after in enumerate((4.0, 6.0, None)):
        now = timezone.now()
        row = Subscriber.objects.create(
            way="email", address_index=f"{number:064d}", sealed=b"", language="en", state="confirmed", created=now,
            confirmed=now, expires=now + timedelta(days=9),
        )  # fmt: skip
        Followed.objects.create(subscriber=row, jurisdiction=district.prefix)
        delivery(alert, mail, f"subscriber:{row.pk}", after)
    delivery(alert, page, "sink", 0.5)
    return alert


def test_stations_follow_each_other_and_lead_to_the_last_delivery(told: Alert) -> None:
    """Draft, hand-in, review, approval, release, first, half, last delivery, and the last confirmation."""
    rows = statistics.stations(told)
    assert [row.name for row in rows] == list(statistics.STATIONS)
    assert rows[0].since_draft_s == 0.0
    assert [row.since_draft_s for row in rows[:8]] == sorted(row.since_draft_s for row in rows[:8])
    times = {row.name: row.at for row in rows}
    assert told.released_at is not None
    waits = [(times[name] - told.released_at).total_seconds() for name in ("first", "half", "last")]
    assert waits == pytest.approx([0.5, 2.0, 6.0])


def test_what_a_warning_has_still_to_do_is_left_out(person: People, reviewed: Callable[..., Alert]) -> None:
    """What did not happen yet is left out, not shown as zero."""
    alert = reviewed()
    assert [row.name for row in statistics.stations(alert)] == ["drafted", "submitted", "reviewed"]
    (row,) = statistics.by_area(person("observer", observer="3207"), alert)
    assert (row.recipients, row.subscribers, row.area.prefix) == (0, 0, "320703")


def test_reach_is_counted_by_channel(told: Alert) -> None:
    """Targets, taken, confirmed, failed, still to come; and the seconds since the release."""
    rows = {row.channel: row for row in statistics.by_channel(Delivery.objects.all(), told.released_at)}
    mail, hook = rows["email"], rows["webhook"]
    assert (mail.targets, mail.reached, mail.confirmed, mail.failed, mail.open) == (3, 2, 0, 0, 1)
    assert (hook.targets, hook.reached, hook.confirmed, hook.failed, hook.open) == (2, 1, 1, 1, 0)
    assert (mail.first_s, mail.half_s, mail.last_s) == pytest.approx((4.0, 4.0, 6.0))


def test_reach_is_counted_by_area_within_the_readers_own(told: Alert, person: People) -> None:
    """Recipients and subscribers of the district; whoever looks after another district learns nothing of it."""
    (row,) = statistics.by_area(person("observer", observer="3207"), told)
    assert row.area.prefix == "320703"
    assert (row.recipients, row.recipients_reached, row.subscribers, row.subscribers_reached) == (2, 1, 3, 2)
    assert row.people
    assert statistics.by_area(person("neighbour", observer="320706"), told) == ()


def test_a_summary_never_mixes_exercises_with_real_warnings(
    told: Alert, released: Callable[..., Alert], person: People
) -> None:
    """Each mode counts its own; the spans to the first and the last delivery stand behind the steps."""
    released(exercise=True)
    observer, since = person("observer", observer="3207"), timezone.now() - timedelta(days=1)
    live = statistics.summary(observer, exercise=False, since=since)
    assert live.count == 1
    assert [row.step for row in live.durations] == ["submitted", "reviewed", "approved", "released", "first", "last"]
    assert sum(row.targets for row in live.channels) == 6
    exercise = statistics.summary(observer, exercise=True, since=since)
    assert exercise.count == 1
    assert exercise.channels == ()
    assert statistics.summary(observer, exercise=False, since=timezone.now()).count == 0
    assert statistics.summary(person("neighbour", observer="320706"), exercise=False, since=since).count == 0


def test_the_pages_are_linked_from_the_warning_and_stay_within_the_area(
    told: Alert, person: People, signed_in: Callable[..., Client]
) -> None:
    """The warning leads to its times, these to all warnings; a neighbour finds neither; nonsense is no error."""
    browser = signed_in(person("observer", observer="3207"))
    page = reverse("deliveries:times_of", args=[told.pk])
    assert page in browser.get(reverse("alerts:detail", args=[told.pk])).content.decode()
    assert "66.7%" in browser.get(page).content.decode()
    assert page in browser.get(reverse("deliveries:times"), {"days": "30"}).content.decode()
    assert browser.get(reverse("deliveries:times"), {"days": "x", "page": "-3", "mode": "?"}).status_code == 200
    neighbour = signed_in(person("neighbour", observer="320706"))
    assert neighbour.get(page).status_code == 404
    assert page not in neighbour.get(reverse("deliveries:times")).content.decode()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (0.42, "0.4 s"), (-0.2, "0.0 s"), (59.4, "59 s"), (59.7, "1 min 0 s"), (200.0, "3 min 20 s"),
     (7500.0, "2 h 5 min"), (90000.0, "1 d 1 h")],
)  # fmt: skip
def test_spans_are_said_in_two_units_at_most(seconds: float | None, words: str) -> None:
    """Seconds with a tenth below ten; nothing that has not happened is said to have taken no time."""
    with translation.override("en"):
        assert span(seconds) == words


def test_a_share_is_never_rounded_up_to_all() -> None:
    """One of a thousand and more who is missing stays visible, and no targets have no share."""
    assert share_of(99_999, 100_000) == "99.9%"
    assert share_of(3, 3) == "100%"
    assert share_of(0, 0) == "–"
