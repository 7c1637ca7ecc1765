"""The search of the worst credible scenario: Pareto-optimal events and the reduction to a planning set."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.risk import exceedance
from anlan.scenarios import pareto_front, reduce_events
from anlan.scenarios.weighing import chosen_by, draw_weights
from bench.timing import seconds

Floats = NDArray[np.float64]

EVENTS, DIMENSIONS = 100_000, 8
"""Size of the Pareto search."""

REDUCED, KEEP = 10_000, 50
"""Size of the reduction."""

WEIGHTS, FLOOR = 1_000, 1e-4
"""Sets of weights with which the choice is made again, and the floor, 1/year, of events that add up to one a year."""

SMALL = 600
"""Events on which results are compared with the plain programs."""


def events(count: int, together: float, seed: int = 1) -> Floats:
    """Invent consequences: lognormal, with a size of the event that all dimensions share.

    Parameters
    ----------
    count
        Events.
    together
        Standard deviation of the logarithm of the shared size; 0 makes the dimensions independent, which is harder
        than any city because few events then outdo others.
    seed
        Seed.
    """
    rng = np.random.default_rng(seed)
    return np.exp(together * rng.normal(size=(count, 1)) + rng.normal(size=(count, DIMENSIONS)))


def plain_front(values: Floats) -> NDArray[np.bool_]:
    """Compare each event with all others, in NumPy."""
    kept = np.ones(values.shape[0], dtype=np.bool_)
    for row, one in enumerate(values):
        kept[row] = not ((values >= one).all(axis=1) & (values > one).any(axis=1)).any()
    return kept


def plain_reduction(points: Floats, frequency: Floats, keep: int) -> tuple[list[int], float]:
    """Price every event in every step from the whole matrix of distances, in NumPy."""
    weight = frequency / frequency.sum()
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    near, kept = np.full(points.shape[0], np.inf), list[int]()
    for _ in range(keep):
        costs = weight @ np.minimum(near[:, None], apart)
        costs[kept] = np.inf
        kept.append(int(np.argmin(costs)))
        near = np.minimum(near, apart[kept[-1]])
    return kept, float(weight @ near)


def measure(repeats: int) -> dict[str, Any]:
    """Compare with the plain programs on a small set, then time both jobs on one core.

    Raises
    ------
    RuntimeError
        If a result differs from that of the plain program.
    """
    result = {"Pareto search": _front(repeats), "weights": _weights(repeats), "reduction": _reduction(repeats)}
    return {"events": EVENTS, "dimensions": DIMENSIONS, "reduced": f"{REDUCED} to {KEEP}", **result}


def _front(repeats: int) -> dict[str, Any]:
    small = events(SMALL, 0.0)
    plain, kept = seconds(lambda: plain_front(small), 1)
    pareto_front(small)  # compiles
    ours, found = seconds(lambda: pareto_front(small), repeats)
    if not np.array_equal(kept, found):
        raise RuntimeError("the Pareto search differs from the definition")
    whole = {}
    for name, together in (("independent", 0.0), ("as in a city", 1.0)):
        values = events(EVENTS, together)
        times, front = seconds(lambda values=values: pareto_front(values), repeats)  # type: ignore[misc]
        whole[name] = times | {"optimal": int(front.sum())}
    return {**whole, f"{SMALL} events": ours, f"{SMALL} events, plain NumPy": plain}


def plain_choice(values: Floats, frequency: Floats, floor: float, weights: Floats) -> Floats:
    """Put all events in order under each set of weights; return the severity at the floor."""
    curves = (exceedance(values @ each, frequency) for each in weights)
    return np.array([curve.impact_at(floor) for curve in curves])


def _weights(repeats: int) -> dict[str, Any]:
    weights = draw_weights(DIMENSIONS, WEIGHTS, 1)
    small, rates = events(SMALL, 1.0), np.full(SMALL, 1.0 / SMALL)
    plain, severity = seconds(lambda: plain_choice(small, rates, 0.02, weights), 1)
    ours, (_, found) = seconds(lambda: chosen_by(small, rates, 0.02, weights), repeats)
    if np.abs(found - severity).max() > 1e-12 * severity.max():
        raise RuntimeError("the choice under weights differs from putting all events in order")
    whole = {}
    for name, together in (("independent", 0.0), ("as in a city", 1.0)):
        values, rate = events(EVENTS, together), np.full(EVENTS, 1.0 / EVENTS)
        times, (chosen, _) = seconds(
            lambda values=values, rate=rate: chosen_by(values, rate, FLOOR, weights),  # type: ignore[misc]
            repeats,
        )
        whole[name] = times | {"chosen": int(np.unique(chosen).size)}
    return {**whole, f"{SMALL} events": ours, f"{SMALL} events, plain NumPy": plain}


def _reduction(repeats: int) -> dict[str, Any]:
    rng = np.random.default_rng(2)
    points, frequency = events(REDUCED, 1.0), rng.random(REDUCED)
    small, rates = points[:SMALL], frequency[:SMALL]
    plain, (kept, distance) = seconds(lambda: plain_reduction(small, rates, KEEP), 1)
    reduce_events(small, rates, KEEP)  # compiles
    ours, found = seconds(lambda: reduce_events(small, rates, KEEP), repeats)
    if found.kept.tolist() != kept or abs(found.distance[-1] - distance) > 1e-12 * distance:
        raise RuntimeError("the reduction differs from the plain program")
    times, whole = seconds(lambda: reduce_events(points, frequency, KEEP), repeats)
    return {
        f"{REDUCED} to {KEEP}": times | {"distance": float(whole.distance[-1])},
        f"{SMALL} to {KEEP}": ours,
        f"{SMALL} to {KEEP}, plain NumPy": plain,
    }
