"""A message centre that speaks SMPP 3.4, as far as tests need it; its PDUs are read by a library, not by our code."""

import asyncio
import itertools
import struct
from collections.abc import Callable, Collection
from types import SimpleNamespace
from typing import Any

from smpplib import smpp

OK, THROTTLED = 0x00, 0x58


class MessageCentre:
    """Takes messages, answers with statuses as it is told, and sends receipts when it is asked to.

    Parameters
    ----------
    status
        Status of the answer to the n-th submission, from 0.
    answers
        Whether it answers submissions at all.
    drops
        Submissions, from 0, at which it ends the connection without an answer.

    Attributes
    ----------
    silent
        Set to let it say nothing more, as where the way to it is cut and neither end has noticed.
    """

    def __init__(
        self,
        status: Callable[[int], int] = lambda _number: OK,
        *,
        answers: bool = True,
        drops: Collection[int] = (),
    ) -> None:
        self.messages: list[Any] = []
        self.silent = False
        self.binds: list[tuple[str, str]] = []
        self._status = status
        self._answers = answers
        self._drops = drops
        self._writers: list[asyncio.StreamWriter] = []
        self._numbers = itertools.count(1)
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Port that it listens on."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> "MessageCentre":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_fault: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        try:
            while True:
                length = struct.unpack(">I", await reader.readexactly(4))[0]
                self._take(struct.pack(">I", length) + await reader.readexactly(length - 4), writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _take(self, raw: bytes, writer: asyncio.StreamWriter) -> None:
        _length, command, _status, sequence = struct.unpack(">IIII", raw[:16])
        if command & 0x80000000 or self.silent:
            return
        pdu = parsed(raw)
        if pdu.command == "bind_transceiver":
            self.binds.append((pdu.system_id.decode(), pdu.password.decode()))
            self._send(writer, command | 0x80000000, OK, sequence, b"centre\0")
        elif pdu.command == "submit_sm":
            number = len(self.messages)
            self.messages.append(pdu)
            if number in self._drops:
                writer.close()
            elif self._answers:
                status = self._status(number)
                given = f"m{number + 1}"
                self._send(writer, command | 0x80000000, status, sequence, b"" if status else given.encode() + b"\0")
        else:
            self._send(writer, command | 0x80000000, OK, sequence, b"")

    @staticmethod
    def _send(writer: asyncio.StreamWriter, command: int, status: int, sequence: int, body: bytes) -> None:
        writer.write(struct.pack(">IIII", 16 + len(body), command, status, sequence) + body)

    def say(self, body: bytes) -> None:
        """Send a deliver_sm with a body of any kind."""
        self._send(self._writers[-1], 0x00000005, OK, next(self._numbers), body)

    def drop(self) -> None:
        """End every connection."""
        for writer in self._writers:
            writer.close()

    def state(self, name: str, number: int) -> None:
        """Send a receipt that says all in optional parameters, and nothing in its text (SMPP 3.4, 5.3.2)."""
        named, told = name.encode() + b"\0", bytes([number])
        head = b"\0" + b"\x01\x01" + b"13900000001\0" + b"\x01\x01" + b"anlan\0" + bytes([0x04, 0, 0]) + b"\0\0"
        options = struct.pack(">HH", 0x001E, len(named)) + named + struct.pack(">HH", 0x0427, 1) + told
        self.say(head + bytes([0, 0, 0, 0, 0]) + options)

    def receipt(self, name: str, state: str) -> None:
        """Send the receipt of a message (SMPP 3.4, appendix B)."""
        text = f"id:{name} sub:001 dlvrd:001 submit date:2607140600 done date:2607140601 stat:{state} err:000 text:"
        said = text.encode()
        head = b"\0" + b"\x01\x01" + b"13900000001\0" + b"\x01\x01" + b"anlan\0" + bytes([0x04, 0, 0]) + b"\0\0"
        body = head + bytes([0, 0, 0, 0, len(said)]) + said
        self.say(body)


def parsed(raw: bytes) -> Any:
    """Read a PDU with the library."""
    client = SimpleNamespace(sequence=1, next_sequence=lambda: 1)
    return smpp.parse_pdu(raw, client=client, allow_unknown_opt_params=True)
