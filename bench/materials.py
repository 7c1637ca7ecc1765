"""Production over several levels of shared components: the first plan, and the loss of each plant in turn.

A seeded network: 400 materials in five levels, of which 60 are wanted, 120 plants that make five materials each, 60
steps of six hours. Beside it the same programme solved from nothing for each loss.
"""

from dataclasses import replace
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.programs import SolveOptions, solve
from anlan.supplies.production import Demand, Makers, ProductionNetwork, ProductionPlan, losses_of, plan_production
from anlan.supplies.sources.ramp import running_hours
from bench.timing import seconds, summary

MATERIALS, WANTED, PLANTS, EACH, LEVELS = 400, 60, 120, 5, 5
STEP_H, STEPS = 6, 60
HOURS = STEP_H * STEPS
SEED = 11
PARTS = (1, 4)
"""Fewest and most components of a material."""

COLD = 4
"""Losses that are solved from nothing as well."""

DOZEN = 12
"""Plants whose loss is followed with its time to survive: every tenth one."""

CLOSE = 1e-6


def make(seed: int = SEED) -> tuple[ProductionNetwork, Demand]:
    """Make the network and what is wanted.

    Components lie one level below their product, so that many products share them; the lowest level is raw.

    Parameters
    ----------
    seed
        Seed of everything.
    """
    rng = np.random.default_rng(seed)
    level = np.concatenate([np.zeros(WANTED, dtype=int), np.sort(rng.integers(1, LEVELS, MATERIALS - WANTED))])
    product, component = [], []
    for material in range(MATERIALS):
        below = np.flatnonzero(level == level[material] + 1)
        if below.size:
            parts = rng.choice(below, int(rng.integers(PARTS[0], PARTS[1] + 1)), replace=False)
            product += [material] * parts.size
            component += parts.tolist()
    makers = _makers(rng, level, np.array(product))
    network = ProductionNetwork(
        materials=tuple(f"m{number}" for number in range(MATERIALS)), units=("kg",) * MATERIALS, items=WANTED,
        product=np.array(product), component=np.array(component), quantity=rng.uniform(0.2, 1.5, len(product)),
        makers=makers, hours=HOURS,
    )  # fmt: skip
    persons = rng.uniform(1e3, 1e5, (WANTED, 1)) * np.linspace(1.0, 0.4, HOURS)
    amount = persons * rng.uniform(1e-3, 2e-2, (WANTED, 1))
    supply = np.zeros(amount.shape)
    supply[:, 4] = amount.sum(axis=1) * rng.uniform(0.0, 0.15, WANTED)
    return network, Demand(network.materials[:WANTED], rng.random(WANTED) < 0.3, amount, persons, supply)


def _makers(rng: np.random.Generator, level: NDArray[np.int64], product: NDArray[np.int64]) -> Makers:
    count = PLANTS * EACH
    material = np.concatenate([np.arange(MATERIALS), rng.integers(0, MATERIALS, count - MATERIALS)])
    plant = rng.permutation(count) % PLANTS
    line = level[material] == 0
    possible = np.array([
        running_hours(float(start), float(ramp), HOURS)
        for start, ramp in zip(rng.uniform(0, 72, count) * line, rng.uniform(0, 72, count) * line, strict=True)
    ])  # fmt: skip
    raw = ~np.isin(material, product)
    own = np.where(raw, np.inf, np.where(line, 48.0, 0.0))
    rate = rng.uniform(50.0, 900.0, count) * (1.0 + level[material])
    return Makers(
        names=tuple(f"p{one}-{number}" for number, one in enumerate(plant)),
        organisations=tuple(f"plant-{one}" for one in plant), places=(None,) * count, line=line, material=material,
        rate=rate, scrap=1.0 / rng.uniform(0.9, 1.0, count), possible=possible, condition=np.ones(possible.shape),
        own_material=np.where(np.isfinite(own), own * rate, np.inf),
        stock=np.where(line, 0.0, rate * rng.uniform(0.0, 48.0, count)), lag=rng.uniform(2.0, 30.0, count),
        ready=rng.uniform(2.0, 30.0, count), price=rng.uniform(1.0, 50.0, count), yearly_cost=np.zeros(count),
    )  # fmt: skip


