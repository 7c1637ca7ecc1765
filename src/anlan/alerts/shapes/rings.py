"""Rings of polygons: their points read from text, and whether it is certain that a ring is simple; compiled.

A kernel never guesses. A text that is not plainly written is left to the reader that tells what is wrong with it, and a
ring of which it is not certain that its sides neither cross nor touch is left to GEOS. So nothing is accepted or
refused here that would not be there, and the many rings that are in order cost little.
"""

import numpy as np
from numpy.typing import NDArray

from anlan.alerts.shapes.turns import EPSILON, UNDERFLOW, turn
from anlan.compute.compiled import compiled

MOST_DIGITS = 15
"""Digits of a number that are read as a whole number; a double holds every one of so many (2**53 > 10**15)."""

TENS = 10.0 ** np.arange(MOST_DIGITS + 1)
"""Powers of ten, each a double exactly."""

LEAF = 4
"""Sides in the smallest boxes."""

WORK = 64
"""Pairs of boxes or sides that are looked at, by side of the ring; one that needs more is left to GEOS."""

Floats = NDArray[np.float64]
Signs = NDArray[np.uint8]

END = b"\x00"
"""Stands behind a text that is read: no number goes on there, and no blank."""

_TAB, _RETURN, _BLANK, _PLUS, _COMMA, _MINUS, _POINT, _ZERO = (ord(one) for one in "\t\r +,-.0")


@compiled
def read_digits(signs: Signs, at: int, whole: np.int64) -> tuple[np.int64, int]:
    """Read the digits that begin at a sign behind those of a whole number; return it, and where they end."""
    while _ZERO <= signs[at] <= _ZERO + 9:
        whole = 10 * whole + (np.int64(signs[at]) - _ZERO)
        at += 1
    return whole, at


@compiled
def read_number(signs: Signs, at: int) -> tuple[float, int]:
    """Read the decimal number that begins at a sign; return it, and where it ends.

    The digits are a whole number, divided by the power of ten that the point stands for. Both are exact, so the
    quotient is the double nearest to the decimal number, as `float` has it.

    Parameters
    ----------
    signs
        uint8 (n,): the text in UTF-8, then `END`.
    at
        Where it begins.

    Returns
    -------
    tuple of float and int
        The end is where it begins if no number stands there, or one of more than `MOST_DIGITS` digits.
    """
    negative = signs[at] == _MINUS
    begin = at + 1 if negative or signs[at] == _PLUS else at
    whole, end = read_digits(signs, begin, np.int64(0))
    digits, places = end - begin, 0
    if signs[end] == _POINT:
        begin = end + 1
        whole, end = read_digits(signs, begin, whole)
        places = end - begin
        digits += places
    if digits == 0 or digits > MOST_DIGITS:
        return 0.0, at
    value = whole / TENS[places]
    return (-value if negative else value), end


