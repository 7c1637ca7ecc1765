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


def families(plants: Plants) -> int:
    """Return the number of pairs of a plant and a scenario: fewer events cannot be made."""
    return len(plants) * len(SCENARIOS)


def everyday(plants: Plants, events: int, factor: float) -> Drawn:
    """Draw losses of containment without a natural cause; every pair of plant and scenario gets as many (to one).

    Parameters
    ----------
    plants
        The plants.
    events
        Number of events, `families` or more.
    factor
        Factor of the base frequencies.
    """
    pair = np.arange(events) % families(plants)
    count = np.bincount(pair, minlength=families(plants))
    rates = np.array([rates_of(substance) for substance in plants.substance]).reshape(-1)
    return Drawn(
        plant=pair // len(SCENARIOS),
        scenario=pair % len(SCENARIOS),
        frequency=factor * rates[pair] / count[pair],
        cause=("",) * events,
    )
