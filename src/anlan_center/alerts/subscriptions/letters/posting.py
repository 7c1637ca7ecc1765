"""Send what the centre writes to subscribers: outside any transaction, at least once, again where it fails."""

import logging
import smtplib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import Event as Stop

from django.conf import settings
from django.core.mail import EmailMessage

from anlan_center.alerts.subscriptions.actions import drop_dead
from anlan_center.alerts.subscriptions.letters.words import Note, note_of
from anlan_center.alerts.subscriptions.models import Letter
from anlan_center.alerts.subscriptions.ways import postable
from anlan_center.outbox.leases import claim, finish, put_back
from anlan_center.outbox.looping import repeat

log = logging.getLogger("anlan.subscriptions")

LEASE_S = 120.0
"""Length of a lease, s; longer than the time that a server of e-mail or a gateway may take."""

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


ERRORS = (OSError, smtplib.SMTPException)
"""What a way may raise where it does not get a note out; it is tried again."""

Post = Callable[[Note], None]
"""Sends a note, or raises one of `ERRORS`, or `RefusedError`."""


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
        Letters taken on at once.
    open_ways
        Says by which ways letters get there now; those of other ways wait.
    """

    posts: Mapping[str, Post]
    name: str
    most: int = 10
    open_ways: Callable[[], Collection[str]] = postable

    def once(self) -> int:
        """Send what is due now; returns how many letters were taken on."""
        mine = Letter.objects.filter(way__in=set(self.posts) & set(self.open_ways()))
        taken = claim(mine, self.name, most=self.most, seconds=LEASE_S)
        done, failed, refused = [], {}, {}
        for letter in taken:
            try:
                problem = self._send(letter)
            except RefusedError as error:
                refused[letter.pk] = str(error)
                continue
            if problem:
                failed[letter.pk] = problem
            else:
                done.append(letter.pk)
        finish(Letter, done, self.name)
        put_back(Letter, failed, self.name, most_attempts=MOST_ATTEMPTS)
        put_back(Letter, refused, self.name, most_attempts=0)
        return len(taken)

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
        note = note_of(letter)
        if note is None:
            return ""
        try:
            self.posts[letter.way](note)
        except ERRORS as error:
            log.warning("letter %s was not sent: %s", letter.pk, type(error).__name__)
            return type(error).__name__
        except RefusedError as error:
            log.warning("letter %s was refused for good", letter.pk)
            if error.gone:
                drop_dead(letter.subscriber)
            raise
        return ""
