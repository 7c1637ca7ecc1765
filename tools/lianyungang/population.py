"""People on the rows of cells: residents, ages and where they are on a working day."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from anlan.city.grid import round_to_total
from tools.lianyungang.ground import Ground
from tools.lianyungang.reference import SEED, read_rows
from tools.lianyungang.townships import PERSONS_PER_COMMITTEE, district_populations, weight

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

CORE_KM = 1.2
"""Distance over which the density around a seat falls to 1/e, assumed (Clark 1951, J. R. Stat. Soc. A 114, 490-496)."""

VILLAGE_KM = 0.5
"""The same around a village, assumed."""

SEAT_SHARE = 0.2
"""Part of a township's villagers who live at its seat, assumed."""

SCATTERED_SHARE = 0.1
"""Part who live in neither a seat nor a village, assumed."""

SLOPE_SCALE_DEG = 4.0
"""Slope over which density falls to 1/e, assumed."""

HILL_FOOT_M, HILL_SCALE_M = 60.0, 50.0
"""Height above which hardly anyone lives and the rise over which density falls to 1/e, assumed."""

ROAD_GAIN, ROAD_KM = 0.5, 1.5
"""Density is raised by this part on a main corridor, falling over this distance, assumed."""

CITY_AGES = (0.1933, 0.5892, 0.2175)
"""Shares of ages 0-14, 15-59 and 60+ in the city, statistical bulletin for 2022; applied to the total of 2020."""

AGE_COLUMNS = ("age_0_14", "age_15_59", "age_60p")
"""The same ages in the district bulletins."""

URBAN_AGES, RURAL_AGES = (0.17, 0.66, 0.17), (0.20, 0.55, 0.25)
"""Starting shares of ages in towns and villages, assumed: people of working age gather in towns."""

MOBILE = (0.55, 0.60, 0.10)
"""Part of each age that is away from its cell on a working day, at school or work, assumed."""

REACH = (0.55, 0.30, 0.15)
"""Where they go: within the township, within the district, anywhere in the city; assumed."""


def residents(shared: Path, ground: Ground, populations: Mapping[str, int]) -> Whole:
    """Divide every township's population among its rows.

    Three parts, each with its own pattern: the seat, seeded villages, and scattered houses. All are weighted by land,
    slope and nearness to a corridor.

    Returns
    -------
    numpy.ndarray
        Residents of each row, shape (rows,); adds up exactly to each township.
    """
    generator = np.random.default_rng([SEED, 2])
    result = np.zeros(len(ground.cell), dtype=np.int64)
    possible = habitable(ground)
    for row in read_rows(shared, "admin/townships.csv"):
        code = row["mca_code"]
        points = np.flatnonzero(ground.point_area == ground.area_index[code])
        rows = np.flatnonzero(ground.area == ground.area_index[code])
        villages = int(row["n_villages"]) - int(row["n_urban_committees"] or 0)
        core = urban_share(row)
        patterns = (
            (core, np.exp(-ground.distance_to(points, ground.seats[code]) / CORE_KM)),
            (1 - core - SCATTERED_SHARE, clumps(ground.points[points], possible[points], villages, generator)),
            (SCATTERED_SHARE, np.ones(len(points))),
        )
        density = np.zeros(len(points))
        for part, pattern in patterns:
            weighted = pattern * possible[points] * ground.point_km2[points]
            density += part * weighted / weighted.sum()
        by_row = np.bincount(ground.point_row[points], weights=density, minlength=len(ground.cell))[rows]
        result[rows] = round_to_total(np.round(by_row, 12), populations[code])
    return result


def urban_share(row: Mapping[str, str]) -> float:
    """Return the part of a township's people who live at its seat."""
    urban = PERSONS_PER_COMMITTEE * float(row["n_urban_committees"] or 0) / max(weight(row), 1.0)
    return min(0.8, urban + SEAT_SHARE * (1 - urban)) if row["mca_code"] != "320722001000" else 0.6


def clumps(points: Floats, possible: Floats, villages: int, generator: np.random.Generator) -> Floats:
    """Return the density of villages that stand at random where people can live; uneven in size."""
    if villages < 1:
        return np.ones(len(points))
    chosen = generator.choice(len(points), size=min(villages, len(points)), replace=False, p=possible / possible.sum())
    sizes = np.exp(0.4 * generator.standard_normal(len(chosen)))
    near = cKDTree(points[chosen]).query_ball_point(points, 5 * VILLAGE_KM)
    density = np.full(len(points), 1e-6)
    for index, found in enumerate(near):
        if found:
            ordered = np.sort(np.array(found))
            distance = np.hypot(*(points[chosen[ordered]] - points[index]).T)
            density[index] += float((sizes[ordered] * np.exp(-distance / VILLAGE_KM)).sum())
    return density


