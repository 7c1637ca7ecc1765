"""Crowd crush: gatherings that become too dense; see ``docs/methods/crowd-crush.md``."""

from collections.abc import Mapping
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.event_set import EventSet, StoredFootprints, names_of, provenance_of
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.language import Message, mark

KIND = "crowd_crush"

FloatArray = NDArray[np.float64]

PARAMETERS = (
    Parameter("accidents", 1.6e-3, "1/(million year)", 1e-6, 1.0, mark("Crowd accidents a year per million residents")),
    Parameter("attendance_least", 0.5, "1", 0.01, 1.0, mark("Least share of a place's capacity that is present")),
    Parameter("density_least", 5.0, "1/m2", 2.0, 10.0, mark("Least density in the densest part of the crowd")),
    Parameter("density_mode", 7.0, "1/m2", 2.0, 12.0, mark("Most frequent density there")),
    Parameter("density_most", 12.0, "1/m2", 5.0, 20.0, mark("Greatest density there")),
)  # fmt: skip


class CrowdCrush:
    """Density in the densest part of a crowd that comes to harm, persons/m2, on the cell of the gathering."""

    kind = KIND
    unit = "1/m2"
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: residents, or places of gathering with their capacity on land of the city."""
        found = []
        if not _gatherings(city).size:
            found.append(
                Message(
                    mark(
                        "no gathering place has a number of persons and a position in the city; give places of kind "
                        "event_place with persons in places.csv"
                    )
                )
            )
        if not city.cells.population.sum() > 0.0:
            found.append(Message(mark("nobody lives in the city; fill population in cells.csv")))
        return tuple(found)

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` accidents of equal frequency; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events)
        values = values_of(city, self.kind, self.parameters)
        gatherings = _gatherings(city)
        frame, place = _draw(gatherings, events, generator_of(seed, self.kind), values)
        rate = values["accidents"] * float(city.cells.population.sum()) / 1e6
        cell = gatherings.cell[place].astype(np.int32)
        stored = StoredFootprints(
            np.arange(events + 1, dtype=np.int64), cell, frame["density"].to_numpy().astype(np.float32)
        )
        beyond = np.maximum(frame["persons"].to_numpy() - gatherings.residents[place], 0.0).astype(np.float32)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=np.full(events, rate / events),
            by_day=np.zeros(events, dtype=np.bool_),  # festivals, shows and matches fall in leisure time
            parameters=frame,
            cells=city.cells.h3,
            field=_OneCell(cell, stored.intensity, len(city.cells)),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Crush in a gathering of {persons:.0f} people, {density:.1f} to the square metre where it is densest"
            ),
            visitors=_OneCell(cell, beyond, len(city.cells)),
            stored=stored,
        )


@dataclass(frozen=True)
class _Gatherings:
    """Where crowds gather.

    Parameters
    ----------
    place
        Name of each simulated place; empty for a nameless gathering of a district.
    cell
        Index of its cell.
    capacity
        Most people present.
    residents
        Residents of its cell.
    """

    place: tuple[str, ...]
    cell: NDArray[np.int64]
    capacity: FloatArray
    residents: FloatArray

    @property
    def size(self) -> int:
        return len(self.place)


def _gatherings(city: City) -> _Gatherings:
    """Find them: a simulated place where it stands, a real one as a nameless gathering where most people live.

    No invented accident is put on a real place: its capacity goes to the most populous cell of its area.
    """
    cells = city.cells
    index = {cell: place for place, cell in enumerate(cells.h3.tolist())}
    residents = np.bincount(cells.row_cell, weights=cells.population, minlength=len(cells)).astype(np.float64)
    resolution = int(city.info["h3_resolution"])
    rows = city.table("places").filter((pl.col("kind") == "event_place") & (pl.col("persons") > 0))
    names, found, capacity = [], [], []
    for row in rows.iter_rows(named=True):
        cell = index.get(h3.latlng_to_cell(row["lat"], row["lon"], resolution)) if row["lon"] is not None else None
        if cell is None:
            continue
        simulated = bool(row["synthetic"])
        names.append(row["id"] if simulated else "")
        found.append(cell if simulated else _populous(city, cell, residents))
        capacity.append(float(row["persons"]))
    at = np.array(found, dtype=np.int64)
    return _Gatherings(tuple(names), at, np.array(capacity), residents[at])


def _populous(city: City, cell: int, residents: FloatArray) -> int:
    """Return the most populous cell of the smallest area that a cell lies in."""
    cells = city.cells
    area = cells.row_area[cells.row_cell == cell][0]
    there = np.unique(cells.row_cell[cells.row_area == area])
    return int(there[np.argmax(residents[there])])


def _draw(
    gatherings: _Gatherings, events: int, rng: np.random.Generator, values: Mapping[str, float]
) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """Draw accidents; a place has them in proportion to how many people it gathers."""
    place = rng.choice(gatherings.size, events, p=gatherings.capacity / gatherings.capacity.sum())
    least = values["attendance_least"]
    persons = gatherings.capacity[place] * (least + (1.0 - least) * rng.random(events))
    low, high = values["density_least"], max(values["density_most"], values["density_least"] + 0.1)
    mode = min(max(values["density_mode"], low), high)
    frame = pl.DataFrame(
        {
            "place": [gatherings.place[index] for index in place.tolist()],
            "persons": np.round(persons),
            "density": rng.triangular(low, mode, high, events),
        }
    )
    return frame, place.astype(np.int64)


class _OneCell:
    """A value on one cell for each event, zero elsewhere."""

    def __init__(self, cell: NDArray[np.int32], value: NDArray[np.float32], cells: int) -> None:
        self._cell, self._value, self._cells = cell, value, cells

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        out = np.zeros((events.size, self._cells), dtype=np.float32)
        out[np.arange(events.size), self._cell[events]] = self._value[events]
        return out
