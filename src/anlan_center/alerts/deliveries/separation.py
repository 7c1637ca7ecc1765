"""What may leave the house, and through which sinks: the one function that keeps exercises and the real world apart.

A channel sends `Cleared` messages only, and `clear` is the only place that makes them. So nothing reaches a sink that
`may_leave` has not let through.
"""

import functools
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from anlan.alerts.texts import LANGUAGES, Status, lookup
from anlan.alerts.texts.tables import prefix_of
from anlan_center.alerts.deliveries.content import Content

NOT_REAL: Final = frozenset({"Exercise", "Test"})
"""Statuses of CAP whose messages are not real; their texts begin with a mark that says so."""

_SEAL: Final = object()


@dataclass(frozen=True)
class Facts:
    """What decides whether a warning may leave.

    Parameters
    ----------
    status, scope, msg_type
        As in CAP.
    exercise
        Whether it belongs to an exercise.
    state
        State of the row: only what is ``released`` leaves.
    expires
        When it ends.
    """

    status: str
    scope: str
    msg_type: str
    exercise: bool
    state: str
    expires: datetime


@dataclass(frozen=True)
class Outlet:
    """What a sink is.

    Parameters
    ----------
    exercise
        Whether it is declared for exercises; such a sink gets nothing real.
    public
        Whether the public is at its end.
    active
        Whether it is in use.
    """

    exercise: bool
    public: bool
    active: bool = True


class HeldError(ValueError):
    """A message was to leave that may not; `reason` is one of the words of `why_held`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def why_held(facts: Facts, outlet: Outlet, now: datetime) -> str:
    """Say why a warning may not leave through a sink; empty where it may.

    Parameters
    ----------
    facts, outlet
        The warning and the sink.
    now
        The time.

    Returns
    -------
    ``crossed``: an exercise at a live sink, or the reverse; ``status``: neither Actual, Exercise nor Test, or at odds
    with the row; ``scope``: not meant for the public; ``superseded``, ``cancelled``, ``expired``, ``not released``;
    ``idle``: the sink is not in use.
    """
    if facts.exercise != outlet.exercise:
        return "crossed"
    if facts.status not in (NOT_REAL if facts.exercise else {"Actual"}):
        return "status"
    if facts.scope != "Public" and (outlet.public or facts.scope not in {"Restricted", "Private"}):
        return "scope"
    if facts.state != "released":
        return {"updated": "superseded", "cancelled": "cancelled", "expired": "expired"}.get(
            facts.state, "not released"
        )
    if facts.expires <= now:
        return "expired"
    return "" if outlet.active else "idle"


def may_leave(facts: Facts, outlet: Outlet, now: datetime) -> bool:
    """Say whether a warning may leave through a sink; see `why_held` for the rules."""
    return not why_held(facts, outlet, now)


def prefixed(text: str, status: str, language: str) -> str:
    """Begin a text with what it is, unless it is real, empty or begins with it already.

    Parameters
    ----------
    text
        The text.
    status
        Status of CAP.
    language
        Its language, as BCP 47; one that there are no sentences in gets the English mark.
    """
    prefix = prefix_of(Status(status), lookup([language], LANGUAGES, "en")) if status in NOT_REAL else ""
    return text if not text or text.startswith(prefix) else prefix + text


@dataclass(frozen=True)
class Cleared:
    """A message that may leave; made by `clear` alone.

    Parameters
    ----------
    content
        What is sent; its texts say so where it is not real.
    outlet
        The sink that it was cleared for.
    seal
        Known to this module alone.
    """

    content: Content
    outlet: Outlet
    seal: object

    def __post_init__(self) -> None:
        """Refuse a message that was made elsewhere."""
        if self.seal is not _SEAL:
            raise HeldError("crossed")


def clear(content: Content, facts: Facts, outlet: Outlet, now: datetime) -> Cleared:
    """Let a message through, with its prefix, or hold it.

    Parameters
    ----------
    content
        What is to be sent.
    facts, outlet, now
        See `why_held`.

    Raises
    ------
    HeldError
        If it may not leave through this sink, or if the signed message within says another status than the row.
    """
    reason = why_held(facts, outlet, now)
    if not reason and (content.status != facts.status or content.cap_status != facts.status):
        reason = "status"
    if reason:
        raise HeldError(reason)
    return Cleared(_marked(content), outlet, _SEAL)


@functools.lru_cache(maxsize=512)
def _marked(content: Content) -> Content:
    """Return what is said with its mark; the same again for the same content."""
    if content.status not in NOT_REAL:
        return content
    return replace(
        content,
        headline=prefixed(content.headline, content.status, content.language),
        description=prefixed(content.description, content.status, content.language),
        instruction=prefixed(content.instruction, content.status, content.language),
        short=prefixed(content.short, content.status, content.language),
    )
