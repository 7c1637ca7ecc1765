"""Magnitude scales of China and the size of ruptures."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def moment_magnitude(surface: FloatArray) -> FloatArray:
    """Moment magnitude Mw of a surface-wave magnitude Ms.

    Cheng, Rong, Magistrale, Chen and Xu (2017), An Mw-based historical earthquake catalog for mainland China, BSSA
    107, 2490-2500: Mw = 0.86 Ms + 0.59 and, for large events, 1.28 Ms - 2.42. The paper changes over at Mw 6.58 with
    a step of 0.08; taking the larger of the two is the same elsewhere and has no step.

    Parameters
    ----------
    surface
        Ms, any shape.
    """
    return np.asarray(np.maximum(0.86 * surface + 0.59, 1.28 * surface - 2.42))


def surface_magnitude(moment: FloatArray) -> FloatArray:
    """Surface-wave magnitude Ms of a moment magnitude Mw: the inverse of `moment_magnitude`, any shape."""
    return np.asarray(np.minimum((moment - 0.59) / 0.86, (moment + 2.42) / 1.28))


def rupture_length(moment: FloatArray) -> FloatArray:
    """Length of the rupture below ground, km, of a moment magnitude.

    Wells and Coppersmith (1994), New empirical relationships among magnitude, rupture length, rupture width, rupture
    area, and surface displacement, BSSA 84, 974-1002, table 2A, all slip types: log10 RLD = -2.44 + 0.59 M.
    """
    return np.asarray(10.0 ** (-2.44 + 0.59 * moment))
