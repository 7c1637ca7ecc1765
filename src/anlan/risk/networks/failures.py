"""Which parts of a network fail in each event."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.errors import ImportDataError, Problem
from anlan.language import Message
from anlan.risk.networks.network import Network


@dataclass(frozen=True, eq=False)
class Failures:
    """Failed parts by event, compressed.

    Parameters
    ----------
    events
        Names of the k events.
    first
        int64[k + 1], place of the first failed part of each event.
    part
        int32[z], failed parts: i is node i of the network, n + j its edge j.
    """

    events: tuple[str, ...]
    first: NDArray[np.int64]
    part: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.events)

    @classmethod
    def of_mask(cls, failed: NDArray[np.bool_], events: Sequence[str] | None = None) -> "Failures":
        """Compress a table of events and parts.

        Parameters
        ----------
        failed
            bool[k, n + m], whether each node, then each edge, fails.
        events
            Names; None numbers the events from 0.
        """
        rows, parts = np.nonzero(failed)
        first = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=failed.shape[0]))]).astype(np.int64)
        return cls(_named(failed.shape[0], events), first, parts.astype(np.int32))

    @classmethod
    def of_names(
        cls, network: Network, parts: Sequence[Sequence[str]], events: Sequence[str] | None = None
    ) -> "Failures":
        """Look up the names of failed parts.

        Parameters
        ----------
        network
            Nodes and edges.
        parts
            Names of the nodes and edges that fail in each event.
        events
            Names; None numbers the events from 0.

        Raises
        ------
        ImportDataError
            With every name that is in neither.
        """
        place = {name: index for index, name in enumerate([*network.nodes, *network.edges])}
        strange = dict.fromkeys(name for row in parts for name in row if name not in place)
        if strange:
            remedy = Message("add the part to the network, or correct the name")
            raise ImportDataError(
                Problem(
                    network.file, Message("'{name}' fails, but is no part of the network", name=name), remedy,
                    feature=name, code="unknown-part",
                )
                for name in strange
            )  # fmt: skip
        flat = [sorted({place[name] for name in row}) for row in parts]
        first = np.concatenate([[0], np.cumsum([len(row) for row in flat])]).astype(np.int64)
        part = np.array([index for row in flat for index in row], dtype=np.int32)
        return cls(_named(len(flat), events), first, part)


def _named(count: int, events: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(map(str, range(count))) if events is None else tuple(events)
