"""Problems of reserve plans: a town that can be worked out by hand, and towns made by chance."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.reserve import Floor, ReserveProblem


def names(letter: str, count: int) -> tuple[str, ...]:
    """Return identifiers s1, s2, ..."""
    return tuple(f"{letter}{number + 1}" for number in range(count))


def hand_problem(**changes: Any) -> ReserveProblem:
    """Return a town of two sites, one item and two areas, with one scenario in two windows (hours 0-6 and 6-24).

    Site s1 stands: room for 100 m3, 40 tents of 1 m3 lie there. Site s2 can be opened for 1,000: room for 200 m3.
    Each area needs 100 tents in the first window. From s1 the road takes 2 h to a1 and 9 h to a2; from s2 the other way
    round. Going without a tent costs 6 person-hours in the first window and 18 in the second.
    """
    values = {
        "sites": names("s", 2), "sizes": ("warehouse",), "storage": ("dry",), "items": ("tent",),
        "areas": names("a", 2), "scenarios": ("quake",), "agreements": (), "lines": (), "origins": names("s", 2),
        "edges": np.array([6.0, 24.0]), "storage_of": np.zeros(1, np.int64), "volume": np.ones(1),
        "room_now": np.array([[100.0], [0.0]]), "room": np.array([[[0.0]], [[200.0]]]),
        "possible": np.array([[False], [True]]), "open_once": np.array([[0.0], [1000.0]]),
        "open_yearly": np.zeros((2, 1)), "stock_now": np.array([[40.0], [0.0]]), "stock_max": np.full((2, 1), 500.0),
        "buy_once": np.array([10.0]), "hold_yearly": np.zeros(1), "ready_h": np.ones((2, 1)),
        "survival": np.ones((1, 2)), "once": np.array([True]),
        "agreement_item": np.zeros(0, np.int64), "agreement_origin": np.zeros(0, np.int64),
        "agreement_yearly": np.zeros(0), "agreement_price": np.zeros(0), "agreement_h": np.zeros(0),
        "agreement_quantity": np.zeros((1, 0)), "agreement_whole": np.zeros(0, np.bool_),
        "line_item": np.zeros(0, np.int64), "line_origin": np.zeros(0, np.int64), "line_yearly": np.zeros(0),
        "line_price": np.zeros(0), "line_h": np.zeros(0), "output": np.zeros((1, 0, 2)),
        "need": np.array([[[[100.0, 0.0], [100.0, 0.0]]]]),
        "burden": np.broadcast_to(np.array([6.0, 18.0]), (1, 1, 2, 2)).copy(),
        "area_weight": np.ones(2), "item_weight": np.ones(1),
        "travel_h": np.array([[[2.0, 9.0], [9.0, 2.0]]]), "haul": np.zeros(1), "probability": np.ones(1),
    }  # fmt: skip
    return ReserveProblem(**(values | changes))


def made_problem(seed: int, size: dict[str, int] | None = None, **changes: Any) -> ReserveProblem:
    """Return a problem made by chance; sizes by the letters of `ReserveProblem`."""
    n = {"s": 4, "k": 2, "c": 2, "i": 3, "a": 5, "w": 4, "j": 3, "l": 2, "t": 4} | (size or {})
    rng = np.random.default_rng(seed)
    s, k, c, i, a, w, j, line, t = (n[letter] for letter in "skciawjlt")
    origins = s + j + line
    edges = np.array([1.0, 3.0, 12.0, 24.0, 72.0])[:t]
    share = np.concatenate([[0.4], rng.dirichlet(np.ones(t - 1)) * 0.6]) if t > 1 else np.ones(1)
    scale = rng.uniform(0.2, 2.0, (w, 1, 1, 1)) * (rng.random((w, 1, a, 1)) < 0.7)
    need = 100.0 * scale * rng.uniform(0.5, 2.0, (1, i, a, 1)) * share
    places, areas = rng.random((origins, 2)) * 60.0, rng.random((a, 2)) * 60.0
    distance = np.hypot(*(places[:, None, :] - areas[None, :, :]).transpose(2, 0, 1)) / 30.0 + 0.2
    travel = distance * rng.uniform(1.0, 3.0, (w, origins, a))
    travel[rng.random((w, origins, a)) < 0.1] = np.inf
    lengths = np.diff(edges, prepend=0.0)
    total = float(need.sum(axis=(2, 3)).max(initial=1.0))
    values = {
        "sites": names("s", s), "sizes": names("k", k), "storage": names("c", c), "items": names("i", i),
        "areas": names("a", a), "scenarios": names("w", w), "agreements": names("j", j), "lines": names("l", line),
        "origins": names("s", s) + names("o", origins - s), "edges": edges,
        "storage_of": rng.integers(0, c, i), "volume": rng.uniform(0.5, 2.0, i),
        "room_now": np.where(np.arange(s) < 1, total, 0.0)[:, None] * np.ones(c),
        "room": total * (1.0 + np.arange(k))[:, None] * np.ones((s, k, c)), "possible": np.ones((s, k), np.bool_),
        "open_once": rng.uniform(500.0, 900.0, (s, 1)) * (1.0 + np.arange(k)), "open_yearly": np.full((s, k), 20.0),
        "stock_now": np.where(np.arange(s) < 1, 30.0, 0.0)[:, None] * np.ones(i), "stock_max": np.full((s, i), 1e6),
        "buy_once": rng.uniform(2.0, 8.0, i), "hold_yearly": rng.uniform(0.1, 0.5, i), "ready_h": np.full((s, i), 0.3),
        "survival": rng.choice([0.0, 0.7, 1.0], (w, s), p=[0.1, 0.3, 0.6]),
        "agreement_item": rng.integers(0, i, j), "agreement_origin": s + np.arange(j),
        "agreement_yearly": rng.uniform(20.0, 90.0, j), "agreement_price": rng.uniform(1.0, 3.0, j),
        "agreement_h": rng.uniform(2.0, 8.0, j), "agreement_quantity": total * rng.uniform(0.1, 0.5, (w, j)),
        "agreement_whole": rng.random(j) < 0.5, "line_item": rng.integers(0, i, line),
        "line_origin": s + j + np.arange(line), "line_yearly": rng.uniform(30.0, 60.0, line),
        "line_price": rng.uniform(1.0, 3.0, line), "line_h": np.full(line, 0.5),
        "output": total * rng.uniform(0.0, 0.3, (w, line, t)) * (edges > 1.0), "once": np.arange(i) % 2 == 0,
        "need": need, "burden": rng.uniform(1.0, 3.0, (w, i, a, t)) * lengths,
        "area_weight": rng.uniform(1.0, 2.0, a), "item_weight": rng.uniform(0.5, 2.0, i), "travel_h": travel,
        "haul": np.full(i, 0.01), "probability": rng.dirichlet(np.ones(w)), "budget_once": 2500.0,
        "budget_yearly": 400.0,
    }  # fmt: skip
    return ReserveProblem(**(values | changes))


def floor(problem: ReserveProblem, share: float, until_h: float, areas: NDArray[np.bool_] | None = None) -> Floor:
    """Return a floor on every item in some or all areas."""
    everywhere = np.ones(len(problem.areas), np.bool_)
    return Floor(
        "first hours", share, until_h, everywhere if areas is None else areas, np.ones(len(problem.items), np.bool_)
    )
