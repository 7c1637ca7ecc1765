"""What changes subscriptions; the only writer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan_center.alerts.subscriptions.models import Subscriber


@dataclass(frozen=True)
class Wish:
    """What somebody asks for.

    Parameters
    ----------
    way, address
        Channel, and the address on it in its normal form.
    language, threshold
        See `choices`.
    point
        Longitude and latitude, degrees; None where only areas are followed.
    areas
        Administrative codes.
    needs
        Bits of `choices.Need`.
    """

    way: str
    address: str
    language: str
    threshold: int
    point: tuple[float, float] | None
    areas: Sequence[str]
    needs: int


def subscribe(wish: Wish, *, source: str = "", now: datetime | None = None) -> None:
    """Take a wish down and ask its address to confirm it; says nothing of whether the address was known."""
    raise NotImplementedError


def confirm(token: str, *, now: datetime | None = None) -> Subscriber:
    """Confirm by the link that was sent; also renews a confirmed subscription for another term."""
    raise NotImplementedError


def change(token: str, wish: Wish, *, now: datetime | None = None) -> Subscriber:
    """Change what a confirmed subscriber wants; the address stays."""
    raise NotImplementedError


def unsubscribe(token: str, *, now: datetime | None = None) -> bool:
    """Remove a subscriber and all that is known of them; says whether there was one."""
    raise NotImplementedError


def send_test(token: str, *, now: datetime | None = None) -> None:
    """Send a subscriber the test message they asked for, at most once in ten minutes."""
    raise NotImplementedError


def tidy(*, now: datetime | None = None) -> dict[str, int]:
    """Remove what was not confirmed or has expired, and ask for renewal in time; says how many of each."""
    raise NotImplementedError
