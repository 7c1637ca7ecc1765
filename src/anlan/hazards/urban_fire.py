"""Urban fire: fires that pass from building to building; see ``docs/methods/urban-fire.md``."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.errors import SettingError
from anlan.hazards.event_set import EventSet, StoredFootprints, names_of, provenance_of
from anlan.hazards.fire.service import station_table, stations_of
from anlan.hazards.fire.spread import fought_fires
from anlan.hazards.fire.stock import Stock, stock_of
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.plane import Plane
from anlan.hazards.protocol import require
from anlan.language import Message, mark

KIND = "urban_fire"

FloatArray = NDArray[np.float64]

PARAMETERS = (
    Parameter("ignitions", 2.1e-4, "1/year", 1e-6, 1e-2, mark("Fires in dwellings a year for each resident"), 2e-5),
    Parameter("combustible", 0.1, "1", 1e-4, 1.0, mark("Share of buildings in dense groups that can burn"), 0.05),
    Parameter("passes", 0.005, "1", 1e-6, 1.0, mark("Chance that a fully involved fire passes to neighbours"), 0.003),
    Parameter("least_buildings", 10.0, "buildings", 2.0, 1000.0, mark("Fewest burnt buildings of an event")),
    Parameter("side", 10.0, "m", 3.0, 100.0, mark("Mean side of a building in a dense group")),
    Parameter("gap", 3.0, "m", 0.1, 50.0, mark("Mean distance between buildings in a dense group"), 1.0),
    Parameter("resistant", 0.4, "1", 0.0, 1.0, mark("Share of fire-resistant buildings in a dense group"), 0.15),
    Parameter("floor", 41.76, "m2", 5.0, 200.0, mark("Floor area for each resident")),
    Parameter("wind", 3.0, "m/s", 0.0, 20.0, mark("Mean wind where the climate normals have none")),
    Parameter("alarm", 6.0, "min", 0.5, 60.0, mark("Median time from ignition to the engines' departure"), 1.0),
    Parameter("growth", 20.0, "min", 1.0, 120.0, mark("Median time from ignition to full involvement"), 4.0),
    Parameter("scatter", 0.5, "1", 0.01, 2.0, mark("Standard deviation of the logarithm of those two times")),
    Parameter("speed", 35.0, "km/h", 5.0, 100.0, mark("Speed of fire engines"), 5.0),
    Parameter("detour", 1.3, "1", 1.0, 3.0, mark("Way of engines on the road over the straight distance")),
    Parameter("committed", 0.7, "1", 0.05, 1.0, mark("Share of a station's engines that go to one fire")),
    Parameter("hold", 20.0, "m", 1.0, 200.0, mark("Edge of a fire that one engine holds"), 5.0),
)  # fmt: skip

WIND_SHAPE = 2.0
"""Shape of the Weibull distribution of the wind: Rayleigh, usual where only the mean is known (Justus et al. 1978)."""

GROUP_SHAPE = 2.0
"""Shape of the gamma distribution of the share of a cell's buildings in the group in which a fire begins: groups whose
share is exponential have fires in proportion to their size; stated by judgement."""

MOST_ATTEMPTS = 200
"""Ignitions tried for each event that is asked for, on average, before the hazard gives up."""

PATIENCE = 20
"""Times as many that are tried where that promises enough events, as on small cells, on which few fires grow."""

BATCH = 1024
"""Ignitions that are drawn at once."""


class UrbanFire:
    """Burnt share of a cell's buildings in a fire that passes from building to building, 1."""

    kind = KIND
    unit = "1"
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: residents, and fire stations with a position."""
        found = []
        if stations_of(city).is_empty():
            found.append(
                Message(mark("no fire station has a position; give places of kind fire_station in places.csv"))
            )
        if not city.cells.population.sum() > 0.0:
            found.append(Message(mark("nobody lives in the city; fill population in cells.csv")))
        return tuple(found)

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` fires of equal frequency; see `anlan.hazards.Hazard.event_set`.

        Raises
        ------
        SettingError
            Also if hardly any fire grows to the least number of buildings.
        """
        require(self.missing(city), events)
        values = values_of(city, self.kind, self.parameters)
        town = _Town.of(city, values)
        stock = town.stock
        frame, tried = _draw(town, events, values, generator_of(seed, self.kind))
        rate = values["ignitions"] * values["combustible"] * values["passes"] * float(stock.residents.sum())
        cell = frame["cell"].to_numpy().astype(np.int32)
        share = np.minimum(frame["buildings"].to_numpy() / stock.buildings[cell], 1.0).astype(np.float32)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=np.full(events, rate / tried),
            by_day=np.zeros(events, dtype=np.bool_),  # as many start by night, and then people are at home
            parameters=frame.drop("cell").with_columns(cell=pl.Series(city.cells.h3[cell])),
            cells=city.cells.h3,
            field=_OneCell(cell, share, len(city.cells)),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Fire that takes {buildings:.0f} buildings in {minutes:.0f} minutes of spread, in a wind of "
                "{wind_ms:.0f} m/s"
            ),
            stored=StoredFootprints(np.arange(events + 1, dtype=np.int64), cell, share),
        )


