"""Send what the centre writes to subscribers: outside any transaction, at least once, again where it fails."""

import logging
import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event as Stop

from django.conf import settings
from django.core.mail import EmailMessage

from anlan_center.alerts.subscriptions.choices import Way
from anlan_center.alerts.subscriptions.letters.words import Note, note_of
from anlan_center.alerts.subscriptions.models import Letter
from anlan_center.outbox.leases import claim, finish, put_back
from anlan_center.outbox.looping import repeat

log = logging.getLogger("anlan.subscriptions")

LEASE_S = 120.0
"""Length of a lease, s; longer than the time that a server of e-mail or a gateway may take."""

MOST_ATTEMPTS = 6
"""Attempts at a letter; a link that comes hours late helps nobody (assumption)."""

IDLE_S = 1.0
"""Wait of a courier that found nothing, s."""

ERRORS = (OSError, smtplib.SMTPException)
"""What a way may raise where it does not get a note out; it is tried again."""

Post = Callable[[Note], None]
"""Sends a note, or raises one of `ERRORS`."""


def by_mail(note: Note) -> None:
    """Send a note as e-mail through the server of the settings (``EMAIL_HOST`` and its like).

    Parameters
    ----------
    note
        The note.
    """
    headers = {**note.headers, "Message-ID": f"<{note.key}@{settings.ANLAN_INSTALLATION.hosts[0]}>"}
    EmailMessage(note.subject, note.text, to=[note.address], headers=headers).send()


POSTS: Mapping[str, Post] = {Way.EMAIL: by_mail}
"""How notes are sent, by way, where the wiring gives nothing else."""


@dataclass(frozen=True)
class Courier:
    """Sends letters that are due.

    Parameters
    ----------
    posts
        How notes are sent, by way; letters of other ways wait for somebody who can send them.
    name
        Its own name; no other courier has it.
    most
        Letters taken on at once.
    """

    posts: Mapping[str, Post]
    name: str
    most: int = 10

    def once(self) -> int:
        """Send what is due now; returns how many letters were taken on."""
        mine = Letter.objects.filter(way__in=list(self.posts))
        taken = claim(mine, self.name, most=self.most, seconds=LEASE_S)
        done, failed = [], {}
        for letter in taken:
            problem = self._send(letter)
            if problem:
                failed[letter.pk] = problem
            else:
                done.append(letter.pk)
        finish(Letter, done, self.name)
        put_back(Letter, failed, self.name, most_attempts=MOST_ATTEMPTS)
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
        return ""
