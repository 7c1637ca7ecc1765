"""Mean yearly impacts under every combination of the measures that act on a hazard in a district.

Benefits of measures do not add: two that each halve a loss leave a quarter of it, not nothing. Every combination is
therefore assessed as such, and nothing that follows ever adds the benefits of single measures.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from anlan.city import City
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.compute import Executor, generator_of
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.risk.effects import Effects
from anlan.risk.impact import MONEY, EventImpacts, assess_each
from anlan.risk.levers import Lever, joint_effects, row_factors, rows_within, warning_factors
from anlan.risk.slots import Slots, slots_of
from anlan.risk.treatment.measures import Measure, Rule, measures_of, rules_of

CONSEQUENCES = ("killed", "severely_injured", "displaced", MONEY)
"""What benefits are counted in: people, and money in the city's currency."""

MOST_ACTING = 10
"""Most measures that may act on one hazard in one district: 1,024 combinations."""

TOGETHER = 8
"""Variants that one pass over the events computes; more would only need more memory."""

Chosen = frozenset[str]
"""Measures that are in use together."""


@dataclass(frozen=True)
class Combinations:
    """Impacts of one hazard in one district under every combination of the measures that act there.

    Parameters
    ----------
    hazard
        Kind of hazard.
    area
        Code of the top district.
    measures
        The k measures that act. Combination i holds measure j where bit j of i is set; 0 is the city as it is.
    annual
        Mean yearly impacts, people or money a year, by combination and consequence, shape (2**k, 4).
    samples
        The same in each of q possible futures, shape (q, 2**k, 4); q may be 0.
    """

    hazard: str
    area: str
    measures: tuple[str, ...]
    annual: NDArray[np.float64]
    samples: NDArray[np.float64]

    def place(self, working: Collection[str]) -> int:
        """Return the number of the combination in which exactly these measures work; others do not matter.

        Parameters
        ----------
        working
            Identifiers of measures.
        """
        return sum(1 << bit for bit, measure in enumerate(self.measures) if measure in working)


@dataclass(frozen=True)
class Treatment:
    """What every combination of a city's measures leaves of its risk.

    Parameters
    ----------
    measures
        The measures that can be chosen.
    rules
        What they demand of each other.
    combinations
        Impacts by hazard and district; a hazard without measures has its one combination too.
    areas
        Codes of the d top districts.
    people
        Residents of each, shape (d,).
    reach
        Share of each measure's spending that goes to each district, by residents of those it acts in, shape (d,).
    unvalued
        Why a measure shows no benefit here, by its identifier.
    """

    measures: tuple[Measure, ...]
    rules: tuple[Rule, ...]
    combinations: tuple[Combinations, ...]
    areas: tuple[str, ...]
    people: NDArray[np.float64]
    reach: Mapping[str, NDArray[np.float64]]
    unvalued: Mapping[str, Message]

    @property
    def futures(self) -> int:
        """Number q of possible futures."""
        return self.combinations[0].samples.shape[0] if self.combinations else 0

    def annual(self, working: Collection[str]) -> NDArray[np.float64]:
        """Return the mean yearly impacts while measures work, all hazards together.

        Parameters
        ----------
        working
            Identifiers of the measures that work.

        Returns
        -------
        People or money a year by district and consequence, shape (d, 4).
        """
        sums = np.zeros((len(self.areas), len(CONSEQUENCES)))
        for each in self.combinations:
            sums[self.areas.index(each.area)] += each.annual[each.place(working)]
        return sums

    def sampled(self, working: Collection[str]) -> NDArray[np.float64]:
        """Return the yearly impacts on the whole city in each possible future, shape (q, 4).

        Parameters
        ----------
        working
            Identifiers of the measures that work.
        """
        sums = np.zeros((self.futures, len(CONSEQUENCES)))
        for each in self.combinations:
            sums += each.samples[:, each.place(working)]
        return sums


def futures_of(impacts: EventImpacts, samples: int, years: int, seed: int) -> csr_array:
    """Draw possible futures: how often each event happens within the horizon, a year.

    Events are independent in time (Poisson). A programme that is good on average can be poor in the futures that
    bring the rare great event; these samples show it.

    Parameters
    ----------
    impacts
        Impacts of the n events of a hazard.
    samples
        Number q of futures.
    years
        Length of each, years.
    seed
        Seed of the run.

    Returns
    -------
    Occurrences a year, 1/year, shape (q, n).
    """
    frequency = impacts.frequency
    total = float(frequency.sum())
    first, columns = [0], []
    for sample in range(samples):
        random = generator_of(seed, "future", impacts.events.kind, sample)
        events = random.choice(frequency.size, random.poisson(total * years), p=frequency / total)
        columns.append(np.sort(events))
        first.append(first[-1] + events.size)
    column = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)
    weights = csr_array((np.full(column.size, 1.0 / years), column, first), shape=(samples, frequency.size))
    weights.sum_duplicates()
    return weights


