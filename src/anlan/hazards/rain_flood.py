"""Rain flood: the largest 24-hour rain of a year and pools on low ground; see ``docs/methods/rain-flood.md``."""

from collections.abc import Mapping
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.flood_routes import routes_of, sills_between, spill
from anlan.hazards.flood_spread import basins_of, pool_depths, runoff, volumes_below
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.hazards.rainfall import Gev, correlation_root, fit_records
from anlan.language import Message, mark

KIND = "rain_flood"

DURATION_H = 24.0
"""Duration of the rain, h."""

COARSER = 2
"""How many H3 resolutions the basins are coarser than the cells."""

LEAST_STATIONS = 3
"""Records from which the two free parameters of the distribution can be fitted."""

PARAMETERS = (
    Parameter("shape", 0.114, "1", -0.5, 0.5, mark("Shape of the distribution when it is fitted to records")),
    Parameter("correlation_length_km", 100.0, "km", 1.0, 1000.0, mark("Distance at which rain is correlated by 1/e")),
    Parameter("curve_number", 80.0, "1", 30.0, 100.0, mark("SCS curve number of the ground")),
    Parameter("drainage_mm", 100.0, "mm", 0.0, 1000.0, mark("Runoff that is drained within the 24 hours")),
    Parameter("sill_head_m", 1.0, "m", 0.0, 20.0, mark("Water above its lowest sill that a basin holds back")),
    Parameter("threshold_m", 0.05, "m", 0.0, 1.0, mark("Depth below this is set to zero")),
)  # fmt: skip


class RainFlood:
    """Depth of standing water after the largest 24-hour rain of a simulated year, m."""

    kind = KIND
    unit = "m"
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: rain statistics or heights."""
        found = []
        if _frequency(city).is_empty() and _records(city).height < LEAST_STATIONS:
            found.append(
                Message(
                    mark(
                        "rain of 24 h is known at {count} stations; give a row of 24 h in rainfall_frequency.csv, or "
                        "rows of 24 h for {least} stations in rainfall_records.csv"
                    ),
                    count=_records(city).height,
                    least=LEAST_STATIONS,
                )
            )
        unknown = int(np.isnan(city.cells.height_m).sum())
        if unknown:
            found.append(
                Message(mark("the height of {count} cells is not known; fill height_m in cells.csv"), count=unknown)
            )
        return tuple(found)

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Simulate `events` years; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events)
        values = values_of(city, self.kind, self.parameters)
        basins = _Basins.of(city)
        rain = _Rain(yearly_rain(city, values["shape"]), basins, values["correlation_length_km"], seed)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=np.full(events, 1.0 / events),
            by_day=np.zeros(events, dtype=np.bool_),  # a day's rain is warned of and spans the night
            parameters=_frame(rain, basins, events),
            cells=city.cells.h3,
            field=_Field(city, basins, rain, values),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Rain of {mean_mm:.0f} mm in 24 hours over the city, up to {largest_mm:.0f} mm, the largest of a year"
            ),
        )


def _frequency(city: City) -> pl.DataFrame:
    return city.table("rainfall_frequency").filter(pl.col("duration_h") == DURATION_H)


def _records(city: City) -> pl.DataFrame:
    """Longest record of each station."""
    table = city.table("rainfall_records").filter(pl.col("duration_h") == DURATION_H)
    return table.sort("record_years", descending=True, maintain_order=True).unique("station", maintain_order=True)


def yearly_rain(city: City, shape: float) -> Gev:
    """Return the distribution of the largest 24-hour rain of a year.

    Parameters
    ----------
    city
        City; its ``rainfall_frequency`` is taken as it is, else the distribution is fitted to ``rainfall_records``.
    shape
        Shape parameter for the fit. 0.114 is the mean over 15,137 records of daily rain in Papalexiou and
        Koutsoyiannis (2013), Battle of extreme value distributions, Water Resources Research 49, 187-201.
    """
    given = _frequency(city)
    if not given.is_empty():
        row = given.row(0, named=True)
        return Gev(row["location_mm"], row["scale_mm"], row["shape"])
    records = _records(city)
    return fit_records(records["depth_mm"].to_list(), records["record_years"].to_list(), shape)


@dataclass(frozen=True)
class _Basins:
    """The H3 parents that collect the water of their cells."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    of_cell: NDArray[np.int64]
    surface: NDArray[np.float64]
    cell_surface: NDArray[np.float64]

    @classmethod
    def of(cls, city: City) -> "_Basins":
        cells = city.cells
        coarse = int(city.info["h3_resolution"]) - COARSER
        parents = np.array([h3.cell_to_parent(cell, coarse) for cell in cells.h3.tolist()], dtype=np.int64)
        unique, of_cell = np.unique(parents, return_inverse=True)
        centres = np.array([h3.cell_to_latlng(parent) for parent in unique.tolist()])
        area = cells.area_km2 * np.nan_to_num(cells.land_share, nan=1.0)
        surface = np.bincount(of_cell, weights=area, minlength=unique.size).astype(np.float64)
        return cls(centres[:, 1].copy(), centres[:, 0].copy(), of_cell.astype(np.int64), surface, area)


class _Rain:
    """Rain over the basins in any simulated year: a Gaussian copula with the same distribution everywhere."""

    def __init__(self, gev: Gev, basins: _Basins, length_km: float, seed: int) -> None:
        self._gev = gev
        self._root = correlation_root(basins.lon, basins.lat, length_km)
        self._seed = seed

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the rain (mm) of some years, (k, p); each year has a random stream of its own."""
        rain = np.empty((events.size, self._root.shape[0]))
        for row, event in enumerate(events.tolist()):
            noise = generator_of(self._seed, KIND, event).standard_normal(self._root.shape[0])
            rain[row] = self._root @ noise  # one product a year: its rounding must not depend on the grouping
        return np.maximum(self._gev.quantile_of_normal(rain), 0.0)


def _frame(rain: _Rain, basins: _Basins, events: int) -> pl.DataFrame:
    mean, largest = np.empty(events), np.empty(events)
    weight = basins.surface / basins.surface.sum() if basins.surface.sum() > 0.0 else np.ones_like(basins.surface)
    for event in range(events):
        depth = rain(np.array([event], dtype=np.int64))[0]
        mean[event], largest[event] = float((depth * weight).sum()), float(depth.max())
    return pl.DataFrame({"mean_mm": mean, "largest_mm": largest})


class _Field:
    """Depths of chosen years."""

    def __init__(self, city: City, basins: _Basins, rain: _Rain, values: Mapping[str, float]) -> None:
        self._rain = rain
        self._height = city.cells.height_m
        self._area = basins.cell_surface
        self._surface = basins.surface
        self._order, self._first = basins_of(basins.of_cell, self._height, self._area)
        sills = sills_between(city.cells.h3, basins.of_cell, self._height, self._area > 0.0)
        self._routes = routes_of(sills, basins.surface.size)
        level = self._routes.sill + values["sill_head_m"]
        self._capacity = volumes_below(level, basins.of_cell, self._height, self._area)
        self._curve_number = values["curve_number"]
        self._drainage = values["drainage_mm"]
        self._threshold = np.float32(values["threshold_m"])

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        excess = np.maximum(runoff(self._rain(events), self._curve_number) - self._drainage, 0.0)
        water = excess / 1000.0 * self._surface
        kept, _ = spill(water, self._capacity, self._routes.receiver, self._routes.order)
        depth = pool_depths(kept, self._order, self._first, self._height, self._area)
        depth[depth < self._threshold] = 0.0
        return depth
