"""The reserve plan written a second time, straight from its formulas, as one large programme in linopy.

Nothing of the program is used here but the arrays of the problem: goods arrive in windows, areas hold what is not yet
needed and keep account of who still waits, instead of sources that ship straight to needs; an error in either shows.
"""

from typing import Any

import linopy
import numpy as np
import xarray
from numpy.typing import NDArray

from anlan.supplies.reserve import ReserveProblem, ReserveSettings

Bound = float | NDArray[np.float64]


def least_cost(problem: ReserveProblem, settings: ReserveSettings) -> float:
    """Return the least cost of a plan: yearly money and the judged cost of the scenarios; infinite where none is."""
    written = _Written(problem, settings)
    written.m.add_objective(written.first_cost() + written.measured())
    status, _ = written.m.solve("highs", io_api="direct", output_flag=False, mip_rel_gap=1e-9, threads=1)
    value = written.m.objective.value
    return float("inf") if status != "ok" or value is None else float(value)


class _Written:
    def __init__(self, problem: ReserveProblem, settings: ReserveSettings) -> None:
        self.p, self.z, self.m = problem, settings, linopy.Model()
        n = self.n = problem.sizes_of
        self.open = self.columns("open", "sk", binary=True)
        self.stock = self.columns("stock", "si", lower=problem.stock_now, upper=problem.stock_max)
        whole = problem.agreement_whole
        self.agree = [self.columns(f"agree{j}", "", binary=bool(whole[j]), upper=1.0) for j in range(n["j"])]
        self.lines = [self.columns(f"line{line}", "", binary=True) for line in range(n["l"])]
        self._first_rows()

    def columns(
        self, name: str, letters: str, *, binary: bool = False, lower: Bound = 0.0, upper: Bound = np.inf
    ) -> linopy.Variable:
        shape: dict[str, Any] = {"coords": {letter: np.arange(self.n[letter]) for letter in letters}}
        if binary:
            return self.m.add_variables(binary=True, name=name, **shape)
        low, high = (
            _by(letters, np.broadcast_to(each, [self.n[letter] for letter in letters])) for each in (lower, upper)
        )
        return self.m.add_variables(lower=low, upper=high, name=name, **shape)

    def _first_rows(self) -> None:
        p, m = self.p, self.m
        m.add_constraints(self.open.sum("k") <= 1.0)
        m.add_constraints(self.open <= _by("sk", p.possible.astype(float)))
        for c in range(self.n["c"]):
            volume = np.where(p.storage_of == c, p.volume, 0.0)
            room = np.maximum(p.room_now[:, c], p.stock_now @ volume)
            opened = (self.open * _by("sk", p.room[:, :, c])).sum("k")
            m.add_constraints((self.stock * _by("i", volume)).sum("i") - opened <= _by("s", room))
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
        paid = self.columns("paid", "")
        self.m.add_constraints(paid == float(p.stock_now.sum(axis=0) @ p.buy_once) * spread)
        return once * spread - paid + self._yearly()

    def measured(self) -> linopy.LinearExpression:
        """Weigh the scenarios: mean, conditional value at risk (its threshold as a column) and worst."""
        p, measure = self.p, self.z.measure
        costs = [self.scenario(w) * self.z.events_a_year for w in range(self.n["w"])]
        total = _sum([costs[w] * float(p.probability[w] * measure.mean) for w in range(self.n["w"])])
        if measure.cvar > 0.0:
            threshold = self.columns("threshold", "")
            total = total + threshold * measure.cvar
            for w, cost in enumerate(costs):
                excess = self.columns(f"excess{w}", "")
                self.m.add_constraints(excess >= cost - threshold)
                total = total + excess * float(measure.cvar * p.probability[w] / (1.0 - measure.level))
        if measure.worst > 0.0:
            worst = self.columns("worst", "")
            for cost in costs:
                self.m.add_constraints(worst >= cost)
            total = total + worst * measure.worst
        return total

    def scenario(self, w: int) -> linopy.LinearExpression:
        return _sum([self._item(w, i) for i in range(self.n["i"])])

    def _item(self, w: int, i: int) -> linopy.LinearExpression:
        """Bring one item to the areas, window by window, and count who goes without."""
        p, need = self.p, _by("at", self.p.need[w, i])
        handed = self.columns(f"handed{w},{i}", "at")
        self._keep_floors(w, i, handed)
        without = self.columns(f"without{w},{i}", "at")
        weight = self.z.hour_worth * p.item_weight[i] * p.area_weight[:, None] * p.burden[w, i]
        arriving, money = self._arriving(w, i)
        self.m.add_constraints(arriving.cumsum("t") - (1.0 * handed).cumsum("t") >= 0.0)
        if p.once[i]:
            self.m.add_constraints(without + (1.0 * handed).cumsum("t") == need.cumsum("t"))
        else:
            self.m.add_constraints(without + handed == need)
        return money + (without * _by("at", weight)).sum()

    def _keep_floors(self, w: int, i: int, handed: linopy.Variable) -> None:
        """Demand the floors: of what is used up the last window; of what is waited for every need until then.

        Needs that arise late cannot be met before: what is handed out from any window on covers its share of the needs
        from then on.
        """
        p = self.p
        for floor in p.floors:
            last = int(np.flatnonzero(p.edges <= floor.until_h)[-1])
            for begin in range(last + 1) if p.once[i] else (last,):
                some = slice(begin, last + 1)
                need = p.need[w, i, :, some].sum(axis=1) * floor.areas * floor.items[i] * floor.share
                self.m.add_constraints((1.0 * handed.isel(t=some)).sum("t") >= _by("a", need))

    def _arriving(self, w: int, i: int) -> tuple[linopy.LinearExpression, linopy.LinearExpression]:
        """Return what arrives in each area and window and what bringing it costs."""
        p = self.p
        sources = self._sources(w, i)
        arriving, money = [], []
        for q, (origin, leave, fee, most) in enumerate(sources):
            road = p.travel_h[w, origin][:, None]
            upper = np.where(leave + road <= p.edges, np.inf, 0.0)
            sent = 1.0 * self.columns(f"sent{w},{i},{q}", "at", upper=upper)
            self.m.add_constraints(sent.sum() <= most)
            arriving.append(sent)
            paid = fee + p.haul[i] * np.where(np.isfinite(road), road, 0.0)
            money.append((sent * _by("at", np.broadcast_to(paid, upper.shape))).sum())
        return _sum(arriving), _sum(money)

    def _sources(self, w: int, i: int) -> list[tuple[int, float, float, object]]:
        """Return origin, hour of leaving, price and most of each source."""
        p = self.p
        found: list[tuple[int, float, float, object]] = [
            (p.stock_origin[s, i], p.ready_h[s, i], 0.0, self.stock.isel(s=s, i=i, drop=True) * p.survival[w, s])
            for s in range(self.n["s"])
        ]
        for j in np.flatnonzero(p.agreement_item == i):
            most = self.agree[j] * float(p.agreement_quantity[w, j])
            found.append((p.agreement_origin[j], p.agreement_h[j], p.agreement_price[j], most))
        begins = np.concatenate([[0.0], p.edges[:-1]])
        for line in np.flatnonzero(p.line_item == i):
            for t in range(self.n["t"]):
                leave = (begins[t] + p.edges[t]) / 2.0 + p.line_h[line]
                most = self.lines[line] * float(p.output[w, line, t])
                found.append((p.output_origin[line, t], leave, p.line_price[line], most))
        return found


def _sum(parts: list[linopy.LinearExpression]) -> linopy.LinearExpression:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _by(letters: str, values: NDArray[np.float64]) -> xarray.DataArray:
    return xarray.DataArray(
        values, {letter: np.arange(size) for letter, size in zip(letters, np.shape(values), strict=True)}
    )
