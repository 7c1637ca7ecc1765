"""Copulas of two variables: sampling, Kendall's rank correlation, and fits by its inversion.

Nelsen (2006), An Introduction to Copulas, 2nd edition, Springer, chapters 4 and 5: families, Kendall's tau and tail
dependence; McNeil, Frey and Embrechts (2005), Quantitative Risk Management, Princeton, chapter 5, for the normal one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import kendalltau

from anlan.errors import SettingError
from anlan.language import Message, mark

FloatArray = NDArray[np.float64]

INDEPENDENCE, COMONOTONE = "independence", "comonotone"
GAUSSIAN, GUMBEL, FRANK = "gaussian", "gumbel", "frank"

COPULAS: Mapping[str, str] = {
    INDEPENDENCE: mark("independence"),
    GAUSSIAN: mark("normal (Gauss) copula"),
    GUMBEL: mark("Gumbel copula"),
    FRANK: mark("Frank copula"),
    COMONOTONE: mark("perfect dependence"),
}
"""Copulas by name."""

MOST_TAU = 0.99
"""Largest rank correlation of a family that reaches 1 only in the limit."""

LEAST_PAIRS = 4
"""Fewest pairs from which a rank correlation is estimated."""

_SMALL_THETA = 1e-2
"""Below it the series of Frank's tau, ``theta / 9 - theta ** 3 / 900``, is exact to 1e-13; quadrature cancels there."""

_INDEPENDENT = 1e-9
"""Theta of the Frank copula below which its sample cannot be told from that of independence."""

_LEAST = 1e-300
"""Stands for zero where a logarithm is taken."""


