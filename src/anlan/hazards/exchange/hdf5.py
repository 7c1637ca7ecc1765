"""HDF5 files of strangers: read as plain arrays within limits, never followed elsewhere, never unpickled.

Three things in such a file could reach beyond it, and are refused: links to other files, data kept in other files, and
shapes that claim more than the memory has. Pickled objects, which pandas writes into such files, are opened with
`pickletools`, which lists the instructions of a pickle and carries out none.
"""

import math
import pickletools
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from anlan.errors import Problem
from anlan.hazards.exchange.limits import MOST_ENTRIES, MOST_EVENTS
from anlan.language import Message

MOST_CHUNK_BYTES = 2**30
"""Bytes of one chunk, which HDF5 unpacks as a whole."""

_TEXTS = frozenset(
    {"UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "STRING", "SHORT_BINSTRING", "BINSTRING"}
)
_BYTES = frozenset({"SHORT_BINBYTES", "BINBYTES", "BINBYTES8", "BYTEARRAY8", "SHORT_BINSTRING", "BINSTRING"})


class Reader:
    """Takes arrays and texts out of an open file and collects what is wrong.

    Parameters
    ----------
    path
        The file, for messages.
    problems
        What is wrong is appended.
    """

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.file = path.name
        self.problems = problems

    def has(self, group: h5py.Group, name: str) -> bool:
        """Say whether a member exists; nothing is followed.

        Parameters
        ----------
        group, name
            Where it would be.
        """
        return bool(group.id.links.exists(name.encode()))

    def member(self, group: h5py.Group, name: str, *, required: bool = False) -> h5py.Group | h5py.Dataset | None:
        """Return a member that is part of this very file; None where there is none or it is refused.

        Parameters
        ----------
        group, name
            Where it is.
        required
            Whether its absence is a problem.
        """
        if not self.has(group, name):
            if required:
                self.refuse(group, name, Message("it is missing"), Message("write the file anew"), "missing")
            return None
        if group.id.links.get_info(name.encode()).type != h5py.h5l.TYPE_HARD:
            remedy = Message("copy what is linked into the file")
            self.refuse(group, name, Message("it is a link to elsewhere, which is not followed"), remedy, "external")
            return None
        return group[name]

    def group(self, group: h5py.Group, name: str, *, required: bool = False) -> h5py.Group | None:
        """Return a group, see `member`."""
        found = self.member(group, name, required=required)
        return found if isinstance(found, h5py.Group) else None

    def array(
        self, group: h5py.Group, name: str, *, required: bool = False, most: int = MOST_ENTRIES
    ) -> NDArray[Any] | None:
        """Return a dataset of numbers or truth values.

        Parameters
        ----------
        group, name
            Where it is.
        required
            Whether its absence is a problem.
        most
            Number of values that are allowed.
        """
        found = self.member(group, name, required=required)
        if not isinstance(found, h5py.Dataset) or not self._safe(group, name, found, most):
            return None
        if found.dtype.kind not in "biuf":
            what = Message("it holds {kind} where numbers are expected", kind=str(found.dtype))
            self.refuse(group, name, what, Message("write the file anew"), "wrong-type")
            return None
        content: NDArray[Any] | None = self._content(group, name, found)
        return content

    def texts(
        self, group: h5py.Group, name: str, *, required: bool = False, most: int = MOST_EVENTS
    ) -> list[str] | None:
        """Return a dataset of texts, or of numbers as texts, see `array`."""
        found = self.member(group, name, required=required)
        if not isinstance(found, h5py.Dataset) or not self._safe(group, name, found, most):
            return None
        if found.dtype.kind == "O" and h5py.check_string_dtype(found.dtype) is None:
            self.refuse(
                group, name, Message("it holds objects, not texts"), Message("write the file anew"), "wrong-type"
            )
            return None
        content = self._content(group, name, found)
        return None if content is None else [text_of(value) for value in np.asarray(content).reshape(-1).tolist()]

    def pickled(self, group: h5py.Group, name: str, most: int = MOST_ENTRIES) -> bytes | None:
        """Return the bytes of an object that PyTables pickled into a dataset; they are not unpickled.

        Parameters
        ----------
        group, name
            Where it is.
        most
            Bytes that are allowed.
        """
        found = self.member(group, name)
        if not isinstance(found, h5py.Dataset) or found.shape != (1,) or not self._safe(group, name, found, 1):
            return None
        if h5py.check_vlen_dtype(found.dtype) != np.dtype("u1"):
            return None
        content = self._content(group, name, found)
        return None if content is None or len(content[0]) > most else np.asarray(content[0]).tobytes()

    def compound(self, group: h5py.Group, name: str, most: int) -> NDArray[Any] | None:
        """Return a dataset of records, see `array`."""
        found = self.member(group, name)
        if not isinstance(found, h5py.Dataset) or not self._safe(group, name, found, most) or found.dtype.hasobject:
            return None
        content: NDArray[Any] | None = self._content(group, name, found)
        return content

    def refuse(self, group: h5py.Group, name: str, what: Message, remedy: Message, code: str) -> None:
        """Append a problem of a member."""
        place = f"{group.name}/{name}".replace("//", "/").lstrip("/")
        self.problems.append(Problem(self.file, what, remedy, feature=place, code=code))

    def _safe(self, group: h5py.Group, name: str, found: h5py.Dataset, most: int) -> bool:
        if found.external or found.is_virtual:
            what = Message("its values are kept in another file, which is not opened")
            self.refuse(group, name, what, Message("copy them into the file"), "external")
            return False
        if found.shape is None or found.size > most:
            what = Message("it has {count:,} values", count=0 if found.shape is None else found.size)
            self.refuse(group, name, what, Message("give at least one and at most {most:,}", most=most), "large")
            return False
        if found.chunks and math.prod(found.chunks) * found.dtype.itemsize > MOST_CHUNK_BYTES:
            what = Message("its chunks are too large to be unpacked")
            self.refuse(group, name, what, Message("write the file with smaller chunks"), "large")
            return False
        return True

    def _content(self, group: h5py.Group, name: str, found: h5py.Dataset) -> Any:
        try:
            return found[()]
        except OSError as error:
            what = Message("it cannot be read: {reason}", reason=error)
            self.refuse(group, name, what, Message("write the file anew; it is damaged"), "unreadable")
            return None


def text_of(value: object) -> str:
    """Return a value of a file as text; bytes are UTF-8."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def texts_in(pickled: bytes) -> list[str]:
    """List the texts that a pickle holds, in their order, without carrying it out; empty where it is none.

    Parameters
    ----------
    pickled
        Bytes of the pickle.
    """
    try:
        return [str(given) for code, given, _ in pickletools.genops(pickled) if code.name in _TEXTS]
    except (ValueError, KeyError, IndexError):
        return []


def bytes_in(pickled: bytes) -> list[bytes]:
    """List the strings of bytes that a pickle holds, in their order, without carrying it out; see `texts_in`."""
    try:
        return [
            given.encode("latin-1") if isinstance(given, str) else bytes(given)
            for code, given, _ in pickletools.genops(pickled)
            if code.name in _BYTES and given is not None
        ]
    except (ValueError, KeyError, IndexError):
        return []
