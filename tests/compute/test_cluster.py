"""Work on a Dask cluster gives the same numbers as work in one thread."""

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.compute import Executor, Serial
from anlan.compute.cluster import cluster
from anlan.errors import MissingPartError, PackageError, Problem, SettingError
from anlan.hazards import HAZARDS
from anlan.language import Message
from anlan.risk import Assessment, assess_city
from anlan.risk.uncertainty import Effort, uncertainty_of
from tests.compute.dask_cluster import two_workers

with_dask = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("distributed") is None, reason="the package distributed is not installed"),
]


class Quiet:
    """Watches and says nothing."""

    def begin(self, stage: Message) -> None:
        """Learn that a stage begins."""

    def advance(self, done: int, total: int) -> None:
        """Learn how much of the stage is done."""

    def end(self, result: Message) -> None:
        """Learn the result of a stage."""


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


def square(number: int) -> int:
    """Return a result that names its item; refuse two of them."""
    if number in {31, 32}:
        raise ArithmeticError(number)
    return number * number


def refuse(item: str) -> None:
    """Refuse an item as a check of a package does."""
    raise PackageError([Problem(item, Message("row {row} is wrong", row=3), Message("correct it"))])


class TestWithDask:
    """On two processes."""

    pytestmark = with_dask

    def test_results_come_in_the_order_of_the_items(self, executor: Executor) -> None:
        """More items than are ever under way at once, and none at all."""
        assert executor.workers == 2
        assert list(executor.map(square, range(30))) == [number**2 for number in range(30)]
        assert list(executor.map(square, [])) == []

    def test_the_first_error_by_order_reaches_the_caller(self, executor: Executor) -> None:
        """After the results before it; the cluster serves on."""
        results = executor.map(square, range(29, 40))
        assert [next(results), next(results)] == [841, 900]
        with pytest.raises(ArithmeticError, match="31"):
            next(results)
        assert list(executor.map(square, [2])) == [4]

    def test_an_error_with_its_problems_survives_the_way(self, executor: Executor) -> None:
        """The list of problems is what the user needs."""
        with pytest.raises(PackageError) as error:
            list(executor.map(refuse, ["cells.csv"]))
        assert [str(problem) for problem in error.value.problems] == ["cells.csv: row 3 is wrong; correct it"]

    def test_a_city_is_assessed_to_the_same_bits(self, executor: Executor, cities: Path) -> None:
        """Every hazard of the demo city, every consequence and district; then samples of what is not known."""
        city = City.load(cities / "lianyungang")
        here, there = (assess_city(city, 96, 7, one, Quiet()) for one in (Serial(), executor))
        assert list(there.impacts) == list(here.impacts)
        assert len(here.impacts) >= 3
        for kind, impacts in here.impacts.items():
            assert np.array_equal(there.impacts[kind].by_district, impacts.by_district)
            assert np.array_equal(there.impacts[kind].expected, impacts.expected)
        few = _only(here, ("rain_flood", "earthquake"))
        effort = Effort(20, events=64, runs=2)
        mine, theirs = (uncertainty_of(few, effort, 30.0, one, Quiet()) for one in (Serial(), executor))
        assert np.array_equal(mine.values, theirs.values)

    def test_a_wrong_address_is_said(self) -> None:
        """The message names the address."""
        with (
            pytest.raises(SettingError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"),
            cluster("tcp://127.0.0.1:9"),
        ):
            pass


def _only(assessment: Assessment, kinds: tuple[str, ...]) -> Assessment:
    impacts = {kind: assessment.impacts[kind] for kind in kinds}
    return Assessment(assessment.city, impacts, (), assessment.years, assessment.dispersion, assessment.seed)


def test_without_dask_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only who asks for a cluster needs the package."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingPartError, match=r"pip install 'anlan\[distributed\]'"), cluster("tcp://127.0.0.1:9"):
        pass


@pytest.mark.slow
def test_every_hazard_s_events_can_be_sent_to_another_process(cities: Path) -> None:
    """What a worker gets back from the bytes makes the same footprints."""
    pickle = pytest.importorskip("cloudpickle", reason="the package distributed is not installed")
    city = City.load(cities / "lianyungang")
    for hazard in HAZARDS:
        if not hazard.missing(city):
            events = hazard.event_set(city, 20, 3)
            again = pickle.loads(pickle.dumps(events))
            assert np.array_equal(again.intensity([0, 19]), events.intensity([0, 19])), hazard.kind
