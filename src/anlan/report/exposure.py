"""Sums of impacts over cells and over areas."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.rehearsal import CycleRun
from anlan.risk import MONEY, EventImpacts
from anlan.scenarios import Scenario

ALL = "all"
"""Stands for all hazards together."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RowImpacts:
    """Impacts on each row of the cells table.

    Parameters
    ----------
    by_target
        People or money by target and `MONEY`, shape (m,) each.
    """

    by_target: Mapping[str, Floats]

    def of(self, target: str, rows: int) -> Floats:
        """Return the impacts on one target; zeros where it was not assessed.

        Parameters
        ----------
        target
            Name of a target, or `MONEY`.
        rows
            Number of rows of the cells table.
        """
        return self.by_target.get(target, np.zeros(rows))


def targets_of(run: CycleRun) -> tuple[str, ...]:
    """Return every target that any hazard of the run was assessed for, people first."""
    assessed = {target for hazard in run.hazards for target in hazard.impacts.targets}
    return tuple(target for target in (*PEOPLE_TARGETS, *ASSET_TARGETS) if target in assessed)


def annual_risk(city: City, impacts: Mapping[str, EventImpacts]) -> Mapping[str, RowImpacts]:
    """Return the mean yearly impacts on each row of the cells table, by hazard and for `ALL`.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of each hazard.
    """
    found: dict[str, RowImpacts] = {}
    whole: dict[str, Floats] = {}
    for kind, one in impacts.items():
        rows = _with_money(one.targets, one.mean_annual(city.cells))
        found[kind] = RowImpacts(rows)
        for target, values in rows.items():
            whole[target] = whole[target] + values if target in whole else values
    return {ALL: RowImpacts(whole), **found} if found else {}


def scenario_impacts(scenario: Scenario) -> RowImpacts:
    """Return the impacts of a scenario on each row of the cells table."""
    return RowImpacts(_with_money(scenario.targets, scenario.by_row))


def _with_money(targets: tuple[str, ...], values: Floats) -> dict[str, Floats]:
    rows = {target: values[:, column] for column, target in enumerate(targets)}
    money = [rows[target] for target in targets if target in ASSET_TARGETS]
    return {**rows, MONEY: np.sum(money, axis=0) if money else np.zeros(values.shape[0])}


def by_cell(city: City, rows: Floats) -> Floats:
    """Add up rows of the cells table by cell, shape (c,).

    Parameters
    ----------
    city
        The city.
    rows
        People or money, shape (m,).
    """
    sums: Floats = np.bincount(city.cells.row_cell, weights=rows, minlength=city.cells.h3.size).astype(np.float64)
    return sums


def by_area(city: City, rows: Floats) -> Mapping[str, float]:
    """Add up rows of the cells table by area, each area with all that lies inside it.

    Parameters
    ----------
    city
        The city.
    rows
        People or money, shape (m,).
    """
    own = np.bincount(city.cells.row_area, weights=rows, minlength=len(city.areas.codes))
    return dict(zip(city.areas.codes, city.areas.roll_up(own).tolist(), strict=True))


def surface(city: City) -> Floats:
    """Return how much of each cell lies in the city, km2, shape (c,)."""
    inside = np.clip(by_cell(city, np.asarray(city.cells.share, dtype=np.float64)), 0.0, 1.0)
    return np.asarray(city.cells.area_km2) * inside


def per_km2(city: City, rows: Floats) -> Floats:
    """Return the density over each cell of what its rows hold, people or money per km2, shape (c,).

    Parameters
    ----------
    city
        The city.
    rows
        People or money, shape (m,).
    """
    area = surface(city)
    return np.divide(by_cell(city, rows), area, out=np.zeros_like(area), where=area > 0.0)


def shown_areas(city: City) -> tuple[str, ...]:
    """Return the codes of the districts: the areas right below the city, or the city where there are none."""
    areas = city.areas
    below = areas.children(areas.root)
    return tuple(areas.codes[index] for index in (below.tolist() or [areas.root]))
