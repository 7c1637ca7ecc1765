"""Loss of network service: properties, an independent computation, bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from anlan.compute import Serial, local
from anlan.errors import ImportDataError, SettingError
from anlan.risk.networks import MEASURES, Failures, Network, service_loss


def random_network(seed: int, nodes: int, *, directed: bool, equal: bool) -> Network:
    """Make a random network, with parallel edges and loops; the first node feeds, the last is served."""
    random = np.random.default_rng(seed)
    edges = 2 * nodes
    ends = random.integers(0, nodes, (edges, 2))
    names = [f"n{index}" for index in range(nodes)]
    roles = random.random((2, nodes)) < 0.4
    roles[0, 0] = roles[1, -1] = True
    return Network.of(
        names,
        [f"e{index}" for index in range(edges)],
        [(names[one], names[other]) for one, other in ends],
        sources=[name for name, is_one in zip(names, roles[0], strict=True) if is_one],
        demands=[name for name, is_one in zip(names, roles[1], strict=True) if is_one],
        length=None if equal else random.uniform(0.5, 3.0, edges),
        directed=directed,
    )


def random_failures(network: Network, seed: int, events: int, share: float = 0.2) -> NDArray[np.bool_]:
    """Let parts fail at random, as a table of events and parts."""
    return np.random.default_rng(seed).random((events, len(network.nodes) + len(network.edges))) < share


def reciprocal_distances(network: Network, failed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return 1 / distance from row to column by SciPy, 0 where there is no way."""
    n = len(network.nodes)
    matrix = np.full((n, n), np.inf)
    for edge, (one, other) in enumerate(zip(network.start, network.end, strict=True)):
        if not (failed[n + edge] or failed[one] or failed[other]):
            matrix[one, other] = min(matrix[one, other], network.length[edge])
            if not network.directed:
                matrix[other, one] = min(matrix[other, one], network.length[edge])
    matrix[~np.isfinite(matrix)] = 0.0
    np.fill_diagonal(matrix, 0.0)
    distance = dijkstra(csr_array(matrix))
    np.fill_diagonal(distance, np.inf)
    return np.where(np.isfinite(distance), 1.0 / distance, 0.0)


def by_scipy(network: Network, failed: NDArray[np.bool_]) -> dict[str, float]:
    """Compute the losses of one event straight from their definitions."""
    none = np.zeros_like(failed)
    before, after = (reciprocal_distances(network, given) for given in (none, failed))
    pairs = np.ix_(network.source, network.demand)
    served, still = (before[pairs] > 0).sum(axis=0), (after[pairs] > 0).sum(axis=0)
    had = served > 0
    near, left = before[pairs].sum(axis=0)[had] * served[had], after[pairs].sum(axis=0)[had] * still[had]
    return {
        "complete": 1.0 - (still[had] > 0).sum() / had.sum(),
        "partial": float((1.0 - still[had] / served[had]).mean()),
        "weighted": float((1.0 - left / near).mean()),
        "efficiency": 1.0 - after.sum() / before.sum(),
    }


networks = st.builds(
    random_network, st.integers(0, 10_000), st.integers(3, 14), directed=st.booleans(), equal=st.booleans()
)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("equal", [False, True])
def test_losses_equal_an_independent_computation(directed: bool, equal: bool) -> None:
    """On networks of 40 nodes every measure equals that of SciPy's shortest paths, event by event."""
    network = random_network(3, 40, directed=directed, equal=equal)
    failed = random_failures(network, 4, 25)
    found = service_loss(network, Failures.of_mask(failed), Serial())
    for event, row in enumerate(failed):
        wanted = by_scipy(network, row)
        assert {name: found.by_event[name][event] for name in MEASURES} == pytest.approx(wanted, rel=1e-12, abs=1e-12)


@given(networks, st.integers(0, 10_000))
@settings(max_examples=40)
def test_losses_are_shares(network: Network, seed: int) -> None:
    """Every known loss of an event or a node lies between 0 and 1."""
    found = service_loss(network, Failures.of_mask(random_failures(network, seed, 5)), Serial())
    values = np.concatenate([*found.by_event.values(), *found.by_node.values()])
    known = values[~np.isnan(values)]
    assert ((known >= 0.0) & (known <= 1.0 + 1e-12)).all()


@given(networks)
@settings(max_examples=20)
def test_nothing_failed_loses_nothing_and_everything_failed_loses_all(network: Network) -> None:
    """The two ends of the scale, wherever there was service."""
    parts = len(network.nodes) + len(network.edges)
    failed = np.zeros((2, parts), dtype=np.bool_)
    failed[1, len(network.nodes) :] = True
    found = service_loss(network, Failures.of_mask(failed), Serial())
    for loss in found.by_event.values():
        assert np.isnan(loss).all() or loss.tolist() == [0.0, 1.0]


@given(networks, st.integers(0, 10_000))
@settings(max_examples=30)
def test_more_failures_never_lose_less(network: Network, seed: int) -> None:
    """Every measure grows with the set of failed parts."""
    failed = random_failures(network, seed, 6, 0.1)
    growing = np.logical_or.accumulate(failed, axis=0)
    for loss in service_loss(network, Failures.of_mask(growing), Serial()).by_event.values():
        assert np.isnan(loss).all() or (np.diff(loss) >= -1e-12).all()


