"""The ledger by hand: what each entry does, and how it is refused."""

import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from anlan.city import City
from anlan.errors import LedgerError, SettingError
from anlan.supplies.ledger import (
    Account,
    AccountKind,
    Condition,
    Counted,
    Declared,
    Drill,
    DrillResult,
    Ledger,
    Line,
    Lot,
    Move,
    MoveKind,
    Readiness,
    Reason,
    Release,
    Reserve,
    Rules,
    Share,
    Way,
    assembly,
    at_place,
    breaking,
    count_moves,
    declared_of,
    expiry_board,
    opening_moves,
    parts_inside,
    pick,
    proofs,
    propose_rotation,
    receipt,
    recipes_of,
    regrade,
    taking,
)
from anlan.supplies.ledger.lots import OUTSIDE

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
ON = AT.date()
ROOT = Path(__file__).parents[3]
STREET = Account(AccountKind.ISSUED, "street")


def _lot(name: str, item: str = "tent", days: int | None = None, **more: Any) -> Lot:
    return Lot(name, item, "piece", expires=None if days is None else ON + timedelta(days=days), **more)


def figures(*values: Decimal) -> tuple[float, ...]:
    """Return quantities as plain numbers, to compare with those worked out by hand."""
    return tuple(map(float, values))


def _stocked(*lots: tuple[Lot, int], recipes: dict[str, dict[str, Decimal]] | None = None) -> Ledger:
    moves = [receipt(f"r-{lot.id}", lot, "store", Decimal(quantity)) for lot, quantity in lots]
    return Ledger(recipes=recipes or {}).apply(moves, at=AT)


