"""A public warning as the Common Alerting Protocol says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shapely import Polygon


@dataclass(frozen=True)
class Circle:
    """A circle on the ground.

    Parameters
    ----------
    lon, lat
        Its middle, degrees.
    radius_km
        Its radius, km; zero for a point.
    """

    lon: float
    lat: float
    radius_km: float


@dataclass(frozen=True)
class Area:
    """Where a warning holds; what several shapes cover together.

    Parameters
    ----------
    description
        The area in words.
    polygons
        Valid polygons, longitude and latitude in degrees.
    circles
        Circles.
    geocodes
        Codes of the area as pairs of the name of the code and its value.
    """

    description: str
    polygons: tuple[Polygon, ...]
    circles: tuple[Circle, ...]
    geocodes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Info:
    """What a warning says in one language.

    Parameters
    ----------
    language
        RFC 3066 tag; ``en-US`` where it is not given.
    categories
        Categories, such as Geo or Met.
    event
        What it warns of, in words.
    urgency, severity, certainty
        As the protocol has them.
    onset, expires
        From when and until when, UTC; None where not given.
    sender_name, headline, description
        In words; empty where not given.
    parameters
        Values by name, as text; of a name that is given twice, the first.
    areas
        Where it holds.
    """

    language: str
    categories: tuple[str, ...]
    event: str
    urgency: str
    severity: str
    certainty: str
    onset: datetime | None
    expires: datetime | None
    sender_name: str
    headline: str
    description: str
    parameters: Mapping[str, str]
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Alert:
    """A public warning.

    Parameters
    ----------
    identifier, sender
        Who sent it, and under which number.
    sent
        When, UTC.
    status
        Actual, Exercise, System, Test or Draft.
    message_type
        Alert, Update, Cancel, Ack or Error.
    scope
        Public, Restricted or Private.
    references
        Earlier messages to which it refers, as ``sender,identifier,sent``.
    infos
        What it says, a block for each language or part.
    signed
        Whether it carries a signature; it is not verified.
    """

    identifier: str
    sender: str
    sent: datetime
    status: str
    message_type: str
    scope: str
    references: tuple[str, ...]
    infos: tuple[Info, ...]
    signed: bool
