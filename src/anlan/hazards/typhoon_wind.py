"""Typhoon wind: resampled best tracks and a parametric vortex; see ``docs/methods/typhoon-wind.md``."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards.cyclone.field import Tiles, footprints
from anlan.hazards.cyclone.storms import KIND, STORM_PARAMETERS, Storms
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.language import Message, mark

PARAMETERS = (
    *STORM_PARAMETERS,
    Parameter("land_factor", 0.8, "1", 0.3, 1.0, mark("Wind over land over wind at sea"), 0.05),
    Parameter("threshold_ms", 15.0, "m/s", 0.1, 40.0, mark("Wind below this is set to zero")),
    Parameter("reach_km", 400.0, "km", 50.0, 1000.0, mark("Centres farther from the city are skipped")),
)


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
        storms = Storms.of(city, events, seed, values)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=storms.frequency,
            by_day=np.zeros(events, dtype=np.bool_),  # storms are warned of: people are at home
            parameters=storms.frame(),
            cells=city.cells.h3,
            field=_Field(city, storms, values),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Storm made from {name} ({year}), passing {distance_km:.0f} km from the middle of the city with "
                "{pressure_hpa:.0f} hPa at its centre"
            ),
        )


class _Field:
    """Footprints of chosen events."""

    def __init__(self, city: City, storms: Storms, values: Mapping[str, float]) -> None:
        cells = city.cells
        self._tiles = Tiles.of(*storms.plane.xy(cells.lon, cells.lat))
        land = np.nan_to_num(cells.land_share, nan=1.0)
        self._factor = 1.0 + land * (values["land_factor"] - 1.0)
        self._storms, self._physics = storms.arrays, storms.physics
        self._bounds = (values["threshold_ms"], values["reach_km"])

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        return footprints(events, self._storms, self._physics, self._tiles, self._factor, self._bounds)
