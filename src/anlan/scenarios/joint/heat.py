"""Heat waves with power failures in them, and how dry their summers are."""

import numpy as np
from numpy.typing import NDArray

from anlan.compute import generator_of
from anlan.language import Message, mark
from anlan.risk import Assessment, EventImpacts
from anlan.scenarios.joint.copulas import GAUSSIAN, Copula
from anlan.scenarios.joint.coupling import Marginal
from anlan.scenarios.joint.events import HEAT, Dependence, Family, Rows, joint_events
from anlan.scenarios.joint.overlap import YEAR_D, chance_of_any
from anlan.scenarios.joint.settings import JointSettings

FloatArray = NDArray[np.float64]

WAVE, OUTAGE, DROUGHT = "heat_wave", "service_outage", "drought"

DRY_YEARS = "dry_years"
"""Condition: return period of a summer at least as dry, years."""


def heat_family(assessment: Assessment, settings: JointSettings) -> tuple[Family | None, tuple[Message, ...]]:
    """Join heat waves with the power failures that fall on their days.

    The dryness of the summer is drawn as a condition; it has no consequences of its own here, since no method for
    drought is at hand.

    Parameters
    ----------
    assessment
        Risk with heat waves and power failures.
    settings
        What the dependence rests on.

    Returns
    -------
    The family, None where it cannot be made; and what is missing.
    """
    known = assessment.impacts
    if WAVE not in known or OUTAGE not in known:
        return None, (Message(mark("heat waves and power failures must be assessed")),)
    heat, outage = known[WAVE], known[OUTAGE]
    if not {"days", "degree_days"} <= set(heat.events.parameters.columns):
        return None, (Message(mark("the heat waves were not simulated by this program")),)
    frame = heat.events.parameters
    severity = frame["degree_days"].to_numpy()
    rows = Rows.aligned(heat.frequency, 1)
    rows, power = _with_power(rows, heat, outage, assessment.seed, settings)
    dry = dryness(severity, Copula(GAUSSIAN, settings.drought_tau), generator_of(assessment.seed, HEAT, DROUGHT))
    source = mark("Hot summers are dry ones; how closely is an assumption, no yearly series is at hand.")
    rate = float(heat.frequency.sum())
    drought = Dependence(
        WAVE, DROUGHT, Copula(GAUSSIAN, settings.drought_tau), rate, None, "assumption", Message(source)
    )
    joint = joint_events(
        HEAT,
        [heat.events, outage.events],
        rows,
        [power, drought],
        assessment.provenance,
        conditions={DRY_YEARS: dry},
    )
    return Family(joint, (heat, outage), (True, True)), ()


def dryness(severity: FloatArray, copula: Copula, rng: np.random.Generator) -> FloatArray:
    """Draw how dry the summer of each heat wave is, by the return period of its dryness.

    Parameters
    ----------
    severity
        Severity of each heat wave, shape (n,); equal ones are ordered at random.
    copula
        Dependence of severity and dryness.
    rng
        Random generator.

    Returns
    -------
    Years, shape (n,).
    """
    count = severity.size
    one, other = copula.sample(count, rng)
    ranks = (np.argsort(np.argsort(other, kind="stable"), kind="stable") + 0.5) / count
    order = np.lexsort((rng.random(count), severity))
    years = np.empty(count)
    years[order] = 1.0 / (1.0 - ranks[np.argsort(one, kind="stable")])
    return years


def _with_power(
    rows: Rows, heat: EventImpacts, outage: EventImpacts, seed: int, settings: JointSettings
) -> tuple[Rows, Dependence]:
    frame = heat.events.parameters
    days = frame["days"].to_numpy().astype(np.float64)
    failures = float(outage.frequency.sum())
    chance = chance_of_any(settings.heat_factor * failures * days / YEAR_D)
    side = Marginal(rows.frequency, chance, frame["degree_days"].to_numpy())
    size = outage.events.parameters["persons"].to_numpy() * outage.events.parameters["hours"].to_numpy()
    rate = min(side.rate, failures)
    other = Marginal(outage.frequency, np.ones(outage.frequency.size), size).scaled_to(rate)
    copula = Copula(settings.heat_family, settings.heat_tau)
    source = mark(
        "Power failures fall on the days of a heat wave {factor} times as often as on others, and the worse the heat "
        "the larger they are; both are assumptions."
    )
    by_chance = float(heat.frequency @ chance_of_any(failures * days / YEAR_D))
    found = Dependence(
        WAVE, OUTAGE, copula, rate, by_chance, "assumption", Message(source, factor=f"{settings.heat_factor:g}")
    )
    others = Rows.aligned(outage.frequency, 1)
    return rows.linked(side.scaled_to(rate), others, other, copula, generator_of(seed, HEAT, OUTAGE)), found
