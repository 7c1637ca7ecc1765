"""What a set of footprints must hold, and what is said where it does not."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.errors import ImportDataError, Problem
from anlan.hazards.exchange.footprints import rows_sorted
from anlan.hazards.exchange.quantities import QUANTITIES, to_kept_unit
from tests.hazards.exchange.made import codes, footprints


def test_a_sound_set_is_kept_as_it_is() -> None:
    """An event without any intensity stays in the set."""
    events = footprints()
    assert len(events) == 2
    assert events.notices == ()


def test_all_that_is_wrong_is_said_at_once() -> None:
    """Kind, frequency, place and intensity: four faults, one error, each with its field."""
    found = codes(
        lambda: footprints(
            kind="wind",
            frequency=np.array([-1.0, np.nan]),
            lat=np.array([34.5, 91.0, 34.7]),
            data=np.array([-3.0, np.inf]),
        )
    )
    assert set(found) == {"kind", "frequency", "lat", "intensity"}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("frequency", np.array([-0.01, 0.1]), "negative"),
        ("frequency", np.array([np.nan, 0.1]), "not-finite"),
        ("frequency", np.array([np.inf, 0.1]), "not-finite"),
        ("frequency", np.array([0.1, 500.0]), "implausible"),
        ("frequency", np.array([0.1]), "length"),
        ("historical", np.array([True]), "length"),
        ("ids", ("a", "a"), "duplicate-key"),
        ("ids", ("a", ""), "bad-name"),
        ("names", ("a", "b\x1b[2J"), "bad-name"),
        ("lon", np.array([119.1, 200.0, 119.3]), "out-of-range"),
        ("lat", np.array([34.5, np.nan, 34.7]), "out-of-range"),
        ("indptr", np.array([0, 3, 2]), "rows"),
        ("indptr", np.array([1, 2, 2]), "rows"),
        ("indices", np.array([0, 3], dtype=np.int32), "out-of-range"),
        ("indices", np.array([-1, 2], dtype=np.int32), "out-of-range"),
        ("indices", np.array([2, 2], dtype=np.int32), "duplicate-key"),
        ("unit", "furlong", "unknown-unit"),
    ],
)
def test_each_fault_has_its_field_and_its_code(field: str, value: object, code: str) -> None:
    """The problem names the field, so that the file's owner finds it."""
    assert codes(lambda: footprints(**{field: value}))[field] == code


def test_a_problem_says_the_value_the_event_and_the_remedy() -> None:
    """A return period given as a frequency is recognised as such."""
    with pytest.raises(ImportDataError) as refused:
        footprints(frequency=np.array([0.02, 475.0]))
    assert str(refused.value.problems[0]) == (
        "made.h5#frequency: 1 frequencies are above 366 a year, the first 475.0 of event '2'; are they return periods "
        "in years? then give one divided by them, as occurrences a year"
    )


def test_winds_that_look_like_knots_are_asked_about() -> None:
    """No wind of 150 m/s has been measured; 150 knots are 77 m/s, a strong typhoon."""
    with pytest.raises(ImportDataError) as refused:
        footprints(data=np.array([80.0, 150.0]))
    (problem,) = refused.value.problems
    assert problem.code == "implausible-unit"
    assert "are the values in kn? the largest would then be 77.17 m/s" in str(problem)


def test_depths_that_look_like_millimetres_are_asked_about() -> None:
    """1,500 m of water is 1.5 m given in millimetres; in centimetres it would be 15 m, which is believed first."""
    with pytest.raises(ImportDataError, match="are the values in cm"):
        footprints(kind="rain_flood", unit="m", data=np.array([200.0, 1500.0]))
    with pytest.raises(ImportDataError, match="are the values in mm"):
        footprints(kind="rain_flood", unit="m", data=np.array([200.0, 8000.0]))


def test_intensities_beyond_the_seismic_scale_are_refused() -> None:
    """The scale ends at XII."""
    assert codes(lambda: footprints(kind="earthquake", unit="1", data=np.array([6.0, 13.0]))) == {
        "intensity": "implausible-unit"
    }


@pytest.mark.parametrize(
    ("kind", "unit", "kept", "factor"),
    [
        ("typhoon_wind", "kn", "m/s", 1852.0 / 3600.0),
        ("typhoon_wind", "knots", "m/s", 1852.0 / 3600.0),
        ("typhoon_wind", "km/h", "m/s", 1.0 / 3.6),
        ("typhoon_wind", "mph", "m/s", 0.44704),
        ("typhoon_wind", "m s-1", "m/s", 1.0),
        ("rain_flood", "mm", "m", 0.001),
        ("river_flood", "cm", "m", 0.01),
        ("earthquake", "%g", "g", 0.01),
        ("earthquake", "cm/s2", "g", 0.01 / 9.80665),
        ("earthquake", "MMI", "1", 1.0),
        ("earthquake", "m/s", "cm/s", 100.0),
    ],
)
def test_units_of_one_quantity_are_converted_and_the_conversion_is_noted(
    kind: str, unit: str, kept: str, factor: float
) -> None:
    """Exact factors of the SI brochure; where nothing changes nothing is noted."""
    problems: list[Problem] = []
    found, values = to_kept_unit(kind, unit, np.array([10.0, 0.0]), "x", problems)
    assert found == kept
    assert values == pytest.approx([10.0 * factor, 0.0])
    assert [problem.code for problem in problems] == ([] if factor == 1.0 else ["unit-converted"])


def test_units_of_other_quantities_are_not_converted() -> None:
    """A mass or a length is no acceleration, though 'g' also spells the gram."""
    for unit in ("kg", "m", "%", ""):
        assert to_kept_unit("earthquake", unit, np.array([1.0]), "x", [])[0] == unit
        assert codes(partial(footprints, kind="earthquake", unit=unit))["unit"] == "unknown-unit"


def test_every_quantity_belongs_to_a_known_hazard() -> None:
    """A kind that is renamed takes its units along."""
    assert set(QUANTITIES) <= set(HAZARD_KINDS)


@given(st.permutations(range(5)))
def test_entries_are_brought_into_order_within_their_event(order: list[int]) -> None:
    """Each intensity keeps its point."""
    indices = np.array([*order, 2, 0], dtype=np.int32)
    data = np.array([*(10.0 + place for place in order), 22.0, 20.0])
    ordered, values = rows_sorted(np.array([0, 5, 7]), indices, data)
    assert ordered.tolist() == [0, 1, 2, 3, 4, 0, 2]
    assert values.tolist() == [10.0, 11.0, 12.0, 13.0, 14.0, 20.0, 22.0]
