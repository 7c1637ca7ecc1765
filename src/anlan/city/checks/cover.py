"""Cells must lie in the city, in the areas they name, and no more than once."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city.draft import Draft
from anlan.city.region import slack_deg, standing_in, touches
from anlan.errors import Problem
from anlan.language import Message

FILE = "cells.csv"
SHARE_TOLERANCE = 1e-6
"""What the sum of a cell's shares may exceed 1 by, for each of its rows: shares written with six decimals."""


def shares(draft: Draft) -> Iterator[Problem]:
    """Yield cells that are given out more than once."""
    if not draft.usable("cells", "h3", "share"):
        return
    lined = draft.frame("cells").select("h3", "share").with_columns(line=pl.Series(draft.lines("cells")))
    sums = lined.group_by("h3").agg(pl.col("share").sum(), pl.col("line").min(), rows=pl.len())
    for cell, total, line, _ in (
        sums.filter(pl.col("share") > 1.0 + SHARE_TOLERANCE * pl.col("rows")).sort("line").iter_rows()
    ):
        yield Problem(
            FILE,
            Message("the shares of cell {cell} add up to {total:.9g}", cell=f"{cell:x}", total=total),
            Message("correct the column share: the parts of a cell make at most 1"),
            line=line,
            code="shares-exceed-one",
        )


def outside_city(draft: Draft) -> Iterator[Problem]:
    """Yield cells that have no point in common with the city's polygon."""
    if draft.centres is None:
        return
    cells, _, _, row_cell = draft.centres
    for cell in np.flatnonzero(draft.outside):
        yield Problem(
            FILE,
            Message("cell {cell} lies outside the city", cell=f"{cells[cell]:x}"),
            Message("remove its rows, or correct the city's polygon"),
            line=_first_line(draft, row_cell, int(cell)),
            code="cell-outside-city",
        )


def _first_line(draft: Draft, row_cell: NDArray[np.intp], cell: int) -> int:
    return int(draft.lines("cells")[np.flatnonzero(row_cell == cell)[0]])


def outside_area(draft: Draft) -> Iterator[Problem]:
    """Yield rows whose area, or its nearest ancestor with a polygon, does not touch the cell."""
    tree, geometries = draft.tree, draft.shapes["areas"].geometries
    if tree is None or draft.resolution is None or draft.centres is None or not draft.usable("cells", "area"):
        return
    cells, lon, lat, row_cell = draft.centres
    slack = slack_deg(draft.resolution)
    standing = standing_in(tree, geometries)
    row_area = tree.indices(draft.frame("cells")["area"])
    row_shape = np.where(row_area >= 0, standing[row_area], -1)
    for shape in np.unique(row_shape[(row_shape >= 0) & (row_shape != tree.root)]):
        rows = np.flatnonzero((row_shape == shape) & ~draft.outside[row_cell])
        at = row_cell[rows]
        polygon = geometries[tree.codes[shape]]
        for row in rows[~touches(polygon, cells[at], lon[at], lat[at], slack)]:
            yield Problem(
                FILE,
                Message(
                    "cell {cell} does not touch the polygon of area {area!r}",
                    cell=f"{cells[row_cell[row]]:x}",
                    area=tree.codes[shape],
                ),
                Message("correct the area of the row, or the polygon"),
                line=int(draft.lines("cells")[row]),
                code="cell-outside-area",
            )
