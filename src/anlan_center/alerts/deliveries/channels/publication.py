"""Public pages and feeds: a delivery to everybody who looks, done once the warning can be read there."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anlan_center.alerts.deliveries.channels.checking import setting_problems
from anlan_center.alerts.deliveries.channels.protocol import (
    Capability,
    Configuration,
    Connection,
    Outcome,
    Parcel,
    Setting,
    UnreachableError,
)


class PublicationConnection:
    """What puts warnings onto one page or feed."""

    lost: ClassVar = False

    def __init__(self, kind: str, configuration: Configuration) -> None:
        self._kind = kind
        self._configuration = configuration

    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Publish each message; it is confirmed once it was read back."""
        publish = self._configuration.publish
        if publish is None:
            raise UnreachableError(gettext_noop("nothing publishes here; the wiring names no publisher"))
        return [await publish(self._kind, parcel.message) for parcel in parcels]


class Publication:
    """A page or a feed of this centre.

    Parameters
    ----------
    kind, label
        As in `Channel`.
    """

    way: ClassVar = ""
    capability: ClassVar = Capability(
        longest=None,
        unit="characters",
        media=("html", "cap"),
        languages="all",
        acknowledges="received",
        deduplicates=True,
        concurrency=1,
        timeout=30.0,
        waits=(0.5, 1.0, 2.0, 5.0, 15.0, 60.0),
    )
    settings: ClassVar[tuple[Setting, ...]] = ()

    def __init__(self, kind: str, label: str | Promise) -> None:
        self.kind = kind
        self.label = label

    @asynccontextmanager
    async def connect(self, configuration: Configuration) -> AsyncIterator[Connection]:
        """Nothing to open."""
        yield PublicationConnection(self.kind, configuration)

    def problems(self, configuration: Configuration) -> Sequence[str]:
        """List what is wrong with the settings."""
        return setting_problems(self.settings, configuration)


PUBLICATIONS = (
    Publication("web", _("Public web page")),
    Publication("atom", _("Atom feed")),
    Publication("rss", _("RSS feed")),
    Publication("cap-feed", _("CAP feed")),
)
"""Every page and feed of this centre."""
