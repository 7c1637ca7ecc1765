"""Bound, optimum and cost: on small problems the answer is what looking at every choice finds."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.supplies.siting import (
    ChainProblem,
    SitingAnswer,
    SitingProblem,
    locate,
    locate_chain,
    most_covered,
    p_center,
)
from tests.supplies.siting.brute_force import best_chain, best_siting

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed: int, *, limited: bool, single: bool) -> SitingProblem:
    """Draw a problem of up to five sites; some have no solution."""
    random = np.random.default_rng(seed)
    sites, customers = int(random.integers(1, 6)), int(random.integers(1, 6 if single else 8))
    cost = random.integers(0, 60, (sites, customers)).astype(float)
    cost[random.random(cost.shape) < 0.1] = np.inf
    least = int(random.integers(1, sites + 1))
    return SitingProblem.of(
        cost,
        fixed=random.integers(0, 90, sites) * random.integers(0, 2),
        demand=random.integers(0, 9, customers),
        capacity=random.integers(0, 25, sites) if limited else None,
        single_source=single,
        at_least=least,
        at_most=int(random.integers(least, sites + 1)),
    )


def check(problem: SitingProblem, answer: SitingAnswer, optimum: float) -> None:
    """Compare an answer with the optimum, and its service with its own cost."""
    assert answer.bound <= optimum * (1 + 1e-9) + 1e-9
    assert answer.cost >= optimum * (1 - 1e-9)
    if answer.proven:
        assert answer.cost == pytest.approx(optimum, rel=2e-6, abs=1e-6)
    if not np.isfinite(answer.cost):
        return
    share = answer.share.toarray()
    assert share.sum(axis=0) == pytest.approx(1.0)
    assert (share @ problem.demand <= problem.capacity * (1 + 1e-9) + 1e-9).all()
    assert not share[~answer.open].any()
    served = np.where(share > 0, share * np.where(np.isfinite(problem.cost), problem.cost, 1e9), 0.0).sum()
    assert served + problem.fixed[answer.open].sum() == pytest.approx(answer.cost, rel=1e-6, abs=1e-6)
    assert problem.at_least <= answer.open.sum() <= problem.at_most


@given(SEEDS)
@settings(max_examples=80)
def test_without_capacities_the_answer_is_the_optimum(seed: int) -> None:
    """p-medians and facilities without limits are proven, or proven impossible."""
    problem = drawn(seed, limited=False, single=False)
    answer = locate(problem)
    assert answer.proven
    check(problem, answer, best_siting(problem))


@given(SEEDS)
@settings(max_examples=40)
def test_with_capacities_bound_and_cost_enclose_the_optimum(seed: int) -> None:
    """Customers that may be split: where a proof is claimed it is right."""
    problem = drawn(seed, limited=True, single=False)
    check(problem, locate(problem), best_siting(problem))


@given(SEEDS)
@settings(max_examples=40)
def test_with_whole_customers_bound_and_cost_enclose_the_optimum(seed: int) -> None:
    """Customers that have one source: where a proof is claimed it is right."""
    problem = drawn(seed, limited=True, single=True)
    check(problem, locate(problem), best_siting(problem))


@given(SEEDS)
@settings(max_examples=25)
def test_of_two_stages_bound_and_cost_enclose_the_optimum(seed: int) -> None:
    """Plants and depots: the flows obey the capacities and cost what is said."""
    random = np.random.default_rng(seed)
    plants, depots, customers = (int(count) for count in random.integers(1, 4, 3))
    problem = ChainProblem.of(
        random.integers(0, 20, (plants, depots)),
        random.integers(0, 20, (depots, customers)),
        plants=(random.integers(0, 90, plants), random.integers(1, 25, plants)),
        depots=(random.integers(0, 90, depots), random.integers(1, 25, depots)),
        demand=random.integers(1, 9, customers),
    )
    optimum = best_chain(problem)
    answer = locate_chain(problem)
    assert answer.bound <= optimum * (1 + 1e-9) + 1e-9
    assert answer.cost >= optimum * (1 - 1e-9) - 1e-9
    assert (answer.status == "infeasible") == np.isinf(optimum)
    if np.isfinite(optimum):
        assert answer.cost == pytest.approx(optimum, rel=2e-6, abs=1e-6) or answer.status == "bounded"
        assert answer.given.sum(axis=0) == pytest.approx(problem.demand)
        assert answer.brought.sum(axis=0) == pytest.approx(answer.given.sum(axis=1))
        assert (answer.given.sum(axis=1) <= problem.depot_capacity * answer.depots + 1e-9).all()
        assert (answer.brought.sum(axis=1) <= problem.plant_capacity * answer.plants + 1e-9).all()


@given(SEEDS)
@settings(max_examples=10)
def test_the_same_problem_has_the_same_answer(seed: int) -> None:
    """No clock and no hidden chance: two calls agree in every bit."""
    problem = drawn(seed, limited=True, single=False)
    one, two = locate(problem), locate(problem)
    assert (one.cost, one.bound, one.nodes, one.provenance) == (two.cost, two.bound, two.nodes, two.provenance)
    assert (one.open == two.open).all()


@given(SEEDS)
@settings(max_examples=30)
def test_longest_ways_and_people_beyond_a_limit_are_the_least(seed: int) -> None:
    """p-center and maximal covering find what looking at every set of p sites finds."""
    random = np.random.default_rng(seed)
    sites, customers = (int(count) for count in random.integers(2, 7, 2))
    way = random.integers(0, 30, (sites, customers)).astype(float)
    way[random.random(way.shape) < 0.2] = np.inf
    people = random.integers(1, 50, customers)
    p = int(random.integers(1, sites + 1))
    nearest = [way[list(chosen)].min(axis=0) for chosen in combinations(range(sites), p)]
    center = p_center(way, p)
    assert center.proven
    assert center.cost == min(ways.max() for ways in nearest)
    covered = most_covered(way, 12.0, p, weights=people)
    assert covered.status == "optimal"
    assert covered.cost == min(people[ways > 12.0].sum() for ways in nearest)
