"""Cost and benefit over the years, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.errors import SettingError
from anlan.risk.treatment import (
    PlanSettings,
    appraise,
    benefits_of,
    cash_flow,
    discount_factors,
    present_cost,
    present_value,
    tail_mean,
    whole_risk,
)
from tests.risk.treatment.towns import made, measure


def test_investment_is_spread_over_construction() -> None:
    """120 over three years from year 2, then 5 a year of upkeep from year 5 on."""
    flow = cash_flow(measure("dyke", 120.0, 5.0, build=3, life=50), 2, 7, renew=True)
    assert flow.spending.tolist() == [0, 40, 40, 40, 5, 5, 5]
    assert flow.working.tolist() == [False, False, False, False, True, True, True]
    assert flow.remaining == pytest.approx(120.0 * 47 / 50)


def test_a_measure_without_construction_is_paid_when_it_begins() -> None:
    """An agreement works in the year in which it is signed."""
    flow = cash_flow(measure("agreement", 9.0, 1.0, build=0, life=5), 1, 3, renew=False)
    assert flow.spending.tolist() == [10, 1, 1]
    assert flow.working.all()


def test_a_measure_is_renewed_or_ends() -> None:
    """A life of two years: bought again every second year, or gone after year 3."""
    pump = measure("pump", 10.0, 1.0, build=1, life=2)
    renewed = cash_flow(pump, 1, 6, renew=True)
    assert renewed.spending.tolist() == [10, 1, 1, 11, 1, 11]
    assert renewed.working.tolist() == [False, True, True, True, True, True]
    assert renewed.remaining == pytest.approx(5.0)
    ended = cash_flow(pump, 1, 6, renew=False)
    assert ended.spending.tolist() == [10, 1, 1, 0, 0, 0]
    assert ended.working.tolist() == [False, True, True, False, False, False]
    assert ended.remaining == 0.0


@given(st.floats(0.001, 0.5), st.integers(1, 100))
def test_an_annuity_has_its_closed_form(rate: float, years: int) -> None:
    """One unit at the end of each year is worth (1 - (1 + r)^-n) / r today."""
    assert present_value([1.0] * years, rate) == pytest.approx((1.0 - (1.0 + rate) ** -years) / rate)
    assert discount_factors(rate, years, 0)[0] == 1.0


def test_a_programme_by_hand() -> None:
    """One measure halves the west's loss of 4,000 a year from year 2 on, at 10 %, over three years."""
    shutters = measure("shutters", 300.0, 10.0, build=1, life=10)
    treatment = made([shutters], {"shutters": {"west": 0.5}})
    settings = PlanSettings(years=2, horizon=3, rate=0.1, values={"killed": 1e6})
    outcome = appraise(treatment, settings, {"shutters": 1})
    assert outcome.spending.tolist() == [300.0, 10.0]
    factor = 1.1**-2 + 1.1**-3
    assert outcome.avoided == pytest.approx(factor * np.array([0.5, 1.0, 15.0, 2000.0]))
    assert outcome.saved == pytest.approx(factor * (0.5e6 + 2000.0))
    assert outcome.cost == pytest.approx(300.0 / 1.1 + 10.0 * factor - 300.0 * 0.8 * 1.1**-3)
    assert outcome.cost == pytest.approx(present_cost(shutters, 1, settings))
    assert outcome.remaining.sum(axis=1)[:, 3].tolist() == [5000.0, 3000.0, 3000.0]
    (benefit,) = benefits_of(treatment, settings)
    assert benefit.annual == pytest.approx([0.5, 1.0, 15.0, 2000.0])
    assert benefit.ratio == pytest.approx(outcome.saved / outcome.cost)


def test_without_money_for_lives_the_whole_risk_is_worth_one() -> None:
    """Each consequence counts with its share of what is avoided."""
    treatment = made([measure("a", build=0)], {"a": {"west": 0.5, "east": 0.5}})
    settings = PlanSettings(years=1, horizon=10)
    assert whole_risk(treatment, settings) == pytest.approx(1.0)
    assert appraise(treatment, settings, {"a": 1}).saved == pytest.approx(0.5)
    deaths = PlanSettings(years=1, horizon=10, weights={"killed": 3.0})
    assert whole_risk(treatment, deaths) == pytest.approx(1.0)


def test_growth_raises_what_is_saved() -> None:
    """At 2 % growth and no discount the second year counts 1.02 times, the third 1.0404 times."""
    treatment = made([measure("a", build=0)], {"a": {"west": 0.0, "east": 0.0}})
    settings = PlanSettings(years=1, horizon=3, rate=0.0, growth=0.02, values={"direct_loss": 1.0})
    outcome = appraise(treatment, settings, {"a": 1})
    assert outcome.saved == pytest.approx(5000.0 * (1.0 + 1.02 + 1.0404))


def test_the_tail_mean_of_whole_futures_is_their_mean() -> None:
    """The worst tenth of 1 to 20 are 19 and 20; of 15 futures it is one and a half, weighed as such."""
    assert tail_mean(np.arange(1.0, 21.0), 0.9) == pytest.approx(19.5)
    assert tail_mean(np.arange(1.0, 16.0), 0.9) == pytest.approx((15.0 + 0.5 * 14.0) / 1.5)
    assert tail_mean(np.full(7, 3.0), 0.5) == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"years": 0}, "years is 0"),
        ({"years": 10, "horizon": 10}, "horizon is 10; give more than the years"),
        ({"budget": -1.0}, "budget is -1.0"),
        ({"rate": 8.0}, "rate is 8.0; give a yearly rate such as 0.08"),
        ({"fairness": 2.0}, "fairness is 2.0"),
        ({"fair_by": "luck"}, "fair_by is luck; give benefit or spending"),
        ({"values": {"happiness": 1.0}}, "'happiness' is no consequence; use one of killed"),
        ({"least": {"killed": -0.1}}, "killed is -0.1"),
        ({"weights": {"killed": 0.0}}, "all weights are zero"),
    ],
)
def test_settings_out_of_range_are_refused(given_: dict[str, object], said: str) -> None:
    """The message names the setting, the value and what to give."""
    with pytest.raises(SettingError, match=said):
        PlanSettings(**given_)  # type: ignore[arg-type]
