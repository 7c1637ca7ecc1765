"""Families of compound events of the demonstration city, of few events each."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.compute import Serial
from anlan.errors import SettingError
from anlan.hazards import ToxicRelease
from anlan.hazards.industrial.plants import plants_of
from anlan.language import Message
from anlan.risk import Assessment, assess_city
from anlan.scenarios import Worst, search_worst
from anlan.scenarios.candidates import counted
from anlan.scenarios.choice import Choice
from anlan.scenarios.joint import (
    ABSENT,
    DRY_YEARS,
    Family,
    JointChoice,
    JointImpacts,
    JointSettings,
    compound_of,
    compounds_of,
    heat_family,
    joint_families,
    judge_joint,
    outbreak_family,
    parts_at_work,
    typhoon,
    typhoon_family,
)
from anlan.scenarios.joint.record import storm_share
from anlan.scenarios.joint.typhoon import storms_behind
from anlan.scenarios.made import saved_from_joint
from anlan.scenarios.saved import event_sets
from tests.rehearsal.test_tinytown import Silent
from tests.scenarios.test_choice import impacts

KINDS = ("typhoon_wind", "storm_surge", "rain_flood", "dam_failure", "earthquake", "heat_wave", "service_outage")
EVENTS, SEED, FLOOR = 150, 5, 0.01


@pytest.fixture(scope="module")
def assessment(cities: Path) -> Assessment:
    """The demonstration city under few events of each hazard."""
    return assess_city(City.load(cities / "lianyungang"), EVENTS, SEED, Serial(), Silent(), kinds=KINDS, years=100)


@pytest.fixture(scope="module")
def families(assessment: Assessment) -> Mapping[str, Family]:
    """Its families, by kind."""
    made, _ = joint_families(assessment, Serial(), JointSettings(releases=50))
    return {one.joint.kind: one for one in made}


@pytest.fixture(scope="module")
def compounds(assessment: Assessment, families: Mapping[str, Family]) -> tuple[JointImpacts, ...]:
    """Their consequences."""
    return compounds_of(assessment, list(families.values()), FLOOR, Serial())


@pytest.fixture(scope="module")
def worst(assessment: Assessment, compounds: tuple[JointImpacts, ...]) -> Worst:
    """The search that they entered."""
    return search_worst(assessment, FLOOR, [one.candidates for one in compounds])


@pytest.fixture(scope="module")
def choices(worst: Worst, compounds: tuple[JointImpacts, ...]) -> tuple[JointChoice, ...]:
    """What was chosen of each family."""
    return judge_joint(worst, compounds, Serial())


def test_a_family_whose_parts_are_not_assessed_is_said_to_be_missing(assessment: Assessment) -> None:
    """Without epidemics there is no epidemic during a flood."""
    _, skipped = joint_families(assessment, Serial(), JointSettings(releases=50))
    assert "epidemic_joint" in {one.what for one in skipped}


def test_wind_alone_is_no_family(assessment: Assessment) -> None:
    """A surge of other storms cannot be joined to it; without rain nothing is left to join."""
    wind, surge = assessment.impacts["typhoon_wind"], assessment.impacts["storm_surge"]
    other = replace(surge.events, parameters=surge.events.parameters.drop("wind_event"))
    known = {"typhoon_wind": wind, "storm_surge": replace(surge, events=other)}
    family, reasons = typhoon_family(replace(assessment, impacts=known), Serial(), JointSettings(releases=50))
    assert family is None
    assert "not of the storms of the wind" in str(reasons[-1])


def test_every_marginal_frequency_is_kept(families: Mapping[str, Family]) -> None:
    """Hazards' own events happen exactly as often as in their own sets, to 1e-8 of the total."""
    assert set(families) == {"typhoon_joint", "earthquake_joint", "heat_joint"}
    for family in families.values():
        for part, (one, own) in enumerate(zip(family.impacts, family.own, strict=True)):
            if own:
                gap = np.abs(family.joint.marginal(part) - one.frequency).max()
                assert gap <= 1e-8 * one.frequency.sum(), (family.joint.kind, one.events.kind)


