"""The problem of a city's reserve, out of its tables and its scenarios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.errors import Problem, SettingError, Severity
from anlan.language import Message, mark
from anlan.supplies.needs import AreaNeeds
from anlan.supplies.reserve.holdings import Holdings, holdings_of
from anlan.supplies.reserve.options import EVERYTHING, PlanOptions
from anlan.supplies.reserve.outside import agreements_of, lines_of
from anlan.supplies.reserve.places import ReserveSite, buyable, reserve_sites
from anlan.supplies.reserve.problem import Floor, ReserveProblem
from anlan.supplies.reserve.rooms import room_arrays, rooms_of
from anlan.supplies.reserve.routes import routes_of
from anlan.supplies.reserve.rules import ReserveRules
from anlan.supplies.reserve.settings import ReserveSettings
from anlan.supplies.reserve.upkeep import Upkeep, upkeep_of
from anlan.supplies.reserve.upstream import Chains, chains_of
from anlan.supplies.reserve.windows import WindowNeeds, by_window, edges_of
from anlan.supplies.sources import Conditions

Floats = NDArray[np.float64]

LEAST_NEED = 1e-6
"""Need below which an item is left out of the plan, unit."""

AGES = ("age_0_14", "age_60_plus")
"""Columns of the cells table with the residents who count as vulnerable."""


@dataclass(frozen=True, eq=False)
class CityReserve:
    """The problem of a city's reserve and what explains it.

    Parameters
    ----------
    city
        The city.
    options, rules
        What was asked for, and how peacetime is charged.
    needs, conditions
        Of the scenarios of the plan, in their order.
    sites
        Sites, in the order of the problem.
    upkeep
        Yearly cost of a unit of each item.
    windows
        Needs by window of each scenario.
    problem, settings
        The problem and how it is judged.
    notices
        What was left out or assumed.
    chains
        What lines with suppliers deliver in each hour, by scenario.
    """

    city: City
    options: PlanOptions
    rules: ReserveRules
    needs: tuple[AreaNeeds, ...]
    conditions: tuple[Conditions, ...]
    sites: tuple[ReserveSite, ...]
    upkeep: Upkeep
    windows: tuple[WindowNeeds, ...]
    problem: ReserveProblem
    settings: ReserveSettings
    notices: tuple[Problem, ...] = ()
    chains: Mapping[str, Chains] = field(default_factory=dict)


def reserve_of(
    city: City, needs: Sequence[AreaNeeds], conditions: Sequence[Conditions], options: PlanOptions | None = None,
    rules: ReserveRules | None = None, chains: Mapping[str, Chains] | None = None,
) -> CityReserve:  # fmt: skip
    """State the problem of a city's reserve.

    Parameters
    ----------
    city
        The city.
    needs, conditions
        Needs and conditions of each scenario, in the same order; a scenario that repeats another is left out.
    options, rules
        What is asked for, and how peacetime is charged; None for the defaults.
    chains
        What lines with suppliers deliver in each scenario, where it was found before; None to find it.

    Raises
    ------
    PackageError
        With everything that is wrong in the bill of materials.
    SettingError
        If nothing is needed in any scenario, or a demand names what is not there.
    """
    wish, money = options or PlanOptions(), rules or ReserveRules()
    kept, notices = _distinct(needs, conditions)
    asked, known = tuple(one for one, _ in kept), tuple(one for _, one in kept)
    items = _items(city, asked)
    areas = tuple(dict.fromkeys(code for one in asked for code in one.areas if code in known[0].areas))
    if not items or not areas:
        raise SettingError(Message(mark("no scenario needs anything that can be laid in; see items.csv and needs.csv")))
    for cover in wish.covers:
        cover.check(city, areas)
    edges = edges_of(max(one.hours for one in asked), wish.edges)
    windows = tuple(by_window(one, items, areas, edges) for one in asked)
    sites, upkeep = reserve_sites(city, money, wish.level), upkeep_of(city, items, money)
    made = chains or {one.scenario: chains_of(city, items, one, where) for one, where in kept}
    held = holdings_of(city, sites, items, money.ready_h, wish.on)
    maker = _Maker(city, wish, money, items, areas, edges, sites, asked, known, windows, upkeep, held, made)
    settings = ReserveSettings(
        measure=wish.measure, hour_worth=wish.hour_worth, events_a_year=wish.chance_in(city), years=money.years,
        discount=money.rate, equity=wish.equity, gap=wish.gap,
    )  # fmt: skip
    return CityReserve(
        city,
        wish,
        money,
        asked,
        known,
        sites,
        upkeep,
        windows,
        maker.problem(),
        settings,
        (*notices, *maker.notices()),
        made,
    )


def _distinct(
    needs: Sequence[AreaNeeds], conditions: Sequence[Conditions]
) -> tuple[list[tuple[AreaNeeds, Conditions]], list[Problem]]:
    """Leave out scenarios whose needs are those of an earlier one: the same event must not count twice."""
    kept: list[tuple[AreaNeeds, Conditions]] = []
    notices = []
    for one, where in zip(needs, conditions, strict=True):
        twin = next((old for old, _ in kept if _same(old, one)), None)
        if twin is None:
            kept.append((one, where))
            continue
        notices.append(
            _notice(
                "scenarios",
                Message(mark("{name} repeats {other}"), name=one.scenario, other=twin.scenario),
                Message(mark("it is counted once")),
            )
        )
    if not kept:
        raise SettingError(Message(mark("a reserve plan needs at least one scenario")))
    return kept, notices


def _same(first: AreaNeeds, second: AreaNeeds) -> bool:
    return (
        first.items == second.items
        and first.areas == second.areas
        and first.amount.shape == second.amount.shape
        and bool(np.array_equal(first.amount, second.amount))
    )


def _notice(file: str, what: Message, remedy: Message) -> Problem:
    return Problem(file, what, remedy, severity=Severity.NOTICE, code="reserve")


def _items(city: City, needs: Sequence[AreaNeeds]) -> tuple[str, ...]:
    """Return the items that anybody needs and that can be sent, in the order of the catalogue."""
    fixed = set(city.table("items").filter(pl.col("storage") == "building")["id"].to_list())
    wanted = {
        item
        for one in needs
        for item, total in zip(one.items, one.amount.sum(axis=(1, 2)).tolist(), strict=True)
        if total > LEAST_NEED and item not in fixed
    }
    return tuple(item for item in city.table("items")["id"].to_list() if item in wanted)


@dataclass(frozen=True, eq=False)
class _Maker:
    """Knows everything and makes the arrays."""

    city: City
    options: PlanOptions
    rules: ReserveRules
    items: tuple[str, ...]
    areas: tuple[str, ...]
    edges: Floats
    sites: tuple[ReserveSite, ...]
    needs: tuple[AreaNeeds, ...]
    conditions: tuple[Conditions, ...]
    windows: tuple[WindowNeeds, ...]
    upkeep: Upkeep
    held: Holdings
    chains: Mapping[str, Chains]

    def problem(self) -> ReserveProblem:
        """Return the problem."""
        agreed = agreements_of(self.city, self.items, self.areas, self.conditions, self.options)
        chains = [self.chains[one.scenario] for one in self.needs]
        made = lines_of(
            self.city, self.items, self.areas, self.conditions, self.options, self.rules, self.edges, chains
        )
        stock, ready = self.held.stock, self.held.ready_h
        ways = routes_of(self.sites, ready, agreed, made, self.conditions, self.areas, self.options.open_share)
        need = np.stack([one.need for one in self.windows]) * self.options.need_factor
        rooms, names, sizes = room_arrays(self.city, self.sites, self.items, stock, self.rules)
        return ReserveProblem(
            sites=tuple(site.id for site in self.sites), sizes=sizes, storage=names, items=self.items,
            areas=self.areas, scenarios=tuple(one.scenario for one in self.needs), agreements=agreed.names,
            lines=made.names, origins=ways.origins, edges=self.edges, storage_of=rooms_of(self.city, self.items, names),
            **vars(rooms), stock_now=stock, stock_max=self._most(stock, need), buy_once=self.upkeep.price,
            hold_yearly=self.upkeep.kept, ready_h=ready,
            survival=np.stack([self.held.survival(self.sites, one) for one in self.conditions]),
            agreement_item=agreed.item, agreement_origin=ways.agreement_origin,
            agreement_yearly=agreed.yearly, agreement_price=agreed.price, agreement_h=agreed.leave_h,
            agreement_quantity=agreed.brought, agreement_whole=np.zeros(len(agreed.names), dtype=np.bool_),
            line_item=made.item, line_origin=ways.line_origin,
            line_yearly=made.yearly, line_price=made.price, line_h=made.leave_h, output=made.brought,
            once=self._once(), need=need,
            # Other norms are more or fewer units for the same people: a unit stands for so much less or more of them.
            burden=np.stack([one.burden for one in self.windows]) / self.options.need_factor,
            area_weight=self._area_weight(), item_weight=self._item_weight(),
            travel_h=ways.travel_h, stock_origin=ways.stock_origin,
            output_origin=ways.output_origin, haul=self._haul(), probability=self._probability(),
            budget_once=self.options.budget, budget_yearly=self.options.yearly, floors=self._floors(),
            most_opened=np.inf if self.options.bases is None else float(self.options.bases),
        )  # fmt: skip

    def notices(self) -> list[Problem]:
        """Return what was assumed for want of data."""
        found = []
        if self.held.expired:
            what = Message(mark("{count} lots have expired"), count=len(self.held.expired))
            found.append(_notice("stock.csv", what, Message(mark("they are left out"))))
        unknown = [one.scenario for one in self.needs if not one.frequency]
        if unknown and self.options.weighing != "equal":
            what = Message(mark("it is not known how often {names} happen"), names=", ".join(unknown))
            found.append(_notice("scenarios", what, Message(mark("the least known frequency is taken for them"))))
        return found

    def _most(self, stock: Floats, need: Floats) -> Floats:
        """Return the most that may lie at each site: what the worst scenario needs, where it can lie at all."""
        classes = dict(self.city.table("items").select("id", "storage").rows())
        allowed = buyable(self.city, self.rules)
        fits = np.array(
            [
                [site.kind != "pool" and item in allowed and classes[item] in site.classes for item in self.items]
                for site in self.sites
            ]
        )
        worst = need.sum(axis=(2, 3)).max(axis=0)
        return np.asarray(stock + np.where(fits, 2.0 * worst, 0.0))

    def _once(self) -> NDArray[np.bool_]:
        flags = {item: flag for one in self.needs for item, flag in zip(one.items, one.once.tolist(), strict=True)}
        return np.array([flags[item] for item in self.items], dtype=np.bool_)

    def _area_weight(self) -> Floats:
        """Return the weight of each area by its share of children and old people."""
        cells = self.city.table("cells")
        if self.options.vulnerable == 0.0 or any(cells[name].null_count() == cells.height for name in AGES):
            return np.ones(len(self.areas))
        tender = sum(cells[name].fill_null(0.0).to_numpy() for name in AGES)
        people = cells["population"].fill_null(0.0).to_numpy()
        areas = self.city.areas
        row = areas.indices(cells["area"])
        sums = [
            areas.roll_up(np.bincount(row[row >= 0], weights=each[row >= 0], minlength=len(areas)))
            for each in (np.asarray(tender, dtype=np.float64), people)
        ]
        share = np.divide(sums[0], sums[1], out=np.zeros(len(areas)), where=sums[1] > 0.0)
        whole = share[areas.root]
        if whole == 0.0:
            return np.ones(len(self.areas))
        own = np.array([share[areas.index[code]] for code in self.areas])
        return np.asarray(np.maximum(1.0 + self.options.vulnerable * (own / whole - 1.0), 0.0))

    def _item_weight(self) -> Floats:
        groups = dict(self.city.table("items").select("id", "group").rows())
        return np.array([self.options.item_weights.get(groups[item], 1.0) for item in self.items])

    def _haul(self) -> Floats:
        rows = self.city.table("items").select("id", "weight_kg", "volume_m3").rows()
        load = {
            item: max((kg or 0.0) / self.options.lorry_kg, (m3 or 0.0) / self.options.lorry_m3) for item, kg, m3 in rows
        }
        return np.array([load[item] * self.options.lorry_hour for item in self.items])

    def _probability(self) -> Floats:
        if self.options.weighing == "equal":
            return np.full(len(self.needs), 1.0 / len(self.needs))
        known = [one.frequency for one in self.needs if one.frequency]
        least = min(known, default=1.0)
        weights = np.array([one.frequency or least for one in self.needs])
        return np.asarray(weights / weights.sum())

    def _floors(self) -> tuple[Floor, ...]:
        groups = dict(self.city.table("items").select("id", "group").rows())
        return tuple(
            Floor(
                cover.name, cover.share, cover.until_h,
                np.array([cover.area in (code, EVERYTHING) for code in self.areas]),
                np.array([cover.what in (item, groups[item], EVERYTHING) for item in self.items]),
            )
            for cover in self.options.covers
        )  # fmt: skip
