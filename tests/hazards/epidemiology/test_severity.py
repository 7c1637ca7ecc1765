"""Frequency of pandemics by severity."""

import numpy as np
import pytest
from scipy.integrate import quad

from anlan.hazards.epidemic import PARAMETERS
from anlan.hazards.epidemiology.severity import Tail

DEFAULT = {parameter.name: parameter.default for parameter in PARAMETERS}
TAIL = Tail(*(DEFAULT[name] for name in ("exponent", "least", "most", "reference", "rate")))


def test_the_reference_has_its_rate_and_the_upper_end_none() -> None:
    """Once in 50 years as severe as COVID-19 or worse; never worse than the worst."""
    assert TAIL.frequency(np.array([1.9, 28.0])) == pytest.approx([0.02, 0.0])


def test_far_from_the_end_the_law_is_that_of_the_record() -> None:
    """With a far end a tenfold severity is 10 ^ 0.714 times rarer, the exponent of Marani et al. 2021."""
    far = TAIL._replace(most=1e12)
    ratio = far.frequency(np.array([1.0])) / far.frequency(np.array([10.0]))
    assert ratio == pytest.approx(10.0**0.714, rel=1e-6)


def test_mean_lies_between_published_means() -> None:
    """Deaths a year per 1,000: more than 720,000 of 7.35 billion (Fan 2018), less than 2.5 of 8.0 (Madhav 2023)."""
    beyond, _ = quad(lambda s: float(TAIL.frequency(np.array([s]))[0]), TAIL.least, TAIL.most)
    mean = TAIL.least * float(TAIL.frequency(np.array([TAIL.least]))[0]) + beyond
    assert 720_000 / 7.35e6 < mean < 2_500_000 / 8.0e6


@pytest.mark.parametrize("count", [1, 7, 1000])
def test_strata_share_out_the_frequency(count: int) -> None:
    """However many are drawn, they stand for all pandemics; severities rise, each inside its stratum."""
    severity, frequency = TAIL.drawn(count, np.random.default_rng(1))
    assert frequency.sum() == pytest.approx(float(TAIL.frequency(np.array([TAIL.least]))[0]))
    assert frequency.min() > 0.0
    edges = np.geomspace(TAIL.least, TAIL.most, count + 1)
    assert (severity >= edges[:-1]).all()
    assert (severity <= edges[1:]).all()
