"""Who decides at the same moment as others takes turns, the gravest first; nobody waits for one that hangs."""

import threading
from collections.abc import Callable

import pytest

from anlan_center.alerts.release.actions.turns import Turns


def started(turns: Turns, priority: int, done: Callable[[], None]) -> threading.Thread:
    """Let somebody wait for a turn in a thread."""

    def run() -> None:
        with turns.turn(priority):
            done()

    thread = threading.Thread(target=run)
    waiting = len(turns._waiting)
    thread.start()
    while len(turns._waiting) <= waiting:
        pass
    return thread


def test_the_gravest_goes_first_and_of_equals_whoever_came_first() -> None:
    """Four come while a turn is held; they go by priority, then in the order in which they came."""
    turns, order = Turns(60.0), []
    with turns.turn(30):
        came = [(20, "a"), (0, "b"), (20, "c"), (0, "d")]
        threads = [started(turns, priority, lambda name=name: order.append(name)) for priority, name in came]  # type: ignore[misc]
        assert order == []
    for thread in threads:
        thread.join(10.0)
    assert order == ["b", "d", "a", "c"]


def test_one_that_hangs_keeps_nobody_for_long() -> None:
    """Patience over, the next goes on beside it; the end of the first turn then takes nobody else's away."""
    turns, gone = Turns(0.05), threading.Event()
    with turns.turn(0):
        thread = started(turns, 30, gone.set)
        assert gone.wait(10.0)
    thread.join(10.0)
    with turns.turn(0):
        assert turns._waiting == []


def test_a_fault_ends_the_turn() -> None:
    """The next does not wait for one that failed."""
    turns = Turns(60.0)
    with pytest.raises(ValueError, match="wrong"), turns.turn(0):
        raise ValueError("wrong")
    with turns.turn(0):
        assert turns._waiting == []
