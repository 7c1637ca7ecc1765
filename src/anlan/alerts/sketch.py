"""A small map of a warning's area for pages without scripts: SVG that stands inside the page.

The projection is equirectangular about the middle of the picture: at the size of a city its error is below a pixel
(Snyder, Map Projections - A Working Manual, USGS Professional Paper 1395, 1987, chapter 12).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians

import numpy as np
import shapely
from shapely import Geometry

LEAST_SPAN_DEG = 0.02
"""Least height of the picture, degrees, about 2 km (assumption): a smaller area would have nothing around it."""

MARGIN = 0.12
"""Free share of the picture on each side of the area (assumption)."""

GRAIN_PX = 0.6
"""Bends smaller than this are left out, pixels; they cannot be seen."""


@dataclass(frozen=True)
class Place:
    """A name on the map.

    Parameters
    ----------
    name
        What is written.
    outline
        What it names; the name stands within.
    """

    name: str
    outline: Geometry


@dataclass(frozen=True)
class Frame:
    """What part of the world a picture shows.

    Parameters
    ----------
    west, south, east, north
        Its edges, degrees.
    width
        Its width, pixels; the height follows.
    """

    west: float
    south: float
    east: float
    north: float
    width: int

    @property
    def height(self) -> int:
        """Height, pixels."""
        middle = radians((self.south + self.north) / 2)
        return max(1, round(self.width * (self.north - self.south) / ((self.east - self.west) * cos(middle))))

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Return points (n, 2) of longitude and latitude as pixels from the upper left corner."""
        scale = np.array([self.width / (self.east - self.west), -self.height / (self.north - self.south)])
        moved: np.ndarray = (points - np.array([self.west, self.north])) * scale
        return moved


def frame_of(area: Geometry, width: int, *, tallest: float = 1.0) -> Frame:
    """Return a frame that holds an area and some ground around it.

    Parameters
    ----------
    area
        The area, degrees; not empty.
    width
        Width of the picture, pixels.
    tallest
        Most height as a share of the width; a higher area gets ground on its sides.
    """
    west, south, east, north = shapely.bounds(area).tolist()
    shrink = cos(radians((south + north) / 2))
    high = max(north - south, LEAST_SPAN_DEG) * (1 + 2 * MARGIN)
    wide = max((east - west) * (1 + 2 * MARGIN), high / tallest / shrink)
    high = max(high, wide * shrink * 0.5)
    middle = (west + east) / 2, (south + north) / 2
    return Frame(middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2, width)


def sketch(
    area: Geometry,
    places: Sequence[Place],
    *,
    title: str,
    width: int = 640,
) -> str:
    """Draw an area over the outlines of districts.

    Parameters
    ----------
    area
        The area of the warning, degrees; not empty.
    places
        Districts around it; those outside the picture are left out.
    title
        What the picture shows, in words, for those who do not see it.
    width
        Width, pixels; the picture shrinks with the page.

    Returns
    -------
    str
        An element ``svg`` without scripts, styles or references to anything outside.
    """
    frame = frame_of(area, width)
    window = _window(frame)
    seen = [place for place in places if shapely.intersects(place.outline, window)]
    lines = [
        f'<svg class="map-sketch" viewBox="0 0 {frame.width} {frame.height}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>',
        f'<rect class="map-ground" width="{frame.width}" height="{frame.height}" fill="#dfe8ec"/>',
    ]
    for place in seen:
        drawn = _path(shapely.intersection(place.outline, window), frame)
        lines.append(f'<path class="map-place" d="{drawn}" fill="#fff" stroke="#8a97a1"/>')
    lines.append(
        f'<path class="map-area" d="{_path(shapely.intersection(area, window), frame)}" fill="#c3142d" '
        'fill-opacity=".35" fill-rule="evenodd" stroke="#8d0d1f" stroke-width="2"/>'
    )
    lines += [_label(place, window, frame) for place in seen]
    return "".join([*lines, "</svg>"])


def ground(places: Sequence[Place], *, title: str, width: int = 640) -> str:
    """Draw the outlines of districts alone, so that somebody can point at a place.

    Parameters
    ----------
    places
        The districts; at least one.
    title
        What the picture shows, in words.
    width
        Width, pixels.

    Returns
    -------
    str
        An element ``svg`` whose ``data-frame`` holds west, south, east and north of the picture, degrees.
    """
    frame = frame_of(shapely.union_all([shapely.envelope(place.outline) for place in places]), width)
    window = _window(frame)
    edges = f"{frame.west:.6f} {frame.south:.6f} {frame.east:.6f} {frame.north:.6f}"
    drawn = [
        f'<path class="map-place" d="{_path(place.outline, frame)}" fill="#fff" stroke="#8a97a1"/>' for place in places
    ]
    return "".join(
        [
            f'<svg class="map-sketch" viewBox="0 0 {frame.width} {frame.height}" role="img" data-frame="{edges}" '
            f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>',
            f'<rect class="map-ground" width="{frame.width}" height="{frame.height}" fill="#dfe8ec"/>',
            *drawn,
            *(_label(place, window, frame) for place in places),
            "</svg>",
        ]
    )


def _window(frame: Frame) -> Geometry:
    return shapely.box(frame.west, frame.south, frame.east, frame.north)


def _label(place: Place, window: Geometry, frame: Frame) -> str:
    seen = shapely.intersection(place.outline, window)
    if shapely.area(seen) < 0.02 * shapely.area(window):
        return ""
    spot = shapely.point_on_surface(seen)
    x, y = frame.pixels(np.array([[spot.x, spot.y]]))[0]
    return (
        f'<text class="map-name" x="{x:.0f}" y="{y:.0f}" text-anchor="middle" font-size="22" fill="#17222c" '
        f'stroke="#fff" stroke-width="4" paint-order="stroke">{escape(place.name)}</text>'
    )


def _path(shape: Geometry, frame: Frame) -> str:
    """Return the outline of polygons as commands of a path, with bends that cannot be seen left out."""
    grain = GRAIN_PX * (frame.north - frame.south) / frame.height
    parts = [part for part in shapely.get_parts(shapely.simplify(shape, grain)) if part.geom_type == "Polygon"]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return "".join(f"M{_points(ring, frame)}Z" for ring in rings)


def _points(ring: Geometry, frame: Frame) -> str:
    points = frame.pixels(shapely.get_coordinates(ring)[:-1])
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist())
