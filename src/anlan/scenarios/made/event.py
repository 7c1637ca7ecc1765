"""A scenario from an event of an event set."""

from collections.abc import Mapping

import numpy as np

from anlan.city import City
from anlan.hazards import EventSet
from anlan.language import Message, mark
from anlan.scenarios.made.details import Details, Origin, assembled, assumed, bilingual, footprint_on, titled
from anlan.scenarios.saved import Moment, SavedScenario


def saved_from_event(
    city: City,
    events: EventSet,
    index: int,
    *,
    details: Details | None = None,
    frequency: float | None = None,
    origin_detail: Mapping[str, float | int | str | None] | None = None,
    moment: Moment | None = None,
) -> SavedScenario:
    """Keep an event with its whole footprint.

    Parameters
    ----------
    city
        City of the event set.
    events
        The event set.
    index
        Index of the event.
    details
        What goes before that which follows from the event.
    frequency
        How often an event at least as severe happens, 1/year; None where it is not known.
    origin_detail
        More about where it comes from.
    moment
        When it happens; if None, nothing is fixed but whether people are where they are by day, as the event says.

    Raises
    ------
    IndexError
        If there is no such event.
    SettingError
        If the event reaches no cell, or a detail is out of range.
    """
    intensity = events.intensity(np.array([index]))[0]
    parameters = events.parameters.row(index, named=True)
    name = titled(events.kind, events.describe(index))
    when = moment or Moment(by_day=bool(events.by_day[index]))
    assumptions = [Message(mark("People are where they are by day.") if when.by_day else mark("People are at home."))]
    if events.visitors is not None:
        assumptions.append(Message(mark("Visitors are not kept: nobody but residents is found in the footprint.")))
    origin = Origin(
        kind="worst",
        id=f"{city.info['id']}-{events.ids[index]}",
        name=name,
        story=bilingual(events.describe(index)),
        detail={
            "hazard": events.kind,
            "event": events.ids[index],
            "event_frequency_per_year": float(events.frequency[index]),
            "events": len(events),
            **(origin_detail or {}),
        },
        moment=when,
        assumptions=tuple(assumed(one, f"hazard {events.kind}") for one in assumptions),
        synthetic=True,
    )
    footprint = footprint_on(city, events.kind, events.unit, intensity, parameters, events.ids[index])
    provenance = {key: value for key, value in events.provenance.items() if key not in {"version", "checksum"}}
    return assembled(city, origin, (footprint,), details or Details(), frequency=frequency, provenance=provenance)
