"""Work that comes round: each tick is run by one worker of all, whoever gets it first."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event as Stop

from django.db.models import QuerySet
from django.utils import timezone

from anlan_center.outbox.looping import repeat
from anlan_center.outbox.models import Clock

log = logging.getLogger("anlan.ticks")

SKEW_S = 60.0
"""How far clocks of several machines may be apart, s (assumption: those that follow a time server are far closer)."""


@dataclass(frozen=True)
class Tick:
    """Something done again and again.

    Parameters
    ----------
    name
        Its name; unique.
    every_s
        Seconds from one start to the next.
    work
        Called without arguments; opens its own transactions and bears repetition.
    """

    name: str
    every_s: float
    work: Callable[[], object]


def take(tick: Tick, now: datetime) -> bool:
    """Say whether this worker is to run a tick now: only one that moves the clock on may.

    One that is due later than a round from now was set by a clock that was wrong, and is due at once: else nothing
    would come round until then.

    Parameters
    ----------
    tick
        The tick.
    now
        The time.
    """
    clock, _made = Clock.objects.get_or_create(name=tick.name, defaults={"due": now})
    ahead = (clock.due - now).total_seconds()
    if 0 < ahead <= tick.every_s + SKEW_S:
        return False
    moved = Clock.objects.filter(name=tick.name, due=clock.due).update(
        due=now + timedelta(seconds=tick.every_s), started=now
    )
    return moved == 1


def clocks(ticks: Sequence[Tick]) -> QuerySet[Clock]:
    """List the clocks of ticks that there are; those of an earlier version stand still and say nothing.

    Parameters
    ----------
    ticks
        All ticks.
    """
    return Clock.objects.filter(name__in=[tick.name for tick in ticks])


def tick_once(ticks: Sequence[Tick], now: datetime | None = None) -> list[str]:
    """Run what is due; returns the names of the ticks that were run. One that fails is logged and comes round again.

    Parameters
    ----------
    ticks
        All ticks.
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    done = []
    for tick in ticks:
        if not take(tick, at):
            continue
        try:
            tick.work()
            Clock.objects.filter(name=tick.name).update(finished=timezone.now(), error="")
        except Exception as error:
            log.exception("tick failed", extra={"tick": tick.name})
            Clock.objects.filter(name=tick.name).update(error=f"{type(error).__name__}: {error}"[:2000])
        done.append(tick.name)
    return done


def tick_until(ticks: Sequence[Tick], stop: Stop, *, wait_s: float = 0.5) -> None:
    """Run ticks until told to stop.

    Parameters
    ----------
    ticks
        All ticks.
    stop
        Set from outside to end the loop.
    wait_s
        Seconds between looks at the clocks.
    """

    def once() -> int:
        tick_once(ticks)
        return 0

    repeat(once, stop, idle_s=wait_s)
