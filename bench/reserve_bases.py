"""The reserve problem that the part `reserve` measures: dear bases, windows, agreements and lines. Everything is made.

What it rests on, fixed on 30 November 2026 before it was first solved, and not changed since:

- costs of bases are those of the fourteen candidate sites of `cities/lianyungang/candidate_sites.csv` (synthetic), one
  after the other, each times a factor from 0.85 to 1.15; three sizes of 0.25, 0.5 and 1 of the full one, whose costs
  follow the six-tenths rule, and the share that goods can fill, as in `ReserveRules`: half the size costs two thirds;
- prices, volumes, shelf lives, rates of need, weights of items and yearly costs of stock are those of that city's
  catalogue and norms and of the plan's default rules;
- money for bases and first purchases is half the value of the goods that the ninth of ten scenarios needs, the rule of
  the easy case (`bench.reserve_case`); places, roads, losses and people struck are made as there, on 7,600 km2 with
  4.6 million people.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.reserve import ReserveProblem, ReserveSettings

Floats = NDArray[np.float64]

SIDE_KM, PEOPLE = 87.0, 4.6e6
EDGES = np.array([1.0, 3.0, 12.0, 24.0, 72.0])
STRUCK, INJURED, SEVERE = 0.3, 0.01, 0.002
"""Share of the people who are displaced, lightly and severely injured where a scenario strikes most (assumption)."""
ARISING = np.array([0.3, 0.2, 0.3, 0.2, 0.0])
"""Share of the displaced and injured in each window (assumption)."""

BASES = np.array([
    (8000, 14.0, 0.9), (20000, 22.0, 1.5), (6000, 9.0, 0.6), (16000, 21.0, 1.3), (10000, 12.0, 0.8), (10000, 12.5, 0.8),
    (8000, 9.5, 0.65), (12000, 11.0, 0.7), (24000, 46.0, 2.6), (12000, 15.0, 0.9), (20000, 42.0, 2.4),
    (9000, 10.5, 0.7), (18000, 34.0, 2.0), (7000, 8.2, 0.55),
])  # fmt: skip
"""Volume, m3, cost, million yuan, and yearly cost, million yuan/year, of the candidate sites."""
SIZES, SCALE, FILLING = np.array([0.25, 0.5, 1.0]), 0.6, 0.6

ITEMS = {
    "drinking-water": (1.6, 0.0013, 1.05, 365, 0.7, 1.0, "day", 3.0),
    "ration": (28.0, 0.0018, 0.65, 720, 0.6, 0.7, "day", 1.0),
    "soap": (16.0, 0.0015, 1.05, 1095, 0.7, 1.0, "day", 0.00833),
    "tent-12m2": (1300.0, 0.18, 45.0, 3650, 0.2, 0.7, "once", 0.0583),
    "folding-bed": (160.0, 0.06, 9.0, 3650, 0.2, 0.7, "once", 0.7),
    "quilt": (110.0, 0.02, 3.0, 2920, 0.2, 0.7, "once", 1.0),
    "sleeping-mat": (28.0, 0.008, 0.8, 2920, 0.2, 0.7, "once", 0.7),
    "family-kit": (320.0, 0.09, 12.0, 2920, 0.2, 0.7, "once", 0.3623),
    "first-aid-kit": (95.0, 0.006, 1.2, 1095, 0.5, 3.0, "injured", 1.0),
    "trauma-kit": (1900.0, 0.03, 7.5, 730, 0.5, 3.0, "severe", 1.0),
}
"""Price, yuan; m3; kg; days it keeps; share of the price that comes back; weight; what a need arises from; its rate."""
RATE, YEARS = 0.08, 30.0

SETTINGS = ReserveSettings(hour_worth=10.0, events_a_year=1.0, years=YEARS, discount=RATE, method="lshaped")
"""How the plan is judged: an hour without as the plan's default, and one scenario a year so that the budget decides."""


def bases_problem(
    scenarios: int, *, sites: int = 60, areas: int = 40, agreements: int = 20, lines: int = 10, seed: int = 5
) -> ReserveProblem:
    """Make the problem.

    Parameters
    ----------
    scenarios, sites, areas, agreements, lines
        Its size.
    seed
        Same size and seed, same problem.
    """
    rng = np.random.default_rng(seed)
    price, volume, kilos, days, back, weight = np.array([one[:6] for one in ITEMS.values()]).T
    origins = sites + agreements + lines
    strike = _strikes(rng, scenarios, origins, areas)
    need, burden = _needs(rng, strike["area"])
    total = np.quantile(need.sum(axis=(2, 3)), 0.9, axis=0)
    every = 0.7 * days / 365.25
    hold = price * (1.0 - back) * RATE / np.expm1(every * np.log1p(RATE)) + 0.04 * price + 40.0 * volume
    outside = _outside(rng, total, price, strike["origin"], sites, agreements, lines)
    return ReserveProblem(
        sites=_names("s", sites), sizes=_names("k", SIZES.size), storage=("dry",), items=tuple(ITEMS),
        areas=_names("a", areas), scenarios=_names("w", scenarios),
        origins=_names("s", sites) + _names("o", agreements + lines), edges=EDGES,
        storage_of=np.zeros(price.size, np.int64), volume=volume, stock_now=np.zeros((sites, price.size)),
        stock_max=np.tile(2.0 * need.sum(axis=(2, 3)).max(axis=0), (sites, 1)), buy_once=price, hold_yearly=hold,
        ready_h=np.ones((sites, price.size)), survival=1.0 - 0.8 * strike["origin"][:, :sites],
        once=np.array([one[6] != "day" for one in ITEMS.values()]), need=need, burden=burden,
        area_weight=np.ones(areas), item_weight=weight, travel_h=strike["hours"],
        haul=300.0 * np.maximum(kilos / 1e4, volume / 40.0), probability=_chances(rng, scenarios),
        budget_once=0.5 * float(np.quantile(need.sum(axis=(2, 3)) @ price, 0.9)), **_bases(rng, sites), **outside,
    )  # fmt: skip


