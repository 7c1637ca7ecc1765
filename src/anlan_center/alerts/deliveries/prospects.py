"""Through which sinks a warning would leave, and to how many: what the person who decides has to know before."""

from dataclasses import dataclass

from anlan_center.alerts.deliveries.actions.fanout import concerned, own_targets
from anlan_center.alerts.deliveries.channels import BY_KIND
from anlan_center.alerts.deliveries.models import Sink
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.subscriptions.choices import WAY_BITS
from anlan_center.alerts.subscriptions.queries import numbers_of


@dataclass(frozen=True)
class Prospect:
    """What a sink would carry.

    Parameters
    ----------
    sink
        The sink.
    targets
        Its fixed recipients whom the warning concerns; one where the sink itself is the target, such as a page.
    subscribers
        Subscribers whom it addresses.
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
    found = []
    for sink in concerned(alert):
        if sink.public and alert.scope != "Public":
            continue
        way = BY_KIND[sink.channel].way
        subscribers = len(numbers_of(alert, [way])) if way and sink.subscribers else 0
        found.append(Prospect(sink, len(own_targets(alert, sink)), subscribers))
    return found


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
