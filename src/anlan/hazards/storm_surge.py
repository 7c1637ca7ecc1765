"""Storm surge: sea water on low ground behind the coast; see ``docs/methods/storm-surge.md``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.cyclone.storms import Storms
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.hydrology.dykes import breach_volume
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.hazards.surge.coast import has_tide, shelf_of, shore_cells, tide_of_city
from anlan.hazards.surge.inundation import inundation_of, reaches_of
from anlan.hazards.surge.shelf import LARGEST, LEVEL, SURGE, TIDE, TideWaves, peaks
from anlan.hazards.surge.tide import Tide, hours_of
from anlan.hazards.typhoon_wind import TyphoonWind
from anlan.language import Message, mark

KIND = "storm_surge"

WIND = TyphoonWind()
"""The hazard whose storms are used; the city sets their parameters there."""

FIRST_YEAR, NODAL_YEARS = 2000, 19
"""Years from which the tide of an event is drawn: one turn of the moon's node (18.6 years)."""

LUNAR_MONTH_D = 29.53
"""Days over which the tide of an event is drawn around the day of the recorded storm: the spring-neap cycle twice."""

HOURLY = 1.0

PARAMETERS = (
    Parameter("sea_level_m", 0.0, "m", -2.0, 5.0, mark("Mean sea level above the zero of the heights"), 0.15),
    Parameter("sea_bearing_deg", -1.0, "deg", -1.0, 360.0, mark("Bearing of the open sea; -1 takes the land mask")),
    Parameter("shelf_km", 200.0, "km", 1.0, 1000.0, mark("Length of the shelf")),
    Parameter("shore_depth_m", 3.0, "m", 0.5, 50.0, mark("Depth at the shore, below mean sea level")),
    Parameter("shelf_depth_m", 50.0, "m", 1.0, 500.0, mark("Depth at the edge of the shelf")),
    Parameter("shelf_exponent", 1.0, "1", 0.2, 3.0, mark("Shape of the sea bed between the two; 1 for a plane")),
    Parameter("holland_profile", 2008.0, "year", 1980.0, 2008.0, mark("Wind profile: 1980 gradient, 2008 surface")),
    Parameter("stress_factor", 1.0, "1", 0.3, 3.0, mark("Factor of the stress of wind on water"), 0.2),
    Parameter("bottom_friction", 0.0025, "1", 0.0005, 0.02, mark("Coefficient of friction at the bottom")),
    Parameter("reach_km", 600.0, "km", 50.0, 2000.0, mark("Centres farther from the shore are skipped")),
    Parameter("residual_spread_m", 0.2, "m", 0.0, 1.0, mark("Standard deviation of the sea level from other weather")),
    Parameter("dyke_crest_m", 0.0, "m", -5.0, 30.0, mark("Crest of the sea dykes above the zero of the heights")),
    Parameter("dyke_freeboard_m", 1.0, "m", 0.0, 10.0, mark("Run-up of waves on the dykes"), 0.4),
    Parameter("dyke_spread_m", 0.3, "m", 0.0, 3.0, mark("Standard deviation of the level at which they breach")),
    Parameter("breach_width_m", 300.0, "m", 10.0, 20000.0, mark("Width of the breaches in a reach of dyke"), 150.0),
    Parameter("breach_hours", 6.0, "h", 1.0, 72.0, mark("Time that the sea runs in through a breach")),
    Parameter("attenuation_m_per_km", 0.1, "m/km", 0.0, 2.0, mark("Fall of the water surface inland"), 0.05),
    Parameter("threshold_m", 0.05, "m", 0.0, 1.0, mark("Depth below this is set to zero")),
)  # fmt: skip


