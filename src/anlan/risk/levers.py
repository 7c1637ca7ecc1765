"""What measures do to a hazard, read from the city package and taken together."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.consequences import LIFE_TARGETS, PEOPLE_TARGETS
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.errors import PackageError, Problem
from anlan.language import Message, mark
from anlan.risk.effects import Effects
from anlan.risk.exposure import row_exposure
from anlan.risk.slots import Slots, slots_of
from anlan.risk.vulnerability import vulnerability_of
from anlan.risk.warning_time import MINUTES, harm_left, lead_time_problems, warning_time_of

ALL_TARGETS = frozenset((*PEOPLE_TARGETS, *ASSET_TARGETS))

TARGET_GROUPS: Mapping[str | None, frozenset[str]] = {
    None: ALL_TARGETS,
    "people": frozenset(PEOPLE_TARGETS),
    "assets": frozenset(ASSET_TARGETS),
}
"""Targets behind the words of the column ``target`` that name several."""

RESPONSE_LEVERS = ("capability", "cascade", "supply")
"""Levers that change no impact: other parts of the cycle value them."""


@dataclass(frozen=True)
class Lever:
    """One effect of a measure.

    Parameters
    ----------
    measure
        Identifier of the measure.
    hazard
        Kind of hazard.
    area
        Code of the area it acts in; None for the whole city.
    kind
        What it changes; a key of `anlan.city.tables.consequences.LEVERS`.
    targets
        Whom and what it protects.
    factor, offset, unit
        How much; `unit` is that of `offset`.
    """

    measure: str
    hazard: str
    area: str | None
    kind: str
    targets: frozenset[str]
    factor: float
    offset: float
    unit: str

    @property
    def city_wide_frequency(self) -> bool:
        """Whether it makes the events of the whole city rarer."""
        return self.kind == "frequency" and self.area is None and self.targets == ALL_TARGETS

    @property
    def on_impacts(self) -> bool:
        """Whether it changes impacts at all."""
        return self.kind not in RESPONSE_LEVERS

    @property
    def minutes(self) -> float:
        """By how much people are warned earlier, min; for the lever ``lead_time``."""
        return self.offset * MINUTES[self.unit]

    @property
    def on_shares(self) -> bool:
        """Whether it is by itself a factor of what is lost in its area.

        An event that is avoided in a part of the city only still happens elsewhere, so the lever `frequency` in an
        area lowers the mean loss there.
        """
        return self.kind in ("exposure", "vulnerability") or (self.kind == "frequency" and not self.city_wide_frequency)


def levers_of(city: City) -> tuple[Lever, ...]:
    """Return every effect of every measure, in the order of ``measures.csv`` and then ``measure_effects.csv``.

    Parameters
    ----------
    city
        The city.

    Raises
    ------
    PackageError
        If a lever cannot act: an intensity lever in another unit than the hazard or on chosen targets only, a lead
        time that is none or of things, or an area in which no cell lies.
    """
    rows = list(_rows(city))
    root = city.areas.codes[city.areas.root]
    problems = [problem for file, row in rows for problem in _problems(city, file, row)]
    if problems:
        raise PackageError(problems)
    return tuple(
        Lever(
            row["measure"],
            row["hazard"],
            None if row["area"] == root else row["area"],
            row["lever"],
            _targets(row["lever"], row["target"]),
            row["factor"],
            row["offset"],
            row["offset_unit"],
        )
        for _, row in rows
    )


def _targets(kind: str, target: str | None) -> frozenset[str]:
    named = TARGET_GROUPS.get(target, frozenset((str(target),)))
    return named.intersection(LIFE_TARGETS) if kind == "lead_time" else named


def _rows(city: City) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in city.table("measures").with_columns(measure=pl.col("id")).iter_rows(named=True):
        yield "measures.csv", row
    for row in city.table("measure_effects").iter_rows(named=True):
        yield "measure_effects.csv", row


def _problems(city: City, file: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    if row["lever"] == "intensity":
        yield from _intensity_problems(city, file, row)
    if row["lever"] == "lead_time":
        yield from lead_time_problems(file, row)
    if row["area"] is not None and not rows_within(city, row["area"]).any():
        yield Problem(
            file,
            Message(mark("'{id}' acts in area {area}, in which no cell lies"), id=row["id"], area=row["area"]),
            Message(mark("name an area that rows of cells.csv lie in, or one above it")),
            feature=row["id"],
            code="area-without-cells",
        )


def _intensity_problems(city: City, file: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    units = _units_of(city, row["hazard"])
    if row["offset"] != 0.0 and units and units != {row["offset_unit"]}:
        yield Problem(
            file,
            Message(
                mark("'{id}' lowers the intensity by {offset} {found}, but the hazard is computed in {unit}"),
                id=row["id"],
                offset=row["offset"],
                found=row["offset_unit"],
                unit=", ".join(sorted(units)),
            ),
            Message(mark("convert offset and write offset_unit {unit}"), unit=", ".join(sorted(units))),
            feature=row["id"],
            code="unit-mismatch",
        )
    if row["target"] is not None:
        yield Problem(
            file,
            Message(
                mark("'{id}' changes the intensity for '{target}' only, but all share one intensity"),
                id=row["id"],
                target=row["target"],
            ),
            Message(mark("leave target empty, or use the lever vulnerability")),
            feature=row["id"],
            code="intensity-by-target",
        )


def _units_of(city: City, kind: str) -> set[str]:
    functions = city.table("vulnerability_functions").filter(
        (pl.col("hazard") == kind) & (pl.col("target") != "component")
    )
    return set(functions["intensity_unit"].to_list())


def areas_within(city: City, code: str | None) -> NDArray[np.bool_]:
    """Say of each area whether it is the given one or lies in it; None stands for the whole city.

    Parameters
    ----------
    city
        The city.
    code
        Code of an area.
    """
    areas = city.areas
    inside = np.zeros(len(areas), dtype=np.bool_)
    inside[areas.root if code is None else areas.index[code]] = True
    for _ in range(int(areas.depth.max(initial=0))):
        inside |= (areas.parent >= 0) & inside[areas.parent]
    return inside


def rows_within(city: City, code: str | None) -> NDArray[np.bool_]:
    """Say of each row of the cells table whether it lies in an area; None stands for the whole city.

    Parameters
    ----------
    city
        The city.
    code
        Code of an area.
    """
    return areas_within(city, code)[city.cells.row_area]


def targets_of(city: City, kind: str) -> tuple[str, ...]:
    """Return the targets that the city has functions for, in the order of `anlan.risk.Vulnerability`.

    Parameters
    ----------
    city
        The city.
    kind
        Kind of hazard.
    """
    units = _units_of(city, kind)
    return vulnerability_of(city, kind, min(units)).targets if units else ()


def row_factors(city: City, levers: Sequence[Lever], targets: tuple[str, ...]) -> NDArray[np.float64]:
    """Multiply the single factors of what is lost on each row of the cells table, 1, shape (m, t).

    Parameters
    ----------
    city
        The city.
    levers
        Effects; those that do not act on shares are passed over.
    targets
        Names of the t targets.
    """
    factors = np.ones((city.cells.row_cell.size, len(targets)))
    for lever in levers:
        if lever.on_shares:
            factors[_reached(city, lever, targets)] *= lever.factor
    return factors


def warning_factors(city: City, levers: Sequence[Lever], targets: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the joint factor of earlier warnings on each row of the cells table, 1, shape (m, t).

    Lead times add to that of today. Of the shares of people who act the largest counts, today's among them: those who
    act on one warning are taken to be those who act on any. It is no product over measures; see
    `anlan.risk.warning_time.harm_left`.

    Parameters
    ----------
    city
        The city.
    levers
        Effects on one hazard; those that warn nobody are passed over.
    targets
        Names of the t targets.
    """
    # Sorted, so that the sum is the same to the last bit in whatever order the measures stand.
    warning = sorted((lever for lever in levers if lever.kind == "lead_time"), key=lambda lever: lever.minutes)
    shape = (city.cells.row_cell.size, len(targets))
    if not warning:
        return np.ones(shape)
    today = warning_time_of(city, warning[0].hazard)
    minutes, share = np.full(shape, today.minutes), np.full(shape, today.share)
    for lever in warning:
        reached = _reached(city, lever, targets)
        minutes[reached] += lever.minutes
        share[reached] = np.maximum(share[reached], lever.factor)
    return harm_left(minutes, share, today)


