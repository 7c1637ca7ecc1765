"""A scenario of another city laid on this one: the footprint is moved as it is, and sampled on this city's cells."""

from dataclasses import dataclass, replace

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards.plane import Plane
from anlan.language import Message, mark
from anlan.scenarios.made.details import Details, Origin, assembled, assumed
from anlan.scenarios.saved import Footprint, SavedScenario

LEAST_SHARE = 0.5
"""Share of the samples of a cell that must be hit for the cell to be hit."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Move:
    """Where a scenario goes: by how many degrees, or with its middle onto a place; neither leaves it where it is.

    Parameters
    ----------
    shift_lon, shift_lat
        Degrees east and north.
    onto
        Longitude and latitude on which the middle of the leading footprint comes to lie, degrees; None for a shift.
    """

    shift_lon: float = 0.0
    shift_lat: float = 0.0
    onto: tuple[float, float] | None = None


def from_other_city(city: City, other: SavedScenario, move: Move, details: Details | None = None) -> SavedScenario:
    """Lay a scenario of another city on this one.

    All its footprints are moved by the same distance in kilometres, true to scale around the middle of the leading
    one: the mean of its cells weighted by intensity. A cell of this city gets the mean intensity of the cells of the
    moved footprint at its centre, or at the centres of its children where its own resolution is coarser; at least
    `LEAST_SHARE` of them must be hit.

    Parameters
    ----------
    city
        This city.
    other
        The scenario of the other city.
    move
        Where it goes.
    details
        What goes before it.

    Raises
    ------
    SettingError
        If it is moved off the globe, reaches no cell of the city, or a detail is out of range.
    """
    start = middle_of(other.footprints[0])
    end = move.onto or (start[0] + move.shift_lon, start[1] + move.shift_lat)
    if not (-180.0 <= end[0] <= 180.0 and -85.0 <= end[1] <= 85.0):
        text = mark("the scenario comes to lie at {lon:.2f}, {lat:.2f}; give a place from -180 to 180 and -85 to 85")
        raise SettingError(Message(text, lon=end[0], lat=end[1]))
    moved = tuple(_moved(one, city, Plane(*start), Plane(*end)) for one in other.footprints)
    text = mark(
        "The footprint is that of {city} as it was there, moved; ground, coast, rivers and plants of this city do not "
        "change it."
    )
    origin = Origin(
        kind="other_city",
        id=f"{other.id}-on-{city.info['id']}",
        name=other.name,
        story=other.story,
        detail={
            "scenario": other.id,
            "scenario_version": other.version,
            "city": other.city,
            "city_checksum": other.city_checksum,
            "from_lon": start[0],
            "from_lat": start[1],
            "onto_lon": end[0],
            "onto_lat": end[1],
        },
        moment=replace(other.moment),
        assumptions=(*other.assumptions, assumed(Message(text, city=other.city))),
        synthetic=other.synthetic,
    )
    return assembled(city, origin, moved, details or Details())


def middle_of(footprint: Footprint) -> tuple[float, float]:
    """Return the mean longitude and latitude of a footprint's cells, weighted by intensity, degrees.

    Parameters
    ----------
    footprint
        A footprint with a cell.
    """
    centres = np.array([h3.cell_to_latlng(cell) for cell in footprint.cells.tolist()])
    weight = footprint.intensity.astype(np.float64)
    east = centres[:, 1]
    lon = float(np.average(east[0] + (east - east[0] + 180.0) % 360.0 - 180.0, weights=weight))
    return (lon + 180.0) % 360.0 - 180.0, float(np.average(centres[:, 0], weights=weight))


def _moved(footprint: Footprint, city: City, start: Plane, end: Plane) -> Footprint:
    if not footprint.cells.size:
        return footprint
    resolution = h3.get_resolution(int(footprint.cells[0]))
    samples, owner = _samples(city.cells.h3, resolution)
    x, y = end.xy(samples[:, 0], samples[:, 1])
    lon, lat = _degrees(start, x, y)
    own = np.array(
        [h3.latlng_to_cell(north, east, resolution) for north, east in zip(lat.tolist(), lon.tolist(), strict=True)],
        dtype=np.int64,
    )
    place = np.minimum(np.searchsorted(footprint.cells, own), footprint.cells.size - 1)
    hit = footprint.cells[place] == own
    total = np.bincount(owner, minlength=len(city.cells))
    count = np.bincount(owner[hit], minlength=len(city.cells))
    summed = np.bincount(owner[hit], weights=footprint.intensity[place[hit]], minlength=len(city.cells))
    chosen = np.flatnonzero((count > 0) & (count >= LEAST_SHARE * total))
    return replace(
        footprint,
        cells=city.cells.h3[chosen],
        intensity=(summed[chosen] / count[chosen]).astype(np.float32),
    )


def _samples(cells: NDArray[np.int64], resolution: int) -> tuple[Floats, NDArray[np.int64]]:
    """Return the places at which cells are sampled, (k, 2) longitude and latitude, and the cell of each."""
    places, owner = [], []
    for number, cell in enumerate(cells.tolist()):
        finer = h3.cell_to_children(cell, resolution) if resolution > h3.get_resolution(cell) else (cell,)
        for child in finer:
            lat, lon = h3.cell_to_latlng(child)
            places.append((lon, lat))
            owner.append(number)
    return np.array(places), np.array(owner, dtype=np.int64)


def _degrees(plane: Plane, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return the longitude and latitude of places on a plane; the inverse of `Plane.xy`."""
    east, north = plane.xy(np.array([plane.lon + 1.0]), np.array([plane.lat + 1.0]))
    return plane.lon + x / east[0], np.clip(plane.lat + y / north[0], -90.0, 90.0)