@compiled
def read_ring(signs: Signs) -> Floats:
    """Read the points of a text of ``latitude,longitude`` pairs with blanks between them.

    Parameters
    ----------
    signs
        uint8 (n,): the text in UTF-8, without blanks before it, then `END`.

    Returns
    -------
    float64 (p, 2)
        Longitude and latitude, degrees; no row where anything but such pairs within the bounds of the earth stands in
        the text, or a number of more than `MOST_DIGITS` digits.
    """
    points = np.empty((signs.size // 4 + 1, 2))
    count, at, last = 0, 0, signs.size - 1
    while at < last:
        lat, end = read_number(signs, at)
        if end == at or signs[end] != _COMMA:
            return points[:0]
        lon, after = read_number(signs, end + 1)
        if after == end + 1 or not (abs(lat) <= 90.0 and abs(lon) <= 180.0):
            return points[:0]
        points[count, 0], points[count, 1] = lon, lat
        count += 1
        at = after
        while signs[at] == _BLANK or _TAB <= signs[at] <= _RETURN:
            at += 1
        if at == after and at < last:
            return points[:0]
    return points[:count]


@compiled
def repeats(points: Floats, row: int) -> bool:
    """Say whether a point is the one before it."""
    return bool(points[row, 0] == points[row - 1, 0] and points[row, 1] == points[row - 1, 1])


@compiled
def corners_of(points: Floats) -> Floats:
    """Return the points of a closed ring, each that repeats the one before it left out; the last is the first.

    Parameters
    ----------
    points
        float64 (p, 2), finite; the last is the first.
    """
    count = 1
    while count < points.shape[0] and not repeats(points, count):
        count += 1
    if count == points.shape[0]:
        return points
    corners = points.copy()
    for row in range(count, points.shape[0]):
        if not repeats(points, row):
            corners[count, 0], corners[count, 1] = points[row, 0], points[row, 1]
            count += 1
    return corners[:count]


@compiled
def turns_back(corners: Floats) -> bool:
    """Say whether a side may lie upon the one before it: sides that follow each other share their corner alone if not.

    Parameters
    ----------
    corners
        float64 (s + 1, 2): see `corners_of`.
    """
    sides = corners.shape[0] - 1
    for side in range(sides):
        ax, ay = corners[side]
        bx, by = corners[side + 1]
        cx, cy = corners[side + 2] if side + 2 <= sides else corners[1]
        onwards = (ax < bx) == (bx < cx) and ax != bx and bx != cx
        upwards = (ay < by) == (by < cy) and ay != by and by != cy
        if not onwards and not upwards and turn(ax, ay, bx, by, cx, cy) == 0:
            return True
    return False


@compiled
def encloses(corners: Floats) -> bool:
    """Say whether the area of a ring is certainly not zero, in whatever order its parts are summed.

    Parameters
    ----------
    corners
        float64 (s + 1, 2): see `corners_of`.
    """
    area, size = 0.0, 0.0
    for row in range(1, corners.shape[0] - 1):
        part = (corners[row, 0] - corners[0, 0]) * (corners[row - 1, 1] - corners[row + 1, 1])
        area += part
        size += abs(part)
    return bool(abs(area) > 4.0 * (corners.shape[0] + 4) * EPSILON * size + UNDERFLOW)


@compiled
def boxes_of(corners: Floats, leaves: int) -> Floats:
    """Return the boxes of a ring as a binary tree, in which box b holds the boxes 2 b and 2 b + 1.

    Parameters
    ----------
    corners
        float64 (s + 1, 2): see `corners_of`.
    leaves
        How many smallest boxes there are, a power of two; the first holds the first `LEAF` sides. One that holds no
        side touches nothing.

    Returns
    -------
    float64 (2 leaves, 4)
        West, south, east, north.
    """
    boxes = np.empty((2 * leaves, 4))
    boxes[:, :2] = np.inf
    boxes[:, 2:] = -np.inf
    sides = corners.shape[0] - 1
    for side in range(sides):
        box = boxes[leaves + side // LEAF]
        for end in range(side, side + 2):
            x, y = corners[end]
            box[0], box[1] = min(box[0], x), min(box[1], y)
            box[2], box[3] = max(box[2], x), max(box[3], y)
    for number in range(leaves - 1, 0, -1):
        left, right = boxes[2 * number], boxes[2 * number + 1]
        for bound in range(2):
            boxes[number, bound] = min(left[bound], right[bound])
            boxes[number, bound + 2] = max(left[bound + 2], right[bound + 2])
    return boxes


@compiled
def meet(boxes: Floats, one: int, other: int) -> bool:
    """Say whether two boxes have a point in common; see `boxes_of`."""
    beside = boxes[one, 0] > boxes[other, 2] or boxes[other, 0] > boxes[one, 2]
    above = boxes[one, 1] > boxes[other, 3] or boxes[other, 1] > boxes[one, 3]
    return bool(not beside and not above)


@compiled
def apart(corners: Floats, one: int, other: int) -> bool:
    """Say whether two sides of a ring have certainly no point in common."""
    ax, ay, bx, by = corners[one, 0], corners[one, 1], corners[one + 1, 0], corners[one + 1, 1]
    cx, cy, dx, dy = corners[other, 0], corners[other, 1], corners[other + 1, 0], corners[other + 1, 1]
    if (cx > ax and cx > bx and dx > ax and dx > bx) or (cx < ax and cx < bx and dx < ax and dx < bx):
        return True
    if (cy > ay and cy > by and dy > ay and dy > by) or (cy < ay and cy < by and dy < ay and dy < by):
        return True
    side = turn(ax, ay, bx, by, cx, cy)
    if side != 0 and side == turn(ax, ay, bx, by, dx, dy):
        return True
    side = turn(cx, cy, dx, dy, ax, ay)
    return side != 0 and side == turn(cx, cy, dx, dy, bx, by)


@compiled
def sides_apart(corners: Floats, one: int, other: int) -> bool:
    """Say whether the sides in two of the smallest boxes have nothing in common; those that follow each other may.

    Parameters
    ----------
    corners
        float64 (s + 1, 2): see `corners_of`.
    one, other
        Numbers of the boxes among the smallest; the same for the sides within one.
    """
    sides = corners.shape[0] - 1
    for side in range(one * LEAF, min((one + 1) * LEAF, sides)):
        first = side + 2 if one == other else other * LEAF
        for far in range(first, min((other + 1) * LEAF, sides)):
            distance = far - side  # the boxes come in the order of the ring
            if 1 < distance < sides - 1 and not apart(corners, side, far):
                return False
    return True


@compiled
def certainly_simple(points: Floats) -> bool:
    """Say whether it is certain that a ring is a valid polygon: no sides cross or touch, the area is not zero.

    Boxes around the sides, in the order of the ring, are held against each other; only sides in boxes that meet are
    looked at. That takes time n log n for outlines as they are drawn; a ring that needs more is left undecided.

    Parameters
    ----------
    points
        float64 (p, 2), finite; the last is the first.

    Returns
    -------
    bool
        False where GEOS must decide.
    """
    corners = corners_of(points)
    sides = corners.shape[0] - 1
    if sides < 3 or turns_back(corners) or not encloses(corners):
        return False
    leaves = 1
    while leaves * LEAF < sides:
        leaves *= 2
    boxes = boxes_of(corners, leaves)
    pairs = np.empty((256, 2), dtype=np.int64)  # each step puts three more upon it at most, in 40 steps at most
    pairs[0] = 1
    waiting, left = 1, WORK * sides
    while waiting and left:
        waiting, left = waiting - 1, left - 1
        one, other = pairs[waiting, 0], pairs[waiting, 1]
        if one < leaves:
            for part in range(4):
                a, b = 2 * one + part // 2, 2 * other + part % 2
                if (one != other or a <= b) and meet(boxes, a, b):
                    pairs[waiting, 0], pairs[waiting, 1] = a, b
                    waiting += 1
        elif not sides_apart(corners, one - leaves, other - leaves):
            return False
    return waiting == 0