class StormSurge:
    """Depth of sea water above the ground in each storm, m."""

    kind = KIND
    unit = "m"
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: storms, a coast, heights or the tide."""
        found = list(WIND.missing(city))
        unknown = int(np.isnan(city.cells.height_m).sum())
        if unknown:
            found.append(
                Message(mark("the height of {count} cells is not known; fill height_m in cells.csv"), count=unknown)
            )
        if not shore_cells(city.cells).size:
            found.append(Message(mark("no cell lies at the coast; fill coast_km in cells.csv")))
        if not has_tide(city):
            found.append(
                Message(
                    mark(
                        "the tide is not known; fill tide_constituents.csv, or give 'mean sea level', 'mean spring "
                        "high water' and 'mean neap high water' of a station in water_levels.csv"
                    )
                )
            )
        return tuple(found)

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` surges, one for each storm of typhoon wind; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events)
        values = values_of(city, self.kind, self.parameters)
        storms = Storms.of(city, events, seed, storm_values(city, values))
        tide = tide_of_city(city)
        reaches = reaches_of(city.cells)
        luck = Luck.draw(events, len(reaches), seed)
        highest = sea_levels(city, storms, tide, tide_hours(storms, luck), values)
        highest[:, LEVEL] += values["residual_spread_m"] * luck.residual
        breached = highest[:, [LEVEL]] > breach_levels(luck.dyke, tide, values)
        inland = Inland(city, reaches, highest[:, LEVEL], breached, values)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=storms.frequency,
            by_day=np.zeros(events, dtype=np.bool_),  # storms are warned of: people are at home
            parameters=_frame(storms, highest, inland.breaches, tide),
            cells=city.cells.h3,
            field=inland,
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Storm {wind_event} made from {name} ({year}): the sea rises to {level_m:.2f} m, of which "
                "{surge_m:.2f} m by the storm, and breaches {breaches} reaches of dyke"
            ),
        )

    def at_tides(self, city: City, events: EventSet, event: int, heights: Sequence[float]) -> NDArray[np.float32]:
        """Return the footprint of an event had the tide been at other heights when the sea was highest.

        The rise by the storm and the strength of the dykes stay; the level changes by as much as the tide.

        Parameters
        ----------
        city
            The city of the events.
        events
            Events that this hazard made for the city.
        event
            Index of the event.
        heights
            Heights of the tide above mean sea level, m, (k,).

        Returns
        -------
        Depth, m, float32 (k, c).
        """
        values = values_of(city, self.kind, self.parameters)
        reaches, tide = reaches_of(city.cells), tide_of_city(city)
        luck = Luck.draw(len(events), len(reaches), int(events.provenance["seed"]))
        row = events.parameters.row(event, named=True)
        level = row["level_m"] - row["tide_m"] + np.asarray(heights, dtype=np.float64)
        breached = level[:, None] > breach_levels(luck.dyke[[event]], tide, values)
        return Inland(city, reaches, level, breached, values)(np.arange(level.size))


@dataclass(frozen=True)
class Luck:
    """Random numbers of n events.

    Parameters
    ----------
    year
        Year of the moon's node in which the storm comes, from 0, int64 (n,).
    day
        Place in the lunar month around its own day, 0 to 1, (n,).
    residual
        Sea level from other weather, standard normal, (n,).
    dyke
        Strength of each reach of dyke, standard normal, (n, r).
    """

    year: NDArray[np.int64]
    day: NDArray[np.float64]
    residual: NDArray[np.float64]
    dyke: NDArray[np.float64]

    @classmethod
    def draw(cls, events: int, reaches: int, seed: int) -> "Luck":
        """Draw them; the same numbers for the same events, reaches and seed.

        Parameters
        ----------
        events, reaches
            How many there are.
        seed
            Seed of the run.
        """
        rng = generator_of(seed, KIND)
        year, day = rng.integers(0, NODAL_YEARS, events), rng.random(events)
        return cls(year, day, rng.standard_normal(events), rng.standard_normal((events, reaches)))


def storm_values(city: City, values: Mapping[str, float]) -> Mapping[str, float]:
    """Return the parameters of the storms: those of typhoon wind with the wind profile of the surge."""
    return {**values_of(city, WIND.kind, WIND.parameters), "holland_profile": values["holland_profile"]}


def tide_hours(storms: Storms, luck: Luck) -> NDArray[np.float64]:
    """Return when each storm begins, as hours for the tide: near its own day of the year, in any year and at any hour.

    The day keeps the season of the storm, with which mean sea level changes; a lunar month around it takes in springs
    and neaps alike, and the years one turn of the moon's node.
    """
    start = storms.tracks.start[storms.sample.storm]
    into_year = (start - start.astype("datetime64[Y]")) / np.timedelta64(1, "D")
    years = FIRST_YEAR + luck.year
    first = (years - 1970).astype("datetime64[Y]").astype("datetime64[ms]")
    days = into_year + LUNAR_MONTH_D * (luck.day - 0.5)
    return np.asarray(hours_of(first) + 24.0 * days, dtype=np.float64)


def sea_levels(
    city: City, storms: Storms, tide: Tide, hours: NDArray[np.float64], values: Mapping[str, float]
) -> NDArray[np.float64]:
    """Return the highest water of every storm; see `anlan.hazards.surge.shelf.peaks`.

    Parameters
    ----------
    city
        City with a coast.
    storms
        The storms.
    tide
        The tide at the shore.
    hours
        When each storm begins, for the tide, [n].
    values
        Parameters of the hazard.

    Returns
    -------
    (n, 4), m; the level above the zero of the heights.
    """
    shelf = shelf_of(city.cells, storms.plane, values)
    waves = TideWaves(*tide.waves(hours), tide.speed)
    highest = peaks(np.arange(hours.size), storms.arrays, storms.physics, shelf, waves)
    highest[:, LEVEL] += values["sea_level_m"]
    return highest


def breach_levels(dyke: NDArray[np.float64], tide: Tide, values: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the level at which each reach of dyke breaches in each event, m: normal, and never below the highest tide.

    What lies below the highest tide would be sea without dykes, so dykes hold at least that. Reaches fail
    independently of each other.

    Parameters
    ----------
    dyke
        Strength of each reach in each event, standard normal, (n, r).
    tide
        The tide at the shore.
    values
        Parameters of the hazard.

    Returns
    -------
    (n, r).
    """
    mean = values["dyke_crest_m"] - values["dyke_freeboard_m"]
    level = mean + values["dyke_spread_m"] * dyke
    return np.maximum(level, values["sea_level_m"] + highest_tide(tide))


