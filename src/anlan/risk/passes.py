"""One pass over the events: blocks of footprints, under several sets of measures at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.hazards import EventSet, StoredFootprints
from anlan.risk.effects import Effects
from anlan.risk.exposure import fold_slots
from anlan.risk.groups import Groups
from anlan.risk.intensity_map import CLASSES, rates_of_field, rates_of_stored
from anlan.risk.kernel import block_impacts, stored_impacts
from anlan.risk.slots import Slots
from anlan.risk.vulnerability import Vulnerability

BLOCK = 256
"""Events whose footprints are held at once."""

LEAST_BATCHES, MOST_BLOCKS = 16, 16
"""Batches that a set is cut into at least, where it has so many blocks, and blocks of a batch at most."""


def batches_of(events: int) -> list[NDArray[np.int64]]:
    """Cut the events into batches of consecutive ones, which are summed before they are handed back.

    What a batch adds up to for every cell is far larger than its footprints' numbers that are wanted in the end, so
    few and large batches save moving it, above all between processes. The cut depends on the number of events alone,
    so that sums are formed in the same order for any number of workers.

    Parameters
    ----------
    events
        Number of events.
    """
    blocks = -(-events // BLOCK)
    size = BLOCK * min(max(blocks // LEAST_BATCHES, 1), MOST_BLOCKS)
    return [np.arange(first, min(first + size, events)) for first in range(0, events, size)]


@dataclass(frozen=True)
class Variant:
    """The city under one set of measures, ready for the kernels.

    Parameters
    ----------
    effects
        Joint effects of the measures; None for the city as it is.
    groups
        Exposure, folded.
    place
        Place of each group in an array of shape (s, t), flattened.
    """

    effects: Effects | None
    groups: Groups
    place: NDArray[np.int64]

    @classmethod
    def of(cls, slots: Slots, exposure: NDArray[np.float64], effects: Effects | None) -> "Variant":
        """Fold the exposure of the city under some measures.

        Parameters
        ----------
        slots
            Parts of cells by top district.
        exposure
            People or money by night and by day, shape (2, s, t).
        effects
            Joint effects of the measures.
        """
        changed = exposure if effects is None else exposure * effects.share_factor
        return cls(effects, *fold_slots(slots, changed))

    @property
    def frequency(self) -> float:
        """Factor of all frequencies, 1."""
        return 1.0 if self.effects is None else self.effects.frequency

    @property
    def changes_intensity(self) -> bool:
        """Whether the footprints differ from those of the city as it is."""
        return self.effects is not None and not self.effects.leaves_intensity

    def unfold(self, expected: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
        """Bring values by group back to slots and targets, with the measures' factor on shares.

        Parameters
        ----------
        expected
            Values by night and by day, shape (2, g).
        shape
            (s, t).
        """
        whole = np.zeros((2, int(np.prod(shape))))
        whole[:, self.place] = expected
        by_slot = whole.reshape(2, *shape)
        return by_slot if self.effects is None else by_slot * self.effects.share_factor


@dataclass(frozen=True)
class Sums:
    """What one variant adds up to: over a block, or over all events.

    Parameters
    ----------
    by_district
        Impact of each event, people or money, shape (n, d, t).
    expected
        Frequency-weighted shares lost, 1/year, by night and by day, shape (2, g).
    visitors
        Mean yearly impact on visitors by slot, people a year, shape (s, t); None where there are none.
    rates
        Frequency of the intensities in each cell by class, 1/year; None where no map is wanted.
    """

    by_district: NDArray[np.float64]
    expected: NDArray[np.float64]
    visitors: NDArray[np.float64] | None
    rates: NDArray[np.float32] | None = None

    @classmethod
    def empty(
        cls, events: int, slots: Slots, targets: int, variant: Variant, *, maps: bool, visitors: bool = True
    ) -> "Sums":
        """Return zeros.

        Parameters
        ----------
        events
            Number of events.
        slots
            Parts of cells by top district.
        targets
            Number of targets.
        variant
            The variant, which says how many groups there are.
        maps
            Whether the intensities are counted by class.
        visitors
            Whether there may be people beyond the residents.
        """
        return cls(
            np.zeros((events, len(slots.codes), targets)),
            np.zeros(variant.groups.value.shape),
            np.zeros((len(slots), targets)) if visitors else None,
            np.zeros((slots.cells, CLASSES + 1), dtype=np.float32) if maps else None,
        )

    def add(self, block: NDArray[np.int64], part: "Sums") -> None:
        """Add what a block of events adds up to.

        Parameters
        ----------
        block
            Indices of the block's events.
        part
            Its sums.
        """
        self.by_district[block] = part.by_district
        self.expected[...] += part.expected
        if self.visitors is not None and part.visitors is not None:
            self.visitors[...] += part.visitors
        if self.rates is not None and part.rates is not None:
            self.rates[...] += part.rates


@dataclass(frozen=True)
class Pass:
    """Computes a batch of events under every variant; safe to call from several threads.

    Parameters
    ----------
    events
        Events of one hazard.
    vulnerability
        Functions of the hazard.
    slots
        Parts of cells by top district.
    variants
        The city under each set of measures.
    top
        Intensity at which the last class of the maps begins; zero where no map is wanted.
    """

    events: EventSet
    vulnerability: Vulnerability
    slots: Slots
    variants: Sequence[Variant]
    top: float = 0.0

    def __call__(self, batch: NDArray[np.int64]) -> list[Sums]:
        """Return the sums of a batch for each variant.

        Parameters
        ----------
        batch
            Consecutive event indices.
        """
        if batch.size <= BLOCK:
            return self._of_block(batch)
        sums = [
            Sums.empty(batch.size, self.slots, self._targets, one, maps=self._mapped(one), visitors=self._visited)
            for one in self.variants
        ]
        for first in range(0, batch.size, BLOCK):
            place = np.arange(first, min(first + BLOCK, batch.size))
            for total, part in zip(sums, self._of_block(batch[place]), strict=True):
                total.add(place, part)
        return sums

    def _of_block(self, block: NDArray[np.int64]) -> list[Sums]:
        stored = self.events.stored
        if stored is not None and self.events.visitors is None:
            return [self._of_stored(stored, block, variant) for variant in self.variants]
        intensity = np.ascontiguousarray(self.events.intensity(block))
        return [self._of_field(intensity, block, variant) for variant in self.variants]

    def _of_stored(self, stored: StoredFootprints, block: NDArray[np.int64], variant: Variant) -> Sums:
        first = stored.first[block[0] : block[-1] + 2]
        cell, intensity = stored.cell, stored.intensity
        if variant.changes_intensity and variant.effects is not None:
            part = slice(int(first[0]), int(first[-1]))
            first, cell = first - first[0], cell[part]
            intensity = variant.effects.at(intensity[part], cell)
        totals, expected = stored_impacts(
            first,
            cell,
            intensity,
            self.events.frequency[block] * variant.frequency,
            self.events.by_day[block],
            self.vulnerability.table,
            variant.groups,
        )
        frequency = self.events.frequency[block]
        rates = rates_of_stored(stored, block, frequency, self.slots.cells, self.top) if self._mapped(variant) else None
        return Sums(self._by_district(totals), expected, None, rates)

    def _of_field(self, intensity: NDArray[np.float32], block: NDArray[np.int64], variant: Variant) -> Sums:
        if variant.changes_intensity and variant.effects is not None:
            intensity = variant.effects.on(intensity)
        frequency = self.events.frequency[block] * variant.frequency
        totals, expected = block_impacts(
            intensity, frequency, self.events.by_day[block], self.vulnerability.table, variant.groups
        )
        by_district = self._by_district(totals)
        visitors = None
        if self.events.visitors is not None:
            visitors = np.zeros((len(self.slots), self._targets))
            present = self.events.visitors(block)
            self._add_visitors(present, intensity, frequency, variant, by_district, visitors)
        rates = rates_of_field(intensity, frequency, self.top) if self._mapped(variant) else None
        return Sums(by_district, expected, visitors, rates)

    def _mapped(self, variant: Variant) -> bool:
        return self.top > 0.0 and variant.effects is None

    @property
    def _visited(self) -> bool:
        return self.events.visitors is not None

    @property
    def _targets(self) -> int:
        return len(self.vulnerability.targets)

    def _by_district(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        return totals.reshape(totals.shape[0], len(self.slots.codes), self._targets)

    def _add_visitors(
        self,
        present: NDArray[np.float32],
        intensity: NDArray[np.float32],
        frequency: NDArray[np.float64],
        variant: Variant,
        by_district: NDArray[np.float64],
        visitors: NDArray[np.float64],
    ) -> None:
        """Add the impact on people beyond the residents, who count to the first slot of their cell."""
        event, cell = np.nonzero(present)
        slot = np.searchsorted(self.slots.cell, cell)
        lost = self.vulnerability.at(intensity[event, cell]) * present[event, cell].astype(np.float64)[:, None]
        lost[:, [name not in PEOPLE_TARGETS for name in self.vulnerability.targets]] = 0.0
        if variant.effects is not None:
            lost *= variant.effects.share_factor[slot]
        np.add.at(by_district, (event, self.slots.district[slot]), lost)
        np.add.at(visitors, slot, lost * frequency[event, None])
