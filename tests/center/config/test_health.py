"""Whether the centre says truly how it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from anlan_center.accounts.models import Area
from anlan_center.audit.sealing import seal
from anlan_center.config.health import changes_of_tables
from anlan_center.config.wiring import TICKS
from anlan_center.outbox.models import Clock, Entry, State
from anlan_center.outbox.ticking import SKEW_S, Tick, take, tick_once

SEALING = next(tick.name for tick in TICKS if tick.work is seal)


@pytest.fixture(autouse=True)
def with_triggers(triggers: None) -> None:
    """A centre as it is migrated."""


def degraded(client: Client) -> dict[str, str]:
    """Ask which parts are degraded."""
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    parts: dict[str, str] = answer.json()["degraded"]
    return parts


def test_a_process_that_answers_lives(client: Client) -> None:
    """Without any look at the database."""
    assert client.get("/health/live").content == b"ok\n"


def test_an_empty_installation_says_what_is_missing(client: Client, db: None) -> None:
    """No city, and no deliverer has ever run."""
    assert set(degraded(client)) == {"city", "deliverer"}


def test_a_whole_centre_has_no_degraded_part(client: Client, areas: dict[str, Area]) -> None:
    """A deliverer whose clocks move, and no dead letters."""
    Clock.objects.create(name=SEALING, due=timezone.now() + timedelta(minutes=4))
    assert degraded(client) == {}


def test_a_change_of_the_tables_that_is_missing_is_named_until_another_process_makes_it(
    client: Client, areas: dict[str, Area]
) -> None:
    """The answer follows the database, not what this process once saw."""
    assert client.get("/health/ready").status_code == 200
    last = MigrationRecorder.Migration.objects.filter(app="outbox")
    kept = last.get()
    last.delete()
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["degraded"]["database"].startswith("1 changes")
    MigrationRecorder(connection).record_applied(kept.app, kept.name)
    assert client.get("/health/ready").status_code == 200


def test_asking_whether_it_is_ready_is_cheap(
    client: Client, areas: dict[str, Area], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """A few small queries, and no file of a migration is read a second time."""
    client.get("/health/ready")
    read = changes_of_tables.cache_info().misses
    with django_assert_max_num_queries(16):
        client.get("/health/ready")
    assert changes_of_tables.cache_info().misses == read


def test_dead_letters_late_work_and_failing_ticks_are_named(client: Client, areas: dict[str, Area]) -> None:
    """The officer on duty reads what to look at."""
    past = timezone.now() - timedelta(minutes=5)
    Clock.objects.create(name=SEALING, due=past, error="ValueError: cannot")
    Entry.objects.create(topic="told", key="dead", payload={}, exercise=False, due=past, state=State.DEAD)
    Entry.objects.create(topic="told", key="late", payload={}, exercise=False, due=past)
    found = degraded(client)
    assert "anlan center deliver" in found["deliverer"]
    assert found["dead letters"].startswith("1 ")
    assert SEALING in found["ticks"]


def test_a_tick_that_an_earlier_version_had_is_missed_by_nobody(client: Client, areas: dict[str, Area]) -> None:
    """Its clock stands still for good, with the error of its last run."""
    now = timezone.now()
    Clock.objects.create(name=SEALING, due=now + timedelta(minutes=4))
    Clock.objects.create(name="gone", due=now - timedelta(days=40), error="ValueError: cannot")
    assert degraded(client) == {}
    assert 'tick="gone"' not in client.get("/metrics").content.decode()


def test_the_figures_are_for_this_machine_alone(client: Client, areas: dict[str, Area]) -> None:
    """Monitoring runs beside the centre; a proxy's request is somebody else's."""
    Entry.objects.create(topic="told", key="one", payload={}, exercise=False, due=timezone.now())
    told = client.get("/metrics").content.decode()
    assert 'anlan_outbox_entries{state="waiting",topic="told"} 1.0' in told
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403


@pytest.mark.django_db
def test_a_tick_is_run_by_one_worker_each_time_round() -> None:
    """Whoever moves the clock on runs it; the others find it moved."""
    runs: list[str] = []
    tick = Tick("count", 10.0, lambda: runs.append("run"))
    now = timezone.now()
    assert tick_once([tick], now) == ["count"]
    assert tick_once([tick], now + timedelta(seconds=9)) == []
    assert tick_once([tick], now + timedelta(seconds=10)) == ["count"]
    assert len(runs) == 2
    assert not take(tick, now)


@pytest.mark.django_db
def test_a_failing_tick_stops_no_other_and_comes_round_again() -> None:
    """Its error is kept where the health page finds it."""
    done: list[str] = []

    def fail() -> None:
        raise ValueError("cannot")

    assert tick_once([Tick("bad", 10.0, fail), Tick("good", 10.0, lambda: done.append("good"))]) == ["bad", "good"]
    assert done == ["good"]
    assert Clock.objects.get(name="bad").error == "ValueError: cannot"


@pytest.mark.django_db
def test_a_clock_that_was_wrong_and_was_set_right_stops_no_tick() -> None:
    """A machine that starts eight hours ahead would else end no warning and seal nothing for eight hours."""
    now = timezone.now()
    ticks = [Tick("count", 10.0, lambda: None)]
    assert tick_once(ticks, now + timedelta(hours=8)) == ["count"]
    assert tick_once(ticks, now) == ["count"]
    assert tick_once(ticks, now + timedelta(seconds=9)) == []
    assert tick_once(ticks, now - timedelta(seconds=SKEW_S)) == []
