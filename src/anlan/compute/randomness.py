"""Random streams that do not depend on how the work is cut.

Every item of work (an event, a year) owns a stream that is spawned from the run's seed by the item's own key, never
by the chunk in which it happens to be computed.
"""

import zlib

import numpy as np


def seeds_of(seed: int, *key: int | str) -> np.random.SeedSequence:
    """Return the seed sequence of one item of work.

    Parameters
    ----------
    seed
        Seed of the run.
    *key
        Names and numbers that identify the item, for example ``("earthquake", 17)``. Names enter by their CRC-32.
    """
    words = tuple(zlib.crc32(part.encode()) if isinstance(part, str) else part for part in key)
    return np.random.SeedSequence(seed, spawn_key=words)


def generator_of(seed: int, *key: int | str) -> np.random.Generator:
    """Return the random generator of one item of work; see `seeds_of`."""
    return np.random.Generator(np.random.PCG64(seeds_of(seed, *key)))
