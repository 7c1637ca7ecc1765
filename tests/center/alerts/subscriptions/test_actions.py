"""How a subscription begins, changes and ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.letters.words import note_of
from anlan_center.alerts.subscriptions.models import (
    UNCONFIRMED,
    Change,
    Followed,
    Knock,
    Letter,
    State,
    Subscriber,
)
from anlan_center.alerts.subscriptions.private.links import LinkError, token_for
from anlan_center.audit.models import Record
from anlan_center.audit.recording import ADDRESS
from tests.center.alerts.subscriptions.conftest import HARBOUR, row_of, wish

pytestmark = pytest.mark.django_db


def test_nobody_is_subscribed_before_they_confirm() -> None:
    """Asking writes a row that waits and one letter to the address; confirming by its link subscribes for a year."""
    now = timezone.now()
    actions.subscribe(wish(), now=now)
    row = row_of("wang@example.org")
    assert (row.state, row.expires) == (State.PENDING, now + timedelta(hours=48))
    assert [letter.purpose for letter in Letter.objects.all()] == ["confirm"]
    assert not Followed.objects.exists()
    row = actions.confirm(token_for(row, "confirm"), now=now)
    assert (row.state, row.confirmed, row.expires) == (State.CONFIRMED, now, now + timedelta(days=365))
    assert [one.jurisdiction for one in row.followed.all()] == ["320703"]


def test_a_link_to_confirm_works_once() -> None:
    """The second click, and every older link, is void."""
    actions.subscribe(wish())
    older = token_for(row_of("wang@example.org"), "confirm")
    actions.subscribe(wish())
    with pytest.raises(LinkError):
        actions.confirm(older)
    newer = token_for(row_of("wang@example.org"), "confirm")
    actions.confirm(newer)
    with pytest.raises(LinkError):
        actions.confirm(newer)


def test_a_link_to_confirm_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    """After 48 hours it says that a new one can be asked for."""
    actions.subscribe(wish())
    token = token_for(row_of("wang@example.org"), "confirm")
    later = timezone.now().timestamp() + 48 * 3600 + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    with pytest.raises(LinkError, match="expired"):
        actions.confirm(token)


@pytest.mark.parametrize("purpose", ["confirm", "renew", "manage", "unsubscribe"])
def test_a_link_serves_its_purpose_alone(confirmed_subscriber: Callable[..., Subscriber], purpose: str) -> None:
    """Who can unsubscribe cannot read or change what was chosen, and no letter of a link can be altered."""
    token = token_for(confirmed_subscriber(), purpose)
    uses = {"confirm": actions.confirm, "renew": actions.confirm, "manage": actions.send_test}
    for other, act in uses.items():
        if other != purpose and {other, purpose} != {"confirm", "renew"}:
            with pytest.raises(LinkError):
                act(token)
    for place in (0, len(token) // 2, len(token) - 2):
        altered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(LinkError):
            actions.unsubscribe(altered)


def test_a_stranger_learns_nothing_and_changes_nothing(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """Asking again for a confirmed address leaves it as it is and sends a link to change it, to that address only."""
    before = confirmed_subscriber()
    Letter.objects.all().delete()
    actions.subscribe(wish(areas=("320706",), threshold=4, language="en"))
    after = row_of("wang@example.org")
    assert (after.content, after.threshold, after.language) == (before.content, before.threshold, before.language)
    assert [letter.purpose for letter in Letter.objects.all()] == ["manage"]


def test_nobody_can_be_flooded_with_letters() -> None:
    """At most three a day go to an address, whoever asks and however often."""
    now = timezone.now()
    for minute in range(10):
        actions.subscribe(wish(), source=f"203.0.113.{minute}", now=now + timedelta(minutes=minute))
    assert Letter.objects.count() == 3
    actions.subscribe(wish(), now=now + timedelta(days=1, minutes=1))
    assert Letter.objects.count() == 4


def test_nobody_can_keep_others_from_confirming() -> None:
    """Whoever asks on for a stranger's address neither makes the last letter's link void nor changes the wish."""
    now = timezone.now()
    for minute in range(3):
        actions.subscribe(wish(), source="203.0.113.1", now=now + timedelta(minutes=minute))
    sent = token_for(row_of("wang@example.org"), "confirm")
    for minute in range(3, 9):
        actions.subscribe(wish(areas=("320706",)), source="203.0.113.2", now=now + timedelta(minutes=minute))
    row = actions.confirm(sent)
    assert row.content["areas"] != ["320706"]


def test_one_network_address_cannot_ask_for_many() -> None:
    """Twenty in an hour, then it has to wait; others do not, and the address itself is not kept."""
    now = timezone.now()
    for number in range(20):
        actions.subscribe(wish(address=f"a{number}@example.org"), source="203.0.113.9", now=now)
    with pytest.raises(actions.TooManyError, match="hour"):
        actions.subscribe(wish(address="b@example.org"), source="203.0.113.9", now=now)
    actions.subscribe(wish(address="b@example.org"), source="203.0.113.10", now=now)
    actions.subscribe(wish(address="c@example.org"), source="203.0.113.9", now=now + timedelta(minutes=61))
    assert not any("203" in source for source in Knock.objects.values_list("source", flat=True))
    actions.tidy(now=now + timedelta(hours=3))
    assert not Knock.objects.exists()


def test_leaving_removes_everything(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """Row, districts and content are gone; a second click is no error; nothing is kept but numbers."""
    row = confirmed_subscriber()
    token = token_for(row, "unsubscribe")
    assert actions.unsubscribe(token)
    assert not Subscriber.objects.exists()
    assert not Followed.objects.exists()
    assert Change.objects.filter(subscriber=row.pk).exists()
    assert not actions.unsubscribe(token)


def test_a_link_to_leave_holds_for_ever_and_before_confirming(monkeypatch: pytest.MonkeyPatch) -> None:
    """Years later, and for somebody who was signed up by another."""
    actions.subscribe(wish())
    token = token_for(row_of("wang@example.org"), "unsubscribe")
    later = timezone.now().timestamp() + 10 * 365 * 86_400
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert actions.unsubscribe(token)


def test_what_is_not_confirmed_or_not_renewed_is_removed(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """Unconfirmed after 48 hours; confirmed after a year, having been asked a month before; renewing keeps it."""
    now = timezone.now()
    keeps, leaves = confirmed_subscriber(address="a@example.org"), confirmed_subscriber(address="b@example.org")
    actions.subscribe(wish(address="c@example.org"))
    assert actions.tidy(now=now + timedelta(hours=47)) == {"unconfirmed": 0, "expired": 0, "asked": 0}
    assert actions.tidy(now=now + timedelta(hours=49)) == {"unconfirmed": 1, "expired": 0, "asked": 0}
    soon = now + timedelta(days=340)
    assert actions.tidy(now=soon) == {"unconfirmed": 0, "expired": 0, "asked": 2}
    assert actions.tidy(now=soon) == {"unconfirmed": 0, "expired": 0, "asked": 0}
    assert Letter.objects.filter(purpose="renew").count() == 2
    keeps.refresh_from_db()
    actions.confirm(token_for(keeps, "renew"), now=soon)
    assert actions.tidy(now=now + timedelta(days=366)) == {"unconfirmed": 0, "expired": 1, "asked": 0}
    assert list(Subscriber.objects.values_list("pk", flat=True)) == [keeps.pk]
    assert leaves.pk not in Subscriber.objects.values_list("pk", flat=True)


def test_whoever_asks_anew_after_the_end_starts_anew(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """Also before the hourly tidying: a letter to what is over would never be written, and its links hold no more."""
    row = confirmed_subscriber()
    link = token_for(row, "manage")
    Subscriber.objects.update(expires=timezone.now())
    with pytest.raises(LinkError):
        actions.change(link, wish(areas=("320706",)))
    Letter.objects.all().delete()
    actions.ask_again("email", "wang@example.org")
    assert not Letter.objects.exists()
    actions.subscribe(wish())
    anew = row_of("wang@example.org")
    assert (anew.state, anew.pk == row.pk) == (State.PENDING, False)
    assert note_of(Letter.objects.get()) is not None


def test_a_letter_that_was_asked_for_again_holds_as_long_as_it_says() -> None:
    """Two days from then on, not from the first one."""
    now = timezone.now()
    actions.subscribe(wish(), now=now - timedelta(hours=47))
    actions.ask_again("email", "wang@example.org", now=now)
    assert row_of("wang@example.org").expires == now + UNCONFIRMED


def test_a_test_message_comes_at_most_every_ten_minutes(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """The refusal says when it is possible again."""
    row, now = confirmed_subscriber(), timezone.now()
    token = token_for(row, "manage")
    actions.send_test(token, now=now)
    with pytest.raises(actions.TooManyError, match="7 minutes"):
        actions.send_test(token, now=now + timedelta(minutes=3))
    actions.send_test(token, now=now + timedelta(minutes=11))
    assert Letter.objects.filter(purpose="test").count() == 2


def test_changing_keeps_the_address(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """Places, language and threshold change; the address cannot, since nobody has proved to have another."""
    row = confirmed_subscriber()
    wanted = wish(address="evil@example.org", point=HARBOUR, areas=("320706",), threshold=3, language="en", needs=5)
    changed = actions.change(token_for(row, "manage"), wanted)
    assert changed.content == {"address": "wang@example.org", "areas": ["320706"], "needs": 5, "point": list(HARBOUR)}
    assert (changed.threshold, changed.language) == (3, "en")
    assert {one.jurisdiction for one in changed.followed.all()} == {"320703", "320706"}


def test_the_record_holds_no_personal_data(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """Every step is recorded, with neither the address, nor places, nor the network address of the request."""
    token = ADDRESS.set("203.0.113.77")
    try:
        row = confirmed_subscriber(point=HARBOUR, needs=2)
        manage = token_for(row, "manage")
        actions.send_test(manage)
        actions.change(manage, wish(areas=("320706",)))
        actions.unsubscribe(token_for(row, "unsubscribe"))
        assert ADDRESS.get() == "203.0.113.77"
    finally:
        ADDRESS.reset(token)
    rows = list(Record.objects.filter(action__startswith="subscription."))
    assert [one.action.partition(".")[2] for one in rows] == ["ask", "confirm", "test", "change", "end"]
    written = " ".join(f"{vars(one)}" for one in rows)
    for secret in ("wang", "203.0.113", "119.37", "320706", "needs"):
        assert secret not in written
