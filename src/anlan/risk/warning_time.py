"""How much harm to life is left when people are warned earlier.

Nobody acts the moment a warning comes: people seek confirmation, gather their family, pack. The curve of those who
have begun to act is that of Tweedie et al. (1986).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.consequences import LIFE_TARGETS
from anlan.errors import Problem
from anlan.language import Message, mark

MOBILISATION = 1800.0
"""Twice the square of the most frequent time, 30 min, that people take to begin, min²; Tweedie et al. (1986)."""

MINUTES: Mapping[str, float] = {"h": 60.0, "min": 1.0}
"""Minutes in the units in which a measure may state its lead time."""


@dataclass(frozen=True)
class WarningTime:
    """The warning that people get of a hazard.

    Parameters
    ----------
    minutes
        Time from its reaching them to the harm, less the way to safety, min.
    share
        Share of people who can and do act on it, 1.
    """

    minutes: float = 0.0
    share: float = 0.0


def begun(minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return which part of those who will act has begun to: F(t) = 1 - exp(-t² / 1800), a Rayleigh distribution.

    Source: Tweedie, S. W., Rowland, J. R., Walsh, S. J., Rhoten, R. P., Hagle, P. I. (1986), "A methodology for
    estimating emergency evacuation times", The Social Science Journal 23(2), 189-204, probabilistic mobilisation
    time curve.

    Parameters
    ----------
    minutes
        Time t since they were warned, min, any shape.

    Returns
    -------
    Share, 1, of the same shape.
    """
    return np.asarray(-np.expm1(-np.square(minutes) / MOBILISATION), dtype=np.float64)


def harm_left(minutes: NDArray[np.float64], share: NDArray[np.float64], today: WarningTime) -> NDArray[np.float64]:
    """Return the factor of harm to life when people are warned otherwise than today.

    Those who have begun to act when the harm comes escape it. With the times t and shares s now and (0) today,
    (1 - s F(t)) / (1 - s0 F(t0)), never above 1. Where everyone escapes today, what harm there is has other reasons,
    and none of it is taken away.

    Parameters
    ----------
    minutes, share
        As in `WarningTime`, of any shape.
    today
        The warning that the vulnerability functions stand for.

    Returns
    -------
    Factor, 1, of the same shape.
    """
    exposed = 1.0 - today.share * float(begun(np.asarray(today.minutes)))
    if exposed <= 0.0:
        return np.ones(np.shape(minutes))
    left = np.clip((1.0 - share * begun(minutes)) / exposed, 0.0, 1.0)
    # A part of the city in which nothing changes stays as it is to the last bit.
    unchanged = (minutes == today.minutes) & (share == today.share)
    return np.where(unchanged, 1.0, left)


def warning_time_of(city: City, kind: str) -> WarningTime:
    """Return how people are warned of a hazard today; not at all where ``warning_times.csv`` does not say.

    Parameters
    ----------
    city
        The city.
    kind
        Kind of hazard.
    """
    for row in city.table("warning_times").filter(pl.col("hazard") == kind).iter_rows(named=True):
        return WarningTime(row["hours"] * MINUTES["h"], row["share"])
    return WarningTime()


def unstated(city: City, kinds: Collection[str]) -> tuple[str, ...]:
    """Return the hazards that measures warn of earlier but of which today's warning is not stated, and so none.

    Parameters
    ----------
    city
        The city.
    kinds
        Kinds of hazard to look at.
    """
    stated = set(city.table("warning_times")["hazard"])
    warned = {
        row["hazard"]
        for table in ("measures", "measure_effects")
        for row in city.table(table).filter(pl.col("lever") == "lead_time").iter_rows(named=True)
    }
    return tuple(kind for kind in kinds if kind in warned - stated)


def lead_time_problems(file: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a row whose lever is ``lead_time``.

    Parameters
    ----------
    file
        File of the row.
    row
        The row, with the columns of ``measure_effects.csv``.
    """
    found = {name: row[name] for name in ("id", "target", "factor", "offset", "offset_unit")}
    if found["target"] not in (None, "people", *LIFE_TARGETS):
        yield _problem(
            file, found, "lead-time-by-target",
            mark("'{id}' warns people earlier but is to protect '{target}', which a warning does not take away"),
            mark("leave target empty or write people, killed, severely_injured or lightly_injured"),
        )  # fmt: skip
    if found["offset_unit"] not in MINUTES:
        yield _problem(
            file, found, "unit-mismatch",
            mark("'{id}' warns people earlier by {offset} {offset_unit}, which is no time that is known here"),
            mark("convert offset and write offset_unit h or min"),
        )  # fmt: skip
    if not found["offset"] >= 0.0:
        yield _problem(
            file, found, "out-of-range",
            mark("'{id}' warns people earlier by {offset} {offset_unit}, which would be later"),
            mark("write an offset of 0 or more"),
        )  # fmt: skip
    if not 0.0 <= found["factor"] <= 1.0:
        yield _problem(
            file, found, "out-of-range",
            mark("'{id}' has factor {factor}; with the lever lead_time it is the share of people who act"),
            mark("write a share from 0 to 1"),
        )  # fmt: skip


def _problem(file: str, row: Mapping[str, Any], code: str, message: str, remedy: str) -> Problem:
    return Problem(file, Message(message, **row), Message(remedy), feature=row["id"], code=code)
