"""Footprints on points brought to the cells of a city."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from anlan import __version__
from anlan.city import City
from anlan.compute.compiled import compiled
from anlan.errors import SettingError
from anlan.hazards.event_set import EventSet, StoredFootprints
from anlan.hazards.exchange.footprints import Footprints
from anlan.language import Message, mark

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (Moritz 2000, Geodetic reference system 1980)."""


def event_set(footprints: Footprints, city: City, max_distance_km: float, *, most_uncovered: float = 0.0) -> EventSet:
    """Give each cell of a city the intensities of the nearest point.

    Events that reach no cell stay in the set: they happen, elsewhere. Where the source does not say whether people
    are where they are on a working day, they are taken to be at home.

    Parameters
    ----------
    footprints
        The events.
    city
        The city.
    max_distance_km
        Largest distance from the centre of a cell to its point, km on the sphere; a cell beyond gets intensity 0.
    most_uncovered
        Share of the cells, 0 to 1, that may have no point within the distance.

    Raises
    ------
    SettingError
        If the distance is not above zero, or more cells than that have no point.
    """
    if not 0.0 < max_distance_km < np.inf:
        raise SettingError(Message("max_distance_km is {value}; give a distance above zero", value=max_distance_km))
    point, near = nearest_points(footprints, city, max_distance_km)
    _refuse_uncovered(city, near, max_distance_km, most_uncovered)
    stored = _stored(footprints, point, near)
    count = len(footprints)
    by_day = np.zeros(count, dtype=bool) if footprints.by_day is None else footprints.by_day
    return EventSet(
        kind=footprints.kind,
        unit=footprints.unit,
        ids=footprints.ids,
        frequency=footprints.frequency,
        by_day=by_day,
        parameters=_parameters(footprints),
        cells=city.cells.h3,
        field=_StoredField(stored, city.cells.h3.size),
        provenance=_provenance(footprints, city, max_distance_km, near),
        pattern=mark("Event {name} of {file}"),
        stored=stored,
    )


def nearest_points(
    footprints: Footprints, city: City, max_distance_km: float
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the nearest point of each cell and whether it is within a distance.

    Parameters
    ----------
    footprints, city, max_distance_km
        See `event_set`.
    """
    tree = cKDTree(_on_sphere(footprints.lon, footprints.lat))
    chord, point = tree.query(_on_sphere(city.cells.lon, city.cells.lat))
    distance = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2.0, 1.0))
    return np.asarray(point, dtype=np.int64), np.asarray(distance <= max_distance_km)


def _on_sphere(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places on the unit sphere, where nearness holds across the date line and at the poles, (n, 3)."""
    east, north = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1)


def _refuse_uncovered(city: City, near: NDArray[np.bool_], max_distance_km: float, most: float) -> None:
    share = float(1.0 - near.mean())
    if near.any() and share <= most:
        return
    cells = city.cells
    people = np.bincount(cells.row_cell, weights=cells.population, minlength=near.size)
    everybody = float(people.sum())
    raise SettingError(
        Message(
            "{share:.1%} of the cells, with {people:.1%} of the people, have no point within {distance:g} km; give "
            "points that cover the city, a larger distance, or allow that share to be uncovered",
            share=share,
            people=float(people[~near].sum()) / everybody if everybody else 0.0,
            distance=max_distance_km,
        )
    )


def _stored(footprints: Footprints, point: NDArray[np.int64], near: NDArray[np.bool_]) -> StoredFootprints:
    covered = np.flatnonzero(near)
    shape = (len(footprints), footprints.lon.size)
    matrix = csr_array((footprints.data.astype(np.float32), footprints.indices, footprints.indptr), shape=shape)
    chosen = csr_array(matrix[:, point[covered]])
    chosen.sort_indices()
    chosen.eliminate_zeros()
    return StoredFootprints(
        first=chosen.indptr.astype(np.int64),
        cell=covered[chosen.indices].astype(np.int32),
        intensity=chosen.data.astype(np.float32),
    )


class _StoredField:
    """Footprints of chosen events, spread over all cells."""

    def __init__(self, stored: StoredFootprints, cells: int) -> None:
        self._stored, self._cells = stored, cells

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        stored = self._stored
        return spread(events, stored.first, stored.cell, stored.intensity, self._cells)


@compiled
def spread(
    events: NDArray[np.int64],
    first: NDArray[np.int64],
    cell: NDArray[np.int32],
    intensity: NDArray[np.float32],
    cells: int,
) -> NDArray[np.float32]:
    """Return stored footprints as full rows, float32 (k, c).

    Parameters
    ----------
    events
        Event indices, (k,).
    first, cell, intensity
        As in `anlan.hazards.StoredFootprints`.
    cells
        Number c of cells.
    """
    out = np.zeros((events.size, cells), dtype=np.float32)
    for row in range(events.size):
        for entry in range(first[events[row]], first[events[row] + 1]):
            out[row, cell[entry]] = intensity[entry]
    return out


def _parameters(footprints: Footprints) -> pl.DataFrame:
    count = len(footprints)
    dates = [""] * count if footprints.date is None else [str(day) for day in footprints.date]
    return pl.DataFrame(
        {
            "name": list(footprints.names),
            "file": [footprints.provenance.get("file", "")] * count,
            "date": ["" if day == "NaT" else day for day in dates],
            "historical": footprints.historical,
        }
    )


def _provenance(
    footprints: Footprints, city: City, max_distance_km: float, near: NDArray[np.bool_]
) -> Mapping[str, str | int]:
    return {
        "version": __version__,
        "seed": 0,
        "checksum": city.checksum,
        **footprints.provenance,
        "max_distance_km": f"{max_distance_km:g}",
        "cells_without_point": int((~near).sum()),
        "people": "by night" if footprints.by_day is None else "as stated",
    }
