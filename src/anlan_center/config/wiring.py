"""Which event is handled by what, what comes round, and what runs beside the pages: where the slices meet."""

from collections.abc import Callable, Mapping, Sequence
from threading import Event as Stop

from anlan_center.alerts.ingest.actions import expire as expire_others
from anlan_center.alerts.ingest.actions import fetch_until
from anlan_center.audit.sealing import seal
from anlan_center.outbox.clearing import clear
from anlan_center.outbox.handling import Handler, Worker
from anlan_center.outbox.ticking import Tick, tick_until
from anlan_center.outbox.workers import worker_name

HANDLERS: Mapping[str, tuple[Handler, ...]] = {}
"""Handlers by topic of the outbox. Each is called at least once, in one transaction with the others of its topic, and
must bear repetition."""

TICKS: Sequence[Tick] = (
    Tick("seal the record", 300.0, seal),
    Tick("clear what is done", 3600.0, clear),
    Tick("let warnings of others expire", 15.0, expire_others),
)
"""What comes round, and after how many seconds."""


def _handle(stop: Stop) -> None:
    Worker(HANDLERS, worker_name()).run(stop)


def _tick(stop: Stop) -> None:
    tick_until(TICKS, stop)


LOOPS: Mapping[str, Callable[[Stop], None]] = {"events": _handle, "ticks": _tick, "warnings of others": fetch_until}
"""What a deliverer runs, each in a thread of its own, until it is told to stop."""
