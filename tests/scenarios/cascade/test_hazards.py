"""Several hazards at once: how often components fail, and how long their repair takes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.compute import Serial
from anlan.errors import PackageError, SettingError
from anlan.hazards import EventSet
from anlan.scenarios.cascade import Cascade, CascadeSettings, RepairTime, cascade_of, model_of, rank_hardening
from anlan.scenarios.cascade.damage import chances, rows_of
from tests.scenarios.cascade.test_by_hand import DEPENDENCIES, LINKS, NODES
from tests.scenarios.cascade.town import flood, frame, town

REPAIRS = (
    RepairTime("power", "node", 9.5, 0.0, "rain_flood"),
    RepairTime("power", "link", 9.5, 0.0, "rain_flood"),
    RepairTime("power", "node", 49.5, 0.0, "earthquake"),
)


def shaken(city: City, *components: str, function: str = "shaken") -> City:
    """Give components a second function: they fail in earthquakes with a chance equal to the intensity."""
    functions = [{"id": "shaken", "hazard": "earthquake", "target": "component", "intensity_unit": "MMI"}]
    points = [{"function": "shaken", "intensity": at, "mean": at, "spread": 0.0} for at in (0.0, 1.0)]
    for table, rows in (("vulnerability_functions", functions), ("vulnerability_points", points)):
        city = city.with_table(table, pl.concat([city.table(table), frame(city, table, rows)]))
    rows = [{"component": name, "function": function} for name in components]
    return city.with_table("fragilities", frame(city, "fragilities", rows))


@pytest.fixture(name="both")
def town_of_two_hazards(cities: Path) -> City:
    """The chain of services; substation and water main also fail in earthquakes."""
    nodes = tuple({**row, "capacity": None} for row in NODES)
    return shaken(town(cities, nodes, LINKS, DEPENDENCIES), "substation", "waterworks-tap")


def quake(city: City, levels: Sequence[float]) -> EventSet:
    """Make earthquakes of given intensity."""
    return flood(city, levels, "earthquake", "MMI")


def run(city: City, events: EventSet | Sequence[EventSet], samples: int = 200, **rules: Any) -> Cascade:
    """Sample the first event."""
    return cascade_of(
        city, events, [0], samples=samples, seed=5, executor=Serial(), settings=CascadeSettings(hours=72, **rules)
    )


def test_hazards_break_a_component_independently_of_each_other(both: City) -> None:
    """At 0.3 and 0.5 the substation fails with 1 - 0.7 x 0.5 = 0.65; the plant knows floods alone, the exchange too."""
    parts = (flood(both, [0.3]), quake(both, [0.5]))
    model = model_of(both, ("rain_flood", "earthquake"), ("m", "MMI"), CascadeSettings())
    chance, _ = chances(model, parts, np.array([0]))
    found = dict(zip(model.components, chance[0].tolist(), strict=True))
    assert found["substation"] == pytest.approx(0.65)
    assert found["waterworks-tap"] == pytest.approx(0.65)
    assert found["plant"] == pytest.approx(0.3)
    often = dict(zip(model.components, run(both, parts, 4000).failures.tolist(), strict=True))
    assert often["substation"] == pytest.approx(0.65, abs=0.03)
    assert often["plant"] == pytest.approx(0.3, abs=0.03)


def test_one_set_gives_the_same_numbers_alone_and_in_a_sequence(both: City) -> None:
    """A hazard that does not reach the city changes nothing either."""
    alone, listed = run(both, flood(both, [0.3])), run(both, [flood(both, [0.3])])
    calm = run(both, [flood(both, [0.3]), quake(both, [0.0])])
    for other in (listed, calm):
        np.testing.assert_array_equal(alone.without, other.without)
        np.testing.assert_array_equal(alone.failures, other.failures)
    assert listed.provenance == alone.provenance


def test_a_further_hazard_breaks_more_and_never_less(both: City) -> None:
    """What fails in the flood fails in the flood with an earthquake: the chances of a sample are the same."""
    wet, worse = run(both, flood(both, [0.3])), run(both, [flood(both, [0.3]), quake(both, [0.5])])
    assert (worse.failed >= wet.failed).all()
    assert (worse.failures >= wet.failures).all()
    assert worse.failed.sum() > wet.failed.sum()


@pytest.mark.parametrize(("wet", "strong", "hours"), [(0.9, 0.5, 16), (0.5, 0.9, 56), (0.7, 0.7, 56)])
def test_the_likeliest_cause_sets_the_time_of_repair(both: City, wet: float, strong: float, hours: int) -> None:
    """After 6 h crews work 10 h on flood damage and 50 h on that of an earthquake; of equals the longer counts."""
    parts = [flood(both, [wet]), quake(both, [strong])]
    found = run(both, parts, repairs=REPAIRS)
    alone = found.model.components.index("substation")
    chance, hazard = chances(found.model, parts, np.array([0]))
    assert found.model.work[hazard[0, alone], alone] + 6.5 == pytest.approx(hours)
    back = found.rapidity("power")
    assert set(back.tolist()) - {0.0} == {16.0, float(hours)}  # the plant fails in floods alone
    assert chance[0, alone] == pytest.approx(1 - (1 - wet) * (1 - strong))


def test_two_functions_of_one_hazard_both_count(both: City) -> None:
    """A second function for floods of the same form: 1 - 0.7 x 0.7."""
    city = shaken(both, "plant")
    functions = [{"id": "also", "hazard": "rain_flood", "target": "component", "intensity_unit": "m"}]
    points = [{"function": "also", "intensity": at, "mean": at, "spread": 0.0} for at in (0.0, 1.0)]
    for table, rows in (("vulnerability_functions", functions), ("vulnerability_points", points)):
        city = city.with_table(table, pl.concat([city.table(table), frame(city, table, rows)]))
    rows = [{"component": "plant", "function": name} for name in ("also", "sure", "shaken")]
    city = city.with_table("fragilities", frame(city, "fragilities", rows))
    found = run(city, flood(city, [0.3]), 1)
    chance, _ = chances(found.model, [flood(city, [0.3])], np.array([0]))
    assert chance[0, found.model.components.index("plant")] == pytest.approx(0.51)
    assert chance[0, found.model.components.index("mast")] == pytest.approx(0.3)


def test_hardening_is_ranked_over_all_hazards(both: City) -> None:
    """The saving of the substation equals that of a run without its functions."""
    parts = [flood(both, [0.2]), quake(both, [0.4])]
    before = run(both, parts)
    ranked = {one.component: one for one in rank_hardening(before, parts, Serial(), candidates=9)}
    rows = [{**row, "fragility": None if row["id"] == "substation" else row["fragility"]}
            for row in both.table("nodes").to_dicts()]  # fmt: skip
    hard = both.with_table("nodes", frame(both, "nodes", rows))
    hard = hard.with_table("fragilities", both.table("fragilities").tail(1))
    saved = (before.person_hours - run(hard, parts).person_hours).sum(axis=1)
    assert ranked["substation"].saved == pytest.approx(saved.mean(), rel=1e-9)


def test_wrong_rows_of_fragilities_are_said_with_their_lines(both: City) -> None:
    """Components and functions that do not exist; the package's own check may be gone after a change in memory."""
    rows = [{"component": "nothing", "function": "shaken"}, {"component": "plant", "function": "none"}]
    city = both.with_table("fragilities", frame(both, "fragilities", rows))
    with pytest.raises(PackageError) as caught:
        run(city, flood(city, [0.3]))
    assert {(problem.file, problem.line, problem.code) for problem in caught.value.problems} == {
        ("fragilities.csv", 2, "unknown-component"),
        ("fragilities.csv", 3, "no-fragility"),
    }


