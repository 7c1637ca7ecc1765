"""Failure modes: which parts cut off which supply points, and how often."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from anlan.hazards.outage.modes import Modes, Network, Rates, failure_modes

RATES = Rates(node=0.02, line=1.0, together=0.1)


def network(
    roles: str, ends: list[tuple[int, int]], one_way: list[bool] | None = None, length_km: float = 10.0
) -> Network:
    """Make a network of nodes "s" (source), "." (junction) and "u" (supply)."""
    return Network(
        nodes=tuple(f"n{place}" for place in range(len(roles))),
        shown=tuple(f"n{place}" for place in range(len(roles))),
        source=np.array([role == "s" for role in roles]),
        supply=np.array([role == "u" for role in roles]),
        ends=np.array(ends, dtype=np.int64).reshape(-1, 2),
        one_way=np.array(one_way or [False] * len(ends), dtype=np.bool_),
        length_km=np.full(len(ends), length_km),
    )


CHAIN = network("s.u", [(0, 1), (1, 2)])
RING = network("s..u", [(0, 1), (0, 2), (1, 3), (2, 3)])


def modes_by_name(modes: Modes) -> dict[tuple[str, str], float]:
    """Return the frequency of each mode."""
    return dict(zip(zip(modes.part, modes.other, strict=True), modes.frequency.tolist(), strict=True))


def test_in_a_chain_every_part_cuts_off_the_end() -> None:
    """Three nodes and two links of 10 km: 3 * 0.02 + 2 * 0.1 failures a year, whether alone or together."""
    modes = failure_modes(CHAIN, RATES)
    assert modes.frequency.sum() == pytest.approx(3 * 0.02 + 2 * 0.1)
    assert modes.lost[:, 2].all()
    assert not modes.lost[:, :2].any()


def test_in_a_ring_single_links_and_junctions_cut_off_nobody() -> None:
    """Alone only the source and the supply node itself count; a link takes another with it at a tenth of its rate."""
    modes = modes_by_name(failure_modes(RING, RATES))
    assert {name for name, other in modes if not other} == {"n0", "n3"}
    assert modes["n0", ""] == pytest.approx(0.02 * 0.9)
    assert ("n1 - n3", "n2 - n3") in modes
    assert ("n0 - n1", "n1 - n3") not in modes


def test_chances_of_neighbours_add_up_to_the_share() -> None:
    """A failure takes exactly one of the neighbours, each with the same chance."""
    modes = modes_by_name(failure_modes(CHAIN, RATES))
    middle = [frequency for (name, other), frequency in modes.items() if name == "n1" and other]
    assert middle == pytest.approx([0.02 * 0.1 / 2] * 2)


def test_one_way_links_do_not_carry_back() -> None:
    """Behind a link that points to the source nobody is fed."""
    assert network("s.u", [(0, 1), (2, 1)], [False, True]).lost(()).tolist() == [False, False, True]
    assert network("s.u", [(0, 1), (1, 2)], [True, True]).lost(()).tolist() == [False, False, False]


def test_what_is_never_fed_is_no_failure() -> None:
    """A supply node without a way to a source is in no mode."""
    modes = failure_modes(network("suu", [(0, 1)]), RATES)
    assert not modes.lost[:, 2].any()


@given(
    st.integers(2, 12).flatmap(
        lambda count: st.tuples(
            st.text("s.u", min_size=count, max_size=count),
            st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=20),
            st.lists(st.integers(0, count - 1), max_size=3),
        )
    )
)
def test_two_ways_of_reaching_agree(case: tuple[str, list[tuple[int, int]], list[int]]) -> None:
    """Components of the graph equal the walk, along pairs of one-way links too; more failures cut off no fewer."""
    roles, ends, failed = case
    plain = network(roles, ends)
    pairs = network(roles, [*ends, *((second, first) for first, second in ends)], [True] * (2 * len(ends)))
    works = np.array([node not in failed for node in range(len(roles))])
    kept = [pair for pair in ends if works[list(pair)].all()]
    graph = coo_array((np.ones(len(kept)), tuple(zip(*kept, strict=True)) or ([], [])), shape=(len(roles),) * 2)
    label = connected_components(graph, directed=False)[1]
    fed = np.isin(label, label[plain.source & works]) & works
    assert plain.lost(failed).tolist() == (plain.supply & ~fed).tolist()
    assert pairs.lost(failed).tolist() == plain.lost(failed).tolist()
    assert (plain.lost(failed) >= plain.lost(())).all()


def test_many_failures_at_once_equal_each_alone() -> None:
    """Nodes and links fail in one call as in many."""
    failures = [(), (1,), (4,), (1, 6), (0,)]
    assert RING.lost_in(failures).tolist() == [RING.lost(parts).tolist() for parts in failures]
