"""Vega-Lite specifications of the maps, and the words around them."""

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from anlan.language import Message, mark
from anlan.report.colours import EMPTY, INK, class_colours
from anlan.report.document import CellMap, Ground, Report
from anlan.report.mesh import Mesh
from anlan.report.quantity import Name, Quantity, Unit
from anlan.report.voice import Voice

Spec = dict[str, Any]

SMALL = 400
"""Width below which a map is small, pixels."""

BAR_KM = (1, 2, 5, 10, 20, 50, 100, 200)
"""Lengths of a scale bar, km."""


def map_specs(report: Report, names: Mapping[str, Name], voice: Voice) -> dict[str, Spec]:
    """Return the maps of a report by name; the geometry is filled in by the page.

    Parameters
    ----------
    report
        The report.
    names
        Names of the areas by code.
    voice
        Language of the texts.
    """
    return {f"map-{each.key}": map_spec(report.ground, each, names, voice) for each in report.maps}


def scale_km(mesh: Mesh) -> int:
    """Return the length of the scale bar: at most a third of the map's width, km.

    Parameters
    ----------
    mesh
        Cells of the map.
    """
    width = float(np.ptp(mesh.corners[:, 0].astype(np.int64))) * mesh.plane.step_km if mesh.corners.size else 1.0
    return max((km for km in BAR_KM if km <= width / 3.0), default=BAR_KM[0])


def map_spec(ground: Ground, shown: CellMap, names: Mapping[str, Name], voice: Voice) -> Spec:
    """Return the specification of one map; the geometry is filled in by the page.

    Parameters
    ----------
    ground
        What all maps share.
    shown
        The map.
    names
        Names of the areas by code.
    voice
        Language of the texts.
    """
    km = scale_km(ground.mesh)
    layers = [_cells(shown), *(_areas(shown, names, voice, ground) if ground.areas.rings else ()), *_bar(km)]
    return {
        "width": "container",
        "height": "container",
        "autosize": {"type": "fit", "contains": "padding"},
        "projection": {"type": "identity"},
        "layer": layers,
        "usermeta": {"language": voice.language},
    }


def _cells(shown: CellMap) -> Spec:
    count = len(shown.bounds) + 1
    colours: Spec = {
        "field": "properties.k",
        "type": "nominal",
        "scale": {"domain": [-1, *range(count)], "range": [EMPTY, *class_colours(shown.palette, count)]},
        "legend": None,
    }
    return {
        "data": {"name": f"cells-{shown.key}"},
        "mark": {"type": "geoshape", "strokeWidth": 0.3},
        "encoding": {"color": colours, "stroke": colours},
    }


def _areas(shown: CellMap, names: Mapping[str, Name], voice: Voice, ground: Ground) -> list[Spec]:
    words = {code: voice.say(names[code]) for code in ground.areas.rings}
    values = {code: voice.say(Quantity(shown.by_area.get(code), shown.area_unit)) for code in words}
    tips = [{"field": "name", "type": "nominal", "title": voice.say(Message(mark("Area")))}]
    if shown.by_area and shown.area_title is not None:
        tips.append({"field": "value", "type": "nominal", "title": voice.say(shown.area_title)})
    label: Spec = {
        "longitude": {"field": "x", "type": "quantitative"},
        "latitude": {"field": "y", "type": "quantitative"},
    }
    spots = [{"name": words[code], "x": x, "y": y} for code, (x, y) in ground.areas.middles.items()]
    # On a small map a name of several words takes as many lines, or neighbours overlap.
    lines = {"expr": f"width < {SMALL} ? split(datum.name, ' ') : datum.name"}
    name = {"type": "text", "fontSize": 10, "lineHeight": 10, "baseline": "middle", "text": lines}
    halo = {**name, "stroke": "white", "strokeWidth": 3, "opacity": 0.85}
    return [
        {
            "data": {"name": "areas"},
            "transform": [
                {"calculate": _lookup(words), "as": "name"},
                {"calculate": _lookup(values), "as": "value"},
            ],
            "mark": {"type": "geoshape", "fill": "white", "fillOpacity": 0.001, "stroke": INK, "strokeWidth": 0.7},
            "encoding": {"tooltip": tips},
        },
        {"data": {"values": spots}, "mark": {**halo, "tooltip": None}, "encoding": label},
        {"data": {"values": spots}, "mark": {**name, "color": INK}, "encoding": label},
    ]


def _lookup(texts: Mapping[str, str]) -> str:
    return f"({json.dumps(texts, ensure_ascii=False)})[datum.properties.code]"


def _bar(km: int) -> list[Spec]:
    return [
        {"data": {"name": "scale"}, "mark": {"type": "geoshape", "filled": False, "stroke": INK, "strokeWidth": 1.5}},
        {
            "data": {"name": "scale-end"},
            "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11, "color": INK},
            "encoding": {
                "longitude": {"field": "x", "type": "quantitative"},
                "latitude": {"field": "y", "type": "quantitative"},
                "text": {"value": f"{km} km"},
            },
        },
    ]


def legend(shown: CellMap, voice: Voice) -> list[tuple[str, str]]:
    """Return the colour and the words of each class, from low to high.

    Parameters
    ----------
    shown
        The map.
    voice
        Language of the words.
    """
    count = len(shown.bounds) + 1
    bounds = [voice.number(Quantity(bound, shown.unit)) for bound in shown.bounds]
    if not bounds:
        words = [voice.say(Message(mark("above 0")))]
    else:
        words = [voice.say(Message(mark("below {bound}"), bound=bounds[0]))]
        words += [voice.say(Message(mark("{low} to {high}"), low=low, high=high)) for low, high in pairwise(bounds)]
        words.append(voice.say(Message(mark("{bound} and more"), bound=bounds[-1])))
    return list(zip(class_colours(shown.palette, count), words, strict=True))


def unit_word(shown: CellMap, voice: Voice) -> str:
    """Return the word for the unit of a map's values; empty for grades of a scale."""
    return "" if shown.unit == "1" else voice.say(Unit(shown.unit))
