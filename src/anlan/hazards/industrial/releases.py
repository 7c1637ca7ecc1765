"""Losses of containment: how often, how much becomes a cloud and for how long.

CPR 18E (1999), Guidelines for quantitative risk assessment ("Purple Book"), chapters 3 and 4.
"""

import math
from collections.abc import Mapping

from anlan.hazards.industrial.substances import AIR_PA, STORED_K, Substance

INSTANTANEOUS, TEN_MINUTES, HOLE = "instantaneous", "ten minutes", "hole of 10 mm"

SCENARIOS = (INSTANTANEOUS, TEN_MINUTES, HOLE)
"""Release of everything at once, of everything in ten minutes, and through a hole of 10 mm."""

PRESSURE_RATES = (5e-7, 5e-7, 1e-5)
"""Frequency for a vessel under pressure, 1/year, by scenario: CPR 18E, table 3.3."""

TANK_RATES = (5e-6, 5e-6, 1e-4)
"""Frequency for a single-containment tank without pressure, 1/year, by scenario: CPR 18E, table 3.5."""

LEAST_S = 1.0
"""Duration of what is released at once, s."""

LONGEST_S = 1800.0
"""Longest release and longest exposure, s: CPR 18E, sections 2.5 and 5.2.2, 30 minutes."""

TEN_MINUTES_S = 600.0

HOLE_M = 0.010
"""Diameter of the hole, m."""

DISCHARGE = 0.62
"""Discharge coefficient of a sharp-edged hole for liquid: CPR 14E (2005), "Yellow Book", section 2.5.4."""

HEAD_PA = 5.0 * 9.80665
"""Pressure of 5 m of liquid over its density, m2/s2."""

GAS_CONSTANT = 8.314_46
"""J/(mol K)."""


def rates_of(substance: Substance) -> tuple[float, ...]:
    """Return the base frequency of each scenario, 1/year; natural causes are not in it."""
    return PRESSURE_RATES if substance.under_pressure else TANK_RATES


def flash_share(substance: Substance) -> float:
    """Share of a liquefied gas that evaporates when its pressure is lost: 1 - exp(-c (T - T_boil) / L).

    CPR 14E (2005), section 2.5.3: adiabatic flash with constant properties.
    """
    if not substance.under_pressure:
        return 0.0
    above = max(STORED_K - substance.boiling_k, 0.0)
    return 1.0 - math.exp(-substance.heat_capacity * above / substance.latent)


def airborne_share(substance: Substance) -> float:
    """Share of what leaves that becomes a cloud at once, as vapour and fine drops (CPR 18E, table 4.8)."""
    flash = flash_share(substance)
    if flash < 0.1:
        return 2.0 * flash
    return min((0.8 * flash - 0.028) / 0.26, 1.0)


def evaporation(substance: Substance, area_m2: float, wind_ms: float) -> float:
    """Vapour that leaves a pool, kg/s.

    Mackay and Matsugu (1973) as in CPR 14E (2005), equations 3.24 and 3.25: mass transfer 0.004786 u^0.78 d^-0.11
    Sc^-0.67 m/s with the diameter d and a Schmidt number of 0.8.
    """
    diameter = 2.0 * math.sqrt(area_m2 / math.pi)
    transfer = 0.004786 * wind_ms**0.78 * diameter**-0.11 * 0.8**-0.67
    pressure = min(substance.vapour_pa, AIR_PA)
    return float(area_m2 * transfer * pressure * substance.molar_kg / (GAS_CONSTANT * STORED_K))


def hole_rate(substance: Substance) -> float:
    """Liquid that leaves through the hole, kg/s: Bernoulli, CPR 14E (2005), equation 2.194."""
    over = max(substance.vapour_pa - AIR_PA, 0.0) + HEAD_PA * substance.density
    return DISCHARGE * math.pi / 4.0 * HOLE_M**2 * math.sqrt(2.0 * substance.density * over)


def outflow(substance: Substance, tonnes: float, scenario: str) -> tuple[float, float]:
    """Return the mass that leaves the plant (kg) and for how long (s)."""
    mass = 1000.0 * tonnes
    if scenario == INSTANTANEOUS:
        return mass, LEAST_S
    if scenario == TEN_MINUTES:
        return mass, TEN_MINUTES_S
    rate = hole_rate(substance)
    seconds = min(mass / rate, LONGEST_S)
    return rate * seconds, max(seconds, LEAST_S)


def cloud(
    substance: Substance, tonnes: float, scenario: str, wind_ms: float, values: Mapping[str, float]
) -> tuple[float, float]:
    """Return the mass of the cloud (kg) and how long it takes to form (s).

    What does not become a cloud at once lies in a pool of at most ``pool_area`` and evaporates for half an hour.
    Where the pool gives more than the first cloud, the two are taken as one release of half an hour.
    """
    mass, seconds = outflow(substance, tonnes, scenario)
    share = airborne_share(substance)
    first, left = share * mass, (1.0 - share) * mass
    area = min(values["pool_area"], left / substance.density / values["pool_depth"])
    later = min(evaporation(substance, area, wind_ms) * LONGEST_S, left) if area > 0.0 else 0.0
    if later > first:
        return first + later, LONGEST_S
    return first, seconds
