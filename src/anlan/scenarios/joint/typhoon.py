"""Typhoons as they come: wind and surge of one storm, the rain it brings, and what the water sets free."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from anlan.city import City
from anlan.compute import Executor, generator_of
from anlan.errors import SettingError
from anlan.hazards import EventSet, ToxicRelease, TyphoonWind
from anlan.hazards.cyclone.storms import Storms, months_of
from anlan.hazards.natech import StormWeather, natech_releases
from anlan.hazards.parameters import values_of
from anlan.language import Message, mark
from anlan.risk import Assessment, EventImpacts, assess
from anlan.scenarios.joint.copulas import GAUSSIAN, Copula
from anlan.scenarios.joint.coupling import Marginal
from anlan.scenarios.joint.events import TYPHOON, Dependence, Family, Rows, joint_events
from anlan.scenarios.joint.overlap import chance_of_any, overlap_days, rain_season, season_of
from anlan.scenarios.joint.rain import storm_rain
from anlan.scenarios.joint.record import AFTER_D, StormShare, storm_share
from anlan.scenarios.joint.settings import JointSettings
from anlan.scenarios.joint.stormy import in_their_storms

FloatArray = NDArray[np.float64]

WIND, SURGE, RAIN, RELEASE = "typhoon_wind", "storm_surge", "rain_flood", "toxic_release"

NODES = 15
"""Points at which the scatter of a storm's rain is integrated (Gauss-Hermite)."""

MOST_FACTOR = 5.0
"""Largest factor by which the climatology of storm rain is adjusted to the record, and the inverse of the least."""


def typhoon_family(
    assessment: Assessment, executor: Executor, settings: JointSettings
) -> tuple[Family | None, tuple[Message, ...]]:
    """Join wind, surge and rain of the same storms, with the releases that the surge causes.

    Parameters
    ----------
    assessment
        Risk with typhoon wind, and storm surge or rain flood.
    executor
        Where releases are assessed.
    settings
        What the dependence rests on.

    Returns
    -------
    The family, None where it cannot be made; and what is missing.
    """
    known, city = assessment.impacts, assessment.city
    if WIND not in known or not (SURGE in known or RAIN in known):
        return None, (Message(mark("typhoon wind and storm surge or rain flood must be assessed")),)
    wind = known[WIND]
    storms = storms_behind(city, wind.events, assessment.seed)
    if storms is None:
        return None, (Message(mark("the storms of typhoon wind were not simulated by this program")),)
    build = _Build(assessment, executor, settings, [wind], [True], [], [])
    if SURGE in known and _same_storms(wind.events, known[SURGE].events):
        build.add(known[SURGE], own=True)
        build.dependence.append(_of_one_storm(wind))
    rows = Rows.aligned(wind.frequency, len(build.parts))
    if len(build.parts) > 1:
        rows = build.set_free(rows, known[SURGE], 1, StormWeather(wind.events))
    if RAIN in known:
        rows = build.rained(rows, storms, wind.events, known[RAIN])
    if len(build.parts) == 1:
        text = mark("the surge is not of the storms of the wind, and no rain flood is assessed")
        return None, (*build.notices, Message(text))
    joint = joint_events(
        TYPHOON,
        [one.events for one in build.parts],
        rows,
        build.dependence,
        assessment.provenance,
    )
    return Family(joint, tuple(build.parts), tuple(build.own)), tuple(build.notices)


@dataclass
class _Build:
    """The parts of a family so far."""

    assessment: Assessment
    executor: Executor
    settings: JointSettings
    parts: list[EventImpacts]
    own: list[bool]
    dependence: list[Dependence]
    notices: list[Message]

    def add(self, part: EventImpacts, *, own: bool) -> None:
        self.parts.append(part)
        self.own.append(own)

    def set_free(self, rows: Rows, cause: EventImpacts, column: int, weather: StormWeather) -> Rows:
        """Add the releases that a flood causes, where it causes any."""
        rows, releases = self._caused(rows, cause, column, weather)
        if releases is not None:
            self.add(assess(self.assessment.city, releases, self.executor), own=False)
        return rows

    def rained(self, rows: Rows, storms: Storms, wind: EventSet, rain: EventImpacts) -> Rows:
        """Add the rain and the releases that it causes, those in a storm in its weather."""
        city = self.assessment.city
        self.add(rain, own=True)
        others, releases = self._caused(Rows.aligned(rain.frequency, 1), rain, 0, StormWeather())
        rows, found = _with_rain(city, rows, storms, rain, others, self.assessment.seed, self.settings)
        self.dependence.append(found)
        if releases is not None:
            rows, releases = in_their_storms(city, rows, releases, wind)
            self.add(assess(city, releases, self.executor), own=False)
        return rows

    def _caused(
        self, rows: Rows, cause: EventImpacts, column: int, weather: StormWeather
    ) -> tuple[Rows, EventSet | None]:
        releases, reason = caused_releases(self.assessment, cause, self.settings, weather)
        self.notices += [] if reason is None else [reason]
        if releases is None:
            return rows, None
        rows = rows.caused(column, causes_of(releases, cause.events), releases.frequency)
        self.dependence.append(_floated(cause, releases, rows))
        return rows, releases


