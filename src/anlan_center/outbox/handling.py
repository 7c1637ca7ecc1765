"""What a handler of events is, and the worker that calls them."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event as Stop

from django.db import transaction
from django.utils import timezone

from anlan_center.outbox.leases import claim, due_first, finish, give_back, put_back
from anlan_center.outbox.looping import repeat
from anlan_center.outbox.models import Entry

log = logging.getLogger("anlan.outbox")

Handler = Callable[[Entry], None]
"""Called with an event, in a transaction of its own; must bear being called again with the same event."""

Handlers = Mapping[str, Sequence[Handler]]

LEASE_S = 60.0
"""Length of a lease, s; a handler does its work in the database and is done in far less."""

MOST_ATTEMPTS = 12
"""Attempts until an event is a dead letter: with the waits of `leases.BACK_OFF` about forty minutes."""

IDLE_S = 0.1
"""Wait of a worker that found nothing, s."""


@dataclass(frozen=True)
class Worker:
    """Calls the handlers of events that are due.

    Parameters
    ----------
    handlers
        Handlers by topic.
    name
        Its own name.
    most
        Events taken on at once.
    """

    handlers: Handlers
    name: str
    most: int = 20

    def once(self) -> int:
        """Handle what is due now; returns how many events were handled.

        Before each event after the first it looks whether a graver one waits; then the rest goes back, so that the
        gravest goes first however many were taken on.
        """
        taken = claim(Entry.objects.all(), self.name, most=self.most, seconds=LEASE_S)
        for done, entry in enumerate(taken):
            if done and self._overtaken(entry):
                give_back(Entry, [one.pk for one in taken[done:]], self.name)
                return done
            self._handle(entry)
        return len(taken)

    @staticmethod
    def _overtaken(entry: Entry) -> bool:
        return due_first(Entry.objects.filter(priority__lt=entry.priority), timezone.now()).exists()

    def _handle(self, entry: Entry) -> None:
        try:
            if entry.topic not in self.handlers:
                raise LookupError(f"no handler for the topic '{entry.topic}'; add it to config/wiring.py")
            with transaction.atomic():
                for handler in self.handlers[entry.topic]:
                    handler(entry)
                finish(Entry, [entry.pk], self.name)
        except Exception as error:
            log.exception("handler failed", extra={"topic": entry.topic, "key": entry.key, "attempt": entry.attempts})
            told = f"{type(error).__name__}: {error}"[:2000]
            put_back(Entry, {entry.pk: told}, self.name, most_attempts=MOST_ATTEMPTS)

    def run(self, stop: Stop) -> None:
        """Handle events until told to stop; a database that is away is waited for.

        Parameters
        ----------
        stop
            Set from outside to end the loop after the event in hand.
        """
        repeat(self.once, stop, idle_s=IDLE_S)
