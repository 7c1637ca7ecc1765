"""Degrees of the Chinese scale from ground motion."""

import numpy as np
import pytest

from anlan.hazards.seismology import intensity

VALUES = {"ipe_constant": 3.6588, "ipe_magnitude": 1.3626, "ipe_distance": 3.5406, "ipe_distance_add_km": 13.0}


def test_one_metre_a_second_squared_and_a_tenth_of_a_metre_a_second() -> None:
    """PGA 1 m/s2 is 6.59 by definition, PGV 0.1 m/s is 9.77 - 3 = 6.77."""
    assert intensity.of_pga(np.log(1.0 / 9.80665)) == pytest.approx(6.59)
    assert intensity.of_pgv(np.log(10.0)) == pytest.approx(6.77)


def test_velocity_counts_alone_from_degree_six() -> None:
    """Both above 6: that of velocity; one below: the mean; never above 12."""
    assert intensity.degree_of(6.0, 7.0) == 7.0
    assert intensity.degree_of(5.9, 7.0) == pytest.approx(6.45)
    assert intensity.degree_of(6.4, 5.0) == pytest.approx(5.7)
    assert intensity.degree_of(13.0, 14.0) == 12.0


def test_acceleration_of_a_degree_is_the_inverse() -> None:
    """0.1 g makes its degree, and the degree makes 0.1 g."""
    assert intensity.pga_of(intensity.of_pga(np.log(0.1))) == pytest.approx(0.1)


def test_the_zones_of_the_national_map_lie_in_their_degrees() -> None:
    """GB 18306-2015, appendix G: VI is 0.04 to 0.09 g, VII to 0.19 g, VIII to 0.38 g; the scale agrees to 0.1."""
    bounds = intensity.of_pga(np.log([0.09, 0.19, 0.38]))
    assert bounds == pytest.approx([6.5, 7.5, 8.5], abs=0.1)


def test_intensity_relation_by_hand() -> None:
    """M 7 at 50 km: 3.6588 + 1.3626 * 7 - 3.5406 lg 63 = 6.826; on the rupture 9.253."""
    result = intensity.xiao_yu(np.array(7.0), np.array([50.0, 0.0]), VALUES)
    assert result == pytest.approx([6.826, 9.253], abs=1e-3)
