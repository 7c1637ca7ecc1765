"""What comes next is prepared while the workers are busy, in order and without losing an error."""

import threading

import pytest

from anlan.compute import ahead, local


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    """However many workers use them."""
    with local(workers) as executor:
        assert list(ahead(lambda number: number * number, range(20), executor)) == [n * n for n in range(20)]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_is_raised_where_its_result_would_have_come(workers: int) -> None:
    """The results before it are still given."""

    def inverse(number: int) -> float:
        return 1.0 / number

    with local(workers) as executor:
        prepared = ahead(inverse, [2, 4, 0, 8], executor)
        assert [next(prepared), next(prepared)] == [0.5, 0.25]
        with pytest.raises(ZeroDivisionError):
            next(prepared)


def test_the_next_result_is_prepared_while_the_first_is_used() -> None:
    """Nobody asks for the second item, and yet it is begun."""
    begun = threading.Event()

    def note(number: int) -> int:
        if number == 1:
            begun.set()
        return number

    with local(2) as executor:
        prepared = ahead(note, [0, 1], executor)
        assert next(prepared) == 0
        assert begun.wait(timeout=60.0)
        assert next(prepared) == 1


def test_a_single_worker_prepares_nothing_ahead() -> None:
    """All that is done is done in the thread that asks."""
    threads = []
    with local(1) as executor:
        for _ in ahead(lambda _: threads.append(threading.get_ident()), range(3), executor):
            pass
    assert set(threads) == {threading.get_ident()}


def test_nothing_more_is_begun_once_the_results_are_given_up() -> None:
    """An abandoned generator cancels what waits in its queue."""
    done: list[int] = []
    release = threading.Event()

    def slow(number: int) -> int:
        if number in {1, 2}:  # what two threads are busy with
            release.wait(timeout=60.0)
        done.append(number)
        return number

    with local(2) as executor:
        prepared = ahead(slow, range(5), executor)
        assert next(prepared) == 0
        prepared.close()
        release.set()
    assert not {3, 4} & set(done)
