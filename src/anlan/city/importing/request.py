"""What the user asks an import to do."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Datum(StrEnum):
    """Datum of the coordinates of vector files and tables; rasters are never shifted."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"


@dataclass(frozen=True)
class ImportRequest:
    """Files to bring into a city package, and how to read them.

    Parameters
    ----------
    path
        Package to build or update: a folder, or a zip archive where it ends in ``.zip``.
    areas
        Files of areas, from the largest to the smallest; empty to keep those of the package.
    population
        Raster, points, polygons or a table by area code; None to use the population of the areas.
    places
        File of places, or None.
    resolution
        H3 resolution; None for that of the package, or 8.
    code_field, name_field, level
        Fields of the code and name of areas, and the level of all areas; None to guess.
    population_field
        Field of the population file (of the areas, where there is none); None to guess.
    datum
        Datum of vector files and tables.
    rescale_to_areas
        Whether cells are scaled so that they add up to the population that the areas file states.
    overwrite
        Whether an existing package may be updated.
    id, name_zh, name_en, timezone, licence
        Keys of city.toml; None keeps what is there, or a default.
    """

    path: Path
    areas: tuple[Path, ...] = ()
    population: Path | None = None
    places: Path | None = None
    resolution: int | None = None
    code_field: str | None = None
    name_field: str | None = None
    level: str | None = None
    population_field: str | None = None
    datum: Datum = Datum.WGS84
    rescale_to_areas: bool = False
    overwrite: bool = False
    id: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    timezone: str | None = None
    licence: str | None = None
