"""Which of many subscribers a polygon of 250 points addresses: `anlan.alerts.audience` beside PostGIS and Shapely.

Subscribers are synthetic points around a city; every program gets the same points and the same polygon, and its answer
is compared with ours, number by number. PostGIS runs in a server of its own that vanishes afterwards, with a GiST
index, its statistics gathered and its memory warm; where no server or no PostGIS is installed it is left out.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.alerts.areas import TargetArea, area_from_polygons
from anlan.alerts.audience import Audience, Subscribers
from bench.timing import seconds
from tools.postgresql import programs, server

try:
    import psycopg
except ModuleNotFoundError:
    psycopg = None  # type: ignore[assignment]

SEED = 20261130
MIDDLE = (119.2, 34.6)
SPREAD = (0.35, 0.25)
"""Standard deviation of the subscribers in longitude and latitude, degrees."""

CORNERS = 249
"""Corners of the polygon; the point that closes it makes 250."""

PLAIN = 100_000
"""Subscribers that the plain loop looks at."""

COUNT = "SELECT count(*) FROM subscriber WHERE ST_Intersects(place, ST_GeomFromWKB(%s, 4326))"
NUMBERS = "SELECT id FROM subscriber WHERE ST_Intersects(place, ST_GeomFromWKB(%s, 4326))"

Numbers = NDArray[np.int64]


def ragged() -> TargetArea:
    """Return a polygon of 250 points that holds about half of the subscribers."""
    rng = np.random.default_rng(SEED)
    angle = np.linspace(0.0, 2.0 * np.pi, CORNERS, endpoint=False)
    reach = 0.45 * (1.0 + 0.15 * rng.uniform(-1.0, 1.0, CORNERS))
    corners = np.column_stack([MIDDLE[0] + reach * np.cos(angle), MIDDLE[1] + 0.8 * reach * np.sin(angle)])
    return area_from_polygons([corners.round(6).tolist()])


def subscribers(count: int) -> Subscribers:
    """Return synthetic subscribers."""
    rng = np.random.default_rng(SEED)
    return Subscribers(
        ids=np.arange(count, dtype=np.int64),
        lon=rng.normal(MIDDLE[0], SPREAD[0], count).round(6),
        lat=rng.normal(MIDDLE[1], SPREAD[1], count).round(6),
        channels=rng.integers(1, 8, count).astype(np.uint32),
        needs=np.zeros(count, dtype=np.uint32),
        language=np.zeros(count, dtype=np.int16),
        threshold=rng.integers(0, 4, count).astype(np.uint8),
    )


def ours(people: Subscribers, area: TargetArea, repeats: int) -> tuple[dict[str, Any], Numbers]:
    """Time building the index, and asking it."""
    built, audience = seconds(lambda: Audience.of(people), 1)
    audience.addressed(area, "Extreme")  # the first call on a machine compiles
    times, found = seconds(lambda: audience.addressed(area, "Extreme"), 3 * repeats)
    return {"anlan": times | {"found": len(found)}, "anlan, building the index": built}, found


def vectorised(people: Subscribers, area: TargetArea, expected: Numbers, repeats: int) -> dict[str, Any]:
    """Time the prepared polygon against all points in one call, without an index."""
    shapely.prepare(area.geometry)
    times, hit = seconds(lambda: shapely.intersects_xy(area.geometry, people.lon, people.lat), repeats)
    return times | {"same": bool(np.array_equal(people.ids[hit], expected))}


def _points(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.object_]:
    return np.asarray(shapely.points(lon, lat), dtype=object)


def tree(people: Subscribers, area: TargetArea, expected: Numbers, repeats: int) -> dict[str, Any]:
    """Time the tree of Shapely, that of the index apart."""
    built, index = seconds(lambda: shapely.STRtree(_points(people.lon, people.lat)), 1)
    index.query(area.geometry)  # the tree is built at the first question
    times, hit = seconds(lambda: index.query(area.geometry, predicate="intersects"), repeats)
    same = bool(np.array_equal(np.sort(people.ids[hit]), expected))
    return {"asking": times | {"same": same}, "points and tree": built}


def loop(people: Subscribers, area: TargetArea, expected: Numbers) -> dict[str, Any]:
    """Time a loop over what the tree finds in the polygon's box, for the first subscribers only."""
    points = _points(people.lon[:PLAIN], people.lat[:PLAIN])
    index = shapely.STRtree(points)
    shapely.prepare(area.geometry)

    def found() -> list[int]:
        return sorted(int(row) for row in index.query(area.geometry) if area.geometry.intersects(points[row]))

    times, hit = seconds(found, 1)
    return times | {"subscribers": PLAIN, "same": hit == expected[expected < PLAIN].tolist()}


