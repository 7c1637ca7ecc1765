"""Small networks of production, by hand and drawn."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.production import Demand, Makers, ProductionNetwork

FloatArray = NDArray[np.float64]


def network(
    hours: int, items: Sequence[str], bill: Mapping[tuple[str, str], float], makers: Sequence[Mapping[str, object]]
) -> ProductionNetwork:
    """Return a network; makers say what they make (``of``), their ``rate``, and what differs from nothing."""
    names = [*items, *dict.fromkeys(name for pair in bill for name in pair if name not in items)]
    names += [str(one["of"]) for one in makers if one["of"] not in names]
    place = {name: index for index, name in enumerate(dict.fromkeys(names))}

    def column(name: str, default: float) -> FloatArray:
        return np.array([float(str(one.get(name, default))) for one in makers])

    running = np.ones((len(makers), hours))
    return ProductionNetwork(
        materials=tuple(place), units=("unit",) * len(place), items=len(items),
        product=np.array([place[one] for one, _ in bill], dtype=np.int64),
        component=np.array([place[other] for _, other in bill], dtype=np.int64),
        quantity=np.array(list(bill.values()), dtype=np.float64),
        makers=Makers(
            names=tuple(f"{one['of']}:{one.get('by', number)}" for number, one in enumerate(makers)),
            organisations=tuple(str(one.get("by", number)) for number, one in enumerate(makers)),
            places=(None,) * len(makers), line=np.array([one["of"] in items for one in makers], dtype=np.bool_),
            material=np.array([place[str(one["of"])] for one in makers], dtype=np.int64), rate=column("rate", 0.0),
            scrap=1.0 / column("yield", 1.0), possible=running, condition=running,
            own_material=column("own", 0.0), stock=column("stock", 0.0), lag=column("lag", 0.0),
            ready=column("lag", 0.0), price=column("price", 0.0), yearly_cost=column("cost", 0.0),
        ),
        hours=hours,
    )  # fmt: skip


def demand(items: Sequence[str], amount: FloatArray, persons: FloatArray, once: Sequence[bool] | None = None) -> Demand:
    """Return a demand that nothing else covers."""
    flags = np.array(once if once is not None else [False] * len(items))
    return Demand(tuple(items), flags, amount, persons, np.zeros(amount.shape))


def masks() -> tuple[ProductionNetwork, Demand]:
    """Return masks of half a kilogram of fabric, of two kilograms of resin each, over 24 hours.

    The line makes 10 an hour, 60 of them of fabric in hand. The weaver makes 3 kg an hour, has 30 kg and delivers in 6
    hours; so does the refiner, who makes 4 kg an hour and has none. 10 masks an hour are wanted, by 20 people in the
    first 12 hours and by 10 in the last.
    """
    makers = (
        {"of": "mask", "by": "tailor", "rate": 10.0, "own": 60.0},
        {"of": "fabric", "by": "weaver", "rate": 3.0, "stock": 30.0, "lag": 6.0},
        {"of": "resin", "by": "refiner", "rate": 4.0, "own": np.inf, "lag": 6.0},
    )
    found = network(24, ("mask",), {("mask", "fabric"): 0.5, ("fabric", "resin"): 2.0}, makers)
    persons = np.repeat([20.0, 10.0], 12)[None, :]
    return found, demand(("mask",), np.full((1, 24), 10.0), persons)


def drawn(seed: int, hours: int = 24) -> tuple[ProductionNetwork, Demand]:
    """Draw two items and four components in levels, with a maker or two of each."""
    rng = np.random.default_rng(seed)
    items, parts = ("tent", "kit"), ("pole", "cloth", "yarn", "ore")
    bill = {("tent", "pole"): 2.0, ("tent", "cloth"): 3.0, ("kit", "cloth"): 1.0, ("cloth", "yarn"): 1.5,
            ("pole", "ore"): 1.0}  # fmt: skip
    bill = {pair: float(value * rng.uniform(0.5, 1.5)) for pair, value in bill.items()}
    if rng.random() < 0.5:
        bill[("kit", "tent")] = 0.1
    makers: list[dict[str, object]] = []
    for name in (*items, *parts):
        for number in range(int(rng.integers(1, 3))):
            raw = name in ("yarn", "ore")
            own = np.inf if raw else float(rng.choice([0.0, 20.0]))
            makers.append({"of": name, "by": f"{name}-{number}", "rate": float(rng.uniform(0.5, 5.0)), "own": own,
                           "stock": float(rng.choice([0.0, 15.0])), "lag": float(rng.integers(0, 9)),
                           "yield": float(rng.uniform(0.8, 1.0))})  # fmt: skip
    amount = rng.uniform(0.0, 5.0, (2, hours)) * (rng.random((2, hours)) < 0.8)
    persons = rng.uniform(1.0, 50.0, (2, hours))
    return network(hours, items, bill, makers), demand(items, amount, persons, (True, False))
