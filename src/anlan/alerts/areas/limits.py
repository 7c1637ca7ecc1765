"""How much an area may be made of."""

from dataclasses import dataclass

MOST_POLYGONS, MOST_POINTS = 1_000, 50_000
"""Polygons and points beyond which an area is refused before it is looked at."""

MOST_CELLS = 200_000
"""H3 cells that an area may touch: 150,000 km2 at resolution 8, more than most provinces; an assumption."""

LEAST_KM2 = 1e-6
"""Least surface of a shape, km2: a square metre; less is a slip of the pen. An assumption."""

MOST_RADIUS_KM = 1_000.0
"""Largest radius of a circle, km; an assumption."""


GRID = 1e-9
"""Precision with which outlines are joined where their points differ in the last bits, degrees: 0.1 mm."""


@dataclass(frozen=True)
class Limits:
    """What a message may hold; an area beyond is simplified outwards, so that nobody falls out of it.

    Parameters
    ----------
    polygons
        Polygons; a hole counts as one more, because a message has to cut the polygon there.
    points
        Points of all rings, the one that closes a ring counted too.
    wider
        Share by which the simplified area's surface may exceed what was asked for; beyond, the area is refused. An
        assumption.
    """

    polygons: int = 12
    points: int = 250
    wider: float = 0.2


LIMITS = Limits()
"""Limits of a message that goes to every channel."""