def released(
    assessment: Assessment, cause: EventImpacts, settings: JointSettings, executor: Executor
) -> tuple[EventImpacts | None, Message | None]:
    """Return the toxic releases that a natural hazard causes and their impacts, in weather that it does not change.

    Parameters
    ----------
    assessment
        The risk.
    cause
        Impacts of the natural hazard.
    settings
        How many releases are drawn.
    executor
        Where they are assessed.

    Returns
    -------
    The impacts, None where there can be none; and why.
    """
    events, reason = caused_releases(assessment, cause, settings, None)
    return None if events is None else assess(assessment.city, events, executor), reason


def caused_releases(
    assessment: Assessment, cause: EventImpacts, settings: JointSettings, weather: StormWeather | None
) -> tuple[EventSet | None, Message | None]:
    """Return the toxic releases that a natural hazard causes.

    Parameters
    ----------
    assessment
        The risk.
    cause
        Impacts of the natural hazard.
    settings
        How many releases are drawn.
    weather
        Weather that the cause brings; None where it brings none.

    Returns
    -------
    The releases, None where there can be none; and why.
    """
    city, hazard = assessment.city, ToxicRelease()
    if reasons := hazard.missing(city):
        return None, reasons[0]
    if RELEASE not in city.table("vulnerability_functions")["hazard"].to_list():
        return None, Message(mark("no vulnerability function for toxic releases"))
    try:
        return natech_releases(city, hazard, cause.events, settings.releases, assessment.seed, weather), None
    except SettingError as error:
        return None, error.message


def storms_behind(city: City, events: EventSet, seed: int) -> Storms | None:
    """Return the storms of a wind event set again, or None where it was not made of this city's record and seed."""
    hazard = TyphoonWind()
    if "shift_km" not in events.parameters.columns or hazard.missing(city):
        return None
    storms = Storms.of(city, len(events), seed, values_of(city, hazard.kind, hazard.parameters))
    return storms if np.array_equal(storms.sample.shift, events.parameters["shift_km"].to_numpy()) else None


def _same_storms(wind: EventSet, surge: EventSet) -> bool:
    return "wind_event" in surge.parameters.columns and tuple(surge.parameters["wind_event"].to_list()) == wind.ids


def _of_one_storm(wind: EventImpacts) -> Dependence:
    source = mark("Wind and surge are computed from the same simulated storms; event i is the same storm in both.")
    return Dependence(WIND, SURGE, None, float(wind.frequency.sum()), None, "physical", Message(source))


def _floated(cause: EventImpacts, releases: EventSet, rows: Rows) -> Dependence:
    source = mark(
        "Vessels float in the depth of water that the flood has at the plant; one release of each event is followed."
    )
    rate = float(rows.frequency[rows.index[:, -1] >= 0].sum())
    return Dependence(cause.events.kind, releases.kind, None, rate, None, "model", Message(source))


def causes_of(effects: EventSet, causes: EventSet) -> NDArray[np.int64]:
    """Return which event of a natural hazard caused each release, int64 (m,)."""
    place = {name: number for number, name in enumerate(causes.ids)}
    return np.array([place[name] for name in effects.parameters["cause"].to_list()], dtype=np.int64)


def chance_of_largest(rain_mm: FloatArray, yearly_mm: FloatArray, weight: FloatArray, scatter: float) -> FloatArray:
    """Return the chance that a storm's rain is the largest of its year.

    The rain is lognormal around what the climatology gives; it is the largest of the year if it exceeds what a year
    brings otherwise, which is distributed as the largest rain of a year.

    Parameters
    ----------
    rain_mm
        Median rain of each storm, mm, shape (n,).
    yearly_mm, weight
        Largest rains of simulated years, mm, and how often each happens, 1/year, shape (m,).
    scatter
        Standard deviation of the logarithm of the rain, 1.

    Returns
    -------
    Shape (n,).
    """
    order = np.argsort(yearly_mm, kind="stable")
    below = np.cumsum(weight[order])
    below /= below[-1]
    nodes, masses = np.polynomial.hermite_e.hermegauss(NODES)
    rain = rain_mm[:, None] * np.exp(scatter * nodes)
    place = np.searchsorted(yearly_mm[order], rain, side="right")
    chance = np.where(place > 0, below[np.maximum(place - 1, 0)], 0.0)
    return np.asarray(chance @ masses / masses.sum())


