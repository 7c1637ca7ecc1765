"""The reserve plan written a second time, straight from its formulas, as one large programme in linopy.

Nothing of the program is used here but the arrays of the problem: goods arrive in windows, areas hold what is not yet
needed and keep account of who still waits, instead of sources that ship straight to needs; an error in either shows.
"""

import linopy
import numpy as np
import pandas as pd
import xarray

from anlan.supplies.reserve import ReserveProblem, ReserveSettings


def least_cost(problem: ReserveProblem, settings: ReserveSettings) -> float:
    """Return the least cost of a plan: yearly money and the judged cost of the scenarios; infinite where none is."""
    written = _Written(problem, settings)
    written.m.add_objective(written.first_cost() + written.measured())
    status, _ = written.m.solve("highs", io_api="direct", output_flag=False, mip_rel_gap=1e-9, threads=1)
    return float(written.m.objective.value) if status == "ok" else float("inf")


class _Written:
    def __init__(self, problem: ReserveProblem, settings: ReserveSettings) -> None:
        self.p, self.z, self.m = problem, settings, linopy.Model()
        n = self.n = problem.sizes_of
        self.open = self.columns("open", ("s", "k"), binary=True)
        self.stock = self.columns("stock", ("s", "i"))
        self.agree = [self.columns(f"agree{j}", (), binary=bool(problem.agreement_whole[j])) for j in range(n["j"])]
        self.lines = [self.columns(f"line{line}", (), binary=True) for line in range(n["l"])]
        for each in self.agree:
            self.m.add_constraints(each <= 1.0)
        self._first_rows()

    def columns(self, name: str, letters: tuple[str, ...], *, binary: bool = False) -> linopy.Variable:
        coords = [pd.RangeIndex(self.n[letter], name=letter) for letter in letters]
        if binary:
            return self.m.add_variables(binary=True, coords=coords, name=name)
        return self.m.add_variables(lower=0.0, coords=coords, name=name)

    def _first_rows(self) -> None:
        p, m = self.p, self.m
        for s in range(self.n["s"]):
            m.add_constraints(self.open.isel(s=s, drop=True).sum() <= 1.0)
            for k in range(self.n["k"]):
                m.add_constraints(self.open.isel(s=s, k=k, drop=True) <= float(p.possible[s, k]))
            for i in range(self.n["i"]):
                m.add_constraints(self.stock.isel(s=s, i=i, drop=True) >= p.stock_now[s, i])
                m.add_constraints(self.stock.isel(s=s, i=i, drop=True) <= p.stock_max[s, i])
            for c in range(self.n["c"]):
                volume = np.where(p.storage_of == c, p.volume, 0.0)
                room = max(p.room_now[s, c], volume @ p.stock_now[s])
                opened = (self.open.isel(s=s, drop=True) * _by("k", p.room[s, :, c])).sum()
                m.add_constraints((self.stock.isel(s=s, drop=True) * _by("i", volume)).sum() - opened <= room)
        now = p.stock_now.sum(axis=0)
        once = (self.open * _by("sk", p.open_once)).sum() + (self.stock * _by("i", p.buy_once)).sum()
        if np.isfinite(p.budget_once):
            m.add_constraints(once <= p.budget_once + now @ p.buy_once)
        if np.isfinite(p.budget_yearly):
            m.add_constraints(self._yearly() <= p.budget_yearly + now @ p.hold_yearly)

    def _yearly(self) -> linopy.LinearExpression:
        p = self.p
        total = (self.open * _by("sk", p.open_yearly)).sum() + (self.stock * _by("i", p.hold_yearly)).sum()
        for price, column in zip((*p.agreement_yearly, *p.line_yearly), (*self.agree, *self.lines), strict=True):
            total = total + column * float(price)
        return total

    def first_cost(self) -> linopy.LinearExpression:
        p, spread = self.p, self.z.yearly_share
        once = (self.open * _by("sk", p.open_once)).sum() + (self.stock * _by("i", p.buy_once)).sum()
        paid = self.columns("paid", ())
        self.m.add_constraints(paid == float(p.stock_now.sum(axis=0) @ p.buy_once) * spread)
        return once * spread - paid + self._yearly()

    def measured(self) -> linopy.LinearExpression:
        """Weigh the scenarios: mean, conditional value at risk (its threshold as a column) and worst."""
        p, measure = self.p, self.z.measure
        costs = [self.scenario(w) * self.z.events_a_year for w in range(self.n["w"])]
        total = sum(costs[w] * float(p.probability[w] * measure.mean) for w in range(self.n["w"]))
        if measure.cvar > 0.0:
            threshold = self.columns("threshold", ())
            total = total + threshold * measure.cvar
            for w, cost in enumerate(costs):
                excess = self.columns(f"excess{w}", ())
                self.m.add_constraints(excess >= cost - threshold)
                total = total + excess * float(measure.cvar * p.probability[w] / (1.0 - measure.level))
        if measure.worst > 0.0:
            worst = self.columns("worst", ())
            for cost in costs:
                self.m.add_constraints(worst >= cost)
            total = total + worst * measure.worst
        return total

    def scenario(self, w: int) -> linopy.LinearExpression:
        total = 0.0
        for i in range(self.n["i"]):
            total = total + self._item(w, i)
        return total

    def _item(self, w: int, i: int) -> linopy.LinearExpression:
        """Bring one item to the areas, window by window, and count who goes without."""
        p, windows, areas = self.p, range(self.n["t"]), range(self.n["a"])
        arriving, money = self._arriving(w, i)
        cost = money
        handed, held, without = (self.columns(f"{name}{w},{i}", ("a", "t")) for name in ("handed", "held", "without"))
        weight = self.z.hour_worth * p.item_weight[i] * p.area_weight[:, None] * p.burden[w, i]
        self._keep_floors(w, i, handed)
        for a in areas:
            for t in windows:
                before = held.isel(a=a, t=t - 1, drop=True) if t else 0.0
                self.m.add_constraints(
                    held.isel(a=a, t=t, drop=True) == arriving[a][t] + before - handed.isel(a=a, t=t, drop=True)
                )
                waiting = without.isel(a=a, t=t - 1, drop=True) if t and p.once[i] else 0.0
                need = float(p.need[w, i, a, t])
                self.m.add_constraints(
                    without.isel(a=a, t=t, drop=True) - waiting + handed.isel(a=a, t=t, drop=True) == need
                )
        return cost + (without * _by("at", weight)).sum()

    def _keep_floors(self, w: int, i: int, handed: linopy.Variable) -> None:
        """Demand what floors demand: of what is used up the last window, of what is waited for all until then."""
        p = self.p
        for floor in p.floors:
            last = int(np.flatnonzero(p.edges <= floor.until_h)[-1])
            counted = range(last + 1) if p.once[i] else (last,)
            for a in np.flatnonzero(floor.areas & floor.items[i]).tolist():
                given = sum(1.0 * handed.isel(a=a, t=t, drop=True) for t in counted)
                need = float(sum(p.need[w, i, a, t] for t in counted))
                self.m.add_constraints(given >= floor.share * need)

    def _arriving(self, w: int, i: int) -> tuple[list[list[object]], linopy.LinearExpression]:
        """Return what arrives in each area and window and what bringing it costs."""
        p, m = self.p, self.m
        zero = self.columns(f"zero{w},{i}", ())
        m.add_constraints(zero == 0.0)
        arriving: list[list[object]] = [[1.0 * zero for _ in range(self.n["t"])] for _ in range(self.n["a"])]
        money = 1.0 * zero
        for number, (origin, leave, fee, most) in enumerate(self._sources(w, i)):
            sent = self.columns(f"sent{w},{i},{number}", ("a", "t"))
            m.add_constraints(sent.sum() <= most)
            for a in range(self.n["a"]):
                hour = leave + p.travel_h[w, origin, a]
                for t in range(self.n["t"]):
                    if hour > p.edges[t]:
                        m.add_constraints(sent.isel(a=a, t=t, drop=True) <= 0.0)
                        continue
                    arriving[a][t] = arriving[a][t] + sent.isel(a=a, t=t, drop=True)
                    money = money + sent.isel(a=a, t=t, drop=True) * float(fee + p.haul[i] * p.travel_h[w, origin, a])
        return arriving, money

    def _sources(self, w: int, i: int) -> list[tuple[int, float, float, object]]:
        """Return origin, hour of leaving, price and most of each source."""
        p = self.p
        found: list[tuple[int, float, float, object]] = [
            (s, p.ready_h[s, i], 0.0, self.stock.isel(s=s, i=i, drop=True) * p.survival[w, s]) for s in range(self.n["s"])
        ]
        for j in np.flatnonzero(p.agreement_item == i):
            most = self.agree[j] * float(p.agreement_quantity[w, j])
            found.append((p.agreement_origin[j], p.agreement_h[j], p.agreement_price[j], most))
        begins = np.concatenate([[0.0], p.edges[:-1]])
        for line in np.flatnonzero(p.line_item == i):
            for t in range(self.n["t"]):
                leave = (begins[t] + p.edges[t]) / 2.0 + p.line_h[line]
                most = self.lines[line] * float(p.output[w, line, t])
                found.append((p.line_origin[line], leave, p.line_price[line], most))
        return found


def _by(letters: str, values: np.ndarray) -> object:
    return xarray.DataArray(values, dims=list(letters))
