"""The turn of three points, where rounding cannot decide it the other way.

It is certain where the determinant exceeds the bound for its rounding errors (Shewchuk 1997, Adaptive precision
floating-point arithmetic and fast robust geometric predicates, Discrete & Computational Geometry 18, 305-363: the
filter of ORIENT2D).
"""

from anlan.compute.compiled import compiled

EPSILON = 2.0**-53
"""Half a unit in the last place of 1 in double precision."""

TURN_BOUND = (3.0 + 16.0 * EPSILON) * EPSILON
"""Error of the turn of three points, relative to the sum of its two products (Shewchuk 1997, ccwerrboundA)."""

UNDERFLOW = 1e-290
"""Added to the bound: smaller products are not exact."""


@compiled
def turn(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> int:
    """Return 1 where three points turn left, -1 where they turn right, 0 where it is not certain."""
    left = (ax - cx) * (by - cy)
    right = (ay - cy) * (bx - cx)
    bound = TURN_BOUND * (abs(left) + abs(right)) + UNDERFLOW
    found = left - right
    if found > bound:
        return 1
    return -1 if found < -bound else 0
