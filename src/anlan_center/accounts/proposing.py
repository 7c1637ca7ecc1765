"""The way of a strong role to a person, as a table: one administrator asks for it, another confirms it.

This module knows no database: `directory.proposals.actions` is the only writer of rows, and the triggers of `guarding`
hold the same table in the database.
"""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """How far it has come."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    ENDED = "ended"


STEPS: Mapping[str, tuple[State, State]] = {
    "confirm": (State.WAITING, State.CONFIRMED),
    "refuse": (State.WAITING, State.REFUSED),
    "withdraw": (State.WAITING, State.WITHDRAWN),
    "lapse": (State.WAITING, State.LAPSED),
    "end": (State.CONFIRMED, State.ENDED),
}
"""By step: the state in which it can be taken, and the one that follows. Nothing follows on the others."""