def postgis(people: Subscribers, area: TargetArea, expected: Numbers, repeats: int) -> dict[str, Any] | str:
    """Time PostGIS: the count alone, and the numbers as the program receives them."""
    binaries = programs()
    if binaries is None or psycopg is None:
        return "not installed"
    with (
        tempfile.TemporaryDirectory(prefix="anlan-pg-") as folder,
        server(Path(folder), binaries) as address,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        try:
            connection.execute("CREATE EXTENSION postgis")
        except psycopg.Error:
            return "PostGIS is not installed"
        loaded, _ = seconds(lambda: _load(connection, people), 1)
        shape = (shapely.to_wkb(area.geometry),)

        def counted() -> int:
            row = connection.execute(COUNT, shape).fetchone()
            return int(row[0]) if row else 0

        def numbers() -> list[tuple[int]]:
            with connection.cursor(binary=True) as cursor:
                return cursor.execute(NUMBERS, shape).fetchall()

        counted()
        count_times, count = seconds(counted, repeats)
        times, rows = seconds(numbers, repeats)
        version = connection.execute("SELECT postgis_lib_version()").fetchone()
    same = bool(np.array_equal(np.sort(np.array(rows, dtype=np.int64).ravel()), expected)) and count == len(expected)
    return {
        "version": version[0] if version else "",
        "count": count_times,
        "numbers": times | {"same": same},
        "loading and index": loaded,
    }


def _load(connection: Any, people: Subscribers) -> None:
    """Fill the table, index it and gather its statistics."""
    connection.execute("CREATE TABLE subscriber (id bigint, place geometry(Point, 4326))")
    with connection.cursor().copy("COPY subscriber FROM STDIN") as copy:
        columns = (people.ids.tolist(), people.lon.tolist(), people.lat.tolist())
        lines = [f"{number}\tSRID=4326;POINT({lon} {lat})\n" for number, lon, lat in zip(*columns, strict=True)]
        for begin in range(0, len(lines), 50_000):
            copy.write("".join(lines[begin : begin + 50_000]))
    connection.execute("CREATE INDEX ON subscriber USING gist (place)")
    connection.execute("VACUUM ANALYZE subscriber")


def measure(repeats: int, *, millions: tuple[int, ...] = (1, 10)) -> dict[str, Any]:
    """Time all of them on one million subscribers, and ours and Shapely's call on ten.

    Parameters
    ----------
    repeats
        Calls of each; three times as many of ours.
    millions
        Subscribers, millions; peers that need long are measured on the first only.
    """
    area = ragged()
    result: dict[str, Any] = {"points of the polygon": area.points, "seed": SEED}
    for place, number in enumerate(millions):
        people = subscribers(1_000_000 * number)
        part, found = ours(people, area, repeats)
        part["Shapely, all points in one call"] = vectorised(people, area, found, repeats)
        if place == 0:
            part["Shapely STRtree"] = tree(people, area, found, repeats)
            part["Shapely STRtree, a loop over what it finds"] = loop(people, area, found)
            part["PostGIS"] = postgis(people, area, found, repeats)
        result[f"{number} million subscribers"] = part
    return result
