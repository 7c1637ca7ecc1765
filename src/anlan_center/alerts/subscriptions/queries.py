"""Who is to be warned, and how many that are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from anlan_center.alerts.release.models import Alert


@dataclass(frozen=True)
class Recipient:
    """A subscriber to whom a warning goes.

    Parameters
    ----------
    id
        Number of the subscriber; all that a delivery keeps.
    language
        BCP-47 tag of the language of the message.
    sealed
        What is personal, encrypted; `address` opens it, as late as possible.
    """

    id: int
    language: str
    sealed: bytes

    @property
    def address(self) -> str:
        """Address of e-mail, number in international form, or the browser's subscription as JSON."""
        raise NotImplementedError

    @property
    def needs(self) -> int:
        """Bits of `choices.Need`."""
        raise NotImplementedError

    @property
    def headers(self) -> dict[str, str]:
        """Headers of an e-mail: List-Unsubscribe and List-Unsubscribe-Post (RFC 8058)."""
        raise NotImplementedError

    @property
    def footer(self) -> str:
        """Lines below a message, in the recipient's language: why it comes, and how to stop it."""
        raise NotImplementedError


def recipients(alert: Alert, channel: str) -> Iterable[Recipient]:
    """List the confirmed subscribers whom a warning addresses on a channel; nobody for an exercise.

    Parameters
    ----------
    alert
        The warning; its area decides.
    channel
        ``email``, ``sms`` or ``webpush``.
    """
    raise NotImplementedError


def recipient(number: int) -> Recipient | None:
    """Return one subscriber by number, as when a delivery is tried again; None where there is none any more."""
    raise NotImplementedError


def reach(alert: Alert) -> dict[str, Any]:
    """Say how many subscribers a warning addresses, by channel, language and need, before it is released."""
    raise NotImplementedError
