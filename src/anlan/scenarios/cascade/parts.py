"""The parts of compound events: one set of events for each hazard that is present."""

from collections.abc import Sequence

import numpy as np

from anlan.errors import SettingError
from anlan.hazards import EventSet
from anlan.language import Message

Events = EventSet | Sequence[EventSet]
"""Events of one hazard; or several sets of equal length, whose events of one index are parts of one compound event."""


def parts_of(events: Events) -> tuple[EventSet, ...]:
    """Return the sets of a compound event, the leading hazard first.

    Raises
    ------
    SettingError
        If there is no set, if the sets are not equally long or not on the same cells, or if two of one hazard differ
        in unit.
    """
    parts = (events,) if isinstance(events, EventSet) else tuple(events)
    if not parts:
        raise SettingError(Message("no set of events; give one for each hazard"))
    if len({len(part) for part in parts}) > 1:
        raise SettingError(
            Message(
                "the parts of compound events number {counts}; give sets of equal length",
                counts=", ".join(f"{part.kind} {len(part)}" for part in parts),
            )
        )
    if not all(np.array_equal(part.cells, parts[0].cells) for part in parts):
        raise SettingError(Message("the parts of compound events lie on different cells; make them for one city"))
    units = hazards_of(parts)
    odd = sorted({part.unit for part in parts if units[part.kind] != part.unit})
    if odd:
        raise SettingError(Message("parts of one hazard differ in unit: {units}", units=", ".join(odd)))
    return parts


def hazards_of(parts: Sequence[EventSet]) -> dict[str, str]:
    """Return the unit of each hazard, in the order of the parts; of the first part where two differ."""
    found: dict[str, str] = {}
    for part in parts:
        found.setdefault(part.kind, part.unit)
    return found