def measure(repeats: int) -> dict[str, Any]:
    """Measure the first plan and the loss of each plant.

    Parameters
    ----------
    repeats
        Calls of the first plan.
    """
    network, demand = make()
    first, plan = seconds(lambda: plan_production(network, demand), repeats)
    program = plan.model.program
    losses, took = _sweep(plan)
    return {
        "size": {"materials": MATERIALS, "plants": PLANTS, "makers": len(network.makers), "steps": STEPS,
                 "rows": program.rows, "columns": program.columns, "non-zeros": int(program.matrix.nnz)},
        "first plan": {**first, "status": plan.status, "objective": plan.objective, "gap": plan.gap,
                       "iterations": plan.answer.iterations},
        "each loss": took,
        "each loss from nothing": _cold(plan, losses),
        "each loss of a dozen, with its time to survive": _surviving(plan),
    }  # fmt: skip


def _surviving(plan: ProductionPlan) -> dict[str, float]:
    """Take out a dozen plants, and find how long the rest can do without each."""
    makers = plan.network.makers
    some = set(sorted(set(makers.organisations))[:: PLANTS // DOZEN])
    names = tuple(name if name in some else "" for name in makers.organisations)
    few = replace(plan, network=replace(plan.network, makers=replace(makers, organisations=names)))
    took, found = seconds(lambda: losses_of(few, kinds=("organisation",)), 1)
    return {"mean_s": round(took["median_s"] / len(found), 3), "repeats": len(found)}


def _sweep(plan: ProductionPlan) -> tuple[dict[str, float], dict[str, float]]:
    """Take out each plant; return the person-hours without it, and how long the losses took, wall and processor."""
    at, busy = [perf_counter()], [process_time()]

    def done(_: int, __: int) -> None:
        at.append(perf_counter())
        busy.append(process_time())

    found = losses_of(plan, kinds=("organisation",), survival=False, advance=done)
    wall, own = np.diff(at), np.diff(busy)
    shares = {f"{share} % of them within_s": round(float(np.percentile(wall, share)), 3) for share in (50, 75, 90, 95)}
    told = {
        **shares, "slowest_s": round(float(wall.max()), 3), "mean_s": round(float(wall.mean()), 3),
        "within 1 s": int((wall <= 1.0).sum()), "within 1 s of processor": int((own <= 1.0).sum()),
        "mean of processor_s": round(float(own.mean()), 3), "slowest of processor_s": round(float(own.max()), 3),
        "felt": sum(one.extra > 0.0 for one in found), "repeats": len(found),
    }  # fmt: skip
    return {one.name: one.person_hours for one in found}, told


def _cold(plan: ProductionPlan, losses: dict[str, float]) -> dict[str, Any]:
    """Solve some losses from nothing, and compare the person-hours."""
    times, apart = list[float](), 0.0
    network = plan.network
    for name in list(losses)[:: max(len(losses) // COLD, 1)]:
        makers = [index for index, one in enumerate(network.makers.organisations) if one == name]
        columns = plan.model.columns_of(makers)
        upper = plan.model.program.upper.copy()
        upper[columns] = 0.0
        program = replace(plan.model.program, upper=upper)
        took, answer = seconds(lambda program=program: solve(program, options=SolveOptions()), 1)  # type: ignore[misc]
        times.append(took["median_s"])
        person_hours = float((answer.values[plan.model.unmet] * plan.step_demand.weight).sum())
        apart = max(apart, abs(person_hours - losses[name]) / max(abs(person_hours), 1.0))
    return {**summary(times), "largest relative difference of person-hours": f"{apart:.1e}",
            "equal": str(apart < CLOSE)}  # fmt: skip
