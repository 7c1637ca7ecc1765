"""Which times a warning can have, and how long one of each kind of event holds unless its author says otherwise."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.utils.translation import gettext as _

from anlan.alerts.texts import EVENTS
from anlan_center.alerts.release.errors import FieldFinding

YEARS = range(2000, 2200)
"""Years in which times of warnings lie (assumption); beyond, a year was mistyped."""

LASTS: Mapping[str, timedelta] = MappingProxyType(
    {
        **dict.fromkeys(EVENTS, timedelta(hours=24)),
        **dict.fromkeys(("earthquake",), timedelta(hours=1)),
        **dict.fromkeys(("thunderstorm", "hail", "toxic-release"), timedelta(hours=6)),
        **dict.fromkeys(("rainstorm", "fog"), timedelta(hours=12)),
        **dict.fromkeys(("cold", "frost", "haze"), timedelta(hours=48)),
        **dict.fromkeys(("drought", "forest-fire", "epidemic"), timedelta(days=7)),
    }
)
"""By kind of event. All are assumptions; the author sees the end and can write another one."""


def usual_end(event_type: str, begins: datetime) -> datetime | None:
    """Return the end that a warning usually has, on the next full hour; None for a kind of event that is not known.

    Parameters
    ----------
    event_type
        Kind of event.
    begins
        From when it holds.
    """
    if event_type not in LASTS:
        return None
    end = begins + LASTS[event_type]
    whole = end.replace(minute=0, second=0, microsecond=0)
    return whole if whole == end else whole + timedelta(hours=1)


def wrong_times(times: Mapping[str, datetime | None]) -> Iterator[FieldFinding]:
    """Find times that are none: without a zone, or in a year that was mistyped.

    Parameters
    ----------
    times
        By field.
    """
    for name, time in times.items():
        if time is not None and time.tzinfo is None:
            reason, remedy = _("The time has no time zone."), _("Give one, such as +08:00.")
            yield FieldFinding(name, "error", "no-time-zone", reason, remedy)
        elif time is not None and time.year not in YEARS:
            reason, remedy = _("The time lies too far away."), _("Correct the year.")
            yield FieldFinding(name, "error", "no-such-time", reason, remedy)
