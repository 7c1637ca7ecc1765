"""Cases for the risk engine and its peers: the same input on disk for every program."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

INTENSITY = np.array([0.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 100.0])
DAMAGE = np.array([0.0, 0.0, 0.03, 0.05, 0.09, 0.15, 0.25, 0.45, 0.5])
AFFECTED = np.array([0.0, 0.005, 0.042, 0.16, 0.4, 0.66, 1.0, 1.0, 1.0])
"""A damage function of the shape that is usual for tropical cyclones; the numbers are invented."""


@dataclass(frozen=True)
class Size:
    """Size of a case.

    Parameters
    ----------
    events, points, assets
        How many.
    filled
        Share of the matrix of events and points that is not zero, 1.
    """

    events: int
    points: int
    assets: int
    filled: float = 0.031


SIZES = {
    "metrics": Size(10_000, 50_000, 50_000),
    "city": Size(10_000, 20_000, 300_000),
    "maps-small": Size(1_000, 10_000, 10_000),
    "small": Size(200, 500, 700),
}


def make(size: Size, file: Path, seed: int = 1) -> None:
    """Write a case: footprints are runs of neighbouring points, as those of storms are.

    Parameters
    ----------
    size
        How large.
    file
        Where to write it.
    seed
        Seed.
    """
    rng = np.random.default_rng(seed)
    each = max(int(size.points * size.filled), 1)
    first = np.arange(0, size.events * each + 1, each, dtype=np.int64)
    start = rng.integers(0, size.points - each + 1, size.events)
    cell = (start[:, None] + np.arange(each)).astype(np.int32)
    peak = rng.uniform(25.0, 90.0, size.events)
    shape = np.sin(np.linspace(0.05, np.pi - 0.05, each))
    data = (peak[:, None] * shape * rng.uniform(0.9, 1.1, (size.events, each))).astype(np.float64)
    np.savez(
        file,
        first=first,
        cell=cell.ravel(),
        data=data.ravel(),
        frequency=np.full(size.events, 1.0 / size.events),
        value=rng.lognormal(12.0, 1.0, size.assets),
        point=rng.integers(0, size.points, size.assets) if size.assets != size.points else np.arange(size.points),
        points=size.points,
        intensity=INTENSITY,
        damage=DAMAGE,
        affected=AFFECTED,
    )


def read(file: Path) -> dict[str, NDArray[np.generic]]:
    """Read a case.

    Parameters
    ----------
    file
        Written by `make`.
    """
    with np.load(file) as stored:
        return {name: stored[name] for name in stored.files}
