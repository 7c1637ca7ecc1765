"""Who is in need of what in each area, hour by hour, with nobody counted twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from anlan.city import AGE_GROUPS, City
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.risk import impact_by_row
from anlan.risk.exposure import row_exposure
from anlan.scenarios.cascade.layers import ROAD
from anlan.scenarios.norms import EVERYBODY
from anlan.scenarios.run import ScenarioRun
from anlan.scenarios.scenario import share_in_need
from anlan.supplies.needs.areas import AreaRows

FloatArray = NDArray[np.float64]

BY_SERVICE: Mapping[str, str] = {ROAD: "isolated", "water": "without_water", "power": "without_power"}
"""Driver that a network's service stands for where the cascade follows it."""

INJURED = ("severely_injured", "lightly_injured")


@dataclass(frozen=True, eq=False)
class PeopleInNeed:
    """People in need by driver, group and area.

    Services that the cascade follows are its own (`anlan.scenarios.cascade.Cascade.by_cell`), and what impacts say of
    them is passed over. Of the residents only those count as without a service who are neither killed nor displaced:
    displaced people have standards of their own. Impacts are those of the run: of several footprints a person is hit
    by each independently, as in `anlan.scenarios.run.union`, and the areas add up to the course of the run.

    Parameters
    ----------
    city
        The city.
    run
        The scenario hour by hour.
    rows
        Areas, and in which of them each row of the cells table lies.
    """

    city: City
    run: ScenarioRun
    rows: AreaRows
    _kept: dict[tuple[str, str, frozenset[str], frozenset[str]], FloatArray] = field(default_factory=dict)

    @cached_property
    def followed(self) -> Mapping[str, str]:
        """Service that tells each driver, for drivers that the cascade follows."""
        cascade = self.run.cascade
        known = () if cascade is None else cascade.model.service_names
        return {driver: service for service, driver in BY_SERVICE.items() if service in known}

    @cached_property
    def drivers(self) -> tuple[str, ...]:
        """Consequences whose people are known, in the order of the declarations."""
        return tuple(name for name in PEOPLE_TARGETS if name in self.followed or name in self.run.course)

    def of(
        self, driver: str, group: str = EVERYBODY, spared: Iterable[str] = (), hazards: frozenset[str] = frozenset()
    ) -> FloatArray:
        """Return people in need, persons, float64 (areas, hours).

        Parameters
        ----------
        driver
            One of `drivers`.
        group
            `EVERYBODY` or an age group.
        spared
            Drivers that the cascade follows whose people are left out: they have the item already. Which of the
            residents of one row are without two services is taken to be independent.
        hazards
            Hazards whose people count; empty for all. Services that the cascade follows are those of all together.
        """
        key = (driver, group, frozenset(spared), hazards)
        if key not in self._kept:
            weight = self._weight(group)
            if driver in self.followed:
                found = self._without(driver, weight, key[2])
            else:
                found = self._hit(driver, weight, hazards)
            found.flags.writeable = False
            self._kept[key] = found
        return self._kept[key]

    def _weight(self, group: str) -> FloatArray:
        """Return the share of a group among the residents of each row, 1, (m,)."""
        cells = self.city.cells
        if group == EVERYBODY:
            return np.ones(cells.population.size)
        if cells.ages is None:
            return np.zeros(cells.population.size)
        own = cells.ages[:, AGE_GROUPS.index(group)]
        return np.divide(own, cells.population, out=np.zeros(own.size), where=cells.population > 0.0)

    def _hit(self, driver: str, weight: FloatArray, hazards: frozenset[str]) -> FloatArray:
        """Return whom the impacts hit, (areas, hours)."""
        course = self.run.course[driver]
        city = self._shape(driver, frozenset())(np.ones(weight.size)).sum(axis=0)
        people = self._shape(driver, hazards)(weight)
        return np.asarray(people * np.divide(course, city, out=np.zeros(course.size), where=city > 0.0))

    def _shape(self, driver: str, hazards: frozenset[str]) -> "_Shape":
        run = self.run
        column = run.targets.index(driver)
        kinds = [one.kind for one in run.scenario.footprints]
        counts = [not hazards or kind in hazards for kind in kinds]
        if len(run.impacts) < 2:
            one = float(any(counts))
            return _Shape(self.rows, run.by_row[:, column][None, :], np.full((1, run.hours), one), None)
        present = self._present
        shares, profile = np.zeros((len(run.impacts), present.size)), np.zeros((len(run.impacts), run.hours))
        hour = np.arange(run.hours, dtype=np.float64)
        for place, (impacts, footprint) in enumerate(zip(run.impacts, run.scenario.footprints, strict=True)):
            if counts[place] and driver in impacts.targets:
                own = impact_by_row(self.city, impacts, 0)[:, impacts.targets.index(driver)]
                shares[place] = np.divide(own, present, out=np.zeros(own.size), where=present > 0.0)
                since = hour - footprint.onset_hour
                share = share_in_need(self.city, footprint.kind, driver, np.maximum(since, 0.0))
                profile[place] = np.where(since >= 0.0, share, 0.0)
        return _Shape(self.rows, np.clip(shares, 0.0, 1.0), profile, present)

    @cached_property
    def _present(self) -> FloatArray:
        """People in each row at the time of the scenario, (m,)."""
        night, day = row_exposure(self.city.cells, ("displaced",))
        return (day if self.run.scenario.moment.by_day else night)[:, 0]

    @cached_property
    def _gone(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Shares of the people of each row who are killed and displaced in all, (m,) each, and the latter's course."""
        run, present = self.run, self._present
        shares = []
        for name in ("killed", "displaced"):
            own = run.by_row[:, run.targets.index(name)] if name in run.targets else np.zeros(present.size)
            shares.append(np.divide(own, present, out=np.zeros(own.size), where=present > 0.0))
        killed = np.clip(shares[0], 0.0, 1.0)
        displaced = np.clip(shares[1], 0.0, 1.0 - killed)
        total = run.totals.get("displaced", 0.0)
        course = run.course.get("displaced", np.zeros(run.hours))
        away = np.clip(course / total, 0.0, 1.0) if total > 0.0 else np.zeros(run.hours)
        return killed, displaced, away

    def _without(self, driver: str, weight: FloatArray, spared: frozenset[str]) -> FloatArray:
        """Return residents at home without a service, (areas, hours)."""
        share = self._lost(driver)
        for other in sorted(spared & set(self.followed)):
            share = share * (1.0 - self._lost(other))
        killed, displaced, away = self._gone
        residents = self.city.cells.population * weight
        home = self.rows.summed((residents * (1.0 - killed))[:, None] * share.T)
        left = self.rows.summed((residents * displaced)[:, None] * share.T)
        return np.asarray(np.maximum(home - left * away, 0.0))

    def _lost(self, driver: str) -> FloatArray:
        """Return the mean share of the residents of each row without the service of a driver, (hours, m)."""
        if self.run.cascade is None:
            return np.zeros((self.run.hours, self.city.cells.population.size))
        return self.run.cascade.by_cell(self.followed[driver]).astype(np.float64)


@dataclass(frozen=True, eq=False)
class _Shape:
    """How those whom a consequence hits lie in the areas: the union of the shares (k, m) at profiles (k, hours)."""

    rows: AreaRows
    shares: FloatArray
    profile: FloatArray
    present: FloatArray | None

    def __call__(self, weight: FloatArray) -> FloatArray:
        if self.present is None:
            return np.outer(self.rows.summed(self.shares[0] * weight), self.profile[0])
        unique, back = np.unique(self.profile, axis=1, return_inverse=True)
        people = self.present * weight
        found = [
            self.rows.summed(people * (1.0 - np.prod(1.0 - self.shares * column[:, None], axis=0)))
            for column in unique.T
        ]
        return np.stack(found, axis=1)[:, back.reshape(-1)]