def _reached(city: City, lever: Lever, targets: tuple[str, ...]) -> NDArray[np.bool_]:
    protected = np.array([target in lever.targets for target in targets], dtype=np.bool_)
    return np.outer(rows_within(city, lever.area), protected)


def effects_of(city: City, kind: str, measures: Collection[str]) -> Effects:
    """Return what measures do together to one hazard.

    Parameters
    ----------
    city
        The city.
    kind
        Kind of hazard.
    measures
        Identifiers of the measures that are in use; others of the table are passed over.

    Raises
    ------
    PackageError
        As for `levers_of`.
    """
    levers = [lever for lever in levers_of(city) if lever.hazard == kind and lever.measure in measures]
    return joint_effects(city, kind, levers)


def joint_effects(city: City, kind: str, levers: Sequence[Lever], *, district: str | None = None) -> Effects:
    """Return what levers do together to one hazard.

    Their order does not matter: factors of the frequency multiply; factors F of the intensity multiply and their
    offsets O add, I' = max(F I - O, 0); factors of exposure and vulnerability multiply, and so does the joint one of
    `warning_factors`. Levers of `RESPONSE_LEVERS` change no impact. Where an area holds a part of a cell only, the
    intensity of the cell takes the mean of its parts by surface, and a slot the mean of its rows by what they expose.

    Parameters
    ----------
    city
        The city.
    kind
        Kind of hazard.
    levers
        Levers on that hazard.
    district
        Code of a top district: cells that it shares with others take the intensity of its own part, as is right
        for impacts of that district alone.
    """
    slots, targets = slots_of(city), targets_of(city, kind)
    factor, offset = _cell_intensity(city, levers, slots, district)
    frequency = float(np.prod([lever.factor for lever in levers if lever.city_wide_frequency]))
    return Effects(frequency, factor, offset, _slot_factors(city, levers, slots, targets))


