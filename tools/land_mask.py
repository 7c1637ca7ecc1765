"""Rebuilds the land mask of storms: ``python -m tools.land_mask MASK OUT``.

MASK is an ``.npz`` file with the array ``mask`` of NOAA GLOBE, (21600, 43200), true at sea, from 90 N southward and 180
W eastward, as the package global-land-mask carries it; OUT is ``src/anlan/hazards/cyclone/land.npz``.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PIXELS = 30
"""Pixels of 30 arc-seconds in a quarter of a degree."""

MAJORITY = 0.5


def reduce(sea: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return 1 where more than half of a square is land, rows from the south pole north."""
    rows, columns = (size // PIXELS for size in sea.shape)
    land = (~sea).reshape(rows, PIXELS, columns, PIXELS).mean(axis=(1, 3), dtype=np.float32)
    return np.asarray(land[::-1] > MAJORITY, dtype=np.uint8)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mask", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    with np.load(options.mask) as stored:
        np.savez_compressed(options.out, land=np.packbits(reduce(stored["mask"]), axis=1))
    print(f"{options.out}: {options.out.stat().st_size / 1e3:.1f} kB")


if __name__ == "__main__":
    main()
