"""A map of values on cells as a Vega-Lite specification: classes, outlines, names, points, scale bar, legend.

The geometry is put on a plane in kilometres first, and the projection is the identity: the direction in which a ring
runs then does not matter, and the scale bar is a length of the plane.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import h3.api.numpy_int as h3_array
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.city.show.classes import DENSITY, NOBODY, class_colours, class_labels, class_of
from anlan.city.show.plane import Plane, feature, surface_of
from anlan.language import Message, Translator, mark

Spec = dict[str, Any]

FONT = "'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', 'Helvetica Neue', Arial, sans-serif"
INK = "#22313a"
MUTED = "#5d6b74"
NAME_SIZE: Spec = {
    "fontSize": {"expr": "clamp(width / 56, 9.5, 13)"},
    "lineBreak": {"expr": "width < 520 ? ' ' : '\\n'"},
    "lineHeight": {"expr": "clamp(width / 50, 11, 16)"},
}
"""Names are smaller on a telephone, and those of several words stand in several lines."""

SYMBOL_SCALE: Spec = {"domain": [0, 100], "range": [0, {"expr": "100 * clamp(width / 800, 0.4, 1)"}]}
"""Symbols are smaller on a telephone."""

LEGEND: Spec = {
    "labelFontSize": 12,
    "titleFontSize": 12,
    "labelColor": INK,
    "titleColor": INK,
    "titleLimit": 260,
    "labelLimit": 240,
    "rowPadding": 4,
    "titlePadding": 6,
    "layout": {"right": {"margin": 24, "direction": "vertical"}},
}

CLIP_SHARE = 0.8
"""Share of the cells' surface that the outlines must cover for the cells to be cut along them."""

BAR_KM = (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
"""Lengths of a scale bar, km."""


@dataclass(frozen=True)
class Outline:
    """An area to be drawn over the cells.

    Parameters
    ----------
    name
        In the reader's language.
    shape
        Polygon in degrees of WGS 84.
    tip
        What is shown when the reader points at it: heading and text.
    named
        Whether the name stands on the map.
    """

    name: str
    shape: BaseGeometry
    tip: Mapping[str, str]
    named: bool = True


@dataclass(frozen=True)
class Points:
    """Points that share a symbol.

    Parameters
    ----------
    label
        Text of the legend.
    colour, shape
        Symbol of Vega, or a path.
    lon, lat
        Degrees of WGS 84, ``(n,)``.
    names
        Name of each point, ``(n,)``.
    hollow
        Whether each is synthetic, which is drawn hollow, ``(n,)``.
    size
        Surface of the symbol, square pixels.
    """

    label: str
    colour: str
    shape: str
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    names: Sequence[str]
    hollow: NDArray[np.bool_]
    size: float = 40.0


def cell_map(
    cells: NDArray[np.int64],
    values: NDArray[np.float64],
    breaks: Sequence[float],
    title: Message,
    legend: Message,
    translate: Translator,
    *,
    outlines: Sequence[Outline] = (),
    fine: Sequence[BaseGeometry] = (),
    points: Sequence[Points] = (),
    palette: Sequence[str] = DENSITY,
    notes: Sequence[str] = (),
    size: tuple[int, int] | None = None,
) -> Spec:
    """Return the specification of a map.

    Parameters
    ----------
    cells
        H3 cells of one resolution, ``(n,)``, at least one.
    values
        Value of each; zero and NaN are drawn as "none", ``(n,)``.
    breaks
        Ascending bounds between the classes.
    title, legend
        Title of the map, and heading of the legend with the unit of the values.
    translate
        Reader's language.
    outlines
        Areas whose borders and names are drawn.
    fine
        Further borders, drawn thin, in degrees.
    points
        Points by symbol.
    palette
        Colours from low to high.
    notes
        Lines below the map: what is synthetic, sources.
    size
        Width and height in pixels, with title, legends and notes drawn into the picture; None fits the map alone into
        a container of a page, which writes the words itself.

    Returns
    -------
    dict
        Vega-Lite specification, complete with its data.
    """
    plane = Plane.of(cells)
    labels = class_labels(breaks, values, translate)
    flat = plane.outlines([outline.shape for outline in outlines])
    layers = [
        _classes(
            _dissolved(plane, cells, class_of(values, breaks), _clip(cells, flat)),
            [Message(mark("none")).render(translate), *labels],
            [NOBODY, *class_colours(palette, len(labels))],
            None if size is None else legend.render(translate),
        ),
        *_borders(plane, outlines, flat, fine),
        *_points(plane, points, translate, size),
        *_names(plane, outlines),
        *_bar(plane),
    ]
    spec: Spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "projection": {"type": "identity", "reflectY": True},
        "layer": layers,
        "resolve": {
            "scale": {"color": "independent", "shape": "independent", "fill": "independent", "stroke": "independent"}
        },
        "config": {"font": FONT, "view": {"stroke": None}, "legend": LEGEND},
    }
    if size is None:
        return spec | {"width": "container", "height": "container", "autosize": {"type": "fit", "contains": "padding"}}
    spec["layer"] = [*layers, *_notes(notes, size)]
    heading = {"text": title.render(translate), "anchor": "start", "fontSize": 20, "color": INK, "offset": 16}
    return spec | {"width": size[0], "height": size[1], "title": heading, "padding": 24, "background": "white"}


