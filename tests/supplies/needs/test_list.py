"""The supplies list distilled from several scenarios."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.errors import SettingError
from anlan.supplies.needs import arrived_by, supplies_list
from anlan.supplies.needs.bands import peaks_of
from anlan.supplies.needs.list import peak_hour
from tests.supplies.needs.made_needs import needs

DAY = [1.0] * 24
FLOOD = needs("flood", {"water": [*DAY, *[2.0] * 24, *DAY], "tent": [10.0, *[0.0] * 71]}, once=["tent"])
QUAKE = needs("quake", {"tent": [0.0] * 5 + [8.0, 4.0] + [0.0] * 65, "kit": [3.0] + [0.0] * 71}, once=["tent", "kit"])


def test_the_largest_need_of_any_scenario_makes_the_line() -> None:
    """12 tents of the earthquake are more than ten of the flood; water and kits are needed in one alone."""
    found = supplies_list([FLOOD, QUAKE])
    lines = {line.item: line for line in found.lines}
    assert [line.item for line in found.lines] == ["water", "tent", "kit"]
    assert (lines["tent"].peak, lines["tent"].driven_by, lines["tent"].needed_in) == (12.0, "quake", ("quake", "flood"))
    assert (lines["water"].peak, lines["water"].total, lines["water"].needed_in) == (48.0, 96.0, ("flood",))
    assert (lines["water"].peak_hour, lines["tent"].peak_hour, lines["kit"].peak_hour) == (24, 5, 0)
    assert lines["tent"].band == (0.0, 24.0)


def test_each_horizon_has_the_scenario_that_needs_most_by_then() -> None:
    """By H+1 the flood needs ten tents, by H+12 the earthquake twelve; shares are those of the earthquake."""
    lines = {line.item: line for line in supplies_list([FLOOD, QUAKE]).lines}
    assert lines["tent"].arrived == (10.0, 10.0, 12.0, 12.0, 12.0)
    assert lines["tent"].arrived_driven_by == ("flood", "flood", "quake", "quake", "quake")
    assert lines["tent"].shares == (0.0, 0.0, 1.0, 1.0, 1.0)
    assert lines["water"].shares == pytest.approx((1 / 96, 3 / 96, 12 / 96, 24 / 96, 1.0))


def test_horizons_count_from_the_onset() -> None:
    """A hazard that begins in hour 2: what is needed in hour 2 must be there by H+1."""
    late = needs("late", {"water": [0.0, 0.0, 5.0, 1.0]}, onset=2.0)
    np.testing.assert_array_equal(arrived_by(late, (1, 3))[:, 0], [5.0, 6.0])


def test_nothing_needed_is_no_line() -> None:
    """An item at zero in every scenario is left out."""
    assert supplies_list([needs("calm", {"water": [0.0, 0.0]})]).lines == ()


def test_the_peak_of_a_short_run_is_all_of_it() -> None:
    """Three hours are less than a day."""
    assert peaks_of(np.array([[1.0, 2.0, 3.0]]), np.array([False])) == pytest.approx([6.0])
    assert peak_hour(np.array([1.0, 2.0, 3.0]), once=False) == 0


def test_what_cannot_be_a_list_is_refused() -> None:
    """No scenario, one named twice, one item counted in two ways."""
    with pytest.raises(SettingError, match="no scenario"):
        supplies_list([])
    with pytest.raises(SettingError, match="flood are given twice"):
        supplies_list([FLOOD, FLOOD])
    with pytest.raises(SettingError, match="'tent' is handed out once in one scenario"):
        supplies_list([FLOOD, needs("other", {"tent": [1.0]})])


amounts = st.lists(st.floats(0.0, 1e6), min_size=30, max_size=30)


@given(amounts, amounts)
def test_a_list_covers_every_scenario_and_no_more(one: list[float], other: list[float]) -> None:
    """The peak of a line is that of some scenario and below that of none; shares never fall and end at most at 1."""
    both = [needs("one", {"water": one}), needs("other", {"water": other})]
    peaks = [float(peaks_of(each.city_amount, each.once)[0]) for each in both]
    for line in supplies_list(both).lines:
        assert line.peak == max(peaks)
        assert (np.diff(line.shares) >= -1e-12).all()
        assert max(line.shares) <= 1.0 + 1e-9
        assert line.total >= line.peak - 1e-6
