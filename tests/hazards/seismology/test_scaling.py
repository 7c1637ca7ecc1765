"""Magnitude scales and the size of ruptures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.seismology.scaling import moment_magnitude, rupture_length, surface_magnitude


def test_scales_by_hand() -> None:
    """Ms 6: 0.86 * 6 + 0.59 = 5.75; Ms 8: 1.28 * 8 - 2.42 = 7.82."""
    assert moment_magnitude(np.array([6.0, 8.0])) == pytest.approx([5.75, 7.82])


@given(st.floats(3.0, 9.0))
def test_scales_are_inverse_to_each_other(magnitude: float) -> None:
    """There and back again, over the change of the lines."""
    assert surface_magnitude(moment_magnitude(np.array(magnitude))) == pytest.approx(magnitude, abs=1e-9)


def test_rupture_length_by_hand() -> None:
    """M 7 breaks 10^(-2.44 + 4.13) = 48.98 km."""
    assert rupture_length(np.array([7.0])) == pytest.approx([48.98], abs=0.01)
