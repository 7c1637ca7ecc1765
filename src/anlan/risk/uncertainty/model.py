"""From one sample of what is not known to the headlines that follow; nothing is simulated here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from anlan.city.tables.ground import ASSET_TARGETS
from anlan.compute import generator_of
from anlan.risk.curves import exceedance
from anlan.risk.impact import MONEY
from anlan.risk.uncertainty.factors import Design, Doubt, Spreads
from anlan.risk.uncertainty.functions import node_weights, place_of
from anlan.risk.uncertainty.headlines import Headline
from anlan.risk.uncertainty.runs import Losses
from anlan.risk.uncertainty.samples import lognormal

MIDDLE = 0.5
"""Sample that stands in for a column that is not sampled."""


@dataclass(frozen=True)
class Runs:
    """The simulations of one hazard.

    Parameters
    ----------
    targets
        Targets of the first axis of the impacts.
    best
        With the parameters of the city.
    sampled
        With other parameters; empty where none is sampled.
    frequency
        Standard deviation of the logarithm of the frequency.
    variance
        Variance of the weight that an event gets for the limited number of simulated events; 0 for none.
    """

    targets: tuple[str, ...]
    best: Losses
    sampled: tuple[Losses, ...]
    frequency: float
    variance: float


@dataclass(frozen=True)
class Model:
    """Computes headlines from samples; safe to call from several threads and in other processes.

    Parameters
    ----------
    design
        Columns of a sample.
    runs
        Simulations by hazard.
    spreads
        Standard deviations of the plain multipliers.
    headlines
        What to compute.
    seed
        Seed of the weights of events.
    """

    design: Design
    runs: Mapping[str, Runs]
    spreads: Spreads
    headlines: tuple[Headline, ...]
    seed: int

    def __call__(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the headlines of some samples.

        Parameters
        ----------
        rows
            Samples, shape (r, columns).

        Returns
        -------
        Figures, shape (r, headlines); for a chance the frequency behind it.
        """
        return np.array([self._figures([self._sampled(kind, row) for kind in self.runs], row) for row in rows])

    @property
    def best(self) -> NDArray[np.float64]:
        """The headlines when all is as the city says, shape (headlines,)."""
        weights = node_weights()
        parts = []
        for one in self.runs.values():
            mean = [nodes[0] if len(nodes) == 1 else weights @ nodes for nodes in one.best.impact]
            parts.append((one.best.frequency, dict(zip(one.targets, mean, strict=True))))
        return np.array(self._figures(parts, None))

    def _sampled(
        self, kind: str, row: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], Mapping[str, NDArray[np.float64]]]:
        """Return the frequencies of a hazard's events and their impacts by target."""
        one = self.runs[kind]
        losses = one.best
        if one.sampled:
            losses = one.sampled[int(self._at(row, Doubt.PARAMETERS, kind) * len(one.sampled))]
        factor = lognormal(self._at(row, Doubt.FREQUENCY, kind), one.frequency)
        frequency = losses.frequency * factor
        if one.variance > 0.0:
            key = int(self._at(row, Doubt.EVENTS, kind) * 2.0**32)
            rng = generator_of(self.seed, "weights", kind, key)
            frequency = frequency * rng.gamma(1.0 / one.variance, one.variance, frequency.size)
        impact = {}
        for target, nodes in zip(one.targets, losses.impact, strict=True):
            impact[target] = nodes[0]
            if len(nodes) > 1:
                below, above = place_of(float(norm.ppf(self._at(row, Doubt.FUNCTIONS, kind, target))))
                impact[target] = (1.0 - above) * nodes[below] + above * nodes[below + 1]
        return frequency, impact

    def _at(self, row: NDArray[np.float64], doubt: Doubt, hazard: str = "", name: str = "") -> float:
        place = self.design.place(doubt, hazard, name)
        return MIDDLE if place is None else float(row[place])

    def _figures(
        self,
        parts: Sequence[tuple[NDArray[np.float64], Mapping[str, NDArray[np.float64]]]],
        row: NDArray[np.float64] | None,
    ) -> list[float]:
        people = assets = 1.0
        if row is not None:
            people = lognormal(self._at(row, Doubt.PEOPLE), self.spreads.people)
            assets = lognormal(self._at(row, Doubt.ASSETS), self.spreads.assets)
        frequency = np.concatenate([rates for rates, _ in parts])
        curves = {}
        for target in dict.fromkeys(headline.target for headline in self.headlines):
            wanted = ASSET_TARGETS if target == MONEY else (target,)
            lost = [
                sum((impact[name] for name in wanted if name in impact), np.zeros(rates.size))
                for rates, impact in parts
            ]
            curves[target] = exceedance(np.concatenate(lost) * (assets if target == MONEY else people), frequency)
        return [headline.of(curves[headline.target]) for headline in self.headlines]
