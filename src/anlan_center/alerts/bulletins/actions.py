"""What changes the public pages; the only writer of their rows. Files follow from what these actions announce."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA256
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.alerts.documents.trees import tree
from anlan.alerts.messages.message import SIGNATURES
from anlan.alerts.signatures.enveloped import enclosed
from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.bulletins.document import LANGUAGES, Document
from anlan_center.alerts.bulletins.models import EventPage, Ping, Publication
from anlan_center.alerts.bulletins.pages.paths import LANGUAGES as PATH_LANGUAGES
from anlan_center.alerts.bulletins.pages.paths import Spot
from anlan_center.alerts.bulletins.pages.rendering import TooLargeError, render
from anlan_center.alerts.release.message.addresses import slug_of
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.release.workflow import SENT
from anlan_center.audit.recording import record
from anlan_center.outbox.actions import enqueue
from anlan_center.outbox.actions import publish as tell

CHANGED = "bulletin.changed"
"""Topic of the outbox: what the files of the public pages have to follow; the payload is ``{"exercise": bool,
"warning": slug}`` or ``{"exercise": bool, "event": slug}``."""

TAKEN = frozenset({"new"})
"""Names that pages of staff have in the same place."""

RECENT = timedelta(days=30)
"""How long after the release of its warning one person alone may go on publishing the page of an event (assumption): a
warning of years ago vouches for nothing."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class NotReleasedError(ValueError):
    """A warning was to be published that was not released, or is not meant for everybody; says which and why."""


class StaleError(ValueError):
    """Somebody else has changed the page since it was opened; says so."""


def publish_warning(alert: Alert, *, now: datetime | None = None) -> Publication:
    """Put a released warning on the public pages; one that stands there already stays as it is.

    Parameters
    ----------
    alert
        The warning, read anew.
    now
        The time; None takes the clock's.

    Raises
    ------
    NotReleasedError
        If it was not released, or is restricted or private.
    """
    found = Publication.objects.filter(alert=alert).first()
    if found is not None:
        return found
    if alert.state not in SENT or not alert.cap:
        raise NotReleasedError(f"warning {alert.identifier} is '{alert.state}'; only a released one is published")
    if alert.scope != "Public":
        raise NotReleasedError(f"warning {alert.identifier} has the scope {alert.scope}; it is not for everybody")
    content = bytes(alert.cap)
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = Publication.objects.create(
                    alert=alert, slug=slug_of(alert.identifier), exercise=alert.exercise,
                    jurisdiction=alert.jurisdiction, published=now or timezone.now(),
                    digest=hashlib.sha256(content).hexdigest(), certificate=certificate_of(content),
                )  # fmt: skip
        except IntegrityError:  # two workers at once; the other one was faster
            return Publication.objects.get(alert=alert)
        record(None, "bulletin.warning", made, exercise=made.exercise, after={"alert": alert.pk, "digest": made.digest})
        _announce(made.exercise, made.jurisdiction, f"warning:{made.pk}", warning=made.slug)
    return made


def certificate_of(content: bytes) -> str:
    """Return the SHA-256 of the certificate in a signed message, hexadecimal; empty where it has none.

    Parameters
    ----------
    content
        The message.
    """
    root = tree(content)
    signature = root.find(f".//{{{SIGNATURES}}}Signature") if hasattr(root, "find") else None
    if signature is None:
        return ""
    return next((one.fingerprint(SHA256()).hex() for one in enclosed(signature)), "")


def begin_event(
    user: User,
    *,
    slug: str,
    jurisdiction: str,
    exercise: bool,
    alerts: Iterable[Alert] = (),
    now: datetime | None = None,
) -> EventPage:
    """Begin the page of an event; nobody sees it before it is published.

    Parameters
    ----------
    user
        Who begins it.
    slug
        Short name in the address: small letters, digits and hyphens; it stays for good.
    jurisdiction
        Prefix of the area that it concerns.
    exercise
        Whether it belongs to an exercise; its address is then among those of exercises.
    alerts
        Warnings of the event, all of an exercise or none.
    now
        The time; None takes the clock's.

    Raises
    ------
    PermissionDenied
        Without ``bulletin.edit`` for the area.
    ValidationError
        If the name is taken or none, or a warning is of the other kind.
    """
    demand(user, "bulletin.edit", jurisdiction)
    if not _SLUG.fullmatch(slug) or len(slug) > 60 or slug in TAKEN:
        raise ValidationError({"slug": _("Use small letters, digits and hyphens, such as typhoon-2026-09.")})
    with transaction.atomic():
        page, made = EventPage.objects.get_or_create(
            slug=slug,
            defaults={
                "jurisdiction": jurisdiction, "exercise": exercise, "draft": Document().plain(), "edited_by": user,
                "edited_at": now or timezone.now(),
            },
        )  # fmt: skip
        if not made:
            raise ValidationError({"slug": _("There is a page of this name already; choose another.")})
        _attach(page, alerts)
        record(user, "event.begin", page, exercise=exercise, after={"slug": slug})
    return page


