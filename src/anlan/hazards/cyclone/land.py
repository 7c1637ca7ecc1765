"""Where there is land, by quarters of a degree: enough to know whether the centre of a storm is over it.

Source: the land mask of NOAA GLOBE (Hastings and Dunbar 1999; public domain), 30 arc-seconds, reduced by
``tools/land_mask.py``: a square is land where more than half of it is.
"""

from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

PER_DEGREE = 4
"""Squares of the mask in a degree."""

ROWS, COLUMNS = 180 * PER_DEGREE, 360 * PER_DEGREE


@lru_cache(maxsize=1)
def land_mask() -> NDArray[np.uint8]:
    """Return the mask: 1 on land, rows from the south pole north, columns from 180 W east, (720, 1440)."""
    with files("anlan.hazards.cyclone").joinpath("land.npz").open("rb") as stream, np.load(stream) as stored:
        mask = np.ascontiguousarray(np.unpackbits(stored["land"], axis=1)[:, :COLUMNS])
    mask.setflags(write=False)
    return mask


@compiled
def on_land(mask: NDArray[np.uint8], lon: float, lat: float) -> bool:
    """Say whether a position, degrees, lies in a square that is land."""
    row = min(max(int((lat + 90.0) * PER_DEGREE), 0), ROWS - 1)
    column = int(((lon + 180.0) % 360.0) * PER_DEGREE) % COLUMNS
    return bool(mask[row, column] > 0)


@compiled
def flags_of(mask: NDArray[np.uint8], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which of many positions, degrees, lie on land."""
    flags = np.empty(lon.size, dtype=np.bool_)
    for place in range(lon.size):
        flags[place] = on_land(mask, lon[place], lat[place])
    return flags
