"""Classes of a map: few, with bounds that a reader can remember."""

from collections.abc import Sequence
from itertools import pairwise
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from anlan.language import Message, Translator, mark

MOST_BREAKS = 5
NOBODY = "#eef0f0"
"""Colour of cells in which the value is zero or unknown."""

DENSITY = ("#e3f1ee", "#c3e2dd", "#97cac8", "#62abb0", "#328693", "#115868")
RISK = ("#fff0c2", "#fdd28a", "#fba35b", "#ee6a3c", "#c93128", "#7d0c23")
"""Colours from low to high; lightness falls steadily, so that they survive a grey printer."""


def round_breaks(values: NDArray[np.float64], most: int = MOST_BREAKS) -> tuple[float, ...]:
    """Return bounds of the series 1, 2, 5, 10, ... that part the values above zero.

    Parameters
    ----------
    values
        Any shape.
    most
        Largest number of bounds.

    Returns
    -------
    Ascending bounds between the 5th and the 99.5th percentile; empty where there is nothing above zero.
    """
    positive = values[np.isfinite(values) & (values > 0.0)]
    if not positive.size:
        return ()
    low, high = (float(np.quantile(positive, share)) for share in (0.05, 0.995))
    series = [
        float(f"{digit}e{power}") for power in range(floor(log10(low)), floor(log10(high)) + 1) for digit in (1, 2, 5)
    ]
    inside = [bound for bound in series if low < bound <= high]
    if len(inside) <= most:
        return tuple(inside)
    chosen = np.unique(np.round(np.linspace(0, len(inside) - 1, most)).astype(int))
    return tuple(inside[place] for place in chosen)


def class_of(values: NDArray[np.float64], breaks: Sequence[float]) -> NDArray[np.int64]:
    """Return the class of each value, -1 where it is zero, negative or unknown; a bound belongs to the class above."""
    there = np.isfinite(values) & (values > 0.0)
    found = np.searchsorted(np.asarray(breaks, dtype=np.float64), np.where(there, values, 0.0), side="right")
    return np.where(there, found, -1)


def class_labels(breaks: Sequence[float], values: NDArray[np.float64], translate: Translator) -> tuple[str, ...]:
    """Return the words of each class from low to high; where there is one class, the range of its values."""
    if not breaks:
        positive = values[np.isfinite(values) & (values > 0.0)]
        low, high = (f"{bound:,.3g}" for bound in ((positive.min(), positive.max()) if positive.size else (0.0, 0.0)))
        return (low if low == high else Message(mark("{low} to {high}"), low=low, high=high).render(translate),)
    said = [f"{bound:,.12g}" for bound in breaks]
    first = Message(mark("below {bound}"), bound=said[0])
    middle = [Message(mark("{low} to {high}"), low=low, high=high) for low, high in pairwise(said)]
    last = Message(mark("{bound} and more"), bound=said[-1])
    return tuple(message.render(translate) for message in (first, *middle, last))


def class_colours(palette: Sequence[str], classes: int) -> tuple[str, ...]:
    """Return one colour for each class, spread over the whole palette."""
    places = np.round(np.linspace(0, len(palette) - 1, classes)).astype(int) if classes > 1 else [len(palette) // 2]
    return tuple(palette[place] for place in places)
