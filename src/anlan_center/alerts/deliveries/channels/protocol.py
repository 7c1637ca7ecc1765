"""What a channel is: a capability, settings, and a connection that sends."""

import json
import math
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anlan_center.alerts.deliveries.channels.destinations import Policy
from anlan_center.alerts.deliveries.channels.parts import Parts
from anlan_center.alerts.deliveries.models import Result
from anlan_center.alerts.deliveries.separation import Cleared


@dataclass(frozen=True)
class Capability:
    """What a channel can carry and how it is treated.

    Parameters
    ----------
    longest
        Longest text; None where there is no limit. See `unit`.
    unit
        ``characters``, ``septets`` (GSM-7, or UCS-2 at 8/7 of that) or ``bytes``.
    media
        What it carries: ``text``, ``html``, ``cap``, ``json``.
    languages
        Languages in one message: ``one`` or ``all`` (the CAP message holds all).
    acknowledges
        What an acknowledgement says: ``accepted`` by the sink, or ``received`` at the far end as well.
    deduplicates
        Whether sinks of this kind can drop a message with a key that they have seen.
    batch
        Messages in one request.
    concurrency
        Requests at once.
    timeout
        Seconds that a request may take.
    attempts
        Attempts at one message before it is given up.
    waits
        Seconds to wait after the first, second, ... failure.
    divides
        Whether a long text goes in parts that the sink accepts one by one; see `Parts`.
    listens
        Whether receipts come over the open connection, which is kept for them.
    area
        Whether receipts say in which area a message is broadcast; it is compared with what was asked.
    """

    longest: int | None
    unit: str
    media: tuple[str, ...]
    languages: str = "one"
    acknowledges: str = "accepted"
    deduplicates: bool = False
    batch: int = 1
    concurrency: int = 16
    timeout: float = 10.0
    attempts: int = 8
    waits: tuple[float, ...] = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
    divides: bool = False
    listens: bool = False
    area: bool = False

    def tuned(self, configuration: "Configuration") -> "Capability":
        """Return the same with what a sink sets otherwise; see `TUNING`.

        Where a channel sends one message in a request it stays at that: several in turn would share one time limit,
        and a break would take back what was acknowledged before it.

        Parameters
        ----------
        configuration
            The sink.
        """
        return replace(
            self,
            batch=max(1, int(configuration.number("batch", self.batch))) if self.batch > 1 else 1,
            concurrency=max(1, int(configuration.number("concurrency", self.concurrency))),
            timeout=configuration.number("timeout", self.timeout),
        )


@dataclass(frozen=True)
class Setting:
    """One setting of a sink.

    Parameters
    ----------
    name, label
        Key, and what the form calls it.
    kind
        ``text``, ``url``, ``number``, ``flag``, ``lines`` or ``choice``.
    secret
        Whether it is encrypted at rest and never shown.
    required, initial, choices
        As in a form.
    shortest, longest
        Characters that it has at least, where it has any, and at most; 0 for no limit.
    least, most
        Between which a number lies.
    """

    name: str
    label: str | Promise
    kind: str = "text"
    secret: bool = False
    required: bool = True
    initial: object = ""
    choices: tuple[str, ...] = ()
    shortest: int = 0
    longest: int = 0
    least: float = 0.0
    most: float = math.inf


TUNING = (
    Setting("timeout", _("Seconds a request may take"), "number", required=False, least=1, most=120),
    Setting("concurrency", _("Requests at once"), "number", required=False, least=1, most=256),
    Setting("batch", _("Messages in a request"), "number", required=False, least=1, most=2_000),
)
"""Settings of every sink, beside those of its channel. What a lane holds at once follows from the last two, and has to
stay within what a database takes in one statement (limits: assumptions)."""

LAST_PORT = 65_535
"""The highest number of a port (RFC 9293, 3.1: 16 bits)."""


