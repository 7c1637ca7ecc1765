"""Work is taken on by one worker at a time, in order of urgency, and is never lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from anlan_center.audit.recording import NoTransactionError
from anlan_center.outbox.actions import enqueue
from anlan_center.outbox.handling import MOST_ATTEMPTS, Worker
from anlan_center.outbox.leases import BACK_OFF, claim, finish, put_back
from anlan_center.outbox.models import Entry, State

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def put(key: str, **values: object) -> Entry:
    """Put an event into the outbox that is due at noon."""
    with transaction.atomic():
        return enqueue("told", key, {}, exercise=False, due=NOON, **values)  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_enqueued_outside_a_transaction() -> None:
    """An event belongs to what it follows from; it must not outlive a failure of that."""
    with pytest.raises(NoTransactionError):
        enqueue("told", "one", {}, exercise=False)


@pytest.mark.django_db
def test_the_same_key_is_one_event() -> None:
    """A repeated action does not send twice."""
    assert put("one").pk == put("one").pk
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_the_most_urgent_goes_first_then_the_longest_due() -> None:
    """An extreme warning overtakes whatever waits."""
    put("late", priority=50)
    put("minor", priority=30)
    put("extreme", priority=0)
    taken = claim(Entry.objects.all(), "a", most=2, seconds=10, now=NOON)
    assert [entry.key for entry in taken] == ["extreme", "minor"]


@pytest.mark.django_db
def test_a_graver_event_is_handled_next_though_lesser_ones_were_taken_on() -> None:
    """Before each event the worker looks whether something graver waits; what it held goes back uncounted."""
    handled: list[str] = []

    def handle(entry: Entry) -> None:
        handled.append(entry.key)
        if entry.key == "minor-0":
            put("extreme", priority=0)

    for number in range(4):
        put(f"minor-{number}", priority=30)
    worker = Worker({"told": [handle]}, "a")
    while worker.once():
        pass
    assert handled == ["minor-0", "extreme", "minor-1", "minor-2", "minor-3"]
    assert set(Entry.objects.values_list("state", "attempts")) == {(State.DONE, 1)}


@pytest.mark.django_db
def test_what_is_leased_is_left_alone_until_the_lease_ends() -> None:
    """A worker that died holds its work for the length of the lease and no longer."""
    put("one")
    assert claim(Entry.objects.all(), "a", most=9, seconds=10, now=NOON)
    assert claim(Entry.objects.all(), "b", most=9, seconds=10, now=NOON + timedelta(seconds=9)) == []
    (entry,) = claim(Entry.objects.all(), "b", most=9, seconds=10, now=NOON + timedelta(seconds=11))
    assert entry.attempts == 2
    assert finish(Entry, [entry.pk], "a") == 0
    assert finish(Entry, [entry.pk], "b") == 1


@pytest.mark.django_db
def test_a_failure_waits_longer_each_time_and_ends_as_a_dead_letter() -> None:
    """Back-off with jitter, then a person has to decide."""
    put("one")
    now = NOON
    for attempt in range(1, MOST_ATTEMPTS + 1):
        (entry,) = claim(Entry.objects.all(), "a", most=1, seconds=10, now=now)
        put_back(Entry, {entry.pk: "no route"}, "a", most_attempts=MOST_ATTEMPTS, now=now)
        entry.refresh_from_db()
        wait = BACK_OFF[min(attempt, len(BACK_OFF)) - 1]
        assert now + timedelta(seconds=wait) <= entry.due <= now + timedelta(seconds=1.5 * wait)
        now = entry.due
    assert entry.state == State.DEAD
    assert entry.error == "no route"
    assert claim(Entry.objects.all(), "a", most=1, seconds=10, now=now + timedelta(days=9)) == []


@pytest.mark.django_db
def test_an_event_without_a_handler_is_kept_and_says_what_is_missing() -> None:
    """A forgotten line of wiring loses nothing."""
    put("one")
    assert Worker({}, "a").once() == 1
    entry = Entry.objects.get()
    assert entry.state == State.WAITING
    assert "config/wiring.py" in entry.error


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_fails_leaves_nothing_behind_and_the_next_event_goes_on() -> None:
    """What it wrote before it failed is taken back."""

    def handle(entry: Entry) -> None:
        with transaction.atomic():
            enqueue("further", f"after {entry.key}", {}, exercise=False)
        if entry.key == "bad":
            raise ValueError("cannot")

    put("bad", priority=0)
    put("good")
    Worker({"told": [handle]}, "a").once()
    assert set(Entry.objects.filter(topic="further").values_list("key", flat=True)) == {"after good"}
    assert Entry.objects.get(key="good").state == State.DONE
    assert Entry.objects.get(key="bad").error == "ValueError: cannot"


class Outbox(RuleBasedStateMachine):
    """Any order of taking on, finishing, failing, dying and waiting."""

    def __init__(self) -> None:
        super().__init__()
        Entry.objects.all().delete()
        self.now, self.put, self.finished = NOON, 0, set[int]()
        self.held: dict[str, list[int]] = {"a": [], "b": []}
        self.until: dict[int, datetime] = {}

    @rule(priority=st.integers(0, 50))
    def enqueue(self, priority: int) -> None:
        """Put another event in."""
        put(f"event {self.put}", priority=priority)
        self.put += 1

    @rule(worker=st.sampled_from("ab"), most=st.integers(1, 3))
    def take(self, worker: str, most: int) -> None:
        """A worker takes on; what another still holds is never among it."""
        for entry in claim(Entry.objects.all(), worker, most=most, seconds=30, now=self.now):
            assert entry.pk not in self.finished
            assert self.until.get(entry.pk, self.now - timedelta(1)) < self.now
            self.until[entry.pk] = self.now + timedelta(seconds=30)
            self.held[worker].append(entry.pk)

    @precondition(lambda self: any(self.held.values()))
    @rule(worker=st.sampled_from("ab"), good=st.booleans())
    def end(self, worker: str, good: bool) -> None:
        """A worker says how its oldest work ended; only the holder of the lease is heard."""
        if not self.held[worker]:
            return
        key = self.held[worker].pop(0)
        if good:
            if finish(Entry, [key], worker, now=self.now):
                self.finished.add(key)
        else:
            put_back(Entry, {key: "failed"}, worker, most_attempts=10_000, now=self.now)
            self.until[key] = self.now - timedelta(1)

    @rule(seconds=st.integers(1, 600))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.now += timedelta(seconds=seconds)

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every event is waiting, held or done; done is what a holder finished."""
        assert Entry.objects.count() == self.put
        assert set(Entry.objects.filter(state=State.DONE).values_list("pk", flat=True)) == self.finished


class TestOutbox(TestCase):
    """The machine, in a transaction that is taken back."""

    def test_nothing_is_lost_whatever_workers_do(self) -> None:
        """Two workers, failures, deaths and late answers in any order."""
        case: Callable[[], None] = Outbox.TestCase("runTest").runTest
        Outbox.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
        case()
