"""What the board shows: deliveries by sink and group, each one with its attempts, and sinks with their health."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import visible
from anlan_center.alerts.deliveries.channels import BY_KIND
from anlan_center.alerts.deliveries.models import Delivery, Recipient, Sink
from anlan_center.outbox.models import State

STAGES: Final[Mapping[str, Q]] = {
    "queued": Q(state=State.WAITING),
    "sending": Q(state=State.LEASED),
    "sent": Q(state=State.DONE, confirmed=None),
    "confirmed": Q(state=State.DONE, confirmed__isnull=False),
    "failed": Q(state=State.DEAD),
    "dropped": Q(state=State.DROPPED),
}
"""How far a delivery has come, as the board says it; each delivery is at one."""


def stage_of(row: Delivery) -> str:
    """Return the stage of a delivery; see `STAGES`."""
    if row.state == State.DONE:
        return "confirmed" if row.confirmed else "sent"
    return {State.WAITING: "queued", State.LEASED: "sending", State.DEAD: "failed"}.get(State(row.state), "dropped")


@dataclass(frozen=True)
class Line:
    """One line of the board.

    Parameters
    ----------
    sink
        The sink.
    group
        Recipient group; empty for none.
    counts
        Deliveries by stage.
    """

    sink: Sink
    group: str
    counts: Mapping[str, int]


def deliveries(
    user: User, *, alert: int | None = None, sink: int | None = None, stage: str = "", group: str | None = None
) -> QuerySet[Delivery]:
    """List the deliveries that a person may see, the newest first.

    Parameters
    ----------
    user
        The person.
    alert, sink, stage, group
        Only these; see `STAGES`.
    """
    found = visible(Delivery.objects.all(), user, "delivery.view").select_related("alert", "sink").order_by("-id")
    if alert is not None:
        found = found.filter(alert=alert)
    if sink is not None:
        found = found.filter(sink=sink)
    if group is not None:
        found = found.filter(group=group)
    return found.filter(STAGES[stage]) if stage in STAGES else found


def board(user: User, alert: int | None = None) -> list[Line]:
    """Count deliveries by sink, recipient group and stage.

    Parameters
    ----------
    user
        The person; only what they may see is counted.
    alert
        Only of this warning; None for all.
    """
    counted = {name: Count("pk", filter=matching) for name, matching in STAGES.items()}
    rows = deliveries(user, alert=alert).select_related(None).order_by().values("sink", "group").annotate(**counted)
    told: list[dict[str, Any]] = [dict(row) for row in rows]
    sinks = Sink.objects.in_bulk({row["sink"] for row in told})
    lines = [Line(sinks[row["sink"]], row["group"], {name: row[name] for name in STAGES}) for row in told]
    return sorted(lines, key=lambda line: (line.sink.key, line.group))


def target_names(rows: list[Delivery]) -> dict[int, str]:
    """Name the targets of deliveries: fixed recipients by their names, subscribers by their numbers alone.

    Parameters
    ----------
    rows
        Deliveries.
    """
    numbers = {row.pk: int(row.target[10:]) for row in rows if row.target.startswith("recipient:")}
    names = dict(Recipient.objects.filter(pk__in=set(numbers.values())).values_list("pk", "name"))
    return {row.pk: names.get(numbers.get(row.pk, 0), row.target) for row in rows}


def sinks(user: User, permission: str = "delivery.view") -> QuerySet[Sink]:
    """List the sinks that a person may see, or change with ``channel.manage``."""
    return visible(Sink.objects.all(), user, permission).select_related("organisation")


def channel_label(sink: Sink) -> str:
    """Return the name of a sink's kind of channel."""
    channel = BY_KIND.get(sink.channel)
    return str(channel.label) if channel else sink.channel
