"""A message of the Common Alerting Protocol, without loss: every value as it is written, what it means beside it.

Nothing that stands in an alert is left out. What the protocol has no place for - a signature, elements of others, a
misspelt name, an attribute, an element twice that may stand once - is kept as `Kept` XML and written again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from anlan.alerts.messages.times import moment

Version = Literal["1.0", "1.1", "1.2"]

NAMESPACES: dict[Version, str] = {
    "1.0": "http://www.incident.com/cap/1.0",
    "1.1": "urn:oasis:names:tc:emergency:cap:1.1",
    "1.2": "urn:oasis:names:tc:emergency:cap:1.2",
}
"""Namespaces of the versions, from their schemas."""

SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"
"""Namespace of XML signatures."""

LANGUAGE = "en-US"
"""Language of an information block that names none (CAP 1.2, 3.2.2)."""

Pair = tuple[str, str]
"""A name and a value."""


@dataclass(frozen=True)
class Kept:
    """A piece of XML for which the protocol has no place; it is kept and written again.

    Parameters
    ----------
    xml
        The piece, with the namespaces that it needs: an element, a comment, an instruction or text.
    tag
        Name of the element or of the field, in Clark's notation for elements of other namespaces; empty for text,
        comments and instructions.
    number
        Which of the elements of this name it is, from 0, where a field of the message holds its value: the piece says
        how the value was written (attributes, blanks around it, elements inside). None where no field holds it.
    """

    xml: str
    tag: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Reference:
    """An earlier message.

    Parameters
    ----------
    sender, identifier, sent
        As it names itself; ``sent`` as text.
    """

    sender: str
    identifier: str
    sent: str

    @property
    def sent_at(self) -> datetime | None:
        """When it was sent, UTC; None where the text is no time."""
        return moment(self.sent)

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{self.sent}"


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A file that belongs to an information block. Fields are those of CAP 1.2, 3.2.3; None where not given.

    Parameters
    ----------
    description
        ``resourceDesc``.
    mime_type, size, uri, deref_uri, digest
        As written; ``deref_uri`` is the content itself in Base64.
    kept, attributes
        What the protocol has no place for.
    """

    description: str = ""
    mime_type: str | None = None
    size: str | None = None
    uri: str | None = None
    deref_uri: str | None = None
    digest: str | None = None
    kept: tuple[Kept, ...] = ()
    attributes: tuple[Pair, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Area:
    """Where a warning holds; what its shapes and codes cover together (CAP 1.2, 3.2.4).

    Parameters
    ----------
    description
        ``areaDesc``.
    polygons
        ``latitude,longitude`` pairs, degrees, as written. `anlan.alerts.shapes.outlines` makes shapes of them.
    circles
        ``latitude,longitude radius``, degrees and km, as written.
    geocodes
        Names of codes and their values.
    altitude, ceiling
        Feet above mean sea level, as written; None where not given.
    kept, attributes
        What the protocol has no place for.
    """

    description: str = ""
    polygons: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude: str | None = None
    ceiling: str | None = None
    kept: tuple[Kept, ...] = ()
    attributes: tuple[Pair, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Info:
    """What a warning says in one language, or of one part of it (CAP 1.2, 3.2.2).

    Parameters
    ----------
    language
        Tag of the language; None where not given, which means `LANGUAGE`.
    categories, event, response_types, urgency, severity, certainty, audience
        As the protocol has them; empty where a required one is missing, None where an optional one is.
    event_codes, parameters
        Names and values, in their order; a name may come more than once.
    effective, onset, expires
        Times as written; `effective_at`, `onset_at`, `expires_at` in UTC.
    sender_name, headline, description, instruction, web, contact
        As written, with their blanks; None where not given.
    resources, areas
        Files, and where it holds.
    kept, attributes
        What the protocol has no place for.
    """

    language: str | None = None
    categories: tuple[str, ...] = ()
    event: str = ""
    response_types: tuple[str, ...] = ()
    urgency: str = ""
    severity: str = ""
    certainty: str = ""
    audience: str | None = None
    event_codes: tuple[Pair, ...] = ()
    effective: str | None = None
    onset: str | None = None
    expires: str | None = None
    sender_name: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    web: str | None = None
    contact: str | None = None
    parameters: tuple[Pair, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()
    kept: tuple[Kept, ...] = ()
    attributes: tuple[Pair, ...] = ()

    @property
    def spoken(self) -> str:
        """Tag of its language, `LANGUAGE` where it names none."""
        return self.language or LANGUAGE

    @property
    def effective_at(self) -> datetime | None:
        """From when the information holds, UTC; None where it is not given or no time."""
        return moment(self.effective)

    @property
    def onset_at(self) -> datetime | None:
        """When the event is expected to begin, UTC; None where it is not given or no time."""
        return moment(self.onset)

    @property
    def expires_at(self) -> datetime | None:
        """Until when the information holds, UTC; None where it is not given or no time."""
        return moment(self.expires)

    def values(self, name: str) -> Iterator[str]:
        """Yield the values of a parameter.

        Parameters
        ----------
        name
            Its name, exactly.
        """
        return (value for key, value in self.parameters if key == name)


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A message (CAP 1.2, 3.2.1).

    Parameters
    ----------
    version
        Of the protocol.
    identifier, sender, sent, status, msg_type, scope
        As the protocol has them; empty where missing. ``sent`` is text, `sent_at` the time.
    source, restriction, addresses, note, incidents
        As written; None where not given.
    password
        Of version 1.0 alone.
    codes
        Values of ``code``.
    references
        Earlier messages; an item that is no ``sender,identifier,sent`` is kept as text.
    infos
        What it says, a block for each language or part.
    kept, attributes
        What the protocol has no place for, and signatures.
    """

    version: Version = "1.2"
    identifier: str = ""
    sender: str = ""
    sent: str = ""
    status: str = ""
    msg_type: str = ""
    password: str | None = None
    source: str | None = None
    scope: str = ""
    restriction: str | None = None
    addresses: str | None = None
    codes: tuple[str, ...] = ()
    note: str | None = None
    references: tuple[Reference | str, ...] = ()
    incidents: str | None = None
    infos: tuple[Info, ...] = ()
    kept: tuple[Kept, ...] = ()
    attributes: tuple[Pair, ...] = ()

    @property
    def sent_at(self) -> datetime | None:
        """When it was sent, UTC; None where the text is no time."""
        return moment(self.sent)

    @property
    def key(self) -> tuple[str, str, str]:
        """Sender, identifier and time of sending, by which other messages name it (CAP 1.2, 3.2.1, references)."""
        return self.sender, self.identifier, self.sent

    @property
    def referred(self) -> tuple[Reference, ...]:
        """Earlier messages that it names in full."""
        return tuple(one for one in self.references if isinstance(one, Reference))

    @property
    def signed(self) -> bool:
        """Whether it carries a signature; `anlan.alerts.signatures.signing` verifies it."""
        return any(one.tag.startswith(f"{{{SIGNATURES}}}") for one in self.kept)
