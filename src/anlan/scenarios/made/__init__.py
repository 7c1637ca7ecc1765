"""Making scenarios: from events, the record, drawings, other cities, public warnings and live signals."""

from anlan.scenarios.made.alert import from_alert
from anlan.scenarios.made.choices import WORST, saved_choices
from anlan.scenarios.made.compound import saved_from_joint
from anlan.scenarios.made.details import Details
from anlan.scenarios.made.drawn import from_drawing, unit_of
from anlan.scenarios.made.elsewhere import Move, from_other_city
from anlan.scenarios.made.event import saved_from_event
from anlan.scenarios.made.live import from_signal
from anlan.scenarios.made.past import from_past, past_ids

__all__ = [
    "WORST",
    "Details",
    "Move",
    "from_alert",
    "from_drawing",
    "from_other_city",
    "from_past",
    "from_signal",
    "past_ids",
    "saved_choices",
    "saved_from_event",
    "saved_from_joint",
    "unit_of",
]