@dataclass(frozen=True)
class Parcel:
    """One message for one target.

    Parameters
    ----------
    key
        Idempotency key: the same for every attempt at the same delivery.
    address
        Address of the target; empty where the sink itself is the target.
    message
        What is sent.
    headers
        Headers of an e-mail, such as List-Unsubscribe.
    footer
        Lines below the message: why it comes, and how to stop it.
    parts
        What earlier attempts have brought through; None where nothing.
    """

    key: str
    address: str
    message: Cleared
    headers: Mapping[str, str] = field(default_factory=dict)
    footer: str = ""
    parts: Parts | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of one parcel.

    Parameters
    ----------
    result
        `Result.SENT` only where the sink acknowledged it.
    reason
        What went wrong, for people.
    receipt
        The sink's name for it.
    gone
        Whether the address no longer exists, for good.
    parts
        Parts that this attempt has brought through; None where the message was not divided.
    apart
        Whether what cannot be reached is the server of this target alone: the sink goes on with the others.
    """

    result: Result
    reason: str = ""
    receipt: str = ""
    gone: bool = False
    parts: Parts | None = None
    apart: bool = False

    def __post_init__(self) -> None:
        """Make what a stranger said fit for every database: without zeros and halves of characters."""
        object.__setattr__(self, "reason", storable(self.reason))
        object.__setattr__(self, "receipt", storable(self.receipt)[:200])


NO_ANSWER: Final = gettext_noop("no answer in time")
"""Reason where nobody answered. Reasons that are ours are kept in English and said in the reader's language; those of
strangers stay as they are."""


def storable(text: str) -> str:
    """Return a text of a stranger as any database takes it: PostgreSQL keeps no zero, none keeps half a surrogate pair.

    Parameters
    ----------
    text
        What a sink said.
    """
    if text.isprintable():
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


@dataclass(frozen=True)
class Late:
    """What a sink tells of a message after it has taken it.

    Parameters
    ----------
    name
        The sink's name for the message, or for a part of it; empty where it tells the key alone.
    outcome
        `Result.CONFIRMED` at the far end, `Result.REFUSED` there, or `Result.SENT` where it is still on its way.
    key
        Idempotency key of the message; tells one of several apart that the sink gave one name.
    area
        GeoJSON geometry of the area that it was accepted for; None where the sink does not say.
    """

    name: str
    outcome: Outcome
    key: str = ""
    area: Any = None

    def __post_init__(self) -> None:
        """Keep of a stranger's area what every database takes."""
        object.__setattr__(self, "area", keepable(self.area))


MOST_AREA: Final = 2**18
"""Characters of an area that is kept until its message is known (assumption)."""

_UNKEPT: Final = re.compile(r"\\u(0000|d[89a-f])")


def keepable(value: Any) -> Any:
    """Return a stranger's JSON value if any database takes it; else an empty object, which is no area.

    No database keeps numbers that are none (NaN, Infinity), and none a zero or half a surrogate pair within a text.

    Parameters
    ----------
    value
        As JSON has it.
    """
    try:
        written = json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        return {}
    return {} if len(written) > MOST_AREA or _UNKEPT.search(written) else value


Publish = Callable[[str, Cleared], Awaitable[Outcome]]
"""Puts a message onto a public page or feed, by kind; see `Publication`."""

Confirm = Callable[[Late], None]
"""Called with what a sink tells of a message later."""


@dataclass(frozen=True)
class Configuration:
    """A sink as its channel sees it.

    Parameters
    ----------
    key
        Key of the sink.
    settings
        Settings, secrets among them, decrypted.
    policy
        Where connections may go.
    confirm, publish
        See `Confirm` and `Publish`; None where nothing is published.
    """

    key: str
    settings: Mapping[str, object]
    policy: Policy
    confirm: Confirm = field(default=lambda _late: None)
    publish: Publish | None = None

    def text(self, name: str, default: str = "") -> str:
        """Return a setting as text."""
        value = self.settings.get(name)
        return default if value in (None, "") else str(value)

    def number(self, name: str, default: float) -> float:
        """Return a setting as a number."""
        value = self.settings.get(name)
        return default if value in (None, "") else float(str(value))

    def flag(self, name: str) -> bool:
        """Return a setting that is on or off."""
        return self.settings.get(name) in (True, "true", "on", "1")


class Connection(Protocol):
    """An open way to a sink."""

    @property
    def lost(self) -> bool:
        """Whether the way itself is of no use any more, so that a new one must be opened."""

    async def send(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Send messages; returns one outcome each, in order.

        Where nothing was acknowledged because the sink cannot be reached, it raises `UnreachableError`, or says so
        for each; every other fault is an outcome.
        """


class UnreachableError(Exception):
    """The sink cannot be reached: none of the messages was acknowledged, and it is no fault of theirs."""


class Channel(Protocol):
    """A kind of sink.

    `way` is the way of subscribers that it serves (``email``, ``sms``, ``webpush``); empty for none.
    """

    @property
    def kind(self) -> str:
        """Its short name, as rows keep it."""

    @property
    def way(self) -> str:
        """The way of subscribers."""

    @property
    def label(self) -> str | Promise:
        """Its name in words."""

    @property
    def capability(self) -> Capability:
        """What it can carry."""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What a sink of this kind must be told."""

    def connect(self, configuration: Configuration) -> AbstractAsyncContextManager[Connection]:
        """Open a way to a sink; raises `UnreachableError` if it cannot be."""

    def problems(self, configuration: Configuration) -> Sequence[str]:
        """Say, in words for people, everything that is wrong with a sink's settings; empty if nothing."""