def _codes(caught: pytest.ExceptionInfo[LedgerError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_the_stock_of_tinytown_opens_a_ledger() -> None:
    """1,050 litres of water and 30 tents in the store, 40 beds in the hospital; everything came from outside."""
    city = City.load(ROOT / "cities/tinytown")
    ledger = Ledger(recipes=recipes_of(city)).apply(opening_moves(city), at=AT)
    assert figures(ledger.on_hand("water-store", "store"), ledger.total("tent"), ledger.total("bed")) == (1050, 30, 40)
    assert ledger.total("tent", AccountKind.OUTSIDE) == -30
    assert ledger.audit() == ()
    assert [promise.hours for promise in declared_of(city)] == [24, 20]


def test_the_lot_that_expires_first_goes_first() -> None:
    """Of five lots: the expired and the damaged are left, then expiry, receipt and identifier decide."""
    ledger = _stocked(
        (_lot("old", days=-1), 9),
        (_lot("broken", days=1, condition=Condition.DAMAGED), 9),
        (_lot("never"), 9),
        (_lot("c", days=30, received=date(2026, 2, 1)), 2),
        (_lot("b", days=30, received=date(2026, 1, 1)), 2),
        (_lot("a", days=30, received=date(2026, 2, 1)), 2),
        (_lot("today", days=0), 1),
    )
    picking = pick(ledger, "tent", Decimal(20), at=AT)
    assert [(share.lot, float(share.quantity)) for share in picking.shares] == [
        ("today", 1), ("b", 2), ("a", 2), ("c", 2), ("never", 9),
    ]  # fmt: skip
    assert picking.missing == 4


def test_kits_are_put_together_and_give_back_their_own_parts() -> None:
    """Two kits of two blankets and one soap; one is broken again, and the blankets of the older lot come back first."""
    recipes = {"kit": {"blanket": Decimal(2), "soap": Decimal(1)}}
    lots = ((_lot("b1", "blanket", 10), 3), (_lot("b2", "blanket", 50), 5), (_lot("s", "soap"), 2))
    ledger = _stocked(*lots, recipes=recipes)
    parts = [Share("b1", "store", Decimal(3)), Share("b2", "store", Decimal(1)), Share("s", "store", Decimal(2))]
    kits = _lot("k", "kit", 10)
    ledger = ledger.apply([assembly("a", kits, Decimal(2), "store", parts)], at=AT)
    assert figures(ledger.total("kit"), ledger.total("blanket"), ledger.total("blanket", AccountKind.KITS)) == (2, 4, 4)
    back = parts_inside(ledger.opened(), "k", Decimal(1), "store")
    assert [(share.lot, float(share.quantity)) for share in back] == [("b1", 2), ("s", 1)]
    ledger = ledger.apply([breaking("x", "k", Decimal(1), "store", back)], at=AT)
    assert figures(ledger.total("kit"), ledger.on_hand("b1", "store"), ledger.total("soap")) == (1, 2, 1)
    assert ledger.audit() == ()
    with pytest.raises(LedgerError, match="not hold 5 kits"):
        parts_inside(ledger.opened(), "k", Decimal(5), "store")


def test_kits_that_were_bought_give_new_lots_when_broken() -> None:
    """Parts of a bought kit are received as new lots, exactly as many as it holds."""
    recipes = {"kit": {"blanket": Decimal(2)}}
    ledger = _stocked((_lot("k", "kit"), 3), recipes=recipes)
    part, other = _lot("b", "blanket"), _lot("b9", "blanket")
    fine = breaking("x", "k", Decimal(1), "store", [Share("b", "store", Decimal(2))], [part])
    ledger = ledger.apply([fine], at=AT)
    assert figures(ledger.total("kit"), ledger.total("blanket")) == (2, 2)
    wrong = breaking("y", "k", Decimal(1), "store", [Share("b9", "store", Decimal(3))], [other])
    with pytest.raises(LedgerError, match="1 kits hold 2 of item 'blanket', and the move has 3"):
        ledger.apply([wrong], at=AT)
    mixed = assembly("z", _lot("k", "kit"), Decimal(1), "store", [Share("b", "store", Decimal(2))])
    with pytest.raises(LedgerError, match="would mix kits"):
        ledger.apply([mixed], at=AT)


def test_kits_do_not_outlive_their_parts() -> None:
    """A kit with a blanket that expires in 10 days expires in 10 days."""
    ledger = _stocked((_lot("b", "blanket", 10), 2), recipes={"kit": {"blanket": Decimal(2)}})
    with pytest.raises(LedgerError, match="outlive"):
        ledger.apply([assembly("a", _lot("k", "kit"), Decimal(1), "store", [Share("b", "store", Decimal(2))])], at=AT)


def test_a_reservation_is_drawn_lapses_or_is_released() -> None:
    """What is held cannot be taken; drawing takes it from the reservation; after its end it is free."""
    ledger = _stocked((_lot("t"), 10))
    held = Reserve("flood", (Share("t", "store", Decimal(8)),), "flood", AT + timedelta(days=1))
    ledger = ledger.apply([held], at=AT)
    assert pick(ledger, "tent", Decimal(5), at=AT).missing == 3
    issue = taking("i", MoveKind.ISSUE, [Share("t", "store", Decimal(5))], STREET)
    with pytest.raises(LedgerError, match="3 of lot 't' are missing at 'store', of which 8 are reserved"):
        ledger.apply([issue], at=AT)
    drawn = ledger.apply([Move("i", issue.kind, issue.lines, reservation="flood")], at=AT)
    assert figures(drawn.reserved("t", "store"), drawn.on_hand("t", "store")) == (3, 5)
    assert [share.quantity for share in drawn.reservations["flood"].shares] == [3]
    assert ledger.apply([Release("x", "flood")], at=AT).reserved("t", "store") == 0
    later = AT + timedelta(days=1)
    assert pick(ledger, "tent", Decimal(5), at=later).missing == 0
    assert ledger.apply([issue], at=later).reservations == {}


def test_a_batch_is_entered_whole_or_not_at_all_with_every_problem() -> None:
    """Three wrong entries among four are all told, and the right one is not entered."""
    ledger = _stocked((_lot("t"), 10), (_lot("old", days=-3), 1))
    batch: list[Any] = [
        taking("ok", MoveKind.SELL, [Share("t", "store", Decimal(1))], Account(AccountKind.SOLD)),
        taking("too much", MoveKind.SELL, [Share("t", "store", Decimal(10))], Account(AccountKind.SOLD)),
        taking("past", MoveKind.ISSUE, [Share("old", "store", Decimal(1))], STREET),
        Release("none", "x"),
    ]
    with pytest.raises(LedgerError) as caught:
        ledger.apply(batch, at=AT)
    assert _codes(caught) == ["overdrawn", "expired-lot", "unknown-reservation"]
    assert ledger.on_hand("t", "store") == 10


WRONG = [
    (Move("", MoveKind.SELL, ()), ["no-identifier", "empty-move"]),
    (taking("m", MoveKind.DISPOSE, [Share("t", "store", Decimal(1))], Account(AccountKind.LOST)), ["no-reason"]),
    (Move("m", MoveKind.ISSUE, (Line("t", at_place("store"), OUTSIDE, Decimal(1)),)), ["wrong-accounts"]),
    (Move("m", MoveKind.TRANSFER, (Line("t", at_place("store"), at_place("store"), Decimal(1)),)), ["wrong-accounts"]),
    (Move("m", MoveKind.ISSUE, (Line("x", at_place("store"), STREET, Decimal(1)),)), ["unknown-lot"]),
    (Move("m", MoveKind.ISSUE, (Line("t", at_place("store"), STREET, Decimal(-1)),)), ["bad-quantity"]),
    (Move("m", MoveKind.ISSUE, (Line("t", at_place("store"), STREET, Decimal("NaN")),)), ["bad-quantity"]),
    (Move("m", MoveKind.ISSUE, (Line("t", at_place("store"), STREET, Decimal("1e-7")),)), ["bad-quantity"]),
    (Move("m", MoveKind.ISSUE, (Line("t", at_place("store"), STREET, Decimal("1e13")),)), ["bad-quantity"]),
    (Move("m", MoveKind.RETURN, (Line("t", STREET, at_place("store"), Decimal(1)),)), ["overdrawn"]),
    (receipt("m", _lot("t", "bed"), "store", Decimal(1)), ["reused-lot"]),
    (Move("m", MoveKind.ASSEMBLE, (Line("t", at_place("store"), Account(AccountKind.KITS, "t"), Decimal(1)),)),
     ["not-a-kit"]),
    (Move("m", MoveKind.ASSEMBLE, (Line("t", at_place("store"), Account(AccountKind.KITS, "?"), Decimal(1)),)),
     ["not-one-kit"]),
    (regrade("m", "t", _lot("n", "bed"), "store", Decimal(1)), ["not-conserved"]),
    (receipt("r-t", _lot("t"), "elsewhere", Decimal(1)), ["reused-identifier"]),
    (Reserve("m", ()), ["empty-reservation"]),
    (Reserve("m", (Share("t", "store", Decimal(11)),)), ["overdrawn"]),
    (Reserve("m", (Share("t", "store", Decimal(1)),), until=AT), ["ended-reservation"]),
    (Drill("m", "line", ON + timedelta(days=1), DrillResult.PASSED), ["future-drill"]),
    (Drill("m", "line", ON, DrillResult.PASSED, float("nan")), ["bad-measure"]),
]  # fmt: skip


@pytest.mark.parametrize(("action", "codes"), WRONG)
def test_a_wrong_entry_is_refused(action: Any, codes: list[str]) -> None:
    """Each rule has an entry that breaks it, and its own name."""
    with pytest.raises(LedgerError) as caught:
        _stocked((_lot("t"), 10)).apply([action], at=AT)
    assert _codes(caught) == codes


def test_time_does_not_run_backwards_and_has_a_zone() -> None:
    """A batch before the last one, or at a moment without a zone, is refused."""
    ledger = _stocked((_lot("t"), 10))
    with pytest.raises(LedgerError, match="lies before the last entry"):
        ledger.apply([Release("x", "y")], at=AT - timedelta(seconds=1))
    with pytest.raises(LedgerError, match="has no zone"):
        ledger.apply([], at=AT.replace(tzinfo=None))


def test_a_count_makes_a_move_for_each_reason() -> None:
    """Two missing by theft, one found; what agrees makes no move."""
    ledger = _stocked((_lot("a"), 10), (_lot("b"), 10), (_lot("c"), 10))
    counts = [
        Counted("a", "store", Decimal(8), Reason.THEFT),
        Counted("b", "store", Decimal(11), Reason.FOUND),
        Counted("c", "store", Decimal(10)),
    ]
    moves = count_moves(ledger, "n", counts)
    assert [(move.id, float(move.lines[0].quantity)) for move in moves] == [("n:found", 1), ("n:theft", 2)]
    after = ledger.apply(moves, at=AT)
    assert [after.on_hand(name, "store") for name in "abc"] == [8, 11, 10]
    assert after.total("tent", AccountKind.COUNTED) == 1


def test_the_board_puts_each_lot_into_one_column() -> None:
    """Expired, within 30, 90, 180 and 365 days, later, without an expiry, and unfit."""
    days = (-1, 0, 30, 31, 180, 365, 366, None)
    lots = [(_lot(f"l{index}", days=day), 2**index) for index, day in enumerate(days)]
    row = expiry_board(_stocked(*lots, (_lot("bad", condition=Condition.DAMAGED), 1000)), ON)[0]
    assert figures(row.total, row.unfit, row.expired, row.beyond, row.unlimited) == (1255, 1000, 1, 64, 128)
    assert figures(*row.within) == (2 + 4, 8, 16, 32)


def test_rotation_uses_before_it_sells_and_sells_before_it_disposes() -> None:
    """Peacetime uses 10 a month: by hand for four lots.

    In 73 days (2.4 months) peacetime uses 24 of the first lot's 20 and the second lot's first 4; 146 days allow
    48 in all, so that 28 of the second lot's 50 can be used, and 22 are sold 60 days before; what has expired is
    disposed of; the lot beyond the horizon stays.
    """
    ledger = _stocked(
        (_lot("past", days=-2), 3), (_lot("a", days=73), 20), (_lot("b", days=146), 50), (_lot("c", days=400), 5)
    )
    rules = Rules(use_a_month={"tent": Decimal(10)})
    found = propose_rotation(ledger, ON, {"tent": 100.0}, rules)
    assert [(one.lot, float(one.quantity), one.way) for one in found] == [
        ("past", 3, Way.DISPOSE), ("a", 20, Way.USE), ("b", 28, Way.USE), ("b", 22, Way.SELL),
    ]  # fmt: skip
    assert [one.cost for one in found] == [315.0, 0.0, 0.0, 1100.0]
    assert found[3].by == ON + timedelta(days=86)
    late = propose_rotation(_stocked((_lot("a", days=59), 1)), ON, {})
    assert [(one.way, one.cost) for one in late] == [(Way.DISPOSE, None)]
    with pytest.raises(SettingError):
        Rules(sale_share=1.5)


def test_a_promise_is_worth_what_the_last_drill_showed() -> None:
    """Proven, slower, failed, too long ago, never; the time to plan with is the longer one."""
    promises = [Declared(name, 24.0, 100.0) for name in "abcdef"]
    drills = [
        Drill("1", "a", ON, DrillResult.PASSED, 25.0, 95.0),
        Drill("2", "b", ON, DrillResult.PASSED, 40.0, 60.0),
        Drill("3", "c", ON, DrillResult.PASSED, 20.0),
        Drill("4", "c", ON, DrillResult.FAILED),
        Drill("5", "d", ON - timedelta(days=400), DrillResult.PASSED, 20.0),
        Drill("6", "f", ON, DrillResult.PARTLY),
    ]
    ledger = Ledger().apply(drills, at=AT)
    found = proofs(promises, ledger.drills, ON)
    assert [proof.state for proof in found] == [
        Readiness.PROVEN, Readiness.SLOWER, Readiness.FAILED, Readiness.OUTDATED, Readiness.NEVER, Readiness.SLOWER,
    ]  # fmt: skip
    assert [(proof.hours, proof.rate) for proof in found[:3]] == [(25.0, 95.0), (40.0, 60.0), (24.0, 100.0)]


def test_a_ledger_goes_to_another_process() -> None:
    """Pickled and read back it says the same, and goes on."""
    ledger = _stocked((_lot("t"), 10))
    again: Ledger = pickle.loads(pickle.dumps(ledger))  # noqa: S301 - our own bytes
    assert (again.balances, again.version, again.at) == (ledger.balances, ledger.version, ledger.at)
    assert again.apply([receipt("n", _lot("n"), "store", Decimal(1))], at=AT).total("tent") == 11


def test_what_is_released_can_be_taken_in_the_same_batch() -> None:
    """A release gives back at once, and what was drawn is held no longer within the batch."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    ledger = Ledger().apply([receipt("m", Lot("l", "tent", "piece"), "a", Decimal(5))], at=at)
    ledger = ledger.apply([Reserve("r", (Share("l", "a", Decimal(5)),))], at=at)
    street = Account(AccountKind.ISSUED, "street")
    move = taking("x", MoveKind.ISSUE, [Share("l", "a", Decimal(5))], street)
    with pytest.raises(LedgerError, match="of which 5 are reserved"):
        ledger.apply([move], at=at)
    assert ledger.apply([Release("f", "r"), move], at=at).on_hand("l", "a") == 0


def test_a_refused_entry_is_not_held_against_the_next() -> None:
    """Of a batch whose first move takes too much only that move is named, though the second wants the same lot."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    ledger = Ledger().apply([receipt("m", Lot("l", "tent", "piece"), "a", Decimal(5))], at=at)
    street = Account(AccountKind.ISSUED, "street")
    moves = [taking(f"x{wanted}", MoveKind.ISSUE, [Share("l", "a", Decimal(wanted))], street) for wanted in (9, 4)]
    with pytest.raises(LedgerError) as caught:
        ledger.apply(moves, at=at)
    assert [problem.feature for problem in caught.value.problems] == ["x9"]


def test_no_more_is_drawn_from_a_reservation_than_it_holds() -> None:
    """Two of five are reserved: three cannot be drawn from the reservation, though they lie there."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    ledger = Ledger().apply([receipt("m", Lot("l", "tent", "piece"), "a", Decimal(5))], at=at)
    ledger = ledger.apply([Reserve("r", (Share("l", "a", Decimal(2)),))], at=at)
    lines = (Line("l", at_place("a"), Account(AccountKind.ISSUED, "street"), Decimal(3)),)
    with pytest.raises(LedgerError, match="reservation 'r' holds 2 of lot 'l' at 'a', less than 3"):
        ledger.apply([Move("x", MoveKind.ISSUE, lines, reservation="r")], at=at)
