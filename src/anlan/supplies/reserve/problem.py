"""The problem of a reserve plan: what could be laid in where, what scenarios would need, and what money allows.

Letters of shapes: s sites, k size classes, c storage classes, i items, a areas, w scenarios, t windows, j agreements,
l lines, o origins (the sites first, then other places from which agreements and lines deliver).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from anlan.errors import InputError, Problem
from anlan.language import Message, mark

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

NOT_GIVEN: Ints = np.zeros((0, 0), dtype=np.int64)
"""Stands for origins that are not given."""


@dataclass(frozen=True, eq=False)
class Floor:
    """A demand on the first hours: in every scenario a share of what is needed by then is there by then.

    Of an item used up (water) what is needed in the window that ends at the hour counts: before, goods may still be on
    their way. Of an item handed out once (a tent) every need up to the hour counts, wherever it has waited until then.

    Parameters
    ----------
    name
        What it is called in answers.
    share
        Share of the need of each window, area and item that must be met, 1.
    until_h
        By when, h; the last window that ends at or before it counts.
    areas
        Areas for which it holds, shape (a,).
    items
        Items for which it holds, shape (i,).
    """

    name: str
    share: float
    until_h: float
    areas: Flags
    items: Flags

    def last(self, edges: Floats) -> int:
        """Return the last window that ends by the hour; -1 where none does.

        Parameters
        ----------
        edges
            Ends of the windows, h, shape (t,).
        """
        return int(np.searchsorted(edges, self.until_h + 1e-9, side="right")) - 1

    def counts(self, edges: Floats, once: Flags) -> Flags:
        """Return the needs for which it holds, bool (i, a, t).

        Parameters
        ----------
        edges
            Ends of the windows, h, shape (t,).
        once
            Whether an item is handed out once, bool (i,).
        """
        window, last = np.arange(edges.size), self.last(edges)
        windows = np.where(once[:, None], window <= last, window == last)
        return np.asarray(self.items[:, None, None] & self.areas[:, None] & windows[:, None, :])


@dataclass(frozen=True, eq=False)
class ReserveProblem:
    """All that a reserve plan is made from; arrays are float64 unless said otherwise.

    Parameters
    ----------
    sites, sizes, storage, items, areas, scenarios, agreements, lines
        Identifiers, lengths s, k, c, i, a, w, j, l.
    origins
        Identifiers of the places from which supplies come, length o; begins with the sites.
    edges
        Ends of the windows, h after the event, increasing, shape (t,); the first window begins at 0.
    storage_of
        Storage class of each item, int64 (i,).
    volume
        Of one unit, m3, shape (i,).
    room_now
        Room that stands today, m3, shape (s, c).
    room
        Room that opening a size class adds, m3, shape (s, k, c).
    possible
        Size classes that can be opened at a site, bool (s, k); at most one of them is.
    open_once, open_yearly
        Cost of opening, currency and currency a year, shape (s, k).
    stock_now
        What lies there today, unit, shape (s, i).
    stock_max
        Most that may lie there, unit, shape (s, i); at least `stock_now`.
    buy_once, hold_yearly
        Price of a unit, currency; its holding, rotation and loss a year less what peacetime use earns,
        currency/unit/year; shape (i,).
    ready_h
        Hours until an item can leave a site, h, shape (s, i).
    survival
        Share of a site's stock that can be used, shape (w, s).
    agreement_item, agreement_origin
        What an agreement brings and from where, int64 (j,).
    agreement_yearly, agreement_price, agreement_h
        Cost of keeping it, currency/year; price of a unit called off, currency; hours until it leaves; shape (j,).
    agreement_quantity
        What it would bring after default, unit, shape (w, j).
    agreement_whole
        Whether it is concluded whole or not at all, bool (j,).
    line_item, line_origin
        What a line makes and where, int64 (l,).
    line_yearly, line_price, line_h
        Cost of reserving it, currency/year; price of a unit made, currency; hours to the road, shape (l,).
    output
        What it makes in each window after conversion, ramp and lack of material, unit, shape (w, l, t). It leaves in
        the middle of the window.
    once
        Whether an item is handed out once and waited for (a tent) or used up each hour (water), bool (i,).
    need
        Newly needed in each window, unit, shape (w, i, a, t).
    burden
        Person-hours of going without one unit during a window, shape (w, i, a, t). A need of an item used up is borne
        in its own window; a need of an item handed out once in every window from its own until it is met.
    area_weight
        Weight of a person-hour in each area (vulnerable groups count more), 1, shape (a,).
    item_weight
        Weight of a person-hour without each item, 1, shape (i,).
    travel_h
        Hours on the road, infinite where there is no way, shape (w, o, a).
    haul
        Cost of an hour on the road for a unit, currency, shape (i,).
    probability
        Of each scenario, given that one of them comes true, sums to 1, shape (w,).
    budget_once, budget_yearly
        Most that may be spent on opening and buying, currency; and each year, currency; infinite for no limit.
    floors
        Demands on the first hours.
    most_opened
        Most sites that may be opened; infinite for no limit.
    stock_origin
        Origin of each item at each site, int64 (s, i): ways differ by the hour at which goods are ready to leave, where
        roads open or close. The site itself where it is not given.
    output_origin
        Origin of what each line makes in each window, int64 (l, t); `line_origin` where it is not given.
    """

    sites: tuple[str, ...]
    sizes: tuple[str, ...]
    storage: tuple[str, ...]
    items: tuple[str, ...]
    areas: tuple[str, ...]
    scenarios: tuple[str, ...]
    agreements: tuple[str, ...]
    lines: tuple[str, ...]
    origins: tuple[str, ...]
    edges: Floats
    storage_of: Ints
    volume: Floats
    room_now: Floats
    room: Floats
    possible: Flags
    open_once: Floats
    open_yearly: Floats
    stock_now: Floats
    stock_max: Floats
    buy_once: Floats
    hold_yearly: Floats
    ready_h: Floats
    survival: Floats
    agreement_item: Ints
    agreement_origin: Ints
    agreement_yearly: Floats
    agreement_price: Floats
    agreement_h: Floats
    agreement_quantity: Floats
    agreement_whole: Flags
    line_item: Ints
    line_origin: Ints
    line_yearly: Floats
    line_price: Floats
    line_h: Floats
    output: Floats
    once: Flags
    need: Floats
    burden: Floats
    area_weight: Floats
    item_weight: Floats
    travel_h: Floats
    haul: Floats
    probability: Floats
    budget_once: float = np.inf
    budget_yearly: float = np.inf
    floors: tuple[Floor, ...] = ()
    most_opened: float = np.inf
    stock_origin: Ints = field(default_factory=lambda: NOT_GIVEN)
    output_origin: Ints = field(default_factory=lambda: NOT_GIVEN)

    def __post_init__(self) -> None:
        n = self.sizes_of
        if self.stock_origin.size == 0:
            usual = np.broadcast_to(np.arange(n["s"])[:, None], (n["s"], n["i"]))
            object.__setattr__(self, "stock_origin", usual.astype(np.int64))
        if self.output_origin.size == 0:
            usual = np.broadcast_to(self.line_origin[:, None], (self.line_origin.size, n["t"]))
            object.__setattr__(self, "output_origin", usual.astype(np.int64))
        problems = list(_shapes(self)) or [*_values(self), *_places(self), *_floors(self)]
        if problems:
            raise InputError(problems)

    @property
    def sizes_of(self) -> dict[str, int]:
        """Length of each letter of the shapes."""
        names = {
            "s": self.sites, "k": self.sizes, "c": self.storage, "i": self.items, "a": self.areas,
            "w": self.scenarios, "j": self.agreements, "l": self.lines, "o": self.origins,
        }  # fmt: skip
        return {letter: len(each) for letter, each in names.items()} | {"t": self.edges.size}


SHAPES = {
    "edges": "t", "storage_of": "i", "volume": "i", "room_now": "sc", "room": "skc", "possible": "sk",
    "open_once": "sk", "open_yearly": "sk", "stock_now": "si", "stock_max": "si", "buy_once": "i", "hold_yearly": "i",
    "ready_h": "si", "survival": "ws", "agreement_item": "j", "agreement_origin": "j", "agreement_yearly": "j",
    "agreement_price": "j", "agreement_h": "j", "agreement_quantity": "wj", "agreement_whole": "j", "line_item": "l",
    "line_origin": "l", "line_yearly": "l", "line_price": "l", "line_h": "l", "output": "wlt", "once": "i",
    "need": "wiat", "burden": "wiat", "area_weight": "a", "item_weight": "i", "travel_h": "woa", "haul": "i",
    "probability": "w", "stock_origin": "si", "output_origin": "lt",
}  # fmt: skip
"""Shape of each array of `ReserveProblem`, by letters."""

_FREE = {"hold_yearly", "travel_h"}
"""Arrays that may be negative or infinite: peacetime use may earn more than holding costs."""
_SHARES = {"survival", "probability"}
_KINDS = {"storage_of": "c", "agreement_item": "i", "agreement_origin": "o", "line_item": "i", "line_origin": "o",
          "stock_origin": "o", "output_origin": "o"}  # fmt: skip


def _problem(field: str, what: Message, remedy: Message) -> Problem:
    return Problem(file="reserve", feature=field, what=what, remedy=remedy)


def _shapes(problem: ReserveProblem) -> Iterator[Problem]:
    sizes = problem.sizes_of
    for name, letters in SHAPES.items():
        wanted = tuple(sizes[letter] for letter in letters)
        found = getattr(problem, name).shape
        if found != wanted:
            what = Message(mark("its shape is {found}, not {wanted}"), found=str(found), wanted=str(wanted))
            yield _problem(name, what, Message(mark("give a value for each {letters}"), letters=", ".join(letters)))
    for floor in problem.floors:
        if floor.areas.shape != (sizes["a"],) or floor.items.shape != (sizes["i"],):
            what = Message(mark("its areas or items do not fit the problem's"))
            yield _problem(f"floors {floor.name}", what, Message(mark("say yes or no for each area and each item")))


def _values(problem: ReserveProblem) -> Iterator[Problem]:
    """Find values that are no numbers, negative where that makes no sense, or no shares."""
    for each in fields(problem):
        value: Any = getattr(problem, each.name)
        if not isinstance(value, np.ndarray) or value.dtype != np.float64:
            continue
        wrong = np.isnan(value)
        if each.name not in _FREE:
            wrong = wrong | (value < 0.0) | np.isinf(value)
        if each.name == "travel_h":
            wrong = wrong | (value < 0.0)
        if each.name in _SHARES:
            wrong = wrong | (value > 1.0)
        if wrong.any():
            place = ", ".join(str(index) for index in np.argwhere(wrong)[0])
            what = Message(
                mark("impossible values: {count}; the first is {value} at [{place}]"),
                count=int(wrong.sum()),
                value=f"{value[wrong][0]:g}",
                place=place,
            )
            yield _problem(each.name, what, Message(mark("give finite numbers of 0 or more, shares up to 1")))
    yield from _together(problem)


def _together(problem: ReserveProblem) -> Iterator[Problem]:
    """Find values that do not fit each other."""
    if problem.edges.size == 0 or (np.diff(problem.edges, prepend=0.0) <= 0.0).any():
        what = Message(mark("the ends of windows do not increase"))
        yield _problem("edges", what, Message(mark("give increasing hours above 0")))
    if not np.isclose(problem.probability.sum(), 1.0, atol=1e-6):
        total = f"{problem.probability.sum():g}"
        what = Message(mark("probabilities sum to {total}"), total=total)
        yield _problem("probability", what, Message(mark("give at least one scenario and probabilities that sum to 1")))
    less = problem.stock_max < problem.stock_now
    if less.any():
        site, item = np.argwhere(less)[0]
        what = Message(
            mark("less than today's stock is allowed at {site} of {item}"),
            site=problem.sites[site],
            item=problem.items[item],
        )
        yield _problem("stock_max", what, Message(mark("allow at least what lies there today")))
    for name in ("budget_once", "budget_yearly", "most_opened"):
        if np.isnan(value := getattr(problem, name)) or value < 0.0:
            what = Message(mark("a limit is {value}"), value=f"{value:g}")
            yield _problem(name, what, Message(mark("give 0 or more, or infinity for no limit")))


def _places(problem: ReserveProblem) -> Iterator[Problem]:
    """Find references to things that are not there, and identifiers that occur twice."""
    sizes = problem.sizes_of
    for name, letter in _KINDS.items():
        value = getattr(problem, name)
        bad = (value < 0) | (value >= sizes[letter])
        if bad.any():
            what = Message(
                mark("{value} at [{place}] refers to nothing; there are {count}"),
                value=str(value[bad][0]),
                place=int(np.flatnonzero(bad)[0]),
                count=sizes[letter],
            )
            yield _problem(name, what, Message(mark("number them from 0")))
    for name in ("sites", "sizes", "storage", "items", "areas", "scenarios", "agreements", "lines", "origins"):
        names = getattr(problem, name)
        twice = sorted({each for each in names if names.count(each) > 1})
        if twice:
            what = Message(mark("{names} occurs twice"), names=", ".join(twice))
            yield _problem(name, what, Message(mark("give each an identifier of its own")))
    if problem.origins[: len(problem.sites)] != problem.sites:
        what = Message(mark("origins do not begin with the sites"))
        yield _problem("origins", what, Message(mark("list the sites first, in their order")))


def _floors(problem: ReserveProblem) -> Iterator[Problem]:
    for floor in problem.floors:
        if not 0.0 <= floor.share <= 1.0:
            what = Message(mark("its share is {share}"), share=f"{floor.share:g}")
            yield _problem(f"floors {floor.name}", what, Message(mark("give a share from 0 to 1")))
        if floor.until_h < problem.edges[:1].min(initial=np.inf):
            what = Message(
                mark("no window ends by hour {hour}; the first ends at {first}"),
                hour=f"{floor.until_h:g}",
                first=f"{problem.edges[0]:g}" if problem.edges.size else "-",
            )
            yield _problem(f"floors {floor.name}", what, Message(mark("give an hour at which a window ends")))
