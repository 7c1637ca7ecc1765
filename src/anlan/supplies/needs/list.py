"""The supplies list: what all scenarios together call for, item by item, with the scenario that drives each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from anlan.errors import SettingError
from anlan.language import Message
from anlan.supplies.needs.bands import peaks_of
from anlan.supplies.needs.by_area import AreaNeeds

FloatArray = NDArray[np.float64]

HORIZONS = (1, 3, 12, 24, 72)
"""Hours after the onset by which shares that must have arrived are told, H+x."""

NEEDED = 1e-9
"""Least amount of an item that counts as a need, in the item's unit."""


@dataclass(frozen=True)
class SupplyLine:
    """One line of the list.

    Parameters
    ----------
    item
        Identifier of the item.
    once
        Whether it is handed out once; then its peak is its total.
    peak, total
        Largest peak and largest total of any scenario, in the item's unit; see `peaks_of`.
    driven_by, total_driven_by
        Identifiers of the scenarios that set them.
    band
        5 and 95 % quantile of the peak in the scenario that drives it, in the item's unit.
    peak_hour
        First hour of the peak in that scenario: of the 24 hours of greatest need, or of the largest hand-out, h.
    arrived
        What must have arrived by each of the horizons in the scenario that needs most by then, in the item's unit.
    arrived_driven_by
        Identifiers of these scenarios; empty where none needs it by then.
    shares
        Share of its total that the scenario that drives the line needs by each horizon, 1.
    needed_in
        Identifiers of all scenarios that need the item, the largest peak first.
    persons
        Most people whose need it is in one hour of any scenario, persons.
    """

    item: str
    once: bool
    peak: float
    total: float
    driven_by: str
    total_driven_by: str
    band: tuple[float, float]
    peak_hour: int
    arrived: tuple[float, ...]
    arrived_driven_by: tuple[str, ...]
    shares: tuple[float, ...]
    needed_in: tuple[str, ...]
    persons: float


@dataclass(frozen=True, eq=False)
class SuppliesList:
    """The list distilled from several scenarios.

    Parameters
    ----------
    lines
        A line for each item that any scenario needs, in the order of the catalogue as far as the scenarios tell it.
    scenarios
        Identifiers of the scenarios, in the order in which they were given.
    names
        What each is called, by identifier and language.
    horizons
        Hours after the onset of `SupplyLine.arrived` and `SupplyLine.shares`.
    synthetic
        Whether anything of it is made up.
    provenance
        That of the first scenario, with the names of all.
    """

    lines: tuple[SupplyLine, ...]
    scenarios: tuple[str, ...]
    names: Mapping[str, Mapping[str, str]]
    horizons: tuple[int, ...]
    synthetic: bool
    provenance: Mapping[str, str | int]


def arrived_by(needs: AreaNeeds, horizons: Sequence[float] = HORIZONS) -> FloatArray:
    """Return what the city has needed by some hours after the onset, in the item's unit, float64 (horizons, i).

    What is needed in an hour must be there at its beginning, so all hours that begin before H+x count.

    Parameters
    ----------
    needs
        Needs of a scenario.
    horizons
        Hours after the onset, h.
    """
    so_far = np.concatenate([np.zeros((len(needs.items), 1)), np.cumsum(needs.city_amount, axis=1)], axis=1)
    ends = [min(max(ceil(needs.onset + after), 0), needs.hours) for after in horizons]
    return np.asarray(so_far[:, ends].T)


