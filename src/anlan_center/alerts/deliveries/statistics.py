"""How long a warning took from its draft to each delivery, and whom it reached: by channel, and by area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from anlan_center.accounts.models import Area, User
from anlan_center.accounts.scope import allowed, visible, within_or_around
from anlan_center.alerts.deliveries.actions.fanout import affected
from anlan_center.alerts.deliveries.models import Delivery, Recipient, Sink
from anlan_center.alerts.deliveries.queries import STAGES
from anlan_center.alerts.release.engine import SPILL
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.release.statistics import Durations, durations, summed, with_times
from anlan_center.alerts.subscriptions.models import Followed
from anlan_center.outbox.models import State

STATIONS = ("drafted", "submitted", "reviewed", "signed", "out", "first", "half", "last", "confirmed")
"""Stations of a warning in their order: four steps after the draft, then its deliveries."""

_BEGUN: tuple[str, ...] = ("pk", "drafted_at")
_TIMES: tuple[str, ...] = ("drafted_at", "submitted_at", "reviewed_at", "signed_at", "out_at")
DISTRICT, NOBODY = 6, (0, 0)
"""Digits of the code of a district; a city's prefix is shorter."""


@dataclass(frozen=True)
class Station:
    """When a warning came to a station.

    Parameters
    ----------
    name
        One of `STATIONS`.
    at
        When.
    since_draft_s, since_before_s
        Seconds since the draft, and since the station before.
    """

    name: str
    at: datetime
    since_draft_s: float
    since_before_s: float


@dataclass(frozen=True)
class ChannelReach:
    """What came of the deliveries of one channel.

    Parameters
    ----------
    channel
        Kind of channel.
    targets, reached, confirmed, failed, open
        Deliveries: all, those that the sink took, those of these that were confirmed, those that failed for good, and
        those still to come. The rest was not sent any more.
    first_s, half_s, last_s
        Seconds from the release to the first delivery that was sent, to half of them, and to the last; None for none.
    """

    channel: str
    targets: int
    reached: int
    confirmed: int
    failed: int
    open: int
    first_s: float | None = None
    half_s: float | None = None
    last_s: float | None = None


@dataclass(frozen=True)
class AreaReach:
    """Whom a warning reached in a district.

    Parameters
    ----------
    area
        The district.
    people
        Estimate of who is in the part of it that is warned, at night; None where there is no estimate.
    recipients, recipients_reached
        Deliveries to fixed recipients of the district.
    subscribers, subscribers_reached
        Subscribers who follow the district and were to be told, and those of them whose message was taken. Whoever
        follows several districts counts in each.
    """

    area: Area
    people: int | None
    recipients: int
    recipients_reached: int
    subscribers: int
    subscribers_reached: int


def stations(alert: Alert) -> tuple[Station, ...]:
    """List the stations to which a warning came, in their order; those to which it did not come are left out.

    Parameters
    ----------
    alert
        The warning.
    """
    row = with_times(Alert.objects.filter(pk=alert.pk)).values(*_TIMES)
    steps = row[0]
    sent = Delivery.objects.filter(alert=alert, sent__isnull=False)
    ends = sent.aggregate(first=Min("sent"), last=Max("sent"), confirmed=Max("confirmed"))
    times: dict[str, datetime | None] = {
        **{name: steps[f"{name}_at"] for name in STATIONS[:5]},
        **{"first": ends["first"], "half": _middle(sent), "last": ends["last"], "confirmed": ends["confirmed"]},
    }
    found: list[Station] = []
    for name in STATIONS:
        at = times[name]
        if at is not None:
            first, before = (found[0].at, found[-1].at) if found else (at, at)
            found.append(Station(name, at, (at - first).total_seconds(), (at - before).total_seconds()))
    return tuple(found)


