"""SMPP 3.4 on the wire: the few PDUs that submitting messages and taking receipts need.

Source: Short Message Peer-to-Peer Protocol Specification 3.4, issue 1.2 (1999), sections 3.2, 4.1, 4.4, 4.6, 4.11, 5.
"""

import asyncio
import re
import struct
from dataclasses import dataclass
from typing import Final

BIND_TRANSCEIVER: Final = 0x00000009
SUBMIT_SM: Final = 0x00000004
DELIVER_SM: Final = 0x00000005
UNBIND: Final = 0x00000006
ENQUIRE_LINK: Final = 0x00000015
GENERIC_NACK: Final = 0x80000000
RESPONSE: Final = 0x80000000
"""Bit that makes a command its response."""

LONGEST: Final = 65_536
"""Bytes of a PDU; a longer one is no PDU."""

OPTIONAL: Final = {"receipted_message_id": 0x001E, "message_state": 0x0427, "message_payload": 0x0424}

STATES: Final = {
    1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD",
}  # fmt: skip
"""Message states by number (5.2.28), in the words of receipts (appendix B)."""

MOST_SYSTEM_ID, MOST_PASSWORD, MOST_SYSTEM_TYPE = 15, 8, 12
"""Characters that a bind holds (4.1.1, without the end of each)."""

LONGEST_VALIDITY: Final = 30 * 86_400 - 1
"""Seconds that a centre is asked to keep a message at most (assumption); a relative time counts days by two digits."""


class WireError(ConnectionError):
    """What came over the wire is no SMPP."""


@dataclass(frozen=True)
class Pdu:
    """One PDU.

    Parameters
    ----------
    command, status, sequence
        Its header.
    body
        What follows.
    """

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def __bytes__(self) -> bytes:
        return struct.pack(">IIII", 16 + len(self.body), self.command, self.status, self.sequence) + self.body


async def read_pdu(stream: asyncio.StreamReader) -> Pdu:
    """Read one PDU.

    Parameters
    ----------
    stream
        Where it comes from.

    Raises
    ------
    WireError
        If its length is impossible.
    asyncio.IncompleteReadError
        If the other side has gone.
    """
    head = await stream.readexactly(16)
    length, command, status, sequence = struct.unpack(">IIII", head)
    if not 16 <= length <= LONGEST:
        raise WireError(f"a PDU of {length} bytes was announced; this is no SMPP 3.4")
    return Pdu(command, status, sequence, await stream.readexactly(length - 16))


def text(value: str, longest: int) -> bytes:
    """Write a C-octet string of at most so many bytes, its end included."""
    return value.encode("ascii", "replace")[: longest - 1] + b"\0"


def bind_body(system_id: str, password: str, system_type: str) -> bytes:
    """Write the body of a bind (4.1.1)."""
    return (
        text(system_id, MOST_SYSTEM_ID + 1)
        + text(password, MOST_PASSWORD + 1)
        + text(system_type, MOST_SYSTEM_TYPE + 1)
        + bytes([0x34, 0, 0])
        + b"\0"
    )


@dataclass(frozen=True)
class Submission:
    """What a submit_sm says (4.4.1).

    Parameters
    ----------
    source, destination
        Numbers, with a ``+`` in international form; the source may be letters, or empty for the centre's own.
    data, coding, with_header
        User data, its data coding, and whether it begins with a header of parts.
    validity
        Seconds after which the centre gives it up: what has expired is of no use on a phone.
    urgent
        Whether it goes before others.
    """

    source: str
    destination: str
    data: bytes
    coding: int
    with_header: bool
    validity: float
    urgent: bool

    def __bytes__(self) -> bytes:
        seconds = int(max(1, min(self.validity, LONGEST_VALIDITY)))
        days, hours, minutes = seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60
        period = f"0000{days:02d}{hours:02d}{minutes:02d}{seconds % 60:02d}000R"
        return b"".join(
            (
                text("", 6),
                _kind_of_source(self.source),
                text(self.source.removeprefix("+"), 21),
                bytes([1 if self.destination.startswith("+") else 0, 1]),
                text(self.destination.removeprefix("+"), 21),
                bytes([0x40 if self.with_header else 0, 0, 3 if self.urgent else 1]),
                text("", 17),
                text(period, 17),
                bytes([1, 0, self.coding, 0, len(self.data)]),
                self.data,
            )
        )


def _kind_of_source(source: str) -> bytes:
    """Return type and plan of a sender: unknown where there is none, alphanumeric, or international (5.2.5)."""
    if not source:
        return bytes([0, 0])
    return bytes([1, 1]) if source.removeprefix("+").isdigit() else bytes([5, 0])


def _c_string(body: bytes, at: int) -> tuple[str, int]:
    end = body.index(b"\0", at)
    return body[at:end].decode("latin-1"), end + 1


def options(body: bytes, at: int) -> dict[int, bytes]:
    """Read the optional parameters from a place on (3.2.4.1); what is cut off is left out."""
    found = {}
    while at + 4 <= len(body):
        tag, length = struct.unpack_from(">HH", body, at)
        found[tag] = body[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def receipt_of(body: bytes) -> tuple[str, bool, str] | None:
    """Read a delivery receipt from a deliver_sm (4.6.1, appendix B).

    Parameters
    ----------
    body
        Body of the PDU.

    Returns
    -------
    The centre's name of the message, whether it reached the phone, and the state in words; None where this is no final
    receipt.

    Raises
    ------
    WireError
        If the body ends too early.
    """
    try:
        _service, at = _c_string(body, 0)
        _source, at = _c_string(body, at + 2)
        _destination, at = _c_string(body, at + 2)
        kind = body[at]
        _schedule, at = _c_string(body, at + 3)
        _period, at = _c_string(body, at)
        length = body[at + 4]
        said, rest = body[at + 5 : at + 5 + length], options(body, at + 5 + length)
    except (IndexError, ValueError) as fault:
        raise WireError("a message from the centre ends too early") from fault
    if not kind & 0x3C:
        return None
    words = (said or rest.get(OPTIONAL["message_payload"], b"")).decode("latin-1")
    named = re.search(r"id:(\S+)", words)
    name = rest.get(OPTIONAL["receipted_message_id"], b"").rstrip(b"\0").decode("latin-1") or (
        named[1] if named else ""
    )
    stated = re.search(r"stat:(\S+)", words)
    state = stated[1] if stated else STATES.get((rest.get(OPTIONAL["message_state"]) or b"?")[0])
    if not name or state in {None, "ENROUTE", "ACCEPTD"}:
        return None
    return name, state == "DELIVRD", str(state)
