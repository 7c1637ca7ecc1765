"""How many people each polygon of a partition must hold so that every area has the population it states."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from anlan.city.grid import round_to_total
from anlan.city.importing.areas import Area
from anlan.city.importing.partition import Partition
from anlan.errors import Problem
from anlan.language import Message


def scaled_totals(
    areas: Sequence[Area], partition: Partition, sums: NDArray[np.float64], problems: list[Problem]
) -> NDArray[np.int64]:
    """Return the whole persons of each polygon.

    A polygon belongs to the nearest area upwards that states its population. What such an area states, less what the
    areas below it state, is shared by its polygons in proportion to `sums`, or to their surface where nobody is there.

    Parameters
    ----------
    sums
        Persons of each polygon before scaling, ``(p,)``.
    problems
        Areas that state less than their parts, or nothing at all, are appended.
    """
    by_code = {area.code: area for area in areas}
    groups: dict[str | None, list[int]] = {}
    for number, code in enumerate(partition.codes):
        groups.setdefault(_stating(code, by_code), []).append(number)
    held = {above for code in partition.codes for above in _upwards(code, by_code)}
    below: dict[str | None, int] = {}
    for area in areas:
        if area.population is not None and area.code in held:
            above = _stating(area.parent, by_code)
            below[above] = below.get(above, 0) + area.population
    totals = np.zeros(len(sums), dtype=np.int64)
    surface = np.bincount(partition.coverage.polygon, weights=partition.coverage.area_km2, minlength=len(sums))
    for area in areas:
        if area.population is None or area.code not in held:
            continue
        members, rest = groups.get(area.code, []), area.population - below.get(area.code, 0)
        if rest < 0 or (rest > 0 and not members):
            problems.append(_disagrees(area, below[area.code]))
        elif members:
            weights = sums if sums[members].sum() > 0.0 else surface.astype(np.float64)
            totals[members] = round_to_total(weights[members], rest)
    problems.extend(_silent(groups.get(None, []), partition, by_code))
    return totals


def _upwards(code: str | None, by_code: Mapping[str, Area]) -> list[str]:
    """Return an area and all that contain it, from below."""
    path: list[str] = []
    while code is not None and code in by_code:
        path.append(code)
        code = by_code[code].parent
    return path


def _stating(code: str | None, by_code: Mapping[str, Area]) -> str | None:
    """Return the nearest area from `code` upwards that states its population; None where there is none."""
    return next((one for one in _upwards(code, by_code) if by_code[one].population is not None), None)


def _disagrees(area: Area, below: int) -> Problem:
    what = Message(
        "area {code!r} states {stated} persons and the areas below it add up to {below}",
        code=area.code,
        stated=area.population,
        below=below,
    )
    return area.problem(what, Message("correct one of them, or leave one of them empty"), "areas-disagree")


def _silent(numbers: list[int], partition: Partition, by_code: Mapping[str, Area]) -> list[Problem]:
    """Return a problem for each polygon for which no area states a population; what parts leave over is empty."""
    above = {one for code in partition.codes for one in _upwards(by_code[code].parent, by_code)}
    return [
        by_code[partition.codes[number]].problem(
            Message("area {code!r} states no population, nor does any area above it", code=partition.codes[number]),
            Message("add its population to the areas file"),
            "no-population",
        )
        for number in numbers
        if partition.codes[number] not in above
    ]
