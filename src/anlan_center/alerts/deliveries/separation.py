"""What may leave the house, and through which sinks: the one function that keeps exercises and the real world apart.

A channel sends `Cleared` messages only, and two places make them: `clear`, for warnings, so that none reaches a sink
that `may_leave` has not let through; and `clear_letter`, for what a subscriber is asked, which can warn of nothing.
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

ABOUT_US: Final = "System"
"""Status of CAP for messages between us and those who take warnings (CAP 1.2, 3.2.1); no warning leaves with it."""

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
    """A message that may leave; made by `clear` and `clear_letter` alone.

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


@dataclass(frozen=True)
class Letter:
    """What a subscriber is asked or told about the subscription.

    Parameters
    ----------
    key
        The same for every attempt at the same letter.
    language
        BCP-47 tag.
    heading, text
        What it says.
    link
        Where a click on it leads; empty for nowhere.
    expires
        When it is of no use any more.
    """

    key: str
    language: str
    heading: str
    text: str
    link: str
    expires: datetime


def clear_letter(letter: Letter, outlet: Outlet, now: datetime) -> Cleared:
    """Let a letter through: words alone, without event, colour, severity, area or signed message.

    Parameters
    ----------
    letter
        The letter.
    outlet, now
        See `why_held`.

    Raises
    ------
    HeldError
        If it is too late, or the sink is out of use or for exercises only: nobody from the public is at its end.
    """
    reason = "crossed" if outlet.exercise else "" if outlet.active else "idle"
    if reason or letter.expires <= now:
        raise HeldError(reason or "expired")
    content = Content(
        alert=0, identifier=letter.key, sender="", sent=now, status=ABOUT_US, cap_status=ABOUT_US, msg_type="",
        event="", colour="", severity="", language=letter.language, headline=letter.heading, description=letter.text,
        instruction="", short=letter.text, area="", onset=None, expires=letter.expires, web=letter.link,
        sender_name="", geometry=None, references=(), cap=b"",
    )  # fmt: skip
    return Cleared(content, outlet, _SEAL)