def test_parts_that_do_not_fit_together_are_refused(both: City) -> None:
    """No part, unequal numbers, other cells, two units of one hazard, and a model of other hazards."""
    with pytest.raises(SettingError, match="no set of events"):
        rows_of([], [0], 1, 0)
    with pytest.raises(SettingError, match="rain_flood 1, earthquake 2; give sets of equal length"):
        rows_of([flood(both, [0.1]), quake(both, [0.1, 0.2])], [0], 1, 0)
    with pytest.raises(SettingError, match="differ in unit: ft"):
        rows_of([flood(both, [0.1]), flood(both, [0.1], "rain_flood", "ft")], [0], 1, 0)
    shifted = replace(quake(both, [0.1]), cells=both.cells.h3 + 1)
    with pytest.raises(SettingError, match="different cells"):
        rows_of([flood(both, [0.1]), shifted], [0], 1, 0)
    wet = model_of(both, "rain_flood", "m", CascadeSettings())
    with pytest.raises(SettingError, match="not one of earthquake in MMI"):
        cascade_of(both, quake(both, [0.1]), [0], samples=1, seed=0, executor=Serial(), model=wet)
    with pytest.raises(SettingError, match="2 hazards with 1 units"):
        model_of(both, ("rain_flood", "earthquake"), "m", CascadeSettings())
