"""Send a letter about a subscription through the sink that would carry the warnings: what arrives proves it.

The connection is one of its own and ends with the letter: letters are few, and must not wait behind warnings.
"""

import asyncio
from typing import Final

from django.utils import timezone

from anlan_center.alerts.deliveries.carriers import serving
from anlan_center.alerts.deliveries.channels import Channel
from anlan_center.alerts.deliveries.channels.destinations import Policy
from anlan_center.alerts.deliveries.channels.protocol import Configuration, Outcome, Parcel, UnreachableError
from anlan_center.alerts.deliveries.models import Result
from anlan_center.alerts.deliveries.separation import HeldError, Letter, Outlet, clear_letter
from anlan_center.alerts.subscriptions.letters.posting import RefusedError, UnsentError, by_mail
from anlan_center.alerts.subscriptions.letters.words import Note

LONGEST_S: Final = 30.0
"""Seconds for one letter at one sink, with signing in; three that do not answer are within its lease (assumption)."""


def post(note: Note, *, policy: Policy | None = None) -> None:
    """Send a note through the first live sink of its way that takes it.

    Parameters
    ----------
    note
        The note.
    policy
        Where connections may go; None for what the installation says.

    Raises
    ------
    UnsentError
        If no sink took it, and one may later.
    RefusedError
        If the address is refused for good.
    """
    problem = UnsentError("no live sink carries to subscribers of this way")
    for sink, channel, configuration in serving(note.way, policy):
        letter = Letter(note.key, note.language, note.subject, note.text, note.link, note.expires)
        try:
            cleared = clear_letter(letter, Outlet(sink.exercise, sink.public, sink.active), timezone.now())
        except HeldError:
            return  # it came too late to be of use
        try:
            outcome = asyncio.run(_sent(channel, configuration, Parcel(note.key, note.address, cleared, note.headers)))
        except (UnreachableError, TimeoutError) as fault:
            problem = UnsentError(type(fault).__name__)
            continue
        if outcome.result in {Result.SENT, Result.CONFIRMED}:
            return
        if outcome.result == Result.REFUSED:
            raise RefusedError(outcome.gone)
        problem = UnsentError(outcome.result.value)
    raise problem


def post_mail(note: Note) -> None:
    """Send an e-mail: a test through the sink that would carry the warnings, all else through the server of letters.

    So somebody whose warnings can no longer be sent still gets the link by which they learn of it.

    Parameters
    ----------
    note
        The note.
    """
    if note.purpose == "test":
        post(note)
    else:
        by_mail(note)


async def _sent(channel: Channel, configuration: Configuration, parcel: Parcel) -> Outcome:
    async with asyncio.timeout(LONGEST_S), channel.connect(configuration) as connection:
        (outcome,) = await connection.send([parcel])
    return outcome
