"""Areas by their administrative code, with the outlines that a city package holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas.limits import GRID
from anlan.city import City
from anlan.city.grid import cell_polygons
from anlan.errors import InputError, Problem, Severity
from anlan.language import Message

FILE = "codes"

GROUPS = (12, 9, 6, 4, 2)
"""Digits after which a level of a Chinese administrative code ends: province, prefecture, county (GB/T 2260), township
and village (GB/T 10114 and the codes of the National Bureau of Statistics)."""


@dataclass(frozen=True)
class Named:
    """What codes stand for.

    Parameters
    ----------
    names
        Chinese name of each area.
    shapes
        Its outline.
    more_km2
        Surface by which the outlines are larger than the areas, km2.
    findings
        What should be known of them.
    """

    names: tuple[str, ...]
    shapes: tuple[BaseGeometry, ...]
    more_km2: float
    findings: tuple[Problem, ...]


def code_shapes(codes: Sequence[str], city: City) -> Named:
    """Return the outlines of areas by code or prefix of a code.

    Parameters
    ----------
    codes
        Codes of the table `areas`, with or without trailing zeros, or what several codes begin with.
    city
        The city.

    Raises
    ------
    InputError
        With every code that stands for no area of the city, for everything, or for an area without an outline.
    """
    problems: list[Problem] = []
    chosen: dict[int, None] = {}
    for code in codes:
        found = _areas(code.strip(), city, problems)
        chosen.update(dict.fromkeys(found))
    outlines = {area: _outline(area, city, problems) for area in chosen}
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(problems)
    return Named(
        names=tuple(city.areas.names_zh[area] for area in outlines),
        shapes=tuple(outlines.values()),
        more_km2=_more_km2([area for area in outlines if _own(area, city) is None], list(outlines), city),
        findings=tuple(problems),
    )


def prefix_of(code: str) -> str:
    """Return a code without the zeros that only fill it up, so that the codes of all areas in it begin with it.

    Examples
    --------
    >>> prefix_of("320706000000"), prefix_of("320700"), prefix_of("west")
    ('320706', '3207', 'west')
    """
    if not (code.isascii() and code.isdigit()) or len(code) not in GROUPS:
        return code
    for end, begin in zip(GROUPS, (*GROUPS[1:], 0), strict=True):
        if len(code) == end and set(code[begin:]) == {"0"}:
            code = code[:begin]
    return code


def _areas(code: str, city: City, problems: list[Problem]) -> list[int]:
    """Return the highest areas whose codes begin with one."""
    areas = city.areas
    if code in areas.index:
        return [areas.index[code]]
    prefix = prefix_of(code)
    if not prefix:
        _refuse(problems, code, Message("it stands for everywhere"), Message("name the areas that are meant"))
        return []
    if prefix in areas.index:
        return [areas.index[prefix]]
    begins = np.array([one.startswith(prefix) for one in areas.codes], dtype=np.bool_)
    if not begins.any() or (code.isdigit() and len(prefix) not in GROUPS):
        _refuse(problems, code, Message("no area of the city has this code"), _nearest(prefix, city))
        return []
    found = [int(area) for area in np.flatnonzero(begins) if areas.parent[area] < 0 or not begins[areas.parent[area]]]
    if areas.root in found and prefix_of(areas.codes[areas.root]) != prefix:
        what = Message("code {code} reaches beyond the city; what lies in the city is taken", code=code)
        remedy = Message("have the rest warned by those whose area it is")
        problems.append(Problem(FILE, what, remedy, feature=code, severity=Severity.NOTICE, code="beyond-city"))
    return found


def _refuse(problems: list[Problem], code: str, what: Message, remedy: Message) -> None:
    problems.append(Problem(FILE, what, remedy, feature=code, code="unknown-code"))


def _nearest(prefix: str, city: City) -> Message:
    """Return what to do about a code that is not known: name the area that holds it, where there is one."""
    for end in (9, 6, 4):
        above = [one for one in city.areas.codes if len(prefix) > end and prefix_of(one) == prefix[:end]]
        if above:
            name = city.areas.names_zh[city.areas.index[above[0]]]
            return Message("correct it, or name {code} {name} if all of it is to be warned", code=above[0], name=name)
    return Message("correct it; `areas.csv` of the city has the codes")


def _outline(area: int, city: City, problems: list[Problem]) -> BaseGeometry:
    """Return the outline of an area, its own, that of all below it or of its cells."""
    own = _own(area, city)
    if own is not None:
        return own
    name, code = city.areas.names_zh[area], city.areas.codes[area]
    cells = np.unique(city.cells.row_cell[_rows([area], city)])
    if not cells.size:
        what = Message("{name} has no outline and no cells in the city package", name=name)
        _refuse(problems, code, what, Message("draw it, or add its outline to areas.geojson"))
        return Polygon()
    more = _more_km2([area], [area], city)
    what = Message("{name} has no outline; its cells are taken, {km2:,.1f} km2 more than it", name=name, km2=more)
    remedy = Message("add its outline to areas.geojson")
    problems.append(Problem(FILE, what, remedy, feature=code, severity=Severity.NOTICE, code="cells-for-outline"))
    return shapely.union_all(cell_polygons(city.cells.h3[cells]), grid_size=GRID)


def _more_km2(drawn: Sequence[int], meant: Sequence[int], city: City) -> float:
    """Return the surface of the cells of some areas that lies in none of the areas that are meant, each cell once."""
    rows = _rows(meant, city)
    held = np.bincount(city.cells.row_cell[rows], weights=city.cells.share[rows], minlength=len(city.cells))
    cells = np.unique(city.cells.row_cell[_rows(drawn, city)])
    return float(((1.0 - np.minimum(held, 1.0)) * city.cells.area_km2)[cells].sum())


def _rows(areas: Sequence[int], city: City) -> NDArray[np.intp]:
    """Return the rows of cells of areas and of all below them."""
    return np.flatnonzero(np.isin(city.cells.row_area, [one for area in areas for one in _below(area, city)]))


def _own(area: int, city: City) -> BaseGeometry | None:
    shapes = city.shapes.get("areas", {})
    own = shapes.get(city.areas.codes[area])
    if isinstance(own, BaseGeometry):
        return own
    parts = [_own(int(child), city) for child in city.areas.children(area)]
    return shapely.union_all(parts) if parts and all(part is not None for part in parts) else None


def _below(area: int, city: City) -> list[int]:
    """Return an area and all below it."""
    return [area, *(one for child in city.areas.children(area) for one in _below(int(child), city))]
