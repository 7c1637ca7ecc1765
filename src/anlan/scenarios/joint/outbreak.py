"""Epidemics during which a flood displaces people: independent in cause, together by chance alone."""

import numpy as np
from numpy.typing import NDArray

from anlan.compute import generator_of
from anlan.language import Message, mark
from anlan.risk import Assessment
from anlan.scenarios.joint.copulas import INDEPENDENCE, Copula
from anlan.scenarios.joint.coupling import Marginal
from anlan.scenarios.joint.events import ABSENT, OUTBREAK, Dependence, Family, Rows, joint_events
from anlan.scenarios.joint.overlap import EVEN, chance_of_any, overlap_days, rain_season
from anlan.scenarios.joint.settings import JointSettings

FloatArray = NDArray[np.float64]

EPIDEMIC = "epidemic"

FLOODS = ("rain_flood", "river_flood", "storm_surge")
"""Floods in the order in which one is taken."""


def outbreak_family(assessment: Assessment, settings: JointSettings) -> tuple[Family | None, tuple[Message, ...]]:
    """Join epidemics with the floods that fall into them.

    Parameters
    ----------
    assessment
        Risk with epidemics and floods.
    settings
        How long both last.

    Returns
    -------
    The family, None where it cannot be made; and what is missing.
    """
    known = assessment.impacts
    flood_kind = next((kind for kind in FLOODS if kind in known), None)
    if EPIDEMIC not in known or flood_kind is None:
        return None, (Message(mark("epidemics and a flood must be assessed")),)
    epidemic, flood = known[EPIDEMIC], known[flood_kind]
    season = rain_season(assessment.city)
    harmful = np.asarray((flood.totals > 0.0).any(axis=1), dtype=np.bool_)
    floods = float(flood.frequency[harmful].sum())
    days = np.full(epidemic.frequency.size, settings.epidemic_days, dtype=np.float64)
    chance = chance_of_any(floods * overlap_days(EVEN, season, days, settings.flood_days))
    side = Marginal(epidemic.frequency, chance, np.arange(days.size, dtype=np.float64))
    rate = min(side.rate, floods)
    size = np.arange(flood.frequency.size, dtype=np.float64)
    other = Marginal(flood.frequency, harmful.astype(np.float64), size).scaled_to(rate)
    copula = Copula(INDEPENDENCE, 0.0)
    rng = generator_of(assessment.seed, OUTBREAK, flood_kind)
    others = Rows.aligned(flood.frequency, 1)
    rows = Rows.aligned(epidemic.frequency, 1).linked(side.scaled_to(rate), others, other, copula, rng)
    struck = rows.index[:, 0] != ABSENT  # floods without an epidemic belong to no epidemic
    rows = Rows(rows.index[struck], rows.frequency[struck])
    source = mark(
        "Independent causes: a flood falls into the {epidemic} days of an epidemic, or the epidemic into the {flood} "
        "days of a flood, by chance (Poisson, floods in the season of rain)."
    )
    said = Message(source, epidemic=f"{settings.epidemic_days:g}", flood=f"{settings.flood_days:g}")
    found = Dependence(EPIDEMIC, flood_kind, copula, rate, rate, "assumption", said)
    joint = joint_events(OUTBREAK, [epidemic.events, flood.events], rows, [found], assessment.provenance)
    return Family(joint, (epidemic, flood), (True, False)), ()
