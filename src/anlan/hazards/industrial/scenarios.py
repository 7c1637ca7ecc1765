"""Which plant loses what: the draws from which the hazards of plants make their events."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.hazards.industrial.plants import Plants
from anlan.hazards.industrial.releases import SCENARIOS, rates_of


@dataclass(frozen=True)
class Drawn:
    """Losses of containment, one for each of n events.

    Parameters
    ----------
    plant
        Index of the plant, int64 (n,).
    scenario
        Index into `anlan.hazards.industrial.releases.SCENARIOS`, int64 (n,).
    frequency
        Frequency of the loss of containment that each event stands for, 1/year, float64 (n,).
    cause
        Identifier of the natural event that caused each; empty where none did.
    """

    plant: NDArray[np.int64]
    scenario: NDArray[np.int64]
    frequency: NDArray[np.float64]
    cause: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.cause)


def everyday(plants: Plants, events: int, factor: float) -> Drawn:
    """Draw losses of containment without a natural cause.

    Every pair of plant and scenario gets as many events (to one), which share its frequency. Where there are fewer
    events than pairs, they are taken at even steps of the summed frequency and share the frequency of all pairs, so
    that the rate of accidents is kept.

    Parameters
    ----------
    plants
        The plants, one or more.
    events
        Number of events, one or more.
    factor
        Factor of the base frequencies.
    """
    rates = factor * np.array([rates_of(substance) for substance in plants.substance]).reshape(-1)
    if events < rates.size:
        summed = np.cumsum(rates)
        steps = (np.arange(events) + 0.5) / events * summed[-1]
        pair = np.minimum(np.searchsorted(summed, steps), rates.size - 1)
        frequency = np.full(events, summed[-1] / events)
    else:
        pair = np.arange(events) % rates.size
        frequency = rates[pair] / np.bincount(pair, minlength=rates.size)[pair]
    return Drawn(
        plant=pair // len(SCENARIOS), scenario=pair % len(SCENARIOS), frequency=frequency, cause=("",) * events
    )
