"""Draws the maps of ``docs/cities/lianyungang.md``: ``python -m tools.lianyungang.maps``."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
import vl_convert
from numpy.typing import NDArray
from shapely.geometry import LineString

from anlan.city import City
from anlan.city.grid import cell_polygons
from tools.lianyungang.reference import plane

ROOT = Path(__file__).resolve().parents[2]

WIDTH = 620
"""Width of a map, pixels before scaling."""

REGION = shapely.box(113.0, 29.5, 126.0, 39.5)
"""What the map of records shows, degrees."""

Layer = dict[str, Any]


def feature(shape: shapely.Geometry, **properties: object) -> dict[str, Any]:
    """Return a GeoJSON feature in kilometres of the local plane, to 10 m."""
    drawn = shapely.transform(shape, lambda degrees: np.round(plane(degrees), 2))
    return {"type": "Feature", "geometry": json.loads(shapely.to_geojson(drawn)), "properties": properties}


def shapes(features: list[dict[str, Any]], mark: Mapping[str, object], encoding: Mapping[str, object]) -> Layer:
    """Return a layer of shapes."""
    return {"data": {"values": features}, "mark": {"type": "geoshape", **mark}, "encoding": dict(encoding)}


def outlines(city: City, level: str, width: float, colour: str) -> Layer:
    """Return the outlines of the areas of a level."""
    codes = city.table("areas").filter(pl.col("level") == level)["code"]
    features = [feature(city.shapes["areas"][code]) for code in codes]
    return shapes(features, {"fill": None, "stroke": colour, "strokeWidth": width}, {})


def names(city: City) -> Layer:
    """Return the names of the districts."""
    districts = city.table("areas").filter(pl.col("level") == "district")
    rows = []
    for code, name in districts.select("code", "name_en").iter_rows():
        x, y = plane(np.array(shapely.point_on_surface(city.shapes["areas"][code]).coords[0]))
        rows.append({"type": "Feature", "properties": {"name": name}, "geometry": point(x, y)})
    mark = {"type": "text", "fontSize": 12, "fontWeight": "bold", "fill": "#222", "stroke": "white", "strokeWidth": 0.3}
    return {"data": {"values": rows}, "mark": mark, "encoding": {
        "longitude": {"field": "geometry.coordinates[0]", "type": "quantitative"},
        "latitude": {"field": "geometry.coordinates[1]", "type": "quantitative"},
        "text": {"field": "properties.name"},
    }}  # fmt: skip


def point(x: float, y: float) -> dict[str, Any]:
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": [round(float(x), 2), round(float(y), 2)]}


def by_cell(city: City, values: NDArray[np.float64], title: str, scale: str, steps: Sequence[float]) -> Layer:
    """Return the cells coloured by a value on a logarithmic scale from the first to the last of the steps."""
    hexagons = cell_polygons(city.cells.h3)
    features = [feature(hexagon, value=round(float(value), 2)) for hexagon, value in zip(hexagons, values, strict=True)]
    colour = {
        "field": "properties.value",
        "type": "quantitative",
        "title": title,
        "scale": {"type": "log", "scheme": scale, "domain": [steps[0], steps[-1]]},
        "legend": {"values": steps},
    }
    return shapes(features, {"strokeWidth": 0.8}, {"fill": colour, "stroke": colour})


def draw(layers: list[Layer], title: str, height: int, file: Path, scale: float = 1.25) -> None:
    """Write a map as PNG."""
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": height,
        "title": {"text": title, "anchor": "start", "fontSize": 14},
        "background": "white",
        "projection": {"type": "identity", "reflectY": True},
        "layer": layers,
        "config": {"view": {"stroke": None, "fill": "#eef3f7"}, "font": "sans-serif"},
    }
    file.write_bytes(vl_convert.vegalite_to_png(chart, scale=scale))


def people(city: City, file: Path) -> None:
    """Draw residents per km2."""
    cells = city.cells
    persons = np.bincount(cells.row_cell, weights=cells.population, minlength=len(cells.h3))
    land = np.bincount(cells.row_cell, weights=cells.share, minlength=len(cells.h3)) * cells.area_km2
    density = np.clip(persons / np.maximum(land, 1e-6), 10.0, 20_000.0)
    steps = [10, 30, 100, 300, 1000, 3000, 10_000, 20_000]
    layers = [
        by_cell(city, density, "per km²", "yelloworangered", steps),
        outlines(city, "district", 1.0, "#555"),
        names(city),
    ]
    draw(layers, "Residents per km² (synthetic; district totals of the 2020 census)", 640, file)


def terrain(city: City, file: Path) -> None:
    """Draw the height of the ground."""
    steps = [1.5, 3, 6, 15, 30, 60, 150, 300, 600]
    height = np.clip(city.cells.height_m, 1.5, 600.0)
    layers = [by_cell(city, height, "m", "viridis", steps), outlines(city, "district", 1.0, "white"), names(city)]
    draw(layers, "Height of the ground, m (synthetic; from scattered heights and stated hills)", 640, file)


def townships(city: City, file: Path) -> None:
    """Draw the townships and their seats."""
    rows = city.table("areas").filter(pl.col("level") == "township")
    features, seats = [], []
    for code, source, lon, lat in rows.select("code", "source", "seat_lon", "seat_lat").iter_rows():
        kind = "published" if source == "townships-seat-published" else "placed by a method"
        features.append(feature(city.shapes["areas"][code], seat=kind))
        x, y = plane(np.array([lon, lat]))
        seats.append({"type": "Feature", "geometry": point(x, y), "properties": {"seat": kind}})
    scale = {"domain": ["published", "placed by a method"], "range": ["#9ecae1", "#fdd0a2"]}
    colour = {"field": "properties.seat", "type": "nominal", "scale": scale, "title": "Seat"}
    layers = [
        shapes(features, {"stroke": "white", "strokeWidth": 0.8}, {"color": colour}),
        outlines(city, "district", 1.4, "#444"),
        shapes(seats, {"fill": "#222", "stroke": None}, {}),
        names(city),
    ]
    layers[2]["projection"] = {"type": "identity", "reflectY": True, "pointRadius": 2}
    draw(layers, "90 townships (outlines synthetic; names and codes real)", 640, file)


def records(city: City, file: Path) -> None:
    """Draw the storm tracks, the earthquakes and the seismic zones."""
    tracks = []
    for (_,), group in city.table("typhoon_tracks").group_by("storm", maintain_order=True):
        line = LineString(group.select("lon", "lat").to_numpy())
        if not (part := line.intersection(REGION)).is_empty:
            tracks.append(feature(part))
    quakes = [
        feature(shapely.buffer(shapely.Point(lon, lat), 0.012 * magnitude**1.5))
        for lon, lat, magnitude in city.table("earthquakes").select("lon", "lat", "magnitude").iter_rows()
        if magnitude is not None and magnitude >= 4.5
    ]
    zones = [
        feature(shapely.buffer(shape, 0.03) if isinstance(shape, LineString) else shape)
        for shape in city.shapes["seismic_sources"].values()
    ]
    layers = [
        shapes([feature(REGION)], {"fill": "#eef3f7", "stroke": None}, {}),
        shapes(zones, {"fill": "#d95f0e", "fillOpacity": 0.08, "stroke": "#d95f0e"}, {}),
        shapes(tracks, {"fill": None, "stroke": "#3182bd", "strokeWidth": 0.7, "opacity": 0.6}, {}),
        shapes(quakes, {"fill": "#de2d26", "fillOpacity": 0.5, "stroke": "#a50f15", "strokeWidth": 0.5}, {}),
        outlines(city, "city", 1.5, "#000"),
    ]
    title = "120 storm tracks (blue), earthquakes from magnitude 4.5 (red), seismic zones (orange)"
    draw(layers, title, 580, file, scale=1.0)


MAPS = {"townships": townships, "people": people, "terrain": terrain, "records": records}


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", type=Path, default=ROOT / "cities" / "lianyungang", help="folder of the package")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "cities" / "img", help="folder of the pictures")
    options = parser.parse_args()
    city = City.load(options.city)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, paint in MAPS.items():
        paint(city, options.out / f"lianyungang-{name}.png")


if __name__ == "__main__":
    main()
