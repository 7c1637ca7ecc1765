"""What receipts say, as moves of the ledger: out of the store, handed out, written off; the short stay under way."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from anlan.city import City
from anlan.supplies.dispatch.arrived import counted, lot_in, out_move
from anlan.supplies.dispatch.plan import Dispatch
from anlan.supplies.dispatch.receipts import Settled
from anlan.supplies.ledger import Account, AccountKind, Ledger, Line, Move, MoveKind, Reason, at_place


def receipt_moves(
    city: City, dispatch: Dispatch, settled: Sequence[Settled], ledger: Ledger
) -> tuple[tuple[Move, ...], tuple[str, ...]]:
    """Return the moves that receipts mean.

    Each signed lot of a load leaves its store for the transport as it was sent; from there what arrived fit for use is
    handed out to the place, what arrived damaged is written off, and what is short stays with the transport until
    somebody finds it. The same receipt gives the same moves under the same identifiers, so that entering it again
    changes nothing, and a receipt that says otherwise is refused by the ledger.

    Parameters
    ----------
    city
        The city.
    dispatch
        The dispatch.
    settled
        Its lines against their receipts.
    ledger
        The books.

    Returns
    -------
    Moves, and the lots that were signed for but are not in the books (agreements, production, donations).
    """
    nowhere = set(city.table("stock").filter(pl.col("place").is_null())["id"].to_list())
    total: dict[tuple[str, str], list[float]] = {}
    for one in settled:
        if one.hour is not None:
            sums = total.setdefault((one.load, one.lot), [0.0, 0.0, 0.0])
            for at, value in enumerate((one.sent, one.delivered, one.damaged)):
                sums[at] += value
    moves: list[Move] = []
    unknown: list[str] = []
    for (name, planned), (sent, fit, bad) in total.items():
        load = dispatch.loads[name]
        lot = lot_in(planned, load.site)
        if lot not in ledger.lots:
            unknown.append(planned)
            continue
        whole, road = counted(sent), Account(AccountKind.TRANSIT, name)
        handed = min(counted(fit), whole)
        lost = min(counted(bad), whole - handed)
        store = at_place("" if lot in nowhere else load.site)
        moves.append(Move(out_move(name, planned), MoveKind.TRANSFER, (Line(lot, store, road, whole),)))
        moves += _ends(name, planned, lot, road, Account(AccountKind.ISSUED, load.place), handed, lost)
    return tuple(moves), tuple(dict.fromkeys(unknown))


def _ends(
    load: str, planned: str, lot: str, road: Account, receiver: Account, handed: Decimal, lost: Decimal
) -> list[Move]:
    found = []
    if handed > 0:
        line = Line(lot, road, receiver, handed)
        found.append(Move(f"dispatch:{load}:{planned}:in", MoveKind.ISSUE, (line,)))
    if lost > 0:
        line = Line(lot, road, Account(AccountKind.LOST), lost)
        found.append(
            Move(f"dispatch:{load}:{planned}:damaged", MoveKind.DISPOSE, (line,), reason=Reason.DAMAGE)
        )  # fmt: skip
    return found
