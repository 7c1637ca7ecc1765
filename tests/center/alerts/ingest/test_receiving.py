"""Messages of others: kept once as they came, judged by the pinned certificates, put together, and never mixed."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from anlan.alerts import write_alert
from anlan_center.accounts.models import User
from anlan_center.alerts.ingest import actions
from anlan_center.alerts.ingest.actions import IngestError, receive
from anlan_center.alerts.ingest.engine import UnreadableError
from anlan_center.alerts.ingest.models import Pin, Received, Source
from anlan_center.audit.models import Record
from anlan_center.outbox.models import Event
from tests.center.alerts.ingest.messages import SENDER, START, at, message, own_certificate, signed


def states() -> dict[str, str]:
    """Return how each message stands."""
    return dict(Received.objects.values_list("identifier", "state"))


def test_a_signed_message_is_kept_as_it_came(source: Source, pinned: Pin) -> None:
    """With what it says, who signed it, the record and the news to open pages."""
    content = signed(message("A"))
    row = receive(source, content)
    assert bytes(row.content) == content
    assert (row.trusted, row.signature, row.subject, row.state) == (True, "valid", "CN=ec 0", "active")
    assert (row.event, row.event_type, row.colour, row.severity) == ("暴雨", "rainstorm", "orange", "Severe")
    assert row.headlines == {"zh-CN": "气象台发布暴雨橙色预警：海州区", "en-US": "Orange rainstorm warning"}
    assert Record.objects.get(action="ingest.receive").after["essence"] == row.essence  # type: ignore[index]
    assert Event.objects.filter(topic="ingest", payload={"id": row.pk, "state": "active"}).exists()


def test_a_copy_is_counted_and_not_kept_again(source: Source, pinned: Pin) -> None:
    """Also from another source of the area, and written in another way."""
    content = signed(message("A"))
    other = Source.objects.create(name="Mirror", way="push", jurisdiction="3207", due=timezone.now())
    first, second = receive(source, content), receive(other, content.replace(b"<?xml", b"<?xml", 1) + b"\n")
    assert (first.pk, second.copies) == (second.pk, 1)
    assert Received.objects.count() == 1
    assert Record.objects.filter(action="ingest.receive").count() == 1


def test_a_signature_that_holds_takes_the_place_of_none(source: Source, pinned: Pin) -> None:
    """An unsigned copy that came first does not keep the signed one away, nor the other way round."""
    alert = message("A")
    assert not receive(source, write_alert(alert)).trusted
    assert receive(source, signed(alert)).trusted
    row = receive(source, write_alert(alert))
    assert (row.trusted, row.copies) == (True, 2)
    assert b"Signature" in bytes(row.content)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_arrival_does_not_matter(source: Source, pinned: Pin, order: tuple[int, ...]) -> None:
    """Warning, update and cancellation."""
    first = message("A")
    second = message("B", 1, first)
    third = message("C", 2, first, second, kind="Cancel")
    contents = [signed(one) for one in (first, second, third)]
    for place in order:
        receive(source, contents[place])
    assert states() == {"A": "cancelled", "B": "cancelled", "C": "cancelled"}
    root = Received.objects.get(identifier="A")
    assert set(root.chain.values_list("identifier", flat=True)) == {"B", "C"}


def test_what_nobody_vouches_for_changes_nothing(source: Source, pinned: Pin) -> None:
    """A forged cancellation and a forged warning of the same name leave the signed warning as it is."""
    first = message("A")
    receive(source, signed(first))
    receive(source, write_alert(message("B", 1, first, kind="Cancel")))
    receive(source, signed(message("C", 1, first, kind="Cancel"), number=1))
    assert states() == {"A": "active", "B": "held", "C": "held"}
    assert Received.objects.get(identifier="C").signature == "untrusted"
    receive(source, write_alert(message("A", event="晴")))
    assert Received.objects.get(identifier="A", trusted=True).state == "active"


def test_an_exercise_never_changes_a_real_warning(source: Source, pinned: Pin) -> None:
    """It is held, and marked as an exercise."""
    first = message("A")
    receive(source, signed(first))
    row = receive(source, signed(message("B", 1, first, kind="Cancel", status="Exercise")))
    assert (row.exercise, row.state, row.held_code) == (True, "held", "other-status")
    assert states()["A"] == "active"
    assert set(row.held_reason) == {"zh-Hans", "en"}


def test_the_database_keeps_exercises_and_trust_apart(source: Source) -> None:
    """Whoever writes rows past the actions fails at the constraints."""
    row = receive(source, write_alert(message("A")))
    for wrong in ({"exercise": True}, {"trusted": True}, {"status": "Test"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Received.objects.filter(pk=row.pk).update(**wrong)


def test_pins_are_of_an_area_and_hold_within_it(source: Source, operator: User) -> None:
    """A district's pin does not make the city's messages count."""
    actions.pin(operator, sender=SENDER, certificate=own_certificate(), jurisdiction="320703")
    assert receive(source, signed(message("A"))).signature == "unknown sender"


def test_a_new_pin_judges_what_came_before(source: Source, operator: User) -> None:
    """And its withdrawal too, from the time on that the key was lost."""
    row = receive(source, signed(message("A")))
    assert row.signature == "unknown sender"
    pin = actions.pin(operator, sender=SENDER, certificate=own_certificate(), jurisdiction="3207")
    row.refresh_from_db()
    assert (row.signature, row.trusted) == ("valid", True)
    actions.withdraw(operator, pin, at=START - timedelta(hours=1))
    row.refresh_from_db()
    assert (row.signature, row.trusted, row.signed) == ("expired", False, None)


def test_a_lost_key_cannot_date_messages_back(source: Source, operator: User) -> None:
    """What comes more than a day after the key was withdrawn does not count, whatever time it names."""
    pin = actions.pin(operator, sender=SENDER, certificate=own_certificate(), jurisdiction="3207")
    actions.withdraw(operator, pin, at=START + timedelta(hours=1))
    before = receive(source, signed(message("A")), at=START + timedelta(hours=20))
    late = receive(source, signed(message("B")), at=START + timedelta(hours=26))
    assert (before.signature, late.signature) == ("valid", "expired")


def test_an_update_finds_a_warning_that_is_long_over(source: Source, pinned: Pin) -> None:
    """Which is no longer put together anew when other messages come."""
    first = message("A", expires=at(1))
    receive(source, signed(first), at=START)
    actions.expire(START + timedelta(days=1))
    receive(source, signed(message("X", 24 * 10, expires=at(24 * 30))), at=START + timedelta(days=10))
    assert states() == {"A": "expired", "X": "active"}
    receive(source, signed(message("B", 24 * 20, first, expires=at(24 * 30))), at=START + timedelta(days=20))
    assert states() == {"A": "updated", "X": "active", "B": "active"}


def test_what_is_put_together_stays_small(source: Source, django_assert_max_num_queries: Callable[..., Any]) -> None:
    """However many messages a sender has sent: the number of questions to the database stays the same."""
    for number in range(12):
        receive(source, write_alert(message(str(number), number / 10)))
    with django_assert_max_num_queries(25):
        receive(source, write_alert(message("last", 2)))


def test_a_warning_expires(source: Source, pinned: Pin) -> None:
    """By the tick, once; what needs nothing is not touched."""
    row = receive(source, signed(message("A")))
    assert actions.expire(timezone.now()) == 0
    later = timezone.now() + timedelta(days=2)
    assert actions.expire(later) == 1
    assert actions.expire(later) == 0
    row.refresh_from_db()
    assert row.state == "expired"


@pytest.mark.parametrize("content", [b"", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\xff\xfe\x00"])
def test_what_is_no_message_is_refused_and_leaves_no_trace(source: Source, content: bytes) -> None:
    """The findings say why, in both languages."""
    with pytest.raises(UnreadableError) as refused:
        receive(source, content)
    assert set(refused.value.findings[0]["reason"]) == {"zh-Hans", "en"}
    assert not Received.objects.exists()


def test_a_message_without_a_name_is_refused(source: Source) -> None:
    """It could be told from no other."""
    for wrong in (message(""), message("x" * 201)):
        with pytest.raises(UnreadableError):
            receive(source, write_alert(wrong))


def test_every_message_of_the_corpus_is_taken_in_or_refused(source: Source, shared_data) -> None:  # type: ignore[no-untyped-def]
    """Nothing that real senders have written ends in an error."""
    refused = 0
    paths = sorted((shared_data / "cap").glob("*/*.xml"))
    for path in paths:
        try:
            receive(source, path.read_bytes())
        except UnreadableError:
            refused += 1
    assert sum(row.copies + 1 for row in Received.objects.all()) == len(paths) - refused
    assert refused < 20


def test_only_who_may_hands_in_and_only_where_it_is_taken(
    source: Source, person: Callable[..., User], operator: User
) -> None:
    """Permission in the area, an active source, and none that is a feed."""
    with pytest.raises(PermissionDenied):
        actions.hand_in(person("li", author="3207"), source, write_alert(message("A")))
    with pytest.raises(PermissionDenied):
        actions.hand_in(person("west", operator="320706"), source, write_alert(message("A")))
    assert actions.hand_in(operator, source, write_alert(message("A"))).state == "active"
    source.active = False
    with pytest.raises(IngestError):
        actions.hand_in(operator, source, write_alert(message("B")))
