"""What makes no sense in a dispatch that was read from a file: every number, name and reference."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from anlan.city import City
from anlan.language import Message, mark
from anlan.supplies.dispatch.allocation import REASONS
from anlan.supplies.dispatch.convoys import Convoy, Vehicle
from anlan.supplies.dispatch.plan import LEFT, Dispatch
from anlan.supplies.dispatch.points import MODES
from anlan.supplies.dispatch.requests import Sites

DEGREES: Mapping[str, float] = {"lon": 180.0, "lat": 90.0}
"""Names of numbers that may be negative, and their largest size, degrees."""

ENDLESS = frozenset({"m3"})
"""Names of numbers that may be endless: a vehicle of which no volume is known."""


def senseless(city: City, dispatch: Dispatch) -> Iterator[Message]:
    """Yield what makes no sense in a dispatch.

    Parameters
    ----------
    city
        The city that it was planned for.
    dispatch
        The dispatch as it was read.
    """
    yield from _numbers(dispatch)
    yield from _names(city, dispatch)
    yield from _references(dispatch)
    yield from _quantities(dispatch)


def _numbers(dispatch: Dispatch) -> Iterator[Message]:
    parts = {
        "requests": dispatch.requests, "loads": tuple(dispatch.loads.values()), "convoys": dispatch.convoys,
        "vehicles": dispatch.vehicles, "done": dispatch.done, "local": dispatch.local,
        "lateness": dispatch.lateness, "stores": (*dispatch.stores.lots, *dispatch.stores.placeless),
        "now_h": dispatch.now_h, "end_h": dispatch.end_h, "spots": tuple(dispatch.spots.values()),
    }  # fmt: skip
    for name, value in parts.items():
        for at, number in _within(value, name):
            yield Message(mark("{where} is {number}; it cannot be"), where=at, number=str(number))
    if dispatch.end_h < dispatch.now_h:
        yield Message(mark("the span ends before the hour of the decision"))


def _within(value: Any, at: str) -> Iterator[tuple[str, float]]:
    """Yield where a number is that cannot be, and the number."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _within(getattr(value, field.name), f"{at}.{field.name}")
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _within(one, f"{at}[{number}]")
    elif isinstance(value, float | int) and not isinstance(value, bool):
        name = at.rsplit(".", 1)[-1]
        if name in DEGREES or at.startswith("spots["):
            wrong = not abs(value) <= DEGREES.get(name, 180.0)
        else:
            wrong = not value >= 0.0 or (math.isinf(value) and name not in ENDLESS)
        if wrong:
            yield at, float(value)


def _names(city: City, dispatch: Dispatch) -> Iterator[Message]:
    known = {*Sites.of(city).at, *dispatch.spots}
    vehicles: list[Convoy | Vehicle] = [*dispatch.convoys, *dispatch.vehicles]
    aboard = [load for one in dispatch.vehicles for load in one.aboard]
    loads = [*dispatch.loads.values(), *aboard]
    places = [
        *(one.place for one in dispatch.requests), *(one.place for one in dispatch.stores.lots),
        *(name for load in loads for name in (load.site, load.place)),
        *(name for one in vehicles for name in (one.site, one.start, one.carrier.base)),
        *(call.place for one in dispatch.convoys for call in one.calls),
    ]  # fmt: skip
    for name in sorted(set(places) - known):
        yield Message(mark("place '{name}' is not known"), name=name)
    items = {one.item for one in dispatch.requests}
    items |= {one.item for one in (*dispatch.stores.lots, *dispatch.stores.placeless)}
    items |= {content.item for load in loads for content in load.contents}
    for name in sorted(items - set(city.table("items")["id"].to_list())):
        yield Message(mark("item '{name}' is not known"), name=name)
    modes = {one.mode for one in loads} | {one.carrier.mode for one in vehicles}
    for name in sorted(modes - set(MODES)):
        yield Message(mark("way '{name}' is not known"), name=name)
    reasons = {*dispatch.left.values()} - LEFT.keys()
    reasons |= {one.reason for one in dispatch.allocation.verdicts} - REASONS.keys()
    for name in sorted(reasons):
        yield Message(mark("reason '{name}' is not known"), name=name)


def _references(dispatch: Dispatch) -> Iterator[Message]:
    calls = [call.load for convoy in dispatch.convoys for call in convoy.calls]
    delivered = [one.load for one in (*dispatch.done, *dispatch.local)]
    for name in sorted({*calls, *delivered, *dispatch.left} - dispatch.loads.keys()):
        yield Message(mark("load '{load}' is delivered but not described"), load=name)
    for name in _twice([*calls, *delivered]):
        yield Message(mark("load '{load}' is delivered twice"), load=name)
    named = [one.id for one in dispatch.vehicles], [one.id for one in dispatch.convoys]
    for name in sorted({*_twice(named[0]), *_twice(named[1])}):
        yield Message(mark("vehicle '{name}' is there twice"), name=name)
    for name in _twice([one.key for one in dispatch.requests]):
        yield Message(mark("request '{name}' is there twice"), name=name)
    for name in _twice([one.id for one in (*dispatch.stores.lots, *dispatch.stores.placeless)]):
        yield Message(mark("lot '{name}' is there twice"), name=name)
    known = {one.key for one in dispatch.requests}
    for name in sorted({content.request for load in dispatch.loads.values() for content in load.contents} - known):
        yield Message(mark("a load is for request '{name}', which is not there"), name=name)


def _twice(names: list[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def _quantities(dispatch: Dispatch) -> Iterator[Message]:
    held = {one.id: one.quantity for one in dispatch.stores.lots}
    taken: dict[str, float] = {}
    for load in dispatch.loads.values():
        for content in load.contents:
            taken[content.lot] = taken.get(content.lot, 0.0) + content.quantity
    for name, quantity in sorted(taken.items()):
        if quantity > held.get(name, 0.0) * (1.0 + 1e-6) + 1e-6:
            yield Message(mark("loads take {taken:g} of lot '{name}', which holds {held:g}"), taken=quantity, name=name,
                          held=held.get(name, 0.0))  # fmt: skip
    for convoy in dispatch.convoys:
        for haul in convoy.hauls:
            carried = [dispatch.loads[call.load] for call in haul.calls if call.load in dispatch.loads]
            kg, m3 = sum(one.kg for one in carried), sum(one.m3 for one in carried)
            if kg > convoy.carrier.kg * 1.001 + 1.0 or m3 > convoy.carrier.m3 * 1.001 + 0.01:
                yield Message(mark("vehicle '{name}' carries more than it can"), name=convoy.id)
