"""Numbers that are given twice must agree."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from anlan.city.areas import Areas
from anlan.city.cells import AGE_GROUPS
from anlan.city.draft import Draft
from anlan.city.source import CITY_FILE
from anlan.errors import Problem
from anlan.language import Message

AREAS, CELLS = "areas.csv", "cells.csv"

Known = NDArray[np.float64]


def ages(draft: Draft) -> Iterator[Problem]:
    """Yield rows of cells whose age groups do not add up to their population."""
    if not draft.usable("cells", "population", *AGE_GROUPS):
        return
    frame = draft.frame("cells")
    total = frame["population"]
    groups = sum((frame[name] for name in AGE_GROUPS[1:]), start=frame[AGE_GROUPS[0]])
    wrong = (groups != total).fill_null(False)
    for sum_of_groups, population, line in zip(
        groups.filter(wrong), total.filter(wrong), draft.lines("cells")[wrong.to_numpy()], strict=True
    ):
        yield Problem(
            CELLS,
            Message(
                "the age groups add up to {groups} and population is {population}",
                groups=sum_of_groups,
                population=population,
            ),
            Message("correct one of them"),
            line=int(line),
            code="ages-disagree",
        )


def cells_in_areas(draft: Draft) -> Iterator[Problem]:
    """Yield areas whose population is not the sum of their cells."""
    tree = draft.tree
    if tree is None or not draft.usable("areas", "population") or not draft.usable("cells", "area", "population"):
        return
    population = _population(draft)
    own, rows = _in_cells(draft, tree)
    sums, counts = tree.roll_up(own), tree.roll_up(rows)
    counted = (counts > 0) | ~_below_direct_rows(tree, rows)
    for area in np.flatnonzero(counted & np.isfinite(population) & (population != sums)):
        yield Problem(
            AREAS,
            Message(
                "population of area {code!r} is {population} and its cells add up to {cells}",
                code=tree.codes[area],
                population=int(population[area]),
                cells=int(sums[area]),
            ),
            Message("correct one of them; totals must agree exactly"),
            line=int(draft.lines("areas")[area]),
            code="cells-disagree",
        )


def _population(draft: Draft) -> Known:
    return np.array(draft.frame("areas")["population"].cast(float).fill_null(float("nan")).to_numpy())


def _in_cells(draft: Draft, tree: Areas) -> tuple[Known, Known]:
    """Return the population and the number of rows that name each area itself."""
    frame = draft.frame("cells")
    row_area = tree.indices(frame["area"])
    inside = row_area >= 0
    people = frame["population"].fill_null(0).to_numpy()[inside]
    size = len(tree)
    return (
        np.bincount(row_area[inside], weights=people, minlength=size).astype(np.float64),
        np.bincount(row_area[inside], minlength=size).astype(np.float64),
    )


def _below_direct_rows(tree: Areas, rows: Known) -> NDArray[np.bool_]:
    """Say which areas have an ancestor that cells name directly, so that they need no cells of their own."""
    below = np.zeros(len(tree), dtype=np.bool_)
    above = tree.parent.copy()
    while (above >= 0).any():
        inner = above >= 0
        below[inner] |= rows[above[inner]] > 0
        above[inner] = tree.parent[above[inner]]
    return below


def areas_in_parents(draft: Draft) -> Iterator[Problem]:
    """Yield areas whose population is not the sum of those below; where some are unknown, only less is wrong."""
    tree = draft.tree
    if tree is None or not draft.usable("areas", "population"):
        return
    population = _population(draft)
    direct = _in_cells(draft, tree)[1] if draft.usable("cells", "area", "population") else np.zeros(len(tree))
    for parent in np.unique(tree.parent[tree.parent >= 0]):
        below = population[tree.children(int(parent))]
        known = below[np.isfinite(below)]
        if not np.isfinite(population[parent]) or not known.size:
            continue
        partial = known.size < below.size or direct[parent] > 0
        total = known.sum()
        if total > population[parent] or (total < population[parent] and not partial):
            yield Problem(
                AREAS,
                Message(
                    "population of area {code!r} is {population} and the areas below it add up to {below}",
                    code=tree.codes[parent],
                    population=int(population[parent]),
                    below=int(total),
                ),
                Message("correct one of them; totals must agree exactly"),
                line=int(draft.lines("areas")[parent]),
                code="areas-disagree",
            )


def city_total(draft: Draft) -> Iterator[Problem]:
    """Yield a population in city.toml that is not that of the city's area, or of all cells where it has none."""
    stated = draft.city_file.info["population"]
    tree = draft.tree
    if stated is None or tree is None or not draft.usable("areas", "population"):
        return
    line = draft.city_file.line("city", "population")
    found = _population(draft)[tree.root]
    if np.isfinite(found):
        what = Message(
            "population is {stated} and {file} gives {found} for the city", stated=stated, file=AREAS, found=int(found)
        )
    elif draft.usable("cells", "population"):
        found = float(draft.frame("cells")["population"].sum())
        what = Message(
            "population is {stated} and {file} adds up to {found}", stated=stated, file=CELLS, found=int(found)
        )
    else:
        return
    if found != stated:
        yield Problem(
            CITY_FILE, what, Message("correct one of them; totals must agree exactly"), line=line, code="city-disagrees"
        )
