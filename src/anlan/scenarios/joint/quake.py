"""Earthquakes with the fires, releases and dam failures that their shaking causes."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from anlan.city import City
from anlan.compute import Executor, generator_of
from anlan.hazards import EventSet, UrbanFire
from anlan.hazards.fire.following import LEAST_INTENSITY, expected_burnt_share, usual_wind
from anlan.hazards.fire.spread import Fabric
from anlan.hazards.fire.stock import stock_of
from anlan.hazards.parameters import values_of
from anlan.hazards.seismology.intensity import pga_of
from anlan.language import Message, mark
from anlan.risk import Assessment, EventImpacts, assess
from anlan.scenarios.joint.copulas import COMONOTONE, Copula
from anlan.scenarios.joint.coupling import Marginal
from anlan.scenarios.joint.events import QUAKE, Dependence, Family, Rows, joint_events
from anlan.scenarios.joint.settings import JointSettings
from anlan.scenarios.joint.typhoon import causes_of, released

FloatArray = NDArray[np.float64]

EARTHQUAKE, FIRE, DAM = "earthquake", "urban_fire", "dam_failure"

BATCH = 256
"""Earthquakes whose shaking is held at once."""

BREACH = "breach"

DAM_SLABS = 64
"""Ranks of dam failures by earthquake that are told apart: they are too rare for more."""


def quake_family(
    assessment: Assessment, executor: Executor, settings: JointSettings
) -> tuple[Family | None, tuple[Message, ...]]:
    """Join earthquakes with what follows from their shaking.

    Parameters
    ----------
    assessment
        Risk with earthquakes.
    executor
        Where fires and releases are assessed.
    settings
        What the dependence rests on.

    Returns
    -------
    The family, None where it cannot be made; and what is missing.
    """
    known, city = assessment.impacts, assessment.city
    if EARTHQUAKE not in known:
        return None, (Message(mark("earthquakes must be assessed")),)
    quake = known[EARTHQUAKE]
    parts, own, notices = [quake], [True], []
    dependence: list[Dependence] = []
    if FIRE in city.table("vulnerability_functions")["hazard"].to_list():
        parts.append(assess(city, fires_following(city, quake.events, settings), executor))
        own.append(False)
        dependence.append(_burning(quake))
    rows = Rows.aligned(quake.frequency, len(parts))
    releases, reason = released(assessment, quake, settings, executor)
    notices += [] if reason is None else [reason]
    if releases is not None:
        rows = rows.caused(0, causes_of(releases.events, quake.events), releases.frequency)
        dependence.append(_shaken_free(rows, releases))
        parts, own = [*parts, releases], [*own, False]
    if DAM in known and BREACH in known[DAM].events.parameters["way"].to_list():
        rows, found = _with_dams(rows, quake, known[DAM], assessment.seed, settings)
        dependence.append(found)
        parts, own = [*parts, known[DAM]], [*own, True]
    if len(parts) == 1:
        return None, (*notices, Message(mark("nothing is known that earthquakes cause in this city")))
    joint = joint_events(QUAKE, [one.events for one in parts], rows, dependence, assessment.provenance)
    return Family(joint, tuple(parts), tuple(own)), tuple(notices)


def fires_following(city: City, quake: EventSet, settings: JointSettings) -> EventSet:
    """Return the fires that follow each earthquake as events of their own; event i follows earthquake i.

    The footprint is the mean share of buildings burnt (see `anlan.hazards.fire.following`), for ignitions by Scawthorn
    (2009) and fires that nobody fights for a time.

    Parameters
    ----------
    city
        The city.
    quake
        Earthquakes.
    settings
        How long nobody fights the fires.
    """
    hazard = UrbanFire()
    values = values_of(city, hazard.kind, hazard.parameters)
    return EventSet(
        kind=hazard.kind,
        unit=hazard.unit,
        ids=tuple(f"{hazard.kind}-{name}" for name in quake.ids),
        frequency=quake.frequency,
        by_day=quake.by_day,
        parameters=quake.parameters,
        cells=quake.cells,
        field=_Burnt(city, quake, values, settings.fire_minutes),
        provenance=quake.provenance,
        pattern=mark("Fires that follow the earthquake"),
    )


class _Burnt:
    """Mean share of buildings burnt after chosen earthquakes."""

    def __init__(self, city: City, quake: EventSet, values: Mapping[str, float], minutes: float) -> None:
        self._wind = usual_wind(city, values["wind"])
        self._stock = stock_of(city, values["floor"], values["side"])
        self._fabric = Fabric(values["side"], values["gap"], values["resistant"])
        self._chances = values["combustible"], values["passes"]
        self._quake, self._minutes = quake, minutes

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        degrees = self._quake.field(events)
        out = np.zeros(degrees.shape, dtype=np.float32)
        strong = np.flatnonzero((degrees >= LEAST_INTENSITY).any(axis=1))
        if strong.size:
            found = expected_burnt_share(
                degrees[strong].astype(np.float64), self._stock, self._fabric, self._wind, self._minutes, *self._chances
            )
            out[strong] = found
        return out


def _burning(quake: EventImpacts) -> Dependence:
    source = mark(
        "Ignitions from the shaking of each earthquake (Scawthorn 2009), then the mean share of buildings burnt."
    )
    return Dependence(EARTHQUAKE, FIRE, None, float(quake.frequency.sum()), None, "model", Message(source))


def _shaken_free(rows: Rows, releases: EventImpacts) -> Dependence:
    source = mark("Vessels fail by the acceleration at the plant (Eidinger et al. 2001); one release is followed.")
    rate = float(rows.frequency[rows.index[:, -1] >= 0].sum())
    return Dependence(EARTHQUAKE, releases.events.kind, None, rate, None, "model", Message(source))


def _with_dams(
    rows: Rows, quake: EventImpacts, dam: EventImpacts, seed: int, settings: JointSettings
) -> tuple[Rows, Dependence]:
    """Let earthquakes cause their share of the dam failures, the more often the stronger a dam is shaken."""
    breach = (dam.events.parameters["way"] == BREACH).to_numpy()
    shaking = _shaking_at(quake.events, _below_dams(dam.events, breach))
    weight = ndtr(np.log(np.maximum(shaking, 1e-12) / settings.dam_median_g) / settings.dam_spread)
    weight = np.where(shaking > 0.0, weight, 0.0)
    lead = rows.index[:, 0]
    side = Marginal(rows.frequency, weight[lead], shaking[lead])
    wanted = settings.dam_share * float(dam.frequency[breach].sum())
    rate = min(wanted, side.rate)
    size = dam.events.parameters["volume_mm3"].to_numpy()
    other = Marginal(dam.frequency, breach.astype(np.float64), size)
    copula = Copula(COMONOTONE, 1.0)
    source = mark(
        "{share} % of the failures of embankment dams are by earthquakes (Foster et al. 2000); which earthquakes these "
        "are is weighed by an assumed fragility. The largest failure goes with the strongest shaking."
    )
    by_chance = 0.0
    found = Dependence(
        EARTHQUAKE, DAM, copula, rate, by_chance, "cited", Message(source, share=f"{100 * settings.dam_share:g}")
    )
    rng = generator_of(seed, QUAKE, DAM)
    others = Rows.aligned(dam.frequency, 1)
    joined = rows.linked(side.scaled_to(rate), others, other.scaled_to(rate), copula, rng, DAM_SLABS)
    return joined, found


def _below_dams(dam: EventSet, breach: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the cell of the deepest water in the largest breach of each reservoir: where its dam stands."""
    reservoir = dam.parameters["reservoir"].to_numpy()
    volume = dam.parameters["volume_mm3"].to_numpy()
    cells = []
    for number in np.unique(reservoir[breach]).tolist():
        own = np.flatnonzero(breach & (reservoir == number))
        cells.append(int(dam.intensity([int(own[volume[own].argmax()])])[0].argmax()))
    return np.array(cells, dtype=np.int64)


def _shaking_at(quake: EventSet, cells: NDArray[np.int64]) -> FloatArray:
    """Return the greatest acceleration (g) of each earthquake at some cells, shape (n,)."""
    found = np.zeros(len(quake))
    for first in range(0, len(quake), BATCH):
        part = np.arange(first, min(first + BATCH, len(quake)))
        degrees = quake.intensity(part)[:, cells].astype(np.float64).max(axis=1, initial=0.0)
        found[part] = np.where(degrees > 0.0, pga_of(degrees), 0.0)
    return found
