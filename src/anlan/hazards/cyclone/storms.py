"""The storms of a city: one set of events that wind and surge share, so that event i is the same storm in both."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.cyclone.decay import StormArrays, closest_approach
from anlan.hazards.cyclone.land import land_mask
from anlan.hazards.cyclone.tracks import (
    LEAST_DEFICIT_HPA,
    Resampling,
    Tracks,
    hourly_tracks,
    record_years,
    recorded,
    resample,
)
from anlan.hazards.cyclone.vortex import SURFACE_PROFILE, Physics
from anlan.hazards.parameters import Parameter
from anlan.hazards.plane import EARTH_RADIUS_KM, Plane
from anlan.language import mark

KIND = "typhoon_wind"
"""Hazard under which the city sets the parameters of storms; also the name of their random numbers."""

TRACK_PARAMETERS = (
    Parameter("record_years", 0.0, "years", 0.0, 1000.0, mark("Years of record; 0 takes the years in the table")),
    Parameter("ambient_pressure_hpa", 1010.0, "hPa", 980.0, 1030.0, mark("Pressure outside the storm")),
    Parameter("displacement_km", 80.0, "km", 0.0, 500.0, mark("Standard deviation of the lateral displacement"), 25.0),
    Parameter("deficit_spread", 0.15, "1", 0.0, 1.0, mark("Standard deviation of the logarithm of the deficit")),
    Parameter("deficit_max_hpa", 110.0, "hPa", 10.0, 150.0, mark("Largest pressure deficit")),
    Parameter("radius_spread", 0.441, "1", 0.0, 1.0, mark("Standard deviation of the logarithm of the radius")),
    Parameter("inland_decay_per_h", 0.045, "1/h", 0.0, 0.5, mark("Rate at which a storm weakens over land"), 0.01),
    Parameter("inland_deficit_hpa", 6.5, "hPa", 0.1, 30.0, mark("Pressure deficit below which land takes no more")),
)  # fmt: skip

VORTEX_PARAMETERS = (
    Parameter("holland_profile", 1980.0, "year", 1980.0, 2008.0, mark("Wind profile: 1980 gradient, 2008 surface")),
    Parameter("holland_b_min", 1.0, "1", 0.5, 2.5, mark("Smallest shape parameter B")),
    Parameter("holland_b_max", 2.5, "1", 1.0, 3.0, mark("Largest shape parameter B")),
    Parameter("air_density_kg_m3", 1.15, "kg/m3", 0.9, 1.3, mark("Density of the air")),
    Parameter("surface_factor", 0.84, "1", 0.3, 1.0, mark("Surface wind at sea over gradient wind"), 0.05),
    Parameter("translation_factor", 0.55, "1", 0.0, 1.0, mark("Share of the storm's motion added to the wind"), 0.1),
    Parameter("translation_turn_deg", 20.0, "deg", 0.0, 60.0, mark("Turn of that share, anticlockwise")),
    Parameter("inflow_deg", 20.0, "deg", 0.0, 60.0, mark("Angle between the wind and the circle, inward")),
)  # fmt: skip

STORM_PARAMETERS = TRACK_PARAMETERS + VORTEX_PARAMETERS

SURFACE_SHAPE_MIN = 0.5
"""Smallest b of the surface profile, which is below that of the gradient wind by about its factor of 1.6."""


@dataclass(frozen=True)
class Storms:
    """Events made from the recorded storms.

    Parameters
    ----------
    plane
        Map around the city.
    tracks
        The record by the hour.
    sample
        How each of the n events differs from it.
    frequency
        float64[n], occurrences a year.
    arrays
        The same for kernels.
    physics
        The vortex, for kernels.
    ambient_hpa
        Pressure outside the storm, hPa.
    """

    plane: Plane
    tracks: Tracks
    sample: Resampling
    frequency: NDArray[np.float64]
    arrays: StormArrays
    physics: Physics
    ambient_hpa: float

    @classmethod
    def of(cls, city: City, events: int, seed: int, values: Mapping[str, float]) -> "Storms":
        """Make `events` storms; the same city, number, seed and values give the same storms.

        Parameters
        ----------
        city
            City with ``typhoon_tracks``.
        events
            Number of events.
        seed
            Seed of the run.
        values
            `STORM_PARAMETERS`.
        """
        plane = Plane.around(city)
        tracks = hourly_tracks(city, plane, values["ambient_pressure_hpa"])
        sample = resample(tracks, events, generator_of(seed, KIND), values)
        return cls._made(city, plane, tracks, sample, values)

    @classmethod
    def recorded(cls, city: City, values: Mapping[str, float]) -> "Storms":
        """Return the recorded storms themselves as events."""
        plane = Plane.around(city)
        tracks = hourly_tracks(city, plane, values["ambient_pressure_hpa"])
        return cls._made(city, plane, tracks, recorded(tracks), values)

    @classmethod
    def _made(
        cls, city: City, plane: Plane, tracks: Tracks, sample: Resampling, values: Mapping[str, float]
    ) -> "Storms":
        years = values["record_years"] or record_years(city.table("typhoon_tracks"))
        count = sample.storm.size
        return cls(
            plane=plane,
            tracks=tracks,
            sample=sample,
            frequency=np.full(count, len(tracks) / years / count),
            arrays=arrays_of(plane, tracks, sample, values),
            physics=physics_of(values),
            ambient_hpa=values["ambient_pressure_hpa"],
        )

    def frame(self) -> pl.DataFrame:
        """Return one row for each event: where it comes from and how near and strong it passes."""
        distance, deficit = closest_approach(self.arrays)
        sample, tracks = self.sample, self.tracks
        return pl.DataFrame(
            {
                "storm": [tracks.storm[storm] for storm in sample.storm],
                "name": [tracks.name[storm] for storm in sample.storm],
                "year": tracks.year[sample.storm],
                "month": months_of(tracks.start)[sample.storm],
                "distance_km": distance,
                "pressure_hpa": self.ambient_hpa - deficit,
                "shift_km": sample.shift,
                "deficit_factor": sample.deficit_factor,
                "radius_factor": sample.radius_factor,
            }
        )


def months_of(moments: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return the month of each moment, 1 to 12."""
    return moments.astype("datetime64[M]").astype(np.int64) % 12 + 1


