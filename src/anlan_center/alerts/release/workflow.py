"""The way of a warning as a table: what may be done in which state, by whom, and what state follows.

This module knows no database: `anlan_center.alerts.release.actions` reads the table and is the only writer of rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far a warning has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RELEASED = "released"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DISCARDED = "discarded"


OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.REVIEWED})
"""States in which the content can still be changed."""

SENT = frozenset({State.RELEASED, State.UPDATED, State.CANCELLED})
"""States of a warning that went out; one that expired may have gone out or not: see `Alert.released_at`."""


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    Parameters
    ----------
    action
        What is done.
    sources
        States in which it can be done.
    target
        State that follows.
    permissions
        One of these is needed for the area of the warning; empty for what only the centre itself does.
    second_person
        Whether it must be somebody who wrote no part of the warning.
    reason
        Whether a reason must be given.
    """

    action: str
    sources: frozenset[State]
    target: State
    permissions: tuple[str, ...]
    second_person: bool = False
    reason: bool = False

    @property
    def signs(self) -> bool:
        """Whether it lets the message out, and so ends what holds in the area of the one that it follows."""
        return self.second_person and "alert.approve" in self.permissions


def _row(action: str, sources: frozenset[State], target: State, *permissions: str, **marks: bool) -> Transition:
    return Transition(action, sources, target, permissions, **marks)


TRANSITIONS: tuple[Transition, ...] = (
    _row("edit", OPEN, State.DRAFT, "alert.draft"),
    _row("discard", OPEN, State.DISCARDED, "alert.draft", reason=True),
    _row("submit", frozenset({State.DRAFT}), State.SUBMITTED, "alert.draft"),
    _row("review", frozenset({State.SUBMITTED}), State.REVIEWED, "alert.review", second_person=True),
    _row(
        "give_back",
        frozenset({State.SUBMITTED, State.REVIEWED, State.APPROVED}),
        State.DRAFT,
        "alert.review",
        "alert.approve",
        reason=True,
    ),
    _row("approve", frozenset({State.REVIEWED}), State.APPROVED, "alert.approve", second_person=True),
    _row(
        "emergency",
        frozenset({State.DRAFT, State.SUBMITTED}),
        State.APPROVED,
        "alert.approve",
        second_person=True,
        reason=True,
    ),
    _row("release", frozenset({State.APPROVED}), State.RELEASED),
    _row("update", frozenset({State.RELEASED}), State.UPDATED),
    _row("cancel", frozenset({State.RELEASED}), State.CANCELLED),
    _row("expire", frozenset({State.RELEASED, State.APPROVED}), State.EXPIRED),
)
"""Every step that changes the state. `draft`, `prepare_update` and `prepare_cancel` make a new row in state draft."""

BY_ACTION: Mapping[str, Transition] = {row.action: row for row in TRANSITIONS}
"""The same by the name of the action; each has one row."""
