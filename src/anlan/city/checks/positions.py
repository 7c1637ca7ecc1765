"""Points must lie in or near the city, and in WGS 84."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from anlan.city.areas import NO_AREA
from anlan.city.datum import gcj02_to_wgs84, wgs84_to_gcj02
from anlan.city.draft import Draft
from anlan.city.grid import point_cells
from anlan.city.region import distance_km, standing_in
from anlan.city.tables import TABLE
from anlan.errors import Problem, Severity
from anlan.language import Message

NEAR_KM = 30.0
"""Distance within which a place outside the city is plausible: the next county's hospital, an airport."""

POINT_TABLES = ("places", "nodes", "sensors", "candidate_sites")
"""Tables of points in the city; storms and earthquakes may be anywhere."""

FEWEST_MOVED = 3
LEAST_SHARE = 0.02
SUSPECT_RATIO = 3.0
"""Positions are suspected when at least `FEWEST_MOVED` of them and `LEAST_SHARE` of all come right by the conversion,
and `SUSPECT_RATIO` times as many come right as go wrong. A shift of 500 m moves about one point in twelve out of a
township 8 km across, and correct data lose as many as they win."""


def outside_city(draft: Draft) -> Iterator[Problem]:
    """Yield points outside the city: places beyond `NEAR_KM` are errors, all others notices.

    A position's stated uncertainty is given to it.
    """
    for name in POINT_TABLES:
        rows, lon, lat = _points(draft, name)
        if not rows.size or draft.region is None:
            continue
        outside = np.flatnonzero(~shapely.contains_xy(draft.region, lon, lat))
        far = distance_km(draft.region, lon[outside], lat[outside]) - _uncertainty_km(draft, name)[rows[outside]]
        for point, km in zip(outside, far, strict=True):
            yield from _outside(draft, name, int(rows[point]), float(km))


def _outside(draft: Draft, name: str, row: int, km: float) -> Iterator[Problem]:
    near = km <= NEAR_KM
    if km <= 0.0 or (near and name != "places"):
        return
    key = draft.frame(name)["id"][row]
    severity = Severity.ERROR if name == "places" and not near else Severity.NOTICE
    remedy = (
        Message("check its longitude and latitude")
        if near
        else Message("check its longitude and latitude; they may be exchanged")
    )
    yield Problem(
        TABLE[name].file,
        Message("{id!r} lies {km:.1f} km outside the city", id=key, km=km),
        remedy,
        line=int(draft.lines(name)[row]),
        severity=severity,
        code="outside-city" if severity is Severity.ERROR else "near-city",
    )


def _uncertainty_km(draft: Draft, name: str) -> NDArray[np.float64]:
    """Return by how much each row's position may be wrong as its table states."""
    frame = draft.frame(name)
    if "coord_uncertainty_m" not in frame.columns:
        return np.zeros(frame.height)
    return np.array(frame["coord_uncertainty_m"].fill_null(0.0).to_numpy()) / 1000.0


def _points(draft: Draft, name: str) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Return the rows that have a position, and the positions."""
    frame = draft.frame(name)
    rows = np.flatnonzero((frame["lon"].is_not_null() & frame["lat"].is_not_null()).to_numpy())
    return rows, frame["lon"].gather(rows).to_numpy(), frame["lat"].gather(rows).to_numpy()


def shifted_points(draft: Draft) -> Iterator[Problem]:
    """Yield tables whose points seem to be in GCJ-02: they come right when they are converted."""
    for name in POINT_TABLES:
        rows, lon, lat = _points(draft, name)
        if not rows.size:
            continue
        back = gcj02_to_wgs84(lon, lat)
        evidence = [_moved(_on_land(draft, lon, lat), _on_land(draft, *back))]
        if "area" in draft.frame(name).columns:
            shape = _shape_of(draft, name, rows)
            evidence.append(_moved(_in_shape(draft, shape, lon, lat), _in_shape(draft, shape, *back)))
        right = max((moved for moved in evidence if _suspicious(*moved, rows.size)), default=None)
        if right is not None:
            yield Problem(
                TABLE[name].file,
                Message(
                    "{count} of {all} positions look like GCJ-02: they fall outside their area or the city's land and "
                    "come right when converted to WGS 84",
                    count=right[0],
                    all=rows.size,
                ),
                Message("convert them with `anlan city import ... --datum gcj02` if they come from a Chinese web map"),
                severity=Severity.NOTICE,
                code="gcj02-suspected",
            )


def _moved(before: NDArray[np.bool_], after: NDArray[np.bool_]) -> tuple[int, int]:
    """Return how many points come right and how many go wrong by the conversion."""
    return int((~before & after).sum()), int((before & ~after).sum())


def _suspicious(right: int, wrong: int, points: int) -> bool:
    return right >= max(FEWEST_MOVED, LEAST_SHARE * points) and right >= SUSPECT_RATIO * wrong


def _on_land(draft: Draft, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which points lie in a cell of the city that has land."""
    if draft.resolution is None or not draft.usable("cells", "h3", "land_share"):
        return np.ones(len(lon), dtype=np.bool_)
    land = draft.frame("cells").filter(pl.col("land_share") > 0)["h3"].unique()
    return np.asarray(np.isin(point_cells(lon, lat, draft.resolution), land.to_numpy()), dtype=np.bool_)


def _shape_of(draft: Draft, name: str, rows: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the index of the area whose polygon each row should lie in; -1 where there is none but the city's."""
    tree = draft.tree
    if tree is None:
        return np.full(len(rows), NO_AREA, dtype=np.int64)
    standing = standing_in(tree, draft.shapes["areas"].geometries)
    area = tree.indices(draft.frame(name)["area"].gather(rows))
    return np.where(area >= 0, standing[area], NO_AREA)


def _in_shape(
    draft: Draft, shape: NDArray[np.int64], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.bool_]:
    inside = np.ones(len(lon), dtype=np.bool_)
    tree = draft.tree
    for area in np.unique(shape[shape >= 0]):
        rows = shape == area
        code = tree.codes[area] if tree is not None else ""
        inside[rows] = shapely.contains_xy(draft.shapes["areas"].geometries[code], lon[rows], lat[rows])
    return inside


def shifted_polygons(draft: Draft) -> Iterator[Problem]:
    """Yield a notice when the city's polygon fits the cells much better after conversion from GCJ-02.

    Cells are always in WGS 84. A cell with half of its surface or more in the city should have its centre in the
    polygon, and one with less should not; shifting the centres to GCJ-02 is the same as shifting the polygon back.
    """
    region = draft.region
    if region is None or draft.centres is None or not draft.usable("cells", "share"):
        return
    cells, lon, lat, row_cell = draft.centres
    share = np.bincount(row_cell, weights=draft.frame("cells")["share"].to_numpy(), minlength=len(cells))
    mostly = share >= 0.5
    shapely.prepare(region)
    as_is = int((shapely.contains_xy(region, lon, lat) != mostly).sum())
    converted = int((shapely.contains_xy(region, *wgs84_to_gcj02(lon, lat)) != mostly).sum())
    if as_is >= max(FEWEST_MOVED, 0.2 * np.sqrt(len(cells))) and as_is >= SUSPECT_RATIO * converted:
        yield Problem(
            draft.shapes["areas"].file,
            Message(
                "the polygons look like GCJ-02: {as_is} cells disagree with them as they are and {converted} after "
                "conversion to WGS 84",
                as_is=as_is,
                converted=converted,
            ),
            Message("convert them with `anlan city import ... --datum gcj02` if they come from a Chinese web map"),
            severity=Severity.NOTICE,
            code="gcj02-suspected",
        )
