"""Explosion: vapour clouds of simulated plants that ignite late; see ``docs/methods/explosion.md``."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.industrial.blast import CENTRE, LOG_TAIL, damages, distance_of, pressure_of
from anlan.hazards.industrial.cell_outlines import Outlines, outlines_of
from anlan.hazards.industrial.ignition import explosion_chance, flammable_mass
from anlan.hazards.industrial.natural_causes import NATECH
from anlan.hazards.industrial.plants import Plants, plants_of
from anlan.hazards.industrial.releases import SCENARIOS
from anlan.hazards.industrial.scenarios import Drawn, everyday
from anlan.hazards.industrial.substances import Substance
from anlan.hazards.industrial.weather import DAY_HOURS
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.language import Message, mark

KIND = "explosion"

TNT_J_PER_KG = 4.5e6
"""Energy of TNT, J/kg; 4.19e6 to 4.65e6 are in use (CPR 14E, 2005, section 5.3)."""

BATCH = 16
"""Events that are integrated at once; bounds the memory of double-precision shares."""

PARAMETERS = (
    Parameter("rate_factor", 1.0, "1", 0.01, 100.0, mark("Factor of the base frequencies of releases"), 0.5),
    Parameter("delayed_ignition", 0.9, "1", 0.0, 1.0, mark("Chance that a cloud ignites later, if not at once"), 0.2),
    Parameter("explosion_share", 0.4, "1", 0.0, 1.0, mark("Share of late ignitions that explode, not only burn"), 0.1),
    Parameter("yield_low", 0.01, "1", 1e-3, 1.0, mark("Least share of the heat of the cloud that goes into the blast")),
    Parameter("yield_high", 0.1, "1", 1e-3, 1.0, mark("Greatest share of the heat that goes into the blast")),
    Parameter("cloud_seconds", 180.0, "s", 1.0, 1800.0, mark("Time for which a lasting release feeds the cloud"), 60.0),
    Parameter("pool_area", 1500.0, "m2", 1.0, 1e5, mark("Largest area of a pool of liquid (bund)"), 500.0),
    Parameter("pool_depth", 0.01, "m", 0.001, 1.0, mark("Depth to which a pool spreads where it is not bunded")),
    Parameter("wind", 3.0, "m/s", 0.5, 20.0, mark("Wind over pools")),
    Parameter("threshold", 1.0, "kPa", 0.3, 10.0, mark("Equivalent overpressure below this is set to zero")),
    *NATECH,
)  # fmt: skip


class Explosion:
    """Equivalent incident overpressure on each cell, kPa."""

    kind = KIND
    unit = "kPa"
    parameters = PARAMETERS

    def wanted(self, substance: Substance) -> bool:
        """Say whether a substance can make an event of this hazard."""
        return substance.combustion > 0.0

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: simulated plants with a substance that can explode."""
        if len(plants_of(city, self.wanted)):
            return ()
        return (
            Message(
                mark(
                    "no simulated plant stores a substance known to explode; give synthetic places of kind "
                    "hazard_source with substance and inventory_t in places.csv"
                )
            ),
        )

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` explosions; see `anlan.hazards.Hazard.event_set`."""
        plants = plants_of(city, self.wanted)
        require(self.missing(city), events)
        factor = values_of(city, self.kind, self.parameters)["rate_factor"]
        return self.releases(city, plants, everyday(plants, events, factor), seed)

    def releases(self, city: City, plants: Plants, drawn: Drawn, seed: int) -> EventSet:
        """Make the explosions that follow from given losses of containment.

        Parameters
        ----------
        city
            City.
        plants
            Its plants, all wanted by this hazard.
        drawn
            What happens at which plant and how often; an event's frequency is that of the loss times the chance that
            an explosion follows.
        seed
            Seed of hours and yields.
        """
        values = values_of(city, self.kind, self.parameters)
        frame, chance = _frame(plants, drawn, generator_of(seed, self.kind), values)
        hour = frame["hour"].to_numpy()
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, len(drawn)),
            frequency=drawn.frequency * chance,
            by_day=(hour >= DAY_HOURS[0]) & (hour < DAY_HOURS[1]),
            parameters=frame,
            cells=city.cells.h3,
            field=_Field(outlines_of(city), plants, drawn, frame, values["threshold"]),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Explosion of {cloud_t:.1f} t of {substance} at {plant}, with the blast of {tnt_t:.2f} t of TNT"
            ),
        )


def _frame(
    plants: Plants, drawn: Drawn, rng: np.random.Generator, values: Mapping[str, float]
) -> tuple[pl.DataFrame, NDArray[np.float64]]:
    """Return the rows of the events and the chance that each follows from its loss of containment."""
    low, high = np.log(values["yield_low"]), np.log(max(values["yield_high"], values["yield_low"]))
    share = np.exp(low + (high - low) * rng.random(len(drawn)))
    hour = 24.0 * rng.random(len(drawn))
    pairs = sorted(set(zip(drawn.plant.tolist(), drawn.scenario.tolist(), strict=True)))
    mass, chance = {}, {}
    for plant, scenario in pairs:
        what = plants.substance[plant], float(plants.tonnes[plant]), SCENARIOS[scenario]
        mass[plant, scenario] = flammable_mass(*what, values)
        chance[plant, scenario] = explosion_chance(*what, values)
    keys = list(zip(drawn.plant.tolist(), drawn.scenario.tolist(), strict=True))
    cloud = np.array([mass[key] for key in keys])
    heat = np.array([plants.substance[plant].combustion for plant in drawn.plant.tolist()])
    frame = pl.DataFrame(
        {
            "plant": [plants.id[plant] for plant in drawn.plant.tolist()],
            "substance": [plants.substance[plant].name for plant in drawn.plant.tolist()],
            "scenario": [SCENARIOS[scenario] for scenario in drawn.scenario.tolist()],
            "cause": list(drawn.cause),
            "cloud_t": cloud / 1000.0,
            "yield": share,
            "tnt_t": share * cloud * heat / TNT_J_PER_KG / 1000.0,
            "hour": hour,
        }
    )
    return frame, np.array([chance[key] for key in keys])


class _Field:
    """Equivalent overpressures of chosen events."""

    def __init__(self, outlines: Outlines, plants: Plants, drawn: Drawn, frame: pl.DataFrame, threshold: float) -> None:
        scale = np.cbrt(1000.0 * frame["tnt_t"].to_numpy())
        self._charges = np.column_stack([plants.x[drawn.plant], plants.y[drawn.plant], scale])
        self._outlines, self._threshold, self._farthest = outlines, threshold, distance_of(threshold)

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        outlines = self._outlines
        out = np.zeros((events.size, outlines.area.size), dtype=np.float32)
        for first in range(0, events.size, BATCH):
            part = events[first : first + BATCH]
            share = damages(
                part, self._charges, self._farthest, LOG_TAIL, CENTRE, outlines.corners, outlines.area,
                outlines.middle, outlines.reach,
            )  # fmt: skip
            hit = np.nonzero(share > 0.0)
            pressure = pressure_of(np.clip(share[hit], 1e-300, 1.0 - 1e-12))
            out[hit[0] + first, hit[1]] = np.where(pressure >= self._threshold, pressure, 0.0)
        return out
