"""What a report of the cycle says it does not contain."""

from pathlib import Path

from anlan.city import City
from anlan.compute import Serial
from anlan.rehearsal import CycleSettings, run_cycle
from anlan.report.caveats import limits_of
from tests.rehearsal.test_tinytown import Silent


def test_a_cycle_that_plans_for_commoner_events_than_the_city_says_so(cities: Path) -> None:
    """Tinytown plans for once in 10,000 years, its cycle for once in 1,000; one that goes as far says nothing."""
    city = City.load(cities / "tinytown")
    settings = CycleSettings.of(city, events=20)
    assert settings.floor == 0.001
    pattern = "The cycle plans for what happens at least once in {years} years."
    limits = limits_of(run_cycle(city, settings, Serial(), Silent()))
    assert limits[-1].text.startswith(pattern)
    far = limits_of(run_cycle(city, CycleSettings.of(city, events=20, floor=0.0001), Serial(), Silent()))
    assert not any(limit.text.startswith(pattern) for limit in far)