def rank_correlation_of(rain_mm: FloatArray, weight: FloatArray, scatter: float) -> float:
    """Return Kendall's tau between the climatology of a storm's rain and the rain, for lognormal rain around it.

    With the spread s of the logarithm of the climatology over the storms, the normal scores correlate by
    ``s / sqrt(s^2 + scatter^2)``.

    Parameters
    ----------
    rain_mm
        Median rain of each storm, mm.
    weight
        Weight of each storm.
    scatter
        Standard deviation of the logarithm of the rain around it, 1.
    """
    here = (rain_mm > 0.0) & (weight > 0.0)
    if not here.any():
        return 0.0
    logarithm = np.log(rain_mm[here])
    mean = np.average(logarithm, weights=weight[here])
    spread = float(np.sqrt(np.average((logarithm - mean) ** 2, weights=weight[here])))
    return float(2.0 / np.pi * np.arcsin(spread / np.hypot(spread, scatter)))


def factor_for(
    rate: float, rain_mm: FloatArray, frequency: FloatArray, yearly_mm: FloatArray, weight: FloatArray, scatter: float
) -> float:
    """Return the factor of the storms' rain with which they bring the largest rain of a year so often.

    Parameters
    ----------
    rate
        Wanted, 1/year.
    rain_mm, frequency
        Median rain of each storm, mm, and its frequency, 1/year.
    yearly_mm, weight, scatter
        As for `chance_of_largest`.

    Returns
    -------
    From 1 / `MOST_FACTOR` to `MOST_FACTOR`; the nearest end where none between will do.
    """

    def surplus(logarithm: float) -> float:
        chance = chance_of_largest(rain_mm * np.exp(logarithm), yearly_mm, weight, scatter)
        return float(frequency @ chance) - rate

    end = float(np.log(MOST_FACTOR))
    if surplus(-end) >= 0.0:
        return 1.0 / MOST_FACTOR
    if surplus(end) <= 0.0:
        return MOST_FACTOR
    return float(np.exp(brentq(surplus, -end, end, xtol=1e-4)))


def _with_rain(
    city: City, rows: Rows, storms: Storms, rain: EventImpacts, others: Rows, seed: int, settings: JointSettings
) -> tuple[Rows, Dependence]:
    yearly = rain.events.parameters["mean_mm"].to_numpy()
    median, scatter = storm_rain(storms.arrays), settings.rain_scatter
    record = storm_share(city, storms)
    factor = 1.0
    if record is not None and record.hits:
        rate = record.share * float(rain.frequency.sum())
        factor = factor_for(rate, median, storms.frequency, yearly, rain.frequency, scatter)
    median = median * factor
    chance = chance_of_largest(median, yearly, rain.frequency, scatter)
    side = Marginal(rows.frequency, chance[rows.index[:, 0]], median[rows.index[:, 0]])
    copula = Copula(GAUSSIAN, rank_correlation_of(median, storms.frequency * chance, scatter))
    there = others.index[:, 0]
    other = Marginal(others.frequency, np.ones(there.size), yearly[there])
    together = min(side.rate, other.rate)  # no more largest rains of a year come with storms than there are
    basis, source = _rain_source(record, factor, scatter)
    by_chance = _by_chance(city, storms) * float(rain.frequency.sum())
    found = Dependence(WIND, RAIN, copula, together, by_chance, basis, source)
    rng = generator_of(seed, TYPHOON, RAIN)
    return rows.linked(side.scaled_to(together), others, other.scaled_to(together), copula, rng), found


def _by_chance(city: City, storms: Storms) -> float:
    """Return the share of the largest rains of a year that would follow a storm by the seasons alone."""
    by_month = np.bincount(
        months_of(storms.tracks.start)[storms.sample.storm] - 1, weights=storms.frequency, minlength=12
    ).astype(np.float64)
    met = overlap_days(season_of(by_month), rain_season(city), np.array([AFTER_D + 1.0]), 0.0)
    return float(chance_of_any(storms.frequency.sum() * met)[0])


def _rain_source(record: StormShare | None, factor: float, scatter: float) -> tuple[str, Message]:
    if record is None or not record.hits:
        text = mark(
            "Rain of each storm by R-CLIPER (Tuleya et al. 2007) with a lognormal scatter of {scatter}; where it "
            "exceeds what the year brings otherwise it is the year's largest rain."
        )
        return "model", Message(text, scatter=f"{scatter:g}")
    text = mark(
        "Rain of each storm by R-CLIPER (Tuleya et al. 2007) with a lognormal scatter of {scatter}, times {factor} so "
        "that as many largest rains of a year come with a storm as highest river stages followed one: {hits} of "
        "{years} years (standard error {error} %)."
    )
    return "fitted", Message(
        text,
        scatter=f"{scatter:g}",
        factor=f"{factor:.2g}",
        hits=record.hits,
        years=record.years,
        error=f"{100.0 * record.error:.0f}",
    )
