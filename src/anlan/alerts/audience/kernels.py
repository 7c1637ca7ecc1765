"""Points and boxes against the edges of an area, compiled.

A kernel never guesses: what rounding could decide the other way is left undecided, and GEOS decides it.
"""

import numpy as np
from numpy.typing import NDArray

from anlan.alerts.shapes.turns import turn
from anlan.compute.compiled import compiled

OUT, IN, UNDECIDED = 0, 1, 2
"""What is said of a point, or of everything in a box."""

MISSED, CROSSED, ON = 0, 1, 3
"""What is said of a ray and an edge, beside `UNDECIDED`."""

BLOCK = 64
"""Rows in a block."""

Floats = NDArray[np.float64]
Bands = NDArray[np.int64]
Members = NDArray[np.int32]
Marks = NDArray[np.uint8]


@compiled
def band_of(y: float, south: float, scale: float, bands: int) -> int:
    """Return the band of latitude in which a point lies; it never falls as `y` rises, so that no edge is missed."""
    return min(max(int((y - south) * scale), 0), bands - 1)


@compiled
def crossing(x: float, y: float, edge: Floats) -> int:
    """Say whether a ray from a point to the east crosses an edge.

    Parameters
    ----------
    x, y
        The point.
    edge
        float64 (4,): x and y of both ends. The upper end does not belong to it, so that a corner counts once.

    Returns
    -------
    int
        `MISSED`, `CROSSED`, `UNDECIDED`, or `ON` where the point lies on the edge.
    """
    ax, ay, bx, by = edge
    if y < min(ay, by) or y > max(ay, by) or x > max(ax, bx):
        return MISSED
    if (x == ax and y == ay) or (x == bx and y == by):
        return ON
    if (ay == by or ax == bx) and x >= min(ax, bx):
        return ON
    if (ay <= y) == (by <= y):
        return MISSED
    if x < min(ax, bx):
        return CROSSED
    side = turn(ax, ay, bx, by, x, y)
    if side == 0:
        return UNDECIDED
    return CROSSED if (side > 0) == (by > ay) else MISSED


@compiled
def point_in(x: float, y: float, edges: Floats, south: float, scale: float, start: Bands, member: Members) -> int:
    """Say whether a point lies in an area or on its edge, by the crossings of a ray to the east.

    Parameters
    ----------
    x, y
        The point, within the latitudes of the area.
    edges
        float64 (e, 4): x and y of both ends of each edge of each ring.
    south, scale
        Least latitude of the area, and bands a degree.
    start, member
        Edges of band b are ``member[start[b]:start[b + 1]]``.
    """
    inside = False
    band = band_of(y, south, scale, start.size - 1)
    for place in range(start[band], start[band + 1]):
        found = crossing(x, y, edges[member[place]])
        if found == ON:
            return IN
        if found == UNDECIDED:
            return UNDECIDED
        inside ^= found == CROSSED
    return IN if inside else OUT


@compiled
def touches(edge: Floats, west: float, south: float, east: float, north: float) -> bool:
    """Say whether an edge may have a point in common with a box; where it is not certain, it may."""
    ax, ay, bx, by = edge
    if max(ax, bx) < west or min(ax, bx) > east or max(ay, by) < south or min(ay, by) > north:
        return False
    first = turn(ax, ay, bx, by, west, south)
    if first == 0:
        return True
    return (
        turn(ax, ay, bx, by, east, south) != first
        or turn(ax, ay, bx, by, east, north) != first
        or turn(ax, ay, bx, by, west, north) != first
    )


@compiled
def mark_boxes(
    boxes: Floats, within: Floats, edges: Floats, scale: float, start: Bands, member: Members, marks: Marks
) -> None:
    """Say of each box whether all of it lies in an area or outside; undecided where an edge may run through it.

    Parameters
    ----------
    boxes
        float64 (n, 4): west, south, east, north.
    within
        float64 (4,): the same of the area.
    edges, scale, start, member
        See `point_in`.
    marks
        uint8 (n,): filled with the answers.
    """
    bands = start.size - 1
    for row in range(boxes.shape[0]):
        west, south, east, north = boxes[row]
        marks[row] = OUT
        if not (east >= within[0] and west <= within[2] and north >= within[1] and south <= within[3]):
            continue
        first = start[band_of(south, within[1], scale, bands)]
        last = start[band_of(north, within[1], scale, bands) + 1]
        crossed = False
        for place in range(first, last):
            if touches(edges[member[place]], west, south, east, north):
                crossed = True
                break
        if crossed:
            marks[row] = UNDECIDED
        elif south >= within[1] and south <= within[3]:
            marks[row] = point_in(west, south, edges, within[1], scale, start, member)


@compiled
def mark_points(
    lon: Floats,
    lat: Floats,
    blocks: Marks,
    within: Floats,
    edges: Floats,
    scale: float,
    start: Bands,
    member: Members,
    marks: Marks,
) -> int:
    """Say of each point whether it lies in an area; a point of an undecided block is tested itself.

    Returns how many are left open.

    Parameters
    ----------
    lon, lat
        float64 (n,): points in blocks of `BLOCK`.
    blocks
        uint8 (b,): what is known of each block.
    within, edges, scale, start, member
        See `mark_boxes`.
    marks
        uint8 (n,) or more, zeros: filled with the answers.
    """
    count = 0
    for block in range(blocks.size):
        if blocks[block] == OUT:
            continue
        for row in range(block * BLOCK, min((block + 1) * BLOCK, lon.size)):
            x, y = lon[row], lat[row]
            if blocks[block] == IN:
                marks[row] = IN
            elif x >= within[0] and x <= within[2] and y >= within[1] and y <= within[3]:
                marks[row] = point_in(x, y, edges, within[1], scale, start, member)
                count += marks[row] == UNDECIDED
    return count


@compiled
def keep_wanted(
    marks: Marks,
    alive: Marks,
    threshold: NDArray[np.uint8],
    rank: int,
    channels: NDArray[np.uint32],
    wanted: int,
    needs: NDArray[np.uint32],
    needed: int,
    language: NDArray[np.int16],
    spoken: Marks,
) -> int:
    """Take the marks away from rows that a warning is not meant for; return how many are left.

    Parameters
    ----------
    marks, alive, threshold, channels, needs, language
        Columns, (n,).
    rank, wanted, needed
        Severity of the warning; bits of which one is asked for, 0 of `needed` asking for none.
    spoken
        uint8 (l,): 1 for each language that is asked for.
    """
    count = 0
    for row in range(marks.size):
        if marks[row] != IN:
            continue
        if (
            alive[row]
            and threshold[row] <= rank
            and channels[row] & wanted
            and (needed == 0 or needs[row] & needed)
            and spoken[language[row]]
        ):
            count += 1
        else:
            marks[row] = OUT
    return count


@compiled
def in_order(marks: Marks, rank: NDArray[np.int32], ascending: NDArray[np.int64], found: NDArray[np.int64]) -> None:
    """Write down the numbers of marked rows in ascending order.

    Parameters
    ----------
    marks
        uint8 (n,).
    rank, ascending
        Place of each row's number among all, and all numbers in order, (n,).
    found
        int64 (k + 1,): filled with the k numbers; the last entry is not one of them.
    """
    hit = np.zeros(marks.size, dtype=np.uint8)
    for row in range(marks.size):
        if marks[row] == IN:
            hit[rank[row]] = 1
    count = 0
    for place in range(marks.size):
        found[count] = ascending[place]
        count += hit[place]