@dataclass(frozen=True)
class Copula:
    """How the ranks of two variables go together.

    Parameters
    ----------
    family
        A key of `COPULAS`.
    tau
        Kendall's rank correlation, 1; 0 for independence, 1 for perfect dependence. The Gumbel family has none below
        zero.

    Raises
    ------
    SettingError
        If there is no such family, or it does not reach the correlation.
    """

    family: str
    tau: float

    def __post_init__(self) -> None:
        if self.family not in COPULAS:
            raise SettingError(
                Message(mark("no copula '{family}'; give one of {names}"), family=self.family, names=", ".join(COPULAS))
            )
        low, high = _RANGE[self.family]
        if not low <= self.tau <= high:
            raise SettingError(
                Message(
                    mark("rank correlation of the copula '{family}' is {tau}; give a value from {low} to {high}"),
                    family=self.family,
                    tau=self.tau,
                    low=low,
                    high=high,
                )
            )

    @property
    def parameter(self) -> float:
        """The family's own parameter: correlation (normal), theta (Gumbel, Frank); tau for the others."""
        return _PARAMETER[self.family](self.tau)

    @property
    def upper_tail(self) -> float:
        """Limit of the chance that one variable is extreme given that the other is, 1.

        ``2 - 2 ** (1 / theta)`` for Gumbel (Nelsen 2006, section 5.4), zero for the normal and the Frank copula, one
        for perfect dependence.
        """
        if self.family == GUMBEL:
            return float(2.0 - 2.0 ** (1.0 / self.parameter))
        return 1.0 if self.family == COMONOTONE else 0.0

    def sample(self, count: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        """Draw pairs of uniform variables.

        Parameters
        ----------
        count
            Number of pairs.
        rng
            Random generator; every family uses its own number of draws.

        Returns
        -------
        Two arrays of shape (count,), between 0 and 1.
        """
        return _SAMPLE[self.family](self.parameter, count, rng)


@dataclass(frozen=True)
class TauFit:
    """Kendall's tau of a sample.

    Parameters
    ----------
    tau
        Estimate, 1.
    error
        Its standard error by the jackknife, 1.
    pairs
        Number of pairs.
    chance
        Chance of an estimate at least as far from zero under independence, 1.
    """

    tau: float
    error: float
    pairs: int
    chance: float

    def copula(self, family: str) -> Copula:
        """Return the copula of a family with this rank correlation, moved to the nearest that it reaches.

        Inversion of tau: Genest and Favre (2007), Everything you always wanted to know about copula modeling but were
        afraid to ask, Journal of Hydrologic Engineering 12, 347-368.
        """
        low, high = _RANGE[family]
        return Copula(family, float(np.clip(self.tau, low, high)))

    def parameter_error(self, family: str) -> float:
        """Return the standard error of the family's parameter: that of tau times the slope (delta method)."""
        low, high = _RANGE[family]
        at = float(np.clip(self.tau, low, high))
        step = 1e-4
        below, above = max(at - step, low), min(at + step, high)
        rise = Copula(family, above).parameter - Copula(family, below).parameter
        return float(abs(rise) / (above - below) * self.error)


def fit_tau(first: FloatArray, second: FloatArray) -> TauFit:
    """Estimate Kendall's tau of two variables and its standard error.

    Parameters
    ----------
    first, second
        Pairs, shape (n,) each.

    Raises
    ------
    SettingError
        If there are fewer than `LEAST_PAIRS` pairs, or one variable is constant.
    """
    count = min(len(first), len(second))
    if count < LEAST_PAIRS or np.ptp(first) == 0.0 or np.ptp(second) == 0.0:
        text = mark("{count} pairs do not give a rank correlation; give {least} or more that differ")
        raise SettingError(Message(text, count=count, least=LEAST_PAIRS))
    found = kendalltau(first, second)
    places = np.arange(count)
    without = np.array([kendalltau(first[places != one], second[places != one])[0] for one in places])
    without = np.where(np.isfinite(without), without, 0.0)
    error = float(np.sqrt((count - 1.0) / count * ((without - without.mean()) ** 2).sum()))
    return TauFit(float(found[0]), error, count, float(found[1]))


def frank_tau(theta: float) -> float:
    """Return Kendall's tau of the Frank copula, ``1 - 4 / theta * (1 - D1(theta))`` with the Debye function D1.

    Parameters
    ----------
    theta
        Parameter, 1; zero is independence.
    """
    if abs(theta) < _SMALL_THETA:
        return theta / 9.0 - theta**3 / 900.0
    size = abs(theta)
    debye = quad(lambda t: t / np.expm1(t) if t > 0.0 else 1.0, 0.0, size)[0] / size
    return float(np.sign(theta) * (1.0 - 4.0 / size * (1.0 - debye)))


def _frank_theta(tau: float) -> float:
    size = brentq(lambda theta: frank_tau(theta) - abs(tau), 0.0, 500.0)
    return float(np.sign(tau) * size)


def _gaussian(rho: float, count: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    first, other = rng.standard_normal((2, count))
    return np.asarray(ndtr(first)), np.asarray(ndtr(rho * first + np.sqrt(1.0 - rho**2) * other))


def _gumbel(theta: float, count: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Marshall and Olkin (1988): exponentials over a positive stable variable (Chambers, Mallows and Stuck 1976).

    In logarithms, since powers of strong dependence leave what a number can hold.
    """
    index = 1.0 / theta
    angle = np.pi * np.maximum(rng.random(count), _LEAST)
    exponential = np.maximum(rng.standard_exponential((3, count)), _LEAST)
    if theta == 1.0:
        one, other = np.exp(-exponential[1:])
        return one, other
    stable = (
        np.log(np.sin(index * angle))
        - theta * np.log(np.sin(angle))
        + (theta - 1.0) * (np.log(np.sin((1.0 - index) * angle)) - np.log(exponential[0]))
    )
    one, other = np.exp(-np.exp(index * (np.log(exponential[1:]) - stable)))
    return one, other


def _frank(theta: float, count: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Conditional distribution of the second given the first, inverted (Nelsen 2006, section 2.9); in logarithms."""
    first, level = rng.random((2, count))
    size = abs(theta)
    if size < _INDEPENDENT:
        return first, level
    up, down = np.log(np.maximum(level, _LEAST)), np.log1p(-level) - size * first
    second = np.clip((np.logaddexp(up, down) - np.logaddexp(up - size, down)) / size, 0.0, 1.0)
    return first, second if theta > 0.0 else 1.0 - second


def _independent(_: float, count: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    first, second = rng.random((2, count))
    return first, second


def _equal(_: float, count: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    first = rng.random(count)
    return first, first.copy()


_RANGE: Mapping[str, tuple[float, float]] = {
    INDEPENDENCE: (0.0, 0.0),
    GAUSSIAN: (-MOST_TAU, MOST_TAU),
    GUMBEL: (0.0, MOST_TAU),
    FRANK: (-0.98, 0.98),
    COMONOTONE: (1.0, 1.0),
}

_PARAMETER: Mapping[str, Callable[[float], float]] = {
    INDEPENDENCE: lambda tau: tau,
    GAUSSIAN: lambda tau: float(np.sin(np.pi / 2.0 * tau)),
    GUMBEL: lambda tau: 1.0 / (1.0 - tau),
    FRANK: _frank_theta,
    COMONOTONE: lambda tau: tau,
}

_SAMPLE: Mapping[str, Callable[[float, int, np.random.Generator], tuple[FloatArray, FloatArray]]] = {
    INDEPENDENCE: _independent,
    GAUSSIAN: _gaussian,
    GUMBEL: _gumbel,
    FRANK: _frank,
    COMONOTONE: _equal,
}
