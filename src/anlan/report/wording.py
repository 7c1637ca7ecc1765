"""Tables, figures and sentences of a report as texts of one language, ready for the templates."""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from anlan.report.document import Column, Grid, Ground, KeyFigure, Row
from anlan.report.quantity import Quantity, Said
from anlan.report.voice import Voice

LONG = 24
"""Texts of more letters than this get a wide column."""

MANY = 8
"""Tables of so many columns are set in smaller letters."""


def figure_words(figures: Sequence[KeyFigure], voice: Voice) -> Iterator[dict[str, Any]]:
    """Yield key figures as the templates show them.

    Parameters
    ----------
    figures
        The figures.
    voice
        Language of the texts.
    """
    for figure in figures:
        value = figure.value
        yield {
            "key": figure.key,
            "label": voice.say(figure.label),
            "text": voice.say(value),
            "value": _raw(value),
            "band": None
            if figure.low is None or figure.high is None
            else f"{voice.number(figure.low)} – {voice.number(figure.high)}",
            "note": None if figure.note is None else voice.say(figure.note),
        }


def aspect_of(ground: Ground) -> float:
    """Return the width of a map over its height, within what fits a page.

    Parameters
    ----------
    ground
        Geometry of the maps.
    """
    corners = ground.mesh.corners.astype(float)
    if not corners.size:
        return 1.0
    width, height = (corners.max(axis=0) - corners.min(axis=0)).tolist()
    return float(round(min(max(width / (height * 1.06), 0.6), 2.2), 3))


def grid_words(grid: Grid, voice: Voice) -> dict[str, Any]:
    """Return a table as the templates show it.

    Parameters
    ----------
    grid
        The table.
    voice
        Language of the texts.
    """
    largest = [_largest(grid, place) if column.bar else 0.0 for place, column in enumerate(grid.columns)]
    numeric = [any(isinstance(row.cells[place], Quantity) for row in grid.rows) for place in range(len(grid.columns))]
    groups = [
        (None if group is None else voice.say(group), [_row(row, grid.columns, largest, voice) for row in rows])
        for group, rows in groupby(grid.rows, key=lambda row: row.group)
    ]
    return {
        "title": voice.say(grid.title),
        "note": None if grid.note is None else voice.say(grid.note),
        "columns": [
            (
                column.key,
                voice.say(column.title),
                voice.unit(column.unit) if column.unit not in ("", "1") else "",
                right,
            )
            for column, right in zip(grid.columns, numeric, strict=True)
        ],
        "groups": groups,
        "count": len(grid.rows),
        "wordy": not any(numeric),
        "dense": len(grid.columns) >= MANY,
        "narrow": len(grid.columns) == 2 and any(numeric),
    }


def _largest(grid: Grid, place: int) -> float:
    values = (row.cells[place] for row in grid.rows)
    return max((cell.value or 0.0 for cell in values if isinstance(cell, Quantity)), default=0.0)


def _row(row: Row, columns: tuple[Column, ...], largest: list[float], voice: Voice) -> dict[str, Any]:
    cells = []
    for cell, column, most in zip(row.cells, columns, largest, strict=True):
        value, text = _raw(cell), cell_text(cell, column, voice)
        cells.append(
            {
                "text": text,
                "value": value,
                "long": len(text) > LONG,
                "bar": round(100.0 * value / most, 1) if most > 0.0 and value is not None else None,
            }
        )
    return {"key": row.key, "cells": cells, "synthetic": row.synthetic, "depth": row.depth}


def cell_text(cell: Said, column: Column, voice: Voice) -> str:
    """Put a cell of a table into words.

    Parameters
    ----------
    cell
        The cell.
    column
        Its column, which may already name the unit.
    voice
        Language of the texts.
    """
    if isinstance(cell, Quantity) and (column.unit or column.bare):
        return voice.number(cell)
    return voice.say(cell)


def _raw(said: Said) -> float | None:
    if isinstance(said, Quantity) and said.value is not None and math.isfinite(said.value):
        return float(said.value)
    return None
