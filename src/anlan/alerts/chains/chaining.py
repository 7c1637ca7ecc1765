"""Which messages belong to one warning: chains of a first message and what updates or cancels it.

An Update or Cancel names every earlier message of its warning (CAP 1.2, 3.2.1, references, by sender, identifier and
time of sending). What does not is held for a person to decide; it never changes a warning by itself. The result depends
on the messages alone and not on the order in which they came.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from anlan.alerts.messages.message import Alert, Area, Info, Reference, Resource
from anlan.alerts.messages.times import EARLIEST, moment
from anlan.errors import SettingError
from anlan.language import Message, mark

Node = TypeVar("Node", Alert, Info, Resource, Area)
Key = tuple[str, str, str]
"""Sender, identifier and time of sending of a message; the time in UTC where it is one, so that zones do not matter."""

CHANGING = ("Update", "Cancel")
"""Types of messages that change an earlier one."""


class ChainState(StrEnum):
    """How a warning, or a message of it, stands."""

    ACTIVE = "active"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    HELD = "held"


@dataclass(frozen=True)
class Chain:
    """A warning: its messages in the order of sending.

    Parameters
    ----------
    alerts
        The messages; the last one says how things are.
    states
        How each message stands: all but the last are updated or cancelled.
    """

    alerts: tuple[Alert, ...]
    states: tuple[ChainState, ...]

    @property
    def head(self) -> Alert:
        """The message that says how things are."""
        return self.alerts[-1]

    @property
    def state(self) -> ChainState:
        """How the warning stands: active, cancelled or expired."""
        return self.states[-1]

    @property
    def key(self) -> Key:
        """Key of its first message, by which the warning is known."""
        return key_of(self.alerts[0])

    @property
    def references(self) -> tuple[Reference, ...]:
        """What the next Update or Cancel must name: every message so far."""
        return tuple(Reference(one.sender, one.identifier, one.sent) for one in self.alerts)


@dataclass(frozen=True)
class Held:
    """A message that changes nothing until a person decides, or until what it waits for comes.

    Parameters
    ----------
    alert
        The message.
    code
        Short name of the reason: ``no-reference``, ``waits``, ``incomplete``, ``other-sender``, ``other-status``,
        ``too-early``, ``ended``, ``conflict`` or ``no-time``.
    reason
        Why, with what to do.
    waits_for
        Earlier messages that have not come.
    """

    alert: Alert
    code: str
    reason: Message
    waits_for: tuple[Reference, ...] = ()

    @property
    def state(self) -> ChainState:
        """Held."""
        return ChainState.HELD


@dataclass(frozen=True)
class Assembly:
    """What messages make together.

    Parameters
    ----------
    chains
        The warnings, in the order of their first messages.
    held
        Messages that change nothing.
    replies
        Messages of the types Ack and Error, which belong to no warning.
    duplicates
        How many copies were passed over.
    """

    chains: tuple[Chain, ...]
    held: tuple[Held, ...]
    replies: tuple[Alert, ...]
    duplicates: int


def key_of(message: Alert | Reference) -> Key:
    """Return by what a message is known.

    Parameters
    ----------
    message
        A message, or what names one.
    """
    return message.sender.strip(), message.identifier.strip(), _sent(message.sent)


@lru_cache(maxsize=2**16)  # each message of a chain is named by all that follow it
def _sent(text: str) -> str:
    time = moment(text)
    return time.isoformat() if time is not None else text.strip()


def essence(alert: Alert) -> Alert:
    """Return what a message says, without signatures and what else the protocol has no place for, its time in UTC.

    Parameters
    ----------
    alert
        The message. Two copies of one message have the same essence, whoever signed, stored or laid them out.
    """
    infos = tuple(
        _bare(info, resources=tuple(map(_bare, info.resources)), areas=tuple(map(_bare, info.areas)))
        for info in alert.infos
    )
    return _bare(alert, sent=key_of(alert)[2], infos=infos)


def _bare(node: Node, **changed: Any) -> Node:
    return replace(node, kept=(), attributes=(), **changed)


def expires_at(alert: Alert) -> datetime | None:
    """Return when the last of a message's information blocks expires, UTC; None where one of them does not say.

    Parameters
    ----------
    alert
        The message.
    """
    times = [info.expires_at for info in alert.infos]
    known = [time for time in times if time is not None]
    return max(known) if known and len(known) == len(times) else None


def assemble(alerts: Iterable[Alert], now: datetime, *, demand_all: bool = True) -> Assembly:
    """Put messages together to warnings.

    Parameters
    ----------
    alerts
        Messages of whatever sender, in any order, copies among them.
    now
        The time at which they are judged, with a time zone.
    demand_all
        Whether an Update or Cancel must name every earlier message of its warning. Otherwise the last one is enough,
        as many senders have it.

    Raises
    ------
    SettingError
        If the time has no zone.
    """
    if now.tzinfo is None:
        raise SettingError(Message("the time {now} has no time zone; give one", now=now))
    builder = _Builder(demand_all=demand_all)
    copies: dict[Key, list[Alert]] = {}
    for alert in alerts:
        copies.setdefault(key_of(alert), []).append(alert)
    for alert, conflict in sorted(_distinct(copies), key=lambda one: _order(one[0])):
        builder.take(alert, conflict=conflict)
    builder.explain_waiting()
    count = sum(len(same) - len(_different(same)) for same in copies.values())
    chains = sorted(builder.chains(now), key=lambda chain: _order(chain.alerts[0]))
    return Assembly(tuple(chains), tuple(builder.held), tuple(builder.replies), count)


def _distinct(copies: dict[Key, list[Alert]]) -> Iterable[tuple[Alert, bool]]:
    """Yield each message once, and whether another one has the same key."""
    for same in copies.values():
        different = _different(same)
        yield from ((one, len(different) > 1) for one in different)


def _different(same: list[Alert]) -> list[Alert]:
    """Return the messages of one key that differ; signatures and blanks around them make no difference."""
    if len(same) == 1:
        return same
    found: dict[Alert, Alert] = {}
    for alert in sorted(same, key=repr):
        found.setdefault(essence(alert), alert)
    return list(found.values())


def _order(alert: Alert) -> tuple[datetime, bool, int, Key]:
    """Sort by time of sending; of the same second, first messages before those that change them, which name more."""
    return alert.sent_at or EARLIEST, alert.msg_type in CHANGING, len(alert.references), key_of(alert)


class _Builder:
    """Takes messages in the order of sending.

    What is in one chain is of one sender and one status, in the order of sending, and a Cancel is its last message: so
    its first and last messages tell whether another one may change it.
    """

    def __init__(self, *, demand_all: bool) -> None:
        self._demand_all = demand_all
        self._chain_of: dict[Key, int] = {}
        self._members: dict[int, list[Alert]] = {}
        self.held: list[Held] = []
        self.replies: list[Alert] = []

    def take(self, alert: Alert, *, conflict: bool) -> None:
        """Put a message into its chain, or hold it."""
        if conflict:
            what = mark(
                "another message has the same sender, identifier and time and says something else; ask '{sender}'"
            )
            self._hold(alert, "conflict", Message(what, sender=alert.sender))
        elif alert.sent_at is None:
            what = mark("its time of sending is '{sent}', so that its place is not known; ask '{sender}'")
            self._hold(alert, "no-time", Message(what, sent=alert.sent, sender=alert.sender))
        elif alert.msg_type in CHANGING:
            self._change(alert)
        elif alert.msg_type in ("Ack", "Error"):
            self.replies.append(alert)
        else:
            new = len(self._chain_of)  # which never falls, so that no other chain has this number
            self._chain_of[key_of(alert)] = new
            self._members[new] = [alert]

    def _change(self, alert: Alert) -> None:
        """Let an Update or Cancel change what it names, or hold it."""
        if not alert.referred or len(alert.referred) < len(alert.references):
            what = mark("it is of the type {type} and names no earlier message properly; ask '{sender}'")
            self._hold(alert, "no-reference", Message(what, type=alert.msg_type, sender=alert.sender))
            return
        named = {key_of(one): one for one in alert.referred}
        missing = tuple(one for key, one in named.items() if key not in self._chain_of)
        if missing:
            self._wait(alert, missing)
            return
        chains = sorted({self._chain_of[key] for key in named}, key=lambda chain: _order(self._members[chain][0]))
        parts = [self._members[chain] for chain in chains]
        objection = self._objection(alert, parts) or self._omission(alert, parts, named)
        if objection is not None:
            self._hold(alert, *objection)
            return
        self._join(chains)
        self._members[chains[0]].append(alert)
        self._chain_of[key_of(alert)] = chains[0]

    def _join(self, chains: list[int]) -> None:
        """Put all messages of some chains into the first of them."""
        first, *others = chains
        if not others:
            return
        self._members[first] = sorted((one for chain in chains for one in self._members[chain]), key=_order)
        for chain in others:
            self._chain_of |= {key_of(one): first for one in self._members.pop(chain)}

    def _objection(self, alert: Alert, parts: list[list[Alert]]) -> tuple[str, Message] | None:
        """Say why a message may not change others; None where it may."""
        strange = next((part[0] for part in parts if part[0].sender.strip() != alert.sender.strip()), None)
        if strange is not None:
            what = mark("'{sender}' would change a warning of '{other}'; ask both")
            return "other-sender", Message(what, sender=alert.sender, other=strange.sender)
        meant = next((part[0] for part in parts if part[0].status != alert.status), None)
        if meant is not None:
            what = mark("its status is {status}, and that of the warning it would change is {other}; ask '{sender}'")
            return "other-status", Message(what, status=alert.status, other=meant.status, sender=alert.sender)
        ended = min((part[-1] for part in parts if part[-1].msg_type == "Cancel"), key=_order, default=None)
        if ended is not None:
            what = mark("the warning was cancelled at {sent}; '{sender}' must issue a new one")
            return "ended", Message(what, sent=ended.sent, sender=alert.sender)
        return None

    def _omission(
        self, alert: Alert, parts: list[list[Alert]], named: Mapping[Key, Reference]
    ) -> tuple[str, Message] | None:
        """Say which messages of a warning the next one should name and does not; None where it names enough."""
        last = max((part[-1] for part in parts), key=_order)
        if not self._demand_all and key_of(last) in named:
            return None
        unnamed = [one for part in parts for one in part if key_of(one) not in named]
        if not unnamed:
            return None
        what = mark("it does not name {count} earlier messages of the warning, such as '{identifier}'; check"
                    " whether it replaces them, and ask '{sender}'")  # fmt: skip
        identifier = max(unnamed, key=_order).identifier
        return "incomplete", Message(what, count=len(unnamed), identifier=identifier, sender=alert.sender)

    def _wait(self, alert: Alert, missing: tuple[Reference, ...]) -> None:
        what = mark("it waits for {count} earlier messages, such as '{identifier}'")
        self._hold(alert, "waits", Message(what, count=len(missing), identifier=missing[0].identifier), missing)

    def _hold(self, alert: Alert, code: str, reason: Message, waits_for: tuple[Reference, ...] = ()) -> None:
        self.held.append(Held(alert, code, reason, waits_for))

    def explain_waiting(self) -> None:
        """Tell messages that wait for what never comes from those that were sent before what they would change."""
        held = {key_of(one.alert) for one in self.held}
        for place, one in enumerate(self.held):
            if one.code != "waits":
                continue
            late = [ref for ref in one.waits_for if key_of(ref) in self._chain_of]
            stuck = [ref for ref in one.waits_for if key_of(ref) in held]
            if late:
                what = mark("it was sent before '{identifier}', which it would change; ask '{sender}'")
                reason = Message(what, identifier=late[0].identifier, sender=one.alert.sender)
                self.held[place] = replace(one, code="too-early", reason=reason)
            elif stuck:
                reason = Message("it waits for '{identifier}', which is held too", identifier=stuck[0].identifier)
                self.held[place] = replace(one, reason=reason)

    def chains(self, now: datetime) -> Iterable[Chain]:
        """Yield the chains with the states of their messages."""
        for members in self._members.values():
            head = members[-1]
            ended = head.msg_type == "Cancel"
            before = ChainState.CANCELLED if ended else ChainState.UPDATED
            end = expires_at(head)
            last = ChainState.EXPIRED if end is not None and end <= now else ChainState.ACTIVE
            states = [before] * (len(members) - 1) + [ChainState.CANCELLED if ended else last]
            yield Chain(tuple(members), tuple(states))