@given(networks, st.integers(0, 10_000))
@settings(max_examples=20)
def test_the_order_of_events_does_not_matter(network: Network, seed: int) -> None:
    """Permuted events have the permuted losses to the bit, and the same means up to rounding."""
    failed = random_failures(network, seed, 40)
    order = np.random.default_rng(seed).permutation(40)
    one = service_loss(network, Failures.of_mask(failed), Serial())
    other = service_loss(network, Failures.of_mask(failed[order]), Serial())
    for name in MEASURES:
        np.testing.assert_array_equal(one.by_event[name][order], other.by_event[name])
        np.testing.assert_allclose(one.by_node[name], other.by_node[name], rtol=1e-12, atol=1e-15)


def test_the_number_of_workers_does_not_matter() -> None:
    """One thread and three give the same bits."""
    network = random_network(8, 60, directed=False, equal=False)
    failures = Failures.of_mask(random_failures(network, 9, 100, 0.05))
    one = service_loss(network, failures, Serial())
    with local(3) as executor:
        three = service_loss(network, failures, executor)
    for name in MEASURES:
        np.testing.assert_array_equal(one.by_event[name], three.by_event[name])
        np.testing.assert_array_equal(one.by_node[name], three.by_node[name])


def line() -> Network:
    """A source, a junction and two demand nodes of different weight in a row."""
    return Network.of(
        ["s", "j", "a", "b"], ["sj", "ja", "ab"], [("s", "j"), ("j", "a"), ("a", "b")],
        sources=["s"], demands=["a", "b"], weight=[0.0, 0.0, 3.0, 1.0],
    )  # fmt: skip


def test_frequencies_give_yearly_averages() -> None:
    """By hand: `b` alone is cut off 0.1 times a year, both 0.02 times; `b` weighs a quarter."""
    failures = Failures.of_names(line(), [["ab"], ["j"]])
    found = service_loss(line(), failures, Serial(), frequency=np.array([0.1, 0.02]))
    assert found.by_event["complete"].tolist() == [0.25, 1.0]
    assert found.average["complete"] == pytest.approx(0.1 * 0.25 + 0.02)
    assert found.by_node["complete"][2:] == pytest.approx([0.02, 0.12])
    assert np.isnan(found.by_node["complete"][:2]).all()


def test_a_detour_loses_closeness_only() -> None:
    """By hand: a way of length 4 in place of 1 keeps the connection and loses three quarters of its worth."""
    ring = Network.of(
        ["s", "d"], ["short", "long"], [("s", "d"), ("s", "d")], sources=["s"], demands=["d"], length=[1.0, 4.0]
    )
    found = service_loss(ring, Failures.of_names(ring, [["short"]]), Serial())
    assert {name: loss.tolist() for name, loss in found.by_event.items()} == {
        "complete": [0.0], "partial": [0.0], "weighted": [0.75], "efficiency": [0.75],
    }  # fmt: skip


def test_a_node_without_service_has_none_to_lose() -> None:
    """A demand node that no source reaches is unknown and left out of the mean."""
    parted = Network.of(["s", "a", "b"], ["sa"], [("s", "a")], sources=["s"], demands=["a", "b"])
    found = service_loss(parted, Failures.of_names(parted, [["sa"]]), Serial())
    assert found.by_event["partial"].tolist() == [1.0]
    assert np.isnan(found.by_node["partial"][2])


def test_efficiency_can_be_left_out() -> None:
    """The other measures stay the same to the bit."""
    failures = Failures.of_names(line(), [["ab"], []])
    whole, part = (service_loss(line(), failures, Serial(), efficiency=wish) for wish in (True, False))
    assert tuple(part.by_event) == MEASURES[:-1]
    for name in part.by_event:
        np.testing.assert_array_equal(part.by_event[name], whole.by_event[name])


def test_everything_wrong_with_a_network_is_said_at_once() -> None:
    """A strange end, a name used twice, a negative length, no source and no demand node are five problems."""
    with pytest.raises(ImportDataError) as caught:
        Network.of(["a", "a"], ["e", "f"], [("a", "a"), ("a", "x")], sources=[], demands=[], length=[-1.0, 1.0])
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {"unknown-node", "duplicate", "length", "no-source", "no-demand"}


def test_an_array_of_the_wrong_size_is_refused() -> None:
    """One length for two edges."""
    with pytest.raises(ImportDataError, match="length"):
        Network.of(["a", "b"], ["e", "f"], [("a", "b")] * 2, sources=["a"], demands=["b"], length=[1.0])


def test_failures_of_unknown_parts_are_refused() -> None:
    """Names that are not in the network are listed; indices beyond it are refused."""
    with pytest.raises(ImportDataError, match="'y' fails"):
        Failures.of_names(line(), [["x"], ["y"]])
    beyond = Failures(("0",), np.array([0, 1]), np.array([7], dtype=np.int32))
    with pytest.raises(SettingError, match="beyond"):
        service_loss(line(), beyond, Serial())


def test_frequencies_that_do_not_fit_are_refused() -> None:
    """One for each event, none negative."""
    failures = Failures.of_names(line(), [["ab"], []])
    for frequency in (np.ones(3), np.array([0.1, -0.1])):
        with pytest.raises(SettingError, match="frequency"):
            service_loss(line(), failures, Serial(), frequency=frequency)
