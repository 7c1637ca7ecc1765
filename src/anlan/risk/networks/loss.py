"""Loss of service by event and by node, after the measures of Poudel et al. (2023)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.errors import SettingError
from anlan.language import Message
from anlan.risk.networks.failures import Failures
from anlan.risk.networks.kernel import states
from anlan.risk.networks.network import Network

FloatArray = NDArray[np.float64]

MEASURES = ("complete", "partial", "weighted", "efficiency")
"""Measures of loss: CCL, PCL, WCL and EFL of OpenQuake, in this order."""

BLOCK = 16
"""Events computed and summed together. Fixed, so that sums are formed in the same order for any number of workers."""


@dataclass(frozen=True, eq=False)
class ServiceLoss:
    """Loss of service; every loss is a share of the service before the event, 0 to 1.

    A demand node that no source reached before has nothing to lose: its losses are NaN, and it is left out of means
    over nodes. A measure of the whole network is NaN where this holds for all. The loss of efficiency of a node that
    reached no other node before is 0.

    Parameters
    ----------
    network
        The network.
    events
        Names of the k events.
    frequency
        float64[k], 1/year; None where averages are plain means over the events.
    by_event
        float64[k] for each of ``MEASURES``; ``efficiency`` is absent where it was not asked for.
    by_node
        float64[n] for each measure: mean loss of each node over the events, or a year with frequencies; NaN at nodes
        that are no demand nodes, for all measures but ``efficiency``.
    """

    network: Network
    events: tuple[str, ...]
    frequency: FloatArray | None
    by_event: Mapping[str, FloatArray]
    by_node: Mapping[str, FloatArray]

    @property
    def average(self) -> Mapping[str, float]:
        """Mean loss over the events; with frequencies the expected sum of the losses of a year, 1/year."""
        weight = _event_weights(len(self.events), self.frequency)
        return {name: float(weight @ loss) for name, loss in self.by_event.items()}


def service_loss(
    network: Network,
    failures: Failures,
    executor: Executor,
    *,
    frequency: FloatArray | None = None,
    efficiency: bool = True,
) -> ServiceLoss:
    """Return the loss of service of every event.

    Memory grows with events plus nodes, never with their product.

    Parameters
    ----------
    network
        Nodes and edges.
    failures
        Parts that fail in each of k events.
    executor
        Where blocks of events run; the result does not depend on it.
    frequency
        float64[k], occurrences of each event, 1/year.
    efficiency
        Whether the loss of efficiency is computed too; it needs a search from every node instead of from the sources.

    Raises
    ------
    SettingError
        If there is not one frequency for each event, none of them negative, or a failed part is not in the network.
    """
    _check(network, failures, frequency)
    weight = _event_weights(len(failures), frequency)
    arrays = (network.indptr, network.head, network.edge, network.length, network.source, network.demand, efficiency)
    before = _State(*(values[0] for values in states(*arrays, np.zeros(2, dtype=np.int64), failures.part[:0])))
    names = MEASURES if efficiency else MEASURES[:-1]
    by_event = {name: np.empty(len(failures)) for name in names}
    by_node = {name: np.zeros(len(network.nodes)) for name in names}

    def run(block: slice) -> dict[str, tuple[FloatArray, FloatArray]]:
        first = failures.first[block.start : block.stop + 1]
        found = before.losses(network, _State(*states(*arrays, first, failures.part)))
        return {name: (found[name][0], weight[block] @ found[name][1]) for name in names}

    blocks = [slice(at, min(at + BLOCK, len(failures))) for at in range(0, len(failures), BLOCK)]
    for block, part in zip(blocks, executor.map(run, blocks), strict=True):
        for name, (of_events, of_nodes) in part.items():
            by_event[name][block] = of_events
            by_node[name] += of_nodes
    return ServiceLoss(network, failures.events, frequency, by_event, by_node)


@dataclass(frozen=True)
class _State:
    """Sources that reach each node, sum of 1 / distance from them, and efficiency: (n,) before, (k, n) after events."""

    served: FloatArray
    near: FloatArray
    efficiency: FloatArray

    def losses(self, network: Network, after: "_State") -> dict[str, tuple[FloatArray, FloatArray]]:
        """Return the loss of the network (k,) and of each node (k, n) from this state to those after events."""
        weight, had = network.weight, network.demand & (self.served > 0.0)
        cut = _lost(had.astype(np.float64), (after.served > 0.0) & had, had)
        partial = _lost(self.served, after.served, had)
        weighted = _lost(self.served * self.near, after.served * after.near, had)
        linked = self.efficiency > 0.0
        spread = np.where(linked, _lost(self.efficiency, after.efficiency, linked), 0.0)
        total = self.efficiency.sum()
        whole = np.clip(1.0 - after.efficiency.sum(axis=1) / total, 0.0, 1.0) if total else spread[:, 0] * np.nan
        by_mean = {"complete": cut, "partial": partial, "weighted": weighted}
        found = {name: (_mean(loss, weight, had), loss) for name, loss in by_mean.items()}
        return {**found, "efficiency": (whole, spread)}


def _lost(before: FloatArray, after: NDArray[np.float64] | NDArray[np.bool_], had: NDArray[np.bool_]) -> FloatArray:
    """Return the share lost by each node, NaN where it had nothing; rounding never leaves 0 to 1."""
    share = after / np.where(had, before, 1.0)
    return np.where(had, np.clip(1.0 - share, 0.0, 1.0), np.nan)


def _mean(loss: FloatArray, weight: FloatArray, had: NDArray[np.bool_]) -> FloatArray:
    """Return the weighted mean over the nodes that had service, which for CCL equals 1 - served / served before."""
    total = weight[had].sum()
    if not total:
        return np.full(loss.shape[0], np.nan)
    # Row by row, so that the sum of an event does not depend on how many events its block has.
    return np.array([(row[had] * weight[had]).sum() / total for row in loss])


def _event_weights(count: int, frequency: FloatArray | None) -> FloatArray:
    return np.full(count, 1.0 / max(count, 1)) if frequency is None else frequency


def _check(network: Network, failures: Failures, frequency: FloatArray | None) -> None:
    parts = len(network.nodes) + len(network.edges)
    if failures.part.size and not 0 <= failures.part.min() <= failures.part.max() < parts:
        raise SettingError(Message("the failures name a part beyond the {count} parts of the network", count=parts))
    if frequency is None:
        return
    if frequency.shape != (len(failures),) or not (np.isfinite(frequency) & (frequency >= 0.0)).all():
        raise SettingError(
            Message("give one frequency a year, not negative, for each of the {count} events", count=len(failures))
        )
