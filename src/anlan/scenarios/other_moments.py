"""What the same event would do at another moment: by night or on a working day, at low or high tide."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.hazards.storm_surge import Inland, StormSurge, highest_tide
from anlan.hazards.surge.coast import tide_of_city
from anlan.language import Message, mark
from anlan.risk import MONEY, EventImpacts
from anlan.risk.exposure import row_exposure
from anlan.scenarios.candidates import Candidates
from anlan.scenarios.dimensions import NAMES, completed
from anlan.scenarios.moment import moment_of, timing_of
from anlan.scenarios.saved import Moment

SURGE = StormSurge()

NIGHT, DAY = 3, 11
"""Hours at which the same event is told by night and on a working day."""


@dataclass(frozen=True)
class Elsewhen:
    """An event as it is, or at another moment.

    Parameters
    ----------
    label
        When, in a few words.
    moment
        When.
    itself
        Whether this is the event as it was simulated.
    consequences
        People or money by dimension of the search.
    """

    label: Message
    moment: Moment
    itself: bool
    consequences: Mapping[str, float]


def other_moments(city: City, impacts: EventImpacts, event: int, hours: int) -> tuple[Elsewhen, ...]:
    """Tell what an event would do at other moments; empty where its moment makes no difference that is modelled.

    By night everybody is at home, on a working day where work and school are; footprint and weather stay. At other
    tides the sea level of a storm surge is higher or lower by the difference of the tide.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of the event's hazard.
    event
        Index of the event.
    hours
        Length of the scenario within which needs are followed, h.
    """
    found: list[tuple[Message, Moment, NDArray[np.float32]]] = []
    own = moment_of(impacts.events, event)
    if timing_of(impacts.events.kind).sudden:
        field = impacts.events.intensity([event])[0]
        found = [
            (Message(text), replace(own, hour=hour, by_day=by_day, workday=by_day or None), field)
            for text, hour, by_day in (
                (mark("at 03:00, by night"), NIGHT, False),
                (mark("at 11:00 on a working day"), DAY, True),
            )
        ]
    elif own.tide is not None and isinstance(impacts.events.field, Inland):
        found = _tides(city, impacts, event, own)
    if not found:
        return ()
    itself = (_simulated(impacts, event, own), own, impacts.events.intensity([event])[0])
    several = (itself, *found)
    values = _consequences(city, impacts, event, [(field, moment.by_day) for _, moment, field in several])
    alike = replace(Candidates.with_values(impacts, values), frequency=np.zeros(len(several)))
    candidates = completed(city, alike, hours)
    return tuple(
        Elsewhen(label, moment, place == 0, {name: float(candidates.values[name][place]) for name in NAMES})
        for place, (label, moment, _) in enumerate(several)
    )


def _simulated(impacts: EventImpacts, event: int, own: Moment) -> Message:
    if own.tide is None:
        return Message(mark("as simulated"))
    height = impacts.events.parameters["tide_m"][event]
    return Message(mark("as simulated, tide at {height:+.1f} m"), height=height)


def _tides(
    city: City, impacts: EventImpacts, event: int, own: Moment
) -> list[tuple[Message, Moment, NDArray[np.float32]]]:
    """Return a storm surge at four tides: low, mean, high, and the highest that the moon and the sun can make."""
    tide = tide_of_city(city)
    usual = tide.usual_height
    several = (
        (mark("at low tide, {height:+.1f} m"), "low", -usual),
        (mark("at mean water, {height:+.1f} m"), "mean", 0.0),
        (mark("at high tide, {height:+.1f} m"), "high", usual),
        (mark("at the highest tide, {height:+.1f} m"), "high", highest_tide(tide)),
    )
    fields = SURGE.at_tides(city, impacts.events, event, [height for _, _, height in several])
    return [
        (Message(text, height=height), replace(own, tide=state), field)
        for (text, state, height), field in zip(several, fields, strict=True)
    ]


def _consequences(
    city: City, impacts: EventImpacts, event: int, several: list[tuple[NDArray[np.float32], bool]]
) -> dict[str, NDArray[np.float64]]:
    """Return what footprints do by night or by day, by target and for all assets together, shape (k,) each."""
    night, day = row_exposure(city.cells, impacts.targets)
    guests = np.zeros(len(city.cells))
    if impacts.events.visitors is not None:
        guests = impacts.events.visitors(np.array([event]))[0].astype(np.float64)
    people = np.array([target not in ASSET_TARGETS for target in impacts.targets])
    totals = []
    for field, by_day in several:
        shares = impacts.vulnerability.at(field)
        lost = ((day if by_day else night) * shares[city.cells.row_cell]).sum(axis=0)
        totals.append(lost + people * (guests @ shares))
    table = np.array(totals)
    values = {name: table[:, column] for column, name in enumerate(impacts.targets)}
    values[MONEY] = sum((values[name] for name in impacts.targets if name in ASSET_TARGETS), np.zeros(len(several)))
    return values
