"""Ask the database from the loop, in a thread of its own, and again where it was busy or away."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import DatabaseError, InterfaceError, OperationalError, connection

Given = ParamSpec("Given")
Result = TypeVar("Result")

WAITS = (0.05, 0.2, 1.0, 3.0)
"""Seconds between tries (assumption)."""

AWAY = (DatabaseError, InterfaceError)
"""What a database that stays away raises; Django keeps the two apart."""

_LOG = logging.getLogger(__name__)


class Database:
    """Runs what speaks to the database.

    Parameters
    ----------
    executor
        Threads to run in; None for the thread that Django's own synchronous parts run in.
    """

    def __init__(self, executor: Executor | None = None) -> None:
        self._executor = executor

    async def __call__(self, call: Callable[Given, Result], /, *given: Given.args, **named: Given.kwargs) -> Result:
        """Run a call; raises what it raises, a database that stays away included."""
        if self._executor is None:
            return await sync_to_async(_patiently, thread_sensitive=True)(call, *given, **named)
        return await sync_to_async(_patiently, thread_sensitive=False, executor=self._executor)(call, *given, **named)  # type: ignore[call-overload,no-any-return]


def _patiently(call: Callable[Given, Result], /, *given: Given.args, **named: Given.kwargs) -> Result:
    for wait in WAITS:
        try:
            return call(*given, **named)
        except (OperationalError, InterfaceError) as fault:
            if connection.in_atomic_block:
                raise
            _LOG.warning("the database was busy or away: %s", fault)
            connection.close_if_unusable_or_obsolete()
            time.sleep(wait)
    return call(*given, **named)
