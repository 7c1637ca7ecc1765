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


def in_pyomo(case, seconds):
    """Build and solve with rules."""
    begin = time.perf_counter()
    hours, demand, survival = case["hours"], case["demand"], case["survival"]
    (w, s, a), i, k = hours.shape, case["price"].size, case["sizes"].size
    m = pyo.ConcreteModel()
    m.open = pyo.Var(range(s), range(k), domain=pyo.Binary)
    m.stock = pyo.Var(range(s), range(i), domain=pyo.NonNegativeReals)
    ways = [(x, y, z, v) for x in range(w) for z, v in np.argwhere(np.isfinite(hours[x])).tolist() for y in range(i)]
    m.flow = pyo.Var(ways, domain=pyo.NonNegativeReals)
    m.short = pyo.Var(range(w), range(i), range(a), domain=pyo.NonNegativeReals)
    out = {(x, z): np.flatnonzero(np.isfinite(hours[x, z])).tolist() for x in range(w) for z in range(s)}
    into = {(x, v): np.flatnonzero(np.isfinite(hours[x, :, v])).tolist() for x in range(w) for v in range(a)}
    m.once = pyo.Constraint(range(s), rule=lambda m, z: sum(m.open[z, q] for q in range(k)) <= 1)
    m.room = pyo.Constraint(
        range(s),
        rule=lambda m, z: (
            sum(float(case["volume"][y]) * m.stock[z, y] for y in range(i))
            <= sum(float(case["sizes"][q]) * m.open[z, q] for q in range(k))
        ),
    )
    m.budget = pyo.Constraint(
        expr=sum(float(case["opening"][q]) * m.open[z, q] for z in range(s) for q in range(k))
        + sum(float(case["price"][y]) * m.stock[z, y] for z in range(s) for y in range(i))
        <= float(case["budget"])
    )
    m.supply = pyo.Constraint(
        range(w),
        range(i),
        range(s),
        rule=lambda m, x, y, z: (
            (sum(m.flow[x, y, z, v] for v in out[x, z]) <= float(survival[x, z]) * m.stock[z, y])
            if out[x, z]
            else pyo.Constraint.Skip
        ),
    )
    m.demand = pyo.Constraint(
        range(w),
        range(i),
        range(a),
        rule=lambda m, x, y, v: (
            sum(m.flow[x, y, z, v] for z in into[x, v]) + m.short[x, y, v] == float(demand[x, y, v])
        ),
    )
    weight = (case["probability"][:, None] * case["weight"][None, :]).tolist()
    late = (hours / 24.0).tolist()
    m.cost = pyo.Objective(
        expr=sum(weight[x][y] * late[x][z][v] * m.flow[x, y, z, v] for x, y, z, v in ways)
        + sum(weight[x][y] * m.short[x, y, v] for x in range(w) for y in range(i) for v in range(a))
    )
    built = time.perf_counter() - begin
    if seconds > 0:
        solver = Highs()
        solver.config.time_limit, solver.config.mip_gap, solver.config.load_solution = seconds, 0.01, False
        solver.highs_options = {"threads": 1}
        found = solver.solve(m)
        return built, found.best_feasible_objective or float("inf"), found.best_objective_bound
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