def treatment_of(
    city: City,
    assessed: Sequence[EventImpacts],
    executor: Executor,
    *,
    futures: Mapping[str, csr_array] | None = None,
    advance: Callable[[int, int], None] | None = None,
) -> Treatment:
    """Compute what every combination of the city's measures leaves of its risk.

    Only levers on the intensity need the events again. All others are factors of what is already known.

    Parameters
    ----------
    city
        The city.
    assessed
        Impacts of each hazard without any measure.
    executor
        Where work runs; the result does not depend on it.
    futures
        Possible futures by kind of hazard, as from `futures_of`, all of the same number.
    advance
        Called with the hazards that are done and the number of all.

    Raises
    ------
    PackageError
        If a measure cannot act; see `anlan.risk.levers_of`.
    SettingError
        If more than `MOST_ACTING` measures act on one hazard in one district.
    """
    measures, slots = measures_of(city), slots_of(city)
    found: list[Combinations] = []
    for done, impacts in enumerate(assessed, start=1):
        weights = (futures or {}).get(impacts.events.kind)
        found += _Enumeration(city, impacts, measures, weights).run(executor)
        if advance is not None:
            advance(done, len(assessed))
    kinds = frozenset(impacts.events.kind for impacts in assessed)
    unvalued = {measure.id: reason for measure in measures if (reason := _unvalued(measure, kinds)) is not None}
    reach = {measure.id: _reached(city, slots, measure) for measure in measures}
    people = _people(city, slots, np.ones(city.cells.row_cell.size, dtype=np.bool_))
    return Treatment(measures, rules_of(city), tuple(found), slots.codes, people, reach, unvalued)


def _people(city: City, slots: Slots, rows: NDArray[np.bool_]) -> NDArray[np.float64]:
    people = np.where(rows, city.cells.population, 0.0)
    return np.bincount(slots.district[slots.of_row], weights=people, minlength=len(slots.codes)).astype(np.float64)


def _reached(city: City, slots: Slots, measure: Measure) -> NDArray[np.float64]:
    """Return the share of a measure's spending in each district: by the residents where it acts."""
    rows = np.any([rows_within(city, lever.area) for lever in measure.levers], axis=0)
    people = _people(city, slots, rows)
    total = people.sum()
    return people / total if total > 0.0 else np.zeros(len(slots.codes))


def _unvalued(measure: Measure, kinds: Collection[str]) -> Message | None:
    acting = [lever.hazard for lever in measure.on_impacts]
    if not acting:
        return measure.why_elsewhere
    if not any(hazard in kinds for hazard in acting):
        return Message(mark("its hazard was not assessed: {hazard}"), hazard=Message(HAZARD_KINDS[acting[0]]))
    return None


Case = tuple[str | None, Chosen]
"""A set of measures on the intensity; with a district, as it is right for that district alone."""


@dataclass(frozen=True)
class _Part:
    """Mean yearly impacts on one district under measures on the intensity: by target, by row, by future."""

    annual: NDArray[np.float64]
    rows: NDArray[np.float64]
    samples: NDArray[np.float64]


