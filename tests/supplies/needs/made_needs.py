"""Towns whose needs can be followed by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from anlan.city import City
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.needs import AreaNeeds
from tests.scenarios.cascade.town import frame

STANDARD = {"driver": "displaced", "per": "day", "from_h": 0.0, "confidence": "assumption"}


def with_rows(city: City, table: str, rows: Sequence[Mapping[str, Any]], *, alone: bool = False) -> City:
    """Return a city with more rows in a table, or with these alone."""
    fresh = frame(city, table, rows)
    return city.with_table(table, fresh if alone else pl.concat([city.table(table), fresh]))


def with_standards(city: City, *standards: Mapping[str, Any]) -> City:
    """Return a city with these standards of need alone; a displaced person, by the day, unless they say otherwise."""
    rows = [{"id": f"s{place}", "item": "water", **STANDARD, **row} for place, row in enumerate(standards)]
    return with_rows(city, "needs", rows, alone=True)


def with_course(run: ScenarioRun, **course: Sequence[float]) -> ScenarioRun:
    """Return a run with other people in need."""
    return replace(run, course={**run.course, **{name: np.array(values) for name, values in course.items()}})


def needs(scenario: str, amount: Mapping[str, Sequence[float]], *, once: Sequence[str] = (), onset: float = 0.0,
          frequency: float | None = None) -> AreaNeeds:  # fmt: skip
    """Make needs of one area by hand, with bands of nothing to twice."""
    values = np.array(list(amount.values()), dtype=np.float64)[:, None, :]
    city = values.sum(axis=1)
    flags = np.array([name in once for name in amount])
    return AreaNeeds(
        scenario=scenario, name={"en": scenario.title()}, frequency=frequency, items=tuple(amount), once=flags,
        areas=("T",), hours=values.shape[2], amount=values, persons=values.copy(),
        band=np.stack([0.0 * city, 2.0 * city]), so_far_band=np.stack([0.0 * city, 2.0 * city.cumsum(axis=1)]),
        peak_band=np.stack([0.0 * city[:, 0], 2.0 * city.sum(axis=1)]), onset=onset, synthetic=True,
        provenance={"version": "1"},
    )  # fmt: skip
