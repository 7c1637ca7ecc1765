"""A scenario that can be kept: what happens, where, when, and on what assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan import __version__
from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards import EventSet, StoredFootprints
from anlan.language import Message, mark

FORMAT = 1
"""Version of the file format that this program writes."""

LANGUAGES = ("en", "zh-Hans")
"""Languages in which a scenario may tell its name, its story and its assumptions."""

ORIGINS: Mapping[str, str] = {
    "worst": mark("Worst credible scenario"),
    "past": mark("Past event"),
    "footprint": mark("Drawn footprint"),
    "other_city": mark("Scenario of another city"),
    "cap": mark("Public warning (CAP)"),
    "signal": mark("Live signal"),
}
"""Where a scenario can come from, and what each means."""

TIDES: Mapping[str, str] = {
    "low": mark("low tide"),
    "mean": mark("mean water"),
    "high": mark("high tide"),
}
"""States of the tide that a moment can fix."""


NAMED = "saved_scenario"
"""Column of an event set's parameters with the short name of the scenario."""


@dataclass(frozen=True, eq=False)
class Footprint:
    """How strongly one hazard acts in each cell.

    Parameters
    ----------
    kind
        Hazard; a key of ``HAZARD_KINDS``.
    unit
        Unit of the intensity.
    onset_hour
        When the hazard begins, hours after the start of the scenario, zero or more.
    cells
        int64 (n,): H3 cells, ascending and unique.
    intensity
        float32 (n,): intensity in each cell in `unit`, finite and above zero; it is zero in every other cell.
    event
        Identifier of the event from which it was taken; empty for none.
    parameters
        What the event is, by name: numbers, texts or None.

    Raises
    ------
    ValueError
        If the arrays are not as described here.
    """

    kind: str
    unit: str
    onset_hour: float
    cells: NDArray[np.int64]
    intensity: NDArray[np.float32]
    event: str
    parameters: Mapping[str, float | int | str | None]

    def __post_init__(self) -> None:
        cells = np.array(self.cells, dtype=np.int64)
        intensity = np.array(self.intensity, dtype=np.float32)
        if cells.ndim != 1 or cells.shape != intensity.shape:
            raise ValueError(f"{cells.shape} cells and {intensity.shape} intensities; give one of each per cell")
        if (np.diff(cells) <= 0).any():
            raise ValueError("cells are not ascending and unique; sort them and name each once")
        if not (np.isfinite(intensity) & (intensity > 0.0)).all():
            raise ValueError("an intensity is not finite or not above zero; leave the cell out")
        for name, value in (("cells", cells), ("intensity", intensity)):
            value.flags.writeable = False
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Moment:
    """When a scenario happens; what is None is not fixed.

    Parameters
    ----------
    month
        Month of the year, 1 to 12.
    workday
        Whether it is a working day.
    hour
        Hour of the day at which the scenario starts, 0 to 23, in the city's own time.
    tide
        State of the tide: a key of `TIDES`.
    by_day
        Whether people are where they are on a working day; else they are at home.
    """

    month: int | None = None
    workday: bool | None = None
    hour: int | None = None
    tide: str | None = None
    by_day: bool = False


@dataclass(frozen=True)
class Assumption:
    """Something that is taken as given.

    Parameters
    ----------
    text
        The assumption by language: 'en', 'zh-Hans'.
    source
        Where it comes from; 'assumption' where nothing supports it.
    """

    text: Mapping[str, str]
    source: str


@dataclass(frozen=True, eq=False)
class SavedScenario:
    """A scenario with its whole footprint, as it is written to a file and read from it.

    Parameters
    ----------
    id
        Short name of the scenario.
    version
        Number of this version of the scenario, from 1.
    name, story
        What it is called and what happens, by language: 'en', 'zh-Hans'.
    origin
        Where it comes from: a key of `ORIGINS`.
    origin_detail
        What it was made from, by name: numbers, texts or None.
    city, city_checksum
        Identifier of the city and checksum of its package.
    moment
        When it happens.
    footprints
        One for each hazard that is at work, the leading hazard first; at least one.
    frequency
        How often something at least as severe happens, 1/year; None where it is not known.
    assumptions
        What is taken as given.
    synthetic
        Whether any part of the city or of the scenario is made up.
    provenance
        Version of the program and what else is needed to make the scenario again.
    """

    id: str
    version: int
    name: Mapping[str, str]
    story: Mapping[str, str]
    origin: str
    origin_detail: Mapping[str, float | int | str | None]
    city: str
    city_checksum: str
    moment: Moment
    footprints: tuple[Footprint, ...]
    frequency: float | None
    assumptions: tuple[Assumption, ...]
    synthetic: bool
    provenance: Mapping[str, str | int]


def event_sets(scenario: SavedScenario, city: City) -> tuple[EventSet, ...]:
    """Return the scenario as event sets of one event each, in the order of its footprints.

    Cells of a footprint that are not cells of the city are left out. The frequency is that of the scenario, or zero
    where it is not known.

    Parameters
    ----------
    scenario
        The scenario.
    city
        The city on whose cells it is laid.

    Raises
    ------
    SettingError
        If no cell of any footprint is a cell of the city.
    """
    sets = tuple(_event_set(scenario, footprint, city) for footprint in scenario.footprints)
    if not any(one.stored is not None and one.stored.cell.size for one in sets):
        text = mark(
            "scenario '{scenario}' touches no cell of the city; it was made for '{city}', "
            "lay it on this city with 'anlan scenario new --from-scenario'"
        )
        raise SettingError(Message(text, scenario=scenario.id, city=scenario.city))
    return sets


def _event_set(scenario: SavedScenario, footprint: Footprint, city: City) -> EventSet:
    own = city.cells.h3
    _, place, at = np.intersect1d(own, footprint.cells, assume_unique=True, return_indices=True)
    values = np.zeros(len(own), dtype=np.float32)
    values[place] = footprint.intensity[at]
    frame = pl.DataFrame([{**footprint.parameters, NAMED: scenario.id}])
    return EventSet(
        kind=footprint.kind,
        unit=footprint.unit,
        ids=(footprint.event or scenario.id,),
        frequency=np.array([scenario.frequency or 0.0]),
        by_day=np.array([scenario.moment.by_day]),
        parameters=frame,
        cells=own,
        field=_Field(values),
        provenance={"seed": 0, **scenario.provenance, "version": __version__, "checksum": city.checksum},
        pattern=mark("Scenario '{saved_scenario}' from a file"),
        stored=StoredFootprints(
            first=np.array([0, place.size], dtype=np.int64),
            cell=place.astype(np.int32),
            intensity=footprint.intensity[at],
        ),
    )


@dataclass(frozen=True)
class _Field:
    """The same footprint for each event asked for: there is only one."""

    values: NDArray[np.float32]

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        return np.repeat(self.values[None, :], len(events), axis=0)
