"""What measures change about one hazard, taken together."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Real = TypeVar("Real", np.float32, np.float64)


@dataclass(frozen=True)
class Effects:
    """The joint effect of measures on the events and the exposure of one hazard.

    Parameters
    ----------
    frequency
        Factor of the frequency of every event, 1.
    intensity_factor
        Factor of the intensity in each cell, 1, shape (c,).
    intensity_offset
        What is then taken off the intensity in each cell, unit of the hazard, shape (c,); the result is never below
        zero.
    share_factor
        Factor of exposure times vulnerability, earlier warnings included, 1, by slot and target, shape (s, t).
    """

    frequency: float
    intensity_factor: NDArray[np.float64]
    intensity_offset: NDArray[np.float64]
    share_factor: NDArray[np.float64]

    @property
    def leaves_intensity(self) -> bool:
        """Whether the intensities stay as they are."""
        return bool((self.intensity_factor == 1.0).all() and (self.intensity_offset == 0.0).all())

    def at(self, intensity: NDArray[Real], cell: NDArray[np.integer]) -> NDArray[Real]:
        """Return intensities of chosen cells after the measures.

        Parameters
        ----------
        intensity
            Unit of the hazard, shape (z,).
        cell
            Index of the cell of each, shape (z,).

        Returns
        -------
        The same unit, shape and precision.
        """
        changed = intensity * self.intensity_factor[cell] - self.intensity_offset[cell]
        lowered: NDArray[Real] = np.maximum(changed, 0.0).astype(intensity.dtype)
        return lowered

    def on(self, intensity: NDArray[Real]) -> NDArray[Real]:
        """Return the intensities after the measures.

        Parameters
        ----------
        intensity
            Unit of the hazard, shape (k, c).

        Returns
        -------
        The same unit, shape and precision.
        """
        changed = intensity * self.intensity_factor - self.intensity_offset
        return np.maximum(changed, 0.0).astype(intensity.dtype)
