"""A dispatch as a file, ``dispatch.json``, from which it can be planned again."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from anlan.city import City
from anlan.errors import ImportDataError, Problem
from anlan.language import Message, mark
from anlan.supplies.dispatch.allocation import Allocation, Verdict
from anlan.supplies.dispatch.checking import senseless
from anlan.supplies.dispatch.convoys import Convoy, Vehicle
from anlan.supplies.dispatch.lateness import Lateness, by_district
from anlan.supplies.dispatch.loads import Load
from anlan.supplies.dispatch.lots import Lot, Stores
from anlan.supplies.dispatch.plan import Delivered, Dispatch, DispatchSettings
from anlan.supplies.dispatch.priorities import Priority, priorities_of
from anlan.supplies.dispatch.requests import Request

MARKER = "anlan-dispatch"
"""Value of the key ``marker``, by which the file is known."""

FORMAT = 2
"""Version of the layout of the file."""

KEPT: Mapping[str, type] = {
    "requests": Request, "loads": Load, "convoys": Convoy, "vehicles": Vehicle, "done": Delivered, "local": Delivered,
    "lateness": Lateness, "stores": Lot, "placeless": Lot,
}  # fmt: skip
"""Lists of the file and what they hold."""


def dispatch_text(dispatch: Dispatch) -> str:
    """Return the content of ``dispatch.json``: strict JSON, always in the same order.

    Parameters
    ----------
    dispatch
        The dispatch.
    """
    allocation = dispatch.allocation
    content: dict[str, Any] = {
        "marker": MARKER, "format": FORMAT, "now_h": dispatch.now_h, "end_h": dispatch.end_h,
        "closed": sorted(dispatch.closed), "damaged": sorted(dispatch.damaged), "cleared": sorted(dispatch.cleared),
        "usable": dict(sorted(dispatch.stores.usable.items())),
        "provenance": dict(dispatch.provenance),
        **{name: [_plain(one) for one in _listed(dispatch, name)] for name in KEPT},
        "left": dict(dispatch.left), "spots": {name: list(at) for name, at in dispatch.spots.items()},
        "broken": dict(dispatch.broken),
        "allocation": {
            "status": allocation.status, "value_person_hours": list(allocation.value),
            "bound_person_hours": [_plain(bound) for bound in allocation.bound], "gap": allocation.gap,
            "verdicts": [{"request": one.priority.request.key, "wanted": one.priority.request.quantity,
                          "triage": one.priority.triage,
                          "score_person_hours": one.priority.score, "granted": one.granted, "reason": one.reason,
                          "price_person_hours": one.price, "fair_share": one.fair_share}
                         for one in allocation.verdicts],
        },
        "late_person_hours": {code: {"late": late, "missing": missing}
                              for code, (late, missing) in by_district(dispatch.lateness).items()},
    }  # fmt: skip
    lines = (f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False, allow_nan=False)}"
             for name, part in content.items())  # fmt: skip
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _listed(dispatch: Dispatch, name: str) -> list[Any]:
    if name == "stores":
        return list(dispatch.stores.lots)
    value = getattr(dispatch, name)
    return list(value.values()) if isinstance(value, Mapping) else list(value)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return float(f"{value:.12g}") if math.isfinite(value) else None
    return value


def read_dispatch(city: City, text: str, file: str, settings: DispatchSettings | None = None) -> Dispatch:
    """Read a dispatch, to plan it again; what each request gets is read, the prices behind it are not.

    Parameters
    ----------
    city
        The city that it was planned for.
    text
        Content of the file.
    file
        Its name, for what is said about problems.
    settings
        Rules of plans made from it.

    Raises
    ------
    ImportDataError
        If the file is none of this program's, of another layout, or for another state of the city package.
    """
    settings = settings or DispatchSettings()
    raw = _opened(city, text, file)
    try:
        found = _read(city, raw, settings)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise _bad(file, Message(mark("a part is missing or of another kind: {error}"), error=str(error))) from error
    wrong = list(senseless(city, found))
    if wrong:
        raise ImportDataError([_problem(file, what) for what in wrong])
    return found


def _read(city: City, raw: Mapping[str, Any], settings: DispatchSettings) -> Dispatch:
    read = {name: tuple(_made(kind, one) for one in _list(raw[name])) for name, kind in KEPT.items()}
    closed, damaged, cleared = (
        frozenset(_made(str, one) for one in _list(raw[name])) for name in ("closed", "damaged", "cleared")
    )
    now = _made(float, raw["now_h"])
    loads = {one.id: one for one in read["loads"]}
    if len(loads) < len(read["loads"]):
        raise ValueError("two loads have one identifier")
    priorities = priorities_of(city, read["requests"], now, settings.priorities)
    return Dispatch(
        now_h=now, end_h=_made(float, raw["end_h"]), closed=closed, requests=read["requests"], priorities=priorities,
        allocation=_allocation(raw["allocation"], priorities), loads=loads, convoys=read["convoys"],
        vehicles=read["vehicles"], left={key: _made(str, value) for key, value in raw["left"].items()},
        done=read["done"], local=read["local"], lateness=read["lateness"],
        spots={name: _made(tuple[float, float], at) for name, at in raw["spots"].items()},
        stores=Stores(read["stores"], read["placeless"], _shares(raw["usable"])),
        damaged=damaged, cleared=cleared, settings=replace(settings),
        broken={}, provenance=dict(raw["provenance"]),
    )  # fmt: skip


def _allocation(raw: Mapping[str, Any], priorities: Sequence[Priority]) -> Allocation:
    """Return what was said of each request; what goes where is in the loads."""
    by_key = {one.request.key: one for one in priorities}
    verdicts = []
    for one in _list(raw["verdicts"]):
        whole, wanted = by_key[one["request"]], _made(float, one["wanted"])
        share = wanted / whole.request.quantity if whole.request.quantity > 0.0 else 0.0
        request = replace(whole.request, quantity=wanted, people=whole.request.people * share,
                          vulnerable=whole.request.vulnerable * share)  # fmt: skip
        verdicts.append(
            Verdict(replace(whole, request=request, score=whole.score * share), _made(float, one["granted"]),
                    _made(str, one["reason"]), _made(float, one["price_person_hours"]),
                    _made(float | None, one["fair_share"]))
        )  # fmt: skip
    return Allocation((), tuple(verdicts), _made(str, raw["status"]), (), (), 0.0, {})


def _shares(raw: Mapping[str, Any]) -> dict[str, float]:
    found = {name: _made(float, value) for name, value in raw.items()}
    if not all(0.0 <= share <= 1.0 for share in found.values()):
        raise ValueError("a share of stores that can be used is not between 0 and 1")
    return found


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r:.40} is no list")
    return value


def _opened(city: City, text: str, file: str) -> dict[str, Any]:
    try:
        raw = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _bad(file, Message(mark("it is no JSON: {error}"), error=str(error)), error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise _bad(file, Message(mark("it is no JSON: {error}"), error=str(error))) from error
    if not isinstance(raw, dict) or raw.get("marker") != MARKER or raw.get("format") != FORMAT:
        raise _bad(file, Message(mark("it is no dispatch of this version of the program")))
    provenance = raw.get("provenance")
    if not isinstance(provenance, dict) or provenance.get("checksum") != city.checksum:
        raise _bad(file, Message(mark("it was planned for another state of the city package")))
    return raw


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _bad(file: str, what: Message, line: int | None = None) -> ImportDataError:
    return ImportDataError([_problem(file, what, line)])


def _problem(file: str, what: Message, line: int | None = None) -> Problem:
    remedy = Message(mark("give a dispatch.json that 'anlan supply dispatch' has written for this package"))
    return Problem(file, what, remedy, line=line, code="bad-dispatch")


def _made(kind: Any, value: Any) -> Any:
    """Make a value of a type out of what JSON holds; an endless number is null there."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        if not isinstance(value, dict):
            raise TypeError(f"{value!r:.40} is no object")
        return kind(**{field.name: _made(hints[field.name], value[field.name]) for field in fields(kind)})  # type: ignore[operator]
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if inner[-1] is Ellipsis:
            return tuple(_made(inner[0], one) for one in _list(value))
        return tuple(_made(each, one) for each, one in zip(inner, _list(value), strict=True))
    if isinstance(kind, UnionType):
        return None if value is None else _made(get_args(kind)[0], value)
    if kind is float:
        if isinstance(value, bool) or not isinstance(value, float | int | None):
            raise TypeError(f"{value!r:.40} is no number")
        return math.inf if value is None else float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"{value!r:.40} is not {kind.__name__}")
    return value
