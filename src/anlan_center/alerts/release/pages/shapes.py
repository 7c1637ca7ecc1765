"""Areas as people type them into a form, and back: a polygon a line, a circle a line."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from django.utils.translation import gettext as _

MOST_TYPED = 60
"""Points of an outline beyond which it is kept as a file would be, and not shown as text (assumption)."""


class UnreadableError(ValueError):
    """A line that is no polygon or circle; says which line, what it holds and how to write it."""


def read_polygons(text: str) -> list[list[list[float]]]:
    """Read closed rings, longitude and latitude in degrees.

    Parameters
    ----------
    text
        A polygon a line: ``longitude,latitude longitude,latitude ...``; three points or more, the first need not come
        again.

    Raises
    ------
    UnreadableError
        At the first line that is none.
    """
    rings = []
    for number, line in _lines(text):
        points = [_point(part, number) for part in line.replace(";", " ").split()]
        if len(points) < 3:
            raise UnreadableError(
                _("Line %(line)s has %(count)s points; a polygon takes three or more.")
                % {"line": number, "count": len(points)}
            )
        rings.append(points if points[0] == points[-1] else [*points, points[0]])
    return rings


def read_circles(text: str) -> list[list[float]]:
    """Read circles: longitude, latitude, degrees, and radius, km.

    Parameters
    ----------
    text
        A circle a line: ``longitude,latitude radius``.

    Raises
    ------
    UnreadableError
        At the first line that is none.
    """
    circles = []
    for number, line in _lines(text):
        parts = line.split()
        if len(parts) != 2:
            raise UnreadableError(
                _("Line %(line)s is no circle; write longitude,latitude and the radius in km, such as 119.2,34.6 5.")
                % {"line": number}
            )
        radius = _number(parts[1], number)
        circles.append([*_point(parts[0], number), radius])
    return circles


def read_outline(text: str) -> dict[str, Any]:
    """Read the outline that a form keeps of a file; it comes back from a browser, so it may be anything.

    Parameters
    ----------
    text
        A polygon or multipolygon, as GeoJSON.

    Raises
    ------
    UnreadableError
        If it is none.
    """
    try:
        shape = shapely.from_geojson(json.dumps(json.loads(text)))  # Python's reader bears no depth that hurts GEOS
    except (ValueError, RecursionError, shapely.GEOSException):
        shape = None
    if shape is None or shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty:
        raise UnreadableError(_("The outline is no longer readable; upload the file again."))
    found: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return found


def drawing(rings: Sequence[Sequence[Sequence[float]]], outline: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Join typed rings and the outline of a file to one drawing, as GeoJSON; None where there is neither."""
    polygons: list[Any] = [[list(ring)] for ring in rings]
    if outline:
        parts = outline["coordinates"]
        polygons += [parts] if outline["type"] == "Polygon" else list(parts)
    if not polygons:
        return None
    return {"type": "MultiPolygon", "coordinates": polygons}


def divide(drawn: Mapping[str, Any] | None) -> tuple[str, str]:
    """Divide a drawing into what is shown as text and what is kept as an outline.

    Parameters
    ----------
    drawn
        A polygon or multipolygon, as GeoJSON.

    Returns
    -------
    tuple of str and str
        Lines of polygons, and the rest as GeoJSON; either may be empty.
    """
    if not drawn:
        return "", ""
    polygons = [drawn["coordinates"]] if drawn["type"] == "Polygon" else drawn["coordinates"]
    plain = [one for one in polygons if len(one) == 1 and len(one[0]) <= MOST_TYPED]
    kept = [one for one in polygons if one not in plain]
    text = "\n".join(" ".join(f"{lon},{lat}" for lon, lat, *_rest in one[0][:-1]) for one in plain)
    return text, json.dumps({"type": "MultiPolygon", "coordinates": kept}) if kept else ""


def write_circles(circles: Sequence[Sequence[float]]) -> str:
    """Write circles as `read_circles` reads them."""
    return "\n".join(f"{lon},{lat} {km}" for lon, lat, km in circles)


def _lines(text: str) -> list[tuple[int, str]]:
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _point(text: str, line: int) -> list[float]:
    parts = text.split(",")
    if len(parts) != 2:
        raise UnreadableError(
            _("Line %(line)s: '%(text)s' is no point; write longitude,latitude in degrees, such as 119.2,34.6.")
            % {"line": line, "text": text[:40]}
        )
    longitude, latitude = (_number(part, line) for part in parts)
    return [longitude, latitude]


def _number(text: str, line: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e6:
        raise UnreadableError(_("Line %(line)s: '%(text)s' is no number.") % {"line": line, "text": text[:40]})
    return value
