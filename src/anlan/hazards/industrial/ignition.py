"""Whether a cloud explodes and how much of it."""

from collections.abc import Mapping

from anlan.hazards.industrial.releases import INSTANTANEOUS, airborne_share, cloud, outflow
from anlan.hazards.industrial.substances import Substance

AT_ONCE = (0.2, 0.5, 0.7)
"""Chance that a gas of average or high reactivity ignites at once: CPR 18E (1999), table 4.5, by size of release."""

SIZES_KG, SIZES_KG_S = (1e3, 1e4), (10.0, 100.0)
"""Mass of an instantaneous (kg) and rate of a lasting release (kg/s) between the sizes of that table."""

LIQUID_AT_ONCE = 0.065
"""The same for a liquid that ignites below 21 degC."""


def ignition_at_once(substance: Substance, tonnes: float, scenario: str) -> float:
    """Chance that a release ignites before it has made a cloud (CPR 18E, table 4.5)."""
    if not substance.under_pressure:
        return LIQUID_AT_ONCE
    mass, seconds = outflow(substance, tonnes, scenario)
    size, bounds = (mass, SIZES_KG) if scenario == INSTANTANEOUS else (mass / seconds, SIZES_KG_S)
    return AT_ONCE[(size >= bounds[0]) + (size > bounds[1])]


def explosion_chance(substance: Substance, tonnes: float, scenario: str, values: Mapping[str, float]) -> float:
    """Chance that a loss of containment ends in an explosion: CPR 18E, section 4.8.

    Parameters
    ----------
    substance, tonnes, scenario
        What is lost.
    values
        ``delayed_ignition`` and ``explosion_share``.
    """
    late = (1.0 - ignition_at_once(substance, tonnes, scenario)) * values["delayed_ignition"]
    return late * values["explosion_share"]


def flammable_mass(substance: Substance, tonnes: float, scenario: str, values: Mapping[str, float]) -> float:
    """Mass of the cloud when it ignites, kg: all of an instantaneous one, else what ``cloud_seconds`` have fed.

    Parameters
    ----------
    substance, tonnes, scenario
        What is lost.
    values
        ``cloud_seconds``, ``wind``, ``pool_area`` and ``pool_depth``.
    """
    if scenario == INSTANTANEOUS and substance.under_pressure:
        return airborne_share(substance) * 1000.0 * tonnes
    mass, seconds = cloud(substance, tonnes, scenario, values["wind"], values)
    return mass * min(values["cloud_seconds"] / seconds, 1.0)
