"""When an event happens: month, working day, hour and tide, as far as its hazard models them."""

from anlan.hazards import EventSet
from anlan.scenarios.saved import Moment


def moment_of(events: EventSet, event: int) -> Moment:
    """Return when an event happens; what is not modelled is None.

    Parameters
    ----------
    events
        Events of one hazard.
    event
        Index of the event.
    """
    return Moment(by_day=bool(events.by_day[event]))
