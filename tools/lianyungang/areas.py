"""Areas: the city, its districts and its townships, with outlines."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tools.lianyungang.division import ABOUT, DISTRICT_NAMES_EN, ISLANDS, KINDS_EN, NAMES_EN
from tools.lianyungang.reference import SEED, degrees, number, planar, plane, read_rows, read_shapes
from tools.lianyungang.sources_ground import CENSUS, OUTLINES, OUTLINES_TOWNSHIP, SEATS_PLACED, SEATS_PUBLISHED
from tools.lianyungang.table_files import Row, write_shapes, write_table
from tools.lianyungang.tiling import balance, place_seats, power_parts, tile, whole_parts
from tools.lianyungang.townships import township_populations

SOURCES = (CENSUS, OUTLINES, SEATS_PUBLISHED, SEATS_PLACED, OUTLINES_TOWNSHIP)

CITY_CODE = "320700"
CITY_SEAT = (119.2214, 34.5966)
"""Seat of the city's government, degrees; published to about 10 m, taken as good to 200 m."""

PUBLISHED_AREA_KM2 = {CITY_CODE: 7444.0, "320722": 2037.0, "320724": 1029.88}
"""Published land areas; the other districts' were not found."""

URBAN_AREA = 0.25
"""Ground of an urban committee as a part of the ground of a village, assumed."""


def build(shared: Path, out: Path) -> None:
    """Write ``areas.csv`` and ``areas.geojson``."""
    townships = read_rows(shared, "admin/townships.csv")
    districts = {properties["adcode"]: shape for properties, shape in read_shapes(shared, OUTLINE_FILE)}
    districts = dict(sorted(districts.items()))
    seats, shapes = lay_out(districts, townships)
    by_district = {
        adcode: shapely.normalize(
            shapely.union_all([shapes[row["mca_code"]] for row in townships if row["adcode"] == adcode])
        )
        for adcode in districts
    }
    city = shapely.normalize(shapely.union_all(list(by_district.values())))
    everything = {CITY_CODE: city, **by_district, **dict(sorted(shapes.items()))}
    write_shapes(out, "areas.geojson", "code", everything, {code: provenance(code) for code in everything})
    rows = [*upper_rows(shared), *township_rows(shared, townships, seats)]
    write_table(out, "areas", rows, {"area_km2": 2})


OUTLINE_FILE = "admin/districts_cgcs2000_generalised.geojson"


def provenance(code: str) -> Row:
    """Say of one outline whether it is invented."""
    invented = len(code) > len(CITY_CODE)
    return {"synthetic": invented, "source": "township-outlines" if invented else "district-outlines"}


def lay_out(
    districts: Mapping[str, BaseGeometry], townships: list[dict[str, str]]
) -> tuple[dict[str, tuple[float, float]], dict[str, BaseGeometry]]:
    """Return seat and outline of every township, degrees."""
    seats: dict[str, tuple[float, float]] = {}
    parts: dict[str, dict[str, BaseGeometry]] = {}
    for number_, (adcode, outline) in enumerate(districts.items()):
        mainland, islets = whole_parts(outline)
        rows = [row for row in townships if row["adcode"] == adcode]
        ashore = [row for row in rows if row["mca_code"] not in ISLANDS]
        main = planar(mainland)
        placed = seats_of(main, ashore, np.random.default_rng([SEED, 1, number_]))
        weights = balance(main, placed, np.array([ground(row) for row in ashore]))
        pieces = power_parts(main, placed, weights)
        codes = [row["mca_code"] for row in ashore]
        parts[adcode] = dict(zip(codes, pieces, strict=True))
        seats.update(zip(codes, map(pair, degrees(placed)), strict=True))
        for row in rows:
            if row["mca_code"] in ISLANDS:
                west, east = ISLANDS[row["mca_code"]]
                own = shapely.union_all([islet for islet in islets if west <= islet.centroid.x < east])
                parts[adcode][row["mca_code"]] = planar(own)
                seats[row["mca_code"]] = island_seat(row, own)
    return seats, tile(districts, parts)


def pair(point: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    """Return a position as a pair of numbers."""
    return float(point[0]), float(point[1])


def island_seat(row: Row, outline: BaseGeometry) -> tuple[float, float]:
    """Return the published seat when it has one, else a point on the largest island."""
    if row["lon"]:
        return float(str(row["lon"])), float(str(row["lat"]))
    point = shapely.point_on_surface(whole_parts(outline)[0])
    return float(point.x), float(point.y)


def seats_of(
    main: BaseGeometry, rows: list[dict[str, str]], generator: np.random.Generator
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the seats of the townships of a district in the local plane; a published seat stays where it is."""
    known, about = {}, {}
    for row in rows:
        code = row["mca_code"]
        if row["lon"]:
            known[code] = pair(plane(np.array([float(row["lon"]), float(row["lat"])])))
        elif code in ABOUT:
            lon, lat, radius = ABOUT[code]
            about[code] = (*pair(plane(np.array([lon, lat]))), radius)
    return place_seats(main, known, about, [row["mca_code"] for row in rows], generator)


def ground(row: Row) -> float:
    """Return the wanted size of a township in villages, an urban committee counting `URBAN_AREA`."""
    villages, urban = float(str(row["n_villages"])), float(str(row["n_urban_committees"] or 0))
    return villages - urban + URBAN_AREA * urban + 1.0


def upper_rows(shared: Path) -> list[Row]:
    """Return the rows of the city and its districts."""
    census = {row["adcode"]: row for row in read_rows(shared, "population/census2020.csv")}
    rows: list[Row] = []
    for code in [CITY_CODE, *DISTRICT_NAMES_EN]:
        households = number(census[code]["households"])
        rows.append(
            {
                "code": code,
                "name_zh": census[code]["name_zh"],
                "name_en": DISTRICT_NAMES_EN.get(code, "Lianyungang"),
                "level": "city" if code == CITY_CODE else "district",
                "parent": None if code == CITY_CODE else CITY_CODE,
                "population": round(float(census[code]["population"])),
                "households": None if households is None else round(households),
                "area_km2": PUBLISHED_AREA_KM2.get(code),
                "seat_lon": CITY_SEAT[0] if code == CITY_CODE else None,
                "seat_lat": CITY_SEAT[1] if code == CITY_CODE else None,
                "seat_uncertainty_m": 200.0 if code == CITY_CODE else None,
                "synthetic": False,
                "source": CENSUS["id"],
            }
        )
    return rows


def township_rows(shared: Path, townships: list[dict[str, str]], seats: Mapping[str, tuple[float, float]]) -> list[Row]:
    """Return the rows of the townships: real names and codes, invented populations."""
    populations = township_populations(shared)
    rows: list[Row] = []
    for row in townships:
        code = row["mca_code"]
        published = bool(row["lon"])
        radius_km = ABOUT[code][2] if code in ABOUT else 2.0 if code in ISLANDS else 10.0
        rows.append(
            {
                "code": code,
                "name_zh": row["name_zh"],
                "name_en": f"{NAMES_EN[code]} {KINDS_EN[row['type']]}",
                "level": "township",
                "parent": row["adcode"],
                "population": populations[code],
                "seat_lon": seats[code][0],
                "seat_lat": seats[code][1],
                "seat_uncertainty_m": number(row["coord_uncertainty_m"]) if published else 1000.0 * radius_km + 1000.0,
                "synthetic": True,
                "source": (SEATS_PUBLISHED if published else SEATS_PLACED)["id"],
            }
        )
    return rows
