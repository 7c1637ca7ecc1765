"""How much harm an earlier warning takes away."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.risk.warning_time import WarningTime, begun, harm_left, unstated, warning_time_of
from tests.conftest import ROOT

MINUTES = st.floats(0.0, 2000.0)
SHARES = st.floats(0.0, 1.0)


def left(minutes: float, share: float, today: WarningTime) -> float:
    """Return one factor of harm."""
    return float(harm_left(np.array([minutes]), np.array([share]), today)[0])


@pytest.mark.parametrize(
    ("minutes", "share"),
    [
        (0.0, 0.0),
        (30.0, 1.0 - math.exp(-0.5)),  # 0.393469
        (60.0, 0.8646647167633873),  # 1 - exp(-2)
        (120.0, 0.9996645373720975),  # 1 - exp(-8)
    ],
)
def test_the_share_who_have_begun_by_hand(minutes: float, share: float) -> None:
    """After half an hour four in ten have begun, after an hour 86 %, after two hours nearly all."""
    assert float(begun(np.array([minutes]))[0]) == pytest.approx(share, rel=1e-12)


def test_the_curve_is_that_of_rayleigh_with_its_mode_at_half_an_hour() -> None:
    """Half have begun after 35.3 min, and most begin after 30 min, where the slope is steepest."""
    assert float(begun(np.array([30.0 * math.sqrt(2.0 * math.log(2.0))]))[0]) == pytest.approx(0.5)
    minutes = np.arange(0.0, 121.0)
    assert minutes[np.argmax(np.diff(begun(minutes + 0.5)))] in (29.0, 30.0)


def test_harm_by_hand() -> None:
    """From half an hour with four in ten acting to an hour with five: 0.567668 of 0.842612 are still in harm's way."""
    assert left(60.0, 0.5, WarningTime(30.0, 0.4)) == pytest.approx(0.6737, abs=5e-6)
    assert left(60.0, 0.5, WarningTime()) == pytest.approx(1.0 - 0.5 * 0.8646647167633873, rel=1e-12)


@given(MINUTES, SHARES, MINUTES, SHARES, MINUTES, SHARES)
def test_an_earlier_warning_never_raises_harm(
    hours: float, share: float, more: float, larger: float, today: float, act: float
) -> None:
    """The factor lies between 0 and 1 and falls with the time and with the share who act."""
    now = WarningTime(today, act)
    some = left(today + hours, max(act, share), now)
    better = left(today + hours + more, max(act, share, larger), now)
    assert 0.0 <= better <= some + 1e-12
    assert some <= 1.0


@given(MINUTES, SHARES)
def test_the_warning_of_today_changes_nothing(minutes: float, share: float) -> None:
    """The same time and share leave the harm as it is, to the last bit."""
    assert left(minutes, share, WarningTime(minutes, share)) == 1.0


def test_where_everyone_escapes_today_the_harm_has_other_reasons() -> None:
    """A day's warning on which everybody acts cannot be bettered, and nothing is divided by nothing."""
    assert left(2880.0, 1.0, WarningTime(1440.0, 1.0)) == 1.0


def test_todays_warning_is_read_and_is_none_where_it_is_not_stated() -> None:
    """Hours become minutes; a hazard without a row has no warning, and is named where a measure warns of it."""
    tiny = City.load(ROOT / "cities" / "tinytown")
    tables = dict(tiny.tables)
    tables["warning_times"] = pl.DataFrame([{"hazard": "rain_flood", "hours": 1.5, "share": 0.4}])
    tables["measures"] = pl.DataFrame(
        [{"lever": "lead_time", "hazard": "rain_flood"}, {"lever": "lead_time", "hazard": "river_flood"}]
    )
    city = replace(tiny, tables=tables)
    assert warning_time_of(city, "rain_flood") == WarningTime(90.0, 0.4)
    assert warning_time_of(city, "river_flood") == WarningTime(0.0, 0.0)
    assert unstated(city, ("rain_flood", "river_flood", "heat_wave")) == ("river_flood",)
