"""What fails in a sampled event and how long its repair takes, by random numbers that belong to component and event.

A random number is a hash of the seed, the event, the sample, the component's name and its purpose, so it does not
depend on what else is computed: not on the cut of the work, not on the number of workers, and not on a change of
another component. Two runs that differ in one component thus share all other chances (common random numbers).

The hash is the finalizer of SplitMix64 (Steele, Lea and Flood 2014, figure 16), used as a counter-based generator in
the sense of Salmon et al. (2011).
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from anlan.compute import seeds_of
from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]
WordArray = NDArray[np.uint64]

FAILURE, LENGTH, ANGLE = np.uint64(1), np.uint64(2), np.uint64(3)
"""Purposes of a random number."""

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Increment of SplitMix64."""

FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
"""Multipliers of its finalizer."""


def words_of_names(names: Sequence[str]) -> WordArray:
    """Return a 64-bit word for each name (BLAKE2b), uint64[n]."""
    digests = [hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names]
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def words_of_events(seed: int, kind: str, rows: Sequence[tuple[int, int]]) -> WordArray:
    """Return a 64-bit word for each pair of an event and a sample, uint64[k]."""
    words = [seeds_of(seed, "cascade", kind, *row).generate_state(1, np.uint64)[0] for row in rows]
    return np.array(words, dtype=np.uint64)


@compiled
def mixed(word: np.uint64) -> np.uint64:
    """Return the output of SplitMix64 for a state."""
    word = (word ^ (word >> np.uint64(30))) * FIRST
    word = (word ^ (word >> np.uint64(27))) * SECOND
    return np.uint64(word ^ (word >> np.uint64(31)))


@compiled
def uniform(event: np.uint64, component: np.uint64, purpose: np.uint64) -> float:
    """Return a number from 0 up to 1 with 53 random bits."""
    word = mixed(mixed(event + GOLDEN) ^ component)
    return float(mixed(word + purpose * GOLDEN) >> np.uint64(11)) * 2.0**-53


@compiled
def draw(
    events: WordArray, components: WordArray, chance: FloatArray, hazard: NDArray[np.int8],
    center: FloatArray, spread: FloatArray, longest: int,
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:  # fmt: skip
    """Draw what fails and the hours of repair.

    Parameters
    ----------
    events, components
        uint64[k], uint64[c], words.
    chance
        float64[k, c], chance of failure, 1.
    hazard
        int8[k, c], the hazard that sets the time of repair.
    center, spread
        float64[h, c], mean and standard deviation of the logarithm of the hours of repair, by hazard.
    longest
        Hours beyond which it does not matter how long a repair takes.

    Returns
    -------
    failed
        bool[k, c].
    duration
        int64[k, c], full hours, from 1 to `longest`; 0 where nothing failed. Normal numbers by Box and Muller (1958).
    """
    failed = np.zeros(chance.shape, dtype=np.bool_)
    duration = np.zeros(chance.shape, dtype=np.int64)
    for row in range(events.size):
        for place in range(components.size):
            if chance[row, place] <= 0.0:
                continue
            if uniform(events[row], components[place], FAILURE) < chance[row, place]:
                failed[row, place] = True
                radius = np.sqrt(-2.0 * np.log(1.0 - uniform(events[row], components[place], LENGTH)))
                angle = 2.0 * np.pi * uniform(events[row], components[place], ANGLE)
                kind = hazard[row, place]
                hours = np.exp(center[kind, place] + spread[kind, place] * radius * np.cos(angle))
                duration[row, place] = int(np.ceil(min(max(hours, 1.0), float(longest))))
    return failed, duration


@compiled
def draw_twins(events: WordArray, twins: WordArray, chance: FloatArray) -> NDArray[np.bool_]:
    """Draw which second components of the same kind fail, each independently of the first.

    Parameters
    ----------
    events, twins
        uint64[k], uint64[c], words; those of a twin are its own.
    chance
        float64[k, c], chance of failure, 1.

    Returns
    -------
    bool[k, c].
    """
    failed = np.zeros(chance.shape, dtype=np.bool_)
    for row in range(events.size):
        for place in range(twins.size):
            failed[row, place] = uniform(events[row], twins[place], FAILURE) < chance[row, place]
    return failed


def lognormal_of(mean: FloatArray, spread: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation of the logarithm from those of the quantity itself.

    sigma^2 = ln(1 + (s / m)^2), mu = ln m - sigma^2 / 2 (Johnson, Kotz and Balakrishnan 1994, chapter 14).
    """
    variance = np.log1p((spread / mean) ** 2)
    return np.log(mean) - variance / 2.0, np.sqrt(variance)
