"""Whether what is stored at a place can still be used, and whether its staff can come."""

from collections.abc import Mapping, Sequence

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.risk.slots import slots_of
from anlan.scenarios.run import ScenarioRun

FloatArray = NDArray[np.float64]

BUILDING: Mapping[str, str] = {"market": "commercial", "shelter": "residential", "school": "residential"}
"""Class of assets that stands for a kind of place; `INDUSTRIAL` for all others. Assumption."""

INDUSTRIAL = "industrial"

ABSENT = ("killed", "severely_injured", "displaced", "isolated")
"""Consequences that keep staff from work. Assumption: the largest of them counts, since one person may suffer
several."""


def survival_of(city: City, run: ScenarioRun, places: Sequence[tuple[str, str, float, float]]) -> dict[str, float]:
    """Return the chance that what is stored at a place can be used after the scenario.

    The mean share of the value of a building's class that is lost at the place's intensity is read as the chance that
    a lot in it is lost; footprints destroy independently of each other: ``prod(1 - share)``. A place that lies in no
    cell of the city is not reached. Assumption: walls and goods fare alike.

    Parameters
    ----------
    city
        The city.
    run
        The scenario hour by hour.
    places
        Identifier, kind, longitude and latitude of each place, degrees.
    """
    cells = {cell: index for index, cell in enumerate(city.cells.h3.tolist())}
    resolution = h3.get_resolution(next(iter(cells)))
    at = [cells.get(h3.latlng_to_cell(lat, lon, resolution), -1) for _, _, lon, lat in places]
    lost = [BUILDING.get(kind, INDUSTRIAL) for _, kind, _, _ in places]
    left = np.ones(len(places))
    for impacts in run.impacts:
        shares = impacts.vulnerability.at(impacts.events.intensity(np.array([0]))[0])
        column = {name: index for index, name in enumerate(impacts.targets)}
        for row, (cell, target) in enumerate(zip(at, lost, strict=True)):
            if cell >= 0 and target in column:
                left[row] *= 1.0 - float(shares[cell, column[target]])
    return {name: float(share) for (name, *_), share in zip(places, left.tolist(), strict=True)}


def labour_of(city: City, run: ScenarioRun, areas: Mapping[str, str | None]) -> dict[str, FloatArray]:
    """Return the share of the staff of a place that can come to work, float64[hours] each.

    Staff live in the top district of their place. Of its residents the share who are killed, severely injured,
    displaced or cut off, whichever is most in the hour, stay away; `ScenarioRun.course` says when they are in need.

    Parameters
    ----------
    city
        The city.
    run
        The scenario hour by hour.
    areas
        Code of the area of each place; the mean of the city counts where it is None.
    """
    slots = slots_of(city)
    count = len(slots.codes)
    of_row = slots.district[slots.of_row].astype(np.int64)
    people = np.bincount(of_row, weights=city.cells.population, minlength=count)
    away = np.zeros((count + 1, run.hours))
    for target in ABSENT:
        if target in run.course and target in PEOPLE_TARGETS:
            hit = np.bincount(of_row, weights=run.by_row[:, run.targets.index(target)], minlength=count)
            total = max(float(hit.sum()), 1e-12)
            share = np.append(hit / np.maximum(people, 1e-12), total / max(float(people.sum()), 1e-12))
            away = np.maximum(away, share[:, None] * run.course[target] / total)
    stays = 1.0 - np.clip(away, 0.0, 1.0)
    index = {code: place for place, code in enumerate(slots.codes)}
    return {name: stays[index.get(_top(city, area, index), count)] for name, area in areas.items()}


def _top(city: City, area: str | None, known: Mapping[str, int]) -> str:
    """Return the code of the area or of the one above it that is known; empty for none."""
    areas = city.areas
    at = -1 if area is None else areas.index.get(area, -1)
    while at >= 0 and areas.codes[at] not in known:
        at = int(areas.parent[at])
    return areas.codes[at] if at >= 0 else ""


def kinds_of(city: City, names: Sequence[str]) -> list[tuple[str, str, float, float]]:
    """Return identifier, kind, longitude and latitude of some places, in the order of `names`; others are left out."""
    rows = city.table("places").filter(pl.col("id").is_in(list(names))).select("id", "kind", "lon", "lat").rows()
    found = {row[0]: row for row in rows}
    return [found[name] for name in names if name in found]
