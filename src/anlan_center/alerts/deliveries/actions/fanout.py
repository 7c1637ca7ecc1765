"""Turn a warning that was released into deliveries: one for each target of each sink that it concerns.

An Update or a Cancel first stops what is undelivered of the messages before it. A Cancel goes to whoever may have got
one of them, an Update to them and to everybody it addresses itself; also to whoever is outside its area by now.
"""

from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from anlan_center.accounts.models import area_prefix
from anlan_center.accounts.scope import within_or_around
from anlan_center.alerts.deliveries.channels import BY_KIND
from anlan_center.alerts.deliveries.deliverer.contents import facts_of
from anlan_center.alerts.deliveries.deliverer.directory import SINK
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Recipient, Sink
from anlan_center.alerts.deliveries.separation import Outlet, may_leave
from anlan_center.alerts.release.models import Alert, MsgType
from anlan_center.alerts.subscriptions.models import Subscriber
from anlan_center.alerts.subscriptions.queries import numbers_of
from anlan_center.outbox.actions import enqueue, priority_of, publish
from anlan_center.outbox.models import Entry, State

SPREAD: Final = "delivery.spread"
"""Topic of the outbox: the next deliveries of a warning at a sink with many targets; see `spread`."""

CHUNK: Final = 5_000
"""Deliveries that are written in one transaction, so that no other writer waits long (assumption)."""

HOME: Final = "zh-Hans"
"""Language of a sink that is itself the target; the message is in its nearest kin."""

SUBSCRIBERS: Final = "subscribers"
"""Group of the public's own subscriptions."""


def fan_out(entry: Entry) -> None:
    """Handle ``alert.released``: stop what it follows, then write its deliveries. Bears being called again.

    Parameters
    ----------
    entry
        Event whose payload names the warning.
    """
    alert = Alert.objects.get(pk=entry.payload["alert"])
    now = timezone.now()
    before = earlier(alert)
    stop(before, "cancelled" if alert.msg_type == MsgType.CANCEL else "superseded")
    facts = facts_of(alert)
    own = concerned(alert) if alert.msg_type != MsgType.CANCEL else []
    for sink in own:
        if may_leave(facts, Outlet(sink.exercise, sink.public, sink.active), now):
            _write(alert, sink, own_targets(alert, sink))
            if sink.subscribers:
                _continue(alert, sink, SUBSCRIBERS, 0)
    for sink in followed(alert, before):
        if may_leave(facts, Outlet(sink.exercise, sink.public, sink.active), now):
            _continue(alert, sink, "followed", 0)
    publish("delivery", {"alert": alert.pk, "channel": ""}, jurisdiction=alert.jurisdiction)


def drop_expired(entry: Entry) -> None:
    """Handle ``alert.expired``: stop what is undelivered of it.

    Parameters
    ----------
    entry
        Event whose payload names the warning.
    """
    stop([entry.payload["alert"]], "expired")


def earlier(alert: Alert) -> list[int]:
    """List the numbers of the messages before one in its chain, the latest first."""
    found = []
    previous = alert.previous
    while previous is not None:
        found.append(previous.pk)
        previous = previous.previous
    return found


def stop(alerts: Sequence[int], reason: str) -> int:
    """Drop what waits of some warnings; returns how much. What is on its way is cleared once more before it leaves.

    Parameters
    ----------
    alerts
        Their numbers.
    reason
        A word of `why_held`.
    """
    waiting = Delivery.objects.filter(alert__in=alerts, state=State.WAITING)
    return waiting.update(state=State.DROPPED, error=reason, finished=timezone.now())


def affected(alert: Alert) -> list[str]:
    """Return the prefixes of the areas that a warning concerns."""
    codes = [area_prefix(str(code)) for code in alert.area.get("codes") or ()]
    return codes or [alert.jurisdiction]


def concerned(alert: Alert) -> list[Sink]:
    """List the sinks in use that a warning concerns: of its kind, and for its area or a part of it."""
    return list(_of_its_kind(alert).filter(within_or_around(affected(alert))))


