"""What heat and cold waves share: from a city's normals to the worst wave of every simulated season."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.weather.daily import DailyClimate, climate_of, months_known
from anlan.hazards.weather.local import offsets_of
from anlan.hazards.weather.waves import Waves, degree_days, worst_waves
from anlan.language import Message, mark

UNIT = "degC d"

MONTHS = 12


def missing_normals(city: City) -> tuple[Message, ...]:
    """Say that months have no mean temperature; empty when all twelve have."""
    known = months_known(city)
    if known == MONTHS:
        return ()
    return (
        Message(
            mark("{count} months have a mean temperature; fill temperature_c of all twelve in climate_normals.csv"),
            count=known,
        ),
    )


@dataclass(frozen=True)
class WaveKind:
    """A hazard of waves.

    Parameters
    ----------
    kind
        Hazard.
    sign
        1 for heat, -1 for cold.
    pattern
        English sentence of an event with ``days``, ``degree_days`` and ``extreme_c``.
    """

    kind: str
    sign: float
    pattern: str


def climate_for(city: City, sign: float, values: Mapping[str, float]) -> DailyClimate:
    """Return the daily climate of a city with the parameters of a hazard of waves."""
    names = ("persistence", "half_range", "record_years", "deviation")
    return climate_of(city, sign, *(values[name] for name in names))


def wave_events(city: City, wave: WaveKind, values: Mapping[str, float], events: int, seed: int) -> EventSet:
    """Simulate `events` seasons and return the worst wave of each as an event.

    Parameters
    ----------
    city
        City whose twelve months are known.
    wave
        Which hazard.
    values
        Its parameters.
    events
        Number of seasons.
    seed
        Seed.
    """
    climate = climate_for(city, wave.sign, values)
    threshold = climate.centile(values["centile"])
    waves = worst_waves(climate, threshold, round(values["least_days"]), events, generator_of(seed, wave.kind))
    return EventSet(
        kind=wave.kind,
        unit=UNIT,
        ids=names_of(wave.kind, events),
        frequency=np.full(events, 1.0 / events),
        by_day=np.zeros(events, dtype=np.bool_),  # a wave lasts for days and nights
        parameters=_frame(waves, wave.sign),
        cells=city.cells.h3,
        field=_Field(waves, wave.sign * offsets_of(city, values["island"])),
        provenance=provenance_of(city, seed),
        pattern=wave.pattern,
    )


def _frame(waves: Waves, sign: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "days": waves.days,
            "start_day": np.where(waves.days > 0, waves.start + 1, 0),
            "degree_days": waves.degree_days,
            "extreme_c": sign * waves.highest,
        }
    )


class _Field:
    """Degree-days of chosen waves."""

    def __init__(self, waves: Waves, offset: NDArray[np.float64]) -> None:
        self._first, self._departure, self._offset = waves.first, waves.departure, offset

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        return degree_days(events, self._first, self._departure, self._offset)
