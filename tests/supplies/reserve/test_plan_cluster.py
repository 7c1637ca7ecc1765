"""The plan on a Dask cluster of two processes is the plan made here."""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from anlan.compute import Executor, Serial
from anlan.compute.cluster import cluster
from anlan.supplies.reserve import ReserveSettings, solve_reserve
from anlan.supplies.reserve.decision import Decision, Judge
from tests.cli.test_commands import anlan
from tests.compute.dask_cluster import two_workers
from tests.supplies.reserve.plan_town import reserve
from tests.supplies.reserve.reserve_cases import made_problem

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("distributed") is None, reason="the package distributed is not installed"),
]

SMALL = ("--events", "60", "--floor", "0.02", "--samples", "2", "--no-explain")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Address of a cluster of two worker processes."""
    with two_workers() as found:
        yield found


@pytest.fixture(scope="module")
def executor(address: str) -> Iterator[Executor]:
    """An executor on that cluster."""
    with cluster(address) as opened:
        yield opened


@pytest.mark.parametrize("method", ["lshaped", "robust"])
def test_two_processes_find_the_same_plan(executor: Executor, method: str) -> None:
    """Value by value, by cuts and with the worst scenarios joined."""
    wanted = ReserveSettings(method=method)
    if method == "robust":
        wanted = replace(wanted, measure=replace(wanted.measure, mean=0.0, worst=1.0))
    here, there = (solve_reserve(made_problem(7), wanted, one) for one in (Serial(), executor))
    assert (here.objective, here.bound, here.method) == (there.objective, there.bound, there.method)
    for name in ("stock", "opened", "agreements", "lines", "served", "stock_worth"):
        assert np.array_equal(getattr(here, name), getattr(there, name)), name


def test_a_city_s_plan_is_judged_alike(executor: Executor, cities: Path) -> None:
    """The problem of a city travels to the workers, and what comes back is the same."""
    made = reserve(cities)
    answer = solve_reserve(made.problem, made.settings, executor)
    here, there = (Judge(made, one).of(Decision.of(answer)) for one in (Serial(), executor))
    assert here.objective == there.objective
    assert np.array_equal(here.coverage.by_area, there.coverage.by_area, equal_nan=True)


def test_the_command_writes_the_same_numbers(address: str, cities: Path, tmp_path: Path) -> None:
    """``anlan supply plan --cluster ADDRESS``: assessment, scenarios, conditions and plan run on the cluster."""
    found = []
    for name, where in (("here", ("--workers", "1")), ("there", ("--cluster", address))):
        run = anlan("supply", "plan", cities / "tinytown", "rain_flood", "--out", tmp_path / name, *where, *SMALL)
        assert run.returncode == 0, run.stderr
        found.append(json.loads((tmp_path / name / "plan.json").read_text(encoding="utf-8")))
    assert found[0] == found[1]
