"""When an event happens: month, working day, hour and tide, as far as its hazard models them or they can be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from anlan.compute import generator_of
from anlan.hazards import EventSet
from anlan.language import mark
from anlan.scenarios.saved import Moment

WORK_HOURS = range(8, 18)
"""Hours that count as working hours: ten of 24, the share of events by day of the hazards that draw it."""

WORKDAYS = 5.0 / 7.0
"""Share of days that are working days; holidays and the days worked in their stead are left aside."""

YEAR_DAYS = np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
"""Last day of each month in a year of 365 days."""


@dataclass(frozen=True)
class Timing:
    """What is known of when the events of a hazard happen.

    Parameters
    ----------
    reason
        One sentence on where it comes from.
    any_month
        Whether the month is drawn, all alike.
    by_the_clock
        Whether the hour is drawn where the events do not carry it: within `WORK_HOURS` by day, else outside.
    sudden
        Whether the same event could as well strike at another hour, and find people elsewhere.
    """

    reason: str
    any_month: bool = False
    by_the_clock: bool = False
    sudden: bool = False


TIMINGS: Mapping[str, Timing] = {
    "earthquake": Timing(
        mark("Earthquakes know neither season nor hour: month and hour are drawn, all alike."), True, True, True
    ),
    "dam_failure": Timing(mark("The hour is drawn, all alike; the season is not modelled."), False, True, True),
    "service_outage": Timing(mark("The hour is drawn, all alike; the season is not modelled."), False, True, True),
    "toxic_release": Timing(
        mark("Month and hour are drawn by the hazard, all alike, and the weather with them."), sudden=True
    ),
    "explosion": Timing(mark("The hour is drawn by the hazard, all alike; the season is not modelled."), sudden=True),
    "urban_fire": Timing(
        mark("Fires are computed by night, when people are at home; the season is not modelled."), sudden=True
    ),
    "typhoon_wind": Timing(
        mark("The month is that of the recorded storm from which the event is made; people are warned and at home.")
    ),
    "storm_surge": Timing(
        mark(
            "The month is that of the recorded storm from which the event is made, and the tide is drawn around its "
            "day; people are warned and at home."
        )
    ),
    "rain_flood": Timing(
        mark(
            "The month is drawn as often as days of so much rain fall in it; a day's rain spans the night, and people "
            "are at home."
        )
    ),
    "river_flood": Timing(mark("The flood is forecast and lasts over the night, when people are at home.")),
    "heat_wave": Timing(mark("The month is that in which the wave begins.")),
    "cold_wave": Timing(mark("The month is that in which the wave begins.")),
    "epidemic": Timing(mark("An epidemic lasts for weeks; it counts residents, and no season is modelled.")),
    "crowd_crush": Timing(mark("Gatherings fall in leisure time; day and hour are not modelled.")),
}
"""What is known of each hazard."""

UNKNOWN = Timing(mark("When it happens is not modelled."))
"""What is known of any other."""


def timing_of(kind: str) -> Timing:
    """Return what is known of when the events of a hazard happen.

    Parameters
    ----------
    kind
        Hazard.
    """
    return TIMINGS.get(kind, UNKNOWN)


def moment_of(events: EventSet, event: int) -> Moment:
    """Return when an event happens; what is not modelled is None.

    Month, hour and tide are what the event carries. Where its hazard leaves them open and the same event could come
    at any time, they are drawn from a stream of the event's own, so that they do not depend on what else is asked.

    Parameters
    ----------
    events
        Events of one hazard.
    event
        Index of the event.
    """
    timing, by_day = timing_of(events.kind), bool(events.by_day[event])
    carried = events.parameters.row(event, named=True)
    rng = generator_of(int(events.provenance.get("seed", 0)), events.kind, "moment", event)
    month = 1 + int(rng.integers(12))
    others = [hour for hour in range(24) if (hour in WORK_HOURS) == by_day]
    clock, workday = others[int(rng.integers(len(others)))], by_day or bool(rng.random() < WORKDAYS)
    hour = _whole(carried.get("hour"))
    if hour is None and timing.by_the_clock:
        hour = clock
    tide = carried.get("tide")
    return Moment(
        month=_month(carried) or (month if timing.any_month else None),
        workday=None if hour is None else workday,
        hour=hour,
        tide=tide if isinstance(tide, str) else None,
        by_day=by_day,
    )


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _month(carried: Mapping[str, object]) -> int | None:
    """Return the month that an event carries, by itself or by the day of the year on which it begins."""
    start = _whole(carried.get("start_day"))
    if start is not None and start > 0:
        return 1 + int(np.searchsorted(YEAR_DAYS, start))
    return _whole(carried.get("month"))
