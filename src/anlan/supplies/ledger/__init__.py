"""The ledger of stock: lots, double-entry moves, reservations, kits, counts, rotation and drills; pure and frozen."""

from anlan.supplies.ledger.board import BoardRow, LotRow, expiry_board, lot_rows
from anlan.supplies.ledger.counting import Counted, count_moves
from anlan.supplies.ledger.journal import Journal, Replayed, replay
from anlan.supplies.ledger.kitting import assembly, breaking, parts_inside
from anlan.supplies.ledger.ledger import Ledger
from anlan.supplies.ledger.lots import Account, AccountKind, Condition, Lot, at_place, exact, shown
from anlan.supplies.ledger.moves import (
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
from anlan.supplies.ledger.opening import declared_of, opening_moves, receipt, recipes_of
from anlan.supplies.ledger.picking import Picking, pick, taking
from anlan.supplies.ledger.readiness import Declared, Proof, Readiness, proofs
from anlan.supplies.ledger.regrading import regrade
from anlan.supplies.ledger.rotation import Proposal, Rules, Way, propose_rotation

__all__ = [
    "Account",
    "AccountKind",
    "BoardRow",
    "Condition",
    "Counted",
    "Declared",
    "Drill",
    "DrillResult",
    "Journal",
    "Ledger",
    "Line",
    "Lot",
    "LotRow",
    "Move",
    "MoveKind",
    "Picking",
    "Proof",
    "Proposal",
    "Readiness",
    "Reason",
    "Release",
    "Replayed",
    "Reserve",
    "Rules",
    "Share",
    "Way",
    "assembly",
    "at_place",
    "breaking",
    "count_moves",
    "declared_of",
    "exact",
    "expiry_board",
    "lot_rows",
    "opening_moves",
    "parts_inside",
    "pick",
    "proofs",
    "propose_rotation",
    "receipt",
    "recipes_of",
    "regrade",
    "replay",
    "shown",
    "taking",
]
