"""A city's portrait: one map of its people and places, as PNG or as one self-contained page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import Any

import h3.api.basic_int as h3
import numpy as np
import shapely
import vl_convert
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.ground import PLACE_KINDS
from anlan.language import Language, Message, mark
from anlan.report.classes import classify, wide_bounds
from anlan.report.colours import EMPTY, INK, MUTED, class_colours
from anlan.report.exposure import per_km2, shown_areas
from anlan.report.mesh import Plane
from anlan.report.page import drawing_bundle
from anlan.report.quantity import Name
from anlan.report.voice import Voice

Spec = dict[str, Any]

KINDS: Mapping[str, tuple[str, str]] = {
    "hospital": ("#d62728", "cross"),
    "fire_station": ("#e66100", "triangle-up"),
    "shelter": ("#1a7f37", "square"),
    "warehouse": ("#7b3294", "diamond"),
    "hazard_source": ("#111111", "triangle-down"),
    "power_plant": ("#b8860b", "circle"),
    "water_plant": ("#0072b2", "circle"),
    "port": ("#0b4f7d", "diamond"),
    "airport": ("#54626f", "square"),
}
"""Kinds of place that the map shows, with colour and shape; no other kind would be readable at this scale."""

BARS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100)

SIZE = 900
"""Width of the PNG, pixels before scaling."""

SYNTHETIC_NOTE = mark("{share:.0%} of the rows of this package are synthetic: invented by stated methods.")


@dataclass(frozen=True)
class Portrait:
    """A map of a city, drawn but not yet written.

    Parameters
    ----------
    spec
        Vega-Lite specification with its data.
    title
        Name of the city.
    note
        How much is synthetic, and whom to thank.
    language
        Language of the texts.
    """

    spec: Spec
    title: str
    note: str
    language: Language

    def png(self) -> bytes:
        """Return the map as a PNG image."""
        title = {"text": self.title, "subtitle": wrap(self.note, 140), "anchor": "start", "fontSize": 20, "offset": 12}
        spec = {**self.spec, "width": SIZE, "height": SIZE, "background": "white", "padding": 16, "title": title}
        return bytes(vl_convert.vegalite_to_png(json.dumps(spec), scale=1.5))

    def html(self) -> str:
        """Return one page that needs no network."""
        legend = {**self.spec["config"]["legend"], "columns": 1}
        config = {**self.spec["config"], "legend": legend}
        spec = {**self.spec, "width": "container", "height": "container", "config": config}
        data = json.dumps(spec, ensure_ascii=False).replace("</", "<\\/")
        return PAGE.format(
            language=self.language, title=escape(self.title), note=escape(self.note), bundle=drawing_bundle(), spec=data
        )


PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>
html,body{{margin:0;height:100%;font-family:system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}}
body{{display:flex;flex-direction:column;color:#1c2b3a}}h1{{font-size:1.25rem;margin:.8rem 1rem 0}}
#map{{flex:1;min-height:320px;margin:.5rem}}p{{margin:0 1rem .8rem;color:#54626f;font-size:.8rem}}
</style></head><body><h1>{title}</h1><div id="map"></div><p>{note}</p>
<script type="module">{bundle}
vegaEmbed("#map",{spec},{{actions:false,renderer:"svg"}});</script></body></html>
"""


def portrait(city: City, language: Language) -> Portrait:
    """Draw a city: people per square kilometre, districts and places.

    Parameters
    ----------
    city
        The city.
    language
        Language of the texts.
    """
    voice = Voice.of(language)
    name = Name.of(city.info)
    plane = Plane(float(city.cells.lon.mean()), float(city.cells.lat.mean()), 1.0)
    layers = [*_people(city, plane, voice), *_districts(city, plane, voice), *_places(city, plane, voice)]
    spec: Spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "layer": [*layers, *_bar(city, plane)],
        "autosize": {"type": "fit", "contains": "padding"},
        "projection": {"type": "identity"},
        "config": {
            "font": 'system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif',
            "view": {"stroke": None},
            "legend": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 240, "titleLimit": 240,
                       "orient": "bottom", "columns": 4},
        },
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
    }  # fmt: skip
    return Portrait(spec, voice.say(name), _note(city, voice), language)


def synthetic_share(city: City) -> float:
    """Return the share of the package's rows that are synthetic, 1.

    Parameters
    ----------
    city
        The city.
    """
    frames = [frame for frame in city.tables.values() if frame.height]
    rows = sum(frame.height for frame in frames)
    return sum(int(frame["synthetic"].sum()) for frame in frames) / rows if rows else 0.0


def _note(city: City, voice: Voice) -> str:
    said = [voice.say(Message(SYNTHETIC_NOTE, share=synthetic_share(city)))]
    said.extend(row["attribution"] for row in city.sources.iter_rows(named=True) if row["attribution"])
    return " ".join(dict.fromkeys(said))


def _feature(shape: shapely.Geometry, plane: Plane, **properties: object) -> Spec:
    moved = shapely.transform(shape, lambda xy: np.round(plane.place(xy), 3))
    return {"type": "Feature", "geometry": json.loads(shapely.to_geojson(moved)), "properties": properties}