def supplies_list(needs: Sequence[AreaNeeds], *, horizons: tuple[int, ...] = HORIZONS) -> SuppliesList:
    """Distil the list from the needs of several scenarios.

    A city plans for one of the scenarios at a time: of each item it takes the largest peak and the largest total, not
    their sum. Of scenarios that need the same the one named first drives the line.

    Parameters
    ----------
    needs
        Needs of each scenario, the worst first.
    horizons
        Hours after the onset by which supplies must have arrived, h, ascending.

    Raises
    ------
    SettingError
        If there is no scenario, two have one identifier, or they disagree on how an item is counted.
    """
    _refuse(needs)
    order: dict[str, None] = {}
    for one in needs:
        order.update(dict.fromkeys(one.items))
    figures = [_Figures.of(one, horizons) for one in needs]
    lines = [_line(item, figures) for item in order]
    return SuppliesList(
        lines=tuple(line for line in lines if line is not None), scenarios=tuple(one.scenario for one in needs),
        names={one.scenario: one.name for one in needs}, horizons=horizons,
        synthetic=any(one.synthetic for one in needs),
        provenance={**needs[0].provenance, "scenario": ", ".join(one.scenario for one in needs)},
    )  # fmt: skip


def _refuse(needs: Sequence[AreaNeeds]) -> None:
    if not needs:
        raise SettingError(Message("no scenario; give the needs of one at least"))
    names = [one.scenario for one in needs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingError(Message("scenarios {names} are given twice; give each once", names=", ".join(twice)))
    ways: dict[str, bool] = {}
    for one in needs:
        for item, once in zip(one.items, one.once.tolist(), strict=True):
            if ways.setdefault(item, once) != once:
                raise SettingError(
                    Message("item '{item}' is handed out once in one scenario and used up in another; compute both "
                            "with the same standards", item=item)
                )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Figures:
    """Figures of each item in one scenario, arrays over its items."""

    needs: AreaNeeds
    peak: FloatArray
    total: FloatArray
    by_then: FloatArray
    persons: FloatArray

    @classmethod
    def of(cls, needs: AreaNeeds, horizons: Sequence[int]) -> "_Figures":
        amount = needs.city_amount
        return cls(
            needs, peaks_of(amount, needs.once), amount.sum(axis=1), arrived_by(needs, horizons),
            needs.city_persons.max(axis=1, initial=0.0),
        )  # fmt: skip


def _line(item: str, figures: Sequence[_Figures]) -> SupplyLine | None:
    """Return the line of an item; None where no scenario needs any of it."""
    own = [(one, one.needs.items.index(item)) for one in figures if item in one.needs.items]
    own = [(one, at) for one, at in own if one.total[at] > NEEDED]
    if not own:
        return None
    ranked = sorted(own, key=lambda pair: -pair[0].peak[pair[1]])
    driver, at = ranked[0]
    most, most_at = max(own, key=lambda pair: float(pair[0].total[pair[1]]))
    early = np.array([one.by_then[:, place] for one, place in own])
    first = early.argmax(axis=0).tolist()
    arrived = early.max(axis=0).tolist()
    return SupplyLine(
        item=item, once=bool(driver.needs.once[at]), peak=float(driver.peak[at]), total=float(most.total[most_at]),
        driven_by=driver.needs.scenario, total_driven_by=most.needs.scenario,
        band=(float(driver.needs.peak_band[0, at]), float(driver.needs.peak_band[1, at])),
        peak_hour=peak_hour(driver.needs.city_amount[at], once=bool(driver.needs.once[at])),
        arrived=tuple(arrived),
        arrived_driven_by=tuple(
            own[place][0].needs.scenario if amount > NEEDED else ""
            for place, amount in zip(first, arrived, strict=True)
        ),
        shares=tuple((driver.by_then[:, at] / driver.total[at]).tolist()),
        needed_in=tuple(one.needs.scenario for one, _ in ranked),
        persons=max(float(one.persons[place]) for one, place in own),
    )  # fmt: skip


def peak_hour(amount: FloatArray, *, once: bool) -> int:
    """Return the first hour of the peak: of the largest hand-out, or of the 24 hours of greatest need.

    Parameters
    ----------
    amount
        Newly needed by hour, float64 (hours,).
    once
        Whether the item is handed out once.
    """
    if once or amount.size <= 24:
        return int(amount.argmax()) if amount.size and once else 0
    so_far = np.concatenate([[0.0], np.cumsum(amount)])
    return int((so_far[24:] - so_far[:-24]).argmax())
