"""A small valid city package that a test can break in one place.

The town is a rectangle of about 5.5 by 6.7 km with a west and an east district, cut into H3 cells of resolution 8.
"""

import json
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import h3
import shapely

from anlan.city import check

WEST = shapely.box(119.10, 34.50, 119.13, 34.56)
EAST = shapely.box(119.13, 34.50, 119.16, 34.56)
TOWN = shapely.box(119.10, 34.50, 119.16, 34.56)

CITY = """[city]
id = "town"
name_zh = "小城"
timezone = "Asia/Shanghai"
h3_resolution = 8
population = {population}

[cycle]
events = 100

[[sources]]
id = "survey"
kind = "published"
title = "Survey of the town, 2025"
licence = "CC0-1.0"

[[sources]]
id = "made"
kind = "synthetic"
title = "Invented for tests"
licence = "CC0-1.0"
method = "drawn by hand"
seed = 7
constraint = "none"
"""

TABLES = {
    "places.csv": """# places of the town, "all" of them
id,name_zh,kind,lon,lat,area,beds,source
hospital-1,医院,hospital,119.115,34.53,west,200,survey
warehouse-1,仓库,warehouse,119.145,34.53,east,,survey
school-1,"学校
在东区",school,119.145,34.54,east,,survey
shelter-1,避难所,shelter,119.120,34.52,west,,survey
""",
    "nodes.csv": """id,network,role,name_zh,lon,lat,place
power-1,power,source,变电站,119.12,34.53,
power-2,power,supply,配电房,119.14,34.53,
water-1,water,source,水厂,119.12,34.54,
water-2,water,supply,泵站,119.14,34.54,
""",
    "links.csv": """id,from_node,to_node,length_km
line-1,power-1,power-2,1.9
pipe-1,water-1,water-2,1.9
""",
    "dependencies.csv": """user,node,share
hospital-1,power-2,1
water-1,power-1,1
west,water-2,1
{a_cell},power-2,1
""",
    "typhoon_tracks.csv": """storm,time,lon,lat,pressure_hpa
1210,2012-08-02T12:00Z,120.0,34.0,970
1210,2012-08-02T18:00Z,119.0,34.6,975
""",
    "vulnerability_functions.csv": """id,hazard,target,intensity_unit,confidence
flood-homes,rain_flood,residential,m,assumption
""",
    "vulnerability_points.csv": """function,intensity,mean
flood-homes,0,0
flood-homes,1,0.4
flood-homes,3,0.9
""",
    "items.csv": """id,name_zh,group,unit,price
tent-12,帐篷,shelter,piece,1200
water,饮用水,water,L,2
""",
    "stock.csv": """id,item,place,quantity,expires
lot-1,tent-12,warehouse-1,300,2030-01-31
lot-2,water,warehouse-1,5000,
""",
}


@dataclass
class Package:
    """Files of a package by name; change them, then write them."""

    files: dict[str, str] = field(default_factory=dict)

    def change(self, file: str, old: str, new: str) -> "Package":
        """Replace the first occurrence of a text, which must be there."""
        assert old in self.files[file], f"{old!r} is not in {file}"
        self.files[file] = self.files[file].replace(old, new, 1)
        return self

    def add(self, file: str, text: str) -> "Package":
        """Append text to a file, or begin the file with it."""
        self.files[file] = self.files.get(file, "") + text
        return self

    def drop(self, file: str) -> "Package":
        """Leave a file out."""
        del self.files[file]
        return self

    def feature(self, code: str, geometry: object, file: str = "areas.geojson", key: str = "code") -> "Package":
        """Set the geometry of a feature; None removes it."""
        document = json.loads(self.files.get(file, '{"type": "FeatureCollection", "features": []}'))
        document["features"] = [one for one in document["features"] if one["properties"][key] != code]
        if geometry is not None:
            shape = json.loads(shapely.to_geojson(geometry)) if isinstance(geometry, shapely.Geometry) else geometry
            document["features"].append({"type": "Feature", "properties": {key: code}, "geometry": shape})
        self.files[file] = json.dumps(document)
        return self

    def line(self, file: str, text: str) -> int:
        """Return the line on which a text first occurs."""
        return self.files[file][: self.files[file].index(text)].count("\n") + 1

    def write(self, folder: Path, encoding: str = "utf-8") -> Path:
        """Write the files into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            (folder / name).write_bytes(text.encode(encoding))
        return folder

    def pack(self, path: Path, top: str = "") -> Path:
        """Write the files into a zip archive, in the folder `top` where one is given."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self.files.items():
                archive.writestr(top + name, text)
        return path

    def said(self, folder: Path) -> list[str]:
        """Write the package and return what the check says about it, in English."""
        return [str(problem) for problem in check(self.write(folder / "town"))]

    def codes(self, folder: Path) -> set[str]:
        """Write the package and return the codes of the problems found."""
        return {problem.code for problem in check(self.write(folder / "town"))}


@cache
def cell_rows() -> tuple[tuple[str, str, float], ...]:
    """Return cell, area and share of every piece of a cell in a district, by exact intersection."""
    around = shapely.box(119.09, 34.49, 119.17, 34.57)
    ring = [(lat, lon) for lon, lat in shapely.get_coordinates(around)]
    rows = []
    for cell in sorted(h3.polygon_to_cells(h3.LatLngPoly(ring), 8)):
        shape = shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])
        for code, district in (("west", WEST), ("east", EAST)):
            share = shapely.intersection(shape, district).area / shape.area
            if share > 0:
                rows.append((cell, code, share))
    return tuple(rows)


def town() -> Package:
    """Return a valid package with ground, networks, consequences and supplies; 10 people in each row of cells."""
    rows = cell_rows()
    people = {code: 10 * sum(area == code for _, area, _ in rows) for code in ("west", "east")}
    total = sum(people.values())
    files = {
        "city.toml": CITY.format(population=total),
        "areas.csv": "code,name_zh,level,parent,population\n"
        f"town,小城,city,,{total}\nwest,西区,district,town,{people['west']}\neast,东区,district,town,{people['east']}\n",
        "cells.csv": "h3,area,share,population,age_0_14,age_15_59,age_60_plus,height_m\n"
        + "".join(f"{cell},{area},{share:.9f},10,2,5,3,3.5\n" for cell, area, share in rows),
    }
    files.update({name: text.replace("{a_cell}", rows[0][0]) for name, text in TABLES.items()})
    package = Package(files)
    for code, shape in (("town", TOWN), ("west", WEST), ("east", EAST)):
        package.feature(code, shape)
    return package


def village() -> Package:
    """Return the smallest valid package: city.toml, one area and its cells."""
    rows = cell_rows()
    return Package(
        {
            "city.toml": '[city]\nid = "village"\nname_zh = "村"\ntimezone = "Asia/Shanghai"\nh3_resolution = 8\n',
            "areas.csv": "code,name_zh,level\nv,村,city\n",
            "cells.csv": "h3,area,share,population\n"
            + "".join(f"{cell},v,1,5\n" for cell in sorted({cell for cell, _, _ in rows})),
        }
    )