def _middle(sent: QuerySet[Delivery]) -> datetime | None:
    """Return when half of some deliveries were sent."""
    count = sent.count()
    return sent.order_by("sent").values_list("sent", flat=True)[(count - 1) // 2] if count else None


def by_channel(deliveries: QuerySet[Delivery], since: datetime | None = None) -> tuple[ChannelReach, ...]:
    """Say what came of deliveries, by kind of channel.

    Parameters
    ----------
    deliveries
        Those of one warning, or of many.
    since
        When the one warning was released, from which seconds are counted; None for many.
    """
    plain = deliveries.select_related(None).order_by()
    counted = plain.values("sink__channel").annotate(
        targets=Count("pk"),
        reached=Count("pk", filter=Q(state=State.DONE)),
        confirmed=Count("pk", filter=STAGES["confirmed"]),
        failed=Count("pk", filter=STAGES["failed"]),
        open=Count("pk", filter=STAGES["queued"] | STAGES["sending"]),
    )
    found = []
    for told in counted.order_by("sink__channel"):
        row: dict[str, Any] = dict(told)
        channel = row.pop("sink__channel")
        times = _seconds(plain.filter(sink__channel=channel, sent__isnull=False), since) if since else {}
        found.append(ChannelReach(channel, **row, **times))
    return tuple(found)


def _seconds(sent: QuerySet[Delivery], since: datetime) -> dict[str, Any]:
    ends = sent.aggregate(first=Min("sent"), last=Max("sent"))
    moments = {"first_s": ends["first"], "half_s": _middle(sent), "last_s": ends["last"]}
    return {name: None if at is None else (at - since).total_seconds() for name, at in moments.items()}


def by_area(user: User, alert: Alert) -> tuple[AreaReach, ...]:
    """Say whom a warning reached in each district that it concerns, those without anybody to tell included.

    Parameters
    ----------
    user
        Who asks; districts outside their ``delivery.view`` are left out.
    alert
        The warning.
    """
    estimate = alert.area.get("estimate") or {}
    parts = [row for row in estimate.get("districts", ()) if row["share"] >= SPILL]
    people = {str(row["code"]): int(row["people"]) for row in parts}
    fixed, told = _recipients(alert), _subscribers(alert)
    prefixes = set(fixed) | set(told) | ({prefix[:DISTRICT] for prefix in affected(alert)} if not people else set())
    rows = Area.objects.filter(Q(code__in=people) | Q(prefix__in=prefixes)).order_by("code")
    return tuple(
        AreaReach(area, people.get(area.code), *fixed.get(area.prefix, NOBODY), *told.get(area.prefix, NOBODY))
        for area in rows
        if allowed(user, "delivery.view", area.prefix)
    )


def _recipients(alert: Alert) -> dict[str, tuple[int, int]]:
    """Count the deliveries to fixed recipients, and those of them that were taken, by district."""
    rows = Delivery.objects.filter(alert=alert, target__startswith="recipient:").values_list("target", "state")
    states = [(int(target.removeprefix("recipient:")), state) for target, state in rows]
    homes = dict(Recipient.objects.filter(sink__deliveries__alert=alert).values_list("pk", "jurisdiction"))
    found: dict[str, tuple[int, int]] = {}
    for number, state in states:
        home = homes.get(number, alert.jurisdiction)[:DISTRICT]
        count, reached = found.get(home, NOBODY)
        found[home] = (count + 1, reached + (state == State.DONE))
    return found


def _subscribers(alert: Alert) -> dict[str, tuple[int, int]]:
    """Count the subscribers who were to be told, and those whose message was taken, by district they follow."""
    name = Concat(Value("subscriber:"), Cast("subscriber_id", CharField()), output_field=CharField())
    told = Delivery.objects.filter(
        alert=alert, sink__in=list(Sink.objects.filter(subscribers=True)), target=OuterRef("name")
    )
    rows = Followed.objects.filter(within_or_around(affected(alert))).annotate(name=name)
    rows = rows.annotate(reached=Exists(told.filter(state=State.DONE))).filter(Exists(told))
    counted = rows.values("jurisdiction").annotate(count=Count("pk"), taken=Count("pk", filter=Q(reached=True)))
    found: dict[str, tuple[int, int]] = {}
    for row in counted.order_by("jurisdiction"):
        count, reached = found.get(row["jurisdiction"][:DISTRICT], NOBODY)
        found[row["jurisdiction"][:DISTRICT]] = (count + row["count"], reached + row["taken"])
    return found


@dataclass(frozen=True)
class Summary:
    """How long the warnings of a time took, and what came of their deliveries.

    Parameters
    ----------
    count
        Warnings that were released.
    durations
        From the draft to each step, and to the first and the last delivery that was sent.
    channels
        What came of the deliveries by channel.
    """

    count: int
    durations: Sequence[Durations]
    channels: Sequence[ChannelReach]


def summary(user: User, *, exercise: bool, since: datetime) -> Summary:
    """Sum up the warnings that were released since a time, as far as a person may see them.

    Parameters
    ----------
    user
        The person.
    exercise
        Exercises instead of real warnings; never both.
    since
        Released not before.
    """
    alerts = released(user, exercise=exercise, since=since)
    rows = visible(Delivery.objects.all(), user, "delivery.view").filter(alert__in=alerts.order_by().values("pk"))
    begun = dict(with_times(alerts).values_list(*_BEGUN))
    ends = rows.filter(sent__isnull=False).values("alert").annotate(first=Min("sent"), last=Max("sent"))
    spans = [(begun[row["alert"]], row["first"], row["last"]) for row in ends.order_by("alert")]
    delivered = (
        summed("first", ((begin, first) for begin, first, _last in spans)),
        summed("last", ((begin, last) for begin, _first, last in spans)),
    )
    return Summary(len(begun), (*durations(alerts), *filter(None, delivered)), by_channel(rows))


def released(user: User, *, exercise: bool, since: datetime) -> QuerySet[Alert]:
    """List the warnings that were released since a time, as far as a person may see their deliveries.

    Parameters
    ----------
    user, exercise, since
        See `summary`.
    """
    rows = Alert.objects.filter(released_at__gte=since, exercise=exercise).defer("cap")
    return visible(rows, user, "delivery.view").order_by("-released_at", "-id")


def with_deliveries(alerts: Sequence[Alert]) -> list[tuple[Alert, float | None, float | None, int, int]]:
    """Add to each warning the seconds from its draft to its release and to its first delivery, targets, and reached.

    Parameters
    ----------
    alerts
        Warnings, a page of them.
    """
    keys = [alert.pk for alert in alerts]
    begun = dict(with_times(Alert.objects.filter(pk__in=keys)).values_list(*_BEGUN))
    counted = Delivery.objects.filter(alert__in=keys).values("alert").order_by("alert").annotate(
        first=Min("sent"), targets=Count("pk"), reached=Count("pk", filter=Q(state=State.DONE))
    )  # fmt: skip
    told: dict[int, dict[str, Any]] = {row["alert"]: dict(row) for row in counted}
    found = []
    for alert in alerts:
        row, begin = told.get(alert.pk, {"first": None, "targets": 0, "reached": 0}), begun[alert.pk]
        out, first = (None if at is None else (at - begin).total_seconds() for at in (alert.released_at, row["first"]))
        found.append((alert, out, first, row["targets"], row["reached"]))
    return found
