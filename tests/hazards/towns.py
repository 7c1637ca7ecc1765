"""Small city packages on which hazards are tried."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import h3
from shapely import Geometry, MultiPoint, Polygon, box, to_geojson

from anlan.city import City

CENTRE = (34.6, 119.2)
"""Latitude and longitude of the middle of every town, degrees."""

RESOLUTION = 8

CITY_TOML = """
[city]
id = "town"
name_zh = "小城"
timezone = "Asia/Shanghai"
h3_resolution = 8

[[sources]]
id = "hand"
kind = "assumption"
title = "Chosen by hand"
licence = "CC0-1.0"

[[sources]]
id = "simulated"
kind = "synthetic"
title = "Plants made up for tests"
licence = "CC0-1.0"
method = "By hand"
seed = 1
constraint = "None"
"""

TRACKS = """storm,name,time,lon,lat,pressure_hpa,source
A,ALPHA,2000-08-01T00:00Z,121.0,32.0,960,hand
A,ALPHA,2000-08-01T06:00Z,120.4,33.0,960,hand
A,ALPHA,2000-08-01T12:00Z,119.8,34.0,965,hand
A,ALPHA,2000-08-01T18:00Z,119.2,35.0,975,hand
B,BETA,2003-09-01T00:00Z,118.0,33.0,980,hand
B,BETA,2003-09-01T12:00Z,118.0,35.0,985,hand
C,GAMMA,2009-07-10T00:00Z,122.0,34.0,970,hand
C,GAMMA,2009-07-10T12:00Z,120.0,35.2,985,hand
"""

RAIN = """duration_h,location_mm,scale_mm,shape,source
24,90,30,0.114,hand
"""

SOURCES = """id,name_zh,rate,b_value,magnitude_min,magnitude_max,depth_km,strike_deg,source
near,近,0.05,0.9,5,7.5,15,20,hand
far,远,0.2,0.85,5,7,15,,hand
"""

STAGES = (3.57, 3.89, 3.23, 4.16, 3.45, 3.09, 4.05, 4.34, 5.09, 4.84, 3.65, 5.93)

LEVELS = (
    "station,statistic,year,level_m,datum,water,source\n"
    + "".join(f"gate,annual maximum,{1963 + place},{stage},own,river,hand\n" for place, stage in enumerate(STAGES))
    + """port,mean sea level,0,3,own,sea,hand
port,mean spring high water,0,5,own,sea,hand
port,mean neap high water,0,4.2,own,sea,hand
"""
)

RESERVOIR = """id,name_zh,kind,lon,lat,storage_m3,dam_height_m,source
lake,水库,reservoir,119.2,34.6,50000000,12,hand
"""

PLACES = """id,name_zh,kind,lon,lat,storage_m3,dam_height_m,persons,beds,icu_beds,engines,substance,inventory_t,synthetic,source
lake,水库,reservoir,119.2,34.6,50000000,12,,,,,,,,hand
square,广场,event_place,119.2,34.6,,,5000,,,,,,,hand
clinic,医院,hospital,119.2,34.6,,,,40,4,,,,,hand
brigade,消防站,fire_station,119.25,34.6,,,,,,3,,,,hand
plant-1,模拟装置1,hazard_source,119.19,34.6,,,,,,,chlorine,30,true,simulated
plant-2,模拟装置2,hazard_source,119.21,34.605,,,,,,,benzene,400,true,simulated
"""  # noqa: E501 - one row a line

MONTHS = (0.0, 2.0, 7.0, 14.0, 19.0, 24.0, 27.0, 26.0, 22.0, 16.0, 9.0, 2.0)

CLIMATE = "month,temperature_c,temperature_max_c,temperature_min_c,wind_ms,source\n" + "".join(
    f"{month},{mean},{mean + 13},{mean - 14},3,hand\n" for month, mean in enumerate(MONTHS, start=1)
)

NODES = """id,network,role,name_zh,lon,lat,source
plant,power,source,电厂,119.1,34.6,hand
west,power,supply,西,119.18,34.6,hand
east,power,supply,东,119.22,34.6,hand
"""

LINKS = """id,from_node,to_node,length_km,source
one,plant,west,10,hand
two,west,east,4,hand
"""

CELL_COLUMNS = "h3,area,population,height_m,land_share,river_km,coast_km,age_0_14,age_15_59,age_60_plus,source"

SHAPES: dict[str, Geometry] = {
    "near": box(118.6, 34.0, 119.0, 35.2),
    "far": Polygon([(120.5, 33.5), (122.0, 33.5), (122.0, 35.5), (120.5, 35.5)]),
}

ALL_TABLES = {
    "typhoon_tracks": TRACKS,
    "rainfall_frequency": RAIN,
    "seismic_sources": SOURCES,
    "water_levels": LEVELS,
    "places": PLACES,
    "climate_normals": CLIMATE,
    "nodes": NODES,
    "links": LINKS,
}


def disk(rings: int) -> tuple[str, ...]:
    """Return the cells within some rings of the middle, ascending."""
    return tuple(sorted(h3.grid_disk(h3.latlng_to_cell(*CENTRE, RESOLUTION), rings)))


def town(
    folder: Path,
    tables: Mapping[str, str],
    heights: Sequence[float | None],
    cells: Sequence[str],
    land: Sequence[float] | None = None,
    ages: bool = False,
) -> City:
    """Write a package of one area and load it.

    Parameters
    ----------
    folder
        Where to write.
    tables
        Text of further tables by name.
    heights
        Height of each cell, m; None for unknown.
    cells
        Cells of the town.
    land
        Share of land of each cell; 1 if not given.
    ages
        Whether the 100 residents of a cell are told apart by age.
    """
    corners = [(lon, lat) for cell in cells for lat, lon in h3.cell_to_boundary(cell)]
    shares = land if land is not None else [1.0] * len(cells)
    groups = "18,60,22" if ages else ",,"
    rows = [
        f"{cell},T,100,{'' if height is None else height},{share},{0.5 + 0.5 * (place % 5)},{0.4 * (place % 7)},"
        f"{groups},hand"
        for place, (cell, height, share) in enumerate(zip(cells, heights, shares, strict=True))
    ]
    files = {
        "city.toml": CITY_TOML,
        "areas.csv": "code,name_zh,level,source\nT,小城,city,hand\n",
        "areas.geojson": collection("code", {"T": MultiPoint(corners).convex_hull.buffer(0.01)}),
        "cells.csv": "\n".join([CELL_COLUMNS, *rows]) + "\n",
        **{f"{name}.csv": text for name, text in tables.items()},
    }
    if "seismic_sources" in tables:
        drawn = {name: shape for name, shape in SHAPES.items() if f"\n{name}," in tables["seismic_sources"]}
        files["seismic_sources.geojson"] = collection("id", drawn)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return City.load(folder)


def collection(key: str, shapes: Mapping[str, Geometry]) -> str:
    """Write a feature collection."""
    features = [
        {
            "type": "Feature",
            "properties": {key: name},
            "geometry": json.loads(to_geojson(shape)),
        }
        for name, shape in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})