def highest_tide(tide: Tide) -> float:
    """Return the highest astronomical tide above mean sea level, m: the highest hour of the years of `NODAL_YEARS`."""
    first = hours_of(np.array([f"{FIRST_YEAR}-01-01"], dtype="datetime64[ms]"))[0]
    return float(tide.height(first + np.arange(0.0, NODAL_YEARS * 365.25 * 24.0, HOURLY)).max())


def tide_phase(height_m: NDArray[np.float64], tide: Tide) -> NDArray[np.str_]:
    """Say whether the tide is high, low or in between: beyond half of its usual height, or less.

    A pure wave spends a third of the time in each.

    Parameters
    ----------
    height_m
        Height above mean sea level, m, (n,).
    tide
        The tide at the shore.

    Returns
    -------
    ``low``, ``mean`` or ``high``, (n,).
    """
    half = 0.5 * tide.usual_height
    return np.where(height_m > half, "high", np.where(height_m < -half, "low", "mean"))


def _frame(storms: Storms, highest: NDArray[np.float64], breaches: NDArray[np.int64], tide: Tide) -> pl.DataFrame:
    near = np.isfinite(highest[:, LEVEL])
    return storms.frame().with_columns(
        wind_event=pl.Series(names_of(WIND.kind, near.size)),
        level_m=np.where(near, highest[:, LEVEL], 0.0),
        tide_m=highest[:, TIDE],
        tide=pl.Series(tide_phase(highest[:, TIDE], tide)).set(pl.Series(~near), None),
        surge_m=highest[:, SURGE],
        largest_surge_m=highest[:, LARGEST],
        breaches=breaches,
    )


class Inland:
    """Depths of chosen events, behind the reaches of dyke that they breach.

    Parameters
    ----------
    city
        City with a coast.
    reaches
        Shore cells of each of the r reaches.
    level
        Highest level of the sea in each event, m, [n].
    breached
        Whether each reach breaches, (n, r).
    values
        Parameters of the hazard.
    """

    def __init__(
        self,
        city: City,
        reaches: Sequence[NDArray[np.intp]],
        level: NDArray[np.float64],
        breached: NDArray[np.bool_],
        values: Mapping[str, float],
    ) -> None:
        some = np.flatnonzero(breached.any(axis=1))
        top = float(level[some].max(initial=-np.inf))
        self._inundation = inundation_of(city.cells, reaches, values["attenuation_m_per_km"], top)
        self._row = np.full(level.size, -1, dtype=np.int64)
        self._row[some] = np.arange(some.size)
        self._level = self._inside(level[some], breached[some], values)
        self._threshold = np.float32(values["threshold_m"])
        self.breaches = np.zeros(level.size, dtype=np.int64)
        self.breaches[some] = np.isfinite(self._level).sum(axis=1)

    def _inside(
        self, level: NDArray[np.float64], breached: NDArray[np.bool_], values: Mapping[str, float]
    ) -> NDArray[np.float64]:
        """Return the level behind each reach, m: what comes through its breaches, or the sea's own over the crest."""
        if not level.size:
            return np.empty(breached.shape)
        head = np.maximum(level[:, None] - self._inundation.sill, 0.0)
        volume = breach_volume(head, values["breach_width_m"], values["breach_hours"])
        filled = self._inundation.filled_to(level, volume)
        over = level[:, None] > np.maximum(values["dyke_crest_m"], self._inundation.sill)
        return np.where(breached & (head > 0.0), np.where(over, level[:, None], filled), -np.inf)

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the depth of sea water in some events (k,), m, float32 (k, c)."""
        row = self._row[events]
        wet = np.flatnonzero(row >= 0)
        depth = np.zeros((events.size, self._inundation.area.size), dtype=np.float32)
        depth[wet] = self._inundation.depths(self._level[row[wet]])
        depth[depth < self._threshold] = 0.0
        return depth
