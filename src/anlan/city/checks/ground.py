"""What is known of the ground is known of every cell."""

from collections.abc import Iterator

import numpy as np

from anlan.city.draft import Draft
from anlan.errors import Problem, Severity
from anlan.language import Message, mark

CELLS = "cells.csv"

TERRAIN = ("height_m", "slope_deg")
"""Columns without which hazards of the terrain cannot be computed."""


def cells_without_terrain(draft: Draft) -> Iterator[Problem]:
    """Yield a notice for each column of the terrain that some rows fill and others do not.

    A package that has no terrain at all says so by leaving the column empty; one gap is enough to leave out a hazard.
    """
    frame = draft.frame("cells")
    for name in TERRAIN:
        if name not in frame.columns or not draft.usable("cells", name):
            continue
        empty = frame[name].is_null().to_numpy()
        if empty.any() and not empty.all():
            yield Problem(
                CELLS,
                Message(
                    mark("{column} is empty in {count} of {all} rows, this one the first"),
                    column=name,
                    count=int(empty.sum()),
                    all=empty.size,
                ),
                Message(mark("fill them all; hazards that need the terrain are left out otherwise")),
                line=int(draft.lines("cells")[np.flatnonzero(empty)[0]]),
                severity=Severity.NOTICE,
                code="terrain-unknown",
            )
