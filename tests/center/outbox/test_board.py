"""The page of the outbox: a person decides on dead letters."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from anlan_center.accounts.models import User
from anlan_center.audit.models import Record
from anlan_center.outbox.actions import enqueue
from anlan_center.outbox.models import Entry, State
from tests.center.outbox.test_live import client_of


def dead(jurisdiction: str) -> Entry:
    """Put an event in that failed for good."""
    with transaction.atomic():
        entry = enqueue("told", f"in {jurisdiction}", {}, exercise=False, jurisdiction=jurisdiction)
    Entry.objects.filter(pk=entry.pk).update(state=State.DEAD, attempts=12, error="no route", finished=timezone.now())
    return entry


def test_a_dead_letter_runs_again_and_the_record_says_who_let_it(person: Callable[..., User]) -> None:
    """Its attempts begin anew; what went wrong stays in the record."""
    operator, entry = person("wu", operator="3207"), dead("320703")
    answer = client_of(operator).post(f"/outbox/{entry.pk}/retry", follow=True)
    entry.refresh_from_db()
    assert answer.status_code == 200
    assert (entry.state, entry.attempts) == (State.WAITING, 0)
    written = Record.objects.get(action="outbox.retry")
    assert (written.actor, (written.before or {})["error"]) == (operator, "no route")


def test_a_second_press_changes_nothing(person: Callable[..., User]) -> None:
    """The page says that nothing had to be done."""
    client, entry = client_of(person("wu", operator="3207")), dead("320703")
    client.post(f"/outbox/{entry.pk}/retry")
    client.post(f"/outbox/{entry.pk}/retry")
    assert Record.objects.filter(action="outbox.retry").count() == 1


def test_who_may_only_look_cannot_let_it_run(person: Callable[..., User]) -> None:
    """An administrator of accounts sees the outbox and leaves it alone."""
    client, entry = client_of(person("wu", administrator="3207")), dead("320703")
    assert client.get("/outbox/").status_code == 200
    assert client.post(f"/outbox/{entry.pk}/retry").status_code == 403
    assert Entry.objects.get().state == State.DEAD


def test_an_event_outside_the_jurisdiction_is_not_there(person: Callable[..., User]) -> None:
    """Neither on the page nor by its number."""
    client, entry = client_of(person("wu", operator="320706")), dead("320703")
    assert "in 320703" not in client.get("/outbox/?state=dead").content.decode()
    assert client.post(f"/outbox/{entry.pk}/retry").status_code == 404


def test_without_the_permission_there_is_no_page(person: Callable[..., User]) -> None:
    """A duty officer has no business in the outbox."""
    assert client_of(person("li", author="3207")).get("/outbox/").status_code == 403
