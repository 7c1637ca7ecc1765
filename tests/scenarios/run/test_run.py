"""A run as a whole: workers, cities without networks, several hazards, wrong settings."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.compute import Serial, local
from anlan.errors import SettingError
from anlan.language import Message
from anlan.scenarios.cascade import CascadeSettings
from anlan.scenarios.run import PARTS, RunSettings, ScenarioRun, run_scenario
from anlan.scenarios.run.quality import measures_of, spread_of
from anlan.scenarios.run.talks import operators_of
from tests.scenarios.cascade.test_hazards import shaken
from tests.scenarios.cascade.test_properties import random_town
from tests.scenarios.cascade.town import depends, frame
from tests.scenarios.run.case import ORGANISATIONS, chain, flooded, rules, run


def arrays(found: ScenarioRun) -> dict[str, Any]:
    """Return all numbers of a run that workers could change."""
    quality, care, travel, groups = found.quality, found.care, found.travel, found.groups
    assert quality is not None
    assert travel is not None
    assert groups is not None
    return {
        "whole": quality.whole, "districts": quality.by_district, "waiting": care.waiting, "low": care.beds_low,
        "minutes": travel.minutes, "cut_off": travel.city_cut_off, "groups": groups.share, "rows": found.by_row,
        **{f"course {name}": people for name, people in found.course.items()},
    }  # fmt: skip


def test_one_and_two_workers_agree_bit_for_bit() -> None:
    """Every number, chain and pair is the same."""
    city = random_town(np.random.default_rng(3))
    scenario, settings = flooded(city, 0.3), rules(followed=40)
    alone = run_scenario(city, scenario, samples=70, seed=1, executor=Serial(), settings=settings)
    with local(2) as executor:
        together = run_scenario(city, scenario, samples=70, seed=1, executor=executor, settings=settings)
    for name, values in arrays(alone).items():
        np.testing.assert_array_equal(values, arrays(together)[name])
    assert alone.paths == together.paths
    assert alone.hardening == together.hardening
    assert [(one.kind, one.place, one.chance) for one in alone.secondary] == [
        (one.kind, one.place, one.chance) for one in together.secondary
    ]
    assert len(alone.paths) == 10


def test_quality_is_a_share_and_its_band_is_in_order() -> None:
    """Between 0 and 1, and the quantiles ascend."""
    city = random_town(np.random.default_rng(4))
    found = run(city, flooded(city, 0.3), samples=30).quality
    assert found is not None
    for band in (*found.parts.values(), *found.services.values(), found.whole):
        assert (band >= -1e-9).all()
        assert (band <= 1.0 + 1e-9).all()
        assert (np.diff(band[1:], axis=0) >= -1e-12).all()
    assert set(found.parts) == set(PARTS)
    assert sum(found.weights.values()) == pytest.approx(1.0)


def test_a_city_without_networks_is_told_by_its_consequences(cities: Path) -> None:
    """Nothing is known of lifelines and access; health and shelter are, and why the rest is not is said."""
    city = City.load(cities / "tinytown")
    found = run(city, flooded(city, 1.0))
    assert found.cascade is None
    assert found.travel is None
    assert found.groups is None
    assert (found.paths, found.talks, found.hardening) == ((), (), ())
    assert found.quality is not None
    assert set(found.quality.parts) == {"health", "shelter"}
    assert "no-cascade" in {one.code for one in found.notices}


def test_services_are_read_from_the_consequences_where_there_are_no_networks(cities: Path) -> None:
    """Half of the people lack water for all hours: lifelines are at one half."""
    city = City.load(cities / "tinytown")
    function = {"id": "dry", "hazard": "rain_flood", "target": "without_water", "intensity_unit": "m"}
    points = [{"function": "dry", "intensity": at, "mean": 0.5 * at, "spread": 0.0} for at in (0.0, 1.0)]
    for table, rows in (("vulnerability_functions", [function]), ("vulnerability_points", points)):
        city = city.with_table(table, pl.concat([city.table(table), frame(city, table, rows)]))
    found = run(city, flooded(city, 1.0)).quality
    assert found is not None
    np.testing.assert_allclose(found.parts["lifelines"], 0.5)
    assert found.loss["water"] == pytest.approx((24.0, 24.0, 24.0, 24.0))


def test_weights_decide_what_counts(cities: Path) -> None:
    """With all weight on shelter the whole is shelter; a service without weight does not count."""
    city = chain(cities)
    found = run(city, flooded(city, 1.0), parts={"shelter": 2.0}, services={"power": 0.0, "telecom": 0.0}).quality
    assert found is not None
    np.testing.assert_allclose(found.whole, found.parts["shelter"].mean(axis=0)[None, :].repeat(4, axis=0))
    assert found.weights == {"shelter": 1.0}
    np.testing.assert_allclose(found.parts["lifelines"], found.services["water"])


def test_staff_who_are_not_enough_leave_beds_unused(cities: Path) -> None:
    """40 beds and 40 staff suffice before the scenario, and without roads nobody is kept from work."""
    city = chain(cities)
    city = city.with_table("places", city.table("places").with_columns(staff=pl.lit(40, dtype=pl.Int64)))
    found = run(city, flooded(city, 1.0)).care
    assert found.staffed is not None
    np.testing.assert_allclose(found.staffed, 40.0)


def test_hospitals_without_staff_need_none(cities: Path) -> None:
    """A city that has fewer than the rule asks for needs no more than it has, down to nobody at all."""
    city = chain(cities)
    city = city.with_table("places", city.table("places").with_columns(staff=pl.lit(0, dtype=pl.Int64)))
    found = run(city, flooded(city, 1.0)).care
    assert found.staffed is not None
    np.testing.assert_allclose(found.staffed, 40.0)


def test_broadcasters_do_not_run_the_roads(cities: Path) -> None:
    """A word of a field counts where a word begins with it, whatever its case."""
    city = chain(cities)
    fields = {"phone-company": "radio and television broadcasting", "grid": "Roads and bridges"}
    organisations = city.table("organisations").with_columns(
        function=pl.col("id").replace_strict(fields, default=None, return_dtype=pl.String)
    )
    nodes = city.table("nodes").with_columns(operator=pl.lit(None, dtype=pl.String), network=pl.lit("road"))
    found = operators_of(city.with_table("organisations", organisations).with_table("nodes", nodes))
    assert found.presumed == {"road": "grid"}


def test_a_late_hazard_is_told_to_break_networks_at_once(cities: Path) -> None:
    """The cascade knows one moment of damage."""
    city = chain(cities)
    codes = {one.code for one in run(city, flooded(city, 1.0, 1.0, onset=6.0)).notices}
    assert "onset" in codes


def test_a_hazard_that_breaks_nothing_is_named(cities: Path) -> None:
    """Only the flood has functions for components; the earthquake beside it is told."""
    city = chain(cities)
    flood, quake = flooded(city, 1.0), flooded(city, 8.0, kind="earthquake", unit="1")
    both = type(flood)(**{**vars(flood), "footprints": (*flood.footprints, *quake.footprints)})
    found = run(city, both)
    assert [one.events.kind for one in found.impacts] == ["rain_flood", "earthquake"]
    assert "no-fragility-of-hazard" in {one.code for one in found.notices}
    assert {one.kind for one in found.secondary} == {"fire", "epidemic"}


def test_all_hazards_that_break_networks_break_them_together(cities: Path) -> None:
    """Water breaks the substation, shaking the exchange: the telephone is out at once, without its battery."""
    city = shaken(chain(cities), "exchange")
    flood, quake = flooded(city, 1.0), flooded(city, 1.0, kind="earthquake", unit="MMI")
    both = type(flood)(**{**vars(flood), "footprints": (*flood.footprints, *quake.footprints)})
    found = run(city, both)
    assert found.cascade is not None
    assert found.cascade.model.kinds == ("rain_flood", "earthquake")
    assert found.quality is not None
    assert found.quality.services["telecom"][0, 0] == pytest.approx(0.0)
    assert found.quality.services["water"][0, 0] == pytest.approx(1.0)


def test_those_who_run_places_without_beds_must_talk_too(cities: Path) -> None:
    """The school stands still with the substation: no person-hours, but one dependency."""
    city = chain(cities)
    dependencies = pl.concat(
        [city.table("dependencies"), frame(city, "dependencies", [depends("school", "substation")])]
    )
    places = city.table("places").with_columns(
        operator=pl.when(pl.col("id") == "school").then(pl.lit("health-office")).otherwise(None)
    )
    city = city.with_table("dependencies", dependencies).with_table("places", places)
    (talk,) = [one for one in run(city, flooded(city, 1.0)).talks if one.second == "health-office"]
    assert (talk.first, talk.links, talk.person_hours) == ("grid", 1, 0.0)
    assert "stand still" in str(talk.reason)


def test_operators_are_presumed_where_they_are_not_named(cities: Path) -> None:
    """The organisation whose field is power supply runs the grid; whoever is not known is listed."""
    city = chain(cities)
    organisations = city.table("organisations").with_columns(
        function=pl.when(pl.col("id") == "grid").then(pl.lit("power supply")).otherwise(None)
    )
    city = city.with_table("organisations", organisations)
    city = city.with_table("nodes", city.table("nodes").with_columns(operator=pl.lit(None, dtype=pl.String)))
    found = run(city, flooded(city, 1.0))
    assert [(talk.first, talk.second) for talk in found.talks] == [("grid", "health-office")]
    codes = {one.code: str(one) for one in found.notices}
    assert "power grid" in codes["presumed-operator"]
    assert "waterworks" in codes["unknown-operator"]
    assert ORGANISATIONS[0] == "grid"


def test_a_watcher_learns_of_every_stage(cities: Path) -> None:
    """As many stages end as begin, and the samples that are followed are counted."""
    heard: list[str] = []

    class Listener:
        def begin(self, stage: Message) -> None:
            heard.append(f"begin {stage.text}")

        def advance(self, done: int, total: int) -> None:
            heard.append(f"advance {done} of {total}")

        def end(self, result: Message) -> None:
            heard.append(f"end {result.text}")

    city = chain(cities)
    run_scenario(city, flooded(city, 1.0), samples=2, seed=1, executor=Serial(), settings=rules(), progress=Listener())
    assert [line for line in heard if line.startswith("advance")] == ["advance 1 of 2", "advance 2 of 2"]
    assert [line.split()[0] for line in heard if not line.startswith("advance")] == ["begin", "end"] * 3


def test_a_scenario_of_another_state_of_the_city_is_told(cities: Path) -> None:
    """A changed city gets a notice, not a refusal."""
    city = chain(cities)
    other = type(flooded(city, 1.0))(**{**vars(flooded(city, 1.0)), "city_checksum": "x"})
    assert "other-state" in {one.code for one in run(city, other).notices}


def test_a_scenario_of_another_city_is_told(cities: Path) -> None:
    """It runs if it touches the city, with a notice that names the city for which it was made."""
    city = chain(cities)
    other = type(flooded(city, 1.0))(**{**vars(flooded(city, 1.0)), "city": "elsewhere"})
    told = [one for one in run(city, other).notices if one.code == "other-city"]
    assert [str(one) for one in told] == [
        "city.toml: the scenario was made for 'elsewhere', not for this city; lay it on this city with "
        "'anlan scenario new --from-scenario'"
    ]


def test_loss_robustness_and_rapidity_by_hand() -> None:
    """Q of 1, 0.5, 1 loses half an hour, is back at hour 2; a sample that never comes back is infinitely slow."""
    loss, robustness, rapidity = measures_of(np.array([[1.0, 0.5, 1.0], [1.0, 1.0, 0.0]]))
    assert loss == (0.75, 0.5, 0.5, 1.0)
    assert robustness == (0.25, 0.0, 0.0, 0.5)
    assert rapidity == (np.inf, 2.0, 2.0, np.inf)
    assert spread_of(np.array([3.0])) == (3.0, 3.0, 3.0, 3.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"parts": {"joy": 1.0}}, {"parts": {"health": 0.0}}, {"parts": {"health": -1.0}}, {"services": {"pipe": 1.0}},
        {"occupied": 1.5}, {"stay_days": 0.0}, {"staff_per_bed": 0.0}, {"travel_hours": (-1,)}, {"followed": 0},
        {"release_chance": 2.0}, {"outbreak_rate": -1.0}, {"candidates": -1}, {"road_kmh": 0.0},
        {"lightly_admitted": float("nan")},
    ],
)  # fmt: skip
def test_settings_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    """Each is named with what to give."""
    with pytest.raises(SettingError, match=r"give|see"):
        RunSettings(**wrong)


@pytest.mark.parametrize(("samples", "seed"), [(0, 1), (1, -1)])
def test_samples_and_seed_out_of_range_are_refused(cities: Path, samples: int, seed: int) -> None:
    """No sample gives no result, and a seed is no negative number."""
    city = City.load(cities / "tinytown")
    with pytest.raises(SettingError, match="give 1 or more samples"):
        run_scenario(city, flooded(city, 1.0), samples=samples, seed=seed, executor=Serial())


def test_the_run_is_as_long_as_the_cascade() -> None:
    """One setting holds for both."""
    assert RunSettings(cascade=CascadeSettings(hours=100)).hours == 100
