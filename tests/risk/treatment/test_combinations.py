"""Combinations of measures against full assessments, and what must hold for any measures."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.city import City
from anlan.compute import Serial, local
from anlan.errors import SettingError
from anlan.risk import MONEY, assess, assess_each
from anlan.risk.levers import effects_of, joint_effects, levers_of
from anlan.risk.treatment import CONSEQUENCES, Treatment, futures_of, interactions_of, treatment_of
from tests.risk.treatment.towns import floods, with_measures

MIXED = (
    {"id": "pumps", "area": "west", "lever": "intensity", "offset": 0.3},
    {"id": "sponge", "lever": "intensity", "factor": 0.8},
    {"id": "shutters", "factor": 0.5, "target": "residential"},
    {"id": "moving", "area": "east", "lever": "exposure", "factor": 0.9},
    {"id": "dyke", "lever": "frequency", "factor": 0.6},
    {"id": "team", "lever": "capability", "offset": 50.0},
    {"id": "phones", "lever": "lead_time", "offset": 0.4, "offset_unit": "h", "factor": 0.6},
    {"id": "sirens", "area": "west", "lever": "lead_time", "offset": 15.0, "offset_unit": "min", "factor": 0.8},
    {"id": "stock", "lever": "supply", "offset": 100.0},
)

WARNED = (0.3, 0.4)
"""Hours of warning today, and the share who act on it."""

FACTORS = st.floats(0.0, 1.0)


def treated(city: City, seed: int = 3) -> Treatment:
    """Combine the measures of a city for a few floods."""
    impacts = assess(city, floods(city, seed), Serial())
    return treatment_of(city, [impacts], Serial())


def test_every_combination_equals_a_full_assessment(flood_town: City) -> None:
    """Factors of what is known, and new runs for intensities, give what assessing each combination gives.

    Two warnings in the same place are no product of what each does alone.
    """
    city = with_measures(flood_town, MIXED, warned=WARNED)
    events = floods(city, 3)
    treatment = treatment_of(city, [assess(city, events, Serial())], Serial())
    for each in treatment.combinations:
        subsets = [{name for bit, name in enumerate(each.measures) if n >> bit & 1} for n in range(len(each.annual))]
        levers = [[lever for lever in levers_of(city) if lever.measure in subset] for subset in subsets]
        effects = [joint_effects(city, "rain_flood", some, district=each.area) for some in levers]
        for number, run in enumerate(assess_each(city, events, Serial(), effects)):
            full = [float(run.of(name, each.area) @ run.frequency) for name in CONSEQUENCES]
            assert each.annual[number] == pytest.approx(full, rel=1e-6)  # intensities are single precision


def test_measures_act_where_they_stand(flood_town: City) -> None:
    """The pumps of the west are not among the measures of the east; a team and a stock are in neither."""
    treatment = treated(with_measures(flood_town, MIXED))
    acting = {each.area: each.measures for each in treatment.combinations}
    assert acting == {
        "west": ("pumps", "sponge", "shutters", "dyke", "phones", "sirens"),
        "east": ("sponge", "shutters", "moving", "dyke", "phones"),
    }
    assert {name: str(why).split(";")[0] for name, why in treatment.unvalued.items()} == {
        "team": "it strengthens the response",
        "stock": "it adds stock, agreements or capacity",
    }


def test_city_wide_measures_equal_one_assessment_of_the_city(flood_town: City) -> None:
    """With measures for the whole city the joint effect is the same whether districts are looked at or not."""
    city = with_measures(flood_town, MIXED[1:3])
    events = floods(city, 4)
    treatment = treatment_of(city, [assess(city, events, Serial())], Serial())
    both = assess(city, events, Serial(), effects=effects_of(city, "rain_flood", ["sponge", "shutters"]))
    full = [float(both.of(name) @ both.frequency) for name in CONSEQUENCES]
    assert treatment.annual(["sponge", "shutters"]).sum(axis=0) == pytest.approx(full, rel=1e-6)


def test_the_result_does_not_depend_on_the_workers(flood_town: City) -> None:
    """Two threads give the same bits as one."""
    city = with_measures(flood_town, MIXED)
    impacts = assess(city, floods(city, 5, 130), Serial())
    with local(2) as executor:
        many = treatment_of(city, [impacts], executor)
    for one, other in zip(treatment_of(city, [impacts], Serial()).combinations, many.combinations, strict=True):
        assert (one.annual == other.annual).all()


@settings(max_examples=15)
@given(
    st.lists(FACTORS, min_size=7, max_size=7),
    st.lists(st.floats(0.0, 2.0), min_size=4, max_size=4),
    st.integers(0, 2**31),
)
def test_more_measures_never_raise_what_remains(
    flood_town: City, factors: list[float], offsets: list[float], seed: int
) -> None:
    """What remains lies between nothing and the whole risk, and no further measure raises it."""
    city = with_measures(
        flood_town,
        (
            {"id": "a", "lever": "intensity", "factor": factors[0], "offset": offsets[0], "area": "west"},
            {"id": "b", "lever": "intensity", "factor": factors[1]},
            {"id": "c", "lever": "exposure", "factor": factors[2], "area": "east"},
            {"id": "d", "lever": "frequency", "factor": factors[3]},
            {"id": "e", "lever": "lead_time", "factor": factors[4], "offset": offsets[1], "offset_unit": "h"},
            {"id": "f", "lever": "lead_time", "factor": factors[5], "offset": offsets[2], "offset_unit": "h",
             "area": "east"},
        ),
        warned=(offsets[3], factors[6]),
    )  # fmt: skip
    for each in treated(city, seed).combinations:
        whole = each.annual[0]
        for number, left in enumerate(each.annual):
            assert (left >= 0.0).all()
            assert (left <= whole * (1.0 + 1e-6)).all()
            for bit in range(len(each.measures)):
                assert (each.annual[number | 1 << bit] <= left * (1.0 + 1e-6) + 1e-12).all()


@settings(max_examples=15)
@given(st.permutations(MIXED))
def test_the_order_of_the_table_does_not_matter(flood_town: City, rows: list[dict[str, object]]) -> None:
    """However the rows stand, the same measures leave the same risk."""
    names = [str(row["id"]) for row in rows]
    left = treated(with_measures(flood_town, rows, warned=WARNED)).annual(names)
    assert left == pytest.approx(treated(with_measures(flood_town, MIXED, warned=WARNED)).annual(names), rel=1e-9)


def test_two_measures_that_halve_leave_a_quarter(flood_town: City) -> None:
    """Their sum would leave nothing; the table of pairs shows the difference."""
    halves = ({"id": "one", "factor": 0.5}, {"id": "other", "factor": 0.5})
    treatment = treated(with_measures(flood_town, halves))
    today = treatment.annual(()).sum(axis=0)
    assert treatment.annual(["one", "other"]).sum(axis=0) == pytest.approx(today / 4.0)
    (pair,) = interactions_of(treatment)
    assert pair.apart == pytest.approx(today)
    assert pair.joint == pytest.approx(0.75 * today)
    assert pair.gain == pytest.approx(-0.25 * today)


def test_two_lead_times_act_as_their_sum(flood_town: City) -> None:
    """Twice a quarter of an hour is half an hour, which helps more than twice what a quarter does."""
    quarter = {"lever": "lead_time", "offset": 15.0, "offset_unit": "min", "factor": 0.5}
    pair = treated(with_measures(flood_town, ({"id": "one", **quarter}, {"id": "other", **quarter})))
    half = treated(with_measures(flood_town, ({"id": "both", **quarter, "offset": 30.0},)))
    left = pair.annual(["one", "other"])
    assert left == pytest.approx(half.annual(["both"]), rel=1e-12)
    deaths = CONSEQUENCES.index("killed")
    (interaction,) = interactions_of(pair)
    assert interaction.gain[deaths] > 0.0
    assert left.sum(axis=0)[deaths] == pytest.approx(pair.annual(()).sum(axis=0)[deaths] * (1.0 - 0.5 * 0.39346934))
    assert (left[:, 1:] == pair.annual(())[:, 1:]).all()


def test_a_measure_leaves_other_districts_alone(flood_town: City) -> None:
    """Nothing is lost any more in the west, and as much as before in the east."""
    treatment = treated(with_measures(flood_town, ({"id": "wall", "area": "west", "factor": 0.0},)))
    left, today = treatment.annual(["wall"]), treatment.annual(())
    west, east = (treatment.areas.index(code) for code in ("west", "east"))
    assert (left[west] == 0.0).all()
    assert (left[east] == today[east]).all()
    assert (today[west, [0, 2, 3]] > 0.0).all()


def test_too_many_measures_in_one_place_are_refused(flood_town: City) -> None:
    """Eleven measures on one hazard make 2,048 combinations; the message says what to do."""
    city = with_measures(flood_town, [{"id": f"measure-{number}", "factor": 0.9} for number in range(11)])
    with pytest.raises(SettingError, match=r"11 measures act on Rain flood in .*2,048.*merge"):
        treated(city)


def test_futures_agree_with_frequencies(flood_town: City) -> None:
    """The mean over many futures is the mean yearly impact; the same seed draws the same futures."""
    city = with_measures(flood_town, MIXED)
    impacts = assess(city, floods(city, 6), Serial())
    futures = futures_of(impacts, 4000, 30, 1)
    mean = np.asarray(futures.mean(axis=0)).ravel()
    assert mean == pytest.approx(impacts.frequency, rel=0.1)
    assert (futures_of(impacts, 4000, 30, 1).toarray() == futures.toarray()).all()
    treatment = treatment_of(city, [impacts], Serial(), futures={"rain_flood": futures})
    for working in ((), ("pumps", "dyke"), ("sponge", "shutters", "moving")):
        sampled = treatment.sampled(working).mean(axis=0)
        assert sampled == pytest.approx(treatment.annual(working).sum(axis=0), rel=0.05)


def test_a_longer_horizon_narrows_the_futures(flood_town: City) -> None:
    """A century tells less apart than a decade."""
    city = with_measures(flood_town, MIXED)
    impacts = assess(city, floods(city, 6), Serial())
    place = CONSEQUENCES.index(MONEY)
    spreads = []
    for years in (10, 100, 1000):
        futures = futures_of(impacts, 500, years, 1)
        treatment = treatment_of(city, [impacts], Serial(), futures={"rain_flood": futures})
        spreads.append(float(treatment.sampled(())[:, place].std()))
    assert all(one > other for one, other in pairwise(spreads))
