"""Areas from the files of a data office: codes, names, levels, parents and clean polygons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from anlan.city.importing.fields import (
    CODE,
    CODES,
    LEVEL,
    NAME_EN,
    NAME_ZH,
    NAMES,
    PARENT,
    PERSONS,
    POPULATION,
    choose,
    guess,
    level_of,
)
from anlan.city.importing.layers import Layer
from anlan.city.importing.request import ImportRequest
from anlan.city.importing.writing import rounded
from anlan.city.tables.ground import AREA_LEVELS
from anlan.errors import Problem, Severity
from anlan.language import Message

LEVELS = tuple(AREA_LEVELS)
SURFACES = frozenset({"Polygon", "MultiPolygon"})

REPAIR_SHARE = 0.01
"""Share of a polygon's surface that its repair may change."""

OVERLAP_SHARE = 0.005
"""Share of the smaller of two neighbours that is cut off without asking; generalised boundaries overlap by less."""


@dataclass(frozen=True)
class Area:
    """One area as the package will hold it.

    Parameters
    ----------
    shape
        Polygon in degrees of WGS 84, or None.
    origin
        File and row it was read from, for messages.
    """

    code: str
    name_zh: str
    level: str
    name_en: str | None = None
    parent: str | None = None
    population: int | None = None
    households: int | None = None
    area_km2: float | None = None
    seat_lon: float | None = None
    seat_lat: float | None = None
    seat_uncertainty_m: float | None = None
    synthetic: bool = False
    source: str | None = None
    shape: BaseGeometry | None = None
    origin: tuple[Layer, int] | None = None

    def problem(self, what: Message, remedy: Message, code: str, severity: Severity = Severity.ERROR) -> Problem:
        """Return a problem of this area in the file it comes from."""
        if self.origin is None:
            return Problem("areas.csv", what, remedy, feature=self.code, severity=severity, code=code)
        layer, row = self.origin
        return layer.problem(row, what, remedy, code, severity)


def read_areas(
    layers: Sequence[tuple[Layer, str]], request: ImportRequest, problems: list[Problem]
) -> tuple[Area, ...]:
    """Build the tree of areas from layers.

    Parameters
    ----------
    layers
        Layers and the id of the source of each.
    request
        Field choices and the name of the city.
    problems
        Everything that is wrong is appended.

    Returns
    -------
    tuple of Area
        The city first, then level by level in the order of the files.
    """
    areas = [area for layer, source in layers for area in _areas_of(layer, source, request, problems)]
    areas = _distinct(areas, problems)
    areas = [replace(area, shape=_clean(area, problems)) for area in areas]
    areas = _rooted(areas, request)
    areas.sort(key=lambda area: LEVELS.index(area.level))
    areas = _with_parents(areas, problems)
    return tuple(_without_overlaps(areas, problems))


def _areas_of(layer: Layer, source: str, request: ImportRequest, problems: list[Problem]) -> list[Area]:
    columns = layer.fields.columns
    code = choose(layer.file, columns, request.code_field, CODE, CODES, problems)
    if code is None:
        if request.code_field is None:
            what = Message("no field looks like a code; there are {fields}", fields=", ".join(columns) or "-")
            problems.append(layer.problem(None, what, Message("name it with --code-field"), "no-code-field"))
        return []
    name = choose(layer.file, columns, request.name_field, NAME_ZH, NAMES, problems)
    codes = layer.texts(code)
    names = layer.texts(name)
    levels = _levels(layer, codes, request, problems)
    optional = _optional(layer, request, problems)
    english, parents = layer.texts(guess(columns, NAME_EN)), layer.texts(guess(columns, PARENT))
    found = []
    for row, text in enumerate(codes):
        if text is None:
            what = Message("{field} is empty", field=code)
            problems.append(layer.problem(row, what, Message("give each area a code"), "no-code"))
            continue
        found.append(
            Area(
                code=text,
                name_zh=names[row] or text,
                name_en=english[row],
                level=levels[row],
                parent=parents[row],
                shape=layer.geometry[row],
                origin=(layer, row),
                source=source,
                **{key: values[row] for key, values in optional.items()},
            )
        )
    return found


def _levels(layer: Layer, codes: Sequence[str | None], request: ImportRequest, problems: list[Problem]) -> list[str]:
    given = layer.texts(guess(layer.fields.columns, LEVEL))
    known = [text if text in AREA_LEVELS else None for text in given]
    found = [level_of(code or "", request, level, len(layer)) for code, level in zip(codes, known, strict=True)]
    if request.level is None and not any(known) and not all((code or "").isdigit() for code in codes):
        what = Message("nothing says the level of the areas; they were taken for {level}", level=found[0])
        remedy = Message("choose another with --level")
        problems.append(layer.problem(None, what, remedy, "level-guessed", Severity.NOTICE))
    return found


def _optional(layer: Layer, request: ImportRequest, problems: list[Problem]) -> dict[str, list[Any]]:
    """Return the values of optional columns, None where they are not given."""
    columns = layer.fields.columns
    field = guess(columns, POPULATION)
    if request.population is None and request.population_field is not None:
        field = choose(layer.file, columns, request.population_field, POPULATION, PERSONS, problems)
    people = layer.numbers(field, problems) if field else np.full(len(layer), np.nan)
    for row in np.flatnonzero(np.isfinite(people) & (people != np.floor(people))):
        what = Message("{field} is {value:g}, not a whole number", field=field, value=float(people[row]))
        problems.append(layer.problem(int(row), what, Message("give whole persons"), "wrong-number"))
    values: dict[str, list[Any]] = {"population": [int(v) if np.isfinite(v) else None for v in people]}
    limits = {"households": 0.0, "area_km2": 0.0, "seat_lon": -180.0, "seat_lat": -90.0}
    for name, low in limits.items():
        column = layer.numbers(name, problems, low=low)
        convert = int if name == "households" else float
        values[name] = [convert(v) if np.isfinite(v) else None for v in column]
    return values


