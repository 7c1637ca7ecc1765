"""River flood: a stage above the banks, failing dykes and pools behind them; see ``docs/methods/river-flood.md``."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.hydrology.basins import Basins, Ponds
from anlan.hazards.hydrology.dykes import Dyke, breach_volume, breaches, held_below
from anlan.hazards.hydrology.extremes import Gev, fit
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.language import Message, mark

KIND = "river_flood"

LEAST_YEARS = 10
"""Annual maxima of a gauge from which its distribution is fitted."""

BANK_CHANCE = 0.5
"""Chance a year that the river exceeds its banks: the median flood fills the bed."""

RAREST = 1e-5
"""Chance a year below which all rarer stages are one event."""

FloatArray = NDArray[np.float64]

PARAMETERS = (
    Parameter("design_years", 50.0, "years", 5.0, 1000.0, mark("Return period of the stage that dykes are built for")),
    Parameter("freeboard_m", 1.0, "m", 0.1, 5.0, mark("Height of the crest above that stage")),
    Parameter("breach_width_m", 100.0, "m", 1.0, 2000.0, mark("Width of a breach")),
    Parameter("flood_hours", 24.0, "h", 1.0, 720.0, mark("Time that the river stands above the ground")),
    Parameter("bank_km", 1.5, "km", 0.1, 20.0, mark("Distance from a river within which a cell lies at its bank")),
    Parameter("sill_head_m", 1.0, "m", 0.0, 20.0, mark("Water above its lowest sill that a basin holds back")),
    Parameter("threshold_m", 0.05, "m", 0.0, 1.0, mark("Depth below this is set to zero")),
)  # fmt: skip


class RiverFlood:
    """Depth of water behind failed dykes, m."""

    kind = KIND
    unit = "m"
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: a river's record, heights, or cells near a river."""
        found = []
        years = _stages(city).size
        if years < LEAST_YEARS:
            text = mark(
                "{count} annual maxima of a river's stage are known; give {least} of one station in water_levels.csv "
                "(statistic 'annual maximum', water 'river')"
            )
            found.append(Message(text, count=years, least=LEAST_YEARS))
        cells = city.cells
        unknown = int(np.isnan(cells.height_m).sum())
        if unknown:
            text = mark("the height of {count} cells is not known; fill height_m in cells.csv")
            found.append(Message(text, count=unknown))
        reach = values_of(city, self.kind, self.parameters)["bank_km"]
        if not (cells.river_km <= reach).any():
            text = mark("no cell lies within {reach} km of a river; fill river_km in cells.csv")
            found.append(Message(text, reach=reach))
        return tuple(found)

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` floods in which a dyke fails; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events)
        values = values_of(city, self.kind, self.parameters)
        yearly = fit(_stages(city))
        dyke = dyke_of(yearly, values)
        chance, width = _draw(events, generator_of(seed, self.kind))
        stage = yearly.exceeded_with(chance)
        basins = Basins.of(city)
        ground = bank_ground(city, basins, values["bank_km"])
        failure = dyke.failure(stage)
        failed = _Failed.draw(failure, np.flatnonzero(~np.isnan(ground)), seed)
        told = {"stage_m": np.minimum(stage, dyke.crest), "years": 1.0 / chance, "breaches": np.diff(failed.first)}
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=width * failure,
            by_day=np.zeros(events, dtype=np.bool_),  # a flood is forecast and lasts over the night
            parameters=pl.DataFrame(told),
            cells=city.cells.h3,
            field=_Field(city, basins, ground, failed, dyke.head(stage), values),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "River stage of {stage_m:.2f} m at the gauge in a flood once in {years:.0f} years; dykes breached in "
                "{breaches} places"
            ),
        )


def _stages(city: City) -> FloatArray:
    """Annual maxima of the river station with the longest record, m."""
    rows = city.table("water_levels").filter(
        (pl.col("water") == "river") & (pl.col("statistic") == "annual maximum") & (pl.col("year") > 0)
    )
    stations = [part["level_m"].to_numpy() for part in rows.partition_by("station", maintain_order=True)]
    longest = max(stations, key=len, default=np.empty(0))
    return np.asarray(longest, dtype=np.float64)


def dyke_of(yearly: Gev, values: Mapping[str, float]) -> Dyke:
    """Return the dykes of a river whose largest stage of a year has a distribution.

    Parameters
    ----------
    yearly
        Distribution, m above the gauge's zero.
    values
        Parameters ``design_years`` and ``freeboard_m``.
    """
    bank, design = yearly.exceeded_with(np.array([BANK_CHANCE, 1.0 / values["design_years"]])).tolist()
    return Dyke(bank, design, design + values["freeboard_m"])


def _draw(events: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw chances of exceedance below that of the banks, evenly in their logarithm, and the width of each class."""
    edges = np.geomspace(BANK_CHANCE, RAREST, events + 1)
    edges[-1] = 0.0
    width = edges[:-1] - edges[1:]
    return edges[:-1] - (0.02 + 0.96 * rng.random(events)) * width, width  # inside the class: never at the bank itself


def bank_ground(city: City, basins: Basins, bank_km: float) -> FloatArray:
    """Return the mean height of the land at a river's bank in each basin, m, (p,); NaN where none is.

    Parameters
    ----------
    city
        City with heights and distances to rivers.
    basins
        Its basins.
    bank_km
        Distance within which a cell lies at the bank, km.
    """
    cells = city.cells
    weight = np.where(cells.river_km <= bank_km, basins.cell_surface, 0.0)
    total = np.bincount(basins.of_cell, weights=weight, minlength=basins.surface.size)
    summed = np.bincount(basins.of_cell, weights=weight * cells.height_m, minlength=basins.surface.size)
    return np.asarray(np.divide(summed, total, out=np.full(total.size, np.nan), where=total > 0.0))


@dataclass(frozen=True)
class _Failed:
    """Basins at which the dykes fail: those of event i are basin[first[i]:first[i + 1]]."""

    first: NDArray[np.int64]
    basin: NDArray[np.int64]

    @classmethod
    def draw(cls, failure: FloatArray, reaches: NDArray[np.int64], seed: int) -> "_Failed":
        parts = [
            reaches[breaches(chance, reaches.size, generator_of(seed, KIND, event))]
            for event, chance in enumerate(failure.tolist())
        ]
        first = np.concatenate([[0], np.cumsum([part.size for part in parts])]).astype(np.int64)
        return cls(first, np.concatenate(parts).astype(np.int64))


class _Field:
    """Depths of chosen events."""

    def __init__(
        self,
        city: City,
        basins: Basins,
        ground: FloatArray,
        failed: _Failed,
        head: FloatArray,
        values: Mapping[str, float],
    ) -> None:
        self._ponds = Ponds(city, basins, values["sill_head_m"], values["threshold_m"])
        self._ground = ground
        self._failed = failed
        self._head = head
        self._basins = basins.surface.size
        self._volume = breach_volume(head, values["breach_width_m"], values["flood_hours"])

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        return self._ponds.depths(self.water(events))

    def water(self, events: NDArray[np.int64]) -> FloatArray:
        """Return what comes into the basins, m km2, (k, p): no more than they hold below the river."""
        first = self._failed.first
        count = first[events + 1] - first[events]
        row = np.repeat(np.arange(events.size), count)
        entry = np.concatenate([np.arange(first[event], first[event + 1]) for event in events.tolist()] or [row])
        basin, event = self._failed.basin[entry], events[row]
        ponds = self._ponds
        held = held_below(self._head[event], basin, self._ground, ponds.order, ponds.first, ponds.height, ponds.area)
        water = np.zeros((events.size, self._basins))
        water[row, basin] = np.minimum(held, self._volume[event])
        return water
