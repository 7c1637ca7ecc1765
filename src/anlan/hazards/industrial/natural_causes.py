"""Chance that an earthquake or a flood makes a vessel lose its contents.

Chances are returned by scenario, in the order of `anlan.hazards.industrial.releases.SCENARIOS`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from anlan.hazards.industrial.substances import Substance
from anlan.hazards.parameters import Parameter
from anlan.language import mark

FloatArray = NDArray[np.float64]

NATECH = (
    Parameter("pressure_strength", 3.0, "1", 1.0, 20.0, mark("Seismic strength of pressure vessels over tanks"), 1.0),
    Parameter("anchored", 0.5, "1", 0.0, 1.0, mark("Share of vessels held down against water"), 0.25),
)  # fmt: skip
"""Parameters that hazards of plants share, for releases with a natural cause."""

STATES = ((0.22, 0.80), (0.70, 0.80), (1.09, 0.80), (1.16, 0.41))
"""Median peak ground acceleration (g) and standard deviation of its logarithm at which a steel tank on the ground, full
to 60 % or more, reaches the damage states 2 to 5: Eidinger et al. (2001), Seismic fragility formulations for water
systems, American Lifelines Alliance, part 2, appendix B."""

WATER = 1000.0
"""Density of flood water, kg/m3."""

STEEL = 7850.0
"""Density of steel, kg/m3."""

TANK_DIAMETER, TANK_HEIGHT, TANK_WALL = 10.0, 8.0, 0.006
"""Tank without pressure that stands for all, m: walls, bottom and roof of the same plate."""

VESSEL_DIAMETER, VESSEL_WALL, SADDLE = 3.0, 0.018, 0.8
"""Horizontal pressure vessel that stands for all: diameter and wall, height of its underside above the ground, m."""

FITTINGS = 1.15
"""Weight of a pressure vessel with heads and fittings over that of its shell."""

TANK_FILL, VESSEL_FILL = (0.01, 0.75), (0.01, 0.90)
"""Least and greatest share of the volume that is filled; any between is as likely."""


def shaken(pga_g: FloatArray, strength: float) -> FloatArray:
    """Chance of each scenario in an earthquake.

    State 5, collapse, is an instantaneous release; state 4, buckling with loss of most of the contents, one of ten
    minutes; states 2 and 3, damaged pipes and minor losses, one through a small hole.

    Parameters
    ----------
    pga_g
        Peak ground acceleration, g, any shape.
    strength
        Factor of the median accelerations; 1 for tanks.

    Returns
    -------
    The shape of `pga_g` and (3,).
    """
    level = np.log(np.maximum(np.asarray(pga_g, dtype=np.float64), 1e-12))
    reached = np.stack([ndtr((level - math.log(strength * median)) / spread) for median, spread in STATES])
    reached = np.maximum.accumulate(reached[::-1], axis=0)[::-1]
    return np.stack([reached[3], reached[2] - reached[3], reached[0] - reached[2]], axis=-1)


@dataclass(frozen=True)
class Flotation:
    """What a vessel weighs and displaces, for each m2 of ground of a tank or each m of length of a vessel.

    Parameters
    ----------
    steel
        Weight of the vessel, kg.
    contents
        Weight of its contents when full, kg.
    fill
        Least and greatest share that is filled.
    """

    steel: float
    contents: float
    fill: tuple[float, float]

    def chance(self, displaced: FloatArray) -> FloatArray:
        """Chance that a vessel with nothing to hold it floats: that its contents weigh too little.

        Archimedes, with the fill evenly distributed, in the manner of Landucci, Antonioni, Tugnoli and Cozzani (2012),
        Reliability Engineering and System Safety 106, 200-216, and of Khakzad and van Gelder (2017), Process
        Safety and Environmental Protection 111, 75-84.

        Parameters
        ----------
        displaced
            Weight of the water displaced, kg.
        """
        low, high = self.fill
        critical = (displaced - self.steel) / self.contents
        return np.clip((critical - low) / (high - low), 0.0, 1.0)


def flooded(depth_m: FloatArray, substance: Substance, anchored: float) -> FloatArray:
    """Chance of each scenario in standing water: a vessel that floats tears its pipes and empties in ten minutes.

    Parameters
    ----------
    depth_m
        Depth of the water, m, any shape.
    substance
        What the vessel holds.
    anchored
        Share of vessels that are held down.

    Returns
    -------
    The shape of `depth_m` and (3,).
    """
    depth = np.asarray(depth_m, dtype=np.float64)
    if substance.under_pressure:
        floating = _vessel(substance).chance(WATER * _wet_section(depth - SADDLE))
    else:
        floating = _tank(substance).chance(WATER * np.minimum(depth, TANK_HEIGHT))
    chance = np.zeros((*depth.shape, 3))
    chance[..., 1] = np.where(depth > 0.0, (1.0 - anchored) * floating, 0.0)
    return chance


def _tank(substance: Substance) -> Flotation:
    plate = TANK_WALL * STEEL * (4.0 * TANK_HEIGHT / TANK_DIAMETER + 2.0)
    return Flotation(plate, substance.density * TANK_HEIGHT, TANK_FILL)


def _vessel(substance: Substance) -> Flotation:
    shell = math.pi * VESSEL_DIAMETER * VESSEL_WALL * STEEL * FITTINGS
    return Flotation(shell, substance.density * math.pi / 4.0 * VESSEL_DIAMETER**2, VESSEL_FILL)


def _wet_section(height: FloatArray) -> FloatArray:
    """Area of a vessel's section below water that stands to a height above its underside, m2."""
    radius = 0.5 * VESSEL_DIAMETER
    depth = np.clip(height, 0.0, VESSEL_DIAMETER)
    angle = np.arccos(1.0 - depth / radius)
    return np.asarray(radius**2 * (angle - np.sin(angle) * np.cos(angle)))


def release_chance(kind: str, intensity: FloatArray, substance: Substance, values: Mapping[str, float]) -> FloatArray:
    """Chance of each scenario at an intensity of the cause.

    Parameters
    ----------
    kind
        ``earthquake`` for accelerations in g, else a flood.
    intensity
        Acceleration (g) or depth (m), any shape.
    substance
        What the plant stores.
    values
        ``pressure_strength`` and ``anchored``.
    """
    if kind == "earthquake":
        return shaken(intensity, values["pressure_strength"] if substance.under_pressure else 1.0)
    return flooded(intensity, substance, values["anchored"])
