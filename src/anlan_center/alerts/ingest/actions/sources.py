"""Say whose warnings are read, and whose signatures count."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.errors import SettingError
from anlan_center.accounts.models import Area, User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.deliveries.carriers import policy_of_installation
from anlan_center.alerts.deliveries.channels.destinations import DestinationError, Policy, check_url
from anlan_center.alerts.ingest.actions.errors import IngestError
from anlan_center.alerts.ingest.actions.receiving import verify_again
from anlan_center.alerts.ingest.engine import pin_of, said, spoken
from anlan_center.alerts.ingest.models import Pin, Source, Way
from anlan_center.audit.recording import record

SHORTEST_S, LONGEST_S = 15, 86_400
"""Seconds from one look at a feed to the next (assumption): not to burden others, and not to miss a day."""


@dataclass(frozen=True)
class SourceContent:
    """What a person says of a source.

    Parameters
    ----------
    name
        Its name.
    way
        ``feed`` or ``push``.
    jurisdiction
        Prefix of the area whose people see its messages.
    address
        Where the feed or the message is; empty where messages are handed in.
    every_s
        Seconds from one look to the next.
    active
        Whether messages of it are taken in.
    takes_unsigned
        Whether its unsigned messages may be passed on.
    names_all
        Whether its updates must name every earlier message.
    """

    name: str
    way: str
    jurisdiction: str
    address: str = ""
    every_s: int = 60
    active: bool = True
    takes_unsigned: bool = False
    names_all: bool = False


def add_source(user: User, content: SourceContent) -> Source:
    """Read the warnings of another source from now on.

    Parameters
    ----------
    user
        Has ``ingest.manage`` for the area.
    content
        What it is.

    Raises
    ------
    PermissionDenied
    IngestError
        With everything that is wrong.
    """
    demand(user, "ingest.manage", content.jurisdiction)
    _check(content, policy_of_installation())
    try:
        with transaction.atomic():
            source = Source.objects.create(**asdict(content), due=timezone.now())
            record(user, "ingest.source.add", source, exercise=False, after=asdict(content))
    except IntegrityError:
        raise IngestError(_("There is a source of this name in the area; choose another name.")) from None
    return source


def change_source(user: User, source: Source, content: SourceContent) -> Source:
    """Change a source; the next look at a feed begins anew.

    Parameters
    ----------
    user
        Has ``ingest.manage`` for the area as it was and as it becomes.
    source
        The source.
    content
        All of it from now on.

    Raises
    ------
    PermissionDenied
    IngestError
        With everything that is wrong.
    """
    demand(user, "ingest.manage", source.jurisdiction)
    demand(user, "ingest.manage", content.jurisdiction)
    if content.jurisdiction != source.jurisdiction and source.messages.exists():
        raise IngestError(_("The source has messages in its area; make a new source for the other area."))
    _check(content, policy_of_installation())
    try:
        with transaction.atomic():
            row = Source.objects.select_for_update().get(pk=source.pk)
            before = {name: getattr(row, name) for name in asdict(content)}
            for name, value in asdict(content).items():
                setattr(row, name, value)
            row.etag, row.modified, row.due, row.failures, row.error, row.told = "", "", timezone.now(), 0, "", {}
            row.save()
            record(user, "ingest.source.change", row, exercise=False, before=before, after=asdict(content))
    except IntegrityError:
        raise IngestError(_("There is a source of this name in the area; choose another name.")) from None
    return row


def _check(content: SourceContent, allowed: Policy) -> None:
    wrong = []
    if not content.name.strip() or len(content.name) > 120:
        wrong.append(_("Give a name of 1 to 120 characters."))
    if content.way not in Way.values:
        wrong.append(_("Choose whether messages are fetched or handed in."))
    if not Area.objects.filter(prefix=content.jurisdiction).exists():
        wrong.append(_("There is no area with the code '%(code)s'; choose one.") % {"code": content.jurisdiction[:12]})
    if not SHORTEST_S <= content.every_s <= LONGEST_S:
        wrong.append(_("Look every %(least)s to %(most)s seconds.") % {"least": SHORTEST_S, "most": LONGEST_S})
    if content.way == Way.PUSH and content.address:
        wrong.append(_("Leave the address empty where messages are handed in."))
    if content.way == Way.FEED:
        try:
            check_url(content.address, allowed)
        except DestinationError as problem:
            wrong.append(problem.words)
    if wrong:
        raise IngestError(" ".join(wrong))


def pin(
    user: User, *, sender: str, certificate: str, jurisdiction: str, since: datetime | None = None,
    until: datetime | None = None,
) -> Pin:  # fmt: skip
    """Pin a certificate to a sender: from now on its signatures count in an area and all within.

    Parameters
    ----------
    user
        Has ``ingest.manage`` for the area.
    sender
        The sender, as its messages have it.
    certificate
        PEM.
    jurisdiction
        Prefix of the area.
    since, until
        From when and until when it counts; None for as long as the certificate says.

    Raises
    ------
    PermissionDenied
    IngestError
        With everything that is wrong.
    """
    demand(user, "ingest.manage", jurisdiction)
    if not Area.objects.filter(prefix=jurisdiction).exists():
        raise IngestError(_("There is no area with the code '%(code)s'; choose one.") % {"code": jurisdiction[:12]})
    try:
        checked = pin_of(sender.strip(), certificate, since, until)
    except SettingError as problem:
        raise IngestError(in_words(problem)) from None
    now = timezone.now()
    try:
        with transaction.atomic():
            row = Pin.objects.create(
                sender=checked.sender, certificate=certificate, fingerprint=checked.fingerprint,
                subject=checked.subject[:500], since=since, until=until, jurisdiction=jurisdiction, pinned_by=user,
            )  # fmt: skip
            record(user, "ingest.pin", row, exercise=False, after=_told(row), at=now)
            verify_again(jurisdiction, row.sender, user, now)
    except IntegrityError:
        raise IngestError(_("This certificate is pinned to this sender in the area already.")) from None
    return row


def withdraw(user: User, row: Pin, *, at: datetime | None = None) -> Pin:
    """End a pin: signatures from that time on no longer count, those of messages sent before still do.

    Parameters
    ----------
    user
        Has ``ingest.manage`` for its area.
    row
        The pin.
    at
        From when; None for now. An earlier time, if the key was lost earlier.

    Raises
    ------
    PermissionDenied
    """
    demand(user, "ingest.manage", row.jurisdiction)
    now = timezone.now()
    with transaction.atomic():
        known = Pin.objects.select_for_update().get(pk=row.pk)
        before = _told(known)
        wanted = min(at or now, known.until) if known.until is not None else at or now
        known.until = max(wanted, known.since + timedelta(seconds=1)) if known.since is not None else wanted
        known.save(update_fields=["until"])
        record(user, "ingest.withdraw", known, exercise=False, before=before, after=_told(known), at=now)
        verify_again(known.jurisdiction, known.sender, user, now)
    return known


def in_words(problem: SettingError) -> str:
    """Say an error of the engine in the reader's language."""
    return spoken(said(problem.message))


def _told(row: Pin) -> dict[str, object]:
    return {
        "sender": row.sender, "fingerprint": row.fingerprint, "subject": row.subject, "since": row.since,
        "until": row.until,
    }  # fmt: skip
