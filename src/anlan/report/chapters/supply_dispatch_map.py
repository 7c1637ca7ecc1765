"""The map of convoys: the way of each vehicle over the roads, stores and places of delivery."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from anlan.city import City
from anlan.language import Message, mark
from anlan.report.book import Chart, KeyEntry, Spec
from anlan.report.colours import INK
from anlan.report.exposure import shown_areas
from anlan.report.specs import framed
from anlan.report.voice import Voice
from anlan.scenarios.cascade.layers import ROAD
from anlan.supplies.dispatch import Convoy, Dispatch
from anlan.supplies.dispatch.requests import Sites
from anlan.supplies.dispatch.roads import RoadNet

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#7b3294", "#8c564b")
"""Colours of the ways, by store in turn."""

STORE, PLACE = "#d55e00", INK
DRAWN = 120
"""Most vehicles whose ways are drawn, the first ones."""
OUTLINE = "#9aa5b1"
COARSE_DEG, SMALL_DEG2 = 0.003, 1e-4
"""How much outlines of districts are simplified, degrees, and the size below which islands are left out, degrees²."""


def routes_chart(city: City, dispatch: Dispatch) -> Chart | None:
    """Draw the ways of the vehicles; None where none is on the road.

    Parameters
    ----------
    city
        The city.
    dispatch
        The dispatch.
    """
    if not dispatch.convoys:
        return None
    rows = list(_rows(city, dispatch))
    data: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
    legend = (
        KeyEntry(OUTLINE, Message(mark("District")), "4 0"),
        KeyEntry(STORE, Message(mark("Store"))),
        KeyEntry(PLACE, Message(mark("Place of delivery"))),
    )
    return Chart("routes", Message(mark("Where the vehicles go")), _draw, data, "graph", legend)


def _rows(city: City, dispatch: Dispatch) -> Iterator[dict[str, Any]]:
    net, sites = RoadNet.of(city), Sites.of(city)
    yield from _outlines(city, net)
    stores = sorted({convoy.site for convoy in dispatch.convoys})
    for convoy in dispatch.convoys[:DRAWN]:
        colour = COLOURS[stores.index(convoy.site) % len(COLOURS)]
        for order, (lon, lat) in enumerate(_line(net, sites, dispatch, convoy)):
            x, y = net.plane.xy(np.array([lon]), np.array([lat]))
            yield _row("way", convoy.id, float(x[0]), float(y[0]), colour, order)
    called = sorted({call.place for convoy in dispatch.convoys for call in convoy.calls})
    for part, names, colour in (("place", called, PLACE), ("store", stores, STORE)):
        for name in names:
            lon, lat, _ = sites.at[name]
            x, y = net.plane.xy(np.array([lon]), np.array([lat]))
            yield _row(part, name, float(x[0]), float(y[0]), colour, 0)


def _outlines(city: City, net: RoadNet) -> Iterator[dict[str, Any]]:
    """Return the outlines of the districts, simplified."""
    shapes = city.shapes.get("areas", {})
    for code in shown_areas(city):
        parts = shapely.get_parts(shapes[code]) if code in shapes else ()
        for number, part in enumerate(one for one in parts if one.area >= SMALL_DEG2):
            points = shapely.get_coordinates(part.simplify(COARSE_DEG).exterior)
            x, y = net.plane.xy(points[:, 0], points[:, 1])
            for order in range(len(points)):
                yield _row("outline", f"{code}/{number}", float(x[order]), float(y[order]), OUTLINE, order)


def _row(part: str, key: str, x: float, y: float, colour: str, order: int) -> dict[str, Any]:
    """Return a point, km east and km south: maps are drawn downwards."""
    return {"part": part, "key": key, "x": round(x, 3), "y": round(-y, 3), "colour": colour, "order": order}


def _line(net: RoadNet, sites: Sites, dispatch: Dispatch, convoy: Convoy) -> list[tuple[float, float]]:
    """Return the way of a vehicle from where it starts to the store, as longitude and latitude."""
    names = [convoy.start]
    for number, haul in enumerate(convoy.hauls):
        names += ([convoy.site] if number else []) + [call.place for call in haul.calls]
    names.append(convoy.site)
    at = np.array([dispatch.spots[name] if name in dispatch.spots else sites.at[name][:2] for name in names])
    if convoy.carrier.mode != ROAD:
        return [(float(lon), float(lat)) for lon, lat in at]
    pairs = [(place, place + 1) for place in range(len(names) - 1)]
    lines = net.path(at[:, 0], at[:, 1], pairs, kmh=convoy.carrier.kmh, closed=dispatch.closed)
    return [point for line in lines for point in line]


def _draw(voice: Voice) -> Spec:
    where: Spec = {
        "longitude": {"field": "x", "type": "quantitative"},
        "latitude": {"field": "y", "type": "quantitative"},
    }
    colour = {"field": "colour", "type": "nominal", "scale": None}
    tips = [{"field": "key", "title": voice.say(Message(mark("Vehicle or place")))}]
    place = {**where, "color": colour, "tooltip": tips}
    line = {"detail": {"field": "key"}, "order": {"field": "order", "type": "quantitative"}}
    layers = [
        {
            "transform": [{"filter": "datum.part === 'outline'"}],
            "mark": {"type": "line", "strokeWidth": 0.8, "opacity": 1, "tooltip": None},
            "encoding": {**where, "color": colour, **line},
        },
        {
            "transform": [{"filter": "datum.part === 'way'"}],
            "mark": {"type": "line", "strokeWidth": 1.6, "opacity": 0.55},
            "encoding": {**place, **line},
        },
        {
            "transform": [{"filter": "datum.part === 'place'"}],
            "mark": {"type": "circle", "size": 26, "opacity": 1},
            "encoding": place,
        },
        {
            "transform": [{"filter": "datum.part === 'store'"}],
            "mark": {"type": "point", "size": 70, "strokeWidth": 2, "opacity": 1},
            "encoding": place,
        },
    ]
    return {**framed(voice, "routes", layers), "projection": {"type": "identity"}}
