"""Through which sinks a warning would leave, and to how many: what the person who decides has to know before."""

from dataclasses import dataclass

from django.db.models import Q

from anlan_center.alerts.deliveries.actions.fanout import concerned, delivered, earlier, followed, own_targets
from anlan_center.alerts.deliveries.channels import BY_KIND
from anlan_center.alerts.deliveries.models import Sink
from anlan_center.alerts.release.models import Alert, MsgType
from anlan_center.alerts.subscriptions.choices import WAY_BITS
from anlan_center.alerts.subscriptions.queries import numbers_of

SUBSCRIBER = "subscriber:"
"""How the targets of deliveries to subscribers begin."""


@dataclass(frozen=True)
class Prospect:
    """What a sink would carry.

    Parameters
    ----------
    sink
        The sink.
    targets
        Its fixed recipients whom the warning concerns; one where the sink itself is the target, such as a page. Of an
        update or a cancellation also those who had one of the messages before it.
    subscribers
        Subscribers whom it addresses; of a cancellation those who had a message before it, of an update at least so
        many, as the two overlap.
    """

    sink: Sink
    targets: int
    subscribers: int


def prospects(alert: Alert) -> list[Prospect]:
    """List the sinks through which a warning would leave if it were released now, as they are set up now.

    Parameters
    ----------
    alert
        The warning, in any state.
    """
    own = {sink.pk: sink for sink in concerned(alert)} if alert.msg_type != MsgType.CANCEL else {}
    sinks = own | {sink.pk: sink for sink in followed(alert, earlier(alert))}
    found = [_prospect(alert, sink, own=number in own) for number, sink in sinks.items()]
    leaving = [one for one in found if alert.scope == "Public" or not one.sink.public]
    if alert.msg_type == MsgType.CANCEL:  # it goes to nobody but those who had what it ends
        leaving = [one for one in leaving if one.targets or one.subscribers]
    return sorted(leaving, key=lambda one: one.sink.key)


def _prospect(alert: Alert, sink: Sink, *, own: bool) -> Prospect:
    """Count whom a sink would reach: those of its own whom the warning concerns, and those who had one before it."""
    fixed, subscribers = set(), 0
    if own:
        fixed = {target for target, _group, _language in own_targets(alert, sink)}
        way = BY_KIND[sink.channel].way
        subscribers = len(numbers_of(alert, [way])) if way and sink.subscribers else 0
    if alert.previous_id is not None:
        had, theirs = delivered(alert, sink), Q(target__startswith=SUBSCRIBER)
        fixed |= set(had.exclude(theirs).values_list("target", flat=True))
        subscribers = max(subscribers, had.filter(theirs).values("target").distinct().count())
    return Prospect(sink, len(fixed), subscribers)


def subscribers_within(alert: Alert) -> int | None:
    """Return how many subscribers a warning would address on any channel; None before it has an area and a level.

    Parameters
    ----------
    alert
        The warning, saved or not.
    """
    if not alert.severity or not alert.area.get("geometry"):
        return None
    return len(numbers_of(alert, WAY_BITS))
