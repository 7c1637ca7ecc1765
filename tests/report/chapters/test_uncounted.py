"""What counts as unharmed for want of a function is named with what is exposed."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from anlan.city import City
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.compute import Serial
from anlan.report.chapters.uncounted import uncounted_grids, uncounted_limits, uncounted_table
from anlan.report.quantity import Quantity
from anlan.risk import Assessment, assess_each
from anlan.risk.exposure import without_function
from tests.risk.event_sets import VULNERABILITY, event_set


def assessment(city: City) -> Assessment:
    """Assess one event of one hazard whose functions cover few consequences."""
    events = event_set(city, np.ones((1, len(city.cells)), dtype=np.float32), np.array([0.01]))
    impacts = assess_each(city, events, Serial(), [None], vulnerability=VULNERABILITY)[0]
    return Assessment(city, {"rain_flood": impacts}, (), 100, 1.0, 1)


def test_every_exposed_consequence_without_a_function_is_named(cities: Path) -> None:
    """Each is either assessed or named with its exposure, and none is both."""
    city = City.load(cities / "tinytown")
    run = assessment(city)
    named = uncounted_table(run)
    assert named.height > 0
    assert not set(named["consequence"]) & set(VULNERABILITY.targets)
    exposed = without_function(city.cells, ())
    assert set(named["consequence"]) == set(exposed) - set(VULNERABILITY.targets)
    assert dict(named.select("consequence", "exposed").iter_rows()) == {
        target: exposed[target] for target in named["consequence"]
    }
    rows = uncounted_grids(run)["uncounted"].rows
    assert {row.key for row in rows} == set(named["consequence"])
    assert uncounted_limits(run)[0].values["count"] == named.height


def test_people_are_counted_in_people_and_assets_in_money(cities: Path) -> None:
    """The unit of what is exposed is that of the consequence, in the table of the page and in that of the files."""
    run = assessment(City.load(cities / "tinytown"))
    currency = run.city.info["currency"]
    wanted = {
        target: currency if target in ASSET_TARGETS else "persons" for target in uncounted_table(run)["consequence"]
    }
    assert dict(uncounted_table(run).select("consequence", "unit").iter_rows()) == wanted
    shown = {row.key: row.cells[1] for row in uncounted_grids(run)["uncounted"].rows}
    assert {target: cell.unit for target, cell in shown.items() if isinstance(cell, Quantity)} == wanted


def test_nothing_is_said_where_every_consequence_has_a_function(cities: Path) -> None:
    """No sentence and no table."""
    city = City.load(cities / "tinytown")
    run = assessment(city)
    impacts = run.impacts["rain_flood"]
    targets = tuple(without_function(city.cells, ()))
    shares = np.zeros((VULNERABILITY.knots.size, len(targets)))
    whole = replace(impacts, vulnerability=replace(VULNERABILITY, targets=targets, shares=shares))
    covered = replace(run, impacts={"rain_flood": whole})
    assert uncounted_limits(covered) == ()
    assert uncounted_grids(covered) == {}
    assert uncounted_table(covered).height == 0