def _names(letter: str, count: int) -> tuple[str, ...]:
    return tuple(f"{letter}{number + 1}" for number in range(count))


def _chances(rng: np.random.Generator, scenarios: int) -> Floats:
    weights = rng.uniform(0.5, 1.5, scenarios)
    return np.asarray(weights / weights.sum())


def _strikes(rng: np.random.Generator, scenarios: int, origins: int, areas: int) -> dict[str, Floats]:
    """Return how hard each scenario strikes areas in people and origins as a share, and the hours on the road."""
    place, area = rng.uniform(0.0, SIDE_KM, (origins, 2)), rng.uniform(0.0, SIDE_KM, (areas, 2))
    people = rng.lognormal(0.0, 0.8, areas)
    km = np.linalg.norm(place[:, None] - area[None], axis=2) * 1.3
    centre, reach = rng.uniform(0.0, SIDE_KM, (scenarios, 2)), rng.gamma(3.0, 10.0, scenarios)
    hits = [np.exp(-np.linalg.norm(each[None] - centre[:, None], axis=2) / reach[:, None]) for each in (place, area)]
    slower = 1.0 + 2.0 * np.maximum(hits[0][:, :, None], hits[1][:, None, :])
    hours = 0.5 + km[None] / 40.0 * slower * rng.uniform(0.9, 1.3, slower.shape)
    hours = np.where(rng.uniform(size=hours.shape) < 0.5 * hits[1][:, None, :], np.inf, hours)
    return {"origin": hits[0], "area": people / people.sum() * PEOPLE * hits[1], "hours": hours}


def _needs(rng: np.random.Generator, struck: Floats) -> tuple[Floats, Floats]:
    """Return needs and burdens by window, shape (w, i, a, t): of items used up by the hour, of others as they arise."""
    length = np.diff(EDGES, prepend=0.0)
    need = np.empty((struck.shape[0], len(ITEMS), struck.shape[1], EDGES.size))
    burden = np.empty_like(need)
    share = {"day": STRUCK, "once": STRUCK, "injured": INJURED, "severe": SEVERE}
    for place, (*_, driver, rate) in enumerate(ITEMS.values()):
        daily = driver == "day"
        arising = np.cumsum(ARISING) * length / 24.0 if daily else ARISING
        around = rng.uniform(0.7, 1.3, struck.shape)
        need[:, place] = (struck * around)[..., None] * share[driver] * rate * arising
        burden[:, place] = 24.0 / rate if daily else length / rate
    return need, burden


def _bases(rng: np.random.Generator, sites: int) -> dict[str, Any]:
    full = BASES[np.arange(sites) % len(BASES)]
    factor = rng.uniform(0.85, 1.15, sites)[:, None]
    shape = (sites, SIZES.size)
    return {
        "room_now": np.zeros((sites, 1)), "room": (full[:, :1] * SIZES * FILLING)[:, :, None],
        "possible": np.ones(shape, np.bool_), "open_once": full[:, 1:2] * 1e6 * SIZES**SCALE * factor,
        "open_yearly": full[:, 2:3] * 1e6 * SIZES**SCALE * factor,
    }  # fmt: skip


def _outside(
    rng: np.random.Generator, total: Floats, price: Floats, struck: Floats, sites: int, agreements: int, lines: int
) -> dict[str, Any]:
    """Return agreements, two on each item, and lines for the first items; figures as the demo city's range."""
    item, made = np.arange(agreements) % price.size, np.arange(lines) % price.size
    at, works = sites + np.arange(agreements), sites + agreements + np.arange(lines)
    quantity = total[item] * rng.uniform(0.05, 0.15, agreements) * (1.0 - rng.uniform(0.05, 0.15, agreements))
    begin, ramp = rng.uniform(4.0, 36.0, lines), rng.uniform(8.0, 48.0, lines)
    hours = np.arange(EDGES[-1]) + 0.5
    running = np.clip((hours - begin[:, None]) / ramp[:, None], 0.0, 1.0)
    starts = np.concatenate([[0], EDGES[:-1]]).astype(np.int64)
    hourly = total[made] * rng.uniform(0.1, 0.3, lines) / EDGES[-1]
    output = hourly[:, None] * np.add.reduceat(running, starts, axis=1)
    return {
        "agreements": _names("j", agreements), "lines": _names("l", lines), "agreement_item": item,
        "agreement_origin": at, "agreement_yearly": rng.uniform(5e3, 8e4, agreements),
        "agreement_price": 1.05 * price[item], "agreement_h": rng.uniform(8.0, 36.0, agreements),
        "agreement_quantity": quantity * (1.0 - 0.8 * struck[:, at]),
        "agreement_whole": np.zeros(agreements, np.bool_), "line_item": made, "line_origin": works,
        "line_yearly": rng.uniform(2e4, 9e4, lines), "line_price": 0.95 * price[made],
        "line_h": rng.uniform(2.0, 10.0, lines), "output": output * (1.0 - 0.8 * struck[:, works, None]),
    }  # fmt: skip
