"""Published stochastic programmes through the reader and the extensive form."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csc_array, csr_array

from anlan.programs import EXPECTED, Program, Transport, TwoStage, solve_two_stage
from anlan.programs.extensive import Extensive
from bench.smps import read_smps

CORE = """NAME tiny
ROWS
 N cost
 L room
 G met
COLUMNS
 MARKER M1 'MARKER' 'INTORG'
 x cost 1 room 1
 x met 1
 MARKER M2 'MARKER' 'INTEND'
 y cost 3 met 1
RHS
 rhs room 10
BOUNDS
 UP bnd x 8
ENDATA
"""
PERIODS = "TIME tiny\nPERIODS LP\n x room ONE\n y met TWO\nENDATA\n"
SCENARIOS = """STOCH tiny
SCENARIOS DISCRETE
 SC one ROOT 0.5 TWO
 RHS met 2
 SC two ROOT 0.5 TWO
 RHS met 6.5
 y met 2
ENDATA
"""


def written(folder: Path, scenarios: str = SCENARIOS) -> Path:
    """Write the three files and return their stem."""
    for end, text in (("cor", CORE), ("tim", PERIODS), ("sto", scenarios)):
        (folder / f"tiny.{end}").write_text(text, encoding="utf-8")
    return folder / "tiny"


def test_scenarios_change_right_sides_and_coefficients(tmp_path: Path) -> None:
    """By hand: 2 in stock at 1 each, and (6.5 - 2) / 2 bought at 3 in the second scenario, half likely."""
    model = read_smps(written(tmp_path))
    assert model.probability.tolist() == [0.5, 0.5]
    assert model.first.whole is not None
    assert model.first.upper.tolist() == [8.0]
    answer = solve_two_stage(model, gap=1e-9)
    assert answer.values == pytest.approx([2.0])
    assert answer.objective == pytest.approx(2.0 + 0.5 * 3.0 * 2.25)


def test_what_is_not_read_is_refused(tmp_path: Path) -> None:
    """A scenario that branches from another, and a section of independent entries, are named."""
    with pytest.raises(ValueError, match="branches from one"):
        read_smps(written(tmp_path, SCENARIOS.replace("two ROOT", "two one")))
    with pytest.raises(ValueError, match="INDEP"):
        read_smps(written(tmp_path, SCENARIOS.replace("SCENARIOS", "INDEP")))


@pytest.mark.slow
def test_a_server_location_problem_costs_what_is_published(shared_data: Path) -> None:
    """SIPLIB's sslp_5_25_50: five servers, 50 scenarios with whole recourse, -121.6 with proof."""
    model = read_smps(shared_data / "supply" / "siplib" / "sslp_5_25_50")
    answer = Extensive(model, EXPECTED).solve(1e-4)
    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(-121.6, rel=1e-6)
    assert answer.bound <= answer.objective
    assert answer.gap <= 1e-4


def test_the_hurricanes_of_the_gulf_have_their_totals(shared_data: Path) -> None:
    """Rawls and Turnquist's 51 scenarios: their chances sum to 1, and cuts find what counting finds.

    Stock of water at one place, without ways: the least mean cost is that of the quantile (the newsboy's rule).
    """
    file = next((shared_data / "supply" / "rawls_turnquist").glob("*.csv"))
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    names = header.split(",")
    rows = [dict(zip(names, line.split(","), strict=True)) for line in lines if line]
    chance = np.array([float(row["probability"]) for row in rows])
    water = np.array([float(row["raw_water_1000_gallons"]) for row in rows])
    assert len(rows) == 51
    assert chance.sum() == pytest.approx(1.0, abs=1e-3)
    chance = chance / chance.sum()
    first = Program(np.array([1.0]), np.zeros(1), np.array([1e5]), csc_array((0, 1)), np.zeros(0), np.zeros(0))
    one = csr_array(np.eye(1))
    blocks = tuple(Transport(np.zeros((1, 1)), np.array([w]), np.array([5.0]), np.zeros(1), one) for w in water)
    answer = solve_two_stage(TwoStage(first, blocks, chance), gap=1e-9, method="lshaped")
    candidates = np.concatenate([[0.0], water])
    known = min(x + 5.0 * float(chance @ np.maximum(water - x, 0.0)) for x in candidates)
    assert answer.objective == pytest.approx(known, rel=1e-7)
