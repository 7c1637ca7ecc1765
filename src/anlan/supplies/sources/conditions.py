"""What a scenario does to stores, factories and the ways from them to the people."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import Executor, Serial
from anlan.errors import SettingError
from anlan.hazards import EventSet
from anlan.language import Message
from anlan.scenarios.cascade.damage import drawn
from anlan.scenarios.run import RunSettings, ScenarioRun, breaking_kinds
from anlan.scenarios.run.states import moments
from anlan.scenarios.saved import event_sets
from anlan.supplies.sources.roads import Origins, RoadMap, origins_of, road_map, straight_hours
from anlan.supplies.sources.survival import kinds_of, labour_of, survival_of

FloatArray = NDArray[np.float64]

EPOCHS = (0, 6, 12, 24, 48, 72, 168)
"""Hours at which ways are looked at."""


@dataclass(frozen=True, eq=False)
class Conditions:
    """What holds for supplies in one scenario.

    Parameters
    ----------
    scenario
        Identifier of the scenario.
    hours
        Length of the scenario, h.
    survival
        Chance that what is stored at a place or candidate site can be used, 1, by identifier.
    services
        Share of the samples in which a place has all services it depends on, 1, float64[hours], by place; places
        without dependencies are absent.
    labour
        Share of the staff of a place that can come to work, 1, float64[hours], by place.
    origins
        Places and candidate sites with supplies; length o.
    areas
        Codes of the areas to which supplies go; length a.
    epochs
        int64[k], hours that are looked at, ascending, the first 0.
    travel_h
        float64[k, o, a], hours over the roads that work from an origin to the homes of an area, mean over samples and
        residents with a way; infinite without any.
    open_share
        float64[k, o, a], share of the residents with a way, mean over the samples.
    provenance
        Version, seed, samples, scenario and checksum of the city package.
    """

    scenario: str
    hours: int
    survival: Mapping[str, float]
    services: Mapping[str, FloatArray]
    labour: Mapping[str, FloatArray]
    origins: tuple[str, ...]
    areas: tuple[str, ...]
    epochs: NDArray[np.int64]
    travel_h: FloatArray
    open_share: FloatArray
    provenance: Mapping[str, str | int]

    def working(self, place: str | None) -> FloatArray:
        """Return the share of the time in which a place has its services and staff, float64[hours].

        Parameters
        ----------
        place
            Its identifier; None for a place that is not known, which always works.
        """
        whole = np.ones(self.hours)
        if place is None:
            return whole
        return np.asarray(self.services.get(place, whole) * self.labour.get(place, whole))


@dataclass(frozen=True)
class ConditionSettings:
    """Rules of `conditions_of`.

    Parameters
    ----------
    samples
        Samples of the cascade, the first ones, that are followed; no more than there are.
    epochs
        Hours at which ways are looked at; those beyond the scenario are left out.
    road_kmh, local_kmh
        Speed on roads without one of their own, and from a junction to the door, km/h; None for those of a run.

    Raises
    ------
    SettingError
        If a setting is outside its range.
    """

    samples: int = 16
    epochs: tuple[int, ...] = EPOCHS
    road_kmh: float | None = None
    local_kmh: float | None = None

    def __post_init__(self) -> None:
        if self.samples < 1:
            raise SettingError(Message("{samples} samples of ways; give 1 or more", samples=self.samples))
        if not self.epochs or min(self.epochs) < 0:
            raise SettingError(
                Message("hours of ways are {hours}; give one or more, each 0 or more", hours=str(self.epochs))
            )

    @property
    def speeds(self) -> tuple[float, float]:
        """Speed on roads without one of their own, and from a junction to the door, km/h."""
        default = RunSettings()
        return self.road_kmh or default.road_kmh, self.local_kmh or default.local_kmh


def conditions_of(
    city: City, run: ScenarioRun, *, level: str = "district", settings: ConditionSettings | None = None,
    executor: Executor | None = None,
) -> Conditions:  # fmt: skip
    """Find what a scenario does to stores, factories and ways.

    Samples of damage and repair are those of the run: the same component fails in the same sample.

    Parameters
    ----------
    city
        The city.
    run
        The scenario hour by hour.
    level
        Level of the areas to which supplies go.
    settings
        The rules; None for the defaults.
    executor
        Where samples are followed; the result does not depend on it. None for this process.

    Raises
    ------
    SettingError
        If no area has the level.
    """
    rules = settings or ConditionSettings()
    members = city.areas.at_level(level)
    if not members.size:
        raise SettingError(Message("no area has the level '{level}'; see level in areas.csv", level=level))
    place = np.full(len(city.areas), -1, dtype=np.int64)
    place[members] = np.arange(members.size)
    above = city.areas.ancestor_at(level)[city.cells.row_area]
    of_row = np.where(above >= 0, place[above], -1)
    origins = origins_of(city, _makers(city))
    epochs = np.unique([hour for hour in (0, *rules.epochs) if hour < run.hours]).astype(np.int64)
    roads = road_map(city, origins, of_row, members.size, rules.speeds)
    spent, share, stopped = _followed(city, run, roads, epochs, rules, executor or Serial())
    if roads is None:
        spent, share = _without_roads(city, origins, of_row, members.size, epochs.size, rules.speeds[0])
    known = kinds_of(city, origins.names)
    return Conditions(
        scenario=run.scenario.id, hours=run.hours, survival=survival_of(city, run, known + _sites(city, known)),
        services=_services(run, origins, stopped), labour=labour_of(city, run, _areas_of(city, origins)),
        origins=origins.names, areas=tuple(city.areas.codes[index] for index in members.tolist()), epochs=epochs,
        travel_h=np.divide(spent, share, out=np.full(spent.shape, np.inf), where=share > 0.0), open_share=share,
        provenance=run.provenance,
    )  # fmt: skip


def _makers(city: City) -> list[str]:
    """Return the places of the organisations that supply components."""
    makers = city.table("component_sources")["organisation"].unique().implode()
    places = city.table("places")
    return places.filter(places["operator"].is_in(makers))["id"].to_list()


def _sites(city: City, known: list[tuple[str, str, float, float]]) -> list[tuple[str, str, float, float]]:
    """Return the candidate sites as warehouses, without those that bear the name of a place."""
    names = {row[0] for row in known}
    rows = city.table("candidate_sites").select("id", "lon", "lat").rows()
    return [(name, "warehouse", lon, lat) for name, lon, lat in rows if name not in names]


def _areas_of(city: City, origins: Origins) -> dict[str, str | None]:
    areas = dict(city.table("places").select("id", "area").rows())
    return {name: areas[name] for name in origins.names if name in areas}


def _services(run: ScenarioRun, origins: Origins, stopped: FloatArray) -> dict[str, FloatArray]:
    """Return the share of the samples in which the places that need services have them."""
    if run.cascade is None:
        return {}
    model = run.cascade.model
    wanted, needs = set(origins.names), np.diff(model.plan.place_need) + np.diff(model.plan.house_first)
    return {
        name: 1.0 - stopped[index]
        for index, name in enumerate(model.places) if name in wanted and needs[index] > 0
    }  # fmt: skip


def _without_roads(
    city: City, origins: Origins, of_row: NDArray[np.int64], areas: int, epochs: int, kmh: float
) -> tuple[FloatArray, FloatArray]:
    """Return ways in straight lines, the same at all epochs."""
    spent, share = straight_hours(city, origins, of_row, areas, kmh)
    return np.tile(spent, (epochs, 1, 1)), np.tile(share, (epochs, 1, 1))


def _followed(
    city: City, run: ScenarioRun, roads: RoadMap | None, epochs: NDArray[np.int64], rules: ConditionSettings,
    executor: Executor,
) -> tuple[FloatArray, FloatArray, FloatArray]:  # fmt: skip
    """Return hours times share with a way and that share, float64[k, o, a], and the share stopped, float64[p, hours].

    Each is the mean over the samples that are followed; whole roads where nothing breaks.
    """
    cascade = run.cascade
    if cascade is None:
        return (*_whole_roads(city, roads, epochs.size), np.zeros((0, run.hours)))
    breaking = breaking_kinds(city)
    events: list[EventSet] = [one for one in event_sets(run.scenario, city) if one.kind in breaking]
    chosen = list(range(min(rules.samples, len(cascade.rows))))
    model = cascade.model
    shape = (epochs.size, 0, 0) if roads is None else (epochs.size, roads.origin.size, len(roads.share))

    def follow(row: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        failed, duration = drawn(model, events, cascade.rows, slice(row, row + 1))
        spent, share, stopped = np.zeros(shape), np.zeros(shape), np.zeros((len(model.places), run.hours))
        for moment in moments(model, failed[0], duration[0]):
            stopped[moment.stopped, moment.begin : moment.end] = 1.0
            seen = np.flatnonzero((epochs >= moment.begin) & (epochs < moment.end))
            if roads is not None and seen.size:
                hours = roads.hours_from(moment.state.broken, moment.state.works)
                spent[seen], share[seen] = roads.to_areas(hours)
        return spent, share, stopped

    total = [np.zeros(shape), np.zeros(shape), np.zeros((len(model.places), run.hours))]
    for found in executor.map(follow, chosen):
        for sums, one in zip(total, found, strict=True):
            sums += one
    return total[0] / len(chosen), total[1] / len(chosen), total[2] / len(chosen)


def _whole_roads(city: City, roads: RoadMap | None, epochs: int) -> tuple[FloatArray, FloatArray]:
    if roads is None:
        return np.zeros((epochs, 0, 0)), np.zeros((epochs, 0, 0))
    nodes, links = city.table("nodes").height, city.table("links").height
    spent, share = roads.to_areas(roads.hours_from(np.zeros(nodes + links, dtype=np.bool_), np.ones(nodes, np.bool_)))
    return np.tile(spent, (epochs, 1, 1)), np.tile(share, (epochs, 1, 1))