def arrays_of(plane: Plane, tracks: Tracks, sample: Resampling, values: Mapping[str, float]) -> StormArrays:
    """Return what kernels need of the events."""
    degree = np.radians(1.0) * EARTH_RADIUS_KM
    limits = (LEAST_DEFICIT_HPA, values["deficit_max_hpa"], values["inland_decay_per_h"], values["inland_deficit_hpa"])
    rows = (
        tracks.x, tracks.y, tracks.lat, tracks.deficit, tracks.u, tracks.v, tracks.step, tracks.land,
        tracks.sea_deficit,
    )  # fmt: skip
    return StormArrays(
        storm=sample.storm,
        change=np.stack([sample.shift_x, sample.shift_y, sample.deficit_factor, sample.radius_factor]),
        first=tracks.first,
        track=np.stack(rows),
        frame=np.array([plane.lon, plane.lat, degree * np.cos(np.radians(plane.lat)), degree]),
        mask=land_mask(),
        limits=np.array(limits),
    )


def physics_of(values: Mapping[str, float]) -> Physics:
    """Return the vortex."""
    at_surface = values["holland_profile"] >= SURFACE_PROFILE
    return Physics(
        profile=values["holland_profile"],
        density=values["air_density_kg_m3"],
        surface=values["surface_factor"],
        fraction=values["translation_factor"],
        turn=float(np.radians(values["translation_turn_deg"])),
        inflow=float(np.radians(values["inflow_deg"])),
        shape_low=min(values["holland_b_min"], SURFACE_SHAPE_MIN) if at_surface else values["holland_b_min"],
        shape_high=values["holland_b_max"],
    )
