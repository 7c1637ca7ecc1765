"""Work is handed out in any number of threads and comes back the same."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.compute import Executor, Local, Serial, local
from anlan.errors import SettingError

WAIT_S = 30.0
"""Longest wait for another thread before a test fails; far more than it takes."""


def square(number: int) -> int:
    """Return a result that names its item."""
    return number * number


@pytest.fixture(params=[1, 2, 5])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Open an executor with one, two and more workers than this machine may have cores."""
    with local(request.param) as opened:
        yield opened


def test_results_come_in_the_order_of_the_items(executor: Executor) -> None:
    """More items than are ever under way at once."""
    assert list(executor.map(square, range(40))) == [number**2 for number in range(40)]


def test_nothing_to_do_gives_nothing(executor: Executor) -> None:
    """An empty city has no events."""
    assert list(executor.map(square, [])) == []


def test_the_first_error_by_order_reaches_the_caller(executor: Executor) -> None:
    """Whichever thread fails first, the caller sees the error of the earliest item, after the results before it."""

    def call(number: int) -> int:
        if number in {3, 4}:
            raise ArithmeticError(number)
        return number

    results = executor.map(call, range(10))
    assert [next(results), next(results), next(results)] == [0, 1, 2]
    with pytest.raises(ArithmeticError, match="3"):
        next(results)


def test_an_executor_can_be_used_again_after_an_error(executor: Executor) -> None:
    """One stage's failure does not spoil the pool."""
    with pytest.raises(ZeroDivisionError):
        list(executor.map(lambda number: 1 // number, [1, 0, 1]))
    assert list(executor.map(square, [2, 3])) == [4, 9]


@given(items=st.lists(st.integers(-1000, 1000), max_size=30), workers=st.integers(1, 4))
def test_the_number_of_workers_does_not_show_in_the_results(items: list[int], workers: int) -> None:
    """What is computed never depends on who computes it."""
    with local(workers) as some, local(1) as one:
        assert list(some.map(square, items)) == list(one.map(square, items))


def test_two_workers_run_two_calls_at_the_same_time() -> None:
    """Each call waits for the other; one worker alone would never meet itself."""
    meeting = threading.Barrier(2, timeout=WAIT_S)
    with local(2) as executor:
        places = list(executor.map(lambda _: meeting.wait(), range(2)))
    assert sorted(places) == [0, 1]


def test_few_calls_are_under_way_while_the_caller_is_slow() -> None:
    """Results that nobody has taken yet are held for two items a worker at most."""
    begun: list[int] = []

    def call(number: int) -> int:
        begun.append(number)
        return number

    with local(2) as executor:
        results = executor.map(call, range(100))
        assert next(results) == 0
        assert len(begun) <= 4


def test_a_caller_who_stops_leaves_no_work_behind() -> None:
    """Calls that have not begun are dropped when the caller turns away."""
    begun: list[int] = []
    gate = threading.Event()

    def call(number: int) -> int:
        begun.append(number)
        if number:
            gate.wait(WAIT_S)
        return number

    with local(2) as executor:
        results = executor.map(call, range(100))
        assert next(results) == 0
        results.close()  # type: ignore[attr-defined]
        gate.set()
    assert len(begun) <= 4


def test_an_error_in_the_block_closes_the_pool() -> None:
    """An interrupted run does not wait for work that nobody wants any more."""
    with pytest.raises(KeyboardInterrupt), local(2) as executor:
        raise KeyboardInterrupt
    with pytest.raises(RuntimeError, match="shutdown"):
        list(executor.map(square, [1]))


def test_one_worker_needs_no_thread() -> None:
    """The plain case stays plain: calls run where the caller is."""
    with local(1) as executor:
        assert isinstance(executor, Serial)
        assert executor.workers == 1
        assert list(executor.map(lambda _: threading.current_thread(), [0])) == [threading.current_thread()]


def test_by_default_every_usable_core_works() -> None:
    """The number is what the operating system lets this process use."""
    with local() as executor:
        assert executor.workers >= 1
        assert isinstance(executor, Serial if executor.workers == 1 else Local)


@pytest.mark.parametrize("workers", [0, -1])
def test_no_workers_is_refused_with_the_number(workers: int) -> None:
    """The message names the value and what is allowed."""
    with pytest.raises(SettingError, match=f"workers is {workers}; give 1 or more"), local(workers):
        pass
