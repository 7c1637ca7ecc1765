"""The extensive form of a reserve problem in linopy or Pyomo, solved by HiGHS. Runs in the peers' own environment.

Usage: PYTHON PROGRAM linopy|pyomo CASE.npz SECONDS. It prints times in s, the objective, the bound and the peak memory
in MB as JSON. Ways that are closed or too long are left out; every other way is there.
"""

import json
import resource
import sys
import time

import linopy
import numpy as np
import pyomo.environ as pyo
import xarray as xr
from pyomo.contrib.appsi.solvers import Highs


def in_linopy(case, seconds):
    """Build and solve with arrays."""
    begin = time.perf_counter()
    open_ways = np.isfinite(case["hours"])
    w, s, a = open_ways.shape
    i, k = case["price"].size, case["sizes"].size
    axes = {"w": range(w), "s": range(s), "a": range(a), "i": range(i), "k": range(k)}

    def array(values, dims):
        return xr.DataArray(values, dims=list(dims), coords={d: axes[d] for d in dims})

    model = linopy.Model()
    opened = model.add_variables(binary=True, coords=[axes["s"], axes["k"]], dims=["s", "k"], name="open")
    stock = model.add_variables(lower=0, coords=[axes["s"], axes["i"]], dims=["s", "i"], name="stock")
    mask = array(np.broadcast_to(open_ways[:, None], (w, i, s, a)), "wisa")
    flow = model.add_variables(lower=0, coords=mask.coords, dims=list("wisa"), mask=mask, name="flow")
    short = model.add_variables(lower=0, coords=[axes["w"], axes["i"], axes["a"]], dims=["w", "i", "a"], name="short")
    sizes, opening = array(case["sizes"], "k"), array(case["opening"], "k")
    model.add_constraints(opened.sum("k") <= 1, name="once")
    room = (stock * array(case["volume"], "i")).sum("i") - (opened * sizes).sum("k")
    model.add_constraints(room <= 0, name="room")
    spent = (opened * opening).sum() + (stock * array(case["price"], "i")).sum()
    model.add_constraints(spent <= float(case["budget"]), name="budget")
    model.add_constraints(flow.sum("a") - stock * array(case["survival"], "ws") <= 0, name="supply")
    model.add_constraints(flow.sum("s") + short == array(case["demand"], "wia"), name="demand")
    weight = array(case["probability"][:, None] * case["weight"][None, :], "wi")
    hours = array(np.where(open_ways, case["hours"], 0.0) / 24.0, "wsa")
    model.add_objective((flow * (weight * hours)).sum() + (short * weight).sum())
    built = time.perf_counter() - begin
    if seconds > 0:
        model.solve("highs", mip_rel_gap=0.01, time_limit=seconds, threads=1, output_flag=False, io_api="direct")
        info = model.solver_model.getInfo()
        return built, info.objective_function_value, info.mip_dual_bound
    return built, float("nan"), float("nan")


def first_in_pyomo(case):
    """Return a model with the first stage, with rules."""
    sites, items, sizes = range(case["hours"].shape[1]), range(case["price"].size), range(case["sizes"].size)
    size, volume, price, opening = (case[name].tolist() for name in ("sizes", "volume", "price", "opening"))
    m = pyo.ConcreteModel()
    m.open = pyo.Var(sites, sizes, domain=pyo.Binary)
    m.stock = pyo.Var(sites, items, domain=pyo.NonNegativeReals)
    m.once = pyo.Constraint(sites, rule=lambda m, s: sum(m.open[s, k] for k in sizes) <= 1)

    def room(m, s):
        return sum(volume[i] * m.stock[s, i] for i in items) <= sum(size[k] * m.open[s, k] for k in sizes)

    m.room = pyo.Constraint(sites, rule=room)
    rent = sum(opening[k] * m.open[s, k] for s in sites for k in sizes)
    bought = sum(price[i] * m.stock[s, i] for s in sites for i in items)
    m.budget = pyo.Constraint(expr=rent + bought <= float(case["budget"]))
    return m


def second_in_pyomo(m, case):
    """Add the second stage of every scenario, and the objective."""
    hours, demand, survival = case["hours"], case["demand"].tolist(), case["survival"].tolist()
    scenarios, sites, areas = map(range, hours.shape)
    items, late = range(case["price"].size), (hours / 24.0).tolist()
    ways = [(w, i, s, a) for w in scenarios for s, a in np.argwhere(np.isfinite(hours[w])).tolist() for i in items]
    m.flow = pyo.Var(ways, domain=pyo.NonNegativeReals)
    m.short = pyo.Var(scenarios, items, areas, domain=pyo.NonNegativeReals)
    out = {(w, s): np.flatnonzero(np.isfinite(hours[w, s])).tolist() for w in scenarios for s in sites}
    into = {(w, a): np.flatnonzero(np.isfinite(hours[w, :, a])).tolist() for w in scenarios for a in areas}

    def supply(m, w, i, s):
        sent = sum(m.flow[w, i, s, a] for a in out[w, s])
        return sent <= survival[w][s] * m.stock[s, i] if out[w, s] else pyo.Constraint.Skip

    def met(m, w, i, a):
        return sum(m.flow[w, i, s, a] for s in into[w, a]) + m.short[w, i, a] == demand[w][i][a]

    m.supply = pyo.Constraint(scenarios, items, sites, rule=supply)
    m.met = pyo.Constraint(scenarios, items, areas, rule=met)
    weight = (case["probability"][:, None] * case["weight"][None, :]).tolist()
    carried = sum(weight[w][i] * late[w][s][a] * m.flow[w, i, s, a] for w, i, s, a in ways)
    m.cost = pyo.Objective(
        expr=carried + sum(weight[w][i] * m.short[w, i, a] for w in scenarios for i in items for a in areas)
    )


def in_pyomo(case, seconds):
    """Build and solve with rules."""
    begin = time.perf_counter()
    m = first_in_pyomo(case)
    second_in_pyomo(m, case)
    built = time.perf_counter() - begin
    if seconds > 0:
        solver = Highs()
        solver.config.time_limit, solver.config.mip_gap, solver.config.load_solution = seconds, 0.01, False
        solver.highs_options = {"threads": 1}
        found = solver.solve(m)
        best = found.best_feasible_objective
        return built, float("inf") if best is None else best, found.best_objective_bound
    return built, float("nan"), float("nan")


def main():
    """Build, solve, print."""
    peer, file, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    with np.load(file) as stored:
        case = {name: stored[name] for name in stored.files}
    begin = time.perf_counter()
    built, objective, bound = (in_linopy if peer == "linopy" else in_pyomo)(case, seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    whole = time.perf_counter() - begin
    print(json.dumps({"build_s": built, "whole_s": whole, "objective": objective, "bound": bound, "peak_mb": peak}))


if __name__ == "__main__":
    main()