def followed(alert: Alert, before: Sequence[int]) -> list[Sink]:
    """List the sinks in use that the messages before one went to, wherever they serve: its area may be another.

    Parameters
    ----------
    alert
        The message.
    before
        Numbers of those before it.
    """
    went = Delivery.objects.filter(alert__in=before, sink=OuterRef("pk"))
    return list(_of_its_kind(alert).filter(Exists(went))) if before else []


def _of_its_kind(alert: Alert) -> QuerySet[Sink]:
    return Sink.objects.filter(active=True, exercise=alert.exercise, channel__in=list(BY_KIND))


def spread(entry: Entry) -> None:
    """Handle ``delivery.spread``: write the next deliveries, then ask for those after them.

    Parameters
    ----------
    entry
        Event whose payload says the warning, the sink, from where (subscribers or earlier deliveries), and after which.
    """
    asked = entry.payload
    alert, sink = Alert.objects.get(pk=asked["alert"]), Sink.objects.get(pk=asked["sink"])
    if alert.state != "released":
        return  # the message that took its place goes to whoever got it
    source, after = asked["source"], int(asked["after"])
    if source == SUBSCRIBERS:
        numbers = [number for number in _subscribers(alert, sink) if number > after][:CHUNK]
        spoken = dict(Subscriber.objects.filter(pk__in=numbers).values_list("pk", "language"))
        _write(alert, sink, [(f"subscriber:{one}", SUBSCRIBERS, spoken[one]) for one in numbers if one in spoken])
        last = numbers[-1] if len(numbers) == CHUNK else None
    else:
        rows = list(delivered(alert, sink).filter(pk__gt=after).order_by("pk")[:CHUNK])
        _write(alert, sink, [(row.target, row.group, row.language) for row in rows])
        last = rows[-1].pk if len(rows) == CHUNK else None
    if last is not None:
        _continue(alert, sink, source, last)


def _subscribers(alert: Alert, sink: Sink) -> list[int]:
    way = BY_KIND[sink.channel].way
    return numbers_of(alert, [way]) if way else []


def delivered(alert: Alert, sink: Sink) -> QuerySet[Delivery]:
    """Return what of the messages before may have arrived at a sink: acknowledged, on its way, or broken off.

    What a person sends again counts its attempts anew, so that those on record count as well.

    Parameters
    ----------
    alert, sink
        The message that follows, and the sink.
    """
    before = Delivery.objects.filter(alert__in=earlier(alert), sink=sink)
    tried = Exists(Attempt.objects.filter(delivery=OuterRef("pk")))
    return before.filter(Q(state__in=[State.DONE, State.LEASED]) | Q(attempts__gt=0) | tried)


def own_targets(alert: Alert, sink: Sink) -> list[tuple[str, str, str]]:
    """Return target, group and language of a sink's fixed recipients whom a warning concerns.

    Parameters
    ----------
    alert, sink
        The warning and the sink; the sink itself is the target where it has neither recipients nor subscribers.
    """
    fixed = Recipient.objects.filter(sink=sink)
    if not fixed.exists():
        return [] if sink.subscribers else [(SINK, "", HOME)]
    near = fixed.filter(active=True).filter(within_or_around(affected(alert)))
    return [(f"recipient:{number}", group, language) for number, group, language in
            near.values_list("pk", "group", "language")]  # fmt: skip


def _write(alert: Alert, sink: Sink, targets: Sequence[tuple[str, str, str]]) -> None:
    now = timezone.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                alert=alert,
                sink=sink,
                target=target,
                group=group,
                language=language,
                exercise=alert.exercise,
                jurisdiction=alert.jurisdiction,
                expires=alert.expires or now,
                priority=priority_of(alert.severity),
                due=now,
            )
            for target, group, language in targets
        ],
        batch_size=1_000,
        ignore_conflicts=True,  # what was written before the event was handled again
    )


def _continue(alert: Alert, sink: Sink, source: str, after: int) -> None:
    enqueue(
        SPREAD,
        f"{SPREAD}:{alert.pk}:{sink.pk}:{source}:{after}",
        {"alert": alert.pk, "sink": sink.pk, "source": source, "after": after},
        exercise=alert.exercise,
        priority=priority_of(alert.severity),
        jurisdiction=alert.jurisdiction,
    )
