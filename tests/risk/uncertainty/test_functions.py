"""Vulnerability functions at several quantiles of what is not known about them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import quad
from scipy.stats import beta, norm

from anlan.city import City
from anlan.risk import Vulnerability, vulnerability_of
from anlan.risk.uncertainty.functions import NODES, Stack, node_shares, node_weights, place_of

SHARES = arrays(np.float64, 6, elements=st.floats(0.0, 1.0))


def test_weights_are_those_of_linear_interpolation_over_a_normal_deviate() -> None:
    """The mean of any broken line over the nodes follows, here checked against quadrature."""
    values = np.array([3.0, -1.0, 2.0, 0.5, 7.0, 1.0, 4.0])
    middle, _ = quad(lambda z: np.interp(z, NODES, values) * norm.pdf(z), -8.0, 8.0, points=NODES.tolist(), limit=200)
    assert node_weights() @ values == pytest.approx(middle, abs=1e-9)
    assert node_weights().sum() == pytest.approx(1.0, abs=1e-12)


@given(mean=SHARES, spread=SHARES)
def test_sampled_shares_keep_their_mean_and_stay_shares(
    mean: np.ndarray[tuple[int], np.dtype[np.float64]], spread: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> None:
    """Whatever mean and spread the package states: between 0 and 1, rising with the deviate, and right on average."""
    shares = node_shares(mean, spread)
    assert (shares >= 0.0).all()
    assert (shares <= 1.0).all()
    assert (np.diff(shares, axis=0) >= -1e-15).all()
    assert node_weights() @ shares == pytest.approx(mean, rel=1e-9, abs=1e-12)


def test_a_moderate_spread_is_a_beta_distribution() -> None:
    """For a mean of 0.3 and a deviation of 0.1 the beta distribution is Beta(6, 14): 0.3 * (0.21 / 0.01 - 1) = 6."""
    shares = node_shares(np.array([0.3]), np.array([0.1]))[:, 0]
    assert shares == pytest.approx(beta.ppf(norm.cdf(NODES), 6.0, 14.0), rel=0.02)


def test_no_spread_means_no_doubt() -> None:
    """A function without a spread is the same at every node."""
    shares = node_shares(np.array([0.0, 0.25, 1.0]), np.zeros(3))
    assert (shares == np.array([0.0, 0.25, 1.0])).all()


@given(deviate=st.floats(-6.0, 6.0))
def test_a_deviate_lies_between_its_nodes(deviate: float) -> None:
    """Place and weight give the deviate back, cut off at the outer nodes."""
    node, above = place_of(deviate)
    assert 0 <= node < NODES.size - 1
    assert 0.0 <= above <= 1.0
    back = (1.0 - above) * NODES[node] + above * NODES[node + 1]
    assert back == pytest.approx(np.clip(deviate, NODES[0], NODES[-1]), abs=1e-12)


def test_a_stack_holds_a_node_for_each_function_with_a_spread() -> None:
    """A function without a spread stands there once."""
    functions = Vulnerability(
        ("killed", "residential"),
        np.array([0.0, 1.0]),
        np.array([[0.0, 0.0], [0.01, 0.5]]),
        np.array([[0.0, 0.0], [0.0, 0.2]]),
    )
    stack = Stack.of(functions, ("killed", "residential"))
    assert stack.functions.targets == ("killed", *("residential",) * NODES.size)
    assert stack.place.tolist() == [[0] * NODES.size, list(range(1, 1 + NODES.size))]
    assert stack.sampled == ("residential",)
    assert node_weights() @ stack.functions.shares[1, 1:] == pytest.approx(0.5)


def test_the_spread_of_the_package_reaches_the_functions(cities: Path) -> None:
    """Every stated spread of the demo city is found again at its point."""
    city = City.load(cities / "lianyungang")
    functions = vulnerability_of(city, "typhoon_wind", "m/s")
    points = city.table("vulnerability_points")
    stated = points.filter(points["function"] == "wind-residential")
    assert functions.spread is not None
    column = functions.spread[:, functions.targets.index("residential")]
    found = np.interp(stated["intensity"].to_numpy(), functions.knots, column)
    assert found == pytest.approx(stated["spread"].to_numpy())
    assert column.max() > 0.3
