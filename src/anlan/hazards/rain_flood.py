"""Rain flood: the largest 24-hour rain of a year and pools on low ground; see ``docs/methods/rain-flood.md``."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.hydrology.basins import Basins, Ponds
from anlan.hazards.hydrology.rain_field import RainField
from anlan.hazards.hydrology.rainfall import (
    DURATION_H,
    LEAST_STATIONS,
    duration_exponent,
    frequency_of,
    maxima_of,
    records_of,
    season_of,
    wet_days_of,
    yearly_rain,
)
from anlan.hazards.hydrology.storms import chicago, standing
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.language import Message, mark

KIND = "rain_flood"

STEADY = 1.0
"""Exponent of a rain of one intensity, taken where the city knows no duration but 24 hours."""

DEPTH_STEP_MM = 0.5
"""Step of the table from rain to standing water, mm."""

LARGEST_MM = 2500.0
"""End of that table, mm; the most rain ever measured in 24 hours is 1,825 mm (WMO, Foc-Foc, 1966)."""

PARAMETERS = (
    Parameter("shape", 0.114, "1", -0.5, 0.5, mark("Shape of the distribution when it is fitted to records")),
    Parameter("day_factor", 1.13, "1", 1.0, 1.5, mark("Largest 24 hours over the largest observing day of a year")),
    Parameter("correlation_length_km", 100.0, "km", 1.0, 1000.0, mark("Distance at which rain is correlated by 1/e")),
    Parameter("peak", 0.375, "1", 0.0, 1.0, mark("Share of the storm's duration before its highest intensity")),
    Parameter("curve_number", 80.0, "1", 30.0, 100.0, mark("SCS curve number of the ground"), 5.0),
    Parameter("drainage_mm", 100.0, "mm", 0.0, 1000.0, mark("Runoff that drains can take within the 24 hours"), 25.0),
    Parameter("storage_mm", 0.0, "mm", 0.0, 1000.0, mark("Runoff that channels and ponds hold before water stands")),
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
        count = int(records_of(city).depth.size)
        if frequency_of(city).is_empty() and not maxima_of(city) and count < LEAST_STATIONS:
            found.append(
                Message(
                    mark(
                        "rain of 24 h is known at {count} stations; give a row of 24 h in rainfall_frequency.csv, or "
                        "rows of 24 h in rainfall_maxima.csv, or for {least} stations in rainfall_records.csv"
                    ),
                    count=count,
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
        basins = Basins.of(city)
        gev = yearly_rain(city, values)
        rain = RainField(gev, basins.lon, basins.lat, values["correlation_length_km"], self.kind, seed)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=np.full(events, 1.0 / events),
            by_day=np.zeros(events, dtype=np.bool_),  # a day's rain is warned of and spans the night
            parameters=_frame(rain, basins, events).with_columns(month=_months(city, events, seed)),
            cells=city.cells.h3,
            field=_Field(city, basins, rain, values),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Rain of {mean_mm:.0f} mm in 24 hours over the city, up to {largest_mm:.0f} mm, the largest of a year"
            ),
        )


def _frame(rain: RainField, basins: Basins, events: int) -> pl.DataFrame:
    mean, largest = np.empty(events), np.empty(events)
    for event in range(events):
        depth = rain(np.array([event], dtype=np.int64))[0]
        mean[event], largest[event] = float(basins.mean(depth)), float(depth.max())
    return pl.DataFrame({"mean_mm": mean, "largest_mm": largest})


def _months(city: City, events: int, seed: int) -> pl.Series:
    """Draw the month of each year's largest rain; null where the package does not know the months' rain."""
    wet = wet_days_of(city)
    if wet is None:
        return pl.Series([None] * events, dtype=pl.Int64)
    return pl.Series(1 + generator_of(seed, KIND, "month").choice(12, events, p=season_of(wet)))


class Standing:
    """From a storm's rain to the water that stands at its worst moment: a table that is read between its lines.

    Parameters
    ----------
    city
        City; its durations of rain give the course of the storm.
    values
        Parameters of the hazard.
    """

    def __init__(self, city: City, values: Mapping[str, float]) -> None:
        known = duration_exponent(city)
        course = chicago(DURATION_H, STEADY if known is None else known, values["peak"])
        self._rain = np.arange(0.0, LARGEST_MM + DEPTH_STEP_MM, DEPTH_STEP_MM)
        names = ("curve_number", "drainage_mm", "storage_mm")
        self._water = standing(self._rain, course, *(values[name] for name in names))

    def __call__(self, rain_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the standing water, mm, of any shape; beyond the table all further rain stands."""
        beyond = np.maximum(rain_mm - self._rain[-1], 0.0)
        return np.asarray(np.interp(rain_mm, self._rain, self._water) + beyond)


class _Field:
    """Depths of chosen years."""

    def __init__(self, city: City, basins: Basins, rain: RainField, values: Mapping[str, float]) -> None:
        self._rain = rain
        self._surface = basins.surface
        self._standing = Standing(city, values)
        self._ponds = Ponds(city, basins, values["sill_head_m"], values["threshold_m"])

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        return self._ponds.depths(self._standing(self._rain(events)) / 1000.0 * self._surface)