def picture_size(cells: NDArray[np.int64], longest: int = 860) -> tuple[int, int]:
    """Return width and height in pixels of a map of cells whose longer side is `longest`."""
    plane = Plane.of(cells)
    scale = longest / max(plane.width_km, plane.height_km)
    return max(round(plane.width_km * scale), 320), max(round(plane.height_km * scale), 320)


def _clip(cells: NDArray[np.int64], outlines: Sequence[BaseGeometry]) -> BaseGeometry | None:
    """Return the shape to which cells are cut: the outlines together; None where they do not cover the cells."""
    if not outlines:
        return None
    whole = shapely.union_all(list(outlines))
    surface = sum(h3_array.cell_area(cell, unit="km^2") for cell in cells)
    return whole if whole.area > CLIP_SHARE * surface else None


def _dissolved(
    plane: Plane, cells: NDArray[np.int64], classes: NDArray[np.int64], clip: BaseGeometry | None
) -> list[tuple[int, BaseGeometry]]:
    """Return each class with the shape that its cells make together."""
    found = []
    for number in np.unique(classes).tolist():
        joined = h3_array.cells_to_h3shape(cells[classes == number]).__geo_interface__
        shape = plane.shape(shapely.geometry.shape(joined))
        if clip is not None:
            shape = surface_of(shapely.intersection(shapely.make_valid(shape), clip))
        if not shape.is_empty:
            found.append((number, shape))
    return found


def _classes(
    shapes: Sequence[tuple[int, BaseGeometry]], words: Sequence[str], colours: Sequence[str], heading: str | None
) -> Spec:
    """Return the layer of cells; `words` and `colours` begin with those of class -1."""
    legend = {"title": heading, "orient": "right", "symbolType": "square", "symbolSize": 220, "offset": 28}
    colour = {
        "field": "properties.class",
        "type": "nominal",
        "scale": {"domain": words[::-1], "range": colours[::-1]},
        "sort": None,
    }
    return {
        "data": {"values": [feature(shape, {"class": words[number + 1]}) for number, shape in shapes]},
        "mark": {"type": "geoshape", "strokeWidth": 0.35},
        "encoding": {
            "fill": colour | {"legend": None if heading is None else legend},
            "stroke": colour | {"legend": None},
        },
    }


def _borders(
    plane: Plane, outlines: Sequence[Outline], flat: Sequence[BaseGeometry], fine: Sequence[BaseGeometry]
) -> list[Spec]:
    layers: list[Spec] = []
    if fine:
        thin = [feature(shape, {}) for shape in plane.outlines(list(fine))]
        layers.append(
            {
                "data": {"values": thin},
                "mark": {"type": "geoshape", "filled": False, "stroke": "#ffffff", "strokeWidth": 0.6, "opacity": 0.8},
            }
        )
    if outlines:
        shapes = [feature(shape, dict(one.tip)) for one, shape in zip(outlines, flat, strict=True)]
        tips = [{"field": f"properties['{key}']", "type": "nominal", "title": key} for key in outlines[0].tip]
        layers.append(
            {
                "data": {"values": shapes},
                "mark": {"type": "geoshape", "fill": "white", "fillOpacity": 0.001, "stroke": INK, "strokeWidth": 1.0},
                "encoding": {"tooltip": tips},
            }
        )
    return layers


