"""Tinytown from rain to gap, every number computed by hand.

100 mm of rain over 42 cells that nothing takes up stand 0.6 m deep in the seven cells of the hollow. Cells of the H3
grid differ in surface by about a part in a thousand, which is the tolerance of everything that follows from depth.
"""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.compute import Serial
from anlan.errors import SettingError
from anlan.language import Message
from anlan.rehearsal import CycleRun, CycleSettings, Rehearsed, run_cycle

NEAR = 2e-3


class Silent:
    """Watches a run and keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self, stage: Message) -> None:
        """Keep the stage."""
        self.told.append(str(stage))

    def advance(self, done: int, total: int) -> None:
        """Check that progress never passes its end."""
        assert 0 < done <= total

    def end(self, result: Message) -> None:
        """Keep the result."""
        self.told.append(str(result))


@pytest.fixture(scope="module")
def run(cities: Path) -> CycleRun:
    """The cycle of tinytown with a hundred years of equal rain."""
    city = City.load(cities / "tinytown")
    return run_cycle(city, CycleSettings.of(city, events=100, floor=0.01), Serial(), Silent())


@pytest.fixture(scope="module")
def flood(run: CycleRun) -> Rehearsed:
    """The worst credible scenario."""
    return run.rehearsed[0]


def test_only_the_rain_can_be_assessed(run: CycleRun) -> None:
    """Typhoon and earthquake lack their tables, and the run says so."""
    assert [each.hazard.kind for each in run.hazards] == ["rain_flood"]
    assert {each.what for each in run.skipped} >= {"typhoon_wind", "earthquake"}
    assert all(each.reasons for each in run.skipped)


def test_water_stands_in_the_hollow_alone(flood: Rehearsed) -> None:
    """Seven cells are 0.6 m deep, thirty-five are dry."""
    depth = np.sort(flood.scenario.intensity)
    assert depth[-7:] == pytest.approx(np.full(7, 0.6), rel=NEAR)
    assert not depth[:-7].any()


def test_consequences(flood: Rehearsed) -> None:
    """Of 700 people at 0.6 m, 0.6 % die, 3 % are severely injured, 30 % lose their home; so do dwellings."""
    totals = flood.scenario.totals
    assert totals["killed"] == pytest.approx(4.2, rel=NEAR)
    assert totals["severely_injured"] == pytest.approx(21.0, rel=NEAR)
    assert totals["displaced"] == pytest.approx(210.0, rel=NEAR)
    assert totals["residential"] == pytest.approx(21e6, rel=NEAR)


def test_consequences_by_row_add_up_to_the_city(flood: Rehearsed) -> None:
    """The scenario's rows and its totals are the same people."""
    by_row = flood.scenario.by_row.sum(axis=0)
    assert by_row == pytest.approx(list(flood.scenario.totals.values()), rel=1e-9)


def test_yearly_mean_is_the_loss_of_every_year(run: CycleRun) -> None:
    """The same rain falls every year, so the mean yearly loss is the loss."""
    hazard = run.hazards[0]
    assert hazard.curves["direct_loss"].mean_annual == pytest.approx(21e6, rel=NEAR)
    rows = hazard.impacts.mean_annual(run.city.cells)
    assert rows.sum(axis=0) == pytest.approx(hazard.impacts.totals.mean(axis=0), rel=1e-9)


def test_the_choice_is_the_event_at_the_floor(flood: Rehearsed) -> None:
    """With a hundred events of 1 in 100 years, the worst one is reached once in a hundred years."""
    assert flood.choice.frequency == pytest.approx(0.01)
    assert flood.choice.beyond == 0
    assert flood.choice.severity == pytest.approx(1.0, rel=NEAR)


def test_people_in_need_rise_for_ten_hours(flood: Rehearsed) -> None:
    """The profile rises linearly: 21 more people an hour until 210."""
    course = flood.scenario.course["displaced"]
    assert course[:12] == pytest.approx(np.minimum(np.arange(12) * 21.0, 210.0), rel=NEAR)
    assert course[71] == pytest.approx(210.0, rel=NEAR)


