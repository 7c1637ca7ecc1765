"""Loops go on: over a database that is away, and over a fault that nobody foresaw."""

from threading import Event

import pytest
from django.db import OperationalError

from anlan_center.outbox import looping
from anlan_center.outbox.looping import repeat, supervise


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait."""
    monkeypatch.setattr(looping, "AWAY_S", 0.0)


def test_a_database_that_is_away_is_waited_for(db: None) -> None:
    """The call after the fault does what is due."""
    stop, calls = Event(), list[int]()

    def once() -> int:
        calls.append(len(calls))
        if len(calls) < 3:
            raise OperationalError("the server closed the connection")
        stop.set()
        return 1

    repeat(once, stop, idle_s=0.0)
    assert calls == [0, 1, 2]


def test_a_loop_that_ends_by_a_fault_begins_anew(db: None) -> None:
    """Until it ends because it was told to."""
    stop, runs = Event(), list[int]()

    def loop(told: Event) -> None:
        runs.append(len(runs))
        if len(runs) < 3:
            raise ValueError("nobody foresaw this")
        told.set()

    supervise("test", loop, stop)
    assert runs == [0, 1, 2]
