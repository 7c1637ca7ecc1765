"""What warnings say: sentences for each kind of event and colour, how long they are, and hints to say them plainly."""

from anlan.alerts.texts.events import COLOURS, EVENTS, Colour, EventType
from anlan.alerts.texts.hints import hints
from anlan.alerts.texts.languages import lookup
from anlan.alerts.texts.lengths import CELL_BROADCAST, SMS, Alphabet, Fit, Length, Medium, fit, measure
from anlan.alerts.texts.recognising import colour_of, kind_of
from anlan.alerts.texts.tables import LANGUAGES, Status
from anlan.alerts.texts.wording import Blanks, Kind, Wording, compose, pattern, sentences

__all__ = [
    "CELL_BROADCAST",
    "COLOURS",
    "EVENTS",
    "LANGUAGES",
    "SMS",
    "Alphabet",
    "Blanks",
    "Colour",
    "EventType",
    "Fit",
    "Kind",
    "Length",
    "Medium",
    "Status",
    "Wording",
    "colour_of",
    "compose",
    "fit",
    "hints",
    "kind_of",
    "lookup",
    "measure",
    "pattern",
    "sentences",
]
