"""What stands on the public pages now."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Case, Q, QuerySet, Value, When

from anlan_center.alerts.bulletins.models import EventPage, Publication

RANKS = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}
"""Order of colours on the page: the gravest first."""

PAST = timedelta(days=2)
"""For how long a warning that is no longer in force stays on the first page (assumption)."""

DAY = timedelta(days=1)
"""For how long each message stays in the feeds, however many there are (assumption: readers ask once a day)."""

_RANK = Case(
    *(When(alert__colour=colour, then=Value(rank)) for colour, rank in RANKS.items()), default=Value(9)
)  # fmt: skip


def publications(exercise: bool) -> QuerySet[Publication]:
    """Return what was published, newest first, with the warnings.

    Parameters
    ----------
    exercise
        Of exercises, or real; never both.
    """
    rows = Publication.objects.filter(exercise=exercise, alert__exercise=exercise)
    return rows.select_related("alert", "alert__organisation", "alert__previous")


def in_force(exercise: bool, now: datetime) -> QuerySet[Publication]:
    """Return the warnings in force, the gravest first.

    Parameters
    ----------
    exercise
        See `publications`.
    now
        The time.
    """
    rows = publications(exercise).filter(alert__state="released", alert__expires__gt=now)
    return rows.exclude(alert__msg_type="Cancel").order_by(_RANK, "-published")


def lately(exercise: bool, now: datetime) -> QuerySet[Publication]:
    """Return what was lifted or ran out in the last days, newest first.

    Parameters
    ----------
    exercise, now
        See `in_force`.
    """
    lifted = Q(alert__msg_type="Cancel", published__gt=now - PAST)
    over = Q(alert__state__in=["released", "expired"], alert__expires__lte=now, alert__expires__gt=now - PAST)
    return publications(exercise).filter(lifted | (over & ~Q(alert__msg_type="Cancel")))


def for_feeds(exercise: bool, now: datetime, least: int) -> list[Publication]:
    """Return what feeds for people hold, newest first: the latest messages, all of the last day, and all in force.

    When many warn at once, the latest alone would push warnings in force out before anybody has read the feed.

    Parameters
    ----------
    exercise, now
        See `in_force`.
    least
        How many of the latest there are at least, if so many were published.
    """
    latest = publications(exercise).values_list("pk", flat=True)[:least]
    kept = Q(pk__in=list(latest)) | Q(published__gt=now - DAY) | Q(pk__in=in_force(exercise, now).values("pk"))
    return list(publications(exercise).filter(kept))


def chain(publication: Publication) -> QuerySet[Publication]:
    """Return all published messages about the same event, newest first.

    Parameters
    ----------
    publication
        One of them.
    """
    root = publication.alert.root_id or publication.alert_id
    rows = publications(publication.exercise)
    return rows.filter(Q(alert__root=root) | Q(alert=root))


def events(exercise: bool) -> QuerySet[EventPage]:
    """Return the pages of events that everybody may read, the one published last first.

    Parameters
    ----------
    exercise
        See `publications`.
    """
    return EventPage.objects.filter(exercise=exercise, published__isnull=False).order_by("-published_at", "-id")


def events_of(rows: Iterable[Publication]) -> QuerySet[EventPage]:
    """Return the pages of events that everybody may read and that name one of some warnings.

    Parameters
    ----------
    rows
        The warnings.
    """
    named = EventPage.objects.filter(published__isnull=False, published_alerts__in={row.alert_id for row in rows})
    return named.distinct()
