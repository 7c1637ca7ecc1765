"""Vulnerability functions at several quantiles of what is not known about them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv
from scipy.stats import norm

from anlan.risk.vulnerability import Vulnerability

NODES = np.array([-2.0, -0.75, 0.0, 0.75, 1.5, 2.25, 3.0])
"""Standard normal deviates at which functions are tabulated; closer above, where skewed shares have their weight."""

WIDEST = 0.95
"""Most of the standard deviation ``sqrt(m (1 - m))`` that a share of mean m can have."""

NARROWEST = 1e-3
"""Least of it that is sampled."""

NOTHING = 1e-12
"""Share that no one notices: less than one in the world."""


def node_weights() -> NDArray[np.float64]:
    """Return the weight of each node in the mean of what is linear between the nodes and constant beyond, (K,)."""
    low, high = NODES[:-1], NODES[1:]
    mass = np.diff(norm.cdf(NODES))
    rising = (norm.pdf(low) - norm.pdf(high) - low * mass) / (high - low)
    weights = np.zeros(NODES.size)
    weights[1:] += rising
    weights[:-1] += mass - rising
    weights[0] += norm.cdf(NODES[0])
    weights[-1] += norm.sf(NODES[-1])
    return weights


def place_of(deviate: float) -> tuple[int, float]:
    """Return the node below a standard normal deviate and the weight of the node above it.

    Parameters
    ----------
    deviate
        Standard normal deviate.
    """
    inside = float(np.clip(deviate, NODES[0], NODES[-1]))
    node = min(int(np.searchsorted(NODES, inside, side="right")) - 1, NODES.size - 2)
    return node, float((inside - NODES[node]) / (NODES[node + 1] - NODES[node]))


def node_shares(mean: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares lost at each node: quantiles of a beta distribution with the mean and spread of each point.

    A beta distribution keeps a share between 0 and 1. Its parameters follow from its mean and variance (Johnson, Kotz
    and Balakrishnan 1995, Continuous Univariate Distributions 2, chapter 25). The quantiles are then raised or lowered
    so that their weighted mean is the mean of the function exactly.

    Parameters
    ----------
    mean, spread
        Mean and standard deviation of a share, 1, of any equal shape.

    Returns
    -------
    Shares, 1, shape (K, ...), not falling from node to node.
    """
    room = mean * (1.0 - mean)
    width = np.minimum(spread, WIDEST * np.sqrt(room))
    sampled = (room > NOTHING) & (width > NARROWEST * np.sqrt(room))
    m, size = mean[sampled], room[sampled] / width[sampled] ** 2 - 1.0
    quantiles = betaincinv(m * size, (1.0 - m) * size, norm.cdf(NODES)[:, None])
    shares = np.broadcast_to(mean, (NODES.size, *mean.shape)).copy()
    shares[:, sampled] = _with_mean(quantiles, m)
    return shares


def _with_mean(shares: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = node_weights()
    found = weights @ shares
    scaled = np.minimum(shares * (mean / np.maximum(found, np.finfo(np.float64).tiny)), 1.0)
    found = weights @ scaled
    lacking = np.maximum(mean - found, 0.0) / np.maximum(1.0 - found, np.finfo(np.float64).tiny)
    filled: NDArray[np.float64] = scaled + (1.0 - scaled) * lacking
    return filled


@dataclass(frozen=True)
class Stack:
    """The functions of a hazard at all nodes, side by side as if they were targets, so that one pass serves all.

    Parameters
    ----------
    functions
        The functions; a target stands once for each node, or once alone if its function has no spread.
    targets
        The t targets.
    place
        int64[t, K], place of each target and node in `functions`.
    """

    functions: Vulnerability
    targets: tuple[str, ...]
    place: NDArray[np.int64]

    @classmethod
    def of(cls, vulnerability: Vulnerability, targets: tuple[str, ...]) -> "Stack":
        """Tabulate the functions of chosen targets.

        Parameters
        ----------
        vulnerability
            Functions of one hazard.
        targets
            Those of its targets that are wanted.
        """
        spread = np.zeros_like(vulnerability.shares) if vulnerability.spread is None else vulnerability.spread
        names: list[str] = []
        columns: list[NDArray[np.float64]] = []
        place = np.empty((len(targets), NODES.size), dtype=np.int64)
        for row, target in enumerate(targets):
            column = vulnerability.targets.index(target)
            shares = node_shares(vulnerability.shares[:, column], spread[:, column])
            wide = bool((shares[0] < shares[-1]).any())
            place[row] = len(names) + (np.arange(NODES.size) if wide else 0)
            columns += list(shares if wide else shares[:1])
            names += [target] * (NODES.size if wide else 1)
        stacked = np.stack(columns, axis=1) if columns else np.zeros((vulnerability.knots.size, 0))
        return cls(Vulnerability(tuple(names), vulnerability.knots, stacked), targets, place)

    @property
    def sampled(self) -> tuple[str, ...]:
        """Targets whose functions have a spread."""
        return tuple(target for target, row in zip(self.targets, self.place, strict=True) if row[0] != row[-1])
