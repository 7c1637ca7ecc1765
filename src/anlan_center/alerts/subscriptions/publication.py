"""What a public channel is, as far as the one who delivers to it needs to know."""

from dataclasses import dataclass
from typing import Protocol

from anlan_center.alerts.release.models import Alert


@dataclass(frozen=True)
class Published:
    """Where a warning stands for everybody to read.

    Parameters
    ----------
    location
        Address of the page or the feed.
    digest
        SHA-256 of the signed message that was read back from there, hexadecimal digits.
    """

    location: str
    digest: str


class NotPublishedError(RuntimeError):
    """A warning did not come out where it was to stand; says where and why."""


class Publisher(Protocol):
    """Puts warnings where everybody can read them. `anlan_center.alerts.bulletins.publishing.PUBLISHERS` has them.

    It bears being called again with the same warning: it is published once.
    """

    def __call__(self, alert: Alert) -> Published:
        """Publish a released warning, then read it back from where it stands.

        An Update or a Cancel takes the place of what it refers to. A message of an exercise goes to the pages of
        exercises, which have an address of their own, and to nothing else.

        Raises
        ------
        NotPublishedError
            If it cannot be read back, or is not released.
        """
        ...