def _points(plane: Plane, points: Sequence[Points], translate: Translator, size: tuple[int, int] | None) -> list[Spec]:
    shown = [group for group in points if len(group.names)]
    if not shown:
        return []
    synthetic = Message(mark("synthetic")).render(translate)
    rows = [
        {"x": x, "y": y, "family": group.label, "name": f"{name} ({synthetic})" if hollow else name,
         "size": group.size, "inside": "#ffffff" if hollow else group.colour}
        for group in shown
        for (x, y), name, hollow in zip(
            np.round(plane.place(group.lon, group.lat), 3).tolist(), group.names, group.hollow.tolist(), strict=True
        )
    ]  # fmt: skip
    labels = [group.label for group in shown]
    title = Message(mark("Places")).render(translate)
    legend = {
        "title": title,
        "orient": "right",
        "symbolSize": 80,
        "offset": 28,
        "symbolStrokeWidth": 1.6,
        "symbolFillColor": "#ffffff",
    }
    kind: Spec = {"field": "family", "type": "nominal", "sort": None, "legend": legend if size else None}
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "point", "strokeWidth": 1.2, "opacity": 1.0},
            "encoding": {
                **_position("x", "y"),
                "stroke": kind | {"scale": {"domain": labels, "range": [group.colour for group in shown]}},
                "shape": kind | {"scale": {"domain": labels, "range": [group.shape for group in shown]}},
                "fill": {"field": "inside", "type": "nominal", "scale": None},
                "size": {"field": "size", "type": "quantitative", "scale": SYMBOL_SCALE, "legend": None},
                "tooltip": [
                    {"field": "name", "type": "nominal", "title": title},
                    {"field": "family", "type": "nominal", "title": Message(mark("Kind")).render(translate)},
                ],
            },
        }
    ]


def _names(plane: Plane, outlines: Sequence[Outline]) -> list[Spec]:
    rows = []
    for outline in outlines:
        if outline.named:
            largest = max(shapely.get_parts(plane.shape(outline.shape)), key=shapely.area)
            x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[0].tolist()
            rows.append({"x": round(x, 3), "y": round(y, 3), "name": outline.name})
    if not rows:
        return []
    label = {**_position("x", "y"), "text": {"field": "name", "type": "nominal"}}
    style: Spec = {"type": "text", "fontWeight": "bold", "tooltip": None, **NAME_SIZE}
    return [
        {"data": {"values": rows}, "encoding": label,
         "mark": {**style, "stroke": "white", "strokeWidth": 3.5, "strokeJoin": "round", "opacity": 0.9}},
        {"data": {"values": rows}, "encoding": label, "mark": {**style, "color": INK}},
    ]  # fmt: skip


def _bar(plane: Plane) -> list[Spec]:
    """Return the scale bar: at most a quarter of the map's width, in its lower left corner."""
    km = max((length for length in BAR_KM if length <= plane.width_km / 4.0), default=BAR_KM[0])
    left, bottom = -plane.width_km / 2.0, -plane.height_km / 2.0
    tick = plane.height_km / 90.0
    line = shapely.LineString([(left, bottom + tick), (left, bottom), (left + km, bottom), (left + km, bottom + tick)])
    text: Spec = {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "fontSize": 12, "color": INK}
    return [
        {
            "data": {"values": [feature(line, {})]},
            "mark": {"type": "geoshape", "filled": False, "stroke": INK, "strokeWidth": 1.6},
        },
        {
            "data": {"values": [{"x": left + km, "y": bottom + tick / 2.0}]},
            "mark": text,
            "encoding": {**_position("x", "y"), "text": {"value": f"{km:g} km"}},
        },
    ]


def _notes(notes: Sequence[str], size: tuple[int, int]) -> list[Spec]:
    if not notes:
        return []
    style: Spec = {"type": "text", "align": "left", "baseline": "top", "fontSize": 11, "lineHeight": 16, "color": MUTED}
    return [
        {
            "data": {"values": [{"lines": list(notes)}]},
            "mark": style,
            "encoding": {
                "x": {"value": 0},
                "y": {"value": size[1] + 18},
                "text": {"field": "lines", "type": "nominal"},
            },
        }
    ]


def _position(x: str, y: str) -> Spec:
    return {
        "longitude": {"field": x, "type": "quantitative"},
        "latitude": {"field": y, "type": "quantitative"},
    }
