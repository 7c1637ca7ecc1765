"""Routes against the published instances: our evaluator on the given solutions, our search within a stated gap."""

import json
from pathlib import Path

import pytest

from anlan.supplies.dispatch import evaluate, solve_routes
from tests.supplies.dispatch.instances import read, unscaled

IN_TENTHS = {("solomon", "RC208"): 10.0, ("vrptw_gh1000", "C1_10_1"): 10.0}
"""Published in whole units where the solver counts tenths."""

GIVEN = (
    ("cvrp_x", "X-n101-k25"), ("cvrp_x", "X-n251-k28"), ("mdvrptw", "PR11A"), ("mdvrptw", "PR17A"),
    ("mtvrptw_release", "C201R0.25"), ("mtvrptw_release", "RC204R0.25"), ("solomon", "RC208"),
    ("pcvrptw", "R1_10_1"), ("vrptw_gh1000", "C1_10_1"),
)  # fmt: skip


def stated(folder: Path, family: str, name: str) -> float:
    """Return the published value in the units of the rounded instance."""
    text = (folder / "supply" / "optima.json").read_text(encoding="utf-8")
    value = next(one["value"] for one in json.loads(text)[f"vrp_{family}"] if one["instance"] == name)
    return float(value) * IN_TENTHS.get((family, name), 1.0)


@pytest.mark.slow
@pytest.mark.parametrize(("family", "name"), GIVEN)
def test_given_solutions_cost_what_their_authors_say(shared_data: Path, family: str, name: str) -> None:
    """Exactly, and nothing is broken: capacity, windows, release times, several depots and trips, prizes."""
    problem, routes = read(shared_data, family, name)
    found = evaluate(problem, routes)
    assert found.cost == pytest.approx(stated(shared_data, family, name), abs=0.5)
    assert found.feasible


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "name", "gap"),
    [("cvrp_x", "X-n101-k25", 0.06), ("solomon", "RC208", 0.06), ("mtvrptw_release", "C201R0.25", 0.12)],
)
def test_few_iterations_come_near(shared_data: Path, family: str, name: str, gap: float) -> None:
    """100 iterations from a random start; our evaluator and the solver agree on the cost."""
    problem, given = read(shared_data, family, name)
    found = solve_routes(problem, unscaled(100))
    assert found.feasible
    assert found.evaluation.feasible
    assert found.evaluation.cost == found.solver_cost
    assert found.evaluation.cost <= (1.0 + gap) * evaluate(problem, given).cost


@pytest.mark.slow
def test_the_same_seed_gives_the_same_routes_and_a_warm_start_is_never_worse(shared_data: Path) -> None:
    """Started from the published solution the search ends no worse than it."""
    problem, given = read(shared_data, "solomon", "RC208")
    first, second = (solve_routes(problem, unscaled(20)) for _ in range(2))
    assert first.routes == second.routes
    warm = solve_routes(problem, unscaled(5), warm=given)
    assert warm.evaluation.cost <= evaluate(problem, given).cost