def _cell_intensity(
    city: City, levers: Sequence[Lever], slots: Slots, district: str | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    cells = city.cells
    factor, offset = np.ones(cells.row_cell.size), np.zeros(cells.row_cell.size)
    for lever in levers:
        if lever.kind == "intensity":
            inside = rows_within(city, lever.area)
            factor[inside] *= lever.factor
            offset[inside] += lever.offset
    weight = cells.share
    if district is not None:
        weight = np.where(slots.district[slots.of_row] == slots.codes.index(district), weight, 0.0)
    total = np.bincount(cells.row_cell, weights=weight, minlength=len(cells))
    shares = weight / np.where(total > 0.0, total, 1.0)[cells.row_cell]
    # Deviations from "unchanged" are averaged, so that a cell without any measure stays as it is to the last bit.
    lower = np.bincount(cells.row_cell, weights=shares * (1.0 - factor), minlength=len(cells))
    less = np.bincount(cells.row_cell, weights=shares * offset, minlength=len(cells))
    return np.asarray(1.0 - lower, dtype=np.float64), np.asarray(less, dtype=np.float64)


def _slot_factors(city: City, levers: Sequence[Lever], slots: Slots, targets: tuple[str, ...]) -> NDArray[np.float64]:
    exposed = np.add(*row_exposure(city.cells, targets))
    total = slots.summed(exposed)
    left = row_factors(city, levers, targets) * warning_factors(city, levers, targets)
    spared = slots.summed(exposed * (1.0 - left))
    factors: NDArray[np.float64] = np.maximum(1.0 - spared / np.where(total > 0.0, total, 1.0), 0.0)
    return factors
