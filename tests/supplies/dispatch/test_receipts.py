"""Receipts: read from the filled-in sheet, entered in the books once, asked for again once."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from anlan.city import City
from anlan.errors import ImportDataError, LedgerError
from anlan.supplies.dispatch import Dispatch, plan_dispatch, replan
from anlan.supplies.dispatch.arrived import journal_stores
from anlan.supplies.dispatch.receipt_files import read_receipts
from anlan.supplies.dispatch.receipt_moves import receipt_moves
from anlan.supplies.dispatch.receipts import Receipt, ask_again, settle
from anlan.supplies.ledger import Account, AccountKind, Ledger, opening_moves, recipes_of
from tests.supplies.dispatch.roadtown import ask, road_town

HEAD = "load,lot,received_fit,damaged,signed_by,signed_h,request\n"
AT = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def city(cities: Path) -> City:
    """Three roads."""
    return road_town(cities)


@pytest.fixture(scope="module")
def sent(city: City) -> Dispatch:
    """100 L of water go from the store to the pump."""
    return plan_dispatch(city, [ask(city, "pump", "water", 100.0)], 6.0)


@pytest.fixture(scope="module")
def ledger(city: City) -> Ledger:
    """The stock of the package."""
    return Ledger(recipes=recipes_of(city)).apply(opening_moves(city), at=AT)


def _receipt(sent: Dispatch, fit: float, damaged: float) -> Receipt:
    load = next(iter(sent.loads.values()))
    return Receipt(load.id, load.contents[0].lot, fit, damaged, "post", 8.0)


def test_goods_leave_the_store_and_the_short_stay_under_way(city: City, sent: Dispatch, ledger: Ledger) -> None:
    """Of 100 L 70 arrive, 20 are spoilt and 10 are missing; entered twice, the books are the same."""
    one = _receipt(sent, 70.0, 20.0)
    moves, unknown = receipt_moves(city, sent, settle(sent, [one]), ledger)
    after = ledger.apply(moves, at=AT)
    lot = one.lot
    assert not unknown
    assert ledger.on_hand(lot, "store") - after.on_hand(lot, "store") == Decimal(100)
    balance = {account: quantity for (name, account), quantity in after.balances.items() if name == lot}
    assert balance[Account(AccountKind.ISSUED, "pump")] == Decimal(70)
    assert balance[Account(AccountKind.LOST)] == Decimal(20)
    assert balance[Account(AccountKind.TRANSIT, one.load)] == Decimal(10)
    assert after.apply(moves, at=AT) is after
    other, _ = receipt_moves(city, sent, settle(sent, [_receipt(sent, 80.0, 0.0)]), after)
    with pytest.raises(LedgerError):
        after.apply(other, at=AT)


def test_what_is_missing_is_asked_for_once(city: City, sent: Dispatch) -> None:
    """The same receipt at two hours gives one request of 30 L for 30 of the 100 people, by its key."""
    settled = settle(sent, [_receipt(sent, 70.0, 20.0)])
    first, second = ask_again(sent, settled, 8.0), ask_again(sent, settled, 9.0)
    assert [number for one in first for number in (one.quantity, one.people)] == pytest.approx([30.0, 30.0])
    assert [one.key for one in first] == [one.key for one in second]
    again = replan(city, replan(city, sent, 8.5, requests=first), 9.5, requests=second)
    water = sum(one.quantity for load in again.loads.values() for one in load.contents)
    assert water == pytest.approx(130.0)


def test_a_journal_in_which_receipts_are_gives_the_same_stores_to_a_new_plan(
    city: City, sent: Dispatch, ledger: Ledger
) -> None:
    """What receipts took out of the books is not taken off twice."""
    moves, _ = receipt_moves(city, sent, settle(sent, [_receipt(sent, 100.0, 0.0)]), ledger)
    after = ledger.apply(moves, at=AT)
    before, then = (
        {one.id: one.quantity for one in journal_stores(city, books, AT, sent.stores, gone).lots}
        for books, gone in ((ledger, {}), (after, sent.loads))
    )
    assert then == before


def test_a_sheet_that_was_filled_in_badly_is_told_line_by_line() -> None:
    """Every fault has its line and column; rows without a signature are passed over."""
    rows = ["a,l,1,0,post,8,r", "a,l,1,0,post,8,r", "b,l,x,0,post,8,r", "c,l,1,-1,,8,r", "d,l,,,,,r"]
    with pytest.raises(ImportDataError) as refused:
        read_receipts(HEAD + "\n".join(rows), "sheet.csv")
    said = [(one.line, one.code) for one in refused.value.problems]
    assert said == [(3, "duplicate"), (4, "bad-number"), (5, "bad-number"), (5, "unsigned")]
    with pytest.raises(ImportDataError, match="received_fit"):
        read_receipts("load,lot\n", "sheet.csv")


def test_rows_of_one_lot_for_two_requests_are_added_up() -> None:
    """As on a convoy sheet."""
    found, lines = read_receipts(HEAD + "a,l,1,0,post,8,r\na,l,2,1,post,8,s\n", "sheet.csv")
    assert [(one.delivered, one.damaged) for one in found] == [(3.0, 1.0)]
    assert lines == (2,)
