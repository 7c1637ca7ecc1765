"""Outlines of the city's areas, for maps: from the city package, with the names that the centre has."""

import json
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from shapely.geometry import shape

from anlan_center.accounts.models import Area

FILE = "areas.geojson"


def place() -> Path | None:
    """Return the file of outlines, or the archive of the package; None where no city is chosen or it has none."""
    if not settings.ANLAN_CITY:
        return None
    city = Path(settings.ANLAN_CITY)
    file = city / FILE if city.is_dir() else city
    return file if file.is_file() else None


def _text_of(file: Path) -> str:
    """Return what the file says; of an archive, which was checked when it was loaded, the one nearest its top."""
    if file.name == FILE:
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if PurePosixPath(name).name == FILE]
        return archive.read(min(names, key=len)).decode("utf-8") if names else '{"features": []}'


@lru_cache(maxsize=2)
def _read(file: Path, changed: int) -> tuple[Mapping[str, Any], ...]:
    """Read outlines with a point that surely lies within each; `changed` makes a new file a new key."""
    found = []
    for feature in json.loads(_text_of(file))["features"]:
        inside = shape(feature["geometry"]).representative_point()
        found.append({**feature, "seat": [round(inside.x, 5), round(inside.y, 5)]})
    return tuple(found)


def outlines(levels: tuple[str, ...] = ("district",)) -> dict[str, Any]:
    """Return areas as GeoJSON.

    Parameters
    ----------
    levels
        Levels of areas that are wanted.

    Returns
    -------
    dict
        A collection whose features have ``code``, ``name`` in the reader's language, ``level``, ``synthetic`` and
        ``seat``, a point within, longitude and latitude, degrees; without features where no city is chosen.
    """
    file = place()
    rows = {area.code: area for area in Area.objects.filter(level__in=levels)}
    found = _read(file, file.stat().st_mtime_ns) if file else ()
    return {
        "type": "FeatureCollection",
        "language": get_language(),
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "code": row.code,
                    "name": row.name,
                    "level": row.level,
                    "synthetic": bool(feature["properties"].get("synthetic")),
                    "seat": feature["seat"],
                },
                "geometry": feature["geometry"],
            }
            for feature in found
            if (row := rows.get(feature["properties"]["code"])) is not None
        ],
    }
