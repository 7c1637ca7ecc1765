"""Earthquake: zones and faults, a logic tree of ground motion, and intensity; see ``docs/methods/earthquake.md``."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.plane import Plane
from anlan.hazards.protocol import require
from anlan.hazards.seismology.correlation import Residuals
from anlan.hazards.seismology.models import NAMES, WEIGHTS, Events
from anlan.hazards.seismology.scaling import moment_magnitude
from anlan.hazards.seismology.shaking import Lines, Shaking
from anlan.hazards.seismology.site import vs30_of
from anlan.hazards.seismology.sources import Source, magnitudes, ruptures
from anlan.language import Message, mark

KIND = "earthquake"

GOLDEN = (5.0**0.5 - 1.0) / 2.0
"""Step of the sequence that deals events out to branches: neighbours in magnitude get different ones."""

PARAMETERS = (
    Parameter("weight_yu_2013", 0.4, "1", 0.0, 1.0, mark("Weight of Yu, Li and Xiao 2013 in the logic tree")),
    Parameter("weight_boore_2014", 0.3, "1", 0.0, 1.0, mark("Weight of Boore and others 2014 in the logic tree")),
    Parameter("weight_xiao_2011", 0.3, "1", 0.0, 1.0, mark("Weight of Xiao and Yu 2011 in the logic tree")),
    Parameter("rate_factor", 1.0, "1", 0.1, 10.0, mark("Factor of the rates of all sources"), 0.3),
    Parameter("ipe_constant", 3.6588, "1", -20.0, 20.0, mark("Constant of the intensity relation"), 0.25),
    Parameter("ipe_magnitude", 1.3626, "1", 0.1, 5.0, mark("Factor of the magnitude")),
    Parameter("ipe_distance", 3.5406, "1", 0.1, 10.0, mark("Factor of the logarithm of the distance")),
    Parameter("ipe_distance_add_km", 13.0, "km", 0.0, 100.0, mark("Distance added before the logarithm is taken")),
    Parameter("ipe_spread", 0.5826, "1", 0.0, 2.0, mark("Standard deviation of the intensity relation")),
    Parameter("ipe_vs30", 300.0, "m/s", 150.0, 1500.0, mark("Vs30 of the ground that the intensity relation means")),
    Parameter("yu_vs30", 500.0, "m/s", 150.0, 1500.0, mark("Vs30 of the bedrock of Yu, Li and Xiao 2013")),
    Parameter("between_share", 0.28, "1", 0.0, 1.0, mark("Share of the variance that all places of an event share")),
    Parameter("correlation_km", 40.7, "km", 0.1, 300.0, mark("Distance at which the rest is correlated by 0.05")),
    Parameter("spread_limit", 3.0, "1", 0.0, 6.0, mark("Standard deviations at which residuals are cut off")),
    Parameter("vs30_default", 300.0, "m/s", 150.0, 1500.0, mark("Vs30 where the slope of the ground is not known")),
    Parameter("stable_share", 0.0, "1", 0.0, 1.0, mark("Weight of stable regions in Vs30 from slope")),
    Parameter("site_increment", 0.0, "1", -2.0, 2.0, mark("Added to the intensity of all land for its soil"), 0.25),
    Parameter("threshold", 4.0, "1", 1.0, 8.0, mark("Intensity below this is set to zero")),
    Parameter("working_share", 10.0 / 24.0, "1", 0.0, 1.0, mark("Share of events that strike on working hours")),
)  # fmt: skip


class Earthquake:
    """Seismic intensity (Chinese scale GB/T 17742, degrees 1 to 12) of each earthquake."""

    kind = KIND
    unit = "1"
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: the seismic sources, or a model of ground motion."""
        found = []
        if city.table("seismic_sources").is_empty():
            found.append(Message(mark("seismic_sources.csv has no rows; give at least one seismic source")))
        values = values_of(city, self.kind, self.parameters)
        if not any(values[name] > 0.0 for name in WEIGHTS):
            text = mark("every model of ground motion has the weight 0; give one of {names} a weight")
            found.append(Message(text, names=", ".join(WEIGHTS)))
        return tuple(found)

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` earthquakes, at least one for each source; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events, least=max(1, city.table("seismic_sources").height))
        values = values_of(city, self.kind, self.parameters)
        rng, plane = generator_of(seed, self.kind), Plane.around(city)
        frame, frequency = _draw(sources_of(city), events, rng, values, plane)
        residuals = Residuals.of(city.cells, plane, values["correlation_km"], events, self.kind, seed)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=values["rate_factor"] * frequency,
            by_day=rng.random(events) < values["working_share"],
            parameters=frame,
            cells=city.cells.h3,
            field=shaking_of(city, frame, plane, residuals, values),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Earthquake of magnitude {magnitude:.1f} at {lat:.2f} N {lon:.2f} E, {distance_km:.0f} km from the "
                "middle of the city"
            ),
        )


def sources_of(city: City) -> tuple[Source, ...]:
    """Return the seismic sources of a city."""
    shapes = city.shapes["seismic_sources"]
    return tuple(
        Source(
            row["id"], shapes[row["id"]], row["rate"], row["b_value"],
            row["magnitude_min"], row["magnitude_max"], row["depth_km"], row["strike_deg"],
        )
        for row in city.table("seismic_sources").iter_rows(named=True)
    )  # fmt: skip


def shaking_of(
    city: City, frame: pl.DataFrame, plane: Plane, residuals: Residuals, values: Mapping[str, float]
) -> Shaking:
    """Return the footprints of the events of a frame as `Earthquake.event_set` makes it."""
    column = {name: frame[name].to_numpy() for name in frame.columns if name not in {"source", "model"}}
    strike = np.radians(column["strike_deg"])
    lines = Lines(*plane.xy(column["lon"], column["lat"]), np.sin(strike), np.cos(strike), column["length_km"] / 2.0)
    model = np.array([NAMES.index(name) for name in frame["model"]], dtype=np.int64)
    surface = column["magnitude"]
    events = Events(surface, moment_magnitude(surface), column["depth_km"], model, column["residual"])
    vs30 = vs30_of(city.cells.slope_deg, values["stable_share"], values["vs30_default"])
    return Shaking((*plane.xy(city.cells.lon, city.cells.lat), vs30), lines, events, residuals, values)


def _draw(
    sources: Sequence[Source], events: int, rng: np.random.Generator, values: Mapping[str, float], plane: Plane
) -> tuple[pl.DataFrame, NDArray[np.float64]]:
    """Draw the events of all sources; every source gets the same number of events (to within one)."""
    frames, frequencies = [], []
    for place, source in enumerate(sources):
        count = events // len(sources) + (place < events % len(sources))
        magnitude, frequency = magnitudes(source, count, rng)
        lines = ruptures(source, magnitude, rng, plane)
        limit = values["spread_limit"]
        columns = {
            "source": [source.id] * count,
            "magnitude": magnitude,
            **lines._asdict(),
            "depth_km": np.full(count, source.depth_km),
            "model": _models(count, rng, values),
            "residual": np.clip(rng.standard_normal(count), -limit, limit),
            "distance_km": np.hypot(*plane.xy(lines.lon, lines.lat)),
        }
        frames.append(pl.DataFrame(columns))
        frequencies.append(frequency)
    return pl.concat(frames), np.concatenate(frequencies)


def _models(count: int, rng: np.random.Generator, values: Mapping[str, float]) -> list[str]:
    """Deal events out to the branches of the logic tree, in proportion to their weights and evenly over magnitude."""
    weights = np.cumsum([values[name] for name in WEIGHTS])
    place = (rng.random() + GOLDEN * np.arange(count)) % 1.0 * weights[-1]
    return [NAMES[branch] for branch in np.searchsorted(weights, place, side="right")]
