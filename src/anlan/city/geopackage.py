"""Writes values on cells and areas as a GeoPackage, for use in any geographic information system."""

from collections.abc import Mapping
from pathlib import Path

import h3.api.basic_int as h3
import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from anlan.city.grid import cell_polygons
from anlan.city.model import City

CRS = "EPSG:4326"
"""WGS 84, longitude and latitude in degrees."""


def write_geopackage(
    path: Path,
    city: City,
    on_cells: Mapping[str, NDArray[np.float64]],
    on_areas: Mapping[str, Mapping[str, float]],
) -> None:
    """Write a layer ``cells`` with the hexagons, and a layer ``areas`` with the outlines that the package holds.

    Parameters
    ----------
    path
        File to write, ending in ``.gpkg``.
    city
        The city.
    on_cells
        Values by name, each of shape (c,) in the order of ``City.cells``; units belong in the names.
    on_areas
        Values by name, each by code of an area.
    """
    cells = city.cells
    names = np.array([h3.int_to_str(cell) for cell in cells.h3.tolist()], dtype=object)
    columns = {"h3": names, **{name: np.asarray(values, dtype=np.float64) for name, values in on_cells.items()}}
    _write(path, "cells", "Polygon", cell_polygons(cells.h3), columns, append=False)
    outlines = {code: shape for code, shape in city.shapes.get("areas", {}).items() if code in city.areas.index}
    if not outlines:
        return
    parts = [shapely.get_parts(shape) for shape in outlines.values()]
    shapes = np.array([shapely.MultiPolygon(list(polygons)) for polygons in parts], dtype=object)
    index = [city.areas.index[code] for code in outlines]
    of_areas: dict[str, NDArray[np.generic]] = {
        "code": np.array(list(outlines), dtype=object),
        "name_zh": np.array([city.areas.names_zh[place] for place in index], dtype=object),
        "name_en": np.array([city.areas.names_en[place] for place in index], dtype=object),
        "level": np.array([city.areas.level[place] for place in index], dtype=object),
    }
    for name, values in on_areas.items():
        of_areas[name] = np.array([values.get(code, np.nan) for code in outlines], dtype=np.float64)
    _write(path, "areas", "MultiPolygon", shapes, of_areas, append=True)


def _write(
    path: Path,
    layer: str,
    kind: str,
    shapes: NDArray[np.object_],
    columns: Mapping[str, NDArray[np.generic]],
    *,
    append: bool,
) -> None:
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        list(columns.values()),
        list(columns),
        layer=layer,
        driver="GPKG",
        geometry_type=kind,
        crs=CRS,
        append=append,
    )
