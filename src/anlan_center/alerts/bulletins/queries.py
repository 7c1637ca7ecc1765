"""What stands on the public pages now."""

from datetime import datetime, timedelta

from django.db.models import Case, Q, QuerySet, Value, When

from anlan_center.alerts.bulletins.models import EventPage, Publication

RANKS = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}
"""Order of colours on the page: the gravest first."""

PAST = timedelta(days=2)
"""For how long a warning that is no longer in force stays on the first page (assumption)."""

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
