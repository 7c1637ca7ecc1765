"""Files as a data office would hand them over, for a small town of two districts and four townships."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import rasterio
import rasterio.warp
import shapely
from numpy.typing import NDArray

Fields = Mapping[str, Sequence[Any]]

WEST, SOUTH, STEP = 119.10, 34.50, 0.04

TOWNSHIPS = {
    "320701001": shapely.box(WEST, SOUTH, WEST + STEP, SOUTH + STEP),
    "320701002": shapely.box(WEST, SOUTH + STEP, WEST + STEP, SOUTH + 2 * STEP),
    "320702001": shapely.box(WEST + STEP, SOUTH, WEST + 2 * STEP, SOUTH + STEP),
    "320702002": shapely.box(WEST + STEP, SOUTH + STEP, WEST + 2 * STEP, SOUTH + 2 * STEP),
}
DISTRICTS = {
    "320701": shapely.box(WEST, SOUTH, WEST + STEP, SOUTH + 2 * STEP),
    "320702": shapely.box(WEST + STEP, SOUTH, WEST + 2 * STEP, SOUTH + 2 * STEP),
}
TOWN = shapely.box(WEST, SOUTH, WEST + 2 * STEP, SOUTH + 2 * STEP)
MIDDLE = (WEST + STEP, SOUTH + STEP)


def write_vector(
    path: Path,
    shapes: Sequence[Any],
    fields: Mapping[str, Sequence[Any]],
    *,
    crs: str = "EPSG:4326",
    kind: str = "Polygon",
    **options: Any,
) -> Path:
    """Write features in longitude and latitude to a file in any reference system."""
    drivers = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".shp": "ESRI Shapefile"}
    geometry = np.array(shapes, dtype=object)
    if crs != "EPSG:4326":
        geometry = shapely.transform(geometry, lambda xy: projected(xy, crs))
    columns = [np.array(values, dtype=object) for values in fields.values()]
    columns = [np.array(c.tolist()) if not isinstance(c[0], str) else c for c in columns]
    pyogrio.raw.write(
        path,
        np.asarray(shapely.to_wkb(geometry)),
        columns,
        list(fields),
        driver=drivers[path.suffix],
        geometry_type=kind,
        crs=crs,
        **options,
    )
    return path


def projected(xy: NDArray[np.float64], crs: str) -> NDArray[np.float64]:
    """Bring longitude and latitude into a reference system."""
    return np.column_stack(rasterio.warp.transform("EPSG:4326", crs, xy[:, 0], xy[:, 1]))


def districts(folder: Path, **fields: Sequence[Any]) -> Path:
    """Write the districts as GeoJSON."""
    columns = {"adcode": list(DISTRICTS), "name": ["西区", "东区"], **fields}
    return write_vector(folder / "districts.geojson", list(DISTRICTS.values()), columns)


def townships(folder: Path, **fields: Sequence[Any]) -> Path:
    """Write the townships as GeoPackage."""
    columns = {"code": list(TOWNSHIPS), "name": ["甲镇", "乙镇", "丙镇", "丁镇"], **fields}
    return write_vector(folder / "townships.gpkg", list(TOWNSHIPS.values()), columns)


def table(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """Write a table."""
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def raster(
    folder: Path,
    values: NDArray[Any],
    bounds: tuple[float, float, float, float],
    crs: str = "EPSG:4326",
    **options: Any,
) -> Path:
    """Write a GeoTIFF whose edges are `bounds` (west, south, east, north) in `crs`."""
    path = folder / "population.tif"
    height, width = values.shape
    west, south, east, north = bounds
    transform = rasterio.Affine((east - west) / width, 0.0, west, 0.0, (south - north) / height, north)
    profile = {"driver": "GTiff", "count": 1, "dtype": values.dtype, "crs": crs, "transform": transform, **options}
    with rasterio.open(path, "w", height=height, width=width, **profile) as file:
        file.write(values, 1)
    return path
