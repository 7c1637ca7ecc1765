"""Reservoir release and dam failure, followed over the cells; see ``docs/methods/dam-failure.md``."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.compute.compiled import compiled
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.hydrology.basins import Basins
from anlan.hazards.hydrology.dam_breach import breach_hydrograph, depth_of, release_hydrograph
from anlan.hazards.hydrology.inertial import Hydrograph, Mesh, simulate
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.plane import Plane
from anlan.hazards.protocol import require
from anlan.language import Message, mark

KIND = "dam_failure"

FAR_KM = 10.0
"""Distance of a reservoir from the nearest land of the city beyond which its water is not followed."""

LEVELS = 4
"""Volumes of water that are followed over the ground for each reservoir and way of release; between them depths are
interpolated."""

AFTER_S = 12.0 * 3600.0
"""Time that water is followed after the last has left the reservoir, s."""

BREACH, RELEASE = "breach", "release"
WAYS = (BREACH, RELEASE)

FloatArray = NDArray[np.float64]

PARAMETERS = (
    Parameter("failure_rate", 4.9e-5, "1/year", 1e-9, 0.1, mark("Failures of a dam in a year, a national base rate")),
    Parameter("fill_min", 0.4, "1", 0.05, 0.95, mark("Least share of its volume that a reservoir holds when it fails")),
    Parameter("dam_height_m", 15.0, "m", 1.0, 300.0, mark("Height of a dam whose height is not given")),
    Parameter("least_volume_m3", 1e7, "m3", 1e3, 1e11, mark("Smallest reservoir that is considered")),
    Parameter("channel_years", 50.0, "years", 5.0, 1000.0, mark("Return period of a release beyond the channel below")),
    Parameter("release_share", 0.1, "1", 0.001, 1.0, mark("Largest share of the volume released beyond the channel")),
    Parameter("release_hours", 24.0, "h", 1.0, 240.0, mark("Duration of such a release")),
    Parameter("roughness", 0.05, "s/m^(1/3)", 0.01, 0.3, mark("Manning's roughness of the ground")),
    Parameter("threshold_m", 0.05, "m", 0.0, 1.0, mark("Depth below this is set to zero")),
    Parameter("working_share", 10.0 / 24.0, "1", 0.0, 1.0, mark("Share of events that strike on working hours")),
)  # fmt: skip


class DamFailure:
    """Greatest depth of the water that a reservoir lets go, m."""

    kind = KIND
    unit = "m"
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: reservoirs with a volume, or heights."""
        found = []
        values = values_of(city, self.kind, self.parameters)
        if not _reservoirs(city, values):
            text = mark(
                "no reservoir of {least:.3g} m3 or more lies in the city or within {far:.0f} km of it; fill "
                "storage_m3 of places of kind reservoir in places.csv"
            )
            found.append(Message(text, least=values["least_volume_m3"], far=FAR_KM))
        unknown = int(np.isnan(city.cells.height_m).sum())
        if unknown:
            text = mark("the height of {count} cells is not known; fill height_m in cells.csv")
            found.append(Message(text, count=unknown))
        return tuple(found)

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` releases and failures, both for each reservoir; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events)
        values = values_of(city, self.kind, self.parameters)
        reservoirs = _reservoirs(city, values)
        require((), events, least=len(WAYS) * len(reservoirs))
        rng = generator_of(seed, self.kind)
        frame, frequency = _draw(reservoirs, events, rng, values)
        by_day = rng.random(events) < values["working_share"]
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=frequency,
            by_day=by_day,
            parameters=frame,
            cells=city.cells.h3,
            field=_Field(city, reservoirs, frame, values),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Water let go by a reservoir ({way}): {volume_mm3:.0f} million m3, at most {peak_m3s:.0f} m3/s; its "
                "frequency is a base rate, not a judgement of the dam"
            ),
        )


@dataclass(frozen=True)
class _Reservoir:
    """A reservoir: volume (m3), height of its dam (m) and the cell below it."""

    volume: float
    height: float
    cell: int

    def hydrograph(self, way: str, share: float, hours: float) -> Hydrograph:
        """Return the outflow for a share of the volume."""
        if way == RELEASE:
            return release_hydrograph(self.volume * share, hours)
        return breach_hydrograph(self.volume * share, depth_of(share, self.height))


def _reservoirs(city: City, values: Mapping[str, float]) -> tuple[_Reservoir, ...]:
    """Return the reservoirs that are large and near enough, each at the nearest cell with land."""
    rows = city.table("places").filter(
        (pl.col("kind") == "reservoir") & (pl.col("storage_m3") >= values["least_volume_m3"])
    )
    land = np.flatnonzero(Basins.of(city).cell_surface > 0.0)
    if rows.is_empty() or not land.size:
        return ()
    plane = Plane.around(city)
    x, y = plane.xy(city.cells.lon[land], city.cells.lat[land])
    found = []
    for row in rows.iter_rows(named=True):
        at_x, at_y = plane.xy(np.array([row["lon"]]), np.array([row["lat"]]))
        distance = np.hypot(x - at_x, y - at_y)
        if distance.min() <= FAR_KM:
            height = row["dam_height_m"] or values["dam_height_m"]
            found.append(_Reservoir(row["storage_m3"], height, int(land[distance.argmin()])))
    return tuple(found)


def _draw(
    reservoirs: tuple[_Reservoir, ...], events: int, rng: np.random.Generator, values: Mapping[str, float]
) -> tuple[pl.DataFrame, FloatArray]:
    """Draw the volumes let go; every reservoir and way gets the same number of events (to within one)."""
    families = [(number, way) for number in range(len(reservoirs)) for way in WAYS]
    rates = {BREACH: values["failure_rate"], RELEASE: 1.0 / values["channel_years"]}
    spans = {BREACH: (values["fill_min"], 1.0), RELEASE: (0.0, values["release_share"])}
    rows: list[dict[str, object]] = []
    frequency = np.empty(events)
    for place, (number, way) in enumerate(families):
        count = events // len(families) + (place < events % len(families))
        low, high = spans[way]
        shares = low + (high - low) * (np.arange(count) + 1.0 - rng.random(count)) / count
        frequency[len(rows) : len(rows) + count] = rates[way] / count
        for share in shares.tolist():
            course = reservoirs[number].hydrograph(way, share, values["release_hours"])
            peak, volume = float(course.flow.max()), course.volume / 1e6
            row = {"reservoir": number, "way": way, "share": share, "volume_mm3": volume, "peak_m3s": peak}
            rows.append(row)
    return pl.DataFrame(rows), frequency


class _Field:
    """Depths of chosen events: interpolated between the depths of `LEVELS` volumes that are followed beforehand."""

    def __init__(
        self, city: City, reservoirs: tuple[_Reservoir, ...], frame: pl.DataFrame, values: Mapping[str, float]
    ) -> None:
        mesh = Mesh.of(city, Basins.of(city).cell_surface)
        largest = {BREACH: 1.0, RELEASE: values["release_share"]}
        self._depths = np.zeros((len(reservoirs) * len(WAYS), LEVELS + 1, mesh.ground.size), dtype=np.float32)
        for family in range(self._depths.shape[0]):
            reservoir, way = reservoirs[family // len(WAYS)], WAYS[family % len(WAYS)]
            for level in range(1, LEVELS + 1):
                course = reservoir.hydrograph(way, largest[way] * level / LEVELS, values["release_hours"])
                seconds = float(course.time[-1]) + AFTER_S
                flow = simulate(mesh, reservoir.cell, course, seconds, values["roughness"])
                self._depths[family, level] = flow.deepest
        of_way = np.array([WAYS.index(one) for one in frame["way"].to_list()])
        self._family = frame["reservoir"].to_numpy().astype(np.int64) * len(WAYS) + of_way
        self._level = frame["share"].to_numpy() / np.array([largest[one] for one in WAYS])[of_way] * LEVELS
        self._threshold = np.float32(values["threshold_m"])

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        return _between(self._depths, self._family[events], self._level[events], self._threshold)


@compiled
def _between(
    depths: NDArray[np.float32], family: NDArray[np.int64], level: FloatArray, threshold: np.float32
) -> NDArray[np.float32]:
    """Interpolate depths (family, level, cell) at some families and levels, (k,) -> (k, c)."""
    out = np.zeros((family.size, depths.shape[2]), dtype=np.float32)
    for row in range(family.size):
        lower = min(int(level[row]), depths.shape[1] - 2)
        part = np.float32(level[row] - lower)
        low, high = depths[family[row], lower], depths[family[row], lower + 1]
        for cell in range(out.shape[1]):
            if high[cell] > 0.0:
                value = low[cell] + part * (high[cell] - low[cell])
                if value >= threshold:
                    out[row, cell] = value
    return out