def _distinct(areas: list[Area], problems: list[Problem]) -> list[Area]:
    first: dict[str, Area] = {}
    for area in areas:
        if area.code in first:
            what = Message("code {code!r} is there twice", code=area.code)
            problems.append(area.problem(what, Message("merge the two or correct a code"), "duplicate-code"))
        else:
            first[area.code] = area
    return list(first.values())


def _clean(area: Area, problems: list[Problem]) -> BaseGeometry | None:
    """Return the polygon of an area, repaired where a small repair is enough; None where there is none."""
    shape = area.shape
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type not in SURFACES:
        what = Message("area {code!r} is a {kind}", code=area.code, kind=shape.geom_type)
        problems.append(area.problem(what, Message("give a Polygon or MultiPolygon"), "not-a-polygon"))
        return None
    if shape.is_valid:
        return rounded(shape)
    repaired = surface_of(shapely.make_valid(shape))
    reason = shapely.is_valid_reason(shape)
    if repaired is None or abs(repaired.area - shape.area) > REPAIR_SHARE * repaired.area:
        what = Message("the polygon of area {code!r} is not valid: {reason}", code=area.code, reason=reason)
        remedy = Message("repair it, for example with 'Fix geometries' in QGIS")
        problems.append(area.problem(what, remedy, "invalid-polygon"))
        return None
    what = Message("the polygon of area {code!r} was repaired: {reason}", code=area.code, reason=reason)
    problems.append(area.problem(what, Message("look at it on the map"), "repaired-polygon", Severity.NOTICE))
    return rounded(repaired)


def surface_of(shape: BaseGeometry) -> BaseGeometry | None:
    """Return the polygons of a shape as one; None where it has none."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon" and part.area]
    return shapely.union_all(parts) if parts else None


def _rooted(areas: list[Area], request: ImportRequest) -> list[Area]:
    """Return the areas with one of level city; it is made where there is none."""
    if not areas or any(area.level == "city" for area in areas):
        return areas
    prefixes = {area.code[:4] for area in areas if area.code.isdigit() and len(area.code) in {6, 9, 12}}
    code = f"{prefixes.pop()}00" if len(prefixes) == 1 else request.id or "city"
    name = request.name_zh or request.id or request.path.stem
    return [Area(code=code, name_zh=name, name_en=request.name_en, level="city"), *areas]


def _with_parents(areas: list[Area], problems: list[Problem]) -> list[Area]:
    """Give each area its parent: as stated, by the digits of its code, or by where it lies."""
    codes = {area.code: area for area in areas}
    cities = [area for area in areas if area.level == "city"]
    for extra in cities[1:]:
        what = Message("area {code!r} is a second one of level city", code=extra.code)
        problems.append(extra.problem(what, Message("import one city at a time, or state --level"), "second-root"))
    return [replace(area, parent=_parent(area, areas, codes, cities)) for area in areas]


def _parent(area: Area, areas: list[Area], codes: dict[str, Area], cities: list[Area]) -> str | None:
    if area.level == "city":
        return None
    if area.parent in codes and area.parent != area.code:
        return area.parent
    rank = LEVELS.index(area.level)
    for prefix in (area.code[:9] + "000", area.code[:9], area.code[:6] + "000000", area.code[:6], area.code[:4] + "00"):
        above = codes.get(prefix)
        if above is not None and LEVELS.index(above.level) < rank:
            return prefix
    if area.shape is not None:
        inside = area.shape.representative_point()
        holders = [
            above
            for above in areas
            if LEVELS.index(above.level) < rank and above.shape is not None and above.shape.contains(inside)
        ]
        if holders:
            return max(holders, key=lambda above: LEVELS.index(above.level)).code
    return cities[0].code


def _without_overlaps(areas: list[Area], problems: list[Problem]) -> list[Area]:
    """Return the areas with thin overlaps between neighbours cut off from the later one."""
    shapes = {area.code: area.shape for area in areas}
    groups: dict[str | None, list[Area]] = {}
    for area in areas:
        if area.shape is not None:
            groups.setdefault(area.parent, []).append(area)
    for first, second in (pair for group in groups.values() for pair in _pairs(group)):
        one, other = shapes[first.code], shapes[second.code]
        if one is None or other is None:
            continue
        common = one.intersection(other).area
        share = common / min(one.area, other.area)
        if share > OVERLAP_SHARE:
            what = Message(
                "area {code!r} covers {share:.1%} of its neighbour {other!r}, or the reverse",
                code=second.code,
                share=share,
                other=first.code,
            )
            remedy = Message("redraw the boundary that they have in common")
            problems.append(second.problem(what, remedy, "overlap"))
        elif common > 0.0:
            shapes[second.code] = surface_of(other.difference(one))
    return [replace(area, shape=shapes[area.code]) for area in areas]


def _pairs(group: list[Area]) -> list[tuple[Area, Area]]:
    """Return the pairs of areas whose boxes meet, the earlier first."""
    shapes = np.array([area.shape for area in group], dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes)
    return [(group[i], group[j]) for i, j in zip(first, second, strict=True) if i < j]
