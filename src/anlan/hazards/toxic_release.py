"""Toxic release: clouds of poisonous gas from simulated plants; see ``docs/methods/toxic-release.md``."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.industrial.cell_outlines import Outlines, outlines_of
from anlan.hazards.industrial.doses import DoseTables
from anlan.hazards.industrial.lethality import CHORDS, Clouds, shares
from anlan.hazards.industrial.natural_causes import NATECH
from anlan.hazards.industrial.plants import Plants, plants_of
from anlan.hazards.industrial.releases import SCENARIOS, cloud
from anlan.hazards.industrial.scenarios import Drawn, everyday
from anlan.hazards.industrial.sigmas import RURAL, URBAN
from anlan.hazards.industrial.substances import Probit, Substance
from anlan.hazards.industrial.weather import CLASSES, CausedWeather, Weather, draw_weather
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.language import Message, mark

KIND = "toxic_release"

MOST_PROBIT = 10.0
"""Probit of a cell where everybody is killed."""

PARAMETERS = (
    Parameter("rate_factor", 1.0, "1", 0.01, 100.0, mark("Factor of the base frequencies of releases"), 0.5),
    Parameter("built_up", 0.0, "1", 0.0, 1.0, mark("Ground on the way of the clouds: 0 open country, 1 built-up")),
    Parameter("height", 1.0, "m", 0.0, 200.0, mark("Height of the leak above the ground")),
    Parameter("pool_area", 1500.0, "m2", 1.0, 1e5, mark("Largest area of a pool of liquid (bund)"), 500.0),
    Parameter("pool_depth", 0.01, "m", 0.001, 1.0, mark("Depth to which a pool spreads where it is not bunded")),
    Parameter("reach", 30.0, "km", 1.0, 100.0, mark("Farthest distance to which clouds are followed")),
    Parameter("wind", 3.0, "m/s", 0.5, 20.0, mark("Mean wind where the climate normals have none")),
    Parameter("wind_from", 0.0, "deg", 0.0, 360.0, mark("Direction from which the wind blows most often")),
    Parameter("wind_steadiness", 0.0, "1", 0.0, 50.0, mark("How much it prefers it (von Mises); 0 for not at all")),
    Parameter("overcast", 0.25, "1", 0.0, 1.0, mark("Share of time with an overcast sky")),
    Parameter("cloudy", 0.35, "1", 0.0, 1.0, mark("Share of time with clouds over more than half the sky")),
    Parameter("outdoors_day", 0.07, "1", 0.0, 1.0, mark("Share of people out of doors by day")),
    Parameter("outdoors_night", 0.01, "1", 0.0, 1.0, mark("Share of people out of doors by night")),
    Parameter("air_changes", 1.0, "1/h", 0.05, 20.0, mark("Exchange of the air of buildings"), 0.4),
    *NATECH,
)  # fmt: skip


class ToxicRelease:
    """Probit of the share of people of a cell who are killed, those in buildings included; 0 where nobody is."""

    kind = KIND
    unit = "1"
    parameters = PARAMETERS

    def wanted(self, substance: Substance) -> bool:
        """Say whether a substance can make an event of this hazard."""
        return substance.probit is not None

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: simulated plants with a poisonous substance."""
        if len(plants_of(city, self.wanted)):
            return ()
        return (
            Message(
                mark(
                    "no simulated plant stores a substance known to be poisonous; give synthetic places of kind "
                    "hazard_source with substance and inventory_t in places.csv"
                )
            ),
        )

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` releases; see `anlan.hazards.Hazard.event_set`."""
        plants = plants_of(city, self.wanted)
        require(self.missing(city), events)
        factor = values_of(city, self.kind, self.parameters)["rate_factor"]
        return self.releases(city, plants, everyday(plants, events, factor), seed)

    def releases(
        self, city: City, plants: Plants, drawn: Drawn, seed: int, caused: CausedWeather | None = None
    ) -> EventSet:
        """Make the events of given losses of containment.

        Parameters
        ----------
        city
            City.
        plants
            Its plants, all wanted by this hazard.
        drawn
            What happens at which plant and how often.
        seed
            Seed of the weather.
        caused
            What a natural cause fixes of the weather; None leaves all of it to chance.
        """
        values = dict(values_of(city, self.kind, self.parameters))
        weather = draw_weather(city, len(drawn), generator_of(seed, self.kind), values, caused)
        return self._in(weather, city, plants, drawn, seed)

    def again(self, city: City, releases: EventSet, which: NDArray[np.int64], caused: CausedWeather) -> EventSet:
        """Make some releases again, at the same hour, in the weather of a natural cause.

        Parameters
        ----------
        city
            The city of the releases.
        releases
            Releases that this hazard made.
        which
            Those that are made again, int64 (m,); one may be made several times.
        caused
            What the cause fixes of the weather of each of the m; the rest stays.
        """
        plants = plants_of(city, self.wanted)
        frame = releases.parameters[which]
        drawn = Drawn(
            plant=_places(frame["plant"], plants.id),
            scenario=_places(frame["scenario"], SCENARIOS),
            frequency=releases.frequency[which],
            cause=tuple(frame["cause"].to_list()),
        )
        weather = Weather(
            month=frame["month"].to_numpy(),
            hour=frame["hour"].to_numpy(),
            wind_ms=frame["wind_ms"].to_numpy(),
            towards=np.radians(-90.0 - frame["wind_from_deg"].to_numpy()),
            stability=_places(frame["stability"], CLASSES),
            by_day=releases.by_day[which],
        )
        return self._in(weather.under(caused), city, plants, drawn, int(releases.provenance["seed"]))

    def _in(self, weather: Weather, city: City, plants: Plants, drawn: Drawn, seed: int) -> EventSet:
        values = dict(values_of(city, self.kind, self.parameters))
        frame = _frame(plants, drawn, weather, values)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, len(drawn)),
            frequency=drawn.frequency,
            by_day=weather.by_day,
            parameters=frame,
            cells=city.cells.h3,
            field=_Field(outlines_of(city), plants, drawn, weather, frame, values),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Release of {substance} from {plant}: {cloud_t:.1f} t become a cloud in {minutes:.0f} minutes, in a "
                "wind of {wind_ms:.1f} m/s"
            ),
        )


def _places(names: pl.Series, known: Sequence[str]) -> NDArray[np.int64]:
    """Return the place of each name among those known."""
    place = {name: number for number, name in enumerate(known)}
    return np.array([place[name] for name in names.to_list()], dtype=np.int64)


def _frame(plants: Plants, drawn: Drawn, weather: Weather, values: Mapping[str, float]) -> pl.DataFrame:
    mass, seconds = np.empty(len(drawn)), np.empty(len(drawn))
    for event, (plant, scenario) in enumerate(zip(drawn.plant.tolist(), drawn.scenario.tolist(), strict=True)):
        mass[event], seconds[event] = cloud(
            plants.substance[plant], plants.tonnes[plant], SCENARIOS[scenario], weather.wind_ms[event], values
        )
    return pl.DataFrame(
        {
            "plant": [plants.id[plant] for plant in drawn.plant.tolist()],
            "substance": [plants.substance[plant].name for plant in drawn.plant.tolist()],
            "scenario": [SCENARIOS[scenario] for scenario in drawn.scenario.tolist()],
            "cause": list(drawn.cause),
            "cloud_t": mass / 1000.0,
            "minutes": seconds / 60.0,
            "month": weather.month,
            "hour": weather.hour,
            "wind_ms": weather.wind_ms,
            "wind_from_deg": np.mod(-90.0 - np.degrees(weather.towards), 360.0),
            "stability": [CLASSES[place] for place in weather.stability.tolist()],
        }
    )


class _Field:
    """Probits of chosen events."""

    def __init__(
        self, outlines: Outlines, plants: Plants, drawn: Drawn, weather: Weather, frame: pl.DataFrame,
        values: Mapping[str, float],
    ) -> None:  # fmt: skip
        poisons = sorted({substance.name: substance for substance in plants.substance}.items())
        place = {name: number for number, (name, _) in enumerate(poisons)}
        probits = [_probit_of(substance) for _, substance in poisons]
        self._tables = DoseTables.of(probits, values["air_changes"])
        outside = np.where(weather.by_day, values["outdoors_day"], values["outdoors_night"])
        numbers = [
            plants.x[drawn.plant], plants.y[drawn.plant], np.cos(weather.towards), np.sin(weather.towards),
            weather.wind_ms, 1000.0 * frame["cloud_t"].to_numpy(), 60.0 * frame["minutes"].to_numpy(), outside,
        ]  # fmt: skip
        substance = np.array([place[plants.substance[plant].name] for plant in drawn.plant.tolist()], dtype=np.int64)
        self._clouds = Clouds(np.column_stack(numbers), np.column_stack([substance, weather.stability]))
        ground = URBAN if values["built_up"] >= 0.5 else RURAL
        self._site = np.array([ground, values["height"], 1000.0 * values["reach"]])
        self._outlines = outlines

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        tables, outlines = self._tables, self._outlines
        killed = shares(
            events, self._clouds.numbers, self._clouds.kinds, self._site, tables.probits, tables.log_time,
            tables.log_shelter, CHORDS, outlines.corners, outlines.area, outlines.middle, outlines.reach,
        )  # fmt: skip
        hit = killed > 0.0
        killed[hit] = np.clip(5.0 + ndtri(killed[hit].astype(np.float64)), 0.0, MOST_PROBIT)
        return killed


def _probit_of(substance: Substance) -> Probit:
    if substance.probit is None:
        raise ValueError(f"'{substance.name}' has no probit; keep plants by ToxicRelease.wanted")
    return substance.probit
