"""Send what the centre writes to subscribers: outside any transaction, at least once, again where it fails."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import Event as Stop

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError

from anlan_center.alerts.subscriptions.actions import drop_dead
from anlan_center.alerts.subscriptions.letters.words import Note, note_of
from anlan_center.alerts.subscriptions.models import Letter
from anlan_center.alerts.subscriptions.ways import postable
from anlan_center.outbox.leases import claim, finish, put_back
from anlan_center.outbox.looping import repeat

log = logging.getLogger("anlan.subscriptions")

LEASE_S = 120.0
"""Length of the lease of one letter, s; longer than a server of e-mail, or some gateways in turn, may take."""

MOST_ATTEMPTS = 6
"""Attempts at a letter; a link that comes hours late helps nobody (assumption)."""

IDLE_S = 1.0
"""Wait of a courier that found nothing, s."""


class UnsentError(OSError):
    """A note did not get out, and may later."""


class RefusedError(Exception):
    """A note will never get out to this address.

    Parameters
    ----------
    gone
        Whether the address no longer exists, for good.
    """

    def __init__(self, gone: bool) -> None:
        super().__init__("gone" if gone else "refused")
        self.gone = gone


Post = Callable[[Note], None]
"""Sends a note. `RefusedError` says that it never will; after any other fault it is tried again."""


def by_mail(note: Note) -> None:
    """Send a note as e-mail through the server of the settings (``EMAIL_HOST`` and its like).

    Parameters
    ----------
    note
        The note.
    """
    headers = {**note.headers, "Message-ID": f"<{note.key}@{settings.ANLAN_INSTALLATION.hosts[0]}>"}
    EmailMessage(note.subject, note.text, to=[note.address], headers=headers).send()


@dataclass(frozen=True)
class Courier:
    """Sends letters that are due.

    Parameters
    ----------
    posts
        How notes are sent, by way.
    name
        Its own name; no other courier has it.
    most
        Letters that are sent at one turn.
    open_ways
        Says by which ways letters get there now; those of other ways wait.
    """

    posts: Mapping[str, Post]
    name: str
    most: int = 10
    open_ways: Callable[[], Collection[str]] = postable

    def once(self) -> int:
        """Send what is due now, one letter after the other, each with a lease of its own; returns how many."""
        mine = Letter.objects.filter(way__in=set(self.posts) & set(self.open_ways()))
        for count in range(self.most):
            taken = claim(mine, self.name, most=1, seconds=LEASE_S)
            if not taken:
                return count
            self._settle(taken[0])
        return self.most

    def _settle(self, letter: Letter) -> None:
        """Send one letter and write what came of it, before another fault can make it leave again."""
        try:
            problem = self._send(letter)
        except RefusedError as error:
            put_back(Letter, {letter.pk: str(error)}, self.name, most_attempts=0)
            return
        if problem:
            put_back(Letter, {letter.pk: problem}, self.name, most_attempts=MOST_ATTEMPTS)
        else:
            finish(Letter, [letter.pk], self.name)

    def run(self, stop: Stop) -> None:
        """Send letters until told to stop.

        Parameters
        ----------
        stop
            Set by whoever ends the process.
        """
        repeat(self.once, stop, idle_s=IDLE_S)

    def _send(self, letter: Letter) -> str:
        """Send one letter; says what went wrong, without the address."""
        try:
            note = note_of(letter)
            if note is not None:
                self.posts[letter.way](note)
        except RefusedError as error:
            log.warning("letter %s was refused for good", letter.pk)
            if error.gone:
                drop_dead(letter.subscriber)
            raise
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - one letter must not keep the others away
            log.warning("letter %s was not sent: %s", letter.pk, type(error).__name__)
            return type(error).__name__
        return ""