def _outline(cells: NDArray[np.int64]) -> shapely.Geometry:
    rings = [[(lon, lat) for lat, lon in h3.cell_to_boundary(int(cell))] for cell in cells]
    return shapely.set_precision(shapely.union_all([shapely.Polygon(ring) for ring in rings], grid_size=1e-7), 1e-7)


def _people(city: City, plane: Plane, voice: Voice) -> list[Spec]:
    density = per_km2(city, np.asarray(city.cells.population))
    bounds = wide_bounds(density)
    classes = np.array(classify(density, bounds))
    edges = [f"{bound:,.0f}" for bound in bounds]
    inner = [f"{low}–{high}" for low, high in pairwise(edges)]
    labels = [f"< {edges[0]}", *inner, f"≥ {edges[-1]}"] if edges else ["> 0"]
    nobody = voice.say(Message(mark("nobody")))
    features = [
        _feature(_outline(city.cells.h3[classes == index]), plane, people=nobody if index < 0 else labels[index])
        for index in np.unique(classes).tolist()
    ]
    colours = [EMPTY, *class_colours("people", len(labels))]
    title = voice.say(Message(mark("People per km², at night")))
    colour = {
        "field": "properties.people",
        "type": "nominal",
        "scale": {"domain": [nobody, *labels], "range": colours},
    }
    return [
        {
            "data": {"values": features},
            "mark": {"type": "geoshape", "stroke": None},
            "encoding": {"color": {**colour, "title": title, "legend": {"columns": 2}}},
        }
    ]


def _districts(city: City, plane: Plane, voice: Voice) -> list[Spec]:
    names = {row["code"]: Name.of(row) for row in city.table("areas").iter_rows(named=True)}
    shapes = {code: city.shapes["areas"][code] for code in shown_areas(city) if code in city.shapes["areas"]}
    labels = []
    for code, shape in shapes.items():
        middle = shapely.point_on_surface(shape)
        ((x, y),) = plane.place(np.array([[middle.x, middle.y]])).tolist()
        labels.append({"x": x, "y": y, "name": voice.say(names[code])})
    at = {"longitude": {"field": "x", "type": "quantitative"}, "latitude": {"field": "y", "type": "quantitative"}}
    text = {"text": {"field": "name"}, **at}
    return [
        {
            "data": {"values": [_feature(shapely.boundary(shape), plane) for shape in shapes.values()]},
            "mark": {"type": "geoshape", "filled": False, "stroke": INK, "strokeWidth": 1},
        },
        {"data": {"values": labels}, "mark": {"type": "text", "fontSize": 13, "fontWeight": "bold", "stroke": "white",
                                              "strokeWidth": 4}, "encoding": text},
        {"data": {"values": labels}, "mark": {"type": "text", "fontSize": 13, "fontWeight": "bold", "color": INK},
         "encoding": text},
    ]  # fmt: skip


def _places(city: City, plane: Plane, voice: Voice) -> list[Spec]:
    rows = [row for row in city.table("places").iter_rows(named=True) if row["kind"] in KINDS]
    if not rows:
        return []
    where = plane.place(np.array([[row["lon"], row["lat"]] for row in rows])).tolist()
    said = {kind: voice.say(Message(PLACE_KINDS[kind])) for kind in KINDS if any(row["kind"] == kind for row in rows)}
    values = [
        {"x": x, "y": y, "kind": said[row["kind"]], "name": voice.say(Name.of(row))}
        for row, (x, y) in zip(rows, where, strict=True)
    ]
    title = voice.say(Message(mark("Places")))
    return [
        {
            "data": {"values": values},
            "mark": {"type": "point", "filled": True, "size": 34, "opacity": 0.85},
            "encoding": {
                "longitude": {"field": "x", "type": "quantitative"},
                "latitude": {"field": "y", "type": "quantitative"},
                "color": {"field": "kind", "type": "nominal", "title": title,
                          "scale": {"domain": list(said.values()), "range": [KINDS[kind][0] for kind in said]}},
                "shape": {"field": "kind", "type": "nominal", "title": title,
                          "scale": {"domain": list(said.values()), "range": [KINDS[kind][1] for kind in said]}},
                "tooltip": [{"field": "name"}, {"field": "kind"}],
            },
        }
    ]  # fmt: skip


def _bar(city: City, plane: Plane) -> list[Spec]:
    place = plane.place(np.column_stack([city.cells.lon, city.cells.lat]))
    (left, top), (right, bottom) = place.min(axis=0).tolist(), place.max(axis=0).tolist()
    km = max((length for length in BARS_KM if length <= (right - left) / 4), default=BARS_KM[0])
    y = bottom + (bottom - top) * 0.03
    line = {"type": "LineString", "coordinates": [[left, y], [left + km, y]]}
    return [
        {"data": {"values": [{"type": "Feature", "geometry": line, "properties": {}}]},
         "mark": {"type": "geoshape", "filled": False, "stroke": MUTED, "strokeWidth": 3}},
        {"data": {"values": [{"x": left + km, "y": y, "name": f"{km:g} km"}]},
         "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12, "color": MUTED},
         "encoding": {"text": {"field": "name"}, "longitude": {"field": "x", "type": "quantitative"},
                      "latitude": {"field": "y", "type": "quantitative"}}},
    ]  # fmt: skip
