"""Preparing what comes next while the workers are busy with what is there."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from anlan.compute.executor import Executor

Item = TypeVar("Item")
Result = TypeVar("Result")


def ahead(
    function: Callable[[Item], Result], items: Sequence[Item], executor: Executor
) -> Generator[Result, None, None]:
    """Yield ``function(item)`` for each item, in order, each prepared while the ones before it are used.

    As many more threads as there are workers do that, in the order of the items, so that one item that takes long
    does not keep the workers waiting; with a single worker it is done in the calling thread.

    Parameters
    ----------
    function
        Pure; its error is raised where its result would have been yielded.
    items
        What to prepare.
    executor
        Where the results are used; says whether more than one thread is wanted.
    """
    if executor.workers == 1:
        yield from map(function, items)
        return
    pool = ThreadPoolExecutor(max_workers=executor.workers, thread_name_prefix="anlan-ahead")
    try:
        for future in [pool.submit(function, item) for item in items]:
            yield future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
