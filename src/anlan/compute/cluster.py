"""Work on a Dask cluster; the optional part ``distributed``."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

from anlan import __version__
from anlan.compute.executor import Executor
from anlan.errors import MissingPartError, SettingError
from anlan.language import Message, mark

Item = TypeVar("Item")
Result = TypeVar("Result")

ANSWER_S = 10.0
"""Longest wait for a scheduler, seconds."""


class Cluster:
    """Runs calls in the workers of a Dask cluster.

    The function, with all that it holds, goes to each worker once; then only items and results travel. At most two
    calls per worker are under way.

    Parameters
    ----------
    client
        A ``distributed.Client``; the caller owns it.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    @property
    def workers(self) -> int:
        """Number of threads of all workers, one at least."""
        threads: int = sum(self._client.nthreads().values())
        return max(1, threads)

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield ``function(item)`` for each item, in order; calls not yet begun are dropped after an error."""
        if not len(items):
            return
        held = self._client.scatter([function], broadcast=True, hash=False)[0]
        most = 2 * self.workers
        ahead: list[Any] = []
        try:
            for item in items:
                ahead.append(self._client.submit(_call, held, item, pure=False))
                if len(ahead) >= most:
                    yield ahead.pop(0).result()
            while ahead:
                yield ahead.pop(0).result()
        finally:
            if ahead:
                self._client.cancel(ahead)


def _call(function: Callable[[Item], Result], item: Item) -> Result:
    return function(item)


def _version() -> str:
    return __version__


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Open an executor on a Dask cluster.

    Parameters
    ----------
    address
        Address of its scheduler, for example ``tcp://10.0.0.1:8786``.

    Raises
    ------
    MissingPartError
        If the package ``distributed`` is not installed.
    SettingError
        If no scheduler answers there, it has no workers, or its workers run another version of this program.
    """
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError as error:
        what = mark("a cluster needs the package distributed; install it with: pip install 'anlan[distributed]'")
        raise MissingPartError(Message(what)) from error
    try:
        client = distributed.Client(address, timeout=ANSWER_S, set_as_default=False)
    except (OSError, ValueError) as error:
        what = mark("no scheduler answers at {address}; start one, or correct the address")
        raise SettingError(Message(what, address=address)) from error
    with client:
        _refuse_strangers(client, address)
        yield Cluster(client)


def _refuse_strangers(client: Any, address: str) -> None:
    try:
        versions = client.run(_version)
    except ModuleNotFoundError as error:
        what = mark("the workers at {address} lack this program; install anlan {wanted} there")
        raise SettingError(Message(what, address=address, wanted=__version__)) from error
    if not versions:
        raise SettingError(Message(mark("the cluster at {address} has no workers; start some"), address=address))
    for worker, version in versions.items():
        if version != __version__:
            what = mark("worker {worker} runs version {found} of this program; install {wanted} there")
            raise SettingError(Message(what, worker=worker, found=version, wanted=__version__))
