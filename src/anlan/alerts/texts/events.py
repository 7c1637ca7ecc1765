"""Kinds of events that are warned of, and the colours of warnings.

The fourteen weather signals and their colours are those of the China Meteorological Administration's Order 16 (2007),
haze with the red level that was added later; the other kinds take all four colours of the Emergency Response Law (2024,
Art. 63), because the rules for them differ from place to place. Names and sentences stand in the tables of languages.
"""

from dataclasses import dataclass
from enum import StrEnum


class Colour(StrEnum):
    """Colour of a warning, the gravest first: levels I to IV (Emergency Response Law 2024, Art. 63)."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"

    @property
    def severity(self) -> str:
        """Severity of CAP that it stands for; the pairing in use in China's CAP messages, an assumption elsewhere."""
        return _SEVERITIES[self]


_SEVERITIES = {Colour.RED: "Extreme", Colour.ORANGE: "Severe", Colour.YELLOW: "Moderate", Colour.BLUE: "Minor"}

COLOURS = tuple(Colour)
"""The colours, the gravest first."""

_FROM_YELLOW = (Colour.RED, Colour.ORANGE, Colour.YELLOW)
_FROM_ORANGE = (Colour.RED, Colour.ORANGE)


@dataclass(frozen=True)
class EventType:
    """A kind of event.

    Parameters
    ----------
    code
        Short stable name, such as ``storm-surge``.
    categories
        Categories of CAP 1.2 (3.2.2).
    urgent
        Response types of CAP for red and orange; for yellow and blue it is ``Prepare``.
    colours
        Colours in which it is warned of, the gravest first.
    """

    code: str
    categories: tuple[str, ...]
    urgent: tuple[str, ...]
    colours: tuple[Colour, ...] = COLOURS

    def responses(self, colour: Colour) -> tuple[str, ...]:
        """Return the response types of CAP that suit a colour; a proposal to the author.

        Parameters
        ----------
        colour
            Colour of the warning.
        """
        return self.urgent if colour in _FROM_ORANGE else ("Prepare",)


_LIST = (
    EventType("typhoon", ("Met",), ("Shelter", "Prepare")),
    EventType("rainstorm", ("Met",), ("Shelter", "Avoid")),
    EventType("flood", ("Met",), ("Evacuate",)),
    EventType("storm-surge", ("Met",), ("Evacuate",)),
    EventType("high-wind", ("Met",), ("Shelter",)),
    EventType("thunderstorm", ("Met",), ("Shelter",), _FROM_YELLOW),
    EventType("heat", ("Met", "Health"), ("Avoid", "Monitor"), _FROM_YELLOW),
    EventType("cold", ("Met", "Health"), ("Shelter", "Monitor")),
    EventType("fog", ("Met", "Transport"), ("Avoid",), _FROM_YELLOW),
    EventType("haze", ("Met", "Env", "Health"), ("Avoid",), _FROM_YELLOW),
    EventType("snow", ("Met", "Transport"), ("Shelter", "Avoid")),
    EventType("road-icing", ("Met", "Transport"), ("Avoid",), _FROM_YELLOW),
    EventType("hail", ("Met",), ("Shelter",), _FROM_ORANGE),
    EventType("frost", ("Met",), ("Prepare",), (Colour.ORANGE, Colour.YELLOW, Colour.BLUE)),
    EventType("drought", ("Met", "Env"), ("Prepare", "Monitor"), _FROM_ORANGE),
    EventType("sandstorm", ("Met", "Env"), ("Shelter",), _FROM_YELLOW),
    EventType("geological-hazard", ("Geo",), ("Evacuate",)),
    EventType("forest-fire", ("Fire",), ("Avoid", "Prepare")),
    EventType("earthquake", ("Geo",), ("Shelter",)),
    EventType("toxic-release", ("CBRNE", "Env"), ("Shelter", "Evacuate")),
    EventType("epidemic", ("Health",), ("Avoid", "Monitor")),
    EventType("general", ("Other",), ("Execute", "Avoid")),
)

EVENTS: dict[str, EventType] = {one.code: one for one in _LIST}
"""The kinds of events by their codes."""
