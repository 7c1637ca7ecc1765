"""The data of the page's charts and maps: once for both languages, in few bytes."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from anlan.report.charts import people_lines
from anlan.report.document import CellMap, Ground, Hours, Report
from anlan.report.map_specs import scale_km
from anlan.report.voice import round_to

DIGITS = 5
"""Significant digits that a chart is drawn with; the files beside the page hold all."""

SYMBOLS = "-0123456789"
"""One symbol for each class of a map: the first stands for no class."""


def page_data(report: Report) -> dict[str, Any]:
    """Return the data of all charts and maps.

    A column is a list of values, or one number that holds for every row. `count` is the number of rows.

    Parameters
    ----------
    report
        The report.
    """
    sets: dict[str, Any] = {}
    for dimension in dict.fromkeys(line.dimension for line in report.curves):
        lines = [line for line in report.curves if line.dimension == dimension]
        kinds = [line.kind for line in lines for _ in line.impact]
        sets[f"curve-{dimension}"] = {
            "count": len(kinds),
            "kind": kinds,
            "period": short([1.0 / frequency for line in lines for frequency in line.frequency]),
            "impact": short([impact for line in lines for impact in line.impact]),
        }
    if report.hours is not None:
        sets |= dict(_hours(report.hours))
    return {
        "sets": sets,
        "ground": ground_data(report.ground),
        "maps": {each.key: map_data(each) for each in report.maps},
    }


def _hours(hours: Hours) -> Iterator[tuple[str, dict[str, Any]]]:
    for target in people_lines(hours):
        yield f"course-{target}", _by_hour(people=hours.course[target])
    for item in hours.items:
        yield (
            f"item-{item.item}",
            _by_hour(
                need=item.need,
                stock=item.stock,
                agreement=item.agreement,
                capacity=item.capacity,
                unmet=item.unmet,
            ),
        )
    if hours.items:
        yield "level", _by_hour(level=hours.level, low=hours.level_low, high=hours.level_high)
        count = len(hours.level)
        yield (
            "groups",
            {
                "count": count * len(hours.groups),
                "group": [group for group in hours.groups for _ in range(count)],
                "hour": [hour for _ in hours.groups for hour in range(count)],
                "level": short([value for values in hours.groups.values() for value in values]),
            },
        )


def _by_hour(**columns: Sequence[float]) -> dict[str, Any]:
    """Return columns by hour; the last value is said again at the end of the last hour, where its step ends."""
    count = len(next(iter(columns.values()))) + 1
    rounded = {name: short([*values, *values[-1:]]) for name, values in columns.items()}
    return {"count": count, "hour": list(range(count)), **rounded}


def short(values: Sequence[float]) -> list[float] | float:
    """Return numbers as charts need them, or one number that holds for all of them.

    Parameters
    ----------
    values
        Finite numbers.
    """
    rounded = [round_to(value, DIGITS) for value in values]
    whole = [int(value) if value == int(value) else value for value in rounded]
    return whole[0] if whole and len(set(whole)) == 1 else whole


def ground_data(ground: Ground) -> dict[str, Any]:
    """Return the geometry that all maps share.

    Parameters
    ----------
    ground
        Cells and outlines.
    """
    corners = ground.mesh.corners.astype(np.int64)
    left, bottom = (int(corners[:, 0].min()), int(corners[:, 1].max())) if corners.size else (0, 0)
    height = int(np.ptp(corners[:, 1])) if corners.size else 0
    length = round(scale_km(ground.mesh) / ground.mesh.plane.step_km)
    return {
        "mesh": ground.mesh.packed(),
        "areas": dict(ground.areas.rings),
        "scale": [left, bottom + height // 30, length],
    }


def map_data(shown: CellMap) -> str:
    """Return the class of each cell as one symbol.

    Parameters
    ----------
    shown
        The map.
    """
    return "".join(SYMBOLS[index + 1] for index in shown.classes)
