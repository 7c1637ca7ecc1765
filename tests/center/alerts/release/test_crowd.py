"""Many at once: of two approvers one wins, an edit is never lost, and many issuers all get out."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connections

from anlan_center.accounts.models import User
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.errors import ConflictError, SamePersonError
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import Entry
from tests.center.alerts.release.conftest import People, written

pytestmark = pytest.mark.django_db(transaction=True)
Maker = Callable[..., Alert]


def at_once(*calls: Callable[[], Alert]) -> list[Alert | Exception]:
    """Call all at the same moment, each with its own connection; returns what each got."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Alert]) -> Alert | Exception:
        start.wait()
        try:
            return call()
        except (ConflictError, SamePersonError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_two_approvers_at_once_one_releases_it(people: People, reviewed: Maker) -> None:
    """The other is told; it goes out once, and is signed once."""
    alert = reviewed()
    got = at_once(
        lambda: actions.approve(people.approver, alert, revision=1),
        lambda: actions.approve(people.deputy, alert, revision=1),
    )
    assert sorted(type(one).__name__ for one in got) == ["Alert", "ConflictError"]
    assert Entry.objects.filter(topic="alert.released").count() == 1
    assert alert.steps.filter(action="release").count() == 1


def test_an_edit_during_the_approval_is_not_lost(people: People, reviewed: Maker) -> None:
    """Either what was reviewed goes out and the edit is refused, or the edit stays and nothing goes out."""
    for _ in range(4):
        alert = reviewed()
        at_once(
            partial(actions.approve, people.approver, alert, revision=1),
            partial(actions.edit, people.writer, alert, written(note="edited"), revision=1),
        )
        alert.refresh_from_db()
        assert (alert.state, alert.revision, alert.note) in {("released", 1, ""), ("draft", 2, "edited")}
        assert (alert.cap is not None) == (alert.state == "released")


def test_of_two_followers_at_once_one_goes_out(people: People, released: Maker) -> None:
    """An update and a cancellation of the same message cannot both hold."""
    first = released()
    followers = [actions.prepare_update(people.writer, first), actions.prepare_cancel(people.writer, first)]
    ready = []
    for one in followers:
        actions.submit(people.author, one, revision=1)
        ready.append(actions.review(people.reviewer, one, revision=1))
    got = at_once(
        lambda: actions.approve(people.approver, ready[0], revision=1),
        lambda: actions.approve(people.deputy, ready[1], revision=1),
    )
    assert sorted(type(one).__name__ for one in got) == ["Alert", "ConflictError"]
    first.refresh_from_db()
    out = Alert.objects.get(previous=first, state="released")
    assert first.state == {"Update": "updated", "Cancel": "cancelled"}[out.msg_type]


@pytest.mark.slow
def test_many_issuers_at_once_all_get_out(
    person: Callable[..., User], confirmed: Callable[[User], User], people: People
) -> None:
    """Nothing is refused, lost or sent twice; the gravest goes first to those who deliver."""
    colours = ["red", "orange", "yellow", "blue"]
    made = [actions.draft(people.author, written(colour=colours[n % 4]), exercise=False) for n in range(48)]
    chiefs = [confirmed(person(f"chief-{n}", approver="3207")) for n in range(12)]

    def issue(n: int) -> str:
        try:
            return actions.emergency(chiefs[n % 12], made[n], revision=1, reason="storm").state
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(issue, range(48))) == ["released"] * 48
    queued = list(Entry.objects.filter(topic="alert.released").order_by("priority", "due", "id"))
    assert len(queued) == 48
    by_key = dict(Alert.objects.values_list("pk", "colour"))
    assert [by_key[entry.payload["alert"]] for entry in queued] == sorted(by_key.values(), key=colours.index)
