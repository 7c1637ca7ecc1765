"""E-mail into files, in a demonstration alone: what subscribers would get can be read without a mail server."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from anlan_center.alerts.deliveries.channels.checking import setting_problems
from anlan_center.alerts.deliveries.channels.mail import letter
from anlan_center.alerts.deliveries.channels.protocol import (
    Capability,
    Configuration,
    Connection,
    Outcome,
    Parcel,
    Setting,
    UnreachableError,
)
from anlan_center.alerts.deliveries.models import Result


class FolderConnection:
    """Writes a letter as a file; one with the same key takes its place."""

    lost: ClassVar = False

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Write each letter."""
        return [await asyncio.to_thread(self._write, parcel) for parcel in parcels]

    def _write(self, parcel: Parcel) -> Outcome:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = self._folder / f"{parcel.key}.eml"
        place.write_bytes(bytes(letter(parcel, self._sender)))
        return Outcome(Result.SENT, receipt=place.name)


class MailFolder:
    """Files below the data of a demonstration; elsewhere nothing is written, so that no warning counts as sent."""

    kind: ClassVar = "email-files"
    label: ClassVar[str | Promise] = gettext_lazy("E-mail into files (demonstration only)")
    way: ClassVar = "email"
    capability: ClassVar = Capability(
        longest=None, unit="characters", media=("text",), deduplicates=True, concurrency=1
    )
    settings: ClassVar = (Setting("sender", gettext_lazy("Address of the sender")),)

    @asynccontextmanager
    async def connect(self, configuration: Configuration) -> AsyncIterator[Connection]:
        """Get ready; the folder is made with the first letter."""
        if settings.ANLAN_MAIL_FOLDER is None:
            raise UnreachableError(gettext_noop("only a demonstration without a mail server puts letters into files"))
        yield FolderConnection(settings.ANLAN_MAIL_FOLDER, configuration.text("sender"))

    def problems(self, configuration: Configuration) -> Sequence[str]:
        """List what is wrong with the settings."""
        found = [*setting_problems(self.settings, configuration)]
        if settings.ANLAN_MAIL_FOLDER is None:
            found.append(_("Only a demonstration puts letters into files; set up a mail server."))
        return found
