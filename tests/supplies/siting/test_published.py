"""Published instances: the optimum is found and proven, or the gap is what the documentation says."""

from pathlib import Path
from typing import Any

import pytest

from anlan.supplies.siting import SitingSettings, locate, locate_chain
from bench import orlib

PROVEN = [
    ("pmed", "pmed1"),
    ("pmed", "pmed11"),
    ("pmed", "pmed17"),
    ("pmedcap", "pmedcap05"),
    ("cap", "cap41"),
    ("cap", "cap94"),
    ("cap", "cap124"),
    ("cap", "cap134"),
    ("holmberg_sscflp", "p1"),
    ("holmberg_sscflp", "p43"),
]
LARGE = [
    ("pmed", "pmed29"),
    ("pmed", "pmed39"),
    ("cap_large", "capa8000"),
    ("pmedcap", "pmedcap03"),
    ("holmberg_sscflp", "p67"),
]


def entry(folder: Path, family: str, name: str) -> dict[str, Any]:
    """Find an instance in the list of published values."""
    return next(row for row in orlib.published(folder, family) if row["instance"] == name)


@pytest.mark.parametrize(
    ("family", "name"), [*PROVEN, *(pytest.param(*case, marks=pytest.mark.slow) for case in LARGE)]
)
def test_the_published_optimum_is_found_and_proven(shared_data: Path, family: str, name: str) -> None:
    """Cost within 2e-6 of the published optimum (the values of cap are rounded), and the bound meets it."""
    folder = shared_data / "supply"
    row = entry(folder, family, name)
    answer = locate(orlib.problem_of(folder, family, row))
    assert answer.status == "optimal"
    assert answer.cost == pytest.approx(row["value"], rel=2e-6)
    assert answer.bound <= row["value"] * (1 + 1e-6)


@pytest.mark.slow
def test_two_stages_are_bounded_closely(shared_data: Path) -> None:
    """PSC1-C3-50 within 1 % of the best known value, with a bound above the published one."""
    folder = shared_data / "supply"
    row = entry(folder, "tscflp", "PSC1-C3-50")
    answer = locate_chain(orlib.chain_of(orlib.text_of(folder / row["file"])), SitingSettings(nodes=5, starts=1))
    assert row["lower_bound"] <= answer.bound <= row["value"]
    assert answer.cost <= 1.01 * row["value"]


def test_the_last_of_repeated_edges_counts() -> None:
    """Between the first two nodes the edge of 9 replaces that of 1, so that the way over the third is shorter."""
    problem = orlib.p_median_of("3 4 1  1 2 1  2 3 2  1 3 3  2 1 9")
    assert problem.cost.tolist() == [[0, 5, 3], [5, 0, 2], [3, 2, 0]]