def test_water_runs_short_by_the_hour(flood: Rehearsed) -> None:
    """315 L before the stock opens, 1,680 L until the agreement, 1,800 L while the line ramps up, 2,700 L after."""
    balance = flood.balance
    row = balance.needs.items.index("water")
    unmet = balance.unmet[row]
    assert balance.needs.amount[row].sum() == pytest.approx(13_965.0, rel=NEAR)
    assert unmet[:6].sum() == pytest.approx(315.0, rel=NEAR)
    assert unmet[6:12].sum() == pytest.approx(0.0, abs=1.0)
    assert unmet[12:20].sum() == pytest.approx(1_680.0, rel=NEAR)
    assert unmet[20:30].sum() == pytest.approx(0.0, abs=5.0)
    assert unmet[30:42].sum() == pytest.approx(1_800.0, rel=2 * NEAR)
    assert unmet[42:].sum() == pytest.approx(2_700.0, rel=3 * NEAR)
    assert balance.stock[row].sum() == pytest.approx(1_050.0)
    assert balance.agreement[row].sum() == pytest.approx(2_100.0)
    assert balance.capacity[row].sum() == pytest.approx(4_320.0)


def test_twelve_tents_are_missing(flood: Rehearsed) -> None:
    """12.6 tents are waited for before the store opens in hour 4; of 42 with 30 in store, 12 are missing in the end."""
    balance = flood.balance
    row = balance.needs.items.index("tent")
    assert balance.needs.once[row]
    assert balance.needs.amount[row].sum() == pytest.approx(42.0, rel=NEAR)
    assert balance.unmet[row, -1] == pytest.approx(12.0, rel=5 * NEAR)
    assert balance.shortage[row] == pytest.approx(12.6, rel=NEAR)


def test_beds_suffice(flood: Rehearsed) -> None:
    """21 severely injured find 40 beds at once."""
    row = flood.balance.needs.items.index("bed")
    assert flood.balance.shortage[row] == 0.0


def test_unmet_need_in_person_hours(flood: Rehearsed) -> None:
    """6,495 person-hours without water and 3,903 without a tent."""
    hours = dict(zip(flood.balance.needs.items, flood.balance.unmet_person_hours, strict=True))
    assert hours["water"] == pytest.approx(6_495.0, rel=3 * NEAR)
    assert hours["tent"] == pytest.approx(3_903.0, rel=5 * NEAR)
    assert hours["bed"] == 0.0
    assert flood.resilience.unmet_person_hours == pytest.approx(10_398.0, rel=5 * NEAR)


def test_loss_of_resilience(flood: Rehearsed) -> None:
    """34.43 h of water and 21.03 h of shelter, the mean with health is 18.49 h."""
    lost = {group: float((1.0 - level).sum()) for group, level in flood.resilience.level.items()}
    assert lost["water"] == pytest.approx(34.4286, rel=3 * NEAR)
    assert lost["shelter"] == pytest.approx(21.0278, rel=5 * NEAR)
    assert lost["medical"] == 0.0
    assert flood.resilience.loss == pytest.approx(18.4855, rel=4 * NEAR)


def test_the_band_holds_the_chosen_scenario(flood: Rehearsed) -> None:
    """All years are equal here, so the band closes on the scenario itself."""
    band = flood.band
    assert band.loss_low == pytest.approx(flood.resilience.loss, rel=NEAR)
    assert band.loss_high == pytest.approx(flood.resilience.loss, rel=NEAR)


@pytest.mark.parametrize(
    ("field", "value"), [("events", 0), ("floor", 0.0), ("floor", 1.5), ("hours", 0), ("seed", -1)]
)
def test_settings_out_of_range_are_refused(field: str, value: float) -> None:
    """The message names the setting's value and what is allowed."""
    good: dict[str, float] = {"events": 1, "floor": 0.1, "hours": 1, "planning_years": 1, "seed": 1}
    with pytest.raises(SettingError, match="give"):
        CycleSettings(**{**good, field: value})  # type: ignore[arg-type]
