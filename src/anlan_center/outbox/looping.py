"""Go on until told to stop: look for work, do it, wait where there was none, and bear a database that is away."""

import logging
from collections.abc import Callable
from threading import Event as Stop

from django.db import DatabaseError, close_old_connections

log = logging.getLogger("anlan.loops")

AWAY_S = 1.0
"""Wait after a fault of the database, s."""


def repeat(once: Callable[[], int], stop: Stop, *, idle_s: float) -> None:
    """Call something again and again.

    Parameters
    ----------
    once
        Does what is due and says how much that was.
    stop
        Set from outside to end the loop after the call in hand.
    idle_s
        Wait after a call that found nothing to do, s.
    """
    while not stop.is_set():
        try:
            found = once()
        except DatabaseError:
            log.exception("the database failed; trying again")
            close_old_connections()
            stop.wait(AWAY_S)
            found = 0
        if not found:
            stop.wait(idle_s)


def supervise(name: str, loop: Callable[[Stop], None], stop: Stop) -> None:
    """Run a loop, and again where it ends by a fault: a thread that died would be missed by nobody until it is needed.

    Parameters
    ----------
    name
        Its name, for the log.
    loop
        Runs until told to stop.
    stop
        Set from outside.
    """
    while not stop.is_set():
        try:
            loop(stop)
        except Exception:
            log.exception("a loop ended by a fault; it begins anew", extra={"loop": name})
            close_old_connections()
            stop.wait(AWAY_S)
