"""Times of messages, read leniently; how CAP 1.2 wants them written is judged in `anlan.alerts.messages.values`."""

import re
from datetime import UTC, datetime

EARLIEST = datetime.min.replace(tzinfo=UTC)
"""Before every moment: stands for the time of what has none where things are sorted by time."""

LENIENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:?\d\d)", re.ASCII)
"""How times come: with ``Z``, parts of seconds, a space for the T. Without an offset it is no moment."""


def moment(text: str | None) -> datetime | None:
    """Return a time in UTC; None where the text is no moment of the calendar.

    Parameters
    ----------
    text
        The time as written; blanks around it do not matter.
    """
    if text is None or LENIENT.fullmatch(text.strip()) is None:
        return None
    try:
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
