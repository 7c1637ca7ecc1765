"""Boore, Stewart, Seyhan and Atkinson (2014) against values of the OpenQuake engine's verification tables.

Medians and total standard deviations are rows of the tables ``BSSA_2014_HIGHQ_NOSOF_MEAN`` and ``..._TOTAL_STD`` of the
OpenQuake engine (unspecified mechanism, region of China and Turkey), which its authors made with the paper's authors'
own program.
"""

import numpy as np
import pytest

from anlan.hazards.seismology import boore_2014
from anlan.hazards.seismology.boore_2014 import PGA, PGV, Coefficients

MEDIANS = [
    (4.0, 75.0, 250.0, 0.063356, 0.00133293),
    (6.0, 20.0, 200.0, 13.4584, 0.163958),
    (6.0, 50.0, 760.0, 2.37801, 0.0404417),
    (6.0, 75.0, 250.0, 3.88189, 0.045802),
    (6.0, 100.0, 250.0, 3.01279, 0.0321799),
    (7.0, 0.0, 200.0, 69.4307, 0.462479),
    (7.0, 20.0, 400.0, 21.6105, 0.203317),
    (7.0, 50.0, 250.0, 14.1296, 0.119046),
    (7.0, 100.0, 600.0, 4.44287, 0.0407571),
    (8.0, 0.0, 400.0, 105.561, 0.615383),
    (8.0, 75.0, 760.0, 10.9258, 0.0947987),
]
"""Magnitude, distance (km), Vs30 (m/s), PGV (cm/s), PGA (g)."""

SPREADS = [
    (3.0, 0.0, 200.0, 0.692, 0.741),
    (3.0, 20.0, 250.0, 0.7161, 0.7627),
    (3.0, 75.0, 760.0, 0.7586, 0.8009),
    (5.0, 50.0, 600.0, 0.7051, 0.7022),
]
"""Magnitude, distance, Vs30, total standard deviation of ln PGV and of ln PGA."""


def median(of: Coefficients, magnitude: float, distance: float, vs30: float) -> float:
    """Return the median on a ground."""
    at = np.array(magnitude), np.array(distance)
    soft = boore_2014.softening(np.exp(boore_2014.rock(PGA, *at)))
    site = boore_2014.linear_site(of, np.array(vs30)) + boore_2014.nonlinear_site(of, np.array(vs30)) * soft
    return float(np.exp(boore_2014.rock(of, *at) + site))


@pytest.mark.parametrize(("magnitude", "distance", "vs30", "pgv", "pga"), MEDIANS)
def test_medians_are_those_of_the_table(magnitude: float, distance: float, vs30: float, pgv: float, pga: float) -> None:
    """PGV and PGA from M 4 to M 8, on soft ground and rock, to 0.005 %."""
    assert median(PGV, magnitude, distance, vs30) == pytest.approx(pgv, rel=5e-5)
    assert median(PGA, magnitude, distance, vs30) == pytest.approx(pga, rel=5e-5)


@pytest.mark.parametrize(("magnitude", "distance", "vs30", "pgv", "pga"), SPREADS)
def test_spreads_are_those_of_the_table(magnitude: float, distance: float, vs30: float, pgv: float, pga: float) -> None:
    """The parts between and within events make the total of the table, to its four decimals."""
    for of, total in ((PGV, pgv), (PGA, pga)):
        within = boore_2014.within(of, np.array(magnitude), np.array(distance))
        within = within - boore_2014.within_less(of, np.array(vs30))
        assert np.hypot(boore_2014.between(of, np.array(magnitude)), within) == pytest.approx(total, abs=6e-5)


def test_spread_within_events_grows_far_away() -> None:
    """Up to R1 = 110 km it is phi2 of PGA, 0.495; from R2 = 270 km 0.1 more, half way in the logarithm 0.05 more."""
    distance = np.array([50.0, 110.0, np.sqrt(110.0 * 270.0), 270.0, 400.0])
    expected = [0.495, 0.495, 0.545, 0.595, 0.595]
    assert boore_2014.within(PGA, np.array(7.0), distance) == pytest.approx(expected)
