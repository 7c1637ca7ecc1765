"""Earthquake: area sources and an intensity relation; see ``docs/methods/earthquake.md``."""

import math
from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.compiled import compiled
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.plane import Plane
from anlan.hazards.protocol import require
from anlan.hazards.seismicity import Source, magnitudes, points_in, rupture_length
from anlan.language import Message, mark

KIND = "earthquake"

PARAMETERS = (
    Parameter("ipe_constant", 3.6588, "1", -20.0, 20.0, mark("Constant of the intensity relation")),
    Parameter("ipe_magnitude", 1.3626, "1", 0.1, 5.0, mark("Factor of the magnitude")),
    Parameter("ipe_distance", 3.5406, "1", 0.1, 10.0, mark("Factor of the logarithm of the distance")),
    Parameter("ipe_distance_add_km", 13.0, "km", 0.0, 100.0, mark("Distance added before the logarithm is taken")),
    Parameter("ipe_spread", 0.5826, "1", 0.0, 2.0, mark("Standard deviation of the intensity relation")),
    Parameter("ipe_spread_limit", 3.0, "1", 0.0, 6.0, mark("Standard deviations at which the spread is cut off")),
    Parameter("site_increment", 0.0, "1", -2.0, 2.0, mark("Added to the intensity of all land for its soil")),
    Parameter("threshold", 4.0, "1", 1.0, 8.0, mark("Intensity below this is set to zero")),
    Parameter("working_share", 10.0 / 24.0, "1", 0.0, 1.0, mark("Share of events that strike on working hours")),
)  # fmt: skip


class Earthquake:
    """Seismic intensity (Chinese scale GB/T 17742, degrees 1 to 12) of each earthquake."""

    kind = KIND
    unit = "1"
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: the seismic sources."""
        if city.table("seismic_sources").is_empty():
            return (Message(mark("seismic_sources.csv has no rows; give at least one seismic source")),)
        return ()

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` earthquakes, at least one for each source; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events, least=max(1, city.table("seismic_sources").height))
        values = values_of(city, self.kind, self.parameters)
        rng = generator_of(seed, self.kind)
        frame, frequency = _draw(_sources(city), events, rng, values, Plane.around(city))
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=frequency,
            by_day=rng.random(events) < values["working_share"],
            parameters=frame,
            cells=city.cells.h3,
            field=_Field(city, frame, values),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Earthquake of magnitude {magnitude:.1f} at {lat:.2f} N {lon:.2f} E, {distance_km:.0f} km from the "
                "middle of the city"
            ),
        )


def _sources(city: City) -> tuple[Source, ...]:
    shapes = city.shapes["seismic_sources"]
    return tuple(
        Source(
            row["id"], shapes[row["id"]], row["rate"], row["b_value"],
            row["magnitude_min"], row["magnitude_max"], row["depth_km"], row["strike_deg"],
        )
        for row in city.table("seismic_sources").iter_rows(named=True)
    )  # fmt: skip


def _draw(
    sources: tuple[Source, ...], events: int, rng: np.random.Generator, values: Mapping[str, float], plane: Plane
) -> tuple[pl.DataFrame, NDArray[np.float64]]:
    """Draw the events of all sources; every source gets the same number of events (to within one)."""
    frames, frequencies = [], []
    for place, source in enumerate(sources):
        count = events // len(sources) + (place < events % len(sources))
        magnitude, frequency = magnitudes(source, count, rng)
        lon, lat = points_in(source.polygon, count, rng)
        strike = 180.0 * rng.random(count) if source.strike_deg is None else np.full(count, source.strike_deg)
        limit = values["ipe_spread_limit"]
        x, y = plane.xy(lon, lat)
        frames.append(
            pl.DataFrame(
                {
                    "source": [source.id] * count,
                    "magnitude": magnitude,
                    "lon": lon,
                    "lat": lat,
                    "depth_km": np.full(count, source.depth_km),
                    "strike_deg": strike,
                    "length_km": rupture_length(magnitude),
                    "residual": np.clip(rng.standard_normal(count), -limit, limit),
                    "distance_km": np.hypot(x, y),
                }
            )
        )
        frequencies.append(frequency)
    return pl.concat(frames), np.concatenate(frequencies)


class _Field:
    """Footprints of chosen events."""

    def __init__(self, city: City, frame: pl.DataFrame, values: Mapping[str, float]) -> None:
        plane = Plane.around(city)
        self._x, self._y = plane.xy(city.cells.lon, city.cells.lat)
        x, y = plane.xy(frame["lon"].to_numpy(), frame["lat"].to_numpy())
        strike = np.radians(frame["strike_deg"].to_numpy())
        level = (
            values["ipe_constant"]
            + values["ipe_magnitude"] * frame["magnitude"].to_numpy()
            + values["ipe_spread"] * frame["residual"].to_numpy()
            + values["site_increment"]
        )
        self._events = np.stack([x, y, np.sin(strike), np.cos(strike), frame["length_km"].to_numpy() / 2.0, level])
        names = ("ipe_distance", "ipe_distance_add_km", "threshold")
        self._relation = np.array([values[name] for name in names])

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        return intensities(events, self._events, self._relation, self._x, self._y)


@compiled
def intensities(
    events: NDArray[np.int64],
    table: NDArray[np.float64],
    relation: NDArray[np.float64],
    cell_x: NDArray[np.float64],
    cell_y: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Intensity of each event at each cell: level - c log10(distance to the rupture line + d).

    Parameters
    ----------
    events
        Event indices, (k,).
    table
        Rows: middle of the rupture east and north (km), sine and cosine of the strike, half length (km), level of
        the intensity relation without the distance term, (6, n).
    relation
        c, d (km) and the threshold below which the intensity is 0.
    cell_x, cell_y
        Cells on the plane, km, (c,).

    Returns
    -------
    float32 (k, c), at most 12.
    """
    out = np.zeros((events.size, cell_x.size), dtype=np.float32)
    for row in range(events.size):
        event = events[row]
        x, y, sine = table[0, event], table[1, event], table[2, event]
        cosine, half, level = table[3, event], table[4, event], table[5, event]
        farthest = 10.0 ** ((level - relation[2]) / relation[0]) - relation[1]
        for cell in range(cell_x.size):
            east, north = cell_x[cell] - x, cell_y[cell] - y
            beyond = max(abs(east * sine + north * cosine) - half, 0.0)
            beside = east * cosine - north * sine
            distance = math.sqrt(beyond * beyond + beside * beside)
            if distance <= farthest:
                value = level - relation[0] * math.log10(distance + relation[1])
                out[row, cell] = min(value, 12.0)
    return out
