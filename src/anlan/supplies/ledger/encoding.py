"""Entries as JSON and back: one writing for each entry, so that its checksum means its content."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from anlan.supplies.ledger.lots import Account, AccountKind, Condition, Lot, shown
from anlan.supplies.ledger.moves import (
    Action,
    Drill,
    DrillResult,
    Line,
    Move,
    MoveKind,
    Reason,
    Release,
    Reserve,
    Share,
)


def action_text(action: Action) -> str:
    """Return an entry as one line of JSON, keys in order, no blanks.

    Parameters
    ----------
    action
        The entry.
    """
    return compact(action_object(action))


def compact(value: Any) -> str:
    """Return a JSON value in its one writing.

    Parameters
    ----------
    value
        Of plain types.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def action_object(action: Action) -> dict[str, Any]:
    """Return an entry as plain types; the key ``entry`` says which.

    Parameters
    ----------
    action
        The entry.
    """
    if isinstance(action, Move):
        return {
            "entry": "move",
            "id": action.id,
            "kind": action.kind.value,
            "lines": [_line(line) for line in action.lines],
            "lots": [_lot(lot) for lot in action.lots],
            "reservation": action.reservation,
            "reason": None if action.reason is None else action.reason.value,
            "note": action.note,
            "by": action.by,
        }
    if isinstance(action, Reserve):
        until = None if action.until is None else action.until.isoformat()
        shares = [[share.lot, share.place, shown(share.quantity)] for share in action.shares]
        return {"entry": "reserve", "id": action.id, "shares": shares, "purpose": action.purpose, "until": until}
    if isinstance(action, Release):
        return {"entry": "release", "id": action.id, "reservation": action.reservation}
    return {
        "entry": "drill",
        "id": action.id,
        "subject": action.subject,
        "on": action.on.isoformat(),
        "result": action.result.value,
        "hours": _measure(action.hours),
        "rate": _measure(action.rate),
        "note": action.note,
    }


def read_action(value: Mapping[str, Any]) -> Action:
    """Return the entry that `action_object` wrote.

    Parameters
    ----------
    value
        The object.

    Raises
    ------
    KeyError, TypeError, ValueError, ArithmeticError
        If it is not such an object.
    """
    return _READERS[value["entry"]](value)


def _measure(value: float | None) -> float | str | None:
    """Return a number that JSON can hold; what it cannot is written out, and refused by the rules."""
    return value if value is None or value - value == 0.0 else str(value)


def _line(line: Line) -> list[str]:
    source, target = line.source, line.target
    return [line.lot, source.kind.value, source.name, target.kind.value, target.name, shown(line.quantity)]


def _lot(lot: Lot) -> dict[str, str | None]:
    return {
        "id": lot.id,
        "item": lot.item,
        "unit": lot.unit,
        "owner": lot.owner,
        "condition": lot.condition.value,
        "received": None if lot.received is None else lot.received.isoformat(),
        "expires": None if lot.expires is None else lot.expires.isoformat(),
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _text(value: Any) -> str:
    """Return a text; an entry in which it is none was not written by this program."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _read_lot(value: Mapping[str, Any]) -> Lot:
    return Lot(
        _text(value["id"]),
        _text(value["item"]),
        _text(value["unit"]),
        _text(value["owner"]),
        Condition(value["condition"]),
        _day(value["received"]),
        _day(value["expires"]),
    )


def _read_line(value: list[str]) -> Line:
    lot, source_kind, source, target_kind, target, quantity = map(_text, value)
    source_account = Account(AccountKind(source_kind), source)
    return Line(lot, source_account, Account(AccountKind(target_kind), target), Decimal(quantity))


def _read_move(value: Mapping[str, Any]) -> Move:
    return Move(
        _text(value["id"]),
        MoveKind(value["kind"]),
        tuple(map(_read_line, value["lines"])),
        tuple(map(_read_lot, value["lots"])),
        None if value["reservation"] is None else _text(value["reservation"]),
        None if value["reason"] is None else Reason(value["reason"]),
        _text(value["note"]),
        _text(value["by"]),
    )


def _read_reserve(value: Mapping[str, Any]) -> Reserve:
    shares = tuple(
        Share(_text(lot), _text(place), Decimal(_text(quantity))) for lot, place, quantity in value["shares"]
    )
    until = None if value["until"] is None else datetime.fromisoformat(value["until"])
    return Reserve(_text(value["id"]), shares, _text(value["purpose"]), until)


def _read_release(value: Mapping[str, Any]) -> Release:
    return Release(_text(value["id"]), _text(value["reservation"]))


def _read_drill(value: Mapping[str, Any]) -> Drill:
    result, on = DrillResult(value["result"]), date.fromisoformat(value["on"])
    hours, rate = (None if value[name] is None else float(value[name]) for name in ("hours", "rate"))
    return Drill(_text(value["id"]), _text(value["subject"]), on, result, hours, rate, _text(value["note"]))


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Action]] = {
    "move": _read_move,
    "reserve": _read_reserve,
    "release": _read_release,
    "drill": _read_drill,
}
