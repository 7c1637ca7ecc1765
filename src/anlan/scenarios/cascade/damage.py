"""Which samples are computed, and what fails in each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.errors import SettingError
from anlan.hazards import EventSet
from anlan.language import Message
from anlan.scenarios.cascade.draws import draw, draw_twins, words_of_events, words_of_names
from anlan.scenarios.cascade.model import CascadeModel
from anlan.scenarios.cascade.parts import Events, parts_of

FloatArray = NDArray[np.float64]

BLOCK = 32
"""Samples computed together; no result depends on it."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Samples to compute.

    Parameters
    ----------
    event, sample
        int64[r], index of the event in its set, and number of the sample.
    words
        uint64[r], random words.
    """

    event: NDArray[np.int64]
    sample: NDArray[np.int64]
    words: NDArray[np.uint64]

    def __len__(self) -> int:
        return self.event.size

    def blocks(self) -> list[slice]:
        """Return the slices of rows that are computed together."""
        return [slice(at, min(at + BLOCK, len(self))) for at in range(0, len(self), BLOCK)]


def rows_of(events: Events, chosen: Sequence[int] | NDArray[np.int64], samples: int, seed: int) -> Rows:
    """Return the rows of some events.

    Random numbers of a compound event are those of the event of its leading hazard: what the other hazards add is
    told apart by the same chances.

    Raises
    ------
    SettingError
        If there is nothing to sample, or an event is not in the set.
    """
    first = parts_of(events)[0]
    indices = np.asarray(chosen, dtype=np.int64).reshape(-1)
    if samples < 1 or not indices.size:
        raise SettingError(
            Message("{events} events with {samples} samples; give 1 or more of each", events=indices.size,
                    samples=samples)
        )  # fmt: skip
    if indices.min() < 0 or indices.max() >= len(first):
        raise SettingError(Message("there are events 0 to {last}; give some of them", last=len(first) - 1))
    event, sample = np.repeat(indices, samples), np.tile(np.arange(samples), indices.size)
    words = words_of_events(seed, first.kind, list(zip(event.tolist(), sample.tolist(), strict=True)))
    return Rows(event, sample, words)


def chances(
    model: CascadeModel, parts: Sequence[EventSet], events: NDArray[np.int64]
) -> tuple[FloatArray, NDArray[np.int8]]:
    """Return the chance of failure of every component, and the hazard that sets the time of its repair.

    Given the intensities, hazards break a component independently of each other: 1 - prod(1 - p_k) over its functions
    of all hazards present. The hazard of the largest p_k sets the time of repair; of equal ones, that whose repairs
    take longer.

    Parameters
    ----------
    model
        The networks.
    parts
        Sets of the hazards.
    events
        int64[k], indices of events.

    Returns
    -------
    float64[k, c], 1, and int8[k, c], index into ``model.kinds``.
    """
    work = model.work
    everyone = np.arange(work.shape[1])
    total = np.zeros((events.size, work.shape[1]))
    largest, hazard = np.zeros(total.shape), np.full(total.shape, model.kinds.index(parts[0].kind), dtype=np.int8)
    for part in parts:
        kind = model.kinds.index(part.kind)
        chance = model.exposures[kind].chance(part.intensity(events))
        total += chance * (1.0 - total)
        longer = (chance == largest) & (work[kind] > work[hazard, everyone])
        hazard[(chance > largest) | longer] = kind
        np.maximum(largest, chance, out=largest)
    return total, hazard


def drawn(model: CascadeModel, events: Events, rows: Rows, block: slice) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return what fails in a block of rows, and the hours of repair; see `draw`."""
    chance, hazard = _of_rows(model, events, rows, block)
    longest = model.settings.hours + 1
    return draw(rows.words[block], model.words, chance, hazard, model.center, model.spread, longest)


def twins_drawn(
    model: CascadeModel, events: Events, rows: Rows, block: slice, chosen: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return whether a twin of each chosen component, beside it and of its kind, fails too in a block of rows."""
    chance, _ = _of_rows(model, events, rows, block)
    names = [f"twin:{part < model.nodes}:{model.components[part]}" for part in chosen.tolist()]
    return draw_twins(rows.words[block], words_of_names(names), np.ascontiguousarray(chance[:, chosen]))


def _of_rows(model: CascadeModel, events: Events, rows: Rows, block: slice) -> tuple[FloatArray, NDArray[np.int8]]:
    unique, back = np.unique(rows.event[block], return_inverse=True)
    chance, hazard = chances(model, parts_of(events), unique)
    return chance[back], hazard[back]