def edit_event(
    user: User,
    page: EventPage,
    document: Document,
    *,
    revision: int,
    alerts: Iterable[Alert] | None = None,
    now: datetime | None = None,
) -> EventPage:
    """Write the draft of a page; what everybody reads stays as it is.

    Parameters
    ----------
    user, page
        Who writes, and where.
    document
        What is to stand there.
    revision
        Revision that the writer has seen.
    alerts
        Warnings of the event; None leaves them.
    now
        The time; None takes the clock's.

    Raises
    ------
    PermissionDenied
        Without ``bulletin.edit`` for the area of the page.
    StaleError
        If somebody else has written meanwhile.
    """
    demand(user, "bulletin.edit", page.jurisdiction)
    at = now or timezone.now()
    with transaction.atomic():
        row = EventPage.objects.select_for_update().get(pk=page.pk)
        if row.revision != revision:
            raise StaleError(_("Somebody else has changed this page since you opened it; open it again."))
        before = row.draft
        row.draft, row.revision = document.plain(), row.revision + 1
        row.edited_by, row.edited_at = user, at
        row.save(update_fields=["draft", "revision", "edited_by", "edited_at"])
        if alerts is not None:
            _attach(row, alerts)
        record(user, "event.edit", row, exercise=row.exercise, before=before, after=row.draft)
    return row


def publish_event(user: User, page: EventPage, *, revision: int, now: datetime | None = None) -> EventPage:
    """Let everybody read the draft of a page.

    Parameters
    ----------
    user, page
        Who publishes what.
    revision
        Revision that was looked at; another is not published unseen.
    now
        The time; None takes the clock's.

    Raises
    ------
    PermissionDenied
        Without ``bulletin.edit`` for the area of the page.
    StaleError
        If somebody else has written meanwhile.
    ValidationError
        If a text that must be there is missing, or the page would be too large for a network that is nearly down; or
        if one person alone would tell everybody of an event of which no warning tells that was released lately.
    """
    demand(user, "bulletin.edit", page.jurisdiction)
    at = now or timezone.now()
    with transaction.atomic():
        row = EventPage.objects.select_for_update().get(pk=page.pk)
        if row.revision != revision:
            raise StaleError(_("Somebody else has changed this page since you looked at it; look at it again."))
        _demand_two_people(user, row, at)
        missing = [name for language in LANGUAGES[:1] for name in Document.of(row.draft).missing(language)]
        if missing:
            raise ValidationError(
                _("The Chinese text is missing for: %(names)s. Write it, then publish.") % {"names": ", ".join(missing)}
            )
        before = row.published
        row.published, row.published_revision = row.draft, row.revision
        row.published_at, row.published_by = at, user
        row.save(update_fields=["published", "published_revision", "published_at", "published_by"])
        row.published_alerts.set(row.alerts.all())
        _demand_small(row, at)
        record(user, "event.publish", row, exercise=row.exercise, before=before, after=row.published)
        _announce(row.exercise, row.jurisdiction, f"event:{row.pk}:{row.revision}", event=row.slug)
    return row


def ping(feeds: Iterable[str], *, now: datetime | None = None) -> None:
    """Note that a hub has to be told of changed feeds.

    Parameters
    ----------
    feeds
        Addresses of the feeds.
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    Ping.objects.bulk_create(Ping(feed=feed, due=at, priority=10) for feed in feeds)


def _demand_two_people(user: User, page: EventPage, at: datetime) -> None:
    """Refuse a real page that only one person stands behind; behind a warning that was released lately stand two."""
    released = page.alerts.filter(released_at__gt=at - RECENT, exercise=False)
    if not page.exercise and page.edited_by_id == user.pk and not released.exists():
        raise ValidationError(
            _(
                "Choose a warning of this event that was released in the last 30 days, or let a second person publish: "
                "nobody alarms people alone."
            )
        )


def _attach(page: EventPage, alerts: Iterable[Alert]) -> None:
    chosen = list(alerts)
    if any(alert.exercise != page.exercise for alert in chosen):
        raise ValidationError({"alerts": _("A page of an exercise holds warnings of exercises only, and the reverse.")})
    page.alerts.set(chosen)


def _demand_small(page: EventPage, at: datetime) -> None:
    try:
        for lang in PATH_LANGUAGES:
            render(Spot("event", lang, page.slug, exercise=page.exercise), at)
    except TooLargeError as problem:
        raise ValidationError(_("The page would be too large: %(problem)s") % {"problem": problem}) from None


def _announce(exercise: bool, jurisdiction: str, key: str, **what: str) -> None:
    payload = {"exercise": exercise, **what}
    enqueue(CHANGED, f"{CHANGED}:{key}", payload, exercise=exercise, priority=5, jurisdiction=jurisdiction)
    tell("bulletin", payload, jurisdiction=jurisdiction)
