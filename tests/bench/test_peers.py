"""The peers of the benchmarks do the same job, so that their times can be compared."""

import sys
from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from bench.gridding import difference, naive, ours, townships
from bench.machine import describe
from bench.processes import run
from bench.timing import seconds


@pytest.fixture(scope="module")
def city() -> City:
    """Load the demo city."""
    return City.load(Path(__file__).resolve().parents[2] / "cities" / "lianyungang")


def test_the_loop_over_cells_fills_the_same_cells_with_the_same_people(city: City) -> None:
    """Ten townships; the loop leaves the long edges of outlines straight on its plane, which costs single people."""
    outlines, totals = townships(city)
    some = dict(list(outlines.items())[:10])
    one, other = ours(some, totals[:10]), naive(some, totals[:10])
    assert one.keys() == other.keys()
    assert difference(one, other) < 2.0
    assert sum(one.values()) == pytest.approx(totals[:10].sum(), rel=1e-12)
    assert sum(other.values()) == pytest.approx(totals[:10].sum(), rel=1e-12)


def test_a_program_is_measured_by_itself() -> None:
    """Memory that this process holds does not count for the program."""
    ballast = np.ones(40_000_000)
    small = run([sys.executable, "-c", "pass"])
    large = run([sys.executable, "-c", "held = bytearray(100_000_000)"])
    assert ballast.nbytes / 1e6 > 300
    assert small[0] > 0.0
    assert small[1] < 100 < large[1]


def test_a_program_that_fails_is_not_measured() -> None:
    """A time to failure is no result; what the program said is kept."""
    with pytest.raises(RuntimeError, match="No module named"):
        run([sys.executable, "-c", "import not_there_at_all"])


def test_the_machine_is_described() -> None:
    """A number without its machine says nothing."""
    told = describe()
    assert told["processor"]
    assert isinstance(told["packages"], dict)
    assert {"anlan", "numpy"} <= told["packages"].keys()


def test_every_repeat_is_counted() -> None:
    """The summary says of how many calls it is."""
    calls: list[int] = []
    times, result = seconds(lambda: calls.append(0) or len(calls), 3)  # type: ignore[func-returns-value]
    assert times["repeats"] == 3
    assert result == 3
    assert times["smallest_s"] <= times["median_s"] <= times["largest_s"]
