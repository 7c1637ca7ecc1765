"""What changed from one version of a scenario to another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.scenarios.saved.model import Assumption, Footprint, SavedScenario

Value = float | int | str | None


@dataclass(frozen=True)
class FieldChange:
    """A value that is not the same.

    Parameters
    ----------
    field
        Where it stands, as ``moment.hour``.
    old, new
        The value before and after; None where there was or is none.
    """

    field: str
    old: Value
    new: Value


@dataclass(frozen=True)
class FootprintChange:
    """A footprint that is not the same.

    Parameters
    ----------
    kind
        Hazard.
    state
        ``added``, ``removed`` or ``changed``.
    unit
        Unit of the intensity.
    added, removed, changed
        Cells that are in the new one alone, in the old one alone, and in both with another intensity.
    largest
        Change of the intensity that is largest in absolute value, new less old, in `unit`.
    largest_cell
        H3 cell of that change; empty where there is none.
    people_old, people_new
        Residents of the city in the cells of the old and of the new footprint; None where no city was given.
    fields
        What else of the footprint changed.
    """

    kind: str
    state: str
    unit: str
    added: int
    removed: int
    changed: int
    largest: float
    largest_cell: str
    people_old: float | None
    people_new: float | None
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Differences:
    """All that changed from one scenario to another.

    Parameters
    ----------
    fields
        Values that changed: what the scenario is called, where it comes from, when it happens, and so on.
    assumptions_added, assumptions_removed
        Assumptions of the new one alone and of the old one alone.
    footprints
        Footprints that changed.
    """

    fields: tuple[FieldChange, ...]
    assumptions_added: tuple[Assumption, ...]
    assumptions_removed: tuple[Assumption, ...]
    footprints: tuple[FootprintChange, ...]

    def __bool__(self) -> bool:
        return bool(self.fields or self.assumptions_added or self.assumptions_removed or self.footprints)


def differences(old: SavedScenario, new: SavedScenario, city: City | None = None) -> Differences:
    """Compare two scenarios.

    Footprints are compared by hazard, the first of a hazard with the first, the second with the second; a change of
    unit makes a footprint another one.

    Parameters
    ----------
    old, new
        The scenarios.
    city
        City whose residents are counted; None for none.

    Returns
    -------
    What changed; false as a condition where nothing did.
    """
    return Differences(
        fields=tuple(_fields(_flat(old), _flat(new))),
        assumptions_added=tuple(one for one in new.assumptions if one not in old.assumptions),
        assumptions_removed=tuple(one for one in old.assumptions if one not in new.assumptions),
        footprints=tuple(_footprints(old, new, city)),
    )


def _flat(scenario: SavedScenario) -> dict[str, Value]:
    moment = scenario.moment
    single: dict[str, Value] = {
        "id": scenario.id,
        "version": scenario.version,
        "origin": scenario.origin,
        "city.id": scenario.city,
        "city.checksum": scenario.city_checksum,
        "frequency_per_year": scenario.frequency,
        "synthetic": scenario.synthetic,
        "moment.month": moment.month,
        "moment.workday": moment.workday,
        "moment.hour": moment.hour,
        "moment.tide": moment.tide,
        "moment.by_day": moment.by_day,
    }
    several: dict[str, Mapping[str, Any]] = {
        "name": scenario.name,
        "story": scenario.story,
        "origin_detail": scenario.origin_detail,
        "provenance": scenario.provenance,
    }
    return single | {f"{name}.{key}": value for name, values in several.items() for key, value in values.items()}


def _fields(old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if before != after or isinstance(before, bool) != isinstance(after, bool):
            yield FieldChange(name, before, after)


def _footprints(old: SavedScenario, new: SavedScenario, city: City | None) -> Iterator[FootprintChange]:
    before, after = _numbered(old), _numbered(new)
    for key in dict.fromkeys((*before, *after)):
        change = _change(before.get(key), after.get(key), city)
        if change is not None:
            yield change


def _numbered(scenario: SavedScenario) -> dict[tuple[str, str, int], Footprint]:
    counts: dict[tuple[str, str], int] = {}
    found = {}
    for one in scenario.footprints:
        number = counts.get((one.kind, one.unit), 0)
        counts[one.kind, one.unit] = number + 1
        found[one.kind, one.unit, number] = one
    return found


def _change(old: Footprint | None, new: Footprint | None, city: City | None) -> FootprintChange | None:
    there = new if new is not None else old
    if there is None:
        return None
    before, after = _values(old), _values(new)
    cells = np.union1d(before[0], after[0])
    was, now = (_on(cells, *one) for one in (before, after))
    step = now.astype(np.float64) - was
    fields = tuple(_fields(_described(old), _described(new))) if old is not None and new is not None else ()
    if old is not None and new is not None and not fields and not step.any():
        return None
    most = int(np.argmax(np.abs(step))) if step.size else 0
    return FootprintChange(
        kind=there.kind,
        state="added" if old is None else "removed" if new is None else "changed",
        unit=there.unit,
        added=int(((was == 0.0) & (now > 0.0)).sum()),
        removed=int(((was > 0.0) & (now == 0.0)).sum()),
        changed=int(((was > 0.0) & (now > 0.0) & (step != 0.0)).sum()),
        largest=float(step[most]) if step.any() else 0.0,
        largest_cell=h3.int_to_str(int(cells[most])) if step.any() else "",
        people_old=None if city is None else people_in(city, before[0]),
        people_new=None if city is None else people_in(city, after[0]),
        fields=fields,
    )


def _values(footprint: Footprint | None) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    if footprint is None:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    return footprint.cells, footprint.intensity


def _on(cells: NDArray[np.int64], own: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = np.zeros(cells.size, dtype=np.float32)
    spread[np.searchsorted(cells, own)] = values
    return spread


def _described(footprint: Footprint | None) -> dict[str, Value]:
    if footprint is None:
        return {}
    own: dict[str, Value] = {"event": footprint.event, "onset_hour": footprint.onset_hour}
    return own | {f"parameters.{name}": value for name, value in footprint.parameters.items()}


def people_in(city: City, cells: NDArray[np.int64]) -> float:
    """Return the residents of a city in some cells, persons.

    Parameters
    ----------
    city
        The city.
    cells
        H3 cells; those that are not of the city have nobody.
    """
    own = city.cells
    inside = np.isin(own.h3, cells)
    return float(own.population[inside[own.row_cell]].sum())
