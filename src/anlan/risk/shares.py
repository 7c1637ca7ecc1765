"""Functions from intensity to the share that is lost, compiled for the kernels."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LEAST_BUCKETS = 64
"""Equal buckets between the first and the last knot by which an interval is found."""

MOST_BUCKETS = 65_536
"""Buckets are halved until each holds one knot at most, or until there are so many (0.3 MB)."""


class ShareTable(NamedTuple):
    """Shares lost as continuous piecewise polynomials of degree two or less on common knots, constant outside them.

    Interval 0 lies below the first knot, interval j between knots j - 1 and j, interval k at and above the last. With
    the distance d from the lower knot of the interval, a share is ``terms[0] + d * (terms[1] + d * terms[2])``.

    Attributes
    ----------
    upper
        float64[k + 1], knot that ends each interval; the last is infinite.
    origin
        float64[k + 1], intensity from which d is measured in each interval.
    terms
        float64[k + 1, f, 3], coefficients by interval and function: 1, 1/unit, 1/unit^2.
    start
        uint32[b + 2], interval in which each bucket begins; the first bucket is all that lies below the knots, the
        last all that lies above.
    scale
        Buckets per unit of intensity.
    steps
        Largest number of knots inside a bucket.
    """

    upper: NDArray[np.float64]
    origin: NDArray[np.float64]
    terms: NDArray[np.float64]
    start: NDArray[np.uint32]
    scale: float
    steps: int

    @property
    def knots(self) -> NDArray[np.float64]:
        """Knots in ascending order, float64[k]."""
        return self.upper[:-1]

    @property
    def functions(self) -> int:
        """Number f of functions."""
        return int(self.terms.shape[1])

    @classmethod
    def linear(cls, knots: NDArray[np.float64], shares: NDArray[np.float64]) -> "ShareTable":
        """Compile functions that are linear between the knots.

        Parameters
        ----------
        knots
            Ascending intensities, shape (k,), two at least.
        shares
            Share lost at each knot, 1, shape (k, f).
        """
        terms = np.zeros((knots.size + 1, shares.shape[1], 3))
        terms[0, :, 0] = shares[0]
        terms[1:, :, 0] = shares
        terms[1:-1, :, 1] = np.diff(shares, axis=0) / np.diff(knots)[:, None]
        upper, origin = np.append(knots, np.inf), np.append(knots[0], knots)
        return cls(upper, origin, terms, *_buckets(knots))

    def times(self, other: "ShareTable") -> "ShareTable":
        """Return the products of the functions of two linear tables on the same knots.

        Parameters
        ----------
        other
            Table of the same knots and number of functions, as the share of things affected beside the mean loss of
            an affected one.
        """
        one, two = self.terms, other.terms
        terms = np.empty_like(one)
        terms[..., 0] = one[..., 0] * two[..., 0]
        terms[..., 1] = one[..., 0] * two[..., 1] + one[..., 1] * two[..., 0]
        terms[..., 2] = one[..., 1] * two[..., 1]
        return self._replace(terms=terms)

    def at(self, intensity: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the share lost by every function; nothing is lost where the intensity is zero.

        Parameters
        ----------
        intensity
            Intensities, shape (n,).

        Returns
        -------
        Shares, 1, shape (n, f).
        """
        x = np.asarray(intensity, dtype=np.float64)
        place = np.searchsorted(self.knots, x, side="right")
        distance = (x - self.origin[place])[:, None]
        terms = self.terms[place]
        shares = terms[..., 0] + distance * (terms[..., 1] + distance * terms[..., 2])
        return np.where(x[:, None] > 0.0, shares, 0.0)


def on_common_knots(
    functions: list[tuple[NDArray[np.float64], NDArray[np.float64]]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bring piecewise linear functions to the union of their knots, which changes none of them.

    Parameters
    ----------
    functions
        Ascending intensities and the shares lost at them, for each of f functions.

    Returns
    -------
    knots
        float64[k], two at least.
    shares
        float64[k, f].
    """
    knots = np.unique(np.concatenate([x for x, _ in functions])) if functions else np.array([0.0])
    if knots.size == 1:  # the tables work between two knots
        knots = np.append(knots, knots[0] + 1.0)
    shares = [np.interp(knots, x, y) for x, y in functions]
    return knots, np.stack(shares, axis=1) if shares else np.zeros((knots.size, 0))


def _buckets(knots: NDArray[np.float64]) -> tuple[NDArray[np.uint32], float, int]:
    """Return the interval in which each bucket begins, buckets per unit, and the most knots that a bucket holds.

    A bucket reaches a little over its edges, so that rounding never puts an intensity behind its interval.
    """
    count = LEAST_BUCKETS
    margin = 1e-9 * float(knots[-1] - knots[0])
    while True:
        edges = np.linspace(knots[0], knots[-1], count + 1)
        start = np.searchsorted(knots, edges - margin, side="right")
        end = np.append(np.searchsorted(knots, edges[1:] + margin, side="right"), knots.size)
        steps = int((end - start).max())
        if steps <= 1 or count >= MOST_BUCKETS:
            break
        count *= 2
    whole = np.concatenate([[0], start]).astype(np.uint32)
    return whole, float(count / (knots[-1] - knots[0])), steps