def habitable(ground: Ground) -> Floats:
    """Return how well people can live at every sample point: on land, low and level, near a main corridor."""
    level = np.exp(-ground.slope / SLOPE_SCALE_DEG)
    low = np.exp(-np.maximum(ground.height - HILL_FOOT_M, 0.0) / HILL_SCALE_M)
    return ground.land * level * low * (1.0 + ROAD_GAIN * np.exp(-ground.corridor_km / ROAD_KM))


def fit(rows: Floats, columns: Floats, start: Floats) -> Floats:
    """Fit a table to its margins by iterative proportional fitting.

    Deming and Stephan 1940, Ann. Math. Stat. 11, 427-444.

    Parameters
    ----------
    rows, columns
        Margins with equal sums, shapes (n,) and (k,).
    start
        Positive starting values, shape (n, k).
    """
    table = start * rows[:, None]
    for _ in range(200):
        table = table * (columns / table.sum(axis=0))
        table = table * (rows / np.maximum(table.sum(axis=1), 1e-300))[:, None]
    return table


def district_ages(shared: Path) -> dict[str, Whole]:
    """Return the ages of every district: published where known, the rest fitted to what they leave of the city."""
    totals = district_populations(shared)
    city = round_to_total(np.array(CITY_AGES), sum(totals.values()))
    known = {
        row["adcode"]: np.array([round(float(row[column])) for column in AGE_COLUMNS])
        for row in read_rows(shared, "population/census2020.csv")
        if row["age_0_14"]
    }
    rest = [code for code in totals if code not in known]
    left = city - np.sum(list(known.values()), axis=0)
    start = np.array([URBAN_AGES if code == "320706" else RURAL_AGES for code in rest])
    persons = np.array([totals[code] for code in rest])
    fitted = controlled(fit(persons.astype(float), left.astype(float), start), persons, left)
    return {**known, **dict(zip(rest, fitted, strict=True))}


def ages(shared: Path, ground: Ground, persons: Whole) -> Whole:
    """Return the ages of every row, shape (rows, 3): each row adds up to its residents, each district to its ages."""
    townships = {row["mca_code"]: row for row in read_rows(shared, "admin/townships.csv")}
    result = np.zeros((len(persons), 3), dtype=np.int64)
    for district, wanted in district_ages(shared).items():
        codes = [code for code in ground.codes if code.startswith(district)]
        people = np.array([persons[ground.area == ground.area_index[code]].sum() for code in codes], dtype=float)
        urban = np.array([urban_share(townships[code]) for code in codes])[:, None]
        start = urban * np.array(URBAN_AGES) + (1 - urban) * np.array(RURAL_AGES)
        shares = fit(people, wanted.astype(float), start)
        shares = shares / shares.sum(axis=1, keepdims=True)
        rows = np.flatnonzero(np.isin(ground.area, [ground.area_index[code] for code in codes]))
        place = {ground.area_index[code]: position for position, code in enumerate(codes)}
        of_row = np.array([place[int(area)] for area in ground.area[rows]])
        result[rows] = controlled(shares[of_row] * persons[rows, None], persons[rows], wanted)
    return result


def controlled(table: Floats, rows: Whole, columns: Whole) -> Whole:
    """Round a table of three columns so that every row and every column adds up exactly.

    Running sums of the first column and of the first two are rounded, so that no running error grows; a cell that
    falls below zero is lifted by an exchange within its row and the opposite one in another row.

    Parameters
    ----------
    table
        Fitted values whose margins are `rows` and `columns`, shape (n, 3).
    rows, columns
        Whole margins with equal sums.
    """
    running = np.rint(np.round(np.cumsum(table[:, :2].cumsum(axis=1), axis=0), 6)).astype(np.int64)
    running[-1] = np.cumsum(columns)[:2]
    first, both = np.diff(running, axis=0, prepend=0).T
    result = np.column_stack([first, both - first, rows - both])
    for row, column in np.argwhere(result < 0):
        while result[row, column] < 0:
            donor = int(np.argmax(result[row]))
            other = int(np.argmax(np.minimum(result[:, column], table[:, donor])))
            result[row, [column, donor]] += (1, -1)
            result[other, [column, donor]] += (-1, 1)
    if (result < 0).any() or (result.sum(axis=0) != columns).any() or (result.sum(axis=1) != rows).any():
        message = "the rounding of a table did not keep its margins"
        raise ArithmeticError(message)
    return np.asarray(result, dtype=np.int64)


def by_day(ground: Ground, persons: Whole, aged: Whole, pull: Floats) -> Whole:
    """Return the people of every row on a working day; the city's total is kept.

    Parameters
    ----------
    pull
        Attraction of every row as a place of work or school, shape (rows,).
    """
    away = aged @ np.array(MOBILE)
    present = persons - away
    districts = np.array([code[:6] for code in ground.codes])[ground.area]
    for part, groups in zip(REACH, (ground.area, districts, np.zeros(len(persons))), strict=True):
        for group in np.unique(groups):
            members = groups == group
            present[members] += part * away[members].sum() * pull[members] / pull[members].sum()
    return round_to_total(np.round(present, 9), int(persons.sum()))
