"""Letters to subscribers as files, in a demonstration alone."""

import asyncio
import email
import email.policy
from collections.abc import Sequence
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from anlan_center.accounts.models import Area, Organisation
from anlan_center.alerts.deliveries.actions.pages import demonstrated_mail
from anlan_center.alerts.deliveries.channels.mailfolder import MailFolder
from anlan_center.alerts.deliveries.channels.protocol import Configuration, Outcome, Parcel, UnreachableError
from anlan_center.alerts.deliveries.models import Result, Sink
from tests.center.alerts.deliveries.conftest import HERE
from tests.center.alerts.deliveries.written import cleared

SET = Configuration("files", {"sender": "anlan@localhost"}, HERE)


def sent(*parcels: Parcel) -> Sequence[Outcome]:
    """Send letters."""

    async def scene() -> Sequence[Outcome]:
        async with MailFolder().connect(SET) as connection:
            return await connection.send(parcels)

    return asyncio.run(scene())


def test_a_letter_is_a_file_that_a_mail_program_opens(settings: Settings, tmp_path: Path) -> None:
    """One a key, so that what comes twice is there once."""
    settings.ANLAN_MAIL_FOLDER = tmp_path / "mail"
    parcel = Parcel("key1", "wang@example.org", cleared(headline="台风橙色预警", language="zh-Hans"))
    assert [one.result for one in sent(parcel, parcel)] == [Result.SENT, Result.SENT]
    (place,) = (tmp_path / "mail").iterdir()
    letter = email.message_from_bytes(place.read_bytes(), policy=email.policy.default)
    assert (letter["To"], letter["Subject"]) == ("wang@example.org", "台风橙色预警")


def test_outside_a_demonstration_nothing_counts_as_sent(settings: Settings) -> None:
    """A sink that a demonstration left behind must not swallow a real warning; nobody can set one up."""
    settings.ANLAN_MAIL_FOLDER = None
    with pytest.raises(UnreachableError, match="demonstration"):
        sent(Parcel("key1", "wang@example.org", cleared()))
    assert len(MailFolder().problems(SET)) == 1
    settings.ANLAN_MAIL_FOLDER = Path("mail")
    assert MailFolder().problems(SET) == []


def test_a_demonstration_sets_its_sink_up_once(areas: dict[str, Area], organisation: Organisation) -> None:
    """It carries to subscribers and takes real warnings of the demonstration; a second start changes nothing."""
    assert [demonstrated_mail(), demonstrated_mail()] == [True, False]
    row = Sink.objects.get(channel="email-files")
    assert (row.subscribers, row.exercise, row.active, row.jurisdiction) == (
        True,
        False,
        True,
        organisation.jurisdiction,
    )
