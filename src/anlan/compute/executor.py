"""The one protocol by which stages hand out work."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

from anlan.errors import SettingError
from anlan.language import Message, mark

Item = TypeVar("Item")
Result = TypeVar("Result")


class Executor(Protocol):
    """Runs a pure function over items and yields the results in the order of the items.

    An executor decides where and when the calls run, never what they return: a stage that uses one must give the
    same result for every executor and every number of workers.
    """

    @property
    def workers(self) -> int:
        """How many calls may run at the same time."""
        ...

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield ``function(item)`` for each item, in order; the first error raised by a call is raised here."""
        ...


class Serial:
    """Runs every call in the calling thread."""

    @property
    def workers(self) -> int:
        """Always 1."""
        return 1

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield ``function(item)`` for each item, in order."""
        return map(function, items)


class Local:
    """Runs calls in a pool of threads of this process.

    The kernels release the interpreter lock (NumPy, Numba with ``nogil``), so threads use all cores without copying
    the city. At most two calls per worker are under way, so results of unbounded inputs are never held at once.

    Parameters
    ----------
    pool
        Thread pool to use; the caller owns it.
    workers
        Number of threads in it.
    """

    def __init__(self, pool: ThreadPoolExecutor, workers: int) -> None:
        self._pool = pool
        self._workers = workers

    @property
    def workers(self) -> int:
        """Number of threads."""
        return self._workers

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield ``function(item)`` for each item, in order; calls not yet begun are dropped after an error."""
        ahead: list[Future[Result]] = []
        rest = iter(items)
        try:
            for item in rest:
                ahead.append(self._pool.submit(function, item))
                if len(ahead) >= 2 * self._workers:
                    yield ahead.pop(0).result()
            while ahead:
                yield ahead.pop(0).result()
        finally:
            for future in ahead:
                future.cancel()


@contextmanager
def local(workers: int | None = None) -> Iterator[Executor]:
    """Open an executor on this machine.

    Parameters
    ----------
    workers
        Number of threads; None takes the number of usable cores, 1 gives `Serial`.

    Raises
    ------
    SettingError
        If `workers` is less than 1.
    """
    count = len(os.sched_getaffinity(0)) if workers is None else workers
    if count < 1:
        raise SettingError(Message(mark("workers is {count}; give 1 or more"), count=count))
    if count == 1:
        yield Serial()
        return
    with ThreadPoolExecutor(max_workers=count, thread_name_prefix="anlan") as pool:
        try:
            yield Local(pool, count)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
