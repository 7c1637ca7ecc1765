"""What is to be sited: sites, what they cost and hold, and whom they serve."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan.errors import InputError, Problem
from anlan.language import Message, mark

Floats = NDArray[np.float64]

FILE = "siting problem"
"""Stands for the file's name in the problems found in arrays."""


@dataclass(frozen=True, eq=False)
class SitingProblem:
    """Which of some sites to open, and which site serves whom, at the least cost.

    Minimise the costs of the open sites plus those of service, so that each customer is served whole and no site
    beyond its capacity. The p-median problem has no costs of sites and no capacities but a given number of sites; the
    facility location problem has costs of sites, with capacities or without, and customers that may be split between
    sites or may not. Make it with `SitingProblem.of`, which checks the arrays.

    Parameters
    ----------
    cost
        Cost of serving the whole of a customer from a site, shape (sites, customers), any unit of cost; infinite
        where the site cannot serve the customer.
    fixed
        Cost of opening a site, shape (sites,), in the same unit.
    demand
        What a customer takes of the capacity, shape (customers,), any unit of quantity.
    capacity
        What a site can supply, shape (sites,), in the unit of demand; infinite where it has no limit.
    single_source
        Whether one site has to serve the whole of a customer.
    at_least
        Smallest number of open sites.
    at_most
        Largest number of open sites.
    """

    cost: Floats
    fixed: Floats
    demand: Floats
    capacity: Floats
    single_source: bool
    at_least: int
    at_most: int

    @classmethod
    def of(
        cls,
        cost: ArrayLike,
        *,
        fixed: ArrayLike | None = None,
        demand: ArrayLike | None = None,
        capacity: ArrayLike | None = None,
        single_source: bool = False,
        at_least: int = 1,
        at_most: int | None = None,
    ) -> "SitingProblem":
        """Check the arrays, and name everything that is wrong with them at once.

        Parameters
        ----------
        cost, fixed, demand, capacity, single_source, at_least, at_most
            As the fields of the class; sites cost nothing, customers take one and sites have no limit unless said.

        Raises
        ------
        InputError
            Shapes that do not fit, numbers that are not numbers or below zero, or an impossible number of sites.
        """
        costs = _owned(cost)
        shape = costs.shape if costs.ndim == 2 else (0, 0)
        most = shape[0] if at_most is None else at_most
        made = cls(
            cost=costs,
            fixed=np.zeros(shape[0]) if fixed is None else _owned(fixed),
            demand=np.ones(shape[1]) if demand is None else _owned(demand),
            capacity=np.full(shape[0], np.inf) if capacity is None else _owned(capacity),
            single_source=single_source,
            at_least=at_least,
            at_most=most,
        )
        problems = tuple(_problems(made))
        if problems:
            raise InputError(problems)
        for array in (made.cost, made.fixed, made.demand, made.capacity):
            array.flags.writeable = False
        return made

    @property
    def limited(self) -> bool:
        """Whether any site has a capacity that can matter."""
        return bool((self.capacity < self.demand.sum()).any())

    @property
    def checksum(self) -> str:
        """SHA-256 of the arrays and limits."""
        digest = hashlib.sha256()
        for array in (self.cost, self.fixed, self.demand, self.capacity):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(repr((self.cost.shape, self.single_source, self.at_least, self.at_most)).encode())
        return digest.hexdigest()


def _owned(values: ArrayLike) -> Floats:
    return np.array(values, dtype=np.float64, order="C")


def _problems(problem: SitingProblem) -> Iterator[Problem]:
    if problem.cost.ndim != 2 or 0 in problem.cost.shape:
        yield bad_shape("cost", problem.cost, Message(mark("(sites, those whom they supply)")))
        return
    sites, customers = problem.cost.shape
    vectors = {"fixed": (problem.fixed, sites), "demand": (problem.demand, customers)}
    vectors["capacity"] = (problem.capacity, sites)
    for name, (values, size) in vectors.items():
        if values.shape != (size,):
            yield bad_shape(name, values, Message(mark("({size},)"), size=size))
    may_be_infinite = {"cost": problem.cost, "capacity": problem.capacity}
    for name, values in {**may_be_infinite, "fixed": problem.fixed, "demand": problem.demand}.items():
        yield from bad_numbers(name, values, infinite=name in may_be_infinite)
    if not 1 <= problem.at_least <= problem.at_most <= sites:
        what = Message(
            mark("{least} to {most} of {sites} sites are to be opened"),
            least=problem.at_least,
            most=problem.at_most,
            sites=sites,
        )
        remedy = Message(mark("open at least one site and no more than there are"))
        yield Problem(FILE, what, remedy, feature="at_least", code="number-of-sites")


def bad_shape(name: str, values: Floats, wanted: Message) -> Problem:
    """Say that an array has another shape than it should have.

    Parameters
    ----------
    name
        Of the array.
    values
        The array.
    wanted
        Shape that it should have.
    """
    what = Message(mark("{name} has the shape {shape}"), name=name, shape=str(values.shape))
    return Problem(FILE, what, Message(mark("give it the shape {wanted}"), wanted=wanted), feature=name, code="shape")


def bad_numbers(name: str, values: Floats, *, infinite: bool) -> Iterator[Problem]:
    """Yield the first numbers of an array that are not numbers, below zero or infinite.

    Parameters
    ----------
    name
        Of the array.
    values
        The array.
    infinite
        Whether infinity is allowed.
    """
    bad = np.isnan(values) | (values < 0) | (np.isinf(values) & (not infinite))
    for place in np.argwhere(bad)[:20]:
        where = f"{name}[{', '.join(map(str, place.tolist()))}]"
        what = Message(mark("{where} is {value}"), where=where, value=float(values[tuple(place)]))
        yield Problem(FILE, what, Message(mark("write a number of zero or more")), feature=where, code="bad-number")
