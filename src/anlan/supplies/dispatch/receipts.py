"""Receipts: what was delivered, short or damaged, who signed, and what has to be asked for again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anlan.errors import InputError, Problem
from anlan.language import Message, mark
from anlan.supplies.dispatch.plan import Dispatch
from anlan.supplies.dispatch.requests import Request


@dataclass(frozen=True)
class Receipt:
    """What somebody signed for.

    Parameters
    ----------
    load
        Identifier of the load.
    lot
        Lot that the item came from.
    delivered, damaged
        Quantities that arrived fit for use, and unfit, in the unit of the item.
    signed_by
        Post or organisation that signed; never a person's own number.
    hour
        When, hours after the start of the scenario.
    """

    load: str
    lot: str
    delivered: float
    damaged: float
    signed_by: str
    hour: float


@dataclass(frozen=True)
class Settled:
    """A line of a load against its receipt.

    Parameters
    ----------
    load, request, lot, item
        What it is.
    sent, delivered, damaged, short
        Quantities in the unit of the item; the last three add up to the first.
    planned_h, hour
        When it was to arrive, and when it was signed for; None where it was not.
    signed_by
        Who signed; empty where nobody has.
    """

    load: str
    request: str
    lot: str
    item: str
    sent: float
    delivered: float
    damaged: float
    short: float
    planned_h: float | None
    hour: float | None
    signed_by: str


def settle(
    dispatch: Dispatch, receipts: Sequence[Receipt], file: str = "receipts", lines: Sequence[int] = ()
) -> tuple[Settled, ...]:
    """Set receipts against what was sent.

    Parameters
    ----------
    dispatch
        The dispatch.
    receipts
        What was signed for; one for each lot of a load.
    file
        Name of the file that they come from, for what is said about problems.
    lines
        Line of each receipt in the file; from the second line on where empty.

    Returns
    -------
    One line for each lot of each load that has a vehicle or a receipt.

    Raises
    ------
    InputError
        With every receipt that fits no load, comes twice or says more than was sent.
    """
    sent = {(load.id, content.lot, content.request): content
            for load in dispatch.loads.values() for content in load.contents}  # fmt: skip
    quantity: dict[tuple[str, str], float] = {}
    for (load, lot, _), content in sent.items():
        quantity[load, lot] = quantity.get((load, lot), 0.0) + content.quantity
    _refuse(quantity, receipts, file, lines or range(2, len(receipts) + 2))
    signed = {(one.load, one.lot): one for one in receipts}
    planned = {call.load: call.arrives_h for convoy in dispatch.convoys for call in convoy.calls}
    planned |= {one.load: one.hour for one in (*dispatch.done, *dispatch.local)}
    found = []
    for (load, lot, request), content in sent.items():
        receipt = signed.get((load, lot))
        if receipt is None and load not in planned:
            continue
        share = content.quantity / quantity[load, lot]
        good, bad = (share * receipt.delivered, share * receipt.damaged) if receipt else (0.0, 0.0)
        found.append(
            Settled(load, request, lot, content.item, content.quantity, good, bad, content.quantity - good - bad,
                    planned.get(load), receipt.hour if receipt else None, receipt.signed_by if receipt else "")
        )  # fmt: skip
    return tuple(found)


def _refuse(
    quantity: dict[tuple[str, str], float], receipts: Sequence[Receipt], file: str, lines: Sequence[int]
) -> None:
    problems = []
    seen: set[tuple[str, str]] = set()
    for number, one in zip(lines, receipts, strict=True):
        key = (one.load, one.lot)
        sent, said = quantity.get(key), one.delivered + one.damaged
        if sent is None:
            what = Message(mark("no load '{load}' carries lot '{lot}'"), load=one.load, lot=one.lot)
            problems.append(("unknown-load", number, what, Message(mark("copy both from the convoy sheet"))))
        elif key in seen:
            what = Message(mark("load '{load}', lot '{lot}' is signed for twice"), load=one.load, lot=one.lot)
            problems.append(("duplicate", number, what, Message(mark("keep the last receipt only"))))
        elif min(one.delivered, one.damaged) < 0.0 or said > sent * (1.0 + 1e-9):
            what = Message(mark("{said:g} received of {sent:g} sent"), said=said, sent=sent)
            remedy = Message(mark("give what arrived fit for use and damaged; together no more than was sent"))
            problems.append(("bad-quantity", number, what, remedy))
        seen.add(key)
    if problems:
        raise InputError([Problem(file, what, remedy, line=line, code=code) for code, line, what, remedy in problems])


def ask_again(dispatch: Dispatch, settled: Sequence[Settled], now_h: float) -> tuple[Request, ...]:
    """Return requests for what was signed for as short or damaged, for a new plan.

    A request is named after the load that fell short, so that the same receipt asks once, however often it is handed
    in, and a later receipt for another load asks beside it.

    Parameters
    ----------
    dispatch
        The dispatch.
    settled
        Its receipts.
    now_h
        Hour of the new requests.
    """
    asked = {request.key: request for request in dispatch.requests}
    lacking: dict[tuple[str, str], float] = {}
    content: dict[tuple[str, str, str], tuple[float, float]] = {}
    for load in dispatch.loads.values():
        for one in load.contents:
            sent, covers = content.get((load.id, one.lot, one.request), (0.0, 0.0))
            content[load.id, one.lot, one.request] = sent + one.quantity, covers + one.covers
    for line in settled:
        if line.hour is not None and line.delivered < line.sent and line.request in asked:
            sent, covers = content[line.load, line.lot, line.request]
            key = (line.request, line.load)
            lacking[key] = lacking.get(key, 0.0) + (line.sent - line.delivered) / sent * covers
    found = []
    for (wanted, name), quantity in lacking.items():
        request = asked[wanted]
        if quantity > 1e-9:
            share = quantity / request.quantity
            found.append(
                replace(request, id=f"{request.id}+{name}", quantity=quantity, made_h=now_h,
                        needed_by_h=max(request.needed_by_h, now_h), people=request.people * share,
                        vulnerable=request.vulnerable * share)
            )  # fmt: skip
    return tuple(found)
