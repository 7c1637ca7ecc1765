"""Consequences of compound events on tinytown, against sums by hand."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import Serial, local
from anlan.hazards import EventSet
from anlan.risk import EventImpacts, Vulnerability, impact_by_row
from anlan.risk.exposure import row_exposure
from anlan.risk.impact import assess_each
from anlan.scenarios import PEAK, SEARCHED
from anlan.scenarios.joint import ABSENT, Family, JointImpacts, Rows, joint_events, joint_impacts, parts_at_work
from tests.risk.event_sets import VULNERABILITY, event_set

FloatArray = NDArray[np.float64]


def assessed(city: City, seed: int, count: int, vulnerability: Vulnerability = VULNERABILITY) -> EventImpacts:
    """Return floods of random depth, of which the first does not reach the town."""
    rng = np.random.default_rng(seed)
    depth = np.where(rng.random((count, len(city.cells))) < 0.5, 3.0 * rng.random((count, len(city.cells))), 0.0)
    depth[0] = 0.0
    events: EventSet = event_set(city, depth.astype(np.float32), np.full(count, 0.1 / count))
    return assess_each(city, events, Serial(), [None], vulnerability=vulnerability)[0]


@pytest.fixture(scope="module")
def town(cities: Path) -> City:
    """Tinytown."""
    return City.load(cities / "tinytown")


@pytest.fixture(scope="module")
def family(town: City) -> Family:
    """Twelve compound floods: both parts, and the second absent in the last row."""
    parts = (assessed(town, 1, 12), assessed(town, 2, 12))
    rows = Rows.aligned(parts[0].frequency, 2)
    rows.index[-1, 1] = ABSENT
    joint = joint_events("typhoon_joint", [one.events for one in parts], rows, (), {"seed": 1})
    return Family(joint, parts, (True, True))


def union(city: City, family: Family, row: int) -> FloatArray:
    """Return people and money lost to any part, from the shares of every row of the cells table."""
    night, _ = row_exposure(city.cells, VULNERABILITY.targets)
    spared = np.ones_like(night)
    for one, event in zip(family.impacts, family.joint.index[row], strict=True):
        if event != ABSENT:
            lost = impact_by_row(city, one, int(event))
            spared *= 1.0 - np.divide(lost, night, out=np.zeros_like(night), where=night > 0.0)
    found: FloatArray = (night * (1.0 - spared)).sum(axis=0)
    return found


def test_everybody_is_counted_once(town: City, family: Family) -> None:
    """People and money of each row of the cells table are lost to one part or the other, never to both."""
    found = joint_impacts(town, family, Serial(), floor=1.0)
    assert found.exact.all()
    for row in range(len(family.joint)):
        assert found.totals[row] == pytest.approx(union(town, family, row), rel=1e-9)


def test_what_is_approximated_keeps_within_its_bounds_and_so_does_the_truth(town: City, family: Family) -> None:
    """Without footprints the union by district lies between the worst part and the sum, as the exact one does."""
    rough = joint_impacts(town, family, Serial(), most_exact=0)
    exact = joint_impacts(town, family, Serial(), floor=1.0)
    assert rough.exact.tolist() == [True] + [False] * 10 + [True]
    for one in (rough.totals, exact.totals):
        assert (one >= rough.lower - 1e-6).all()
        assert (one <= rough.upper + 1e-6).all()
    assert (exact.lower == exact.upper).all()


def test_nobody_is_lost_beyond_those_who_live_there(town: City, family: Family) -> None:
    """The displaced of both floods together are no more than the town has people."""
    found = joint_impacts(town, family, Serial(), most_exact=0)
    people = town.cells.population.sum()
    assert (found.of("displaced") <= people).all()
    assert (found.bounds("displaced")[1] <= people + 1e-6).all()


def test_workers_do_not_change_the_result(town: City, family: Family) -> None:
    """The same numbers for one and three threads."""
    alone = joint_impacts(town, family, Serial(), floor=1.0)
    with local(3) as executor:
        many = joint_impacts(town, family, executor, floor=1.0)
    assert (alone.totals == many.totals).all()
    assert (alone.peak == many.peak).all()


def test_the_tail_alone_is_computed_from_footprints(town: City, family: Family) -> None:
    """Events of 1/120 a year each; three times a floor of 0.003 reaches past the worst, to the second."""
    found = joint_impacts(town, family, Serial(), floor=0.003)
    several = np.flatnonzero(found.exact & (found.weighty > 1))
    assert several.size == 2


def test_the_candidates_have_every_dimension_of_the_search(town: City, family: Family) -> None:
    """A family can be searched like a hazard; needs in the worst hour are no more than those of both parts."""
    found: JointImpacts = joint_impacts(town, family, Serial(), floor=1.0)
    assert found.candidates.kind == "typhoon_joint"
    assert set(found.candidates.values) == {one.name for one in SEARCHED}
    assert (found.of(PEAK) <= found.of("displaced") + 1e-6).all()


def test_the_candidates_tell_the_lightly_injured_too(town: City) -> None:
    """They are no dimension of the search, but supplies are needed by them, and the family replaces its hazards."""
    light = Vulnerability(
        ("lightly_injured", "displaced"), VULNERABILITY.knots, np.array([[0.0, 0.0], [0.1, 0.2], [0.3, 1.0]])
    )
    parts = tuple(assessed(town, seed, 3, light) for seed in (1, 2))
    rows = Rows.aligned(parts[0].frequency, 2)
    joint = joint_events("typhoon_joint", [one.events for one in parts], rows, (), {"seed": 1})
    found = joint_impacts(town, Family(joint, parts, (True, True)), Serial(), floor=1.0)
    assert found.candidates.values["lightly_injured"].max() > 0.0
    assert (found.candidates.values["lightly_injured"] == found.of("lightly_injured")).all()


def test_only_parts_that_do_harm_are_told(family: Family) -> None:
    """The first event of each part does not reach the town; the last row has one part."""
    assert parts_at_work(family, 0) == ()
    assert [part for part, _, _ in parts_at_work(family, 11)] == [0]


def test_the_marginal_frequency_leaves_out_rows_without_the_part(family: Family) -> None:
    """The last event of the second part happens in no row."""
    assert family.joint.marginal(0) == pytest.approx(np.full(12, 0.1 / 12))
    assert family.joint.marginal(1).tolist()[-1] == 0.0
    assert family.joint.ids(11) == ("event-11",)
