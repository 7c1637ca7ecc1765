"""Typhoon wind: resampled best tracks and a parametric vortex; see ``docs/methods/typhoon-wind.md``."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.plane import Plane
from anlan.hazards.protocol import require
from anlan.hazards.typhoon_field import footprints
from anlan.hazards.typhoon_tracks import (
    LEAST_DEFICIT_HPA,
    Resampling,
    Tracks,
    closest_approach,
    hourly_tracks,
    record_years,
    resample,
)
from anlan.language import Message, mark

KIND = "typhoon_wind"

PARAMETERS = (
    Parameter("record_years", 0.0, "years", 0.0, 1000.0, mark("Years of record; 0 takes the years in the table")),
    Parameter("ambient_pressure_hpa", 1010.0, "hPa", 980.0, 1030.0, mark("Pressure outside the storm")),
    Parameter("displacement_km", 80.0, "km", 0.0, 500.0, mark("Standard deviation of the lateral displacement")),
    Parameter("deficit_spread", 0.15, "1", 0.0, 1.0, mark("Standard deviation of the logarithm of the deficit")),
    Parameter("deficit_max_hpa", 110.0, "hPa", 10.0, 150.0, mark("Largest pressure deficit")),
    Parameter("radius_spread", 0.441, "1", 0.0, 1.0, mark("Standard deviation of the logarithm of the radius")),
    Parameter("holland_b_min", 1.0, "1", 0.5, 2.5, mark("Smallest shape parameter B")),
    Parameter("holland_b_max", 2.5, "1", 1.0, 3.0, mark("Largest shape parameter B")),
    Parameter("air_density_kg_m3", 1.15, "kg/m3", 0.9, 1.3, mark("Density of the air")),
    Parameter("surface_factor", 0.84, "1", 0.3, 1.0, mark("Surface wind at sea over gradient wind")),
    Parameter("land_factor", 0.8, "1", 0.3, 1.0, mark("Wind over land over wind at sea")),
    Parameter("translation_factor", 0.55, "1", 0.0, 1.0, mark("Share of the storm's motion added to the wind")),
    Parameter("translation_turn_deg", 20.0, "deg", 0.0, 60.0, mark("Turn of that share, anticlockwise")),
    Parameter("inflow_deg", 20.0, "deg", 0.0, 60.0, mark("Angle between the wind and the circle, inward")),
    Parameter("threshold_ms", 15.0, "m/s", 0.1, 40.0, mark("Wind below this is set to zero")),
    Parameter("reach_km", 400.0, "km", 50.0, 1000.0, mark("Centres farther from the city are skipped")),
)  # fmt: skip


class TyphoonWind:
    """Largest 10-minute mean wind at 10 m height of each storm, m/s."""

    kind = KIND
    unit = "m/s"
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: the storm tracks."""
        if city.table("typhoon_tracks").is_empty():
            return (Message(mark("typhoon_tracks.csv has no rows; give the best tracks of storms near the city")),)
        return ()

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` storms; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events)
        values = values_of(city, self.kind, self.parameters)
        plane = Plane.around(city)
        tracks = hourly_tracks(city, plane, values["ambient_pressure_hpa"])
        sample = resample(tracks, events, generator_of(seed, self.kind), values)
        years = values["record_years"] or record_years(city.table("typhoon_tracks"))
        frame = _frame(tracks, sample, values)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=np.full(events, len(tracks) / years / events),
            by_day=np.zeros(events, dtype=np.bool_),  # storms are warned of: people are at home
            parameters=frame,
            cells=city.cells.h3,
            field=_Field(city, plane, tracks, sample, values),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Storm made from {name} ({year}), passing {distance_km:.0f} km from the middle of the city with "
                "{pressure_hpa:.0f} hPa at its centre"
            ),
        )


def _frame(tracks: Tracks, sample: Resampling, values: Mapping[str, float]) -> pl.DataFrame:
    distance, deficit = closest_approach(tracks, sample, values["deficit_max_hpa"])
    return pl.DataFrame(
        {
            "storm": [tracks.storm[storm] for storm in sample.storm],
            "name": [tracks.name[storm] for storm in sample.storm],
            "year": tracks.year[sample.storm],
            "distance_km": distance,
            "pressure_hpa": values["ambient_pressure_hpa"] - deficit,
            "shift_km": sample.shift,
            "deficit_factor": sample.deficit_factor,
            "radius_factor": sample.radius_factor,
        }
    )


class _Field:
    """Footprints of chosen events."""

    def __init__(
        self, city: City, plane: Plane, tracks: Tracks, sample: Resampling, values: Mapping[str, float]
    ) -> None:
        cells = city.cells
        self._x, self._y = plane.xy(cells.lon, cells.lat)
        land = np.nan_to_num(cells.land_share, nan=1.0)
        self._factor = 1.0 + land * (values["land_factor"] - 1.0)
        self._first = tracks.first
        self._track = np.stack([tracks.x, tracks.y, tracks.lat, tracks.deficit, tracks.u, tracks.v])
        self._storm = sample.storm
        self._change = np.stack([sample.shift_x, sample.shift_y, sample.deficit_factor, sample.radius_factor])
        names = ("air_density_kg_m3", "surface_factor", "translation_factor", "translation_turn_deg", "inflow_deg")
        physics = [values[name] for name in names]
        physics[3:5] = np.radians(physics[3:5])
        physics += [values[name] for name in ("threshold_ms", "reach_km", "holland_b_min", "holland_b_max")]
        self._physics = np.array(physics)
        self._limits = np.array([LEAST_DEFICIT_HPA, values["deficit_max_hpa"]])

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        return footprints(
            events, self._storm, self._change, self._first, self._track,
            self._x, self._y, self._factor, self._physics, self._limits,
        )  # fmt: skip
