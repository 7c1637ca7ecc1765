"""Two stages of sites: plants or central stores supply depots, depots supply customers."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan.errors import InputError, Problem
from anlan.language import Message, mark
from anlan.supplies.siting.problem import FILE, bad_numbers, bad_shape

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ChainProblem:
    """Which plants and depots to open, and what flows between them, at the least cost.

    The two-stage capacitated facility location problem (Fernandes et al. 2014): each unit that a customer takes comes
    from a depot, and each unit that a depot gives comes from a plant. Make it with `ChainProblem.of`, which checks the
    arrays.

    Parameters
    ----------
    supply_cost
        Cost of a unit from plant to depot, shape (plants, depots).
    delivery_cost
        Cost of a unit from depot to customer, shape (depots, customers).
    plant_fixed, plant_capacity
        Cost of opening a plant and what it can supply, shape (plants,).
    depot_fixed, depot_capacity
        Cost of opening a depot and what can pass it, shape (depots,).
    demand
        What a customer takes, shape (customers,).
    """

    supply_cost: Floats
    delivery_cost: Floats
    plant_fixed: Floats
    plant_capacity: Floats
    depot_fixed: Floats
    depot_capacity: Floats
    demand: Floats

    @classmethod
    def of(
        cls,
        supply_cost: ArrayLike,
        delivery_cost: ArrayLike,
        *,
        plants: tuple[ArrayLike, ArrayLike],
        depots: tuple[ArrayLike, ArrayLike],
        demand: ArrayLike,
    ) -> "ChainProblem":
        """Check the arrays, and name everything that is wrong with them at once.

        Parameters
        ----------
        supply_cost, delivery_cost, demand
            As the fields of the class.
        plants, depots
            Costs of opening and capacities.

        Raises
        ------
        InputError
            Shapes that do not fit, or numbers that are not finite or below zero.
        """
        arrays = (supply_cost, delivery_cost, *plants, *depots, demand)
        made = cls(*(np.array(values, dtype=np.float64, order="C") for values in arrays))
        problems = tuple(_problems(made))
        if problems:
            raise InputError(problems)
        for array in vars(made).values():
            array.flags.writeable = False
        return made

    @property
    def checksum(self) -> str:
        """SHA-256 of the arrays."""
        digest = hashlib.sha256()
        for array in vars(self).values():
            digest.update(repr(array.shape).encode() + array.tobytes())
        return digest.hexdigest()


def _problems(problem: ChainProblem) -> Iterator[Problem]:
    costs = {"supply_cost": problem.supply_cost, "delivery_cost": problem.delivery_cost}
    wrong = [(name, values) for name, values in costs.items() if values.ndim != 2 or 0 in values.shape]
    for name, values in wrong:
        yield bad_shape(name, values, Message(mark("(sites, those whom they supply)")))
    if wrong:
        return
    plants, depots = problem.supply_cost.shape
    customers = problem.delivery_cost.shape[1]
    sizes = {
        "plant_fixed": plants,
        "plant_capacity": plants,
        "depot_fixed": depots,
        "depot_capacity": depots,
        "demand": customers,
    }
    for name, size in sizes.items():
        if vars(problem)[name].shape != (size,):
            yield bad_shape(name, vars(problem)[name], Message(mark("({size},)"), size=size))
    if problem.delivery_cost.shape[0] != depots:
        yield bad_shape("delivery_cost", problem.delivery_cost, Message(mark("({size}, customers)"), size=depots))
    if not problem.demand.any():
        what = Message(mark("no customer takes anything"))
        yield Problem(
            FILE, what, Message(mark("leave the problem out, or write the demand")), feature="demand", code="no-demand"
        )
    for name, values in vars(problem).items():
        yield from bad_numbers(name, values, infinite=False)
