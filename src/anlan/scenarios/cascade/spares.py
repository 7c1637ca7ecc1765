"""What one more spare part of each network would save."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.scenarios.cascade.block import follow_block
from anlan.scenarios.cascade.course import Cascade
from anlan.scenarios.cascade.damage import drawn
from anlan.scenarios.cascade.model import CascadeModel
from anlan.scenarios.cascade.parts import Events
from anlan.scenarios.cascade.plan import UNLIMITED
from anlan.scenarios.cascade.settings import PARTS

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class SpareValue:
    """What one more spare part in stock would save.

    Parameters
    ----------
    network, part
        A key of ``NETWORK_KINDS``, and ``node`` or ``link``.
    stock
        Parts that are in stock.
    short
        Share of the samples in which more components fail than there are parts, 1.
    saved
        Mean over the samples, person-hours without a service, all services added up. It may be below 0: where crews
        are few, an earlier repair of one component can make that of another late (Graham 1969).
    error
        Standard error of that mean, person-hours: of the paired differences.
    """

    network: str
    part: str
    stock: int
    short: float
    saved: float
    error: float


def value_of_spares(cascade: Cascade, events: Events, executor: Executor) -> tuple[SpareValue, ...]:
    """Tell what one more spare part would save, for each network and kind of part with a stock; largest first.

    Samples in which more components failed than there are parts are followed again with one more part, on the same
    random numbers; the others are the same as before and are not computed.

    Parameters
    ----------
    cascade
        The run with the stock as it is.
    events
        Its event set, or the sets of its hazards.
    executor
        Where blocks run; the result does not depend on it.
    """
    plan = cascade.model.plan
    stocks = np.argwhere(plan.spares < UNLIMITED)
    sums, squares, short = np.zeros((3, len(stocks)))

    def run(block: slice) -> tuple[FloatArray, NDArray[np.bool_]]:
        return _saved(cascade, events, block, stocks)

    for saved, lacking in executor.map(run, cascade.rows.blocks()):
        sums += saved.sum(axis=0)
        squares += (saved**2).sum(axis=0)
        short += lacking.sum(axis=0)
    count = len(cascade.rows)
    mean = sums / count
    error = np.sqrt(np.maximum(squares / count - mean**2, 0.0) / max(count - 1, 1))
    found = [
        SpareValue(
            network=cascade.model.networks[layer], part=PARTS[part], stock=int(plan.spares[layer, part]),
            short=float(short[place] / count), saved=float(mean[place]), error=float(error[place]),
        )
        for place, (layer, part) in enumerate(stocks.tolist())
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: -one.saved))


def _saved(
    cascade: Cascade, events: Events, block: slice, stocks: NDArray[np.int64]
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return the person-hours that one more part of each stock saves, and whether it is short, (samples, stocks)."""
    model, rules = cascade.model, cascade.model.settings
    failed, duration = drawn(model, events, cascade.rows, block)
    before = cascade.person_hours[block].sum(axis=1)
    saved, lacking = np.zeros((len(before), len(stocks))), np.zeros((len(before), len(stocks)), dtype=np.bool_)
    for place, (layer, part) in enumerate(stocks.tolist()):
        lacking[:, place] = failed[:, _takers(model, layer, part)].sum(axis=1) > model.plan.spares[layer, part]
        rows = np.flatnonzero(lacking[:, place])
        if rows.size:
            more = model.plan.spares.copy()
            more[layer, part] += 1
            plan = model.plan._replace(spares=more)
            found, _, _, _ = follow_block(
                plan, failed[rows], duration[rows], rules.hours, rules.delay, rules.access, len(model.districts), False
            )
            saved[rows, place] = before[rows] - found[:, :, model.services].sum(axis=(1, 2, 3))
    return saved, lacking


def _takers(model: CascadeModel, layer: int, part: int) -> NDArray[np.int64]:
    """Return the components of a layer whose repair takes a part of a kind."""
    kind = np.arange(model.plan.layer.size) >= model.nodes
    return np.flatnonzero((model.plan.layer == layer) & (kind == bool(part)))