@dataclass(frozen=True)
class _Town:
    """What a fire finds: where people live, the buildings, the fire service, the wind."""

    stock: Stock
    chance: FloatArray
    position: FloatArray
    stations: FloatArray
    mean_wind: float

    @classmethod
    def of(cls, city: City, values: Mapping[str, float]) -> "_Town":
        stock = stock_of(city, values["floor"], values["side"])
        wind = city.table("climate_normals")["wind_ms"].drop_nulls()
        return cls(
            stock=stock,
            chance=stock.residents / stock.residents.sum(),
            position=np.column_stack(Plane.around(city).xy(city.cells.lon, city.cells.lat)),
            stations=station_table(city, values["committed"]),
            mean_wind=float(wind.to_numpy().mean()) if len(wind) else values["wind"],
        )


def _draw(town: _Town, events: int, values: Mapping[str, float], rng: np.random.Generator) -> tuple[pl.DataFrame, int]:
    """Try ignitions until enough have become events; return these and the number of ignitions tried."""
    found, count, tried = [], 0, 0
    first = max(MOST_ATTEMPTS * events, 100 * BATCH)
    while tried < first or (tried < PATIENCE * first and count * PATIENCE >= events):
        batch = _tried(town, values, rng)
        large = np.flatnonzero(batch["buildings"].to_numpy() >= values["least_buildings"])
        if count + large.size >= events:
            last = int(large[events - count - 1])
            found.append(batch[large[: events - count]])
            return pl.concat(found), tried + last + 1
        found.append(batch[large])
        count, tried = count + large.size, tried + BATCH
    raise SettingError(
        Message(
            mark(
                "{fires} of {tried} fires grew to {least:.0f} buildings; lower least_buildings or raise combustible of "
                "urban_fire in hazard_parameters.csv"
            ),
            fires=count,
            tried=tried,
            least=values["least_buildings"],
        )
    )


def _tried(town: _Town, values: Mapping[str, float], rng: np.random.Generator) -> pl.DataFrame:
    """Follow one batch of fires in dense groups."""
    cell = rng.choice(town.chance.size, BATCH, p=town.chance)
    wind = town.mean_wind / math.gamma(1.0 + 1.0 / WIND_SHAPE) * rng.weibull(WIND_SHAPE, BATCH)
    alarm, growth = (values[name] * np.exp(values["scatter"] * rng.standard_normal(BATCH)) for name in _TIMES)
    share = np.minimum(values["combustible"] * rng.gamma(GROUP_SHAPE, 1.0, BATCH), 1.0)
    fires = np.column_stack([town.position[cell], wind, alarm, growth, town.stock.buildings[cell] * share])
    fabric = np.array([values["side"], values["gap"], values["resistant"]])
    pace = values["detour"] / values["speed"] * 60.0
    outcome = fought_fires(fabric, fires, town.stations, pace, values["hold"], values["least_buildings"])
    return pl.DataFrame(
        {
            "cell": cell.astype(np.int64),
            "buildings": outcome[:, 0],
            "minutes": outcome[:, 1],
            "wind_ms": wind,
            "arrival_min": outcome[:, 2],
        }
    )


_TIMES = ("alarm", "growth")


class _OneCell:
    """A share on one cell for each event, zero elsewhere."""

    def __init__(self, cell: NDArray[np.int32], value: NDArray[np.float32], cells: int) -> None:
        self._cell, self._value, self._cells = cell, value, cells

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        out = np.zeros((events.size, self._cells), dtype=np.float32)
        out[np.arange(events.size), self._cell[events]] = self._value[events]
        return out
