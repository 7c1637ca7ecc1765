"""Codes for those who get text messages: a link there is long, and people are told not to open links in them.

A code is kept nowhere, not even as a digest: it follows from the subscriber, from the number of the code and from a key
that lies apart from the database.
"""

import base64
import binascii
import hmac
from datetime import datetime, timedelta

from django.utils import timezone

from anlan_center.alerts.subscriptions.choices import Way
from anlan_center.alerts.subscriptions.models import Subscriber
from anlan_center.alerts.subscriptions.private.sealing import BLIND, VAULT
from anlan_center.vault.sealing import SealError

DIGITS = 8
"""Digits of a code: with `MOST_TRIES` at each of three codes a day, somebody who guesses has a chance of 3 in ten
million a day."""

MOST_TRIES = 10
"""Wrong codes after which the right one is void as well (assumption)."""

CODE_TERM = timedelta(hours=1)
"""How long a code holds that somebody waits for."""

CODED = frozenset({Way.SMS.value})
"""Ways whose letters hold a code instead of a link."""

TICKET_TERM = timedelta(hours=1)
"""How long a page remembers for which number a code was asked."""


def code_of(subscriber: int, number: int) -> str:
    """Return a code of a subscriber.

    Parameters
    ----------
    subscriber
        Number of the subscriber.
    number
        Number of the code; each has another.
    """
    digest = BLIND.digest("code", f"{subscriber}.{number}")
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def fits(row: Subscriber, entered: str, at: datetime) -> bool:
    """Say whether an entered code is the one that was sent last, in time, and not guessed too often.

    Parameters
    ----------
    row
        The subscriber.
    entered
        What was entered; blanks between digits do not count.
    at
        The time.
    """
    if row.code_until is None or at >= row.code_until or row.code_tries >= MOST_TRIES:
        return False
    return hmac.compare_digest("".join(entered.split()).encode(), code_of(row.pk, row.code).encode())


def ticket_for(number: str, now: datetime | None = None) -> str:
    """Return what an address of a page may hold so that the page knows a telephone number: sealed, for an hour.

    Parameters
    ----------
    number
        The number.
    now
        The time; None takes the clock's.
    """
    until = (now or timezone.now()) + TICKET_TERM
    return base64.urlsafe_b64encode(VAULT.seal(f"ticket {until.timestamp():.0f} {number}")).decode().rstrip("=")


def number_on(ticket: str, now: datetime | None = None) -> str:
    """Return the telephone number that a ticket was made for; empty where it is too old or not from here.

    Parameters
    ----------
    ticket
        As `ticket_for` makes it.
    now
        The time; None takes the clock's.
    """
    try:
        kind, until, number = VAULT.unseal(base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))).split(" ")
    except (SealError, ValueError, binascii.Error):
        return ""
    return number if kind == "ticket" and float(until) > (now or timezone.now()).timestamp() else ""