class _Enumeration:
    """Enumerates the combinations of one hazard, district by district."""

    def __init__(
        self, city: City, impacts: EventImpacts, measures: Sequence[Measure], weights: csr_array | None
    ) -> None:
        self.city, self.impacts, self.weights = city, impacts, weights
        self.kind, self.targets = impacts.events.kind, impacts.targets
        self.district = impacts.slots.district[impacts.slots.of_row]
        levers = {
            measure.id: [lever for lever in measure.on_impacts if lever.hazard == self.kind] for measure in measures
        }
        self.levers: dict[str, list[Lever]] = {name: found for name, found in levers.items() if found}
        self.factors = {name: row_factors(city, found, self.targets) for name, found in self.levers.items()}
        self.fold = _fold(self.targets)

    def run(self, executor: Executor) -> Iterator[Combinations]:
        """Yield the combinations of each district."""
        acting = {code: self._acting(code) for code in self.impacts.districts}
        parts: dict[Case, list[_Part]] = {(None, Chosen()): self._parts(self.impacts)}
        wanted = {self._variant(code, subset) for code in acting for subset in _subsets(self._raising(acting[code]))}
        missing = sorted(wanted - parts.keys(), key=lambda variant: (variant[0] or "", sorted(variant[1])))
        for first in range(0, len(missing), TOGETHER):
            some = missing[first : first + TOGETHER]
            effects = [self._on_intensity(*variant) for variant in some]
            runs = assess_each(self.city, self.impacts.events, executor, effects)
            parts |= {variant: self._parts(run) for variant, run in zip(some, runs, strict=True)}
        for code, measures in acting.items():
            yield self._combine(code, measures, parts)

    def _acting(self, code: str) -> tuple[str, ...]:
        inside = self.district == self.impacts.districts.index(code)
        found = tuple(
            name
            for name, levers in self.levers.items()
            if any((rows_within(self.city, lever.area) & inside).any() for lever in levers)
        )
        if len(found) > MOST_ACTING:
            raise SettingError(
                Message(
                    mark(
                        "{count} measures act on {hazard} in {area}, which makes {combinations:,} combinations; merge "
                        "measures that belong together, or leave some out, until {most} remain"
                    ),
                    count=len(found),
                    hazard=Message(HAZARD_KINDS[self.kind]),
                    area=code,
                    combinations=2 ** len(found),
                    most=MOST_ACTING,
                )
            )
        return found

    def _raising(self, measures: Collection[str]) -> list[str]:
        """Return the measures that change the intensity."""
        return [name for name in measures if any(lever.kind == "intensity" for lever in self.levers[name])]

    def _variant(self, code: str, subset: Chosen) -> Case:
        """Return the variant that holds for a district; one for all districts where the measures are city-wide."""
        everywhere = all(
            lever.area is None for name in subset for lever in self.levers[name] if lever.kind == "intensity"
        )
        return (None if everywhere else code), subset

    def _on_intensity(self, code: str | None, subset: Chosen) -> Effects:
        levers = [lever for name in sorted(subset) for lever in self.levers[name] if lever.kind == "intensity"]
        return joint_effects(self.city, self.kind, levers, district=code)

    def _parts(self, impacts: EventImpacts) -> list[_Part]:
        """Return what is needed of a run for each district; the run itself is then let go."""
        rows = impacts.mean_annual(self.city.cells)
        futures = 0 if self.weights is None else self.weights.shape[0]
        return [
            _Part(
                annual=impacts.frequency @ impacts.by_district[:, place],
                rows=rows[self.district == place],
                samples=np.zeros((futures, rows.shape[1]))
                if self.weights is None
                else np.asarray(self.weights @ impacts.by_district[:, place]),
            )
            for place in range(len(impacts.districts))
        ]

    def _combine(self, code: str, measures: tuple[str, ...], parts: Mapping[Case, list[_Part]]) -> Combinations:
        place = self.impacts.districts.index(code)
        inside = self.district == place
        annual, samples = [], []
        for number in range(1 << len(measures)):
            chosen = [name for bit, name in enumerate(measures) if number >> bit & 1]
            part = parts[self._variant(code, Chosen(self._raising(chosen)))][place]
            left = self._share_left(chosen, part.rows, inside)
            annual.append((part.annual * left) @ self.fold)
            samples.append((part.samples * left) @ self.fold)
        return Combinations(self.kind, code, measures, np.stack(annual), np.stack(samples, axis=1))

    def _share_left(
        self, chosen: Sequence[str], rows: NDArray[np.float64], inside: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Return what levers other than those on the intensity leave of the mean yearly impact, 1, shape (t,)."""
        # Earlier warnings are one joint factor; all others are products over the measures.
        warning = [lever for name in chosen for lever in self.levers[name]]
        factors = warning_factors(self.city, warning, self.targets)[inside]
        frequency = 1.0
        for name in chosen:
            factors = factors * self.factors[name][inside]
            for lever in self.levers[name]:
                frequency *= lever.factor if lever.city_wide_frequency else 1.0
        total, left = rows.sum(axis=0), (rows * factors).sum(axis=0)
        share: NDArray[np.float64] = frequency * np.divide(left, total, out=np.ones_like(total), where=total > 0.0)
        return share


def _subsets(names: Sequence[str]) -> Iterator[Chosen]:
    for size in range(len(names) + 1):
        for subset in combinations(names, size):
            yield Chosen(subset)


def _fold(targets: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the matrix that turns impacts by target into impacts by consequence, shape (t, 4)."""
    fold = np.zeros((len(targets), len(CONSEQUENCES)))
    for place, target in enumerate(targets):
        name = MONEY if target in ASSET_TARGETS else target
        if name in CONSEQUENCES:
            fold[place, CONSEQUENCES.index(name)] = 1.0
    return fold
