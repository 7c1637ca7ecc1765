"""Losses of single assets, each with its own function, value and terms of insurance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from anlan.compute import Executor
from anlan.hazards import StoredFootprints
from anlan.risk.groups import fold
from anlan.risk.kernel import stored_impacts
from anlan.risk.portfolio_kernel import count_losses, fill_losses, term_losses
from anlan.risk.shares import ShareTable, on_common_knots

BLOCK = 64
"""Events computed and summed together. Fixed, so that sums are formed in the same order for any number of workers."""


@dataclass(frozen=True)
class DamageFunctions:
    """Functions from intensity to loss, each the product of the share of things affected and their mean damage.

    Parameters
    ----------
    loss
        Mean share lost: the products.
    affected
        Share of things affected, on the same knots.
    """

    loss: ShareTable
    affected: ShareTable

    @classmethod
    def of(
        cls, functions: Sequence[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]
    ) -> "DamageFunctions":
        """Compile piecewise linear functions, constant outside their points.

        Parameters
        ----------
        functions
            Ascending intensities, mean damage of an affected thing and share affected, for each function.
        """
        knots, damage = on_common_knots([(x, y) for x, y, _ in functions])
        _, share = on_common_knots([(x, y) for x, _, y in functions])
        affected = ShareTable.linear(knots, share)
        return cls(ShareTable.linear(knots, damage).times(affected), affected)


@dataclass(frozen=True)
class Portfolio:
    """Assets at the cells of a set of footprints.

    Parameters
    ----------
    value
        Value of each asset, money, shape (a,).
    cell
        Index of its cell, -1 for none, shape (a,).
    function
        Its function, shape (a,).
    deductible, cover
        Loss it bears itself and most that is then paid, money, shape (a,); None for no insurance.
    """

    value: NDArray[np.float64]
    cell: NDArray[np.int64]
    function: NDArray[np.int64]
    deductible: NDArray[np.float64] | None = None
    cover: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class PortfolioLosses:
    """Losses of a portfolio.

    Parameters
    ----------
    at_event
        Loss of each event, money, shape (n,).
    mean_annual
        Mean yearly loss of each asset, money a year, shape (a,).
    """

    at_event: NDArray[np.float64]
    mean_annual: NDArray[np.float64]


def portfolio_losses(
    footprints: StoredFootprints,
    frequency: NDArray[np.float64],
    portfolio: Portfolio,
    functions: DamageFunctions,
    executor: Executor,
) -> PortfolioLosses:
    """Return the gross losses of a portfolio; the time does not grow with the assets of a cell.

    Parameters
    ----------
    footprints
        Intensities of n events.
    frequency
        Frequency of each event, 1/year, shape (n,).
    portfolio
        Assets; their terms of insurance are ignored.
    functions
        Functions of the assets.
    executor
        Where the blocks of events run; the result does not depend on it.
    """
    placed = np.flatnonzero(portfolio.cell >= 0)
    cells = int(max(footprints.cell.max(initial=-1), portfolio.cell.max(initial=-1))) + 1
    value = np.stack([portfolio.value[placed]] * 2)
    groups, group_of = fold(
        portfolio.cell[placed], portfolio.function[placed], np.zeros(placed.size, dtype=np.int64), value,
        cells=cells, columns=1,
    )  # fmt: skip
    by_day = np.zeros(frequency.size, dtype=np.bool_)

    def run(block: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        first = footprints.first[block[0] : block[-1] + 2]
        found: tuple[NDArray[np.float64], NDArray[np.float64]] = stored_impacts(
            first, footprints.cell, footprints.intensity, frequency[block], by_day[block], functions.loss, groups
        )
        return found

    at_event, expected = np.zeros(frequency.size), np.zeros(groups.value.shape)
    blocks = _blocks(frequency.size)
    for block, (totals, part) in zip(blocks, executor.map(run, blocks), strict=True):
        at_event[block] = totals[:, 0]
        expected += part
    mean = np.zeros(portfolio.value.size)
    mean[placed] = portfolio.value[placed] * expected[0, group_of]
    return PortfolioLosses(at_event, mean)


def insured_losses(
    footprints: StoredFootprints,
    frequency: NDArray[np.float64],
    portfolio: Portfolio,
    functions: DamageFunctions,
    executor: Executor,
) -> PortfolioLosses:
    """Return the losses above each asset's deductible, up to its cover.

    The deductible is borne by the share of things affected: the loss is ``value * share - affected * deductible``,
    not below zero and not above the cover.

    Parameters
    ----------
    footprints
        Intensities of n events.
    frequency
        Frequency of each event, 1/year, shape (n,).
    portfolio
        Assets with deductible and cover; either may be None, which is none.
    functions
        Functions of the assets.
    executor
        Where the blocks of events run; the result does not depend on it.
    """
    order, asset_first = _by_cell(footprints, portfolio)
    none = np.zeros(portfolio.value.size)
    deductible = (none if portfolio.deductible is None else portfolio.deductible)[order]
    cover = (none + np.inf if portfolio.cover is None else portfolio.cover)[order]
    function, value = portfolio.function[order].astype(np.int32), portfolio.value[order]

    def run(block: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        first = footprints.first[block[0] : block[-1] + 2]
        found: tuple[NDArray[np.float64], NDArray[np.float64]] = term_losses(
            first, footprints.cell, footprints.intensity, frequency[block], functions.loss, functions.affected,
            asset_first, function, value, deductible, cover,
        )  # fmt: skip
        return found

    at_event, expected = np.zeros(frequency.size), np.zeros(order.size)
    blocks = _blocks(frequency.size)
    for block, (totals, part) in zip(blocks, executor.map(run, blocks), strict=True):
        at_event[block] = totals
        expected += part
    mean = np.zeros(portfolio.value.size)
    mean[order] = expected
    return PortfolioLosses(at_event, mean)


def loss_matrix(
    footprints: StoredFootprints, portfolio: Portfolio, functions: DamageFunctions, executor: Executor
) -> sparse.csr_array:
    """Return the gross loss of every asset in every event, where it is not zero.

    The entries are counted first and written in place, so that nothing but the matrix itself takes memory.

    Parameters
    ----------
    footprints
        Intensities of n events.
    portfolio
        Assets; their terms of insurance are ignored.
    functions
        Functions of the assets.
    executor
        Where the blocks of events run; the result does not depend on it.

    Returns
    -------
    Sparse matrix, money, shape (n, a); the columns of a row are in the order of cells.
    """
    order, asset_first = _by_cell(footprints, portfolio)
    events = footprints.first.size - 1
    shared = (footprints.cell, footprints.intensity, functions.loss, asset_first)
    assets = (portfolio.function[order].astype(np.int32), portfolio.value[order])

    def count(block: NDArray[np.int64]) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = count_losses(footprints.first[block[0] : block[-1] + 2], *shared, *assets)
        return counts

    blocks = _blocks(events)
    counts = list(executor.map(count, blocks))
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts) if counts else [])]).astype(np.int64)
    columns, losses = np.empty(starts[-1], dtype=np.int32), np.empty(starts[-1])

    def fill(block: NDArray[np.int64]) -> None:
        fill_losses(
            footprints.first[block[0] : block[-1] + 2], *shared, *assets, order.astype(np.int32), starts[block],
            columns, losses,
        )  # fmt: skip

    for _ in executor.map(fill, blocks):
        pass
    return sparse.csr_array((losses, columns, starts), shape=(events, portfolio.value.size))


def layer(losses: NDArray[np.float64], attachment: float, cover: float) -> NDArray[np.float64]:
    """Return what a layer of risk transfer pays: what lies above the attachment, up to the cover.

    Parameters
    ----------
    losses
        Losses of events or years, money, shape (n,).
    attachment
        Loss from which the layer pays, money.
    cover
        Most that it pays, money.
    """
    return np.clip(losses - attachment, 0.0, cover)


def _blocks(events: int) -> list[NDArray[np.int64]]:
    return [np.arange(first, min(first + BLOCK, events)) for first in range(0, events, BLOCK)]


def _by_cell(footprints: StoredFootprints, portfolio: Portfolio) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the assets in the order of their cells, and where each cell begins among them."""
    cells = int(max(footprints.cell.max(initial=-1), portfolio.cell.max(initial=-1))) + 1
    order = np.argsort(portfolio.cell, kind="stable")
    order = order[portfolio.cell[order] >= 0]
    return order, np.searchsorted(portfolio.cell[order], np.arange(cells + 1)).astype(np.int64)
