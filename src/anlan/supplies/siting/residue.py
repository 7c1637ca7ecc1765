"""What is left after fixing, as a mixed-integer programme: single-source problems to the end.

A site serves a customer in no better solution if the bound with the site open, raised by what the customer costs there
above its price, reaches the best cost: serving it can only displace others (reduced-cost fixing).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.programs import Answer, Drafting, SolveOptions, solve
from anlan.supplies.siting.network import CLOSED, OPEN, UNDECIDED, Network
from anlan.supplies.siting.relaxation import choose

Floats = NDArray[np.float64]
Marks = NDArray[np.int8]
Mask = NDArray[np.bool_]

LARGEST = 60_000
"""Pairs of site and customer up to which the programme is made; an assumption, for memory and time."""


@dataclass(frozen=True)
class Remainder:
    """Outcome of the programme.

    Parameters
    ----------
    answer
        Of the solver.
    open
        Open sites, shape (sites,), where a solution was found.
    place
        Site of each customer, shape (customers,), where a solution was found.
    """

    answer: Answer
    open: Mask
    place: NDArray[np.int64]


def possible(net: Network, worth: Floats, status: Marks, price: Floats, cutoff: float) -> Mask:
    """Mark the pairs of site and customer that a better solution may use, shape (sites, customers).

    Parameters
    ----------
    net
        The problem.
    worth
        Cost of opening each site at the prices, shape (sites,).
    status
        What is decided, shape (sites,).
    price
        Prices of the customers, shape (customers,).
    cutoff
        Bound from which on a solution is of no interest.
    """
    bound = np.full(worth.size, np.inf)
    chosen = np.empty(worth.size)
    for site in np.flatnonzero(status != CLOSED):
        trial = status.copy()
        trial[site] = OPEN
        bound[site] = price.sum() + choose(net, worth, trial, chosen)
    extra = np.maximum(0.0, net.cost - price)
    return np.asarray((bound[:, None] + extra < cutoff) & (net.cost < net.barrier))


def solve_rest(net: Network, status: Marks, pairs: Mask, options: SolveOptions) -> Remainder:
    """Solve the programme over the undecided sites and the possible pairs.

    Parameters
    ----------
    net
        The problem; customers are whole.
    status
        What is decided, shape (sites,).
    pairs
        From `possible`, shape (sites, customers).
    options
        Limits of the solver.
    """
    sites, customers = net.cost.shape
    site, customer = np.nonzero(pairs)
    draft = Drafting()
    opened = draft.columns(sites, cost=net.fixed, lower=(status == OPEN), upper=(status != CLOSED), whole=True)
    given = draft.columns(site.size, cost=net.cost[site, customer], upper=1.0, whole=True)
    once = draft.rows(customers, lower=1.0, upper=1.0)
    draft.entries(once[customer], given, 1.0)
    room = draft.rows(sites, upper=0.0)
    draft.entries(room[site], given, net.demand[customer])
    draft.entries(room, opened, -net.capacity)
    linked = status[site] == UNDECIDED
    link = draft.rows(int(linked.sum()), upper=0.0)
    draft.entries(link, given[linked], 1.0)
    draft.entries(link, opened[site[linked]], -1.0)
    number = draft.rows(1, lower=net.least, upper=net.most)
    draft.entries(number, opened, 1.0)
    together = draft.rows(1, lower=net.need)  # follows from the others; given for the solver's cuts
    draft.entries(together, opened, net.capacity)
    answer = solve(draft.program(), options=options)
    if not answer.found:
        return Remainder(answer, np.zeros(sites, dtype=np.bool_), np.full(customers, -1))
    chosen = np.zeros((sites, customers))
    chosen[site, customer] = answer.values[given]
    return Remainder(answer, answer.values[opened] > 0.5, chosen.argmax(axis=0))
