"""Stores beyond the tables: what production has delivered by the hour, aid from elsewhere, lots of a journal."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import numpy as np
import polars as pl

from anlan.city import City
from anlan.supplies.dispatch.allocation import MEASURED
from anlan.supplies.dispatch.loads import Load
from anlan.supplies.dispatch.lots import Lot, Stores, stores_of
from anlan.supplies.dispatch.requests import Sites
from anlan.supplies.gap import Gap
from anlan.supplies.ledger import Ledger
from anlan.supplies.ledger.picking import holdings
from anlan.supplies.sources import Source

NEW_LOT_H = 2.0
"""Hours from the alarm until a lot that only the journal knows can be loaded, h; assumption."""

ELSEWHERE: Mapping[str, str] = {"mutual_aid": "aid", "market": "aid"}
"""Kinds of sources, besides production, that come to a place from which they are handed out, and their kind of lot."""


def stores_in(city: City, gap: Gap, now_h: float) -> Stores:
    """Return what there is in a scenario at an hour: stores that survive, and what has arrived from elsewhere.

    Of production the plan over its suppliers counts, `anlan.supplies.production.plan_production`: of each item what
    has arrived by the hour, at the lines in proportion to what each could have made; without a proven plan none. Aid
    from neighbours and the market count where it is known to which place they come.

    Parameters
    ----------
    city
        The city.
    gap
        The balance of the scenario.
    now_h
        Hour of the decision, after the start of the scenario.
    """
    base = stores_of(city, gap.conditions.survival)
    until = int(min(max(now_h, 0.0), gap.conditions.hours))
    lines = [one for one in gap.sources if one.kind == "capacity" and one.arriving[:until].sum() > 0.0]
    share = _planned(gap, lines, until)
    found = [_lot(f"production-{one.id}", "production", one, until, share.get(one.item, 0.0)) for one in lines]
    found += [_lot(f"{one.kind}-{one.id}", ELSEWHERE[one.kind], one, until, 1.0)
              for one in gap.sources if one.kind in ELSEWHERE]  # fmt: skip
    known = Sites.of(city).at
    here = whole_pieces(city, [*base.lots, *(one for one in found if one.place in known)])
    return Stores(here, (*base.placeless, *(one for one in found if one.place not in known)), base.usable)


def _planned(gap: Gap, lines: list[Source], until: int) -> dict[str, float]:
    """Return, of each item, what the plan of production delivers for what the lines could deliver by themselves."""
    if gap.plan.status != "optimal":
        return {}
    could: dict[str, float] = {}
    for one in lines:
        could[one.item] = could.get(one.item, 0.0) + float(one.arriving[:until].sum())
    made = dict(zip(gap.plan.demand.items, gap.plan.hourly()[:, :until].sum(axis=1).tolist(), strict=True))
    return {item: min(made.get(item, 0.0) / total, 1.0) for item, total in could.items()}


def _lot(name: str, kind: str, one: Source, until: int, share: float) -> Lot:
    arrived = one.arriving[:until]
    first = float(np.argmax(arrived > 0.0)) + 1.0 if arrived.any() else float(until)
    return Lot(name, kind, one.item, one.place or "", one.organisation or "", share * float(arrived.sum()), first)


def whole_pieces(city: City, lots: list[Lot]) -> tuple[Lot, ...]:
    """Return lots with whole pieces of what is counted in pieces; what holds less than a piece is left out.

    Parameters
    ----------
    city
        The city.
    lots
        The lots.
    """
    unit = dict(city.table("items").select("id", "unit").iter_rows())
    whole = (one if unit.get(one.item) in MEASURED else replace(one, quantity=float(np.floor(one.quantity + 1e-6)))
             for one in lots)  # fmt: skip
    return tuple(one for one in whole if one.quantity > 1e-6)


def journal_stores(
    city: City, ledger: Ledger, at: datetime, rest: Stores, gone: Mapping[str, Load],
) -> Stores:  # fmt: skip
    """Return stores with the own stock as a journal says: fit for use, not expired, not reserved.

    What the plan under way has taken from a lot, and receipts have moved out of it in the journal since, is counted
    back in: a plan that is made anew takes off what has left by itself.

    Parameters
    ----------
    city
        The city.
    ledger
        The books.
    at
        The present moment.
    rest
        Stores whose lots that are not own stock are kept, and which say what can be used of what is stored where.
    gone
        Loads of the plan under way that have left, by identifier.
    """
    ready = dict(city.table("stock").select("id", "dispatch_h").iter_rows())
    seat: dict[str, str] = dict(city.table("organisations").filter(pl.col("area").is_not_null())
                                .select("id", "area").iter_rows())  # fmt: skip
    held, moved = holdings(ledger, at), moved_out(ledger, gone)
    found = []
    for (name, place), quantity in sorted(_on_hand(ledger, moved).items()):
        lot = ledger.lots[name]
        free = quantity - held.get((name, place), Decimal(0))
        if free > 0 and lot.usable and not lot.expired(at.date()):
            where = place or seat.get(lot.owner, "")
            found.append(Lot(f"{name}", "stock", lot.item, where, lot.owner,
                             float(free) * rest.usable.get(where, 1.0), ready.get(name, NEW_LOT_H)))  # fmt: skip
    known = Sites.of(city).at
    kept = tuple(one for one in rest.lots if one.kind != "stock")
    here = whole_pieces(city, _told_apart([one for one in found if one.place in known]))
    away = tuple(one for one in found if one.place not in known)
    return Stores((*here, *kept), (*away, *(one for one in rest.placeless if one.kind != "stock")), rest.usable)


def _on_hand(ledger: Ledger, moved: Mapping[tuple[str, str], Decimal]) -> dict[tuple[str, str], Decimal]:
    found = {(one.lot, one.place): one.quantity for one in ledger.shares()}
    for key, quantity in moved.items():
        found[key] = found.get(key, Decimal(0)) + quantity
    return found


def _told_apart(lots: list[Lot]) -> list[Lot]:
    """Give the parts of a lot that lies at several places names of their own; the first keeps its name."""
    seen: set[str] = set()
    named = []
    for one in lots:
        named.append(replace(one, id=f"{one.id}@{one.place}") if one.id in seen else one)
        seen.add(one.id)
    return named


def out_move(load: str, lot: str) -> str:
    """Return the identifier of the move by which a lot of a load leaves its store in a journal.

    Parameters
    ----------
    load, lot
        Identifiers of the load and of the lot in the plan.
    """
    return f"dispatch:{load}:{lot}:out"


def moved_out(ledger: Ledger, gone: Mapping[str, Load]) -> dict[tuple[str, str], Decimal]:
    """Return what loads have taken out of lots in a journal, by lot and place.

    Parameters
    ----------
    ledger
        The books.
    gone
        Loads by identifier.
    """
    sent: dict[tuple[str, str, str], float] = {}
    for load in gone.values():
        for content in load.contents:
            if out_move(load.id, content.lot) in ledger.entered:
                key = (load.id, content.lot, load.site)
                sent[key] = sent.get(key, 0.0) + content.quantity
    found: dict[tuple[str, str], Decimal] = {}
    for (_load, lot, site), quantity in sent.items():
        at = (lot_in(lot, site), site)
        found[at] = found.get(at, Decimal(0)) + counted(quantity)
    return found


def lot_in(lot: str, place: str) -> str:
    """Return the lot in the journal for a lot of a plan, which may bear its place behind its name.

    Parameters
    ----------
    lot
        Identifier in the plan.
    place
        The place that it leaves.
    """
    return lot.removesuffix(f"@{place}")


def counted(quantity: float) -> Decimal:
    """Return a quantity as the ledger counts it, rounded down to six digits after the point.

    Parameters
    ----------
    quantity
        The quantity, in the item's unit.
    """
    return Decimal(repr(float(np.floor(quantity * 1e6 + 1e-3) / 1e6)))