def test_wind_and_surge_are_of_the_same_storm(families: Mapping[str, Family]) -> None:
    """Their indices are equal in every row."""
    joint = families["typhoon_joint"].joint
    assert joint.parts[:2] == ("typhoon_wind", "storm_surge")
    assert (joint.index[:, 0] == joint.index[:, 1]).all()


def test_the_rain_comes_with_a_storm_as_often_as_the_record_says(
    assessment: Assessment, families: Mapping[str, Family]
) -> None:
    """The highest stage followed a storm in 3 of 29 years; so often a storm brings the largest rain of a year."""
    storms = storms_behind(assessment.city, assessment.impacts["typhoon_wind"].events, SEED)
    assert storms is not None
    record = storm_share(assessment.city, storms)
    assert record is not None
    assert (record.hits, record.years) == (3, 29)
    found = next(one for one in families["typhoon_joint"].joint.dependence if one.second == "rain_flood")
    assert found.basis == "fitted"
    assert found.rate == pytest.approx(3.0 / 29.0, rel=0.02)


def test_no_more_largest_rains_of_a_year_come_with_storms_than_there_are(
    assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a record, storms that all bring more than any year did claim every largest rain, and none beyond."""
    monkeypatch.setattr(typhoon, "storm_rain", lambda arrays: np.full(arrays.storm.size, 1e4))
    monkeypatch.setattr(typhoon, "storm_share", lambda _city, _storms: None)
    storms = assessment.impacts["typhoon_wind"].frequency.sum()
    rains = assessment.impacts["rain_flood"].frequency.sum()
    assert storms > rains
    family, _ = typhoon_family(assessment, Serial(), JointSettings(releases=50))
    assert family is not None
    (found,) = [one for one in family.joint.dependence if one.second == "rain_flood"]
    assert found.rate == pytest.approx(rains)


def test_a_storm_of_more_rain_goes_with_a_larger_rain(families: Mapping[str, Family]) -> None:
    """Rains of storms in the upper half of the climatology are larger on average than those of the lower half."""
    joint = families["typhoon_joint"].joint
    column = len(joint.parts) - 1 - joint.parts[::-1].index("rain_flood")
    both = (joint.index[:, 0] != ABSENT) & (joint.index[:, column] != ABSENT)
    distance = joint.sets[0].parameters["distance_km"].to_numpy()[joint.index[both, 0]]
    rain = joint.sets[column].parameters["mean_mm"].to_numpy()[joint.index[both, column]]
    weight = joint.frequency[both]
    near = distance < np.median(distance)
    assert np.average(rain[near], weights=weight[near]) > np.average(rain[~near], weights=weight[~near])


def test_a_release_by_the_surge_has_the_weather_of_its_storm(
    assessment: Assessment, families: Mapping[str, Family]
) -> None:
    """Month of the storm, its wind at the plant or more, neutral air."""
    joint = families["typhoon_joint"].joint
    column = joint.parts.index("toxic_release")
    wind, frame = joint.sets[0], joint.sets[column].parameters
    plants = plants_of(assessment.city, ToxicRelease().wanted)
    assert frame["stability"].unique().to_list() == ["D"]
    rows = np.flatnonzero(joint.index[:, column] != ABSENT)
    assert rows.size > 0
    for storm, number in joint.index[rows][:, [0, column]].tolist():
        release = frame.row(number, named=True)
        assert release["month"] == wind.parameters["month"][storm]
        there = wind.intensity([storm])[0][plants.cell[plants.id.index(release["plant"])]]
        assert release["wind_ms"] >= there


def test_a_kept_compound_event_has_one_month(assessment: Assessment, choices: tuple[JointChoice, ...]) -> None:
    """What the file says of storm, surge, rain and release is the month of the event."""
    chosen = next(one for one in choices if one.kind == "typhoon_joint")
    joint = chosen.family.joint
    rain = joint.parts.index("rain_flood")
    harmful = chosen.impacts.weighty >= 2
    for row in np.flatnonzero(harmful & (joint.index[:, [0, rain]] != ABSENT).all(axis=1))[:3].tolist():
        kept = saved_from_joint(assessment.city, chosen, row, "storm", 0.001)
        months = {part.parameters["month"] for part in kept.footprints if "month" in part.parameters}
        assert months == {kept.moment.month}


def test_fires_follow_their_earthquake(families: Mapping[str, Family]) -> None:
    """Fires burn only where the shaking reaches degree VI, at the moment of the earthquake."""
    joint = families["earthquake_joint"].joint
    quake, fire = joint.sets[:2]
    assert fire.kind == "urban_fire"
    events = np.arange(10)
    shaken, burnt = quake.intensity(events), fire.intensity(events)
    assert (shaken[burnt > 0.0] >= 6.0).all()
    assert (burnt <= 1.0).all()


def test_dams_fail_by_earthquakes_as_often_as_is_published(families: Mapping[str, Family]) -> None:
    """1.7 % of the failures of dams, and only failures, never releases."""
    joint = families["earthquake_joint"].joint
    column = joint.parts.index("dam_failure")
    way = (joint.sets[column].parameters["way"] == "breach").to_numpy()
    both = (joint.index[:, 0] != ABSENT) & (joint.index[:, column] != ABSENT)
    assert way[joint.index[both, column]].all()
    assert joint.frequency[both].sum() == pytest.approx(0.017 * joint.sets[column].frequency[way].sum(), rel=1e-4)


def test_heat_without_more_failures_meets_them_by_chance(assessment: Assessment) -> None:
    """With a factor of one the rate is that of chance."""
    family, _ = heat_family(assessment, JointSettings(heat_factor=1.0))
    assert family is not None
    power = family.joint.dependence[0]
    assert power.rate == pytest.approx(power.by_chance)


def test_worse_heat_comes_with_drier_summers(families: Mapping[str, Family]) -> None:
    """Heat waves rarer than once in ten years have drier summers on average than the others."""
    joint = families["heat_joint"].joint
    dry = joint.conditions[DRY_YEARS]
    here = joint.index[:, 0] != ABSENT
    severity = joint.sets[0].parameters["degree_days"].to_numpy()[joint.index[here, 0]]
    worst = severity > np.quantile(severity, 0.9)
    assert np.log(dry[here][worst]).mean() > np.log(dry[here][~worst]).mean()
    assert (dry[here] >= 1.0).all()


def test_epidemic_and_flood_overlap_by_their_durations(cities: Path) -> None:
    """0.02 epidemics of 120 days and 0.1 harmful floods of 10 days a year: 0.02 (1 - exp(-0.1 * 130 / 365))."""
    city = City.load(cities / "tinytown")
    found = {
        "epidemic": impacts("epidemic", [[5, 0, 0], [50, 0, 0]], [0.015, 0.005]),
        "rain_flood": impacts("rain_flood", [[0, 0, 0], [1, 100, 1e8]], [0.9, 0.1]),
    }
    family, reasons = outbreak_family(Assessment(city, found, (), 100, 1.0, 1), JointSettings())
    assert family is not None
    assert not reasons
    both = (family.joint.index >= 0).all(axis=1)
    assert family.joint.frequency[both].sum() == pytest.approx(0.02 * -np.expm1(-0.1 * 130.0 / 365.0))
    assert (family.joint.index[both, 1] == 1).all()
    assert family.joint.marginal(0) == pytest.approx([0.015, 0.005])
    assert family.own == (True, False)


def test_at_the_floor_a_family_lies_between_parts_that_never_meet_and_the_worst_with_the_worst(
    choices: tuple[JointChoice, ...],
) -> None:
    """To 3 %, the error of unions by district; at common levels the curves may cross, since events are fewer."""
    for one in choices:
        middle = one.modelled.impact_at(FLOOR)
        assert 0.97 * one.apart.impact_at(FLOOR) <= middle <= 1.03 * one.perfect.impact_at(FLOOR)


def test_the_compound_choice_has_several_parts_and_is_exact(choices: tuple[JointChoice, ...]) -> None:
    """Two parts or more weigh, and its consequences come from the footprints; fires after earthquakes weigh little."""
    assert {one.kind for one in choices if one.compound is not None} == {"typhoon_joint", "heat_joint"}
    for one in choices:
        if one.compound is None:
            continue
        assert one.impacts.exact[one.compound.event]
        assert len(parts_at_work(one.family, one.compound.event)) >= 2


def test_no_hazard_is_counted_twice(worst: Worst) -> None:
    """In what all hazards reach together, families take the place of their hazards; less happens, but the same."""
    together = counted(tuple(worst.candidates.values()))
    assert {one.kind for one in together} == {"typhoon_joint", "earthquake_joint", "heat_joint"}
    singles = [one for one in worst.candidates.values() if one not in together]
    assert sum(one.frequency.sum() for one in together) < sum(one.frequency.sum() for one in singles)


def test_a_family_is_told_like_a_hazard(worst: Worst) -> None:
    """Names are unique, the sentence has every part, and a storm has its month and its tide."""
    one = worst.candidates["typhoon_joint"]
    both = int(np.flatnonzero((one.teller.index >= 0).sum(axis=1) >= 3)[0])  # type: ignore[attr-defined]
    assert one.teller.identifier(both) == f"typhoon_joint-{both + 1:07d}"
    assert "At the same time" in str(one.teller.describe(both))
    moment = one.teller.moment(both)
    assert moment.month in range(5, 12)
    assert moment.tide in ("low", "mean", "high")


def test_a_compound_choice_is_kept_with_a_footprint_for_each_part(
    assessment: Assessment, choices: tuple[JointChoice, ...]
) -> None:
    """The footprints come back on the city's cells, one event set for each part, the leading hazard first."""
    city = assessment.city
    for one in choices:
        choice = one.compound or one.choice
        assert choice is not None
        kept = saved_from_joint(city, one, choice.event, one.kind.replace("_", "-"), choice.frequency)
        parts = parts_at_work(one.family, choice.event)
        assert [part.kind for part in kept.footprints] == [part.events.kind for _, part, _ in parts]
        for back, (_, part, event) in zip(event_sets(kept, city), parts, strict=True):
            assert (back.intensity([0])[0] == part.events.intensity([event])[0]).all()
        assert set(kept.story) == {"en", "zh-Hans"}
        assert kept.name["en"] == " + ".join(HAZARD_KINDS[part.kind] for part in kept.footprints)
        numbers = [value for part in kept.footprints for value in part.parameters.values() if isinstance(value, float)]
        assert np.isfinite(numbers).all()
        assert kept.frequency == choice.frequency
        assert kept.synthetic, "a simulated event is made up, whatever the city is"


def test_what_does_no_harm_is_no_scenario(assessment: Assessment, choices: tuple[JointChoice, ...]) -> None:
    """A row without any harm is refused."""
    for one in choices:
        idle = np.flatnonzero(one.impacts.weighty == 0)
        if idle.size:
            with pytest.raises(ValueError, match="does harm"):
                saved_from_joint(assessment.city, one, int(idle[0]), "none", 0.1)


def test_settings_out_of_range_are_refused_all_at_once() -> None:
    """Both names stand in one error."""
    with pytest.raises(SettingError, match="heat_factor, dam_share"):
        JointSettings(heat_factor=0.0, dam_share=2.0)


def test_every_dependence_says_what_it_rests_on(families: Mapping[str, Family]) -> None:
    """A basis and a sentence."""
    for family in families.values():
        for one in family.joint.dependence:
            assert isinstance(one.source, Message)
            assert str(one.source)


def chosen(severity: float) -> Choice:
    """A choice of which the severity alone matters here."""
    return Choice(
        kind="earthquake_joint", event=0, severity=severity, frequency=0.01, floor=FLOOR, beyond=0, worse=None,
        likelier=(), band=(), frequency_of={},
    )  # fmt: skip


def test_a_trifle_does_not_stand_for_a_family_whose_worst_has_several_parts() -> None:
    """The great earthquake with its fires is told, not the faint one with a small release; a single flood is not."""
    great, faint = chosen(0.65), chosen(0.001)
    assert compound_of(great, faint, parts=2) is great
    assert compound_of(great, None, parts=2) is great
    assert compound_of(great, faint, parts=1) is faint
    weighty = chosen(0.4)
    assert compound_of(great, weighty, parts=2) is weighty
    assert compound_of(None, weighty, parts=0) is weighty
