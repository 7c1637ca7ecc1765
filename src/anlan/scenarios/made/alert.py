"""A scenario from a public warning: its areas on the city's cells, with what it states or its level implies."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.alerts import Alert, Circle, Info, circles_of, polygons_of, read_alert
from anlan.city import City
from anlan.errors import ImportDataError, Problem, SettingError
from anlan.hazards.exchange.quantities import to_kept_unit, unit_problems
from anlan.hazards.plane import EARTH_RADIUS_KM
from anlan.language import Message, mark
from anlan.scenarios.made.alert_hazards import (
    EVENTS,
    RAINS,
    SIGNALS,
    WIND_HAZARDS,
    WINDS,
    hazard_of,
    level_of,
    number_of,
    stated_intensity,
)
from anlan.scenarios.made.details import (
    ASSUMPTION,
    Details,
    Origin,
    assembled,
    assumed,
    bilingual,
    footprint_on,
    moment_at,
    utc,
)
from anlan.scenarios.made.drawn import refuse_unknown, unit_of
from anlan.scenarios.made.given import laid
from anlan.scenarios.made.laying import laid_out
from anlan.scenarios.made.live import MAGNITUDES, USUAL_DEPTH_KM
from anlan.scenarios.made.physics import EARTHQUAKE, RAIN, Quake, rained
from anlan.scenarios.saved import Assumption, Footprint, SavedScenario

CORNERS = 96
"""Corners of the polygon that stands for a circle; it lies inside, so that the area is not widened (0.1 % smaller)."""

READ_FIRST = ("zh", "en")
"""Languages of a warning, the one that is read first."""

NOT_WARNING = ("Cancel", "Ack", "Error")


@dataclass(frozen=True)
class _Strength:
    """How strong it is on every cell (c,), in which unit, and on what grounds."""

    unit: str
    values: NDArray[np.float64]
    assumptions: tuple[Assumption, ...]


def from_alert(
    city: City,
    path: Path,
    details: Details | None = None,
    *,
    hazard: str | None = None,
    intensity: float | None = None,
) -> SavedScenario:
    """Make a scenario of a message of the Common Alerting Protocol.

    Parameters
    ----------
    city
        The city.
    path
        The message.
    details
        What goes before that which follows from the message.
    hazard
        Kind of hazard; by the name of the event if None.
    intensity
        Intensity in the area, in the unit of the hazard; what the message states or its level implies if None.

    Raises
    ------
    ImportDataError
        If the message cannot be read, cancels a warning, or has no valid shape.
    SettingError
        If the hazard or the intensity does not follow from it, it reaches no cell of the city, or a detail is out of
        range.
    """
    if hazard is not None:
        refuse_unknown(hazard)
    alert = read_alert(path)
    info = _info(alert, path.name)
    kind = hazard or hazard_of(info)
    if kind is None:
        text = mark("no hazard is known for the event '{event}'; state it with --hazard ({known})")
        known = ", ".join(sorted({one for _, one in EVENTS}))
        raise SettingError(Message(text, event=info.event, known=known))
    magnitude, point = number_of(info, "magnitude"), _epicentre(info)
    assumptions = [assumed(Message(mark("The name of the event means this hazard: {event}"), event=info.event))]
    if kind == EARTHQUAKE and intensity is None and magnitude is not None and point is not None:
        footprints, more = _quake(city, alert, info, magnitude, point)
    else:
        footprints, more = _areas(city, alert, info, kind, intensity)
    origin = Origin(
        kind="cap",
        id=_identifier(alert),
        name=dict.fromkeys(("en", "zh-Hans"), (info.headline or "").strip() or info.event.strip()),
        story=_story(alert, info),
        detail={
            "file": path.name,
            "identifier": alert.identifier,
            "sender": alert.sender,
            "sent_utc": utc(alert.sent_at),
            "status": alert.status,
            "message_type": alert.msg_type,
            "severity": info.severity,
            "urgency": info.urgency,
            "certainty": info.certainty,
            "areas": "; ".join(area.description.strip() for area in info.areas)[:500],
            "signature": "present, not verified" if alert.signed else "none",
        },
        moment=moment_at(city, None, info.onset_at or info.effective_at or alert.sent_at),
        assumptions=(*assumptions, *more),
        synthetic=alert.status != "Actual",
    )
    return assembled(city, origin, footprints, details or Details())


def _identifier(alert: Alert) -> str:
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in alert.identifier)
    return f"cap-{kept}"[:100]


def _story(alert: Alert, info: Info) -> dict[str, str]:
    text = mark("{event}, warned of by {sender}")
    return bilingual(Message(text, event=info.event.strip(), sender=_sender(alert, info)))


def _sender(alert: Alert, info: Info) -> str:
    return (info.sender_name or "").strip() or alert.sender


def _info(alert: Alert, file: str) -> Info:
    """Return the block of a warning that is read: the first in the preferred language that has a shape."""

    def refused(what: Message, remedy: str, code: str) -> ImportDataError:
        return ImportDataError([Problem(file, what, Message(remedy), feature=alert.identifier, code=code)])

    if alert.msg_type in NOT_WARNING:
        what = Message("it is of the type {kind}, which warns of nothing", kind=alert.msg_type)
        raise refused(what, mark("give the warning itself"), "no-warning")
    if not alert.infos:
        raise refused(Message("it says nothing: it has no 'info'"), mark("give the whole message"), "no-info")
    shaped = [one for one in alert.infos if any(polygons_of(area) or circles_of(area) for area in one.areas)]
    if not shaped:
        codes = sum(len(area.geocodes) for one in alert.infos for area in one.areas)
        what = Message("none of its areas has a polygon or circle ({codes} codes of areas)", codes=codes)
        remedy = mark("ask the sender for the outline; an area is not guessed from its name or code")
        raise refused(what, remedy, "no-shape")
    for language in READ_FIRST:
        found = next((one for one in shaped if one.spoken.lower().startswith(language)), None)
        if found is not None:
            return found
    return shaped[0]


def _epicentre(info: Info) -> Circle | None:
    return next((circle for area in info.areas for circle in circles_of(area)), None)


def _quake(
    city: City, alert: Alert, info: Info, magnitude: float, point: Circle
) -> tuple[tuple[Footprint, ...], tuple[Assumption, ...]]:
    if not MAGNITUDES[0] <= magnitude <= MAGNITUDES[1]:
        wrong = mark("the magnitude of the message is {value:g}; from {low:g} to {high:g} can be laid on the city")
        raise SettingError(Message(wrong, value=magnitude, low=MAGNITUDES[0], high=MAGNITUDES[1]))
    text = mark("The earthquake is at the middle of the circle, {depth:g} km deep.")
    quake = Quake(point.lon, point.lat, magnitude, USUAL_DEPTH_KM)
    on_city = laid(quake, city, alert.identifier)
    told = Message(
        mark("The magnitude {value} is read as Ms."), value=next(info.values("Magnitude"), str(magnitude)).strip()
    )
    own = (assumed(Message(text, depth=USUAL_DEPTH_KM)), assumed(told))
    return on_city.footprints, (*own, *(assumed(one) for one in on_city.assumptions))


def _areas(
    city: City, alert: Alert, info: Info, kind: str, intensity: float | None
) -> tuple[tuple[Footprint, ...], tuple[Assumption, ...]]:
    shapes = [*_shapes(info)]
    if not shapes:
        text = mark("the circles of the message have the radius 0: they are points, and no area is guessed around them")
        raise SettingError(Message(text))
    inside = laid_out(city, shapes, [1.0] * len(shapes))[0] > 0.0
    strength = _strength(city, info, kind, intensity)
    values = np.where(inside, strength.values, 0.0)
    parameters = {"severity": info.severity, "level": level_of(info)}
    footprint = footprint_on(city, kind, strength.unit, values, parameters, alert.identifier)
    text = mark("Outside the area of the warning nothing happens; a cell is hit where the area covers half of it.")
    return (footprint,), (*strength.assumptions, assumed(Message(text)))


def _shapes(info: Info) -> list[shapely.Polygon]:
    shapes = [polygon for area in info.areas for polygon in polygons_of(area)]
    circles = [circle for area in info.areas for circle in circles_of(area) if circle.radius_km > 0.0]
    return shapes + [polygon_in(circle) for circle in circles]


def polygon_in(circle: Circle) -> shapely.Polygon:
    """Return the regular polygon of `CORNERS` corners in a circle, on the plane that is true to scale at its middle.

    Parameters
    ----------
    circle
        A circle with a radius above zero.
    """
    angle = 2.0 * np.pi * np.arange(CORNERS) / CORNERS
    turn = np.degrees(circle.radius_km / EARTH_RADIUS_KM)
    lon = circle.lon + turn * np.sin(angle) / max(float(np.cos(np.radians(circle.lat))), 0.01)
    return shapely.Polygon(np.column_stack([lon, circle.lat + turn * np.cos(angle)]))


def _strength(city: City, info: Info, kind: str, intensity: float | None) -> _Strength:
    everywhere = np.ones(len(city.cells))
    stated = stated_intensity(info, kind)
    if intensity is not None:
        text = mark("The intensity {value:g} {unit} in the whole area was stated by the maker of the scenario.")
        unit = unit_of(kind)
        if not 0.0 < intensity < np.inf or any(unit_problems(kind, unit, np.array([intensity]), "")):
            never = mark("{value:g} {unit} is no intensity of {hazard}; give one that can happen")
            raise SettingError(Message(never, value=intensity, unit=unit, hazard=kind))
        return _Strength(unit, intensity * everywhere, (assumed(Message(text, value=intensity, unit=unit)),))
    if stated is not None:
        unit, values = to_kept_unit(kind, stated.unit or unit_of(kind), np.array([stated.value]), stated.name, [])
        wrong = list(unit_problems(kind, unit, values, stated.name))
        if wrong or not values[0] > 0.0:
            text = mark(
                "the parameter {name} is '{value}', which is no intensity of {hazard}; state it with --intensity"
            )
            raise SettingError(Message(text, name=stated.name, value=stated.text, hazard=kind))
        text = mark("The intensity in the whole area is that of the parameter {name}: {value}")
        told = assumed(Message(text, name=stated.name, value=stated.text))
        return _Strength(unit, float(values[0]) * everywhere, (told,))
    level = level_of(info)
    if level is not None and kind in WIND_HAZARDS:
        text = mark("The wind is the least of the level '{level}' of warning: {value:g} m/s.")
        told = assumed(Message(text, level=level, value=WINDS[level]), SIGNALS)
        return _Strength("m/s", WINDS[level] * everywhere, (told,))
    if level is not None and kind == RAIN:
        rain, hours = RAINS[level]
        text = mark("The rain is the least of the level '{level}' of warning: {rain:g} mm in {hours:g} hours.")
        told = assumed(Message(text, level=level, rain=rain, hours=hours), SIGNALS)
        return _Strength("m", rained(city, rain, hours).astype(np.float64), (told,))
    text = mark("the message does not say how strong it is ({hazard}, severity {severity}); state it with --intensity")
    raise SettingError(Message(text, hazard=kind, severity=info.severity, source=ASSUMPTION))
