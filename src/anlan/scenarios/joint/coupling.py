"""Joining marginal events to compound ones without changing how often any marginal event happens.

Two sets of events happen together with some rate. Which of them do, and which with which, is a measure with the two
sets as its marginals: frequencies are cut into pieces, never made. Ranks are paired by a sample of a copula, in the
manner of Iman and Conover (1982), A distribution-free approach to inducing rank correlation among input variables,
Communications in Statistics B11, 311-334, and of the Schaake shuffle (Clark et al. 2004, Journal of Hydrometeorology
5, 243-262): the values stay those of the marginals, only their order is that of the sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.scenarios.joint.copulas import Copula

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SLABS = 4096
"""Ranks into which the mass that happens together is cut: so fine is the dependence resolved."""

LEAST_PIECE = 1e-13
"""Share of that mass below which a piece is rounding alone and is left to its neighbour."""


@dataclass(frozen=True)
class Marginal:
    """Events of one side, as they enter a coupling.

    Parameters
    ----------
    frequency
        Of each event, 1/year, shape (n,).
    together
        Chance that an event of this side coincides with one of the other, 1, shape (n,).
    driver
        What orders the events, any unit, shape (n,); equal ones keep their order.
    """

    frequency: FloatArray
    together: FloatArray
    driver: FloatArray

    @property
    def rate(self) -> float:
        """Rate of the events that coincide, 1/year."""
        return float((self.frequency * self.together).sum())

    def scaled_to(self, rate: float) -> "Marginal":
        """Return the same with all chances multiplied so that the rate is the given one.

        Raises
        ------
        SettingError
            If a chance would exceed one: the events are too rare to coincide so often.
        """
        own = self.rate
        chance = self.together * (rate / own) if own > 0.0 else self.together
        if rate > 0.0 and (own <= 0.0 or chance.max() > 1.0 + 1e-9):
            text = mark("events of {own} a year cannot coincide {rate} times a year; lower the rate or the chances")
            raise SettingError(Message(text, own=f"{self.frequency.sum():.3g}", rate=f"{rate:.3g}"))
        return Marginal(self.frequency, np.minimum(chance, 1.0), self.driver)


@dataclass(frozen=True)
class Coupling:
    """What happens together, and what is left of each side alone.

    Parameters
    ----------
    first, second
        int64 (k,): events of each piece.
    frequency
        float64 (k,): frequency of each piece, 1/year.
    first_alone, second_alone
        float64 (n,), (m,): what is left of each event's frequency, 1/year.
    """

    first: IntArray
    second: IntArray
    frequency: FloatArray
    first_alone: FloatArray
    second_alone: FloatArray


def couple(first: Marginal, second: Marginal, copula: Copula, rng: np.random.Generator, slabs: int = SLABS) -> Coupling:
    """Pair the events of two sides that happen together, ranks by a copula.

    The mass that coincides is laid out twice along a line, once for each side in ascending order of its driver, and
    cut into equal slabs. Slab j of the first side lies on the slab of the second that has the same place in a sample
    of the copula. Where two events lie on each other there is a piece.

    Parameters
    ----------
    first, second
        The sides; both must coincide at the same rate.
    copula
        Dependence of the ranks among what coincides.
    rng
        Random generator.
    slabs
        Number of slabs.

    Raises
    ------
    ValueError
        If the rates differ.
    """
    rate = first.rate
    if not np.isclose(rate, second.rate, rtol=1e-9):
        raise ValueError(f"sides coincide {rate} and {second.rate} times a year; scale one to the other")
    if rate <= 0.0:
        none = np.empty(0, dtype=np.int64)
        return Coupling(none, none, np.empty(0), first.frequency.copy(), second.frequency.copy())
    one, other = copula.sample(slabs, rng)
    slab_of = np.empty(slabs, dtype=np.int64)
    slab_of[_ranks(one)] = _ranks(other)
    order_first, edges_first = _laid_out(first)
    order_second, edges_second = _laid_out(second)
    width = 1.0 / slabs
    borders = np.arange(slabs + 1) * width
    cuts = np.union1d(edges_second, borders)
    on_slab = np.minimum((0.5 * (cuts[:-1] + cuts[1:]) * slabs).astype(np.int64), slabs - 1)
    back = np.empty(slabs, dtype=np.int64)
    back[slab_of] = np.arange(slabs)
    moved = np.clip(cuts[:-1] + (back[on_slab] - on_slab) * width, 0.0, 1.0)
    line = _cuts(np.concatenate([edges_first, borders, moved]))
    middle = 0.5 * (line[:-1] + line[1:])
    place = np.minimum((middle * slabs).astype(np.int64), slabs - 1)
    there = middle + (slab_of[place] - place) * width
    a = order_first[_inside(edges_first, middle)]
    b = order_second[_inside(edges_second, there)]
    frequency = np.diff(line) * rate
    return Coupling(a, b, frequency, _left(first, a, frequency), _left(second, b, frequency))


def comonotone(frequency: Sequence[FloatArray], driver: Sequence[FloatArray]) -> tuple[IntArray, FloatArray]:
    """Let the worst of each side happen with the worst of every other, as often as the sides allow.

    The upper bound of dependence (Hoeffding and Frechet; Nelsen 2006, section 2.5), for frequencies: all sides are
    laid out from the worst event down, and what lies on each other happens together.

    Parameters
    ----------
    frequency, driver
        Frequency and order of the events of each of k sides.

    Returns
    -------
    index
        int64 (n, k): events of each piece; -1 where a side has no more.
    frequency
        float64 (n,): frequency of each piece, 1/year.
    """
    orders = [np.argsort(-one, kind="stable") for one in driver]
    edges = [np.cumsum(rates[order]) for rates, order in zip(frequency, orders, strict=True)]
    top = max((float(one[-1]) for one in edges if one.size), default=0.0)
    if top <= 0.0:
        return np.empty((0, len(orders)), dtype=np.int64), np.empty(0)
    line = _cuts(np.concatenate([np.zeros(1), *edges]) / top) * top
    middle = 0.5 * (line[:-1] + line[1:])
    index = np.full((middle.size, len(orders)), -1, dtype=np.int64)
    for side, (order, edge) in enumerate(zip(orders, edges, strict=True)):
        place = np.searchsorted(edge, middle, side="right")
        index[:, side] = np.where(place < order.size, order[np.minimum(place, order.size - 1)], -1)
    return index, np.diff(line)


def _ranks(values: FloatArray) -> IntArray:
    order = np.argsort(values, kind="stable")
    ranks = np.empty(order.size, dtype=np.int64)
    ranks[order] = np.arange(order.size)
    return ranks


def _laid_out(side: Marginal) -> tuple[IntArray, FloatArray]:
    """Return the events that coincide in ascending order, and where each begins and ends on a line from 0 to 1."""
    mass = side.frequency * side.together
    order = np.argsort(side.driver, kind="stable")
    order = order[mass[order] > 0.0]
    edges = np.concatenate([[0.0], np.cumsum(mass[order])])
    edges /= edges[-1]
    return order.astype(np.int64), edges


def _cuts(places: FloatArray) -> FloatArray:
    line = np.unique(places)
    keep = np.concatenate([[True], np.diff(line) > LEAST_PIECE])
    line = line[keep]
    line[-1] = places.max()
    return np.asarray(line, dtype=np.float64)


def _inside(edges: FloatArray, places: FloatArray) -> IntArray:
    found = np.searchsorted(edges, places, side="right") - 1
    return np.clip(found, 0, edges.size - 2)


def _left(side: Marginal, event: IntArray, frequency: FloatArray) -> FloatArray:
    taken = np.bincount(event, weights=frequency, minlength=side.frequency.size)
    left = side.frequency - taken
    return np.asarray(np.where(left > 1e-12 * side.frequency.sum(), left, 0.0), dtype=np.float64)
